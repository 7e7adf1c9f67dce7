package pdf

import (
	"context"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// An assembly is a file made of pages of others.
type assembly struct {
	w     *cos.Writer
	pages *cos.PageTree
}

func newAssembly(w *cos.Writer) *assembly {
	return &assembly{w: w, pages: cos.NewPageTree(w)}
}

// A part is one source of an assembly.
type part struct {
	a      *assembly
	s      *cos.Source
	copier *cos.Copier
	edit   func(f *part, i int, d types.Dict) error // changes page i before it is written; may be nil
	slots  map[int][]types.IndirectRef              // page index -> reserved objects not yet written
}

// begin makes s a part. Its page tree is not copied: what refers to a node of
// it refers to nothing, and what refers to a page that is not taken neither.
func (a *assembly) begin(s *cos.Source, edit func(*part, int, types.Dict) error) *part {
	f := &part{a: a, s: s, copier: cos.NewCopier(a.w, s), edit: edit, slots: map[int][]types.IndirectRef{}}
	for _, r := range s.Nodes {
		f.copier.Map(r, types.IndirectRef{})
	}
	for _, p := range s.Pages {
		if p.Ref.ObjectNumber != 0 {
			f.copier.Map(p.Ref, types.IndirectRef{})
		}
	}
	return f
}

// reserve announces that page i (0-based) will be added, so that links to it
// and outline entries of it lead there. A page taken twice is announced twice;
// links lead to the first.
func (f *part) reserve(i int) {
	ref := f.a.w.Alloc()
	f.slots[i] = append(f.slots[i], ref)
	if p := f.s.Pages[i]; p.Ref.ObjectNumber != 0 {
		if to, _ := f.copier.Mapped(p.Ref); to.ObjectNumber == 0 {
			f.copier.Map(p.Ref, ref)
		}
	}
}

// add writes page i, which was reserved, as the next page, and all it needs.
func (f *part) add(ctx context.Context, i int) error {
	ref := f.slots[i][0]
	f.slots[i] = f.slots[i][1:]
	page := f.s.Pages[i].Clone()
	delete(page, "Parent")
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

// finishWhole ends a file that has all that f's source has.
func (a *assembly) finishWhole(ctx context.Context, f *part) error {
	root := types.Dict{}
	for k, v := range f.s.Root {
		if k != "Pages" && k != "Version" {
			root[k] = v
		}
	}
	catalog := f.copier.Dict(root)
	catalog["Type"] = types.Name("Catalog")
	tree, err := a.pages.Finish()
	if err != nil {
		return err
	}
	catalog["Pages"] = tree
	trailer := types.Dict{}
	if trailer["Root"], err = a.w.Add(catalog); err != nil {
		return err
	}
	if info, ok := f.s.Dict(f.s.Info()); ok {
		if trailer["Info"], err = a.w.Add(f.copier.Dict(info)); err != nil {
			return err
		}
	}
	if err := f.copier.Flush(ctx); err != nil {
		return err
	}
	return a.w.Finish(trailer)
}
