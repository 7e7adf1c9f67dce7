// Package barcode reads barcodes on page images: QR Code, Data Matrix, Aztec,
// EAN, UPC, Code 39, 93 and 128, ITF and Codabar with gozxing, which has no
// reader of PDF417: that is read here.
package barcode

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/docket-go/docket/imageops"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Names of formats.
const (
	QRCode     = "qr_code"
	DataMatrix = "data_matrix"
	Aztec      = "aztec"
	EAN8       = "ean_8"
	EAN13      = "ean_13"
	UPCA       = "upc_a"
	UPCE       = "upc_e"
	Code39     = "code_39"
	Code93     = "code_93"
	Code128    = "code_128"
	ITF        = "itf"
	Codabar    = "codabar"
	PDF417     = "pdf417"
)

// Code is a barcode on a page.
type Code struct {
	Text   string
	Format string        // one of the constants above
	Quad   imageops.Quad // corners in pixels of the image
}

// Options tune Find. The zero value is useful.
type Options struct {
	DPI     float64  // resolution of the image; default 300
	Formats []string // which formats are looked for; default all
	Max     int      // most places that are tried; default 40
}

// Find reads the barcodes of a page or a photograph from top to bottom. Codes may
// lie at any angle, and in some perspective. Finding none is no error; an error
// is that of ctx.
func Find(ctx context.Context, img image.Image, o Options) ([]Code, error) {
	if !(o.DPI > 0) {
		o.DPI = 300
	}
	if o.Max <= 0 {
		o.Max = 40
	}
	g := imageops.ToGray(img)
	if g.Rect.Dx() < 16 || g.Rect.Dy() < 16 {
		return nil, nil
	}
	var out []Code
	for _, at := range places(g, o.DPI, o.Max) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		c, ok := read(g, at, o)
		if ok && !slices.ContainsFunc(out, func(d Code) bool { return d.Text == c.Text && d.Format == c.Format && near(d, c) }) {
			out = append(out, c)
		}
	}
	return out, nil
}

// near reports whether two codes overlap.
func near(a, b Code) bool {
	p, q := a.Quad.Bounds(), b.Quad.Bounds()
	return p.X0 < q.X1 && q.X0 < p.X1 && p.Y0 < q.Y1 && q.Y0 < p.Y1
}

// wanted reports whether a format is looked for.
func (o Options) wanted(format string) bool {
	return len(o.Formats) == 0 || slices.Contains(o.Formats, format)
}

// read tries all readers on one place: as it lies, and turned upright.
func read(g *image.Gray, p place, o Options) (Code, bool) {
	at := p.Rectangle
	if o.wanted(PDF417) {
		if c, ok := stacked(g, at); ok {
			return c, true
		}
	}
	if !p.askew {
		if text, format, ok := readers(g, at, o); ok {
			return Code{Text: text, Format: format, Quad: quad(at)}, true
		}
	}
	for _, angle := range angles(g, at) {
		w, err := imageops.Warp(g, p.around(angle), imageops.WarpOptions{})
		if err != nil {
			continue
		}
		upright := w.Image.(*image.Gray)
		if o.wanted(PDF417) {
			if c, ok := stacked(upright, upright.Rect); ok {
				for i, q := range c.Quad {
					c.Quad[i] = w.ToSource(q)
				}
				return c, true
			}
		}
		if text, format, ok := readers(upright, upright.Rect, o); ok {
			return Code{Text: text, Format: format, Quad: w.Transform().ApplyQuad(quad(upright.Rect))}, true
		}
	}
	return Code{}, false
}

// readers tries the readers of gozxing on a part of an image.
func readers(g *image.Gray, at image.Rectangle, o Options) (text, format string, ok bool) {
	for _, scale := range []int{0, 480} {
		crop := cut(g, at, scale)
		if crop == nil {
			continue
		}
		for _, try := range []func(*image.Gray, Options) (string, string, bool){square, bars} {
			if text, format, ok := try(crop, o); ok {
				return text, format, true
			}
		}
	}
	return "", "", false
}

func quad(r image.Rectangle) imageops.Quad {
	x0, y0, x1, y1 := float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)
	return imageops.Quad{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

// cut copies a place with a quiet zone around it, larger pictures made smaller;
// with size > 0 small ones are made larger instead.
func cut(g *image.Gray, at image.Rectangle, size int) *image.Gray {
	const most = 900
	part := g.SubImage(at)
	w, h := at.Dx(), at.Dy()
	long := max(w, h)
	switch {
	case size > 0 && long >= size:
		return nil
	case size > 0:
		part = imageops.Scale(part, w*size/long, h*size/long)
	case long > most:
		part = imageops.Scale(part, max(1, w*most/long), max(1, h*most/long))
	}
	p := imageops.ToGray(part)
	margin := max(24, max(p.Rect.Dx(), p.Rect.Dy())/8)
	out := image.NewGray(image.Rect(0, 0, p.Rect.Dx()+2*margin, p.Rect.Dy()+2*margin))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for y := range p.Rect.Dy() {
		copy(out.Pix[(y+margin)*out.Stride+margin:], p.Pix[y*p.Stride:][:p.Rect.Dx()])
	}
	return out
}

// bitmapOf wraps a grey image whose rows lie next to each other. The bitmap is
// binarized once and serves all readers.
func bitmapOf(g *image.Gray) (*gozxing.BinaryBitmap, bool) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.Pix, w, h, 0, 0, w, h, false)
	if err != nil {
		return nil, false
	}
	bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(source))
	return bitmap, err == nil
}

// decode runs a reader. gozxing is foreign code on foreign bytes: a panic in it
// is a code that cannot be read.
func decode(r gozxing.Reader, b *gozxing.BinaryBitmap, hints map[gozxing.DecodeHintType]any) (text string, ok bool) {
	defer func() {
		if recover() != nil {
			text, ok = "", false
		}
	}()
	result, err := r.Decode(b, hints)
	if err != nil {
		return "", false
	}
	return result.GetText(), true
}

var tryHarder = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}

// square reads codes of two dimensions, whose error correction vouches for what
// is read.
func square(g *image.Gray, o Options) (text, format string, ok bool) {
	b := g.Rect
	if b.Dx() > 3*b.Dy() || b.Dy() > 3*b.Dx() {
		return "", "", false
	}
	bitmap, ok := bitmapOf(g)
	if !ok {
		return "", "", false
	}
	for _, r := range []struct {
		format string
		reader gozxing.Reader
	}{{QRCode, qrcode.NewQRCodeReader()}, {DataMatrix, datamatrix.NewDataMatrixReader()}, {Aztec, aztec.NewAztecReader()}} {
		if !o.wanted(r.format) {
			continue
		}
		if text, ok := decode(r.reader, bitmap, tryHarder); ok && text != "" {
			return text, r.format, true
		}
	}
	return "", "", false
}

// bars reads codes of one dimension. Several of them have no check digit: a
// text counts when two bands of the code read the same.
func bars(g *image.Gray, o Options) (text, format string, ok bool) {
	for _, turned := range []*image.Gray{g, imageops.Rotate(g, 90).(*image.Gray)} {
		if turned.Rect.Dx()*4 < turned.Rect.Dy()*3 {
			continue // bars stand side by side: the code is not higher than wide
		}
		h := turned.Rect.Dy()
		if text, format, ok := bands(rows(turned, 0, h/2), rows(turned, h/2, h), o); ok {
			return text, format, true
		}
		if !upright(turned) {
			continue
		}
		for _, sharpen := range []float64{0, 2, 5} {
			upper, lower := profiles(turned, sharpen)
			if text, format, ok := bands(upper, lower, o); ok {
				return text, format, true
			}
		}
	}
	return "", "", false
}

// bands reads two bands of one code.
func bands(a, b *image.Gray, o Options) (text, format string, ok bool) {
	upper, ok1 := bitmapOf(a)
	lower, ok2 := bitmapOf(b)
	if !ok1 || !ok2 {
		return "", "", false
	}
	for _, r := range barReaders() {
		if !o.wanted(r.format) {
			continue
		}
		one, ok := decode(r.reader, upper, nil)
		if !ok || len(one) < r.least {
			continue
		}
		if two, ok := decode(r.reader, lower, nil); ok && two == one {
			if r.format == EAN13 && one[0] == '0' && o.wanted(UPCA) {
				return one[1:], UPCA, true // the same bars
			}
			return one, r.format, true
		}
	}
	return "", "", false
}

// rows are the rows from..to of g, which starts at the origin.
func rows(g *image.Gray, from, to int) *image.Gray {
	return &image.Gray{Pix: g.Pix[from*g.Stride : to*g.Stride], Stride: g.Stride, Rect: image.Rect(0, 0, g.Rect.Dx(), to-from)}
}

type barReader struct {
	format string
	least  int // characters, below which a text is chance
	reader gozxing.Reader
}

// barReaders lists readers with those first whose codes check themselves.
// Readers keep state, so that each call has its own.
func barReaders() []barReader {
	return []barReader{
		{EAN13, 13, oned.NewEAN13Reader()}, {UPCA, 12, oned.NewUPCAReader()}, {EAN8, 8, oned.NewEAN8Reader()},
		{Code128, 1, oned.NewCode128Reader()}, {Code93, 2, oned.NewCode93Reader()}, {Code39, 3, oned.NewCode39Reader()},
		{UPCE, 8, oned.NewUPCEReader()}, {ITF, 6, oned.NewITFReader()}, {Codabar, 4, oned.NewCodaBarReader()},
	}
}

// String describes the code for logs.
func (c Code) String() string {
	b := c.Quad.Bounds()
	return fmt.Sprintf("%s %q at %.0f,%.0f", c.Format, c.Text, b.X0, b.Y0)
}
