package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A region is a block in the making.
type region struct {
	Rect
	role   Role
	lines  []*phrase
	grid   *grid
	kids   []*region
	size   float64 // font size of most of its letters
	bold   bool
	level  int
	label  string
	conf   float64
	source string
	frame  *frame  // set where it differs from the page's
	of     *region // of a caption: what it belongs to
	index  int     // of its block, once written
	more   bool    // goes on from an earlier region of its kind
	lang   string
}

// A grid is a table in the making.
type grid struct {
	Rect
	rows, cols int
	cells      []gridCell
	kind       string    // lattice, ruled, borderless
	seps       []float64 // heights of the rules that made a ruled table
	headers    int       // header rows
	short      []segment // rules within the header, narrower than the table
}

// A gridCell is a cell of a grid; box is the area of the cell where rulings
// or gutters bound it, else that of its text.
type gridCell struct {
	Rect
	r, c, rs, cs int
	header       bool
	lines        []*phrase
	marks        []Mark
}

func (c *gridCell) text() string { return joinText(c.lines) }

func joinText(ls []*phrase) string {
	if len(ls) == 1 {
		return ls[0].text()
	}
	s := make([]string, len(ls))
	for i, l := range ls {
		s[i] = l.text()
	}
	return strings.Join(s, " ")
}

func (r *region) text() string { return joinText(r.lines) }

// paragraphs groups lines into regions: a line goes with the nearest one below
// it where size, weight, leading and overlap agree and nothing lies between.
func (p *prepared) paragraphs(ls []*phrase) []*region {
	slices.SortStableFunc(ls, func(a, b *phrase) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0)) })
	set := newDisjoint(len(ls))
	for i, a := range ls {
		if j := p.successor(ls, i); j >= 0 && !p.ruledOff(a, ls[j]) {
			set.join(i, j)
		}
	}
	by := map[int]*region{}
	var out []*region
	for i, l := range ls {
		f := set.find(i)
		b := by[f]
		if b == nil {
			b = &region{role: RoleText, conf: 0.8, source: "geometry"}
			by[f] = b
			out = append(out, b)
		}
		b.Rect = b.Rect.Union(l.Rect)
		b.lines = append(b.lines, l)
	}
	for _, b := range out {
		b.measure()
	}
	return out
}

// measure sets the size and weight of r from its lines and sorts them.
func (r *region) measure() {
	letters, bold, weighted := 0, 0, 0.0
	for _, l := range r.lines {
		n := max(l.letters(), 1)
		letters += n
		weighted += l.size * float64(n)
		if l.bold() {
			bold += n
		}
	}
	r.size = weighted / float64(max(letters, 1))
	r.bold = bold*2 > letters
	slices.SortStableFunc(r.lines, func(a, b *phrase) int {
		if math.Abs(a.base-b.base) > 0.4*r.size {
			return cmp.Compare(a.base, b.base)
		}
		return cmp.Compare(a.X0, b.X0)
	})
}

// successor returns the line that goes on the paragraph of ls[i], or -1.
func (p *prepared) successor(ls []*phrase, i int) int {
	a := ls[i]
	_, hi := window(ls, i, 2.5*a.size)
	best := -1
	for j := i + 1; j < hi; j++ {
		b := ls[j]
		if b.base <= a.base+0.4*min(a.size, b.size) || xOverlap(a.Rect, b.Rect) < 0.15*min(a.Width(), b.Width()) {
			continue
		}
		best = j
		break
	}
	if best < 0 {
		return -1
	}
	b := ls[best]
	size := max(a.size, b.size)
	tolerance := 0.12
	if a.words[0].ocr { // sizes are estimates
		tolerance = 0.25
	}
	if b.base-a.base > 2.1*size || math.Abs(a.size-b.size) > tolerance*size || a.bold() != b.bold() ||
		xOverlap(a.Rect, b.Rect) < 0.5*min(a.Width(), b.Width()) {
		return -1
	}
	if fa, fb := a.face(), b.face(); fa != "" && fb != "" && fa != fb && (a.Width() < 0.75*b.Width() || math.Abs(a.size-b.size) > 0.04*size) {
		return -1 // a short line in another face heads the text below, one of another size is none of it
	}
	if numberedCaption.MatchString(b.text()) && endsSentence(a) && !numberedCaption.MatchString(a.text()) {
		return -1
	}
	if b.labelled || listing([]*phrase{a}) != listing([]*phrase{b}) || p.ticked(b) {
		return -1
	}
	if b.bold() && numberedHead.MatchString(b.text()) && numberedHead.MatchString(a.text()) {
		return -1 // one numbered heading under another
	}
	for j := i + 1; j < hi; j++ { // two lines side by side below: columns start
		c := ls[j]
		if j != best && math.Abs(c.base-b.base) < 0.4*b.size && xOverlap(a.Rect, c.Rect) > 0.3*c.Width() {
			return -1
		}
	}
	return best
}

// ruledOff reports whether a ruling separates line a from line b below it.
func (p *prepared) ruledOff(a, b *phrase) bool {
	i, _ := slices.BinarySearchFunc(p.hr, a.base+1, func(s segment, y float64) int { return cmp.Compare(s.at, y) })
	for ; i < len(p.hr) && p.hr[i].at < b.Y0+1; i++ {
		if h := p.hr[i]; h.at > a.base+1 && h.lo < a.X1 && h.hi > a.X0 {
			return true
		}
	}
	return false
}

// A disjoint is a union-find forest.
type disjoint []int

func newDisjoint(n int) disjoint {
	d := make(disjoint, n)
	for i := range d {
		d[i] = i
	}
	return d
}

func (d disjoint) find(x int) int {
	for d[x] != x {
		d[x] = d[d[x]]
		x = d[x]
	}
	return x
}

// join unites the sets of a and b; the smaller root stays.
func (d disjoint) join(a, b int) {
	a, b = d.find(a), d.find(b)
	d[max(a, b)] = min(a, b)
}
