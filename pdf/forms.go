package pdf

import (
	"maps"
	"slices"
	"strconv"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A formWriter gathers the form fields of a file made of parts.
type formWriter struct {
	fields    types.Array
	names     map[string]bool            // of the fields at the top
	known     map[types.IndirectRef]bool // fields already taken
	resources map[string]types.Dict      // by kind
	entries   types.Dict                 // DA, Q and so on of the first part that has a form
	fill      bool                       // readers shall draw what fields hold
}

// dict returns the form, nil where there are no fields.
func (w *formWriter) dict() types.Dict {
	if len(w.fields) == 0 {
		return nil
	}
	d := w.entries
	d["Fields"] = w.fields
	if w.fill {
		d["NeedAppearances"] = types.Boolean(true)
	}
	if len(w.resources) > 0 {
		dr := types.Dict{}
		for kind, sub := range w.resources {
			dr[kind] = sub
		}
		d["DR"] = dr
	}
	return d
}

// maxFieldDepth bounds how deep fields may be nested.
const maxFieldDepth = 64

// beginForm prepares the fields that have a widget on a page taken: those on
// other pages are left out of the fields above them, and a field whose name an
// earlier part has gets another one, since readers take fields of one name for
// one. It must be called before the pages are copied. Where a source is a part
// for a second time its fields are as they were written first.
func (f *part) beginForm() {
	form, ok := f.s.Dict(f.s.Root["AcroForm"])
	if !ok || f.again {
		return
	}
	kept, tops := f.fieldsOnPages()
	for _, nr := range slices.Sorted(maps.Keys(kept)) {
		d := kept[nr]
		kids, ok := f.s.Array(d["Kids"])
		if !ok || f.shared {
			continue
		}
		some := slices.DeleteFunc(slices.Clone(kids), func(o types.Object) bool {
			r, isRef := o.(types.IndirectRef)
			return isRef && kept[r.ObjectNumber] == nil
		})
		if len(some) < len(kids) {
			f.override(nr, "Kids", some)
		}
	}
	w := &f.a.form
	if w.names == nil {
		w.names = map[string]bool{}
	}
	for _, nr := range tops {
		b, _ := f.s.String(kept[nr]["T"])
		name := cos.DecodeText(b)
		if w.names[name] {
			stem := name
			for n := 2; w.names[name]; n++ {
				name = stem + "_" + strconv.Itoa(n)
			}
			f.override(nr, "T", cos.Text(name))
		}
		w.names[name] = true
		for _, k := range []string{"DA", "Q"} { // which the file will have of another form
			if v := form[k]; v != nil && kept[nr][k] == nil && w.entries != nil {
				f.override(nr, k, v)
			}
		}
	}
}

// fieldsOnPages returns the fields and widgets of the pages taken with all
// that they belong to, by object number, and of these the ones at the top, in
// the order in which pages show them.
func (f *part) fieldsOnPages() (kept map[types.Integer]types.Dict, tops []types.Integer) {
	kept = map[types.Integer]types.Dict{}
	for _, i := range f.taken {
		annots, _ := f.s.Array(f.s.Pages[i].Dict["Annots"])
		for _, o := range annots {
			for depth := 0; depth < maxFieldDepth; depth++ {
				d, ok := f.s.Dict(o)
				if !ok || depth == 0 && f.s.Name(d["Subtype"]) != "Widget" {
					break
				}
				r, _ := o.(types.IndirectRef)
				if kept[r.ObjectNumber] != nil {
					break
				}
				if r.ObjectNumber != 0 {
					kept[r.ObjectNumber] = d
				}
				if _, ok := f.s.Dict(d["Parent"]); !ok {
					if r.ObjectNumber != 0 {
						tops = append(tops, r.ObjectNumber)
					}
					break
				}
				o = d["Parent"]
			}
		}
	}
	return kept, tops
}

// override sets an entry of object nr as it will be copied.
func (f *part) override(nr types.Integer, key string, value types.Object) {
	d := types.Dict{}
	old, _ := f.s.Dict(types.IndirectRef{ObjectNumber: nr})
	if o := f.copier.Instead[nr]; o != nil {
		old = o
	}
	for k, v := range old {
		d[k] = v
	}
	d[key] = value
	if f.copier.Instead == nil {
		f.copier.Instead = map[types.Integer]types.Dict{}
	}
	f.copier.Instead[nr] = d
}

// takeForm takes the fields that have a widget on a page taken. Copying the
// page has copied them.
func (f *part) takeForm() {
	form, ok := f.s.Dict(f.s.Root["AcroForm"])
	if !ok {
		return
	}
	w := &f.a.form
	if w.known == nil {
		w.known = map[types.IndirectRef]bool{}
	}
	fields, _ := f.s.Array(form["Fields"])
	found := false
	for _, o := range fields {
		if r, ok := o.(types.IndirectRef); ok {
			if to, ok := f.copier.Mapped(r); ok && to.ObjectNumber != 0 && !w.known[to] {
				w.known[to] = true
				w.fields = append(w.fields, to)
				found = true
			}
		}
	}
	if !found {
		return
	}
	if fill, ok := f.s.Resolve(form["NeedAppearances"]).(types.Boolean); ok && bool(fill) {
		w.fill = true
	}
	if w.entries == nil {
		kept := types.Dict{}
		for _, k := range []string{"DA", "Q"} {
			if v := form[k]; v != nil {
				kept[k] = v
			}
		}
		w.entries = f.copier.Dict(kept)
	}
	f.takeFormResources(form)
}

// takeFormResources adds the fonts and so on of a form to those of the others;
// of two with one name the first stays.
func (f *part) takeFormResources(form types.Dict) {
	dr, _ := f.s.Dict(form["DR"])
	w := &f.a.form
	for _, kind := range keys(dr) {
		sub, ok := f.s.Dict(dr[kind])
		if !ok {
			continue
		}
		if w.resources == nil {
			w.resources = map[string]types.Dict{}
		}
		if w.resources[kind] == nil {
			w.resources[kind] = types.Dict{}
		}
		for _, name := range keys(sub) {
			if w.resources[kind][name] == nil {
				w.resources[kind][name] = f.copier.Object(sub[name])
			}
		}
	}
}
