package pdfium

import (
	"context"
	"errors"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// instanceKey is the context key under which host functions find their
// Instance.
type instanceKey struct{}

// WASI and POSIX error numbers that stubs answer.
const (
	wasiBadFile = 8
	posixNoSys  = 52
)

// exportHost defines what the module imports: stubs for the system, so that
// the guest has no files, no environment and no network, and the callbacks of
// gen/patch.go.
func (r *Runtime) exportHost(ctx context.Context) error {
	modules := map[string]wazero.HostModuleBuilder{}
	for _, f := range r.code.ImportedFunctions() {
		mod, name, _ := f.Import()
		b, ok := modules[mod]
		if !ok {
			b = r.rt.NewHostModuleBuilder(mod)
			modules[mod] = b
		}
		fn, ok := hostFunctions[name]
		switch {
		case ok:
		case isInvoke(mod, name):
			fn = invoke(name, f.ParamTypes(), f.ResultTypes())
		case mod == "wasi_snapshot_preview1":
			fn = badFile
		default:
			fn = missing
		}
		b.NewFunctionBuilder().WithGoModuleFunction(fn, f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	for _, b := range modules {
		if _, err := b.Instantiate(ctx); err != nil {
			return err
		}
	}
	return nil
}

var hostFunctions = map[string]api.GoModuleFunc{
	"yield":                  yield,
	"get_block":              getBlock,
	"write_block":            writeBlock,
	"font_release":           nothing,
	"font_enum":              nothing,
	"font_map":               fontMap,
	"font_get":               fontGet,
	"font_data":              fontData,
	"font_face":              fontFace,
	"font_charset":           fontCharset,
	"font_delete":            nothing,
	"environ_get":            zero,
	"environ_sizes_get":      environSizes,
	"fd_close":               zero,
	"fd_sync":                zero,
	"fd_write":               discard,
	"emscripten_date_now":    dateNow,
	"_emscripten_memcpy_js":  memcpy,
	"emscripten_resize_heap": resizeHeap,
	"_abort_js":              abort,
	"__assert_fail":          abort,
	throwLongjmp:             longjmp,
	"_tzset_js":              nothing,
	"_localtime_js":          clearTime,
	"_gmtime_js":             clearTime,
}

func instanceOf(ctx context.Context) *Instance {
	in, _ := ctx.Value(instanceKey{}).(*Instance)
	return in
}

// yield is called every few thousand rounds of loops. Being a Go function it
// is a point where the scheduler can take the thread away and the garbage
// collector can stop the world; runtime.Gosched would only move the goroutine
// between threads. A panic unwinds the whole call of the guest, which cannot
// be used any more.
func yield(ctx context.Context, _ api.Module, _ []uint64) {
	if err := ctx.Err(); err != nil {
		panic(err)
	}
	if in := instanceOf(ctx); in != nil && in.rt.cfg.Work > 0 {
		in.count()
	}
}

// count adds up the time that the guest worked. There is no clock of the CPU
// time of a goroutine; this one comes near it on a busy machine too: where a round
// is longer than longestRound, that was busy with something else.
func (in *Instance) count() {
	now := time.Now()
	in.spent += min(now.Sub(in.yielded), longestRound)
	in.yielded = now
	if in.spent > in.rt.cfg.Work {
		panic(errWork)
	}
}

// errWork ends a call that took all the work its instance may do.
var errWork = errors.New("work limit")

func nothing(context.Context, api.Module, []uint64)       {}
func zero(_ context.Context, _ api.Module, s []uint64)    { s[0] = 0 }
func badFile(_ context.Context, _ api.Module, s []uint64) { s[0] = wasiBadFile }
func missing(_ context.Context, _ api.Module, s []uint64) { s[0] = api.EncodeI32(-posixNoSys) }

var errAbort = errors.New("abort")

func abort(context.Context, api.Module, []uint64) { panic(errAbort) }

func environSizes(_ context.Context, m api.Module, s []uint64) {
	m.Memory().WriteUint32Le(uint32(s[0]), 0)
	m.Memory().WriteUint32Le(uint32(s[1]), 0)
	s[0] = 0
}

// discard is fd_write: it takes everything and keeps nothing.
func discard(_ context.Context, m api.Module, s []uint64) {
	iov, n, written := uint32(s[1]), uint32(s[2]), uint32(s[3])
	var total uint32
	for range n {
		l, ok := m.Memory().ReadUint32Le(iov + 4)
		if !ok {
			break
		}
		total += l
		iov += 8
	}
	m.Memory().WriteUint32Le(written, total)
	s[0] = 0
}

func dateNow(_ context.Context, _ api.Module, s []uint64) {
	s[0] = api.EncodeF64(float64(time.Now().UnixMilli()))
}

func memcpy(_ context.Context, m api.Module, s []uint64) {
	if b, ok := m.Memory().Read(uint32(s[1]), uint32(s[2])); ok {
		m.Memory().Write(uint32(s[0]), b)
	}
}

// resizeHeap grows the memory a fifth more than asked for, or exactly as asked
// where that passes the limit.
func resizeHeap(_ context.Context, m api.Module, s []uint64) {
	want, have := uint64(uint32(s[0])), uint64(m.Memory().Size())
	s[0] = 0
	for _, target := range []uint64{max(want, have+have/5), want} {
		if target <= have {
			s[0] = 1
			return
		}
		if _, ok := m.Memory().Grow(uint32((target - have + wasmPage - 1) / wasmPage)); ok {
			s[0] = 1
			return
		}
	}
}

// clearTime writes a zero struct tm: the sandbox has no clock of a place.
func clearTime(_ context.Context, m api.Module, s []uint64) {
	m.Memory().Write(uint32(s[1]), make([]byte, 44))
}

// getBlock is m_GetBlock of the FPDF_FILEACCESS of the open document.
func getBlock(ctx context.Context, m api.Module, s []uint64) {
	pos, buf, size := uint64(uint32(s[1])), uint32(s[2]), uint64(uint32(s[3]))
	s[0] = 0
	in := instanceOf(ctx)
	if in == nil || in.file == nil || pos+size > uint64(len(in.file)) {
		return
	}
	if m.Memory().Write(buf, in.file[pos:pos+size]) {
		s[0] = 1
	}
}

// writeBlock is WriteBlock of the FPDF_FILEWRITE of the running save.
func writeBlock(ctx context.Context, m api.Module, s []uint64) {
	buf, size := uint32(s[1]), uint32(s[2])
	s[0] = 0
	in := instanceOf(ctx)
	if in == nil || in.sink == nil {
		return
	}
	if b, ok := m.Memory().Read(buf, size); ok {
		if _, in.sinkErr = in.sink.Write(b); in.sinkErr == nil {
			s[0] = 1
		}
	}
}
