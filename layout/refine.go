package layout

import (
	"math"
	"slices"
)

// refine splits bands of a ruled grid that hold several rows or columns of
// text, and merged cells whose text stands in the columns of the grid.
func (p *prepared) refine(g *grid) {
	p.splitSpans(g)
	starts := make([][]float64, g.rows)
	for r := range starts {
		var lines [][]*phrase
		var room []interval
		for i := range g.cells {
			if c := &g.cells[i]; c.r == r && c.rs == 1 && len(c.lines) > 0 {
				lines = append(lines, c.lines)
				room = append(room, interval{c.X0 + 2, c.X1 - 2})
			}
		}
		starts[r] = rowStarts(lines, room, true)
	}
	p.splitRows(g, starts)
	p.splitCols(g)
	g.compact()
}

// offsets returns where each of n old indexes begins after splitting.
func offsets(n int, parts func(int) int) (off []int, changed bool) {
	off = make([]int, n+1)
	for i := range n {
		k := max(parts(i), 1)
		changed = changed || k > 1
		off[i+1] = off[i] + k
	}
	return off, changed
}

func (p *prepared) splitRows(g *grid, starts [][]float64) {
	off, changed := offsets(g.rows, func(r int) int { return len(starts[r]) })
	if !changed {
		return
	}
	var out []gridCell
	for _, c := range g.cells {
		n := off[c.r+c.rs] - off[c.r]
		if c.rs > 1 || n == 1 || centred(&c, starts[c.r]) {
			c.r, c.rs = off[c.r], n
			out = append(out, c)
			continue
		}
		st := starts[c.r]
		for k := range n {
			y0, y1 := c.Y0, c.Y1
			if k > 0 {
				y0 = st[k] - 0.85*p.body
			}
			if k+1 < n {
				y1 = st[k+1] - 0.85*p.body
			}
			out = append(out, gridCell{Rect: Rect{c.X0, y0, c.X1, y1}, r: off[c.r] + k, c: c.c, rs: 1, cs: c.cs})
		}
	}
	g.cells, g.rows = out, off[g.rows]
	g.fill(p.runsIn(g.Rect))
}

// centred reports whether a cell holds one line that stands on none of the
// rows' baselines: it spans them.
func centred(c *gridCell, starts []float64) bool {
	if len(c.lines) != 1 {
		return false
	}
	for _, y := range starts {
		if math.Abs(c.lines[0].base-y) < 0.35*c.lines[0].size {
			return false
		}
	}
	return true
}

// splitCols splits columns in which most rows hold several phrases with a
// common gutter.
func (p *prepared) splitCols(g *grid) {
	cuts := make([][]float64, g.cols)
	for c := range cuts {
		var rows []textRow
		multi := 0
		for i := range g.cells {
			if x := &g.cells[i]; x.c == c && x.cs == 1 && len(x.lines) > 0 {
				rows = append(rows, rowsOf(phrases(wordsOf(x.lines), 0.95))...)
			}
		}
		for _, r := range rows {
			if len(r.phrases) >= 2 {
				multi++
			}
		}
		if multi < 3 || 2*multi < len(rows) {
			continue
		}
		cols := columnsOf(rows, p.body)
		for k := 1; k < len(cols); k++ {
			cuts[c] = append(cuts[c], (cols[k-1].hi+cols[k].lo)/2)
		}
	}
	off, changed := offsets(g.cols, func(c int) int { return len(cuts[c]) + 1 })
	if !changed {
		return
	}
	var out []gridCell
	for _, c := range g.cells {
		n := off[c.c+c.cs] - off[c.c]
		if c.cs > 1 || n == 1 || crossed(&c, cuts[c.c]) {
			c.c, c.cs = off[c.c], n
			out = append(out, c)
			continue
		}
		xs := slices.Concat([]float64{c.X0}, cuts[c.c], []float64{c.X1})
		for k := range n {
			out = append(out, gridCell{Rect: Rect{xs[k], c.Y0, xs[k+1], c.Y1}, r: c.r, c: off[c.c] + k, rs: c.rs, cs: 1})
		}
	}
	g.cells, g.cols = out, off[g.cols]
	g.fill(p.runsIn(g.Rect))
	g.compact()
}

// crossed reports whether text of c runs across one of the cuts.
func crossed(c *gridCell, cuts []float64) bool {
	for _, l := range phrases(wordsOf(c.lines), 0.95) {
		for _, x := range cuts {
			if l.X0 < x-1 && l.X1 > x+1 {
				return true
			}
		}
	}
	return false
}

// splitSpans breaks merged cells whose phrases each stand in one of the unit
// columns that the cell spans.
func (p *prepared) splitSpans(g *grid) {
	xs := make([]interval, g.cols)
	for i := range xs {
		xs[i] = interval{math.Inf(1), math.Inf(-1)}
	}
	for i := range g.cells {
		if c := &g.cells[i]; c.cs == 1 && c.Width() > 0 {
			xs[c.c] = interval{min(xs[c.c].lo, c.X0), max(xs[c.c].hi, c.X1)}
		}
	}
	for _, x := range xs {
		if math.IsInf(x.lo, 0) {
			return
		}
	}
	var out []gridCell
	changed := false
	for _, c := range g.cells {
		if c.cs == 1 || c.Width() <= 0 || !standsInColumns(&c, xs) {
			out = append(out, c)
			continue
		}
		for k := c.c; k < c.c+c.cs; k++ {
			out = append(out, gridCell{Rect: Rect{xs[k].lo, c.Y0, xs[k].hi, c.Y1}, r: c.r, c: k, rs: c.rs, cs: 1})
		}
		changed = true
	}
	if changed {
		g.cells = out
		g.sort()
		g.fill(p.runsIn(g.Rect))
	}
}

func standsInColumns(c *gridCell, xs []interval) bool {
	ph := phrases(wordsOf(c.lines), 0.9)
	seen := map[int]bool{}
	for _, x := range ph {
		hit := -1
		for k := c.c; k < c.c+c.cs; k++ {
			if x.X0 >= xs[k].lo-2 && x.X1 <= xs[k].hi+2 {
				hit = k
			}
		}
		if hit < 0 {
			return false
		}
		seen[hit] = true
	}
	return len(seen) >= 2
}
