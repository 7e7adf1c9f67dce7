package pdf

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"slices"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

const (
	ocrDPI      = 300
	finestKept  = 1.5  // an embedded image finer than this times the DPI asked for is scaled down
	axisSkew    = 2e-3 // slope by which an image may be off the axes
	squarePixel = 1e-3 // difference of scale in x and y that is taken for none
	minCover    = 0.7  // share of the page that embedded images must cover
)

// PageImage returns an image of page n (1-based) for OCR, with its resolution.
// Where the page is nothing but scanned pictures, that is the picture in the
// resolution of the file, but not much finer than o.DPI (default 300), which
// is faster and sharper than drawing it anew; else the page is rendered at
// o.DPI. The image shows the page upright as the file says, so origin is zero.
func (d *Document) PageImage(ctx context.Context, n int, o RenderOptions) (img image.Image, dpi float64, origin layout.Origin, err error) {
	if o.DPI == 0 {
		o.DPI = ocrDPI
	}
	err = d.page(ctx, n, func(p *pdfium.Page) error {
		if img, dpi = d.scanImage(p, o); img != nil || p.Err() != nil {
			return p.Err()
		}
		if img, err = d.renderPage(p, o); err != nil {
			return err
		}
		dpi = o.DPI
		if o.Width > 0 || o.Height > 0 {
			w, _ := p.Size()
			dpi = float64(img.Bounds().Dx()) * 72 / w
		}
		return nil
	})
	return img, dpi, layout.Origin{}, err
}

// A scan is a picture that is part of a scanned page.
type scan struct {
	object pdfium.Object
	info   pdfium.ImageInfo
	box    layout.Rect
	turn   turn
	dpiX   float64 // along the page's x axis
	dpiY   float64
}

// scanImage returns the picture of a page that consists of pictures only, or
// nil.
func (d *Document) scanImage(p *pdfium.Page, o RenderOptions) (image.Image, float64) {
	if o.Width > 0 || o.Height > 0 || p.HasAppearances() && !o.NoAnnotations {
		return nil, 0
	}
	v := viewOf(p, 1)
	scans, ok := findScans(p, v)
	if !ok {
		return nil, 0
	}
	dpi := 0.0
	for _, s := range scans {
		dpi = max(dpi, s.dpiX, s.dpiY)
	}
	if whole := math.Round(dpi); math.Abs(dpi-whole) < 0.01 {
		dpi = whole
	}
	size := v.size()
	w, h := int(math.Round(size.W*dpi/72)), int(math.Round(size.H*dpi/72))
	limit := o.MaxPixels
	if limit == 0 {
		limit = d.limits.Pixels
	}
	if w < 1 || h < 1 || dpi > 4*finestKept*o.DPI || limit > 0 && int64(w)*int64(h) > limit {
		return nil, 0
	}
	img := d.compose(scans, image.Pt(w, h), dpi, o.Gray)
	if img == nil {
		return nil, 0
	}
	for dpi > finestKept*o.DPI {
		img, dpi = halve(img), dpi/2
	}
	return img, dpi
}

// findScans returns the pictures of a page; ok is false where something else
// is drawn, or where they must be drawn to be seen right.
func findScans(p *pdfium.Page, v view) (scans []scan, ok bool) {
	ok = true
	err := p.Objects(func(o pdfium.Object) bool {
		switch o.Kind {
		case pdfium.ObjectImage:
			var s scan
			if s, ok = newScan(o, v); ok {
				scans = append(scans, s)
			}
		case pdfium.ObjectText:
			ok = p.Style(o.Handle()).Mode == 3
		case pdfium.ObjectPath:
			ok = invisible(o) && len(scans) == 0
		default:
			ok = false
		}
		return ok && len(scans) <= 256
	})
	if err != nil || !ok || len(scans) == 0 || len(scans) > 256 {
		return nil, false
	}
	page := v.size()
	cover := 0.0
	for i, s := range scans {
		cover += s.box.Intersect(layout.Rect{X1: page.W, Y1: page.H}).Area()
		for _, t := range scans[:i] {
			if s.box.Inset(0.5).Intersect(t.box.Inset(0.5)).Area() > 0 {
				return nil, false
			}
		}
	}
	return scans, cover >= minCover*page.W*page.H
}

// invisible reports whether a path paints nothing but white.
func invisible(o pdfium.Object) bool {
	fill, stroke := o.DrawMode()
	if stroke {
		return false
	}
	c, ok := o.Fill()
	return !fill || ok && (c.A == 0 || c.R == 255 && c.G == 255 && c.B == 255)
}

func newScan(o pdfium.Object, v view) (s scan, ok bool) {
	m := o.Matrix()
	s = scan{object: o, info: o.ImageInfo(), box: v.rect(m.Rect(pdfium.Rect{X1: 1, Y1: 1}))}
	if s.info.Width < 1 || s.info.Height < 1 || s.info.ColorSpace == 0 || s.box.IsEmpty() || o.Transparent() {
		return s, false
	}
	origin, right, down := corner(v, m, 0, 1), corner(v, m, 1, 1), corner(v, m, 0, 0)
	if s.turn, ok = turnOf(origin, right, down); !ok {
		return s, false
	}
	w, h := s.turn.size(s.info.Width, s.info.Height)
	s.dpiX, s.dpiY = float64(w)*72/s.box.Width(), float64(h)*72/s.box.Height()
	if clip, clipped := o.Clipped(); clipped {
		box := v.rect(clip)
		page := v.size()
		seen := s.box.Intersect(layout.Rect{X1: page.W, Y1: page.H})
		ok = seen.Overlap(box) > 0.99
	}
	return s, ok
}

func corner(v view, m pdfium.Matrix, x, y float64) layout.Point { return v.point(m.Apply(x, y)) }

// compose puts the pictures on a white canvas of the whole page at dpi.
func (d *Document) compose(scans []scan, size image.Point, dpi float64, gray bool) image.Image {
	var canvas draw.Image
	for _, s := range scans {
		img := d.decode(s, gray)
		if img == nil {
			return nil
		}
		at, target := s.place(dpi)
		if len(scans) == 1 && at == (image.Point{}) && target == size && img.Bounds().Size() == size {
			return img
		}
		if canvas == nil {
			canvas = newCanvas(size, gray)
		}
		paste(canvas, img, image.Rectangle{Min: at, Max: at.Add(target)})
	}
	return canvas
}

// place returns where the picture goes on a canvas at dpi, and its size there:
// its own, where its resolution is that of the canvas.
func (s scan) place(dpi float64) (at, size image.Point) {
	k := dpi / 72
	at = image.Pt(int(math.Round(s.box.X0*k)), int(math.Round(s.box.Y0*k)))
	w, h := s.turn.size(s.info.Width, s.info.Height)
	if math.Abs(s.dpiX/dpi-1) > squarePixel {
		w = max(int(math.Round(s.box.X1*k))-at.X, 1)
	}
	if math.Abs(s.dpiY/dpi-1) > squarePixel {
		h = max(int(math.Round(s.box.Y1*k))-at.Y, 1)
	}
	return at, image.Pt(w, h)
}

func newCanvas(size image.Point, gray bool) draw.Image {
	if gray {
		g := image.NewGray(image.Rectangle{Max: size})
		for i := range g.Pix {
			g.Pix[i] = 255
		}
		return g
	}
	m := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(m, m.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	return m
}

// decode returns the picture as it lies on the page.
func (d *Document) decode(s scan, gray bool) image.Image {
	dict, ok := imageDict(d.file(), s.object)
	if !ok || dict.masked {
		return nil
	}
	var img image.Image
	if !dict.decoded && slices.Contains(plainSpaces, s.info.ColorSpace) && slices.Equal(s.info.Filters, []string{"DCTDecode"}) {
		img = decodeJPEG(s.object.RawImage(), s.info, gray)
	}
	if img == nil {
		img = s.object.Bitmap(gray)
	}
	if img == nil || img.Bounds().Size() != image.Pt(s.info.Width, s.info.Height) {
		return nil
	}
	return s.turn.apply(img)
}

// plainSpaces are PDFium's numbers of DeviceGray, DeviceRGB, CalGray, CalRGB
// and ICCBased.
var plainSpaces = []int{1, 2, 4, 5, 7}

// decodeJPEG decodes plain grey and YCbCr JPEGs, or returns nil. The luma of
// the latter is the grey image.
func decodeJPEG(data []byte, info pdfium.ImageInfo, gray bool) image.Image {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width != info.Width || c.Height != info.Height {
		return nil
	}
	if c.ColorModel != color.GrayModel && c.ColorModel != color.YCbCrModel {
		return nil
	}
	src, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	size := src.Bounds().Size()
	switch m := src.(type) {
	case *image.Gray:
		if gray {
			return m
		}
	case *image.YCbCr:
		if gray {
			return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: image.Rectangle{Max: size}}
		}
	default:
		return nil
	}
	out := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Bounds(), src, src.Bounds().Min, draw.Src)
	return out
}
