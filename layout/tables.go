package layout

import (
	"cmp"
	"math"
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
	out = append(out, p.borderless(out)...)
	out = dropNested(out)
	for _, g := range out {
		g.complete()
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

// ruledTables finds tables between horizontal rules of equal extent (booktabs).
func (p *prepared) ruledTables(done []*grid) []*grid {
	var hs []segment
	for _, h := range p.hr {
		line := Rect{h.lo, h.at - 1, h.hi, h.at + 1}
		if h.length() > 40 && !slices.ContainsFunc(done, func(g *grid) bool {
			return xOverlap(g.Rect, line) > 0.3*line.Width() && yOverlap(g.Rect, line) > 0.3*max(line.Height(), 1)
		}) {
			hs = append(hs, h)
		}
	}
	var out []*grid
	used := make([]bool, len(hs))
	for i := range hs {
		if used[i] {
			continue
		}
		group := []int{i}
		for j := i + 1; j < len(hs); j++ {
			if !used[j] && math.Abs(hs[j].lo-hs[i].lo) < 6 && math.Abs(hs[j].hi-hs[i].hi) < 6 {
				group = append(group, j)
			}
		}
		g := p.longestRuled(hs, group, done)
		if g == nil {
			continue
		}
		out = append(out, g)
		for k, h := range hs {
			if h.at >= g.Y0-1 && h.at <= g.Y1+1 && h.lo >= g.X0-2 && h.hi <= g.X1+2 {
				used[k] = true
			}
		}
	}
	return out
}

// maxRuleGroup bounds how many rules of one extent are tried as one table.
const maxRuleGroup = 60

// longestRuled returns the table between the first rule of group and the last
// one possible that holds no other table, or nil.
func (p *prepared) longestRuled(hs []segment, group []int, done []*grid) *grid {
	for e := min(len(group), maxRuleGroup); e >= 2; e-- {
		first, last := hs[group[0]], hs[group[e-1]]
		box := Rect{first.lo - 3, first.at, first.hi + 3, last.at}
		if box.Height() < 1.5*p.body || box.Height() > 0.9*p.size.H {
			continue
		}
		if slices.ContainsFunc(done, func(g *grid) bool { return box.Contains(g.Center()) }) {
			continue
		}
		ph := p.phrasesIn(box, 0.9)
		rows := rowsOf(ph)
		if tooProsy(ph, box) || emptyBands(hs, group[:e], rows) {
			continue
		}
		head := 0 // the band under the first rule must be tabular
		for _, r := range rows {
			if r.Center().Y < hs[group[1]].at && len(r.phrases) >= 2 {
				head++
			}
		}
		if head == 0 {
			continue
		}
		var seps []float64
		for _, k := range group[:e] {
			seps = append(seps, hs[k].at)
		}
		found := evidence{rules: e, caption: p.captioned(box)}
		g := streamGrid(rows, box, seps, p.body)
		if g == nil || !g.quality(found) {
			continue
		}
		if top := p.headTop(box); top < box.Y0 {
			box.Y0 = top
			seps = append([]float64{top}, seps...)
			if h := streamGrid(rowsOf(p.phrasesIn(box, 0.9)), box, seps, p.body); h != nil && h.quality(found) && h.cols >= g.cols {
				g = h
			}
		}
		g.kind, g.seps = "ruled", seps
		return g
	}
	return nil
}

// headTop returns the top of the header rows that stand above the first rule
// of a table, marked by shorter rules within its extent.
func (p *prepared) headTop(box Rect) float64 {
	top, reach := box.Y0, 2.2*p.body
	for i := len(p.hr) - 1; i >= 0; i-- {
		h := p.hr[i]
		if h.at < top-1 && h.at > top-reach && h.lo > box.X0-1 && h.hi < box.X1+1 && h.length() > 0.3*box.Width() && h.length() < 0.95*box.Width() {
			top = h.at
		}
	}
	if top == box.Y0 {
		return top
	}
	for _, l := range p.phrasesIn(Rect{box.X0, top - 1.6*p.body, box.X1, top}, 0.9) { // the row above the shorter rule
		if l.base > top-p.body {
			top = min(top, l.Y0-1)
		}
	}
	return top
}

// emptyBands reports whether hardly any text stands between the rules, as with
// the grid lines of a chart.
func emptyBands(hs []segment, group []int, rows []textRow) bool {
	full := 0
	for i := 1; i < len(group); i++ {
		top, bottom := hs[group[i-1]].at, hs[group[i]].at
		if bottom-top < 5 || slices.ContainsFunc(rows, func(r textRow) bool { return r.base() > top+2 && r.base() < bottom+1 }) {
			full++ // double rules count as full
		}
	}
	return full*10 < (len(group)-1)*6
}

// borderless finds tables from alignment alone, among the words that no other
// table holds.
func (p *prepared) borderless(done []*grid) []*grid {
	var words []glyphRun
	for i := range p.runs {
		if c := p.runs[i].Center(); !slices.ContainsFunc(done, func(g *grid) bool { return g.Contains(c) }) {
			words = append(words, p.runs[i])
		}
	}
	ph := phrases(words, 0.95)
	prose := markProse(ph)
	var loose, running []*phrase
	for i, x := range ph {
		if prose[i] {
			running = append(running, x)
		} else {
			loose = append(loose, x)
		}
	}
	var out []*grid
	gutters := p.pageGutters(running)
	all := byColumn(ph, gutters)
	for k, column := range byColumn(loose, gutters) {
		rows := rowsOf(column)
		for i := 0; i < len(rows); {
			if len(rows[i].phrases) < 2 {
				i++
				continue
			}
			last := runEnd(rows, running, i)
			if g := p.tryRun(rows[i:last+1], all[k]); g != nil {
				out = append(out, g)
			}
			i = last + 1
		}
	}
	return out
}

// runEnd returns the last row with several phrases that follows rows[i]
// without a wide gap, prose or more than two lone phrases between.
func runEnd(rows []textRow, running []*phrase, i int) int {
	last, single := i, 0
	for k := i + 1; k < len(rows); k++ {
		a, b := &rows[k-1], &rows[k]
		if b.base()-a.base() > 3.2*max(a.phrases[0].size, b.phrases[0].size) || proseBetween(running, a, b) {
			break
		}
		if len(b.phrases) >= 2 {
			last, single = k, 0
		} else if single++; single > 2 {
			break
		}
	}
	return last
}

// proseBetween reports whether a line of running text (sorted by height)
// stands between two rows.
func proseBetween(running []*phrase, a, b *textRow) bool {
	box := a.Rect.Union(b.Rect)
	i, _ := slices.BinarySearchFunc(running, a.base(), func(x *phrase, y float64) int { return cmp.Compare(x.base, y) })
	for i = max(i-2, 0); i < len(running) && running[i].base < b.base()+1; i++ {
		if x := running[i]; x.base > a.base()+1 && x.base < b.base()-1 && xOverlap(x.Rect, box) > 20 {
			return true
		}
	}
	return false
}

// tryRun makes a table of a run of rows if they look like one. all are the
// phrases of the page, from which long cells beside and between the rows are
// taken in.
func (p *prepared) tryRun(rows []textRow, all []*phrase) *grid {
	rows = trimRun(rows)
	if head := headAbove(rows[0], all); head != nil {
		rows = slices.Concat([]textRow{*head}, rows)
	}
	if len(rows) < 2 {
		return nil
	}
	if listing(phrasesOf(rows)) && !p.typescript() {
		return nil
	}
	box := boxOf(rows)
	e := evidence{caption: p.captioned(box), shaded: p.shaded(rows), head: boldHead(rows)}
	g := streamGrid(rows, box.Inset(-1), nil, p.body)
	if g == nil || !g.quality(e) {
		return nil
	}
	g.kind = "borderless"
	if more := widerRun(g, rows, all); len(more) > 0 {
		e.wide = true
		rows = rowsOf(slices.Concat(phrasesOf(rows), more))
		box = boxOf(rows)
		if w := streamGrid(rows, box.Inset(-1), nil, p.body); w != nil && w.cols >= g.cols && w.quality(e) {
			w.kind = "borderless"
			g = w
		}
	}
	return g
}

// headAbove returns the line right above row whose words stand over row's
// phrases one by one, set so tight that they read as one phrase, or nil.
func headAbove(row textRow, all []*phrase) *textRow {
	if len(row.phrases) < 3 {
		return nil
	}
	em := row.phrases[0].size
	i, _ := slices.BinarySearchFunc(all, row.base()-0.5*em, func(x *phrase, y float64) int { return cmp.Compare(x.base, y) })
	for i--; i >= 0 && row.base()-all[i].base < 2.4*em; i-- {
		x := all[i]
		if xOverlap(x.Rect, row.Rect) < 0.5*row.Width() || x.Width() > 1.3*row.Width() || math.Abs(x.size-em) > 0.25*em {
			continue
		}
		pieces := x.cutAt(0.35)
		hit := map[int]bool{}
		for _, q := range pieces {
			for k, c := range row.phrases {
				if xOverlap(q.Rect, c.Rect) > 0.4*min(q.Width(), c.Width()) {
					hit[k] = true
				}
			}
		}
		if len(hit)*10 >= len(row.phrases)*7 && len(pieces) >= len(row.phrases) {
			return &textRow{x.Rect, pieces}
		}
	}
	return nil
}

func boxOf(rows []textRow) Rect {
	var box Rect
	for _, r := range rows {
		box = box.Union(r.Rect)
	}
	return box
}

func phrasesOf(rows []textRow) []*phrase {
	var out []*phrase
	for _, r := range rows {
		out = append(out, r.phrases...)
	}
	return out
}

// boldHead reports whether the first row is bold and the others are not.
func boldHead(rows []textRow) bool {
	for i, r := range rows {
		bold := 0
		for _, p := range r.phrases {
			if p.bold() {
				bold++
			}
		}
		if i == 0 && bold < len(r.phrases) || i > 0 && bold*2 > len(r.phrases) {
			return false
		}
	}
	return true
}

// trimRun cuts rows off the ends of a run that stand further away than the
// rows of a table do and are set in another size: page headers, captions.
func trimRun(rows []textRow) []textRow {
	if len(rows) < 3 {
		return rows
	}
	var gaps []float64
	for i := 1; i < len(rows); i++ {
		gaps = append(gaps, rows[i].base()-rows[i-1].base())
	}
	sorted := slices.Clone(gaps)
	slices.Sort(sorted)
	usual := sorted[(len(sorted)-1)/2]
	far := func(gap float64, a, b *textRow) bool {
		sa, sb := a.phrases[0].size, b.phrases[0].size
		return gap > 1.7*usual && (math.Abs(sa-sb) > 0.08*max(sa, sb) || gap > 2.4*usual)
	}
	for len(rows) >= 3 && far(gaps[0], &rows[0], &rows[1]) {
		rows, gaps = rows[1:], gaps[1:]
	}
	for len(rows) >= 3 && far(gaps[len(gaps)-1], &rows[len(rows)-1], &rows[len(rows)-2]) {
		rows, gaps = rows[:len(rows)-1], gaps[:len(gaps)-1]
	}
	return rows
}

// widerRun returns the phrases that belong to the rows of g but were taken for
// running text: long cells between or beside the others, and what goes on
// below the last row. Text that goes on above or below the table is none.
func widerRun(g *grid, rows []textRow, all []*phrase) []*phrase {
	have := map[*phrase]bool{}
	for _, x := range phrasesOf(rows) {
		have[x] = true
	}
	top, bottom := rows[0].base(), rows[len(rows)-1].base()
	em := rows[0].phrases[0].size
	i, _ := slices.BinarySearchFunc(all, top-8*em, func(x *phrase, y float64) int { return cmp.Compare(x.base, y) })
	var left, right, inner []*phrase
	for ; i < len(all) && all[i].base < bottom+8*em; i++ {
		switch x := all[i]; {
		case have[x] || math.Abs(x.size-em) > 0.25*em:
		case x.X1 < g.X0+0.3*g.Width() && x.Center().X < g.X0+em:
			left = append(left, x)
		case x.X0 > g.X1-0.3*g.Width() && x.Center().X > g.X1-em:
			right = append(right, x)
		case x.X0 > g.X0-em && x.X1 < g.X1+em && x.base > top-0.5*em && x.base < bottom+0.5*em:
			inner = append(inner, x)
		}
	}
	return slices.Concat(confined(left, top, bottom), inner, confined(right, top, bottom))
}

// confined returns the phrases of a column (by height) that stand between top
// and bottom with the lines that are stacked on them, or none where the column
// goes on further up or down than the lines of a cell would.
func confined(col []*phrase, top, bottom float64) []*phrase {
	var out []*phrase
	for i := 0; i < len(col); {
		j := i + 1
		for j < len(col) && col[j].base-col[j-1].base < 1.6*col[j].size {
			j++
		}
		stack := col[i:j]
		first, last := stack[0], stack[len(stack)-1]
		i = j
		if last.base < top-0.5*last.size || first.base > bottom+1.5*first.size {
			continue
		}
		if first.base < top-3.2*first.size || last.base > bottom+4*last.size {
			return nil
		}
		out = append(out, stack...)
	}
	return out
}

// shaded reports whether at least one row, but not all, stands on a fill of
// about its own height.
func (p *prepared) shaded(rows []textRow) bool {
	n := 0
	for _, r := range rows {
		if slices.ContainsFunc(p.fills, func(f Fill) bool {
			return f.Box.Contains(r.Center()) && f.Box.Height() < 4*r.Height() && xOverlap(f.Box, r.Rect) > 0.9*r.Width()
		}) {
			n++
		}
	}
	return n > 0 && n < len(rows)
}

// markProse marks phrases of running text: stacked lines of like width with
// many words, and captions.
func markProse(ph []*phrase) []bool {
	out := make([]bool, len(ph))
	markCaptions(ph, out)
	for i, a := range ph {
		if a.leads() {
			out[i] = true
			if i > 0 && math.Abs(ph[i-1].base-a.base) < 0.4*a.size && a.X0 > ph[i-1].X1 && a.X0-ph[i-1].X1 < 6*a.size { // its number
				out[i-1] = true
			}
		}
		if len(a.words) < 6 {
			continue
		}
		if len(a.words) >= 11 {
			out[i] = true
			continue
		}
		lo, hi := window(ph, i, 2.2*a.size+1)
		for j := lo; j < hi && !out[i]; j++ {
			b := ph[j]
			d := math.Abs(b.base - a.base)
			out[i] = j != i && len(b.words) >= 4 && d < 2.2*a.size && d > 0.5*a.size && math.Abs(a.X0-b.X0) < 2.5*a.size &&
				xOverlap(a.Rect, b.Rect) > 0.6*min(a.Width(), b.Width()) && math.Abs(a.size-b.size) < 1
		}
	}
	return out
}

// tooProsy reports whether lines of running text fill a box.
func tooProsy(ph []*phrase, box Rect) bool {
	n := 0
	for i, prose := range markProse(ph) {
		if prose && ph[i].Width() > 0.55*box.Width() {
			n++
		}
	}
	return n >= 2
}
