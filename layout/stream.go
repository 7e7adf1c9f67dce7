package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// A textRow is what stands on one baseline of a table, left to right.
type textRow struct {
	Rect
	phrases []*phrase
}

func (r *textRow) base() float64 { return r.phrases[0].base }

// rowsOf groups phrases by baseline.
func rowsOf(ph []*phrase) []textRow {
	s := slices.Clone(ph)
	slices.SortStableFunc(s, func(a, b *phrase) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0)) })
	var rows []textRow
	for _, p := range s {
		k := len(rows) - 1
		for ; k >= 0 && k >= len(rows)-3; k-- {
			if math.Abs(rows[k].base()-p.base) < 0.42*min(p.size, rows[k].phrases[0].size) {
				break
			}
		}
		if k >= 0 && k >= len(rows)-3 {
			rows[k].phrases = append(rows[k].phrases, p)
			rows[k].Rect = rows[k].Rect.Union(p.Rect)
		} else {
			rows = append(rows, textRow{p.Rect, []*phrase{p}})
		}
	}
	for _, r := range rows {
		slices.SortStableFunc(r.phrases, func(a, b *phrase) int { return cmp.Compare(a.X0, b.X0) })
	}
	slices.SortStableFunc(rows, func(a, b textRow) int { return cmp.Compare(a.base(), b.base()) })
	return rows
}

var numberLike = regexp.MustCompile(`^[\(\[<>~±+\-–−$€£¥]*\s*[\d.,'’ ]*\d[\d.,'’ ]*\s*[%)\]*†‡a-z°]*$`)

// numeric reports whether s is what stands in a column of figures.
func numeric(s string) bool {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "-", "–", "—", "..", "…", "n/a", "na":
		return true
	}
	return len(s) <= 24 && numberLike.MatchString(s)
}

// figure reports whether s reads as a value: a number, perhaps with a unit, a
// range or a second number behind it, or a placeholder for one.
func figure(s string) bool {
	if numeric(s) {
		return true
	}
	t := strings.TrimLeft(s, "([<>~≤≥±+-–−$€£¥ .,")
	return t != "" && t[0] >= '0' && t[0] <= '9' && len(s) <= 30 && len(strings.Fields(s)) <= 5
}

// respace cuts the phrases of rows anew where words stand further apart than
// the spaces of the region: tables often leave less than a font size between
// columns.
func respace(rows []textRow) []textRow {
	var gaps []float64
	for _, r := range rows {
		for _, p := range r.phrases {
			for i := 1; i < len(p.words); i++ {
				if d := (p.words[i].X0 - p.words[i-1].X1) / p.words[i].size; d > 0.05 {
					gaps = append(gaps, d)
				}
			}
		}
	}
	cut := 0.5
	if len(gaps) >= 8 {
		slices.Sort(gaps)
		cut = min(max(1.8*gaps[len(gaps)/4], 0.42), 0.8)
	}
	out := make([]textRow, len(rows))
	for i, r := range rows {
		out[i].Rect = r.Rect
		for _, p := range r.phrases {
			out[i].phrases = append(out[i].phrases, p.cutAt(cut)...)
		}
	}
	return out
}

// cutAt splits p at gaps wider than gap font sizes.
func (p *phrase) cutAt(gap float64) []*phrase {
	out := []*phrase{newPhrase(p.words[0])}
	for i := 1; i < len(p.words); i++ {
		w := p.words[i]
		if w.X0-p.words[i-1].X1 >= gap*max(w.size, p.words[i-1].size) {
			out = append(out, newPhrase(w))
		} else {
			out[len(out)-1].add(w)
		}
	}
	return out
}

// An interval is the extent of a column.
type interval struct{ lo, hi float64 }

// Column votes are counted in bins of half a point.
const (
	columnBin  = 0.5
	columnBins = 20000
)

// columnsOf finds the columns of rows by the white space between them. Each
// row votes; few rows may cross a gutter.
func columnsOf(rows []textRow, em float64) []interval {
	x0, x1 := math.Inf(1), math.Inf(-1)
	multi := 0
	for _, r := range rows {
		x0, x1 = min(x0, r.X0), max(x1, r.X1)
		if len(r.phrases) >= 2 {
			multi++
		}
	}
	bins := int((x1-x0)/columnBin) + 1
	if len(rows) == 0 || bins < 2 || bins > columnBins {
		return nil
	}
	votes := make([]int, bins)
	for _, r := range rows {
		if len(r.phrases) == 1 && len(rows) > 2 && r.phrases[0].Width() > 0.5*(x1-x0) { // spans: no vote
			continue
		}
		for _, p := range r.phrases {
			for b := max(int((p.X0-x0)/columnBin), 0); b <= int((p.X1-x0)/columnBin) && b < bins; b++ {
				votes[b]++
			}
		}
	}
	strict := cutColumns(votes, 0, x0, 0.45*em)
	allowed := 0
	if multi >= 6 {
		allowed = multi / 12
	}
	if multi >= 4 {
		allowed = max(allowed, 1)
	}
	if allowed > 0 {
		if loose := cutColumns(votes, allowed, x0, 0.6*em); len(loose) > len(strict) {
			return loose
		}
	}
	return strict
}

// cutColumns returns the stretches with more than limit votes, joined where
// less than gap lies between them.
func cutColumns(votes []int, limit int, x0, gap float64) []interval {
	var out []interval
	start := -1
	for b := 0; b <= len(votes); b++ {
		on := b < len(votes) && votes[b] > limit
		if on && start < 0 {
			start = b
		}
		if !on && start >= 0 {
			lo, hi := x0+float64(start)*columnBin, x0+float64(b)*columnBin
			if n := len(out); n > 0 && lo-out[n-1].hi < gap {
				out[n-1].hi = hi
			} else {
				out = append(out, interval{lo, hi})
			}
			start = -1
		}
	}
	return out
}

// gutters returns the middles between columns, with the far ends of the page.
func gutters(cols []interval) []float64 {
	out := make([]float64, len(cols)+1)
	out[0], out[len(cols)] = math.Inf(-1), math.Inf(1)
	for i := 1; i < len(cols); i++ {
		out[i] = (cols[i-1].hi + cols[i].lo) / 2
	}
	return out
}

// columnSpan returns the first and last column that a phrase stands in.
func columnSpan(p *phrase, cols []interval, gut []float64) (first, last int) {
	first = -1
	for c, k := range cols {
		if o := min(p.X1, k.hi) - max(p.X0, k.lo); o > 1 || o > 0.3*p.Width() {
			if first < 0 {
				first = c
			}
			last = c
		}
	}
	if first >= 0 {
		return first, last
	}
	x := p.Center().X
	for c := range cols {
		if x >= gut[c] && x < gut[c+1] {
			return c, c
		}
	}
	return 0, 0
}

// streamGrid builds a table from rows of text in box; seps are the heights of
// rulings that separate bands of rows, if any.
func streamGrid(rows []textRow, box Rect, seps []float64, em float64) *grid {
	return streamGridUnder(nil, rows, box, seps, em)
}

// streamGridUnder is streamGrid where short rules lie below headings of
// several columns, which tell nothing about the gutters that they cross.
func streamGridUnder(short []segment, rows []textRow, box Rect, seps []float64, em float64) *grid {
	coarse := columnsOf(withoutRuled(rows, short), em)
	fine := respace(rows)
	cols := columnsOf(withoutRuled(fine, short), em)
	if len(cols) > len(coarse) {
		rows = fine
	} else {
		cols = coarse
	}
	cols = withoutHeadColumns(cols, rows)
	if len(cols) < 2 || len(rows) < 2 {
		return nil
	}
	var starts []float64
	bands := splitBands(rows, seps)
	for _, band := range bands {
		starts = append(starts, bandStarts(band, cols, len(seps) > 3 && len(bands) > 3)...)
	}
	slices.Sort(starts)
	g := &grid{Rect: box, rows: len(starts), cols: len(cols), kind: "stream"}
	gut := gutters(cols)
	at := map[[2]int]int{}
	for i := range rows {
		r := rowAt(starts, rows[i].base(), em)
		for _, p := range rows[i].phrases {
			a, b := columnSpan(p, cols, gut)
			k, ok := at[[2]int{r, a}]
			if !ok {
				k = len(g.cells)
				at[[2]int{r, a}] = k
				g.cells = append(g.cells, gridCell{Rect: p.Rect, r: r, c: a, rs: 1, cs: 1})
			}
			c := &g.cells[k]
			c.cs = max(c.cs, b-a+1)
			c.Rect = c.Rect.Union(p.Rect)
			c.lines = append(c.lines, p)
		}
	}
	for i := range g.cells { // a span ends where the next cell of the row begins
		c := &g.cells[i]
		if c.cs > 1 && c.c == 0 { // and reaches as far as the row is empty
			c.cs = g.cols
		}
		for k := 1; k < c.cs; k++ {
			if _, ok := at[[2]int{c.r, c.c + k}]; ok {
				c.cs = k
			}
		}
		c.lines = phrases(wordsOf(c.lines), noGutter)
	}
	g.complete()
	return g
}

func wordsOf(ls []*phrase) []glyphRun {
	var out []glyphRun
	for _, l := range ls {
		out = append(out, l.words...)
	}
	return out
}

// rowAt returns the last row that starts at or above y.
func rowAt(starts []float64, y, em float64) int {
	i, _ := slices.BinarySearch(starts, y+0.45*em)
	return max(i-1, 0)
}

// splitBands cuts rows at the separators.
func splitBands(rows []textRow, seps []float64) [][]textRow {
	if len(seps) < 2 {
		return [][]textRow{rows}
	}
	seps = slices.Sorted(slices.Values(seps))
	var out [][]textRow
	last := -1
	for _, r := range rows {
		k, _ := slices.BinarySearch(seps, r.Center().Y)
		if k != last {
			out = append(out, nil)
			last = k
		}
		out[len(out)-1] = append(out[len(out)-1], r)
	}
	return out
}

// bandStarts returns the baselines at which the rows of a band begin.
func bandStarts(rows []textRow, cols []interval, strict bool) []float64 {
	gut := gutters(cols)
	words := make([][]glyphRun, len(cols))
	for _, r := range rows {
		for _, p := range r.phrases {
			for _, w := range p.words {
				c, _ := slices.BinarySearch(gut[1:len(cols)], w.Center().X)
				words[c] = append(words[c], w)
			}
		}
	}
	var lines [][]*phrase
	var room []interval
	for c := range cols {
		if len(words[c]) > 0 {
			lines = append(lines, phrases(words[c], noGutter))
			room = append(room, interval{cols[c].lo - 1, cols[c].hi + 1})
		}
	}
	if st := rowStarts(lines, room, strict); len(st) > 0 {
		return st
	}
	if len(lines) == 1 && shortLines(lines[0]) { // labels with nothing beside them yet
		var st []float64
		for _, l := range lines[0] {
			st = append(st, l.base)
		}
		return st
	}
	return []float64{rows[0].base()}
}

// shortLines reports whether lines read as entries of their own: at least
// three, short, none with a small letter at its start.
func shortLines(ls []*phrase) bool {
	letters := 0
	for _, l := range ls {
		if continuesWord(l.text()) {
			return false
		}
		letters += l.letters()
	}
	return len(ls) >= 3 && letters <= 15*len(ls)
}
