package task

import (
	"bytes"
	"context"
	"image"
	"iter"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scan"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/pdf"
)

// PDFType is the media type of PDF files.
const PDFType = "application/pdf"

// A source is an opened input: a PDF or an image file of one or more frames.
type source struct {
	id        string // tells the inputs of a task apart
	name      string
	mediaType string
	data      []byte
	pdf       *pdf.Document // nil = an image file
	image     imageops.Config
	limits    imageops.Limits
}

// open finds out what an input is, from its bytes, and opens it. The caller
// closes it.
func (e *Env) open(ctx context.Context, in Input) (*source, error) {
	return e.openSource(ctx, in, false)
}

// openSource is open, with a PDF opened lazily where only its pages are moved.
func (e *Env) openSource(ctx context.Context, in Input, lazy bool) (*source, error) {
	a, err := e.Artifact(ctx, in)
	if err != nil {
		return nil, err
	}
	b, err := e.Bytes(ctx, in)
	if err != nil {
		return nil, err
	}
	l := e.m.config.Limits
	s := &source{
		id: in.id(), name: a.Name, data: b, mediaType: imageops.Sniff(b),
		limits: imageops.Limits{Bytes: l.Bytes, Pixels: l.Pixels, Frames: l.Pages},
	}
	switch {
	case len(b) == 0:
		return nil, Errorf(Corrupt, "%s is empty", a.Name)
	case s.mediaType != "":
		s.image, err = imageops.DecodeConfig(b, s.limits)
		return s, asError(err)
	case isPDF(b) || a.MediaType == PDFType || strings.EqualFold(path.Ext(a.Name), ".pdf"):
		s.mediaType = PDFType
		s.pdf, err = e.openPDF(ctx, b, in, lazy)
		return s, err
	}
	if ok, err := e.decode(ctx, s); ok || err != nil {
		return s, err
	}
	return s, e.convert(ctx, s, a, in)
}

// isPDF looks for the header where readers accept it: in the first 1024 bytes.
func isPDF(b []byte) bool { return bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) }

func (s *source) close() {
	if s.pdf != nil {
		_ = s.pdf.Close() // it is only read
	}
}

// count returns the number of pages.
func (s *source) count() int {
	if s.pdf != nil {
		return s.pdf.PageCount()
	}
	return s.image.Frames
}

// choose returns the pages that spec names, each once; all where it is empty.
func (s *source) choose(spec string) ([]int, error) {
	pages, err := pdf.ParsePages(spec, s.count())
	if err != nil {
		return nil, invalid("Pages", "%v", err)
	}
	seen := map[int]bool{}
	return slices.DeleteFunc(pages, func(n int) bool {
		twice := seen[n]
		seen[n] = true
		return twice
	}), nil
}

// inOrder returns a function that decodes the frame of a page and keeps it in
// the Page, to be called with rising numbers, and one to call at the end.
func (s *source) inOrder(ctx context.Context) (take func(p *Page), stop func()) {
	frames, err := imageops.Frames(ctx, s.data, s.limits)
	if err != nil {
		return func(p *Page) { p.failed = err }, func() {}
	}
	next, stop := iter.Pull2(frames)
	at := 0
	return func(p *Page) {
		for ok := true; at < p.Number; at++ {
			if p.image, p.failed, ok = next(); !ok {
				p.failed = Errorf(NotFound, "there is no frame %d", p.Number)
				return
			}
		}
	}, stop
}

// squared returns the pixels of a frame with equal resolution along both axes,
// and that resolution, 0 where it is not known. Faxes have 204 x 98 dpi.
func squared(img *imageops.Image) (image.Image, float64) {
	x, y := whole(img.DPIX), whole(img.DPIY)
	if !plausible(x, img.Pix.Bounds().Dx()) || !plausible(y, img.Pix.Bounds().Dy()) {
		return img.Pix, 0
	}
	if math.Abs(x-y) < 0.02*x {
		return img.Pix, x
	}
	w, h, dpi := img.Pix.Bounds().Dx(), img.Pix.Bounds().Dy(), max(x, y)
	return imageops.Scale(img.Pix, int(math.Round(float64(w)*dpi/x)), int(math.Round(float64(h)*dpi/y))), dpi
}

// whole undoes the rounding of formats that count pixels a metre.
func whole(dpi float64) float64 {
	if r := math.Round(dpi); math.Abs(dpi-r) < 0.02 {
		return r
	}
	return dpi
}

// plausible refuses resolutions that no page has: cameras and screens write 72
// or 96 into pictures of any size.
func plausible(dpi float64, pixels int) bool {
	return dpi >= 50 && dpi <= 2400 && float64(pixels)/dpi <= maxInches
}

// maxInches is the longest side of a page whose declared resolution is believed.
const maxInches = 24

// A reading is what is wanted of the pages of a source.
type reading struct {
	OCR       OCRMode
	DPI       float64
	Languages []string
	Chars     bool
	Raw       bool
	Upright   bool // the page stands upright, whatever its pixels look like
}

// An OCRMode says when pixels are read.
type OCRMode string

// The modes.
const (
	OCRAuto   OCRMode = ""       // where a page has no usable text of its own, and in pictures beside its text
	OCRAlways OCRMode = "always" // every page; the text of a PDF is not used
	OCRNever  OCRMode = "never"  // only the text of a PDF
)

// readPDF reads one page of a PDF.
func (e *Env) readPDF(ctx context.Context, s *source, p *Page, r reading) (layout.Page, error) {
	kind := pdf.KindImage
	if r.OCR != OCRAlways {
		var err error
		if kind, err = s.pdf.Kind(ctx, p.Number); err != nil {
			return layout.Page{}, err
		}
	}
	if r.OCR == OCRNever && kind == pdf.KindMixed {
		kind = pdf.KindText
	}
	var native *layout.PageInput
	if kind != pdf.KindImage || r.OCR == OCRNever {
		var err error
		if native, err = s.pdf.Input(ctx, p.Number); err != nil {
			return layout.Page{}, err
		}
		if kind != pdf.KindMixed {
			return e.analyze(ctx, native, func(ctx context.Context) (image.Image, float64, error) {
				img, err := s.pdf.Render(ctx, p.Number, pdf.RenderOptions{DPI: modelDPI})
				return img, modelDPI, err
			})
		}
	}
	img, dpi, origin, err := s.pdf.PageImage(ctx, p.Number, pdf.RenderOptions{DPI: r.DPI, Gray: true})
	if err != nil {
		return layout.Page{}, err
	}
	pixels := img
	if native != nil {
		r.Raw = true // words of both must lie in one space
		r.Upright = standsUpright(native)
		pixels = withoutWords(img, dpi, native.Words)
	}
	in, seen, err := e.readPixels(ctx, p, pixels, dpi, r)
	if err != nil {
		return layout.Page{}, err
	}
	place(in, origin)
	if native != nil {
		in = blend(native, in)
		seen = view{img, in.Origin.Rotation}
	}
	return e.analyze(ctx, in, seen.at(in.DPI))
}

// modelDPI is the resolution in which models see pages of native text.
const modelDPI = 150

// analyze finds the blocks of a page; image is what models see of it.
func (e *Env) analyze(ctx context.Context, in *layout.PageInput, image func(context.Context) (image.Image, float64, error)) (layout.Page, error) {
	in, err := e.withBarcodes(ctx, in, image)
	if err != nil {
		return layout.Page{}, err
	}
	models := e.m.config.Models
	models.Image = image
	page, err := layout.AnalyzeWith(ctx, *in, layout.Options{}, models)
	return page, engineError(ctx, err)
}

// withBarcodes adds the barcodes of a page. That they cannot be looked for is a
// warning: the page can be read all the same.
func (e *Env) withBarcodes(ctx context.Context, in *layout.PageInput, image func(context.Context) (image.Image, float64, error)) (*layout.PageInput, error) {
	find := e.m.config.Barcodes
	if find == nil {
		return in, nil
	}
	img, dpi, err := image(ctx)
	var marks []layout.Mark
	if err == nil {
		marks, err = find(ctx, img, dpi)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	with := *in
	with.Marks = append(slices.Clip(in.Marks), marks...)
	if err != nil {
		with.Warnings = append(slices.Clip(in.Warnings), "barcodes: "+err.Error())
	}
	return &with, nil
}

// A view is an image that was read, and how far that had to be turned clockwise
// for the page to be upright.
type view struct {
	img  image.Image
	turn int
}

// at returns the image of the upright page as models ask for it.
func (v view) at(dpi float64) func(context.Context) (image.Image, float64, error) {
	return func(context.Context) (image.Image, float64, error) {
		if v.turn%360 == 0 {
			return v.img, dpi, nil
		}
		return imageops.Rotate(v.img, v.turn), dpi, nil
	}
}

// readPixels runs OCR on a page image. Where it has two looks at the page, the
// second counts if more can be read of it for sure.
func (e *Env) readPixels(ctx context.Context, p *Page, img image.Image, dpi float64, r reading) (best *layout.PageInput, seen view, err error) {
	engine, err := e.OCR()
	if err != nil {
		return nil, seen, err
	}
	if dpi <= 0 {
		dpi = ocr.DefaultDPI
	}
	looks := []look{{img: img}}
	if !r.Raw {
		looks = looksAt(img, dpi, e.m.config.Limits.Pixels)
	}
	most := math.Inf(-1)
	for i, l := range looks {
		drawn := scan.Find(l.img, dpi)
		page, err := engine.Recognize(ctx, ocr.Image{Pix: drawn.Erased(), DPI: dpi}, ocr.Options{
			Languages: r.Languages, Chars: r.Chars, Upright: r.Upright,
			Progress: func(done, total int) {
				p.Share((float64(i) + float64(done)/float64(max(total, 1))) / float64(len(looks)))
			},
		})
		if err != nil {
			return nil, seen, engineError(ctx, err)
		}
		if sure := legible(page); best == nil || sure >= most+l.gain*math.Abs(most) {
			in := page.Input(p.Number)
			drawn.Add(&in)
			place(&in, l.origin)
			best, most, seen = &in, sure, view{l.img, page.Orientation.Rotation}
		}
	}
	if len(best.Words) == 0 {
		if box, ok := shown(seen.img, dpi); ok {
			best.Images = append(best.Images, layout.Image{Box: box})
		}
	}
	return best, seen, nil
}

// engineError gives the failure of an engine or a model its code.
func engineError(ctx context.Context, err error) error {
	if e := AsError(err); e != nil && ctx.Err() == nil && e.Code == Internal {
		return &Error{Code: EngineFailed, Message: e.Message, Cause: err, Retryable: true}
	}
	return err
}

// place notes how the image that was read lies on the page it was made from:
// what OCR turned upright comes on top of that.
func place(in *layout.PageInput, image layout.Origin) {
	if image == (layout.Origin{}) {
		return
	}
	turned := in.Origin.Matrix
	in.Origin = layout.Origin{
		Size: image.Size, Rotation: (in.Origin.Rotation + image.Rotation) % 360,
		Skew: in.Origin.Skew + image.Skew, Matrix: image.Matrix.Mul(turned),
		Steps: image.Steps + in.Origin.Steps,
	}
	if image.Bend != nil { // which lies between the two
		b := *image.Bend
		b.Before = b.Before.Mul(turned)
		in.Origin.Matrix, in.Origin.Bend = image.Matrix, &b
	}
}
