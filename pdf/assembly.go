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
	form     types.Dict
	fields   types.Array
	content  types.Dict // optional content: properties of the first part that has some
	groups   types.Array
	hidden   types.Array
	order    types.Array
	first    *part // of which what belongs to a document as a whole is kept
	attached bool  // files are embedded that the input has not
	parts    map[*cos.Source]*part
	known    map[types.IndirectRef]bool // fields and layers already taken
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
		parts: map[*cos.Source]*part{}, known: map[types.IndirectRef]bool{},
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
}

// begin makes s a part. Its page tree is not copied: what refers to a page
// that is not taken, or to a node, refers to nothing. A source that was a part
// before shares what is already written of it.
func (a *assembly) begin(s *cos.Source, dests *destinations) *part {
	f := &part{a: a, s: s, slots: map[int][]types.IndirectRef{}, dests: dests, base: a.pages.Count()}
	if old := a.parts[s]; old != nil {
		f.copier = old.copier
		return f
	}
	a.parts[s] = f
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
	drop := []string{"Parent"}
	if !f.whole { // the structure tree, article threads
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
	if len(a.fields) > 0 {
		a.form["Fields"] = a.fields
		catalog["AcroForm"] = a.form
	}
	if len(a.groups) > 0 {
		catalog["OCProperties"] = a.optionalContent()
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

// takeForm takes the fields that have a widget on a page taken. Copying the
// page has copied them.
func (f *part) takeForm() {
	form, ok := f.s.Dict(f.s.Root["AcroForm"])
	if !ok {
		return
	}
	fields, _ := f.s.Array(form["Fields"])
	found := false
	for _, o := range fields {
		if r, ok := o.(types.IndirectRef); ok {
			if to, ok := f.copier.Mapped(r); ok && to.ObjectNumber != 0 && !f.a.known[to] {
				f.a.known[to] = true
				f.a.fields = append(f.a.fields, to)
				found = true
			}
		}
	}
	if !found || f.a.form != nil {
		return
	}
	kept := types.Dict{}
	for _, k := range []string{"DR", "DA", "Q", "NeedAppearances"} {
		if v := form[k]; v != nil {
			kept[k] = v
		}
	}
	f.a.form = f.copier.Dict(kept)
}

// takeOptionalContent takes the layers that the pages taken refer to.
func (f *part) takeOptionalContent() {
	oc, ok := f.s.Dict(f.s.Root["OCProperties"])
	if !ok {
		return
	}
	d, _ := f.s.Dict(oc["D"])
	groups := f.mappedOnly(oc["OCGs"])
	if len(groups) == 0 || f.a.known[groups[0].(types.IndirectRef)] {
		return
	}
	f.a.known[groups[0].(types.IndirectRef)] = true
	f.a.groups = append(f.a.groups, groups...)
	f.a.hidden = append(f.a.hidden, f.mappedOnly(d["OFF"])...)
	f.a.order = append(f.a.order, f.mappedOnly(d["Order"])...)
	if f.a.content == nil {
		kept := types.Dict{}
		for _, k := range []string{"Name", "Creator", "BaseState", "Intent"} {
			if v := d[k]; v != nil {
				kept[k] = v
			}
		}
		f.a.content = f.copier.Dict(kept)
	}
}

// mappedOnly returns those references of an array that lead to copied objects.
func (f *part) mappedOnly(o types.Object) types.Array {
	a, _ := f.s.Array(o)
	var out types.Array
	for _, v := range a {
		if r, ok := v.(types.IndirectRef); ok {
			if to, ok := f.copier.Mapped(r); ok && to.ObjectNumber != 0 {
				out = append(out, to)
			}
		}
	}
	return out
}

func (a *assembly) optionalContent() types.Dict {
	d := a.content
	if len(a.hidden) > 0 {
		d["OFF"] = a.hidden
	}
	if len(a.order) > 0 {
		d["Order"] = a.order
	}
	return types.Dict{"OCGs": a.groups, "D": d}
}

// takeLabels appends the labels of the pages taken, where the source has any,
// or where an earlier part has.
func (f *part) takeLabels() {
	runs := labelRuns(f.s)
	if runs == nil && f.a.labels == nil {
		return
	}
	if f.a.labels == nil && f.base > 0 {
		f.a.labels = types.Array{types.Integer(0), types.Dict{"S": types.Name("D")}}
	}
	for k, i := range f.taken {
		label := types.Dict{"S": types.Name("D"), "St": types.Integer(f.base + k + 1)}
		if n := slices.IndexFunc(runs, func(r labelRun) bool { return r.from > i }); runs != nil {
			if n < 0 {
				n = len(runs)
			}
			if n == 0 {
				continue
			}
			label = runs[n-1].at(i)
		}
		if k > 0 && f.taken[k-1] == i-1 && (runs == nil || !startsRun(runs, i)) {
			continue // the numbering goes on by itself
		}
		f.a.labels = append(f.a.labels, types.Integer(f.base+k), f.copier.Dict(label))
	}
}

func startsRun(runs []labelRun, i int) bool {
	return slices.ContainsFunc(runs, func(r labelRun) bool { return r.from == i })
}

// A labelRun is a range of pages with one numbering.
type labelRun struct {
	from  int
	style types.Object
	pre   types.Object
	start int
}

func (r labelRun) at(page int) types.Dict {
	d := types.Dict{}
	if r.style != nil {
		d["S"] = r.style
		d["St"] = types.Integer(r.start + page - r.from)
	}
	if r.pre != nil {
		d["P"] = r.pre
	}
	return d
}

// labelRuns reads the page labels of s, in order.
func labelRuns(s *cos.Source) []labelRun {
	var runs []labelRun
	s.Tree(s.Root["PageLabels"], "Nums", func(key, value types.Object) bool {
		n, ok := key.(types.Integer)
		d, isDict := s.Dict(value)
		if ok && isDict && n >= 0 && len(runs) < len(s.Pages) {
			r := labelRun{from: int(n), style: s.Resolve(d["S"]), pre: s.Resolve(d["P"]), start: 1}
			if st, ok := s.Number(d["St"]); ok && st >= 1 && st < 1e9 {
				r.start = int(st)
			}
			runs = append(runs, r)
		}
		return true
	})
	slices.SortStableFunc(runs, func(a, b labelRun) int { return a.from - b.from })
	return runs
}

// turnPage makes d, a page, be shown turned clockwise by degrees more.
func turnPage(d types.Dict, f cos.Frame, degrees int) {
	if r := ((f.Rotate+degrees)%360 + 360) % 360; r != 0 {
		d["Rotate"] = types.Integer(r)
	} else {
		delete(d, "Rotate")
	}
}
