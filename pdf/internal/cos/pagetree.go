package cos

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// fanOut is how many children a node of a written page tree has.
const fanOut = 64

// A PageTree collects the pages of a file being written, in order.
type PageTree struct {
	w      *Writer
	leaves []node
	count  int
}

type node struct {
	ref   types.IndirectRef
	kids  types.Array
	count int
}

// NewPageTree returns an empty page tree of w.
func NewPageTree(w *Writer) *PageTree { return &PageTree{w: w} }

// Add appends the page ref and returns what its Parent entry must be.
func (t *PageTree) Add(ref types.IndirectRef) (parent types.IndirectRef) {
	if n := len(t.leaves); n == 0 || len(t.leaves[n-1].kids) == fanOut {
		t.leaves = append(t.leaves, node{ref: t.w.Alloc()})
	}
	l := &t.leaves[len(t.leaves)-1]
	l.kids = append(l.kids, ref)
	l.count++
	t.count++
	return l.ref
}

// Count returns the number of pages.
func (t *PageTree) Count() int { return t.count }

// Finish writes the nodes and returns the root of the tree.
func (t *PageTree) Finish() (types.IndirectRef, error) {
	if len(t.leaves) == 0 {
		t.leaves = []node{{ref: t.w.Alloc()}}
	}
	level := t.leaves
	for len(level) > 1 {
		var up []node
		for i := range level {
			if len(up) == 0 || len(up[len(up)-1].kids) == fanOut {
				up = append(up, node{ref: t.w.Alloc()})
			}
			n := &up[len(up)-1]
			n.kids = append(n.kids, level[i].ref)
			n.count += level[i].count
			if err := t.write(level[i], n.ref); err != nil {
				return types.IndirectRef{}, err
			}
		}
		level = up
	}
	return level[0].ref, t.write(level[0], types.IndirectRef{})
}

func (t *PageTree) write(n node, parent types.IndirectRef) error {
	kids := n.kids
	if kids == nil {
		kids = types.Array{}
	}
	d := types.Dict{"Type": types.Name("Pages"), "Kids": kids, "Count": types.Integer(n.count)}
	if parent.ObjectNumber != 0 {
		d["Parent"] = parent
	}
	return t.w.Put(n.ref, d)
}
