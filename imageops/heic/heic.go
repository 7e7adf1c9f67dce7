// Package heic reads HEIC pictures, as telephones write them, without cgo: one
// frame of HEVC, or a grid of them, in a HEIF file. The frames are decoded by
// hevc.js, written from the standard in C++ under the MIT licence, as WebAssembly
// on wazero. It is a package of its own because it links that runtime, and
// because HEVC is covered by patents in some countries: whether a host may use
// it is for the host to know.
package heic

import (
	"context"
	_ "embed"
	"fmt"
	"image"
	"math"

	"github.com/tetratelabs/wazero"

	"github.com/docket-go/docket/imageops"
)

// blob is the decoder of frames: see README.md beside it.
//
//go:embed hevc.wasm
var blob []byte

// Format is what Image.Format says of pictures of this package.
const Format = "heic"

// Sniff reports whether b begins like a HEIC file.
func Sniff(b []byte) bool {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return false
	}
	switch string(b[8:12]) {
	case "heic", "heix", "heim", "heis", "mif1", "msf1":
		return true
	}
	return false
}

// Decoder reads HEIC files. It may be used from many goroutines at once; each
// call has its own memory.
type Decoder struct {
	rt   wazero.Runtime
	code wazero.CompiledModule
}

// New compiles the decoder, which takes some tenths of a second: a host keeps
// one.
func New(ctx context.Context) (*Decoder, error) {
	const page = 64 << 10
	// The end of a context ends calls, in whatever loop of the module they are.
	rc := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxMemory / page).WithCloseOnContextDone(true)
	d := &Decoder{rt: wazero.NewRuntimeWithConfig(ctx, rc)}
	var err error
	if d.code, err = d.rt.CompileModule(ctx, blob); err == nil {
		err = d.exportHost(ctx)
	}
	if err != nil {
		_ = d.rt.Close(ctx) // the error at hand says more
		return nil, fmt.Errorf("heic: compile: %w", err)
	}
	return d, nil
}

// Close frees the compiled code. No call may be under way.
func (d *Decoder) Close() error { return d.rt.Close(context.Background()) }

// Decode reads the primary picture of a file, upright: turned, mirrored and
// cropped as the file says. Its colours are shown in sRGB, by its ICC profile or
// the primaries that it names; high dynamic range is not mapped. It fails as
// imageops.Decode does, with ErrEmpty, ErrUnsupported, ErrTooLarge or ErrCorrupt,
// and with the cause of ctx soon after that ends.
func (d *Decoder) Decode(ctx context.Context, src []byte, l imageops.Limits) (*imageops.Image, error) {
	img, err := d.decode(ctx, src, l)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return img, err
}

func (d *Decoder) decode(ctx context.Context, src []byte, l imageops.Limits) (*imageops.Image, error) {
	if l.Bytes <= 0 {
		l.Bytes = 256 << 20
	}
	if l.Pixels <= 0 {
		l.Pixels = 100_000_000
	}
	switch {
	case len(src) == 0:
		return nil, imageops.ErrEmpty
	case int64(len(src)) > l.Bytes:
		return nil, fmt.Errorf("%w: more than %d bytes", imageops.ErrTooLarge, l.Bytes)
	case !Sniff(src):
		return nil, fmt.Errorf("%w: no HEIC", imageops.ErrUnsupported)
	}
	p, err := parse(src)
	if err != nil {
		return nil, err
	}
	if n := int64(p.width) * int64(p.height); n > l.Pixels {
		return nil, fmt.Errorf("%w: %d x %d pixels, limit %d", imageops.ErrTooLarge, p.width, p.height, l.Pixels)
	}
	in, err := d.instance(ctx)
	if err != nil {
		return nil, err
	}
	defer in.close(ctx)
	out := image.NewNRGBA(image.Rect(0, 0, p.width, p.height))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	if err := in.picture(ctx, p, l.Pixels, out, false); err != nil {
		return nil, err
	}
	if p.profile != nil {
		imageops.ToSRGB(out, p.profile)
	}
	if id, ok := p.meta.alpha[p.id]; ok {
		// Transparency that cannot be read makes a picture no less legible.
		if a, err := p.meta.picture(id); err == nil && a.width == p.width && a.height == p.height {
			if err := in.picture(ctx, a, l.Pixels, out, true); err != nil && ctx.Err() != nil {
				return nil, err
			}
		}
	}
	return &imageops.Image{Pix: p.upright(out), Format: Format, Frames: 1, Orientation: p.orientation(), Scale: 1}, nil
}

// picture decodes the frames of p into dst, or into its transparency alone.
func (in *instance) picture(ctx context.Context, p *picture, maxPixels int64, dst *image.NRGBA, alpha bool) error {
	for i, part := range p.parts {
		t, err := p.meta.tile(part)
		if err != nil {
			return err
		}
		f, err := in.frame(ctx, t.stream, maxPixels)
		if err != nil {
			return err
		}
		// Frames fill the picture and none lies beyond it.
		if f.w*p.columns < p.width || f.h*p.rows < p.height || f.w*(p.columns-1) >= p.width || f.h*(p.rows-1) >= p.height {
			return fmt.Errorf("%w: heic: %d frames of %d x %d pixels declare %d x %d", imageops.ErrCorrupt, len(p.parts), f.w, f.h, p.width, p.height)
		}
		at := image.Pt(i%p.columns*f.w, i/p.columns*f.h)
		if alpha {
			f.drawAlpha(dst, at, t.color)
		} else {
			f.draw(dst, at, t.color)
		}
	}
	return nil
}

// color is how the numbers of a frame are meant (ITU-T H.273).
type color struct {
	limited bool // 16-235 instead of 0-255
	matrix  int
}

// weights are those of red and of blue in luma.
func (c color) weights() (kr, kb float64) {
	switch c.matrix {
	case 1:
		return .2126, .0722
	case 9:
		return .2627, .0593
	}
	return .299, .114
}

// frame is a decoded frame: planes of 16-bit samples.
type frame struct {
	w, h, cw, ch     int
	y, cb, cr        []uint16
	strideY, strideC int
	bits             int
}

// drawAlpha puts the luma of a frame to its place in the transparency of dst.
func (f *frame) drawAlpha(dst *image.NRGBA, at image.Point, c color) {
	scale, black := c.luma(f.bits)
	w, h := min(f.w, dst.Rect.Dx()-at.X), min(f.h, dst.Rect.Dy()-at.Y)
	for y := range max(h, 0) {
		row := dst.Pix[(at.Y+y)*dst.Stride+4*at.X:]
		for x := range max(w, 0) {
			row[4*x+3] = clamp((float64(f.y[y*f.strideY+x]) - black) * scale)
		}
	}
}

// luma is the factor from luma of some bits to 0-255, and its black.
func (c color) luma(bits int) (scale, black float64) {
	if !c.limited {
		return 255 / float64(int(1)<<bits-1), 0
	}
	unit := float64(int(1) << (bits - 8))
	return 255 / (219 * unit), 16 * unit
}

// draw puts a frame to its place in dst, as far as that reaches.
func (f *frame) draw(dst *image.NRGBA, at image.Point, c color) {
	scaleY, black := c.luma(f.bits)
	scaleC := scaleY
	if c.limited {
		scaleC *= 219.0 / 224
	}
	kr, kb := c.weights()
	rv, bu := 2*(1-kr), 2*(1-kb)
	gu, gv := -bu*kb/(1-kr-kb), -rv*kr/(1-kr-kb)
	half := float64(int(1) << (f.bits - 1))
	w, h := min(f.w, dst.Rect.Dx()-at.X), min(f.h, dst.Rect.Dy()-at.Y)
	for y := range max(h, 0) {
		row := dst.Pix[(at.Y+y)*dst.Stride+4*at.X:]
		for x := range max(w, 0) {
			l := (float64(f.y[y*f.strideY+x]) - black) * scaleY
			u, v := 0.0, 0.0
			if f.cw > 0 {
				i := y*f.ch/f.h*f.strideC + x*f.cw/f.w
				u, v = (float64(f.cb[i])-half)*scaleC, (float64(f.cr[i])-half)*scaleC
			}
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2] = clamp(l+rv*v), clamp(l+gu*u+gv*v), clamp(l+bu*u)
		}
	}
}

func clamp(v float64) byte { return byte(math.Round(min(max(v, 0), 255))) }
