package layout

import (
	"cmp"
	"math"
	"slices"
)

// borderless finds tables from alignment alone, among the words that no other
// table holds.
func (p *prepared) borderless(done []*grid) []*grid {
	var words []glyphRun
	listed := wordsIn(p.listed)
	for i := range p.runs {
		if c := p.runs[i].Center(); !listed[p.runs[i].ids[0]] && !slices.ContainsFunc(done, func(g *grid) bool { return g.Contains(c) }) {
			words = append(words, p.runs[i])
		}
	}
	ph := phrases(words, 0.95)
	prose := markProse(ph)
	textCells(ph, prose)
	var loose, running []*phrase
	for i, x := range ph {
		if prose[i] {
			running = append(running, x)
		} else {
			loose = append(loose, x)
		}
	}
	var out []*grid
	gutters := p.pageGutters(ph, running)
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

// mostLabelLines bounds the lines of a label with nothing beside it, mostWraps
// those of a cell of another column.
const (
	mostLabelLines = 5
	mostWraps      = 8
)

// beginsUnder reports whether x begins where a cell of row does.
func beginsUnder(x *phrase, row *textRow) bool {
	return slices.ContainsFunc(row.phrases, func(q *phrase) bool { return math.Abs(q.X0-x.X0) < 2 && math.Abs(q.size-x.size) < 0.1*x.size })
}

// runEnd returns the last row with several phrases that follows rows[i]
// without a wide gap, prose or more than two lone phrases between, but for the
// lines of one label.
func runEnd(rows []textRow, running []*phrase, i int) int {
	last, single, jumps, wraps, label := i, 0, 0, 0, true
	for k := i + 1; k < len(rows); k++ {
		a, b := &rows[k-1], &rows[k]
		if b.base()-a.base() > 3.2*max(a.phrases[0].size, b.phrases[0].size) || proseBetween(running, a, b) {
			break
		}
		if len(b.phrases) >= 2 {
			last, single, jumps, wraps, label = k, 0, 0, 0, true
			continue
		}
		if wraps++; wraps <= mostWraps && len(rows[last].phrases) >= 3 && b.base()-a.base() < 1.45*b.phrases[0].size && b.X0 > rows[last].X0+2 && beginsUnder(b.phrases[0], &rows[last]) {
			continue // a further line of a cell
		}
		single++
		if b.base()-a.base() > 1.35*b.phrases[0].size { // the cell above ends, a label of its own begins
			jumps++
		}
		label = label && math.Abs(b.X0-rows[last].X0) < 2 && jumps <= 1 && !figure(b.phrases[0].text())
		if single > 2 && !label || single > mostLabelLines {
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
		if x := running[i]; x.base > a.base()+1 && x.base < b.base()-1 && xOverlap(x.Rect, box) > 20 && !inColumn(x, a) && !(inGap(x, a) && (inGap(x, b) || inColumn(x, b) || alone(x, b))) {
			return true
		}
	}
	return false
}

// inGap reports whether x stands between two cells of a row of three or more:
// then it is a cell of the row between, however long.
func inGap(x *phrase, row *textRow) bool {
	if len(row.phrases) < 3 {
		return false
	}
	for i, q := range row.phrases[1:] {
		if x.X0 > row.phrases[i].X1+0.5*x.size && x.X1 < q.X0-0.5*x.size {
			return true
		}
	}
	return false
}

// alone reports whether row is nothing but one phrase that begins where x does.
func alone(x *phrase, row *textRow) bool {
	return len(row.phrases) == 1 && math.Abs(row.phrases[0].X0-x.X0) < 2
}

// inColumn reports whether x begins where a cell of row does and ends before
// the next one: then it goes on that cell, however long.
func inColumn(x *phrase, row *textRow) bool {
	for i, q := range row.phrases[:len(row.phrases)-1] {
		if math.Abs(q.X0-x.X0) < 2 && x.X1 < row.phrases[i+1].X0-0.5*x.size && math.Abs(q.size-x.size) < 0.1*x.size {
			return true
		}
	}
	return false
}

// tryRun makes a table of a run of rows if they look like one. all are the
// phrases of the page, from which long cells beside and between the rows are
// taken in.
func (p *prepared) tryRun(rows []textRow, all []*phrase) *grid {
	rows = withTrailing(trimRun(rows), all)
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
	e := evidence{caption: p.captioned(box), head: boldHead(rows)}
	e.shaded, e.striped = p.shaded(rows)
	near := rowsAround(box, rows[0].phrases[0].size, all)
	if cols := columnsOf(rows, p.body); optionRows(rows) || boldEntries(rows) || numberedText(near) || proseColumns(near) || !e.caption && listColumns(rows, cols) || !e.caption && p.pictured(rows, cols) {
		return nil
	}
	g := streamGrid(rows, box.Inset(-1), p.stripes(box), p.body)
	if g == nil || !g.quality(e) {
		return nil
	}
	g.kind = "borderless"
	if more := widerRun(g, rows, all); len(more) > 0 {
		e.wide = true
		rows = rowsOf(slices.Concat(phrasesOf(rows), more))
		box = boxOf(rows)
		if w := streamGrid(rows, box.Inset(-1), p.stripes(box), p.body); w != nil && w.cols >= g.cols && w.quality(e) {
			w.kind = "borderless"
			g = w
		}
	}
	return g
}
