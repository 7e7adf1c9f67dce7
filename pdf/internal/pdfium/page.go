package pdfium

import (
	"image"
	"slices"
)

// A Page is a loaded page. It lives until Close or the Release of its
// Instance.
type Page struct {
	in        *Instance
	index     int
	h         uint64
	text      uint64
	formReady bool
	fonts     map[uint64]*Font
	actual    map[uint64]bool // marks that give text another meaning
}

// LoadPage loads page i (0-based).
func (in *Instance) LoadPage(i int) (*Page, error) {
	if in.flattened[i] {
		if err := in.reload(); err != nil {
			return nil, err
		}
	}
	p := &Page{in: in, index: i}
	if err := p.open(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Page) open() error {
	in := p.in
	if !p.load() {
		if in.err != nil {
			return in.err
		}
		return ErrFormat
	}
	in.pages = append(in.pages, p)
	return nil
}

func (p *Page) load() bool {
	p.h = p.in.call("FPDF_LoadPage", p.in.doc, uint64(p.index))
	return p.h != 0
}

// Close frees the page.
func (p *Page) Close() {
	p.unload()
	p.in.pages = slices.DeleteFunc(p.in.pages, func(q *Page) bool { return p == q })
}

func (p *Page) unload() {
	p.CloseText()
	clear(p.fonts)
	clear(p.actual)
	if p.formReady {
		p.in.call("FORM_OnBeforeClosePage", p.h, p.in.form)
		p.formReady = false
	}
	if p.h != 0 {
		p.in.call("FPDF_ClosePage", p.h)
		p.h = 0
	}
}

// joinForm makes the page known to the form environment, if there is one.
func (p *Page) joinForm() bool {
	if !p.in.openForm() {
		return false
	}
	if !p.formReady {
		p.in.call("FORM_OnAfterLoadPage", p.h, p.in.form)
		p.formReady = true
	}
	return true
}

// A Rect is a rectangle in user space: y grows upwards.
type Rect struct{ X0, Y0, X1, Y1 float64 }

// Union returns the smallest rectangle that holds r and s.
func (r Rect) Union(s Rect) Rect {
	return Rect{min(r.X0, s.X0), min(r.Y0, s.Y0), max(r.X1, s.X1), max(r.Y1, s.Y1)}
}

// Bounds returns the visible part of the page: CropBox cut to MediaBox.
func (p *Page) Bounds() Rect {
	in := p.in
	in.call("FPDF_GetPageBoundingBox", p.h, uint64(in.scratch))
	b := in.read(in.scratch, 16) // left, top, right, bottom
	return Rect{f32At(b, 0), f32At(b, 12), f32At(b, 8), f32At(b, 4)}
}

// MediaBox returns the page's MediaBox.
func (p *Page) MediaBox() (r Rect, ok bool) { return p.box("FPDFPage_GetMediaBox") }

func (p *Page) box(name string) (Rect, bool) {
	in, s := p.in, uint64(p.in.scratch)
	ok := in.callBool(name, p.h, s, s+4, s+8, s+12)
	b := in.read(in.scratch, 16) // left, bottom, right, top
	return Rect{f32At(b, 0), f32At(b, 4), f32At(b, 8), f32At(b, 12)}, ok
}

// Rotation returns the clockwise turn of the page in degrees.
func (p *Page) Rotation() int { return 90 * (p.in.callInt("FPDFPage_GetRotation", p.h) & 3) }

// Err returns the failure that made the instance useless, or nil.
func (p *Page) Err() error { return p.in.err }

// Label returns the page's label, empty where the document has none.
func (p *Page) Label() string { return p.in.PageLabel(p.index) }

// AnnotationCount returns the number of annotations, form fields included.
func (p *Page) AnnotationCount() int { return max(p.in.callInt("FPDFPage_GetAnnotCount", p.h), 0) }

// HasAppearances reports whether there is an annotation that may show
// something of its own, that is any but links and pop-ups.
func (p *Page) HasAppearances() bool {
	const link, popup = 2, 16
	in := p.in
	for i := range p.AnnotationCount() {
		a := in.call("FPDFPage_GetAnnot", p.h, uint64(i))
		if a == 0 {
			continue
		}
		kind := in.callInt("FPDFAnnot_GetSubtype", a)
		in.call("FPDFPage_CloseAnnot", a)
		if kind != link && kind != popup {
			return true
		}
	}
	return false
}

// Flatten makes the appearances of annotations and form fields part of the
// content of the page, in memory only, so that their text and drawings are
// read with the rest.
func (p *Page) Flatten() error {
	in := p.in
	if !p.HasAppearances() {
		return in.err
	}
	in.openForm()
	p.hideUnviewed()
	const success = 1
	if in.callInt("FPDFPage_Flatten", p.h, 0) != success {
		return in.err
	}
	p.unload()
	in.flattened[p.index] = true
	if !p.load() && in.err == nil {
		return ErrFormat
	}
	return in.err
}

// hideUnviewed hides the annotations that are only printed: Flatten takes those
// in that are not hidden.
func (p *Page) hideUnviewed() {
	const hidden, noView = 1 << 1, 1 << 5
	in := p.in
	for i := range p.AnnotationCount() {
		a := in.call("FPDFPage_GetAnnot", p.h, uint64(i))
		if a == 0 {
			continue
		}
		if flags := in.call("FPDFAnnot_GetFlags", a); flags&noView != 0 {
			in.call("FPDFAnnot_SetFlags", a, flags|hidden)
		}
		in.call("FPDFPage_CloseAnnot", a)
	}
}

// Restore loads the page as the file has it, without what Flatten and the form
// environment changed. It closes the other pages of the instance.
func (p *Page) Restore() error {
	in := p.in
	if err := in.reload(); err != nil {
		return err
	}
	return p.open()
}

// A Band is a part of a rendered page: the rows from Y of an image of the
// given size of the whole page.
type Band struct {
	Width, Height int // of the whole page in pixels
	Y, Rows       int
	Gray          bool
	Annotations   bool
}

// The flags of FPDF_RenderPageBitmap and formats of FPDFBitmap_CreateEx.
const (
	flagAnnotations = 0x01
	flagGray        = 0x08
	flagRGBOrder    = 0x10
	formatGray      = 1
	formatBGRx      = 3
)

// Render draws a band of the page on white into dst, an *image.Gray or
// *image.NRGBA of b.Width x b.Height, at row b.Y.
func (p *Page) Render(dst image.Image, b Band) error {
	in := p.in
	format, flags := uint64(formatBGRx), uint64(flagRGBOrder)
	if b.Gray {
		format, flags = formatGray, flagGray
	}
	if b.Annotations {
		flags |= flagAnnotations
	}
	bm := in.call("FPDFBitmap_CreateEx", uint64(b.Width), uint64(b.Rows), format, 0, 0)
	if bm == 0 {
		if in.err == nil {
			in.err = ErrMemory
		}
		return in.err
	}
	defer in.call("FPDFBitmap_Destroy", bm)
	w, h, y := uint64(b.Width), uint64(b.Height), uint64(uint32(int32(-b.Y)))
	in.call("FPDFBitmap_FillRect", bm, 0, 0, w, uint64(b.Rows), 0xFFFFFFFF)
	in.call("FPDF_RenderPageBitmap", bm, p.h, 0, y, w, h, 0, flags)
	if b.Annotations && p.HasAppearances() && p.joinForm() {
		in.call("FPDF_FFLDraw", in.form, bm, p.h, 0, y, w, h, 0, flags)
	}
	stride := in.callInt("FPDFBitmap_GetStride", bm)
	buf := uint32(in.call("FPDFBitmap_GetBuffer", bm))
	src := in.read(buf, stride*b.Rows)
	if in.err == nil {
		copyRows(dst, src, stride, b)
	}
	return in.err
}

func copyRows(dst image.Image, src []byte, stride int, b Band) {
	for y := range b.Rows {
		row := src[y*stride:]
		switch m := dst.(type) {
		case *image.Gray:
			copy(m.Pix[(b.Y+y)*m.Stride:][:b.Width], row)
		case *image.NRGBA:
			out := m.Pix[(b.Y+y)*m.Stride:][:4*b.Width]
			copy(out, row)
			for x := 3; x < len(out); x += 4 {
				out[x] = 255
			}
		}
	}
}
