package pdfium

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/sys"
)

// A Source is a file that instances open.
type Source struct {
	data     []byte
	password string
	closed   atomic.Bool
	noForms  atomic.Bool // its forms took too long
}

// NewSource returns a Source of data, which must not change any more.
func NewSource(data []byte, password string) *Source {
	return &Source{data: data, password: password}
}

func (s *Source) isClosed() bool { return s.closed.Load() }
func (s *Source) close()         { s.closed.Store(true) }

// An Instance is one PDFium with its own memory, lent to one goroutine by
// Runtime.Acquire. After the first failure (trap, end of the context, no
// memory) all calls do nothing and answer zero; Err tells why. So callers need
// to look at Err only where they use what they read.
type Instance struct {
	rt       *Runtime
	m        api.Module
	mem      api.Memory
	fn       map[string]api.Function
	invokees map[invokee][]api.Function // not running now: see invoke
	stack    [16]uint64
	spent    time.Duration // of CPU time since it was lent, about
	yielded  time.Time     // when the guest last called yield
	ctx      context.Context
	err      error

	tableBase uint32 // of the host's callbacks in the function table
	scratch   uint32 // scratchSize bytes for single results
	batch     uint32 // scratchSize bytes for the records of Chars

	src    *Source
	file   []byte // of src
	doc    uint64 // FPDF_DOCUMENT
	access uint32 // FPDF_FILEACCESS of doc
	form   uint64 // FPDF_FORMHANDLE
	info   uint64 // its FPDF_FORMFILLINFO
	pages  []*Page

	flattened map[int]bool // pages that Flatten changed

	sink    io.Writer // of the running save
	sinkErr error
}

const scratchSize = 64 << 10

func (r *Runtime) newInstance(ctx context.Context) (*Instance, error) {
	in := &Instance{rt: r, fn: map[string]api.Function{}, invokees: map[invokee][]api.Function{}, flattened: map[int]bool{}}
	in.lend(ctx)
	ictx := experimental.WithMemoryAllocator(context.WithoutCancel(in.ctx), experimental.MemoryAllocatorFunc(allocate))
	m, err := r.rt.InstantiateModule(ictx, r.code, wazero.NewModuleConfig().WithName("").WithStartFunctions("__wasm_call_ctors"))
	if err != nil {
		return nil, fmt.Errorf("instantiate: %w", err)
	}
	in.m, in.mem = m, m.Memory()
	if g := m.ExportedGlobal("docket_table"); g != nil {
		in.tableBase = uint32(g.Get())
	}
	in.call("PDFiumExt_Init")
	in.offerFonts()
	in.scratch = in.malloc(scratchSize)
	in.batch = in.malloc(scratchSize)
	if in.err != nil {
		in.dispose()
		return nil, in.err
	}
	return in, nil
}

// lend binds the instance to the context of its next user.
func (in *Instance) lend(ctx context.Context) {
	in.ctx = context.WithValue(ctx, instanceKey{}, in)
	in.spent = 0
}

func (in *Instance) dispose() {
	in.m.Close(context.Background())
	in.src, in.file, in.doc = nil, nil, 0
}

// Err returns the failure that made the instance useless, or nil.
func (in *Instance) Err() error { return in.err }

// call calls an export. Arguments and results are raw 64-bit values.
func (in *Instance) call(name string, args ...uint64) uint64 {
	if in.err != nil {
		return 0
	}
	f, ok := in.fn[name]
	if !ok {
		if f = in.m.ExportedFunction(name); f == nil {
			in.err = fmt.Errorf("%w: no export %s", ErrTrap, name)
			return 0
		}
		in.fn[name] = f
	}
	in.stack[0] = 0
	copy(in.stack[:], args)
	if err := f.CallWithStack(in.ctx, in.stack[:max(len(args), 1)]); err != nil {
		in.fail(name, err)
		return 0
	}
	return in.stack[0]
}

func (in *Instance) fail(name string, err error) {
	var exit *sys.ExitError
	switch cause := in.ctx.Err(); {
	case cause != nil:
		in.err = cause
	case errors.Is(err, errWork):
		in.err = ErrWork
	case errors.As(err, &exit):
		in.err = ErrClosed
	case errors.Is(err, errAbort) && int64(in.mem.Size()) > in.rt.cfg.MemoryLimit*3/4:
		in.err = ErrMemory
	default: // the first line: what follows is a stack trace of the guest
		text, _, _ := strings.Cut(err.Error(), "\n")
		in.err = fmt.Errorf("%w in %s: %s", ErrTrap, name, text)
	}
}

// callInt calls an export that returns an int.
func (in *Instance) callInt(name string, args ...uint64) int {
	return int(int32(in.call(name, args...)))
}

// callBool calls an export that returns an FPDF_BOOL.
func (in *Instance) callBool(name string, args ...uint64) bool {
	return int32(in.call(name, args...)) != 0
}

func (in *Instance) malloc(n int) uint32 {
	p := uint32(in.call("malloc", uint64(n)))
	if p == 0 && in.err == nil {
		in.err = ErrMemory
	}
	return p
}

func (in *Instance) free(p uint32) {
	if p != 0 {
		in.call("free", uint64(p))
	}
}

// read returns n bytes of memory at p, or zeros after a failure. The slice is
// valid until the next call.
func (in *Instance) read(p uint32, n int) []byte {
	if in.err == nil && n >= 0 {
		if b, ok := in.mem.Read(p, uint32(n)); ok {
			return b
		}
		in.err = fmt.Errorf("%w: read of %d bytes outside memory", ErrTrap, n)
	}
	return make([]byte, max(min(n, scratchSize), 0))
}

func (in *Instance) write(p uint32, b []byte) {
	if in.err == nil && !in.mem.Write(p, b) {
		in.err = fmt.Errorf("%w: write of %d bytes outside memory", ErrTrap, len(b))
	}
}

// putString writes s with a terminating zero; the caller frees it.
func (in *Instance) putString(s string) uint32 {
	p := in.malloc(len(s) + 1)
	in.write(p, append([]byte(s), 0))
	return p
}

func f32At(b []byte, off int) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(b[off:])))
}

func f64At(b []byte, off int) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(b[off:]))
}

func u32At(b []byte, off int) uint32 { return binary.LittleEndian.Uint32(b[off:]) }

func f32Bits(v float64) uint64 { return uint64(math.Float32bits(float32(v))) }

// load opens s.
func (in *Instance) load(s *Source) error {
	in.src, in.file = s, s.data
	in.access = in.malloc(12)
	var b [12]byte
	binary.LittleEndian.PutUint32(b[:], uint32(len(s.data)))
	binary.LittleEndian.PutUint32(b[4:], in.tableBase) // get_block
	in.write(in.access, b[:])
	var pw uint32
	if s.password != "" {
		pw = in.putString(s.password)
		defer in.free(pw)
	}
	in.doc = in.call("FPDF_LoadCustomDocument", uint64(in.access), uint64(pw))
	if in.err != nil {
		return in.err
	}
	if in.doc != 0 {
		return nil
	}
	code := in.call("FPDF_GetLastError")
	in.unload()
	switch code {
	case 4:
		return ErrPassword
	case 5:
		return ErrSecurity
	}
	return ErrFormat
}

// unload closes the open document, if any.
func (in *Instance) unload() {
	if in.src == nil {
		return
	}
	in.closePages()
	in.closeForm()
	if in.doc != 0 {
		in.call("FPDF_CloseDocument", in.doc)
	}
	in.free(in.access)
	in.src, in.file, in.doc, in.access = nil, nil, 0, 0
	clear(in.flattened)
}

// reload opens the document anew, without what Flatten changed.
func (in *Instance) reload() error {
	s := in.src
	in.unload()
	return in.load(s)
}

func (in *Instance) closePages() {
	for len(in.pages) > 0 {
		in.pages[len(in.pages)-1].Close()
	}
}
