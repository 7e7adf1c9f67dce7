package layout

import "slices"

// centredHeads lets headings that stand alone in their column, at half the
// height of the header rows, span all of these. A row of nothing but such
// headings is none of its own.
func (g *grid) centredHeads() {
	h := g.headers
	var only []*gridCell // the one heading of each column, nil where there are others or none
	perColumn := make([][]*gridCell, g.cols)
	tops, bottoms := make([]float64, 0, h), make([]float64, 0, h)
	inRow := make([][]*gridCell, h)
	for i := range g.cells {
		c := &g.cells[i]
		if c.r >= h || len(c.lines) == 0 {
			continue
		}
		for k := c.c; k < c.c+c.cs; k++ {
			perColumn[k] = append(perColumn[k], c)
		}
		inRow[c.r] = append(inRow[c.r], c)
		tops, bottoms = append(tops, c.lines[0].base), append(bottoms, c.lines[len(c.lines)-1].base)
	}
	if len(tops) == 0 {
		return
	}
	first, last := slices.Min(tops), slices.Max(bottoms)
	for _, cs := range perColumn {
		if len(cs) != 1 || cs[0].cs != 1 || cs[0].rs != 1 {
			continue
		}
		c := cs[0]
		mid := (c.lines[0].base + c.lines[len(c.lines)-1].base) / 2
		if lead := last - first; lead > 0.8*c.lines[0].size && mid > first+0.3*lead && mid < last-0.3*lead {
			only = append(only, c)
		}
	}
	if len(only) == 0 {
		return
	}
	gone := -1
	for r, cs := range inRow {
		if len(cs) > 0 && h > 2 && !slices.ContainsFunc(cs, func(c *gridCell) bool { return !slices.Contains(only, c) }) {
			gone = r
		}
	}
	g.spanDown(only, gone)
}

// spanDown makes cells span the header rows and removes row gone, if any.
func (g *grid) spanDown(cells []*gridCell, gone int) {
	h := g.headers
	if gone >= 0 {
		h--
	}
	spans := map[int]bool{} // columns
	for _, c := range cells {
		spans[c.c] = true
	}
	for i := range g.cells {
		c := &g.cells[i]
		if slices.Contains(cells, c) {
			c.r, c.rs = 0, h
			continue
		}
		switch {
		case c.r < g.headers && spans[c.c] && c.cs == 1 && len(c.lines) == 0, gone >= 0 && c.r == gone:
			c.r = -1 // its place is taken
		case gone >= 0 && c.r > gone:
			c.r--
		case gone >= 0 && c.r < gone && c.r+c.rs > gone:
			c.rs--
		}
	}
	if gone >= 0 {
		g.rows--
		g.headers = h
	}
	g.cells = slices.DeleteFunc(g.cells, func(c gridCell) bool { return c.r < 0 })
	g.complete()
}
