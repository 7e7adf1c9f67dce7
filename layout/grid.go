package layout

import (
	"cmp"
	"math"
	"slices"
)

// runsIn returns the runs whose centre lies in b, by height.
func (p *prepared) runsIn(b Rect) []glyphRun {
	p.index()
	i, _ := slices.BinarySearchFunc(p.byHeight, b.Y0, func(k int, y float64) int { return cmp.Compare(p.runs[k].Center().Y, y) })
	var out []glyphRun
	for ; i < len(p.byHeight); i++ {
		w := &p.runs[p.byHeight[i]]
		c := w.Center()
		if c.Y > b.Y1 {
			break
		}
		if c.X >= b.X0 && c.X <= b.X1 {
			out = append(out, *w)
		}
	}
	return out
}

// index sorts the runs by height once.
func (p *prepared) index() {
	if len(p.byHeight) == len(p.runs) {
		return
	}
	p.byHeight = make([]int, len(p.runs))
	for i := range p.byHeight {
		p.byHeight[i] = i
	}
	slices.SortStableFunc(p.byHeight, func(a, b int) int { return cmp.Compare(p.runs[a].Center().Y, p.runs[b].Center().Y) })
}

// phrasesIn returns the phrases of the words in b.
func (p *prepared) phrasesIn(b Rect, gap float64) []*phrase { return phrases(p.runsIn(b), gap) }

func (c *gridCell) letters() int {
	n := 0
	for _, l := range c.lines {
		n += l.letters()
	}
	return n
}

// fill gives the words to the cells that hold their centres.
func (g *grid) fill(words []glyphRun) {
	per := make([][]glyphRun, len(g.cells))
	at := g.locator()
	for i := range words {
		if k := at(words[i].Center()); k >= 0 {
			per[k] = append(per[k], words[i])
		}
	}
	for i := range g.cells {
		g.cells[i].lines = phrases(per[i], noGutter)
	}
}

// locator returns a function that finds the cell at a point, or -1. Cells are
// looked up row by row, so that a large table stays cheap.
func (g *grid) locator() func(Point) int {
	top, bottom := make([]float64, g.rows), make([]float64, g.rows)
	for r := range top {
		top[r], bottom[r] = math.Inf(1), math.Inf(-1)
	}
	rows := make([][]int, g.rows)
	for i := range g.cells {
		c := &g.cells[i]
		if c.Width() <= 0 {
			continue
		}
		for r := c.r; r < c.r+c.rs && r < g.rows; r++ {
			rows[r] = append(rows[r], i)
			top[r], bottom[r] = min(top[r], c.Y0), max(bottom[r], c.Y1)
		}
	}
	return func(pt Point) int {
		for r := range rows {
			if pt.Y < top[r] || pt.Y > bottom[r] {
				continue
			}
			for _, i := range rows[r] {
				if g.cells[i].Contains(pt) {
					return i
				}
			}
		}
		return -1
	}
}

// sort puts the cells in order, row by row.
func (g *grid) sort() {
	slices.SortStableFunc(g.cells, func(a, b gridCell) int { return cmp.Or(cmp.Compare(a.r, b.r), cmp.Compare(a.c, b.c)) })
}

// compact drops rows and columns in which no cell of its own holds text.
func (g *grid) compact() {
	keepR, keepC := make([]bool, g.rows), make([]bool, g.cols)
	for i := range g.cells {
		c := &g.cells[i]
		if len(c.lines) == 0 {
			continue
		}
		if c.rs == 1 {
			keepR[c.r] = true
		}
		if c.cs == 1 {
			keepC[c.c] = true
		}
	}
	for i := range g.cells { // a spanning cell keeps at least one row and column
		c := &g.cells[i]
		if len(c.lines) == 0 {
			continue
		}
		if !slices.Contains(keepR[c.r:c.r+c.rs], true) {
			keepR[c.r] = true
		}
		if !slices.Contains(keepC[c.c:c.c+c.cs], true) {
			keepC[c.c] = true
		}
	}
	newR, newC := prefixCount(keepR), prefixCount(keepC)
	var out []gridCell
	for _, c := range g.cells {
		r0, r1, c0, c1 := newR[c.r], newR[c.r+c.rs], newC[c.c], newC[c.c+c.cs]
		if r1 > r0 && c1 > c0 {
			c.r, c.rs, c.c, c.cs = r0, r1-r0, c0, c1-c0
			out = append(out, c)
		}
	}
	g.cells, g.rows, g.cols = out, newR[g.rows], newC[g.cols]
	g.sort()
}

func prefixCount(keep []bool) []int {
	out := make([]int, len(keep)+1)
	for i, k := range keep {
		out[i+1] = out[i]
		if k {
			out[i+1]++
		}
	}
	return out
}

// complete adds empty cells where the grid has holes, and cuts spans that
// would overlap, so that every place is covered exactly once.
func (g *grid) complete() {
	g.sort()
	taken := make([]bool, g.rows*g.cols)
	var out []gridCell
	for _, c := range g.cells {
		if c.r < 0 || c.c < 0 || c.r >= g.rows || c.c >= g.cols || taken[c.r*g.cols+c.c] {
			continue
		}
		c.rs, c.cs = max(min(c.rs, g.rows-c.r), 1), max(min(c.cs, g.cols-c.c), 1)
		for k := 1; k < c.cs; k++ {
			if taken[c.r*g.cols+c.c+k] {
				c.cs = k
			}
		}
		for r := c.r + 1; r < c.r+c.rs; r++ {
			if slices.Contains(taken[r*g.cols+c.c:r*g.cols+c.c+c.cs], true) {
				c.rs = r - c.r
			}
		}
		for r := c.r; r < c.r+c.rs; r++ {
			for k := c.c; k < c.c+c.cs; k++ {
				taken[r*g.cols+k] = true
			}
		}
		out = append(out, c)
	}
	for r := range g.rows {
		for c := range g.cols {
			if !taken[r*g.cols+c] {
				out = append(out, gridCell{r: r, c: c, rs: 1, cs: 1})
			}
		}
	}
	g.cells = out
	g.sort()
}
