package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/textlayer"
	"github.com/docket-go/docket/pdf/internal/xobject"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// ImagePDFOptions tune NewImagePDF.
type ImagePDFOptions struct {
	Info layout.Info // what the file shall say of itself; empty entries are left out

	// JPEGQuality, 1 to 100, is that of images given as pixels; 0 keeps them
	// without loss. JPEG files are never encoded again, black and white stays
	// at one bit a pixel without loss.
	JPEGQuality int
}

// An ImagePage is a page made of an image.
type ImagePage struct {
	// Encoded is the image as a file. JPEG, and PNG without transparency, is
	// taken over as it is. Other formats need Image too, or fail with
	// ErrUnsupported.
	Encoded []byte
	// Image holds the pixels, upright as far as the file says (EXIF turn
	// applied). It is used where Encoded is empty or cannot be taken over.
	Image image.Image

	// DPIX and DPIY are the resolution of the upright image. 0 takes that of
	// Page, else that of the file, else one that makes the image fit on A4.
	DPIX, DPIY float64

	// Page holds the words of the page, or is nil. Where it says that the
	// image had to be turned to be upright (Page.Origin), the page is shown
	// upright.
	Page *layout.Page
	// Upright says that the image is that of the upright page of Page, so
	// that Page.Origin does not apply.
	Upright bool
}

// An ImagePDF writes a PDF page by page: what was added is on its way to the
// writer, only the text font is kept. Equal calls give equal bytes. It must not
// be used by two goroutines at once.
type ImagePDF struct {
	w      *cos.Writer
	o      ImagePDFOptions
	tree   *cos.PageTree
	layers *layerWriter
	last   types.IndirectRef // the page added last
	err    error
	closed bool
}

// NewImagePDF begins a PDF of images. Close ends it.
func NewImagePDF(w io.Writer, o ImagePDFOptions) *ImagePDF {
	out := cos.NewWriter(w)
	return &ImagePDF{w: out, o: o, tree: cos.NewPageTree(out), layers: &layerWriter{w: out}}
}

// AddPage adds a page that shows p's image over its whole size, with the words
// of p.Page as invisible text. Errors match ErrUnsupported, ErrCorrupt,
// ErrTooLarge, or the one of ctx; then the page is not added, and others may
// follow. An error of the writer ends the file: all later calls return it.
func (d *ImagePDF) AddPage(ctx context.Context, p ImagePage) error {
	if d.closed {
		return ErrClosed
	}
	if d.err != nil {
		return d.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m, err := d.encode(ctx, p)
	if err != nil {
		return err
	}
	w, h, err := p.points(m)
	if err != nil {
		return err
	}
	d.err = d.write(m, p, w, h)
	return d.err
}

// encode makes the image of p one that PDF can hold.
func (d *ImagePDF) encode(ctx context.Context, p ImagePage) (m *xobject.Image, err error) {
	switch {
	case len(p.Encoded) == 0 && p.Image == nil:
		return nil, fmt.Errorf("%w: page without image", ErrCorrupt)
	case bytes.HasPrefix(p.Encoded, []byte("\xff\xd8")):
		m, err = xobject.JPEG(p.Encoded)
	case bytes.HasPrefix(p.Encoded, []byte("\x89PNG")):
		m, err = xobject.PNG(p.Encoded)
	default:
		err = xobject.ErrUnsupported
	}
	if err != nil && p.Image != nil {
		m, err = xobject.Pixels(ctx, p.Image, d.o.JPEGQuality)
	}
	switch {
	case errors.Is(err, xobject.ErrUnsupported):
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	case errors.Is(err, xobject.ErrCorrupt):
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return m, err
}

// shown returns the size in points of the page that p's image shows as p.Page
// has it, which is zero where that is not known.
func (p ImagePage) shown() layout.Size {
	switch {
	case p.Page == nil:
		return layout.Size{}
	case p.Upright:
		return p.Page.Size
	}
	return uploadedSize(p.Page)
}

const (
	maxSide       = 14_400 // points; what readers accept without UserUnit
	a3Long        = 1191.0
	a4Short       = 595.276
	a4Long        = 841.89
	cameraDPI     = 96 // what cameras and phones write without meaning it
	maxPagePoints = maxSide * 1000
)

// points returns the size of the page in points.
func (p ImagePage) points(m *xobject.Image) (w, h float64, err error) {
	pw, ph, fx, fy := m.Turned()
	x, y := p.DPIX, p.DPIY
	switch {
	case x > 0 && !(y > 0):
		y = x
	case y > 0 && !(x > 0):
		x = y
	}
	if s := p.shown(); !(x > 0) && s.W > 0 && s.H > 0 {
		x, y = 72*float64(pw)/s.W, 72*float64(ph)/s.H
	}
	if !(x > 0) {
		x, y = fileDPI(pw, ph, fx, fy)
	}
	w, h = 72*float64(pw)/x, 72*float64(ph)/y
	if !(w > 0 && h > 0 && w <= maxPagePoints && h <= maxPagePoints) {
		return 0, 0, fmt.Errorf("%w: page of %.4g by %.4g points", ErrTooLarge, w, h)
	}
	return w, h, nil
}

// fileDPI returns the resolution that the file states, unless it is the usual
// filler of cameras, which would make a sheet larger than A3. Without one the
// image fits on A4.
func fileDPI(w, h int, x, y float64) (float64, float64) {
	if x > 0 && y > 0 && !math.IsInf(x, 0) && !math.IsInf(y, 0) {
		long := 72 * max(float64(w)/x, float64(h)/y)
		if x > cameraDPI || long <= a3Long {
			return x, y
		}
	}
	d := 72 * max(float64(min(w, h))/a4Short, float64(max(w, h))/a4Long)
	return d, d
}

func (d *ImagePDF) write(m *xobject.Image, p ImagePage, w, h float64) error {
	ref, err := m.Write(d.w)
	if err != nil {
		return err
	}
	unit := math.Ceil(max(w, h) / maxSide)
	box := cos.Rect{X1: w / unit, Y1: h / unit}
	page := types.Dict{
		"Type": types.Name("Page"), "MediaBox": cos.Numbers(0, 0, box.X1, box.Y1),
		"Resources": types.Dict{"XObject": types.Dict{"Im": ref}},
	}
	if unit > 1 {
		page["UserUnit"] = types.Integer(unit)
	}
	k := m.Placement(box.X1, box.Y1)
	content := []byte("q ")
	for _, v := range k {
		content = fmt.Appendf(content, "%.4f ", v)
	}
	content = append(content, "cm /Im Do Q\n"...)
	if p.Page != nil {
		if !p.Upright && p.Page.Origin.Rotation%360 != 0 {
			page["Rotate"] = types.Integer((p.Page.Origin.Rotation%360 + 360) % 360)
		}
		frame := cos.Frame{MediaBox: box, CropBox: box, UserUnit: unit}
		content = append(d.text(page, p, frame), content...)
	}
	if page["Contents"], err = d.w.AddStream(nil, content); err != nil {
		return err
	}
	d.last = d.w.Alloc()
	page["Parent"] = d.tree.Add(d.last)
	return d.w.Put(d.last, page)
}

// text returns the operators that show the words of p.Page and adds the font
// to page.
func (d *ImagePDF) text(page types.Dict, p ImagePage, f cos.Frame) []byte {
	words := *p.Page
	if p.Upright {
		words.Origin = layout.Origin{}
	}
	list := textlayer.Words(&words, userSpace(&words, f))
	if len(list) == 0 {
		return nil
	}
	font := d.layers.font()
	page["Resources"].(types.Dict)["Font"] = types.Dict{"OCR": font.Ref}
	return font.Content(list, "OCR")
}

// Close writes what is still missing and ends the file. It does not close the
// writer. A file without pages is an error, as no reader accepts it.
func (d *ImagePDF) Close() error {
	if d.closed {
		return d.err
	}
	d.closed = true
	if d.err == nil {
		d.err = d.finish()
	}
	return d.err
}

func (d *ImagePDF) finish() error {
	if d.tree.Count() == 0 {
		return fmt.Errorf("%w: no pages", ErrCorrupt)
	}
	if err := d.layers.finish(); err != nil {
		return err
	}
	pages, err := d.tree.Finish()
	if err != nil {
		return err
	}
	trailer := types.Dict{}
	if trailer["Root"], err = d.w.Add(types.Dict{"Type": types.Name("Catalog"), "Pages": pages}); err != nil {
		return err
	}
	if info := infoDict(d.o.Info); len(info) > 0 {
		if trailer["Info"], err = d.w.Add(info); err != nil {
			return err
		}
	}
	return d.w.Finish(trailer)
}

// infoDict returns i as an information dictionary.
func infoDict(i layout.Info) types.Dict {
	d := types.Dict{}
	for k, v := range i.Custom {
		if k != "" && v != "" {
			d[k] = cos.Text(v)
		}
	}
	for _, e := range [][2]string{
		{"Title", i.Title}, {"Author", i.Author}, {"Subject", i.Subject},
		{"Keywords", i.Keywords}, {"Creator", i.Creator}, {"Producer", i.Producer},
	} {
		if e[1] != "" {
			d[e[0]] = cos.Text(e[1])
		}
	}
	if !i.Created.IsZero() {
		d["CreationDate"] = cos.Date(i.Created)
	}
	if !i.Modified.IsZero() {
		d["ModDate"] = cos.Date(i.Modified)
	}
	return d
}
