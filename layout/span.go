package layout

import (
	"math"
	"slices"
)

// A lookup finds the cell of a grid at a place.
type lookup map[[2]int]*gridCell

func (g *grid) lookup() lookup {
	at := lookup{}
	for i := range g.cells {
		at[[2]int{g.cells[i].r, g.cells[i].c}] = &g.cells[i]
	}
	return at
}

// text reports whether there is a cell with text at row r, column c.
func (l lookup) text(r, c int) bool {
	x := l[[2]int{r, c}]
	return x != nil && len(x.lines) > 0
}

// headerSpans widens the cells of header rows over the columns that they head
// and down to the last header row where nothing stands below them. It is for
// tables whose cells no rulings bound.
func (g *grid) headerSpans() {
	h := g.headers
	if h < 2 || g.cols < 3 {
		return
	}
	cols := g.columnExtents()
	at := g.lookup()
	for r := 0; r < h-1; r++ {
		for c := 0; c < g.cols; c++ {
			if x := at[[2]int{r, c}]; x != nil && len(x.lines) > 0 {
				g.widen(at, x, cols)
			}
		}
	}
	g.joinBrokenHeads(at)
	g.complete()
	g.centredHeads()
}

// columnExtents returns where the text of each column stands, by its cells of
// one column below the header.
func (g *grid) columnExtents() []interval {
	cols := make([]interval, g.cols)
	for i := range cols {
		cols[i] = interval{math.Inf(1), math.Inf(-1)}
	}
	for i := range g.cells {
		if c := &g.cells[i]; c.cs == 1 && len(c.lines) > 0 && (c.r >= g.headers-1 || g.rows == g.headers) {
			cols[c.c] = interval{min(cols[c.c].lo, c.X0), max(cols[c.c].hi, c.X1)}
		}
	}
	return cols
}

// widen lets x span the free columns beside it that have a heading of their
// own below: those to the right where x stands at the left end, those on both
// sides that it is centred over.
func (g *grid) widen(at lookup, x *gridCell, cols []interval) {
	headed := func(c int) bool {
		for r := x.r + 1; r < g.headers; r++ {
			if at.text(r, c) {
				return true
			}
		}
		return false
	}
	free := func(c int) bool { return !at.text(x.r, c) && headed(c) }
	if !headed(x.c) && x.cs == 1 {
		return
	}
	lo, hi := x.c, x.c+x.cs-1
	for hi+1 < g.cols && free(hi+1) {
		hi++
	}
	for lo > 0 && free(lo-1) && !g.covered(at, x.r, lo-1) {
		lo--
	}
	if lo == x.c && hi == x.c+x.cs-1 {
		return
	}
	ink := x.lines[0].Rect
	for _, l := range x.lines {
		ink = ink.Union(l.Rect)
	}
	a, b := x.c, hi
	if from, to, ok := g.ruledUnder(x, ink, cols, lo, hi); ok {
		a, b = from, to
	} else if math.Abs(ink.X0-cols[x.c].lo) > 0.6*x.lines[0].size { // not set at the left
		a, b = centredOver(ink, cols, lo, hi, x.c, x.c+x.cs-1)
	}
	if a == x.c && b == x.c+x.cs-1 {
		return
	}
	delete(at, [2]int{x.r, x.c})
	for c := a; c <= b; c++ {
		if y := at[[2]int{x.r, c}]; y != nil && len(y.lines) == 0 {
			y.r = -1 // replaced by the span
		}
	}
	x.c, x.cs = a, b-a+1
	at[[2]int{x.r, a}] = x
}

// covered reports whether a span of row r to the left reaches column c.
func (g *grid) covered(at lookup, r, c int) bool {
	for k := range c {
		if x := at[[2]int{r, k}]; x != nil && len(x.lines) > 0 && k+x.cs > c {
			return true
		}
	}
	return false
}

// centredOver returns the columns a..b within lo..hi, around c0..c1, whose
// common middle is nearest to that of ink; of equals the widest.
func centredOver(ink Rect, cols []interval, lo, hi, c0, c1 int) (a, b int) {
	best, x := math.Inf(1), ink.Center().X
	a, b = c0, c1
	for i := lo; i <= c0; i++ {
		for k := hi; k >= c1; k-- {
			d := math.Abs((cols[i].lo+cols[k].hi)/2 - x)
			if d < best-2 || d < best+2 && k-i > b-a {
				best, a, b = min(best, d), i, k
			}
		}
	}
	return a, b
}

// joinBrokenHeads makes one cell of the lines of a heading that other headings
// beside it, set in several rows, have torn apart.
func (g *grid) joinBrokenHeads(at lookup) {
	for c := range g.cols {
		for r := g.headers - 2; r >= 0; r-- {
			x, y := at[[2]int{r, c}], at[[2]int{r + 1, c}]
			if x == nil || y == nil || x.cs != 1 || y.cs != 1 || len(x.lines) == 0 || len(y.lines) == 0 || y.rs > 1 && r+1+y.rs != g.headers {
				continue
			}
			above, below := x.lines[len(x.lines)-1], y.lines[0]
			if below.base-above.base > 1.4*below.size || above.bold() != below.bold() || !g.ownHeading(at, r, c) {
				continue
			}
			x.lines = slices.Concat(x.lines, y.lines)
			x.Rect = x.Rect.Union(y.Rect)
			x.rs = 1 + y.rs
			y.r = -1
			delete(at, [2]int{r + 1, c})
		}
	}
}

// ownHeading reports whether the rows r and r+1 differ in other columns in a
// way that makes them rows: a span above, with headings of its own below.
func (g *grid) ownHeading(at lookup, r, c int) bool {
	for k := range g.cols {
		x := at[[2]int{r, k}]
		if k != c && x != nil && x.cs > 1 && len(x.lines) > 0 && at.text(r+1, k) {
			return true
		}
	}
	return false
}

// withoutRuled returns rows without the phrases right above a rule.
func withoutRuled(rows []textRow, short []segment) []textRow {
	if len(short) == 0 {
		return rows
	}
	var out []textRow
	for _, r := range rows {
		left := textRow{}
		for _, x := range r.phrases {
			if !slices.ContainsFunc(short, func(h segment) bool {
				return h.at > x.base && h.at < x.base+1.2*x.size && h.lo < x.Center().X && h.hi > x.Center().X
			}) {
				left.phrases = append(left.phrases, x)
				left.Rect = left.Rect.Union(x.Rect)
			}
		}
		if len(left.phrases) > 0 {
			out = append(out, left)
		}
	}
	return out
}

// ruledUnder returns the columns from lo to hi that a short rule below a
// heading covers.
func (g *grid) ruledUnder(x *gridCell, ink Rect, cols []interval, lo, hi int) (a, b int, ok bool) {
	for _, h := range g.short {
		if h.at < x.lines[len(x.lines)-1].base || h.at > ink.Y1+1.2*x.lines[0].size || h.lo > ink.Center().X || h.hi < ink.Center().X {
			continue
		}
		a, b = -1, -1
		for c := lo; c <= hi; c++ {
			if mid := (cols[c].lo + cols[c].hi) / 2; mid > h.lo && mid < h.hi {
				if a < 0 {
					a = c
				}
				b = c
			}
		}
		return a, b, a >= 0 && a <= x.c+x.cs-1 && b >= x.c
	}
	return 0, 0, false
}
