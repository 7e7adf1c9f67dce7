package xobject

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Pixels encodes img: without loss, or as JPEG of the given quality (1 to 100)
// where it is positive. Images of pure black and white are kept at one bit a
// pixel without loss in any case. Transparent parts become white.
func Pixels(ctx context.Context, img image.Image, quality int) (*Image, error) {
	b := img.Bounds()
	if b.Empty() {
		return nil, fmt.Errorf("%w: no pixels", ErrCorrupt)
	}
	m := &Image{Width: b.Dx(), Height: b.Dy(), Orientation: 1, Components: 3}
	src := rowsOf(img)
	if src.gray {
		m.Components = 1
	}
	if src.gray && bilevel(src, b) {
		return m, m.bits(ctx, src)
	}
	if quality > 0 {
		return m, m.jpeg(img, src, quality)
	}
	return m, m.flate(ctx, src)
}

// rows gives the pixels of an image as rows of 8-bit grey or RGB.
type rows struct {
	gray bool
	row  func(y int, dst []byte) // y from 0
}

func rowsOf(img image.Image) rows {
	b := img.Bounds()
	switch s := img.(type) {
	case *image.Gray:
		return rows{true, func(y int, dst []byte) { copy(dst, s.Pix[y*s.Stride:][:b.Dx()]) }}
	case *image.NRGBA:
		return rows{false, func(y int, dst []byte) {
			p := s.Pix[y*s.Stride:][:4*b.Dx()]
			for i, o := 0, 0; i < len(p); i, o = i+4, o+3 {
				if a := uint32(p[i+3]); a == 255 {
					dst[o], dst[o+1], dst[o+2] = p[i], p[i+1], p[i+2]
				} else {
					dst[o], dst[o+1], dst[o+2] = onWhite(p[i], a), onWhite(p[i+1], a), onWhite(p[i+2], a)
				}
			}
		}}
	}
	gray := img.ColorModel() == color.GrayModel || img.ColorModel() == color.Gray16Model
	return rows{gray, func(y int, dst []byte) {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			if gray {
				dst[x] = c.R
				continue
			}
			a := uint32(c.A)
			dst[3*x], dst[3*x+1], dst[3*x+2] = onWhite(c.R, a), onWhite(c.G, a), onWhite(c.B, a)
		}
	}}
}

func onWhite(v uint8, a uint32) uint8 { return uint8((uint32(v)*a + 255*(255-a) + 127) / 255) }

func bilevel(src rows, b image.Rectangle) bool {
	row := make([]byte, b.Dx())
	for y := range b.Dy() {
		src.row(y, row)
		for _, v := range row {
			if v != 0 && v != 255 {
				return false
			}
		}
	}
	return true
}

// bits encodes rows of black and white.
func (m *Image) bits(ctx context.Context, src rows) error {
	m.Dict = dict(m.Width, m.Height, 1, "DeviceGray")
	row, packed := make([]byte, m.Width), make([]byte, (m.Width+7)/8)
	e := newG4(m.Width)
	for y := range m.Height {
		if y%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		src.row(y, row)
		clear(packed)
		for x, v := range row {
			if v == 0 { // black is 1 for the coder
				packed[x/8] |= 0x80 >> (x % 8)
			}
		}
		e.row(packed)
	}
	m.Dict["Filter"] = types.Name("CCITTFaxDecode")
	m.Dict["DecodeParms"] = types.Dict{"K": types.Integer(-1), "Columns": types.Integer(m.Width), "Rows": types.Integer(m.Height)}
	m.Data = e.finish()
	return nil
}

func (m *Image) jpeg(img image.Image, src rows, quality int) error {
	space := "DeviceRGB"
	if src.gray {
		space = "DeviceGray"
		if _, ok := img.(*image.Gray); !ok {
			g := image.NewGray(image.Rect(0, 0, m.Width, m.Height))
			for y := range m.Height {
				src.row(y, g.Pix[y*g.Stride:][:m.Width])
			}
			img = g
		}
	} else if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		n := image.NewNRGBA(image.Rect(0, 0, m.Width, m.Height))
		row := make([]byte, 3*m.Width)
		for y := range m.Height {
			src.row(y, row)
			for x := range m.Width {
				copy(n.Pix[y*n.Stride+4*x:], row[3*x:3*x+3])
				n.Pix[y*n.Stride+4*x+3] = 255
			}
		}
		img = n
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: min(quality, 100)}); err != nil {
		return fmt.Errorf("encode JPEG: %w", err)
	}
	m.Dict = dict(m.Width, m.Height, 8, space)
	m.Dict["Filter"] = types.Name("DCTDecode")
	m.Data = buf.Bytes()
	return nil
}

// flate encodes rows without loss, predicted from their left neighbour where
// that helps (PNG filters Sub and Up, the smaller sum of differences wins).
func (m *Image) flate(ctx context.Context, src rows) error {
	space := "DeviceRGB"
	if m.Components == 1 {
		space = "DeviceGray"
	}
	n := m.Width * m.Components
	cur, prev := make([]byte, n), make([]byte, n)
	sub, up := make([]byte, n+1), make([]byte, n+1)
	sub[0], up[0] = 1, 2
	var buf bytes.Buffer
	z, err := zlib.NewWriterLevel(&buf, zlib.DefaultCompression)
	if err != nil {
		return fmt.Errorf("deflate: %w", err)
	}
	for y := range m.Height {
		if y%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		src.row(y, cur)
		best := sub
		if predict(cur, prev, sub[1:], up[1:], m.Components) {
			best = up
		}
		if _, err := z.Write(best); err != nil {
			return fmt.Errorf("deflate: %w", err)
		}
		cur, prev = prev, cur
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("deflate: %w", err)
	}
	m.Dict = dict(m.Width, m.Height, 8, space)
	m.Dict["Filter"] = types.Name("FlateDecode")
	m.Dict["DecodeParms"] = types.Dict{"Predictor": types.Integer(15), "Colors": types.Integer(m.Components), "Columns": types.Integer(m.Width)}
	m.Data = buf.Bytes()
	return nil
}

// predict fills sub and up with the differences to the left and upper
// neighbour and reports whether up is the smaller.
func predict(cur, prev, sub, up []byte, bpp int) bool {
	sumSub, sumUp := 0, 0
	for i, v := range cur {
		left := byte(0)
		if i >= bpp {
			left = cur[i-bpp]
		}
		sub[i], up[i] = v-left, v-prev[i]
		sumSub += abs8(sub[i])
		sumUp += abs8(up[i])
	}
	return sumUp < sumSub
}

func abs8(v byte) int {
	if s := int(int8(v)); s < 0 {
		return -s
	} else {
		return s
	}
}
