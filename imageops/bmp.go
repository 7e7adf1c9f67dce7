package imageops

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"math/bits"
)

// Compressions of BMP.
const (
	bmpRGB       = 0
	bmpRLE8      = 1
	bmpRLE4      = 2
	bmpBitfields = 3
	bmpAlphaBits = 6
)

// bmpFile is the header of a BMP file, of Windows or OS/2.
type bmpFile struct {
	src     []byte
	w, h    int
	topDown bool
	bits    int
	packing int
	masks   [4]uint32 // red, green, blue, alpha
	palette []color.NRGBA
	pixels  int // offset of the pixels
	dpi     [2]float64
}

// openBMP reads the headers and the palette.
func openBMP(src []byte) (frame, error) {
	f, err := readBMP(src)
	if err != nil {
		return frame{}, err
	}
	fr := frame{w: int64(f.w), h: int64(f.h), orientation: 1, dpiX: f.dpi[0], dpiY: f.dpi[1], gray: f.gray(),
		decode: func(context.Context, DecodeOptions) (image.Image, int, error) {
			img, err := f.decode()
			return img, 1, err
		}}
	return plausible(fr), nil
}

func readBMP(src []byte) (*bmpFile, error) {
	le := binary.LittleEndian
	f := &bmpFile{src: src, pixels: int(min(le.Uint32(src[10:]), 1<<31-1))}
	size := int(le.Uint32(src[14:]))
	if size != 12 && (size < 16 || size > 124) {
		return nil, fmt.Errorf("%w: bmp: header of %d bytes", ErrUnsupported, size)
	}
	if len(src) < 14+size {
		return nil, io.ErrUnexpectedEOF
	}
	head := make([]byte, 124)
	copy(head, src[14:14+size])
	entry := 4
	colors := 0
	if size == 12 { // OS/2 1.x
		f.w, f.h, f.bits = int(le.Uint16(head[4:])), int(int16(le.Uint16(head[6:]))), int(le.Uint16(head[10:]))
		entry = 3
	} else {
		f.w, f.h, f.bits = int(int32(le.Uint32(head[4:]))), int(int32(le.Uint32(head[8:]))), int(le.Uint16(head[14:]))
		f.packing = int(le.Uint32(head[16:]))
		f.dpi = [2]float64{float64(int32(le.Uint32(head[24:]))) * metresPerInch, float64(int32(le.Uint32(head[28:]))) * metresPerInch}
		colors = int(min(le.Uint32(head[32:]), 1<<16))
	}
	if f.h < 0 {
		f.h, f.topDown = -max(f.h, -math.MaxInt32), true
	}
	at := 14 + size
	if f.packing == bmpBitfields || f.packing == bmpAlphaBits {
		if size == 40 { // the masks follow the header
			n := 12
			if f.packing == bmpAlphaBits {
				n = 16
			}
			if len(src) < at+n {
				return nil, io.ErrUnexpectedEOF
			}
			copy(head[40:], src[at:at+n])
			at += n
		}
	}
	if err := f.layout(head, size); err != nil {
		return nil, err
	}
	if f.bits <= 8 {
		f.readPalette(src[min(at, len(src)):], entry, colors)
	}
	return f, nil
}

// layout checks bits and packing and finds the masks of colours.
func (f *bmpFile) layout(head []byte, size int) error {
	le := binary.LittleEndian
	switch {
	case f.packing == bmpRGB && (f.bits == 1 || f.bits == 2 || f.bits == 4 || f.bits == 8 || f.bits == 24):
	case f.packing == bmpRLE8 && f.bits == 8, f.packing == bmpRLE4 && f.bits == 4:
		if f.topDown {
			return fmt.Errorf("%w: bmp: compressed from the top", ErrUnsupported)
		}
	case f.packing == bmpRGB && f.bits == 16:
		f.masks = [4]uint32{0x7c00, 0x3e0, 0x1f, 0}
	case f.packing == bmpRGB && f.bits == 32:
		f.masks = [4]uint32{0xff0000, 0xff00, 0xff, 0}
	case (f.packing == bmpBitfields || f.packing == bmpAlphaBits) && (f.bits == 16 || f.bits == 32):
		for i := range 3 {
			f.masks[i] = le.Uint32(head[40+4*i:])
		}
		if size >= 56 || f.packing == bmpAlphaBits {
			f.masks[3] = le.Uint32(head[52:])
		}
	default:
		return fmt.Errorf("%w: bmp: %d bits a pixel in compression %d", ErrUnsupported, f.bits, f.packing)
	}
	for _, m := range f.masks {
		if m != 0 && bits.Len32(m)-bits.TrailingZeros32(m) != bits.OnesCount32(m) {
			return fmt.Errorf("%w: bmp: colour mask %#x", ErrUnsupported, m)
		}
	}
	return nil
}

// readPalette reads up to 256 colours; what is missing is black.
func (f *bmpFile) readPalette(b []byte, entry, colors int) {
	if colors == 0 || colors > 1<<f.bits {
		colors = 1 << f.bits
	}
	f.palette = make([]color.NRGBA, 256)
	for i := range f.palette {
		f.palette[i] = color.NRGBA{A: 255}
		if i < colors && len(b) >= (i+1)*entry {
			p := b[i*entry:]
			f.palette[i] = color.NRGBA{p[2], p[1], p[0], 255}
		}
	}
}

func (f *bmpFile) gray() bool {
	if f.bits > 8 {
		return false
	}
	for _, c := range f.palette {
		if c.R != c.G || c.G != c.B {
			return false
		}
	}
	return true
}

// decode makes the pixels. The size was checked before.
func (f *bmpFile) decode() (image.Image, error) {
	if f.pixels > len(f.src) {
		return nil, io.ErrUnexpectedEOF
	}
	data := f.src[f.pixels:]
	stride := (f.w*f.bits + 31) / 32 * 4
	if f.packing == bmpRLE8 || f.packing == bmpRLE4 {
		indexes, err := f.unpackRLE(data)
		if err != nil {
			return nil, err
		}
		f.bits, data, stride = 8, indexes, f.w
	}
	if len(data) < stride*(f.h-1)+(f.w*f.bits+7)/8 {
		return nil, io.ErrUnexpectedEOF
	}
	gray := f.gray()
	g := image.NewGray(image.Rectangle{})
	n := image.NewNRGBA(image.Rectangle{})
	if gray {
		g = image.NewGray(image.Rect(0, 0, f.w, f.h))
	} else {
		n = image.NewNRGBA(image.Rect(0, 0, f.w, f.h))
	}
	for y := range f.h {
		from := y
		if !f.topDown {
			from = f.h - 1 - y
		}
		row := data[from*stride:]
		switch {
		case gray:
			for x := range f.w {
				g.Pix[y*f.w+x] = f.palette[f.index(row, x)].R
			}
		default:
			f.row(n.Pix[4*y*f.w:4*(y+1)*f.w], row)
		}
	}
	if gray {
		return g, nil
	}
	return n, nil
}

// index reads pixel x of a row with a palette.
func (f *bmpFile) index(row []byte, x int) uint8 {
	per := 8 / f.bits
	return row[x/per] >> ((per - 1 - x%per) * f.bits) & uint8(1<<f.bits-1)
}

func (f *bmpFile) row(dst, row []byte) {
	le := binary.LittleEndian
	for x := range f.w {
		var c color.NRGBA
		switch f.bits {
		case 16:
			c = f.masked(uint32(le.Uint16(row[2*x:])))
		case 24:
			c = color.NRGBA{row[3*x+2], row[3*x+1], row[3*x], 255}
		case 32:
			c = f.masked(le.Uint32(row[4*x:]))
		default:
			c = f.palette[f.index(row, x)]
		}
		dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = c.R, c.G, c.B, c.A
	}
}

// masked takes a pixel apart.
func (f *bmpFile) masked(v uint32) color.NRGBA {
	var c [4]uint8
	for i, m := range f.masks {
		if m == 0 {
			continue
		}
		low := bits.TrailingZeros32(m)
		top := uint64(m >> low)
		c[i] = uint8((uint64(v&m>>low)*255 + top/2) / top)
	}
	if f.masks[3] == 0 {
		c[3] = 255
	}
	return color.NRGBA{c[0], c[1], c[2], c[3]}
}

// unpackRLE returns one index a pixel, rows from the bottom. Pixels that are
// skipped have index 0.
func (f *bmpFile) unpackRLE(b []byte) ([]byte, error) {
	out := make([]byte, f.w*f.h)
	x, y := 0, 0
	set := func(v byte) {
		if x < f.w && y < f.h {
			out[y*f.w+x] = v
		}
		x++
	}
	nibble := func(v byte, i int) byte {
		if f.bits == 8 {
			return v
		}
		return v >> (4 * (1 - i&1)) & 15
	}
	for len(b) >= 2 {
		n, v := int(b[0]), b[1]
		b = b[2:]
		switch {
		case n > 0:
			for i := range n {
				set(nibble(v, i))
			}
		case v == 0: // end of the row
			x, y = 0, y+1
		case v == 1: // end of the bitmap
			return out, nil
		case v == 2: // step
			if len(b) < 2 {
				return nil, io.ErrUnexpectedEOF
			}
			x, y = x+int(b[0]), y+int(b[1])
			b = b[2:]
		default: // literal pixels, padded to 16 bits
			bytes := (int(v)*f.bits + 7) / 8
			if len(b) < bytes {
				return nil, io.ErrUnexpectedEOF
			}
			for i := range int(v) {
				set(nibble(b[i*f.bits/8], i))
			}
			b = b[min((bytes+1)&^1, len(b)):]
		}
		if y >= f.h {
			return out, nil
		}
	}
	return nil, io.ErrUnexpectedEOF
}
