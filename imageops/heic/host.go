package heic

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/table"

	"github.com/docket-go/docket/imageops"
)

// maxMemory is what one call may use inside the sandbox: a frame of 50
// megapixels and what it is decoded with.
const maxMemory = 1 << 30

// errAbort ends a call of the module that throws an exception or gives up.
var errAbort = errors.New("decoder gave up")

// exportHost gives the module what it imports: no files, no network. Functions
// named invoke_ call an entry of its function table; an exception is never
// caught, it ends the call.
func (d *Decoder) exportHost(ctx context.Context) error {
	modules := map[string]wazero.HostModuleBuilder{}
	for _, f := range d.code.ImportedFunctions() {
		mod, name, _ := f.Import()
		if modules[mod] == nil {
			modules[mod] = d.rt.NewHostModuleBuilder(mod)
		}
		modules[mod].NewFunctionBuilder().WithGoModuleFunction(hostFunction(name, f), f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	for _, m := range modules {
		if _, err := m.Instantiate(ctx); err != nil {
			return err
		}
	}
	return nil
}

func hostFunction(name string, f api.FunctionDefinition) api.GoModuleFunc {
	params, results := f.ParamTypes(), f.ResultTypes()
	switch {
	case strings.HasPrefix(name, "invoke_"):
		return func(ctx context.Context, m api.Module, s []uint64) {
			f := table.LookupFunction(m, 0, uint32(s[0]), params[1:], results)
			copy(s, s[1:])
			if err := f.CallWithStack(ctx, s); err != nil {
				panic(err)
			}
		}
	case name == "emscripten_resize_heap":
		return func(_ context.Context, m api.Module, s []uint64) {
			const page = 64 << 10
			size := uint64(m.Memory().Size())
			_, ok := m.Memory().Grow(uint32((max(s[0], size) - size + page - 1) / page))
			s[0] = 0
			if ok {
				s[0] = 1
			}
		}
	case strings.HasPrefix(name, "fd_"): // messages for a terminal
		return func(_ context.Context, _ api.Module, s []uint64) { s[0] = 8 } // EBADF
	}
	return func(context.Context, api.Module, []uint64) { panic(errAbort) }
}

// instance is the memory of one call.
type instance struct{ m api.Module }

func (d *Decoder) instance(ctx context.Context) (*instance, error) {
	m, err := d.rt.InstantiateModule(ctx, d.code, wazero.NewModuleConfig().WithName("").WithStartFunctions("__wasm_call_ctors"))
	if err != nil {
		return nil, fmt.Errorf("heic: %w", err)
	}
	return &instance{m}, nil
}

func (in *instance) close(ctx context.Context) { _ = in.m.Close(context.WithoutCancel(ctx)) }

// call calls an export. A failure inside the sandbox means a corrupt file.
func (in *instance) call(ctx context.Context, name string, args ...uint64) (uint32, error) {
	out, err := in.m.ExportedFunction(name).Call(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("%w: heic: %s: %v", imageops.ErrCorrupt, name, err)
	}
	if len(out) == 0 {
		return 0, nil
	}
	return uint32(out[0]), nil
}

// frame decodes the one frame of a stream of NAL units with start codes.
func (in *instance) frame(ctx context.Context, stream []byte, maxPixels int64) (*frame, error) {
	dec, err := in.call(ctx, "hevc_decoder_create")
	if err != nil {
		return nil, err
	}
	const record = 48
	at, err := in.call(ctx, "malloc", uint64(len(stream)+record))
	if err != nil {
		return nil, err
	}
	if dec == 0 || at == 0 || !in.m.Memory().Write(at+record, stream) {
		return nil, fmt.Errorf("%w: heic: no memory for a stream of %d bytes", imageops.ErrTooLarge, len(stream))
	}
	if code, err := in.call(ctx, "hevc_decoder_decode", uint64(dec), uint64(at+record), uint64(len(stream))); err != nil || code != 0 {
		return nil, errors.Join(err, fmt.Errorf("%w: heic: frame: code %d", imageops.ErrCorrupt, int32(code)))
	}
	if code, err := in.call(ctx, "hevc_decoder_get_frame", uint64(dec), 0, uint64(at)); err != nil || code != 0 {
		return nil, errors.Join(err, fmt.Errorf("%w: heic: no frame", imageops.ErrCorrupt))
	}
	f, err := in.planes(at, maxPixels)
	if err != nil {
		return nil, err
	}
	if _, err := in.call(ctx, "hevc_decoder_destroy", uint64(dec)); err != nil {
		return nil, err
	}
	_, err = in.call(ctx, "free", uint64(at))
	return f, err
}

// planes copies the samples that a record of the module points to.
func (in *instance) planes(at uint32, maxPixels int64) (*frame, error) {
	b, ok := in.m.Memory().Read(at, 44)
	if !ok {
		return nil, fmt.Errorf("%w: heic: no frame", imageops.ErrCorrupt)
	}
	n := func(i int) int { return int(int32(binary.LittleEndian.Uint32(b[4*i:]))) }
	f := &frame{w: n(3), h: n(4), strideY: n(5), strideC: n(6), cw: n(7), ch: n(8), bits: n(9)}
	if f.w < 1 || f.h < 1 || int64(f.w)*int64(f.h) > maxPixels || f.strideY < f.w || f.bits < 8 || f.bits > 16 ||
		f.cw < 0 || f.cw > f.w || f.ch > f.h || f.cw > 0 && (f.strideC < f.cw || f.ch < 1) {
		return nil, fmt.Errorf("%w: heic: frame of %d x %d samples of %d bits", imageops.ErrCorrupt, f.w, f.h, f.bits)
	}
	for i, p := range []*[]uint16{&f.y, &f.cb, &f.cr} {
		stride, h := f.strideY, f.h
		if i > 0 {
			if stride, h = f.strideC, f.ch; f.cw == 0 {
				break
			}
		}
		raw, ok := in.m.Memory().Read(uint32(n(i)), uint32(2*stride*h))
		if !ok {
			return nil, fmt.Errorf("%w: heic: samples beyond memory", imageops.ErrCorrupt)
		}
		*p = make([]uint16, stride*h)
		for k := range *p {
			(*p)[k] = binary.LittleEndian.Uint16(raw[2*k:])
		}
	}
	return f, nil
}
