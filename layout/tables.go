package layout

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// tables finds the tables of the page: ruled on both axes, ruled by horizontal
// lines only, and not ruled at all.
func (p *prepared) tables() []*grid {
	var out []*grid
	for _, g := range p.lattice() {
		p.refine(g)
		out = append(out, g)
	}
	out = dropNested(out)
	out = append(out, p.ruledTables(out)...)
	p.listed = p.noTables(out)
	out = append(out, p.borderless(out)...)
	out = dropNested(out)
	for _, g := range out {
		g.complete()
		g.unfold()
		if g.isRTL() {
			g.mirror()
		}
	}
	slices.SortStableFunc(out, func(a, b *grid) int { return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0)) })
	return out
}

// confidence says how sure a table is by what it was found from.
func (g *grid) confidence() float64 {
	switch g.kind {
	case sourceTag:
		return 0.95
	case "lattice":
		return 0.9
	case "ruled":
		return 0.8
	case sourceModel:
		return 0.75
	}
	return 0.65
}

// isRTL reports whether most letters of g are of right-to-left script.
func (g *grid) isRTL() bool {
	rtl, all := 0, 0
	for i := range g.cells {
		for _, l := range g.cells[i].lines {
			for k := range l.words {
				if w := &l.words[k]; strings.IndexFunc(w.text, unicode.IsLetter) >= 0 {
					all += w.letter
					if w.rtl {
						rtl += w.letter
					}
				}
			}
		}
	}
	return rtl*2 > all
}

// mirror numbers the columns from the right, as a table of right-to-left
// script is read.
func (g *grid) mirror() {
	for i := range g.cells {
		g.cells[i].c = g.cols - g.cells[i].c - g.cells[i].cs
	}
	g.sort()
}

// dropNested removes tables that lie mostly in a larger one.
func dropNested(gs []*grid) []*grid {
	slices.SortStableFunc(gs, func(a, b *grid) int { return cmp.Compare(b.Area(), a.Area()) })
	var out []*grid
	for _, g := range gs {
		if !slices.ContainsFunc(out, func(o *grid) bool {
			return xOverlap(o.Rect, g.Rect) > 0.5*g.Width() && yOverlap(o.Rect, g.Rect) > 0.5*g.Height()
		}) {
			out = append(out, g)
		}
	}
	return out
}
