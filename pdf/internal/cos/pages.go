package cos

import (
	"fmt"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// inheritable are the entries that a page takes from its ancestors.
var inheritable = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// A Page is a leaf of the page tree.
type Page struct {
	Ref       types.IndirectRef // zero where the page stands directly in its parent
	Dict      types.Dict        // as in the file; not to be changed
	Inherited types.Dict        // entries that the page lacks and an ancestor has
}

// Entry returns the entry of name, inherited where the page lacks it.
func (p Page) Entry(name string) types.Object {
	if o, ok := p.Dict[name]; ok && o != nil {
		return o
	}
	return p.Inherited[name]
}

// Clone returns a copy of the page dictionary that may be changed at its top
// level, inherited entries included.
func (p Page) Clone() types.Dict {
	d := make(types.Dict, len(p.Dict)+len(p.Inherited))
	for k, v := range p.Inherited {
		d[k] = v
	}
	for k, v := range p.Dict {
		if v != nil {
			d[k] = v
		}
	}
	return d
}

type frame struct {
	kids      types.Array
	inherited types.Dict
}

// AddEmpty adds n pages that the file counts and does not have, as large as its
// last one, so that the numbers of pages are the same for whoever counts them.
func (s *Source) AddEmpty(n int) {
	media := types.Array{types.Integer(0), types.Integer(0), types.Integer(612), types.Integer(792)}
	if len(s.Pages) > 0 {
		b := s.Frame(s.Pages[len(s.Pages)-1]).MediaBox
		media = types.Array{types.Float(b.X0), types.Float(b.Y0), types.Float(b.X1), types.Float(b.Y1)}
	}
	for range n {
		s.Pages = append(s.Pages, Page{Dict: types.Dict{"Type": types.Name("Page"), "MediaBox": media, "Resources": types.Dict{}}})
	}
}

// walkPages collects the leaves of the page tree. Each inner node is entered
// once, so that loops end and the work is bounded by the size of the file.
func (s *Source) walkPages(limit int) error {
	if limit == 0 {
		limit = defaultPages
	}
	top, ok := s.Dict(s.Root["Pages"])
	if !ok {
		return fmt.Errorf("%w: no page tree", ErrCorrupt)
	}
	s.tree = map[types.Integer]bool{}
	seen := s.tree
	if r, ok := s.Root["Pages"].(types.IndirectRef); ok {
		seen[r.ObjectNumber] = true
	}
	if s.isPage(top) { // a catalog that points at its only page
		ref, _ := s.Root["Pages"].(types.IndirectRef)
		s.Pages = append(s.Pages, Page{Ref: ref, Dict: top})
		return nil
	}
	var leaves []types.Integer
	stack := []frame{s.enter(nil, top)}
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		if len(f.kids) == 0 {
			stack = stack[:len(stack)-1]
			continue
		}
		kid := f.kids[0]
		f.kids = f.kids[1:]
		d, ok := s.Dict(kid)
		if !ok {
			continue
		}
		ref, _ := kid.(types.IndirectRef)
		if s.isPage(d) {
			if limit > 0 && len(s.Pages) == limit {
				return fmt.Errorf("%w: more than %d pages", ErrTooLarge, limit)
			}
			s.Pages = append(s.Pages, Page{Ref: ref, Dict: d, Inherited: missing(d, f.inherited)})
			if ref.ObjectNumber != 0 {
				leaves = append(leaves, ref.ObjectNumber)
			}
			continue
		}
		if ref.ObjectNumber != 0 {
			if seen[ref.ObjectNumber] {
				continue
			}
			seen[ref.ObjectNumber] = true
		}
		stack = append(stack, s.enter(f.inherited, d))
	}
	for _, nr := range leaves {
		s.tree[nr] = true
	}
	if len(s.Pages) == 0 {
		return fmt.Errorf("%w: no pages", ErrCorrupt)
	}
	return nil
}

// enter begins with the children of a node.
func (s *Source) enter(inherited, node types.Dict) frame {
	kids, _ := s.Array(node["Kids"])
	return frame{kids, s.inherit(inherited, node)}
}

func (s *Source) isPage(d types.Dict) bool {
	if s.Name(d["Type"]) == "Page" {
		return true
	}
	_, kids := s.Array(d["Kids"])
	return !kids
}

func (s *Source) inherit(from, node types.Dict) types.Dict {
	var out types.Dict
	for _, k := range inheritable {
		v := node[k]
		if s.Resolve(v) == nil {
			v = from[k]
		}
		if v == nil {
			continue
		}
		if out == nil {
			out = types.Dict{}
		}
		out[k] = v
	}
	return out
}

func missing(page, inherited types.Dict) types.Dict {
	out := types.Dict{}
	for k, v := range inherited {
		if page[k] == nil {
			out[k] = v
		}
	}
	return out
}

// A Rect is a rectangle of user space with X0 <= X1 and Y0 <= Y1.
type Rect struct{ X0, Y0, X1, Y1 float64 }

func (r Rect) empty() bool { return !(r.X0 < r.X1 && r.Y0 < r.Y1) }

// Rect returns o as a rectangle, its corners sorted; ok is false for anything
// without area.
func (s *Source) Rect(o types.Object) (r Rect, ok bool) {
	a, _ := s.Array(o)
	if len(a) < 4 {
		return Rect{}, false
	}
	var v [4]float64
	for i := range v {
		n, ok := s.Number(a[i])
		if !ok || math.IsNaN(n) || math.Abs(n) > 1e9 {
			return Rect{}, false
		}
		v[i] = n
	}
	r = Rect{min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3])}
	return r, !r.empty()
}

// A Frame says how a page is shown.
type Frame struct {
	MediaBox Rect
	CropBox  Rect    // the visible part
	Rotate   int     // 0, 90, 180, 270 clockwise
	UserUnit float64 // points a unit
}

// Frame returns how p is shown. Without a usable MediaBox a page is Letter, as
// PDFium and others take it.
func (s *Source) Frame(p Page) Frame {
	f := Frame{UserUnit: 1}
	var ok bool
	if f.MediaBox, ok = s.Rect(p.Entry("MediaBox")); !ok {
		f.MediaBox = Rect{0, 0, 612, 792}
	}
	f.CropBox = f.MediaBox
	if c, ok := s.Rect(p.Entry("CropBox")); ok {
		m := f.MediaBox
		c = Rect{max(c.X0, m.X0), max(c.Y0, m.Y0), min(c.X1, m.X1), min(c.Y1, m.Y1)}
		if !c.empty() {
			f.CropBox = c
		}
	}
	if r, ok := s.Number(p.Entry("Rotate")); ok && math.Abs(r) < 1e6 {
		f.Rotate = ((int(r)/90*90)%360 + 360) % 360
	}
	if u, ok := s.Number(p.Dict["UserUnit"]); ok && u > 0 && u < 1e6 {
		f.UserUnit = u
	}
	return f
}

// Size returns width and height of the page as shown, in points.
func (f Frame) Size() (w, h float64) {
	w, h = (f.CropBox.X1-f.CropBox.X0)*f.UserUnit, (f.CropBox.Y1-f.CropBox.Y0)*f.UserUnit
	if f.Rotate%180 != 0 {
		w, h = h, w
	}
	return w, h
}

// User maps a point of the page as shown (points, origin top left) to user
// space.
func (f Frame) User(x, y float64) (ux, uy float64) {
	x, y = x/f.UserUnit, y/f.UserUnit
	c := f.CropBox
	switch f.Rotate {
	case 90:
		return c.X0 + y, c.Y0 + x
	case 180:
		return c.X1 - x, c.Y0 + y
	case 270:
		return c.X1 - y, c.Y1 - x
	}
	return c.X0 + x, c.Y1 - y
}
