package pdf

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/content"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/textlayer"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// SearchableOptions tune WriteSearchable.
type SearchableOptions struct {
	// Rewrite writes all objects anew, compressed, and leaves out those that
	// nothing refers to. Without it the layer is appended to the file, whose
	// bytes stay as they are (signatures included), unless its structure is
	// too damaged for that.
	Rewrite bool
	// Replace takes invisible text out of the pages that get a layer, as
	// earlier OCR put it there; visible text stays. It looks at the content of
	// the page and at the forms that this draws. What cannot be decoded stays
	// as it is.
	Replace bool
	// Upright turns pages by Page.Origin.Rotation, so that they are shown as
	// they are read.
	Upright bool
}

// WriteSearchable writes d to w with an invisible text layer of the words of
// pages, so that text can be searched, selected and copied where it stands.
// pages are those that get a layer, by Page.Number, in any order; a page may
// be given once. Boxes are in points of the upright page and Page.Origin maps
// them to the page as it is shown in d. Words marked Invisible are left out.
//
// Any script can be given. Of 18 lines in as many kinds of text, on pages of
// all four rotations, poppler 22.12 (pdftotext), MuPDF 1.21 (mutool) and this
// package read every word of Latin, Greek, Cyrillic, Chinese, Japanese, Korean,
// Devanagari, Thai and Tamil, of combining marks, of characters beyond the BMP
// and of emoji, each where it was put (overlap at least 0.95 in pdftotext -bbox).
// Right-to-left text stands in the order of places, which pdftotext and this
// package turn into the order of reading; pdftotext -bbox and mutool list such
// words as they stand, turned around. pdftotext puts the numbers of a Hebrew
// word to its other end and a mark that ends an Arabic word before it; this
// package moves the hyphen of a Hebrew prefix behind the number, and on a page
// turned by 90 or 270 degrees loses joined emoji that stand beside Arabic.
// Mirrored text in logical order, as other programs write it, reads right in
// mutool, but pdftotext -bbox breaks it into letters.
// go test ./pdf -run TestScripts -v prints the table.
//
// What the pages show stays the same: unless Replace is set their content is
// neither changed nor decoded. An encrypted file stays encrypted, with its
// passwords. Equal input gives equal bytes.
//
// Errors match ErrPage, ErrCorrupt, ErrTooLarge, ErrUnsupported, or the one of
// ctx.
func WriteSearchable(ctx context.Context, w io.Writer, d *Document, pages []layout.Page, o SearchableOptions) error {
	s, err := d.graph(ctx)
	if err != nil {
		return err
	}
	return wrapGraph(writeLayers(ctx, w, s, pages, o))
}

// writeLayers is WriteSearchable on a parsed file.
func writeLayers(ctx context.Context, w io.Writer, s *cos.Source, pages []layout.Page, o SearchableOptions) error {
	todo := make([]*layout.Page, len(s.Pages))
	for i := range pages {
		n := pages[i].Number
		if n < 1 || n > len(todo) {
			return fmt.Errorf("%w: page %d of %d", ErrPage, n, len(todo))
		}
		if todo[n-1] != nil {
			return fmt.Errorf("%w: page %d is given twice", ErrPage, n)
		}
		todo[n-1] = &pages[i]
	}
	if !o.Rewrite && addressable(s, todo) {
		if out := cos.NewIncrement(w, s); out != nil {
			return appendLayers(ctx, out, s, todo, o)
		}
	}
	return rewriteLayers(ctx, w, s, todo, o)
}

// addressable reports whether each page that gets a layer is an object of its
// own, which an increment can replace.
func addressable(s *cos.Source, todo []*layout.Page) bool {
	seen := map[types.IndirectRef]bool{}
	for i, p := range s.Pages {
		if p.Ref.ObjectNumber != 0 && seen[p.Ref] && todo[i] != nil || p.Ref.ObjectNumber == 0 && todo[i] != nil {
			return false
		}
		seen[p.Ref] = seen[p.Ref] || todo[i] != nil
	}
	return true
}

func appendLayers(ctx context.Context, out *cos.Writer, s *cos.Source, todo []*layout.Page, o SearchableOptions) error {
	layers := layerWriter{w: out, o: o}
	same := func(o types.Object) types.Object { return o }
	for i, p := range todo {
		if p == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		page := s.Pages[i]
		d := make(types.Dict, len(page.Dict)+1)
		for k, v := range page.Dict {
			d[k] = v
		}
		if err := layers.add(d, s, page, p, same); err != nil {
			return err
		}
		if err := out.Put(page.Ref, d); err != nil {
			return err
		}
	}
	if err := layers.finish(); err != nil {
		return err
	}
	return out.Finish(nil)
}

func rewriteLayers(ctx context.Context, w io.Writer, s *cos.Source, todo []*layout.Page, o SearchableOptions) error {
	a, err := newAssembly(w, WriteOptions{})
	if err != nil {
		return err
	}
	if err := a.w.EncryptLike(s); err != nil {
		return err
	}
	a.layers.o = o
	f := a.begin(s, nil)
	f.whole = true
	f.edit = func(f *part, i int, d types.Dict) error {
		if todo[i] == nil {
			return nil
		}
		return a.layers.add(d, s, s.Pages[i], todo[i], f.copier.Object)
	}
	for i := range s.Pages {
		f.reserve(i)
	}
	if err := f.addReserved(ctx); err != nil {
		return err
	}
	return a.finishWhole(ctx, f, nil, nil)
}

// A layerWriter adds text layers to pages of one file.
type layerWriter struct {
	w     *cos.Writer
	fonts []*textlayer.Font
	o     SearchableOptions
}

func (l *layerWriter) font() *textlayer.Font {
	if n := len(l.fonts); n == 0 || l.fonts[n-1].Full() {
		l.fonts = append(l.fonts, textlayer.NewFont(l.w.Alloc()))
	}
	return l.fonts[len(l.fonts)-1]
}

// add puts the words of p in front of the content of page: behind what is
// painted, where no imbalance of the content's own q and Q can move it. d is
// the page to be written; conv renumbers objects of s.
func (l *layerWriter) add(d types.Dict, s *cos.Source, page cos.Page, p *layout.Page, conv func(types.Object) types.Object) error {
	frame := s.Frame(page)
	if l.o.Upright && p.Origin.Rotation != 0 {
		turnPage(d, frame, p.Origin.Rotation)
	}
	words := textlayer.Words(p, userSpace(p, frame))
	if len(words) == 0 && !l.o.Replace {
		return nil
	}
	font := l.font()
	resources := types.Dict{}
	old, _ := s.Dict(page.Entry("Resources"))
	for _, k := range keys(old) {
		if k != "Font" {
			resources[k] = conv(old[k])
		}
	}
	fonts := types.Dict{}
	oldFonts, _ := s.Dict(old["Font"])
	for _, k := range keys(oldFonts) {
		fonts[k] = conv(oldFonts[k])
	}
	name := "OCR"
	for i := 1; fonts[name] != nil; i++ {
		name = "OCR" + strconv.Itoa(i)
	}
	fonts[name] = font.Ref
	resources["Font"] = fonts
	layer, err := l.w.AddStream(nil, font.Content(words, name))
	if err != nil {
		return err
	}
	rest := contents(s, page, conv)
	if l.o.Replace {
		if rest, err = l.withoutInvisible(s, page, rest); err != nil {
			return err
		}
		if err := l.cleanForms(s, old, resources, conv); err != nil {
			return err
		}
	}
	d["Resources"] = resources
	d["Contents"] = append(types.Array{layer}, rest...)
	return nil
}

// withoutInvisible returns streams, the content of page, or a new one where
// there is invisible text in it.
func (l *layerWriter) withoutInvisible(s *cos.Source, page cos.Page, streams types.Array) (types.Array, error) {
	data, ok := pageContent(s, page)
	if !ok {
		return streams, nil
	}
	cleaned, changed := content.RemoveInvisible(data)
	if !changed {
		return streams, nil
	}
	ref, err := l.w.AddStream(nil, cleaned)
	return types.Array{ref}, err
}

// cleanForms replaces those form XObjects of resources, converted from old,
// that hold invisible text.
func (l *layerWriter) cleanForms(s *cos.Source, old, resources types.Dict, conv func(types.Object) types.Object) error {
	xobjects, _ := s.Dict(old["XObject"])
	var changed types.Dict
	for _, k := range keys(xobjects) {
		sd, ok := s.Resolve(xobjects[k]).(types.StreamDict)
		if !ok || s.Name(sd.Dict["Subtype"]) != "Form" {
			continue
		}
		data, ok := decode(sd, maxContent)
		if !ok {
			continue
		}
		cleaned, found := content.RemoveInvisible(data)
		if !found {
			continue
		}
		d := types.Dict{}
		for _, key := range keys(sd.Dict) {
			if key != "Length" && key != "Filter" && key != "DecodeParms" {
				d[key] = conv(sd.Dict[key])
			}
		}
		ref, err := l.w.AddStream(d, cleaned)
		if err != nil {
			return err
		}
		if changed == nil {
			changed = types.Dict{}
			for _, name := range keys(xobjects) {
				changed[name] = conv(xobjects[name])
			}
			resources["XObject"] = changed
		}
		changed[k] = ref
	}
	return nil
}

// uploadedSize returns the size of the page as p says it was uploaded, zero
// where p does not say it.
func uploadedSize(p *layout.Page) layout.Size {
	o := p.Origin
	if o.Size != (layout.Size{}) {
		return o.Size
	}
	if o.Matrix != (layout.Matrix{}) && o.Matrix != layout.Rotation(o.Rotation, p.Size) {
		return layout.Size{} // skew, crop, warp
	}
	if o.Matrix != (layout.Matrix{}) && o.Rotation%180 != 0 {
		return layout.Size{W: p.Size.H, H: p.Size.W}
	}
	return p.Size
}

// userSpace maps points of the uploaded page to the user space of the page
// that f shows. Where p has another idea of its size (readers that leave
// UserUnit out, images with a resolution of their own), p is scaled to it.
func userSpace(p *layout.Page, f cos.Frame) func(x, y float64) (float64, float64) {
	s := uploadedSize(p)
	if !(s.W > 0 && s.H > 0) {
		return f.User
	}
	w, h := f.Size()
	return func(x, y float64) (float64, float64) { return f.User(x*w/s.W, y*h/s.H) }
}

// contents returns the content streams of page as an array.
func contents(s *cos.Source, page cos.Page, conv func(types.Object) types.Object) types.Array {
	o := page.Dict["Contents"]
	a, ok := s.Array(o)
	if !ok {
		if s.Resolve(o) == nil {
			return nil
		}
		return types.Array{conv(o)}
	}
	var out types.Array
	for _, v := range a {
		if _, ok := s.Dict(v); ok { // what is no stream would break the rest
			out = append(out, conv(v))
		}
	}
	return out
}

func (l *layerWriter) finish() error {
	for _, f := range l.fonts {
		if err := f.Write(l.w); err != nil {
			return err
		}
	}
	return nil
}

// keys returns the keys of d in order.
func keys(d types.Dict) []string {
	out := make([]string, 0, len(d))
	for k := range d {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
