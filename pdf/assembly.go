package pdf

import (
	"context"
	"io"
	"slices"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// An assembly is a file made of pages of others.
type assembly struct {
	w      *cos.Writer
	o      WriteOptions
	pages  *cos.PageTree
	layers layerWriter

	outline  []bookmark
	labels   types.Array // of a number tree
	form     formWriter
	layered  optionalContent
	first    *part // of which what belongs to a document as a whole is kept
	attached bool  // files are embedded that the input has not
	parts    map[*cos.Source]*part
}

func newAssembly(w io.Writer, o WriteOptions) (*assembly, error) {
	out := cos.NewWriter(w)
	if e := o.Encryption; e != nil {
		if err := e.apply(out); err != nil {
			return nil, err
		}
	}
	return &assembly{
		w: out, o: o, pages: cos.NewPageTree(out), layers: layerWriter{w: out},
		parts: map[*cos.Source]*part{},
	}, nil
}

// A part is one source of an assembly.
type part struct {
	a       *assembly
	s       *cos.Source
	copier  *cos.Copier
	edit    func(f *part, i int, d types.Dict) error // changes page i before it is written; may be nil
	prepare func(page types.Dict)                    // changes a page before it is copied; may be nil
	slots   map[int][]types.IndirectRef              // page index -> reserved objects not yet written
	whole   bool                                     // the file becomes s with other pages, not an extract of it
	dests   *destinations
	base    int // pages before this part
	taken   []int
	own     map[types.Integer]bool // page objects of taken; nil until needed
	again   bool                   // the source was a part before
	shared  bool                   // the source is a part several times
	written map[int]bool           // pages of the source that the file has already
}

// begin makes s a part. Its page tree is not copied: what refers to a page
// that is not taken, or to a node, refers to nothing. A source that was a part
// before shares what is already written of it.
func (a *assembly) begin(s *cos.Source, dests *destinations) *part {
	f := &part{a: a, s: s, slots: map[int][]types.IndirectRef{}, dests: dests, base: a.pages.Count()}
	if old := a.parts[s]; old != nil {
		f.copier, f.written, f.again = old.copier, old.written, true
		return f
	}
	a.parts[s] = f
	f.written = map[int]bool{}
	f.copier = cos.NewCopier(a.w, s)
	f.copier.Optimize = a.o.Optimize
	if dests != nil {
		f.copier.Rewrite = dests.resolve
	}
	if a.first == nil {
		a.first = f
	}
	return f
}

// reserve announces that page i (0-based) will be added, so that links to it
// and outline entries of it lead there. A page taken twice is announced twice;
// links lead to the first.
func (f *part) reserve(i int) {
	ref := f.a.w.Alloc()
	if p := f.s.Pages[i]; p.Ref.ObjectNumber != 0 && f.slots[i] == nil {
		f.copier.Map(p.Ref, ref)
	}
	f.slots[i] = append(f.slots[i], ref)
	f.taken = append(f.taken, i)
}

// target returns the page that o, the first element of a destination, leads to
// in the file being written, if this part has taken it.
func (f *part) target(o types.Object) (types.IndirectRef, bool) {
	r, ok := o.(types.IndirectRef)
	if !ok {
		return r, false
	}
	if f.own == nil {
		f.own = map[types.Integer]bool{}
		for _, i := range f.taken {
			f.own[f.s.Pages[i].Ref.ObjectNumber] = true
		}
	}
	to, ok := f.copier.Mapped(r)
	return to, ok && f.own[r.ObjectNumber] && r.ObjectNumber != 0
}

// addReserved writes the reserved pages in their order.
func (f *part) addReserved(ctx context.Context) error {
	if !f.whole {
		f.beginForm()
	}
	for _, i := range f.taken {
		if err := f.add(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// add writes page i, which was reserved, as the next page, and all it needs.
func (f *part) add(ctx context.Context, i int) error {
	ref := f.slots[i][0]
	f.slots[i] = f.slots[i][1:]
	page := f.s.Pages[i].Clone()
	if f.written[i] {
		f.copyAnnotations(page)
	}
	f.written[i] = true
	drop := []string{"Parent", "Length"} // a damaged page may be taken for a stream
	if !f.whole {                        // the structure tree, article threads
		drop = append(drop, "StructParents", "B", "PieceInfo")
	}
	for _, k := range drop {
		delete(page, k)
	}
	if f.prepare != nil {
		f.prepare(page)
	}
	if !f.whole && len(f.taken) < len(f.s.Pages) {
		if r := usedResources(f.s, f.s.Pages[i]); r != nil {
			page["Resources"] = r
		}
	}
	d := f.copier.Dict(page)
	d["Type"] = types.Name("Page")
	if _, ok := f.s.Rect(page["MediaBox"]); !ok {
		m := f.s.Frame(f.s.Pages[i]).MediaBox
		d["MediaBox"] = cos.Numbers(m.X0, m.Y0, m.X1, m.Y1)
	}
	if f.edit != nil {
		if err := f.edit(f, i, d); err != nil {
			return err
		}
	}
	d["Parent"] = f.a.pages.Add(ref)
	if err := f.a.w.Put(ref, d); err != nil {
		return err
	}
	return f.copier.Flush(ctx)
}

// copyAnnotations gives page, which the file has already, annotations of its
// own: one must not stand on two pages. Form fields stay shared, as they have
// one value.
func (f *part) copyAnnotations(page types.Dict) {
	annots, ok := f.s.Array(page["Annots"])
	if !ok {
		return
	}
	own := make(types.Array, len(annots))
	for k, o := range annots {
		own[k] = o
		d, ok := f.s.Dict(o)
		if !ok || f.s.Name(d["Subtype"]) == "Widget" {
			continue
		}
		c := types.Dict{}
		for key, v := range d {
			if key != "P" && key != "Popup" && key != "IRT" && key != "Parent" {
				c[key] = v
			}
		}
		own[k] = c
	}
	page["Annots"] = own
}

// finishWhole ends a file that has all that f's source has but the given
// entries of the catalog, which change, if not nil, may add to.
func (a *assembly) finishWhole(ctx context.Context, f *part, without []string, change func(catalog types.Dict) error) error {
	root := types.Dict{}
	without = append([]string{"Pages", "Version", "Metadata"}, without...)
	for k, v := range f.s.Root {
		if !slices.Contains(without, k) {
			root[k] = v
		}
	}
	catalog := f.copier.Dict(root)
	if change != nil {
		if err := change(catalog); err != nil {
			return err
		}
	}
	return a.finish(ctx, catalog)
}

// finish writes the catalog, to which the page tree is added, and the trailer.
func (a *assembly) finish(ctx context.Context, catalog types.Dict) error {
	if err := a.layers.finish(); err != nil {
		return err
	}
	tree, err := a.pages.Finish()
	if err != nil {
		return err
	}
	catalog["Type"], catalog["Pages"] = types.Name("Catalog"), tree
	trailer := types.Dict{}
	if err := a.putMetadata(catalog, trailer); err != nil {
		return err
	}
	if trailer["Root"], err = a.w.Add(catalog); err != nil {
		return err
	}
	if a.first != nil {
		if err := a.first.copier.Flush(ctx); err != nil {
			return err
		}
	}
	return a.w.Finish(trailer)
}

// close takes from a part, whose pages have been added, what belongs to them:
// form fields, optional content, labels, and the outline under title.
func (f *part) close(ctx context.Context, title string) error {
	f.takeForm()
	f.takeOptionalContent()
	f.takeLabels()
	f.takeOutline(title)
	return f.copier.Flush(ctx)
}

// finishParts ends a file made of parts.
func (a *assembly) finishParts(ctx context.Context) error {
	catalog := types.Dict{}
	if a.first != nil {
		kept := types.Dict{}
		for _, k := range []string{"Lang", "ViewerPreferences", "OutputIntents", "PageLayout"} {
			if v := a.first.s.Root[k]; v != nil {
				kept[k] = v
			}
		}
		catalog = a.first.copier.Dict(kept)
	}
	if form := a.form.dict(); form != nil {
		catalog["AcroForm"] = form
	}
	if content := a.layered.dict(); content != nil {
		catalog["OCProperties"] = content
	}
	if a.labels != nil {
		catalog["PageLabels"] = types.Dict{"Nums": a.labels}
	}
	if len(a.outline) > 0 {
		ref, err := writeOutline(a.w, a.outline)
		if err != nil {
			return err
		}
		catalog["Outlines"] = ref
		catalog["PageMode"] = types.Name("UseOutlines")
	}
	return a.finish(ctx, catalog)
}

// turnPage makes d, a page, be shown turned clockwise by degrees more.
func turnPage(d types.Dict, f cos.Frame, degrees int) {
	if r := ((f.Rotate+degrees)%360 + 360) % 360; r != 0 {
		d["Rotate"] = types.Integer(r)
	} else {
		delete(d, "Rotate")
	}
}
