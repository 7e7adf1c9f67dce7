// Package pdfium hosts PDFium, compiled to WebAssembly, on wazero: no cgo, and
// a sandbox that reaches neither files nor network.
//
// A Runtime holds the compiled module and a pool of instances. A Source is a
// file; Runtime.Acquire lends an Instance that has it open to one goroutine. All
// calls of an Instance stop within milliseconds of the end of the context it
// was acquired with: the blob counts loop iterations and calls the host back
// (see gen/patch.go). An instance that trapped, was interrupted or grew too
// large is thrown away, so no damage outlives the document that caused it.
package pdfium

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
)

// The blob: see README.md beside it.
//
//go:embed pdfium.wasm
var blob []byte

// Errors of a Runtime.
var (
	ErrClosed   = errors.New("runtime closed")
	ErrMemory   = errors.New("memory limit of the sandbox reached")
	ErrTrap     = errors.New("renderer failed")
	ErrWork     = errors.New("takes too much work")
	ErrPassword = errors.New("password required")
	ErrSecurity = errors.New("unsupported security handler")
	ErrFormat   = errors.New("not a readable PDF")
	ErrForms    = errors.New("form fields take too long") // try again: they are left out then
)

const (
	defaultMemory = 400 << 20 // of one instance
	keepMemory    = 256 << 20 // an instance beyond it is not used again
	spareMemory   = 64 << 20  // nor one beyond it that lost its document
	wasmPage      = 64 << 10

	// defaultWork is twice what the slowest pages of collections of odd files
	// take.
	defaultWork = 20 * time.Second
)

// Config configures a Runtime.
type Config struct {
	CacheDir     string        // for compiled code; empty = none
	MaxInstances int           // default GOMAXPROCS
	Fonts        Fonts         // of the system; nil = none
	MemoryLimit  int64         // bytes an instance may use; default 400 MiB
	Work         time.Duration // CPU time between Acquire and Release; default 20 s, negative = no limit
}

// A Runtime is compiled PDFium and a pool of instances. It is safe for
// concurrent use.
type Runtime struct {
	cfg   Config
	rt    wazero.Runtime
	cache wazero.CompilationCache
	code  wazero.CompiledModule
	slots chan struct{} // one for each instance lent
	done  chan struct{} // closed by Close

	mu     sync.Mutex
	idle   []*Instance // least recently used first
	closed bool
}

// New compiles PDFium, or takes the compiled code from cfg.CacheDir. A cache
// that cannot be read or written is done without.
func New(ctx context.Context, cfg Config) (*Runtime, error) {
	if cfg.MaxInstances <= 0 {
		cfg.MaxInstances = runtime.GOMAXPROCS(0)
	}
	if cfg.MemoryLimit <= 0 {
		cfg.MemoryLimit = defaultMemory
	}
	if cfg.Work == 0 {
		cfg.Work = defaultWork
	}
	cfg.Work = max(cfg.Work, 0)
	cfg.MemoryLimit = min(max(cfg.MemoryLimit, 32<<20), 4<<30)
	r := &Runtime{cfg: cfg, slots: make(chan struct{}, cfg.MaxInstances), done: make(chan struct{})}
	if cfg.CacheDir != "" {
		if err := r.compile(ctx, cfg.CacheDir); err == nil || ctx.Err() != nil {
			return r, err
		}
	}
	if err := r.compile(ctx, ""); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Runtime) compile(ctx context.Context, dir string) (err error) {
	rc := wazero.NewRuntimeConfig().WithMemoryLimitPages(uint32(r.cfg.MemoryLimit / wasmPage))
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if r.cache, err = wazero.NewCompilationCacheWithDir(dir); err != nil {
			return err
		}
		rc = rc.WithCompilationCache(r.cache)
	}
	ctx = context.WithoutCancel(ctx)
	r.rt = wazero.NewRuntimeWithConfig(ctx, rc)
	if r.code, err = r.rt.CompileModule(ctx, blob); err == nil {
		err = r.exportHost(ctx)
	}
	if err != nil {
		r.release(ctx)
		return fmt.Errorf("compile: %w", err)
	}
	return nil
}

func (r *Runtime) release(ctx context.Context) error {
	err := r.rt.Close(ctx)
	if r.cache != nil {
		err = errors.Join(err, r.cache.Close(ctx))
		r.cache = nil
	}
	return err
}

// Close waits for the instances that are lent and frees everything.
func (r *Runtime) Close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	r.mu.Unlock()
	close(r.done)
	for range cap(r.slots) {
		r.slots <- struct{}{}
	}
	for _, in := range r.idle {
		in.dispose()
	}
	r.idle = nil
	return r.release(context.Background())
}

// Acquire lends an instance that has s open, until Release. All calls on it
// end when ctx does.
func (r *Runtime) Acquire(ctx context.Context, s *Source) (*Instance, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case r.slots <- struct{}{}:
	case <-r.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	in, err := r.take(ctx, s)
	if err != nil {
		<-r.slots
		return nil, err
	}
	if in.src == s {
		return in, nil
	}
	in.unload()
	if err := in.load(s); err != nil {
		if cause := in.Err(); cause != nil { // the instance is broken, not only the file
			err = cause
		}
		r.Release(in)
		return nil, err
	}
	return in, nil
}

// take returns an idle instance, best the one that has s open, or a new one.
func (r *Runtime) take(ctx context.Context, s *Source) (*Instance, error) {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, ErrClosed
	}
	at := slices.IndexFunc(r.idle, func(in *Instance) bool { return in.src == s })
	if at < 0 {
		at = slices.IndexFunc(r.idle, func(in *Instance) bool { return in.src == nil })
	}
	if at < 0 && len(r.idle) > 0 {
		at = 0
	}
	if at >= 0 {
		in := r.idle[at]
		r.idle = slices.Delete(r.idle, at, at+1)
		r.mu.Unlock()
		in.lend(ctx)
		return in, nil
	}
	r.mu.Unlock()
	return r.newInstance(ctx)
}

// Release takes an instance back.
func (r *Runtime) Release(in *Instance) {
	r.put(in)
	<-r.slots
}

// put makes in idle, or throws it away.
func (r *Runtime) put(in *Instance) {
	in.closePages()
	if in.src != nil && in.src.isClosed() {
		in.unload()
	}
	in.lend(context.Background())
	r.mu.Lock()
	defer r.mu.Unlock()
	size := in.mem.Size()
	if r.closed || in.err != nil || size > keepMemory || in.src == nil && size > spareMemory {
		in.dispose()
		return
	}
	r.idle = append(r.idle, in)
}

// Forget closes s: idle instances let go of it now, lent ones when they come
// back.
func (r *Runtime) Forget(s *Source) {
	s.close()
	for {
		r.mu.Lock()
		at := slices.IndexFunc(r.idle, func(in *Instance) bool { return in.src == s })
		if at < 0 {
			r.mu.Unlock()
			return
		}
		in := r.idle[at]
		r.idle = slices.Delete(r.idle, at, at+1)
		r.mu.Unlock()
		r.put(in)
	}
}
