package pdf

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	"golang.org/x/image/ccitt"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

const (
	axisSkew    = 2e-3 // slope by which an image may be off the axes
	squarePixel = 1e-3 // difference of scale in x and y that is taken for none
	minCover    = 0.7  // share of the page that pictures must cover
	maxScans    = 256  // pictures of a page
)

// A scan is a picture that is part of a scanned page: opaque, or a stencil
// through which a colour is painted.
type scan struct {
	object  pdfium.Object
	info    pdfium.ImageInfo
	data    []byte // before the last filter, as far as known
	filter  string // the last filter
	entries imageEntries
	ink     color.NRGBA // of a stencil
	reduce  int         // 1, or by how much it is made smaller while it is decoded
	box     layout.Rect
	turn    turn
	dpiX    float64 // along the page's x axis
	dpiY    float64
}

// findScans returns the pictures of a page in the order of painting; ok is
// false where something else is drawn, or where the page must be drawn to be
// seen right.
func (d *Document) findScans(p *pdfium.Page, v view) (scans []scan, ok bool) {
	ok = true
	err := p.Objects(func(o pdfium.Object) bool {
		switch o.Kind {
		case pdfium.ObjectImage:
			var s scan
			if s, ok = newScan(o, v); ok {
				scans = append(scans, s)
			}
		case pdfium.ObjectText:
			ok = o.Style().Mode == 3
		case pdfium.ObjectPath:
			ok = invisible(o) && len(scans) == 0
		default:
			ok = false
		}
		return ok && len(scans) <= maxScans
	})
	if err != nil || !ok || len(scans) == 0 || len(scans) > maxScans {
		return nil, false
	}
	page := v.size()
	cover := 0.0
	for i := range scans {
		s := &scans[i]
		s.data = s.object.RawImage()
		if s.entries, ok = imageDict(d.file(), s.data); !ok || s.entries.masked {
			return nil, false
		}
		s.unwrap()
		switch {
		case s.entries.stencil:
			c, known := s.object.Fill()
			if !known || c.A != 255 {
				return nil, false
			}
			s.ink = color.NRGBA{c.R, c.G, c.B, 255}
		case s.info.ColorSpace == 0:
			return nil, false
		default:
			cover += s.box.Intersect(layout.Rect{X1: page.W, Y1: page.H}).Area()
		}
	}
	return scans, cover >= minCover*page.W*page.H
}

// unwrap undoes the filters of the data but the last.
func (s *scan) unwrap() {
	switch f := s.info.Filters; {
	case len(f) == 1:
		s.filter = f[0]
	case len(f) == 2 && f[0] == "FlateDecode" && !s.entries.predict:
		if data := inflate(s.data); data != nil {
			s.data, s.filter = data, f[1]
		}
	}
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
	s = scan{object: o, info: o.ImageInfo(), reduce: 1, box: v.rect(m.Rect(pdfium.Rect{X1: 1, Y1: 1}))}
	if s.info.Width < 1 || s.info.Height < 1 || s.box.IsEmpty() || o.Transparent() {
		return s, false
	}
	origin, right, down := corner(v, m, 0, 1), corner(v, m, 1, 1), corner(v, m, 0, 0)
	if s.turn, ok = turnOf(origin, right, down); !ok {
		return s, false
	}
	s.setDPI()
	if clip, clipped := o.Clipped(); clipped {
		page := v.size()
		seen := s.box.Intersect(layout.Rect{X1: page.W, Y1: page.H})
		ok = seen.Overlap(v.rect(clip)) > 0.99
	}
	return s, ok
}

// size returns the size of the decoded picture, before it is turned.
func (s *scan) size() image.Point {
	return image.Pt((s.info.Width+s.reduce-1)/s.reduce, (s.info.Height+s.reduce-1)/s.reduce)
}

func (s *scan) setDPI() {
	w, h := s.turn.size(s.size().X, s.size().Y)
	s.dpiX, s.dpiY = float64(w)*72/s.box.Width(), float64(h)*72/s.box.Height()
}

// reduceScans has JPEG pictures decoded in a half, a quarter or an eighth of
// their resolution where that is still as fine as wanted: they come out of their
// transform like that, in a fraction of the time. It returns by how much dpi, that
// of the finest, can be divided.
func reduceScans(scans []scan, dpi, wanted float64) int {
	for i := range scans {
		if s := &scans[i]; !s.entries.stencil && s.plainJPEG() {
			s.reduce = reduction(min(s.dpiX, s.dpiY), wanted)
			s.setDPI()
		}
	}
	return reduction(dpi, wanted)
}

func reduction(dpi, wanted float64) int {
	r := 1
	for r < 8 && dpi/float64(2*r) >= wanted*nearlyAll {
		r *= 2
	}
	return r
}

// nearlyAll of a resolution is as good as all of it.
const nearlyAll = 0.999

func (s *scan) plainJPEG() bool {
	return s.filter == "DCTDecode" && s.entries.decode == "" && slices.Contains(plainSpaces, s.info.ColorSpace)
}

func corner(v view, m pdfium.Matrix, x, y float64) layout.Point { return v.point(m.Apply(x, y)) }

// compose puts the pictures on a white canvas of the whole page at dpi. It
// returns nil where one cannot be decoded.
func compose(ctx context.Context, scans []scan, size image.Point, dpi float64, gray bool) image.Image {
	var canvas draw.Image
	for _, s := range scans {
		at, target := s.place(dpi)
		where := image.Rectangle{Min: at, Max: at.Add(target)}
		if s.entries.stencil {
			alpha := s.stencil()
			if alpha == nil {
				return nil
			}
			if canvas == nil {
				canvas = newCanvas(size, gray)
			}
			stamp(canvas, alpha, where, s.ink)
			continue
		}
		img := s.decode(ctx, gray)
		if img == nil {
			return nil
		}
		if b := img.Bounds(); b.Dx() >= target.X && b.Dy() >= target.Y {
			img = shrink(img, target.X, target.Y)
		}
		if len(scans) == 1 && at == (image.Point{}) && target == size && img.Bounds().Size() == size {
			return img
		}
		if canvas == nil {
			canvas = newCanvas(size, gray)
		}
		paste(canvas, img, where)
	}
	return canvas
}

// place returns where the picture goes on a canvas at dpi, and its size there:
// its own, where its resolution is that of the canvas.
func (s scan) place(dpi float64) (at, size image.Point) {
	k := dpi / 72
	at = image.Pt(int(math.Round(s.box.X0*k)), int(math.Round(s.box.Y0*k)))
	w, h := s.turn.size(s.size().X, s.size().Y)
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

// plainSpaces are PDFium's numbers of DeviceGray, DeviceRGB, CalGray, CalRGB
// and ICCBased.
var plainSpaces = []int{1, 2, 4, 5, 7}

// decode returns an opaque picture as it lies on the page.
func (s scan) decode(ctx context.Context, gray bool) image.Image {
	var img image.Image
	switch {
	case s.plainJPEG():
		img = decodeJPEG(ctx, s.data, s.info, s.reduce, gray)
	case s.filter == "CCITTFaxDecode" && s.info.Bits == 1 && (s.info.ColorSpace == 1 || s.info.ColorSpace == 4):
		if g := s.fax(); g != nil && gray {
			img = g
		}
	}
	if img == nil {
		img = s.object.Bitmap(gray)
	}
	if img == nil {
		return nil
	}
	switch img.Bounds().Size() {
	case s.size():
	case image.Pt(s.info.Width, s.info.Height):
		img = shrink(img, s.size().X, s.size().Y)
	default:
		return nil
	}
	return s.turn.apply(img)
}

// stencil returns where a stencil paints (255) and where not (0), as it lies on
// the page.
func (s scan) stencil() *image.Gray {
	if s.filter != "CCITTFaxDecode" {
		return nil
	}
	g := s.fax()
	if g == nil {
		return nil
	}
	for i, v := range g.Pix { // sample 0 paints
		g.Pix[i] = 255 - v
	}
	out, _ := s.turn.apply(g).(*image.Gray)
	return out
}

// fax decodes a picture of one bit a pixel: the samples after its Decode
// array, 0 or 255.
func (s scan) fax() *image.Gray {
	p := s.entries.fax
	mode := ccitt.Group4
	if p.k == 0 {
		mode = ccitt.Group3
	}
	if !p.known || p.k > 0 || p.columns != s.info.Width {
		return nil
	}
	invert := p.blackIs1
	switch s.entries.decode {
	case "", "0 1":
	case "1 0":
		invert = !invert
	default:
		return nil
	}
	g := image.NewGray(image.Rect(0, 0, s.info.Width, s.info.Height))
	err := ccitt.DecodeIntoGray(g, bytes.NewReader(s.data), ccitt.MSB, mode, &ccitt.Options{Align: p.byteAlign, Invert: invert})
	if err != nil {
		return nil
	}
	return g
}
