package layout

import "slices"

// tagTables makes grids of the tables of the tree that are well formed and lie
// on the page as tables do.
func (p *prepared) tagTables(x *tagIndex) []*grid {
	at := map[int]int{}
	for i := range p.runs {
		at[p.runs[i].ids[0]] = i
	}
	var out []*grid
	for _, t := range x.tables {
		if g := p.tagGrid(t, at); g != nil {
			out = append(out, g)
		}
	}
	return out
}

func (p *prepared) tagGrid(t *Tag, at map[int]int) *grid {
	g := &grid{kind: sourceTag}
	taken := map[[2]int]bool{}
	header := 0
	for _, row := range tagRows(t, 0) {
		c := 0
		heads := 0
		for i := range row.Children {
			cell := &row.Children[i]
			if cell.Type != "TD" && cell.Type != "TH" {
				return nil
			}
			for taken[[2]int{g.rows, c}] {
				c++
			}
			k := gridCell{r: g.rows, c: c, rs: min(max(cell.RowSpan, 1), 1000), cs: min(max(cell.ColSpan, 1), 1000)}
			words := p.tagWords(cell, at, 0)
			k.lines = phrases(words, noGutter)
			for _, l := range k.lines {
				k.Rect = k.Rect.Union(l.Rect)
			}
			if cell.Type == "TH" {
				heads++
			}
			for r := k.r; r < k.r+k.rs; r++ {
				for q := c; q < c+k.cs; q++ {
					taken[[2]int{r, q}] = true
				}
			}
			c += k.cs
			g.cols = max(g.cols, c)
			g.Rect = g.Rect.Union(k.Rect)
			g.cells = append(g.cells, k)
		}
		if heads == len(row.Children) && heads > 0 && header == g.rows {
			header++
		}
		g.rows++
		if len(taken) > maxUnitCells {
			return nil
		}
	}
	if g.rows < 2 || g.cols < 2 || g.rows*g.cols > maxUnitCells || !g.runsDown() {
		return nil
	}
	rightwards, ok := g.runsAcross()
	if !ok || !g.square() {
		return nil
	}
	if rightwards && g.isRTL() {
		g.mirror()
	}
	g.headers = header
	return g
}

// square reports whether the cells of nearly all rows, with those that span
// into them, fill all columns: programs that tag by guessing leave rows of one
// cell where a heading spans.
func (g *grid) square() bool {
	width := make([]int, g.rows)
	for i := range g.cells {
		c := &g.cells[i]
		for r := c.r; r < min(c.r+c.rs, g.rows); r++ {
			width[r] += c.cs
		}
	}
	full := 0
	for _, w := range width {
		if w == g.cols {
			full++
		}
	}
	return float64(full) >= tagAgreement*float64(g.rows)
}

// runsAcross reports whether the cells of a row follow each other to one side,
// and to which.
func (g *grid) runsAcross() (rightwards, ok bool) {
	right, left, n := 0, 0, 0
	for i := 1; i < len(g.cells); i++ {
		a, b := &g.cells[i-1], &g.cells[i]
		if a.r != b.r || len(a.lines) == 0 || len(b.lines) == 0 {
			continue
		}
		n++
		switch {
		case a.X1 < b.X0+2:
			right++
		case b.X1 < a.X0+2:
			left++
		}
	}
	return right >= left, float64(max(right, left)) >= tagAcross*float64(n)
}

// tagRows returns the rows of a table, also those in THead and TBody.
func tagRows(t *Tag, depth int) []*Tag {
	var out []*Tag
	for i := range t.Children {
		switch c := &t.Children[i]; {
		case c.Type == "TR":
			out = append(out, c)
		case depth < 3 && (c.Type == "THead" || c.Type == "TBody" || c.Type == "TFoot"):
			out = append(out, tagRows(c, depth+1)...)
		}
	}
	return out
}

func (p *prepared) tagWords(t *Tag, at map[int]int, depth int) []glyphRun {
	var out []glyphRun
	for _, w := range t.Words {
		if i, ok := at[w]; ok {
			out = append(out, p.runs[i])
		}
	}
	for i := range t.Children {
		if depth < maxTagDepth {
			out = append(out, p.tagWords(&t.Children[i], at, depth+1)...)
		}
	}
	return out
}

// runsDown reports whether the rows of g follow each other downwards and the
// cells of a row do not pile up.
func (g *grid) runsDown() bool {
	tops := make([]float64, g.rows)
	set := make([]bool, g.rows)
	for i := range g.cells {
		if c := &g.cells[i]; len(c.lines) > 0 && c.rs == 1 && c.r < g.rows {
			if y := c.lines[0].base; !set[c.r] || y < tops[c.r] {
				tops[c.r], set[c.r] = y, true
			}
		}
	}
	last, good, n := 0.0, 0, 0
	for r := range tops {
		if !set[r] {
			continue
		}
		if n == 0 || tops[r] > last {
			good++
		}
		last = tops[r]
		n++
	}
	return n >= 2 && float64(good) >= tagAgreement*float64(n)
}

// withTagTables puts the tables of the tree in the place of those that were
// found on the same ground.
func withTagTables(found, tagged []*grid) []*grid {
	if len(tagged) == 0 {
		return found
	}
	found = slices.DeleteFunc(found, func(g *grid) bool {
		return slices.ContainsFunc(tagged, func(t *grid) bool { return g.Overlap(t.Rect) > 0.3 || t.Overlap(g.Rect) > 0.3 })
	})
	for _, t := range tagged {
		t.complete()
		for i := range t.cells {
			t.cells[i].header = t.cells[i].r < t.headers
		}
	}
	return append(found, tagged...)
}
