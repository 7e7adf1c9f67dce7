// Package quickjpeg decodes the JPEG files that scanners and cameras write
// faster than image/jpeg where less than all of a picture is wanted: luma
// without colour, or a half, a quarter or an eighth of the size, which comes
// out of the inverse transform itself. It imports nothing of this module.
//
// Baseline and progressive files of 8 bits with one or three components are
// read, in every ratio of luma to chroma that image/jpeg knows and with restart
// markers. What image/jpeg refuses is refused, but for damage in what need not
// be read. Everything else ends in ErrLeft and is for image/jpeg to judge: CMYK,
// RGB, files that are damaged or end too early.
package quickjpeg

import (
	"context"
	"errors"
	"fmt"
	"image"
)

// Errors of Decode, beside the cause of a context that ended.
var (
	// ErrLeft means a file that is left to image/jpeg: of a kind that is not
	// read here, or corrupt.
	ErrLeft = errors.New("quickjpeg: left to image/jpeg")
	// ErrTooLarge means more pixels than Options allow.
	ErrTooLarge = errors.New("quickjpeg: image too large")
)

// Options say what of a picture is wanted. The zero value is all of it.
type Options struct {
	Gray bool // luma only: the result is an *image.Gray
	// Scale divides width and height, which are rounded up: 1, 2, 4 or 8;
	// default 1. Pixels are made of the lowest frequencies of each block.
	Scale     int
	MaxPixels int64 // width times height as the file has it; default 100 million
}

// Decode reads a JPEG file and returns an *image.Gray or an *image.YCbCr whose
// bounds start at the origin. Pixels in full size are those of image/jpeg but
// for a rounding of at most one. It looks at ctx once a row of blocks.
func Decode(ctx context.Context, src []byte, o Options) (image.Image, error) {
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.Scale != 1 && o.Scale != 2 && o.Scale != 4 && o.Scale != 8 {
		return nil, fmt.Errorf("quickjpeg: scale %d is none of 1, 2, 4, 8", o.Scale)
	}
	if o.MaxPixels <= 0 {
		o.MaxPixels = 100_000_000
	}
	d := &decoder{ctx: ctx, Options: o, edge: 8 / o.Scale}
	d.src = src
	if err := d.segments(); err != nil {
		return nil, err
	}
	return d.image()
}

// left says why a file is not read here.
func left(why string) error { return fmt.Errorf("%w: %s", ErrLeft, why) }

// Markers of ITU-T T.81, table B.1.
const (
	sof0  = 0xc0
	sof1  = 0xc1
	sof2  = 0xc2
	dht   = 0xc4
	rst0  = 0xd0
	rst7  = 0xd7
	soi   = 0xd8
	eoi   = 0xd9
	sos   = 0xda
	dqt   = 0xdb
	dri   = 0xdd
	app0  = 0xe0
	app14 = 0xee
	app15 = 0xef
	com   = 0xfe
)

// component is a plane of the picture.
type component struct {
	id         byte
	h, v       int // blocks of a unit of the interleaved scan
	tq         byte
	wanted     bool
	across     int         // blocks in a row, with those that fill up the last unit
	down       int         // rows of blocks, likewise
	cols, rows int         // blocks that hold pixels: those of a scan of its own
	pix        []byte      // samples at the wanted scale
	coefs      [][64]int16 // of a progressive file, in zigzag order
}

// decoder is the state of one call. Its bit reader walks over the whole file.
type decoder struct {
	Options
	bitReader
	ctx           context.Context
	edge          int // pixels of a block at the wanted scale
	width, height int
	progressive   bool
	scanned       bool // a scan of a wanted component was read
	jfif          bool
	adobe         int // transform that Adobe's segment names, -1 without one
	unitsX        int // units of the interleaved scan in a row
	unitsY        int
	interval      int // units between restart markers, 0 for none
	comps         []component
	quant         [4][64]int32 // in zigzag order
	dc, ac        [4]*table
}

// segments reads the file from marker to marker.
func (d *decoder) segments() error {
	if len(d.src) < 2 || d.src[0] != 0xff || d.src[1] != soi {
		return left("no start of image")
	}
	d.pos, d.adobe = 2, -1
	for {
		marker, ok := d.nextMarker()
		if !ok {
			return left("no end of image")
		}
		if marker == eoi {
			return nil
		}
		if d.pos+2 > len(d.src) {
			return left("segment cut off")
		}
		n := int(d.src[d.pos])<<8 | int(d.src[d.pos+1])
		if n < 2 || d.pos+n > len(d.src) {
			return left("segment cut off")
		}
		body := d.src[d.pos+2 : d.pos+n]
		d.pos += n
		if err := d.segment(marker, body); err != nil {
			return err
		}
	}
}

// nextMarker moves behind the next marker that is none of those within scans.
// What lies between segments is passed over, as image/jpeg does.
func (d *decoder) nextMarker() (marker byte, ok bool) {
	for ; d.pos+1 < len(d.src); d.pos++ {
		if d.src[d.pos] != 0xff {
			continue
		}
		if m := d.src[d.pos+1]; m != 0 && m != 0xff && (m < rst0 || m > rst7) {
			d.pos += 2
			return m, true
		}
	}
	return 0, false
}

func (d *decoder) segment(marker byte, body []byte) error {
	switch {
	case marker == sof0, marker == sof1, marker == sof2:
		d.progressive = marker == sof2
		return d.frame(body)
	case marker == dht:
		return d.huffmanTables(body)
	case marker == dqt:
		return d.quantTables(body)
	case marker == dri:
		if len(body) != 2 {
			return left("restart interval")
		}
		d.interval = int(body[0])<<8 | int(body[1])
	case marker == sos:
		return d.scan(body)
	case marker == app0:
		d.jfif = len(body) >= 5 && string(body[:5]) == "JFIF\x00"
	case marker == app14:
		if len(body) >= 12 && string(body[:5]) == "Adobe" {
			d.adobe = int(body[11])
		}
	case marker > app0 && marker <= app15, marker == com:
	default:
		return left("a marker that is not known")
	}
	return nil
}

// frame reads a frame header and takes the memory for planes.
func (d *decoder) frame(body []byte) error {
	if d.comps != nil {
		return left("two frame headers")
	}
	if len(body) < 6 || body[0] != 8 || len(body) != 6+3*int(body[5]) || body[5] != 1 && body[5] != 3 {
		return left("kind of frame")
	}
	d.height, d.width = int(body[1])<<8|int(body[2]), int(body[3])<<8|int(body[4])
	if d.width == 0 || d.height == 0 {
		return left("no pixels")
	}
	if n := int64(d.width) * int64(d.height); n > d.MaxPixels {
		return fmt.Errorf("%w: %d x %d pixels, limit %d", ErrTooLarge, d.width, d.height, d.MaxPixels)
	}
	d.comps = make([]component, body[5])
	for i := range d.comps {
		at := body[6+3*i:]
		d.comps[i] = component{id: at[0], h: int(at[1] >> 4), v: int(at[1] & 15), tq: at[2], wanted: i == 0 || !d.Gray}
	}
	if len(d.comps) == 1 {
		d.comps[0].h, d.comps[0].v = 1, 1 // a scan of one component has no units, T.81 A.2.2
	} else if err := d.ratios(); err != nil {
		return err
	}
	if d.comps[0].tq > 3 || len(d.comps) == 3 && max(d.comps[1].tq, d.comps[2].tq) > 3 {
		return left("quantization table")
	}
	d.layOut()
	return nil
}

// ratios accepts the sampling factors that image/jpeg accepts, and of these in
// colour only chroma of one block a unit, as all encoders write it.
func (d *decoder) ratios() error {
	y, cb, cr := &d.comps[0], &d.comps[1], &d.comps[2]
	if y.id == cb.id || y.id == cr.id || cb.id == cr.id {
		return left("components of one name")
	}
	for _, c := range d.comps {
		if c.h != 1 && c.h != 2 && c.h != 4 || c.v != 1 && c.v != 2 {
			return left("sampling factors")
		}
	}
	if cb.h != cr.h || cb.v != cr.v || y.h%cb.h != 0 || y.v%cb.v != 0 || y.h*y.v+2*cb.h*cb.v > 10 {
		return left("sampling factors")
	}
	if !d.Gray && (cb.h != 1 || cb.v != 1) {
		return left("sampling factors of chroma")
	}
	return nil
}

// layOut counts blocks and takes memory.
func (d *decoder) layOut() {
	y := d.comps[0]
	d.unitsX, d.unitsY = over(d.width, 8*y.h), over(d.height, 8*y.v)
	for i := range d.comps {
		c := &d.comps[i]
		c.across, c.down = d.unitsX*c.h, d.unitsY*c.v
		c.cols, c.rows = over(over(d.width*c.h, y.h), 8), over(over(d.height*c.v, y.v), 8)
		if c.wanted {
			c.pix = make([]byte, c.across*c.down*d.edge*d.edge)
			if d.progressive {
				c.coefs = make([][64]int16, c.across*c.down)
			}
		}
	}
}

// over is a/b rounded up.
func over(a, b int) int { return (a + b - 1) / b }

func (d *decoder) quantTables(body []byte) error {
	for len(body) > 0 {
		wide, t := int(body[0]>>4), body[0]&15
		if wide > 1 || t > 3 || len(body) < 1+64*(1+wide) {
			return left("quantization table")
		}
		for k := range d.quant[t] {
			if wide == 0 {
				d.quant[t][k] = int32(body[1+k])
			} else {
				d.quant[t][k] = int32(body[1+2*k])<<8 | int32(body[2+2*k])
			}
		}
		body = body[1+64*(1+wide):]
	}
	return nil
}

// image puts the planes together.
func (d *decoder) image() (image.Image, error) {
	if !d.scanned {
		return nil, left("no scan")
	}
	if len(d.comps) == 3 && d.rgb() {
		return nil, left("RGB")
	}
	if err := d.reconstruct(); err != nil {
		return nil, err
	}
	y := d.comps[0]
	rect := image.Rect(0, 0, over(d.width, d.Scale), over(d.height, d.Scale))
	if d.Gray || len(d.comps) == 1 {
		return &image.Gray{Pix: y.pix, Stride: y.across * d.edge, Rect: rect}, nil
	}
	ratio, ok := map[[2]int]image.YCbCrSubsampleRatio{
		{1, 1}: image.YCbCrSubsampleRatio444, {1, 2}: image.YCbCrSubsampleRatio440, {2, 1}: image.YCbCrSubsampleRatio422,
		{2, 2}: image.YCbCrSubsampleRatio420, {4, 1}: image.YCbCrSubsampleRatio411, {4, 2}: image.YCbCrSubsampleRatio410,
	}[[2]int{y.h, y.v}]
	if !ok {
		return nil, left("sampling factors")
	}
	cb, cr := d.comps[1], d.comps[2]
	return &image.YCbCr{Y: y.pix, Cb: cb.pix, Cr: cr.pix, YStride: y.across * d.edge, CStride: cb.across * d.edge, SubsampleRatio: ratio, Rect: rect}, nil
}

// rgb reports whether the components are no YCbCr, by the rules of image/jpeg.
func (d *decoder) rgb() bool {
	if d.jfif {
		return false
	}
	return d.adobe == 0 || d.comps[0].id == 'R' && d.comps[1].id == 'G' && d.comps[2].id == 'B'
}
