package layout

import (
	"strings"
	"unicode"
)

// A rowFact is what header detection looks at in one row of a table.
type rowFact struct {
	cells, numbers, letters, bold int
	y0, y1                        float64
	filled                        bool
}

// markHeaders finds the header rows of g: those above the first rule of a
// table ruled by horizontals, bold or shaded rows on top of others, and rows
// of words on top of columns of figures.
func (p *prepared) markHeaders(g *grid) {
	facts := p.rowFacts(g)
	n := headerRows(g, facts)
	if n == 0 {
		return
	}
	for i := range g.cells { // a header that spans down takes its rows along
		if c := &g.cells[i]; c.r < n && len(c.lines) > 0 && c.cs < g.cols && c.r+c.rs > n && c.r+c.rs < g.rows {
			n = c.r + c.rs
		}
	}
	for i := range g.cells {
		g.cells[i].header = g.cells[i].r < n
	}
	g.headers = n
	if g.kind != "lattice" && g.kind != sourceTag {
		g.headerSpans()
		for i := range g.cells {
			g.cells[i].header = g.cells[i].r < n
		}
	}
}

func (p *prepared) rowFacts(g *grid) []rowFact {
	facts := make([]rowFact, g.rows)
	for i := range g.cells {
		c := &g.cells[i]
		if len(c.lines) == 0 || c.r >= g.rows {
			continue
		}
		f := &facts[c.r]
		var ink Rect
		for _, l := range c.lines {
			ink = ink.Union(l.Rect)
			for k := range l.words {
				f.letters += l.words[k].letter
				if l.words[k].bold {
					f.bold += l.words[k].letter
				}
			}
		}
		if f.cells == 0 {
			f.y0, f.y1 = ink.Y0, ink.Y1
		}
		f.y0, f.y1 = min(f.y0, ink.Y0), max(f.y1, ink.Y1)
		f.cells++
		if t := c.text(); numeric(t) && strings.IndexFunc(t, unicode.IsDigit) >= 0 && !yearLike(t) {
			f.numbers++
		}
	}
	for r := range facts {
		f := &facts[r]
		mid := Point{g.Center().X, (f.y0 + f.y1) / 2}
		for _, b := range p.fills {
			if b.Box.Contains(mid) && b.Box.Height() < 0.6*g.Height() && b.Box.Width() > 0.5*g.Width() {
				f.filled = true
			}
		}
	}
	return facts
}

// yearLike reports whether s is a year, which heads columns as often as it
// stands in them.
func yearLike(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && strings.Trim(s, "0123456789") == ""
}

// headerRows returns the number of header rows, at most half of all.
func headerRows(g *grid, f []rowFact) int {
	most := g.rows / 2
	if most == 0 {
		return 0
	}
	if n := rowsAbove(f, g.seps); n > 0 && n <= most {
		return n
	}
	isBold := func(r rowFact) bool { return r.letters > 0 && r.bold*10 > r.letters*7 }
	if n := leading(f, isBold); n > 0 && n <= most {
		return n
	}
	if n := leading(f, func(r rowFact) bool { return r.filled }); n > 0 && n <= most && !f[min(n+1, len(f)-1)].filled {
		return n
	}
	below, cells := 0, 0
	for _, r := range f[1:] {
		below += r.numbers
		cells += r.cells
	}
	if n := leading(f, func(r rowFact) bool { return r.numbers == 0 }); n > 0 && n <= min(most, 3) && below*10 >= cells*3 {
		return n
	}
	return 0
}

// leading returns how many rows from the top have a property.
func leading(f []rowFact, has func(rowFact) bool) int {
	n := 0
	for n < len(f) && has(f[n]) {
		n++
	}
	return n
}

// rowsAbove returns how many rows stand between the first two rules that have
// rows between them, if rows follow below.
func rowsAbove(f []rowFact, seps []float64) int {
	if len(seps) < 2 {
		return 0
	}
	for _, y := range seps[1:] {
		n := leading(f, func(r rowFact) bool { return (r.y0+r.y1)/2 < y })
		if n > 0 {
			return n
		}
	}
	return 0
}
