package pdf

import (
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	maxOutline      = 100_000
	maxOutlineDepth = 100
)

// A bookmark is an outline item in the numbering of the file being written.
type bookmark struct {
	entry  types.Dict // Title, Dest or A, C, F
	closed bool
	kids   []bookmark
}

// takeOutline takes the items that lead to pages taken, and what is needed to
// reach them, under an item of its own where title is not empty.
func (f *part) takeOutline(title string) {
	left := maxOutline
	var items []bookmark
	if outlines, ok := f.s.Dict(f.s.Root["Outlines"]); ok {
		items = f.bookmarks(outlines["First"], map[types.Integer]bool{}, &left, 0)
	}
	if title == "" {
		f.a.outline = append(f.a.outline, items...)
		return
	}
	entry := types.Dict{"Title": cos.Text(title)}
	if len(f.taken) > 0 {
		if to, ok := f.copier.Mapped(f.s.Pages[f.taken[0]].Ref); ok {
			entry["Dest"] = types.Array{to, types.Name("Fit")}
		}
	}
	f.a.outline = append(f.a.outline, bookmark{entry: entry, kids: items})
}

// bookmarks returns the items of one level, from first on.
func (f *part) bookmarks(first types.Object, seen map[types.Integer]bool, left *int, depth int) []bookmark {
	var out []bookmark
	for o := first; depth < maxOutlineDepth && *left > 0; *left-- {
		r, ok := o.(types.IndirectRef)
		if !ok || seen[r.ObjectNumber] {
			break
		}
		seen[r.ObjectNumber] = true
		d, ok := f.s.Dict(r)
		if !ok {
			break
		}
		if b, ok := f.bookmark(d); ok || d["First"] != nil {
			b.kids = f.bookmarks(d["First"], seen, left, depth+1)
			if ok || len(b.kids) > 0 {
				out = append(out, b)
			}
		}
		o = d["Next"]
	}
	return out
}

// bookmark returns the item d without its children; ok is false where it leads
// to no page taken.
func (f *part) bookmark(d types.Dict) (b bookmark, ok bool) {
	kept := types.Dict{}
	for _, k := range []string{"Title", "C", "F"} {
		if v := f.s.Resolve(d[k]); v != nil {
			kept[k] = v
		}
	}
	if n, isNumber := f.s.Number(d["Count"]); isNumber {
		b.closed = n < 0
	}
	if dest := f.dests.target(d); dest != nil {
		if _, taken := f.target(dest[0]); taken {
			kept["Dest"] = dest
			ok = true
		}
	} else if a, isDict := f.s.Dict(d["A"]); isDict && f.s.Name(a["S"]) == "URI" {
		kept["A"] = a
		ok = true
	}
	b.entry = f.copier.Dict(kept)
	if b.entry["Title"] == nil {
		b.entry["Title"] = cos.Text("")
	}
	return b, ok
}

// writeOutline writes items and returns the root of the outline.
func writeOutline(w *cos.Writer, items []bookmark) (types.IndirectRef, error) {
	root := w.Alloc()
	first, last, count, err := writeItems(w, items, root)
	if err != nil {
		return root, err
	}
	return root, w.Put(root, types.Dict{"Type": types.Name("Outlines"), "First": first, "Last": last, "Count": types.Integer(count)})
}

// writeItems writes the items of one level; count is that of items that show
// when the level is open.
func writeItems(w *cos.Writer, items []bookmark, parent types.IndirectRef) (first, last types.IndirectRef, count int, err error) {
	refs := make([]types.IndirectRef, len(items))
	for i := range refs {
		refs[i] = w.Alloc()
	}
	for i, b := range items {
		d := b.entry
		d["Parent"] = parent
		if i > 0 {
			d["Prev"] = refs[i-1]
		}
		if i+1 < len(refs) {
			d["Next"] = refs[i+1]
		}
		count++
		if len(b.kids) > 0 {
			f, l, n, err := writeItems(w, b.kids, refs[i])
			if err != nil {
				return first, last, 0, err
			}
			d["First"], d["Last"], d["Count"] = f, l, types.Integer(n)
			if b.closed {
				d["Count"] = types.Integer(-n)
			} else {
				count += n
			}
		}
		if err := w.Put(refs[i], d); err != nil {
			return first, last, 0, err
		}
	}
	return refs[0], refs[len(refs)-1], count, nil
}

// destinations are the named destinations of a file. Extracts have none:
// whatever names one gets the destination itself, so that names of merged
// files cannot clash.
type destinations struct {
	s     *cos.Source
	names map[string]types.Array // nil until needed
}

// explicit returns the destination o, an array or a name, as an array.
func (n *destinations) explicit(o types.Object) types.Array {
	switch v := n.s.Resolve(o).(type) {
	case types.Array:
		if len(v) > 0 {
			return v
		}
	case types.Dict:
		if a, ok := n.s.Array(v["D"]); ok && len(a) > 0 {
			return a
		}
	case types.Name:
		n.read()
		return n.names[string(v)]
	default:
		if b, ok := n.s.String(v); ok {
			n.read()
			return n.names[string(b)]
		}
	}
	return nil
}

func (n *destinations) read() {
	if n.names != nil {
		return
	}
	n.names = map[string]types.Array{}
	add := func(name string, o types.Object) {
		switch n.s.Resolve(o).(type) {
		case types.Array, types.Dict:
			n.names[name] = n.explicit(o)
		}
	}
	old, _ := n.s.Dict(n.s.Root["Dests"])
	for _, k := range keys(old) {
		add(k, old[k])
	}
	names, _ := n.s.Dict(n.s.Root["Names"])
	n.s.Tree(names["Dests"], "Names", func(key, value types.Object) bool {
		if b, ok := n.s.String(key); ok {
			add(string(b), value)
		}
		return true
	})
}

// target returns where a link or outline item leads within the document, nil
// where it does not.
func (n *destinations) target(d types.Dict) types.Array {
	if o := d["Dest"]; o != nil {
		return n.explicit(o)
	}
	if a, ok := n.s.Dict(d["A"]); ok && n.s.Name(a["S"]) == "GoTo" {
		return n.explicit(a["D"])
	}
	return nil
}

// resolve replaces a named destination of d, a dictionary about to be copied,
// and takes out where it stands in the structure tree, which stays behind.
func (n *destinations) resolve(d types.Dict) types.Dict {
	if d["StructParent"] != nil || d["StructParents"] != nil {
		c := make(types.Dict, len(d))
		for k, v := range d {
			if k != "StructParent" && k != "StructParents" {
				c[k] = v
			}
		}
		d = c
	}
	key := ""
	switch {
	case d["Dest"] != nil:
		key = "Dest"
	case d["D"] != nil && d["S"] == types.Name("GoTo"):
		key = "D"
	default:
		return d
	}
	if _, ok := n.s.Resolve(d[key]).(types.Array); ok {
		return d
	}
	out := types.Dict{}
	for k, v := range d {
		out[k] = v
	}
	delete(out, key)
	if a := n.explicit(d[key]); a != nil {
		out[key] = a
	}
	return out
}
