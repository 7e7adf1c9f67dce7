package layout

import (
	"cmp"
	"math"
	"slices"
)

// A tableLine is a baseline of a band with the lines of the columns on it.
type tableLine struct {
	y     float64
	size  float64
	cols  []int // column
	lines []int // index of the line in that column
	fresh bool  // starts a row
}

// rowStarts is the wrap test: it decides which baselines of a band start a new
// row. lines are the lines of each column from top to bottom, room its extent. A line continues the cell above it only if its first word
// would not have fitted on the line above; figures never continue. strict asks
// for good evidence, for a band that rulings make one row. The result is nil
// where the band is one row.
func rowStarts(lines [][]*phrase, room []interval, strict bool) []float64 {
	bs := baselines(lines)
	if len(bs) < 2 {
		return nil
	}
	least := leastLeading(lines)
	fresh, shared, full := 0, 0, 0
	bs[0].fresh = true
	for k := 1; k < len(bs); k++ {
		b := &bs[k]
		b.fresh = startsRow(b, lines, room) || b.y-bs[k-1].y > 1.3*least && least < 1.5*b.size || headsBelow(bs, k, lines)
		if b.fresh {
			fresh++
			if len(b.cols)*2 >= len(lines) {
				full++
			}
		}
		if len(b.cols) >= 2 {
			shared++
		}
	}
	if strict {
		stacked := 0
		for _, l := range lines {
			if len(l) >= 2 {
				stacked++
			}
		}
		n := float64(len(bs) - 1)
		if stacked < 2 || float64(fresh) < 0.6*n || float64(shared) < 0.5*n || len(bs) < 3 && stacked < 3 || full*2 < fresh {
			return nil
		}
	}
	var out []float64
	for k := range bs {
		if !bs[k].fresh {
			continue
		}
		if k > 0 && len(out) > 0 && bs[k-1].fresh && len(bs[k-1].cols) == 1 && len(bs[k].cols) >= 2 && len(lines) > 2 &&
			bs[k].y-bs[k-1].y < 1.12*least && forcedOver(&bs[k], bs[k-1].cols[0], lines, room) {
			continue // a label whose text goes on beside the figures
		}
		out = append(out, bs[k].y)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// baselines merges the lines of all columns by height.
func baselines(lines [][]*phrase) []tableLine {
	type item struct {
		c, i int
		l    *phrase
	}
	var all []item
	for c := range lines {
		for i, l := range lines[c] {
			all = append(all, item{c, i, l})
		}
	}
	slices.SortStableFunc(all, func(a, b item) int { return cmp.Compare(a.l.base, b.l.base) })
	var out []tableLine
	for _, x := range all {
		if n := len(out); n > 0 && math.Abs(out[n-1].y-x.l.base) < 0.4*x.l.size && !slices.Contains(out[n-1].cols, x.c) {
			out[n-1].cols = append(out[n-1].cols, x.c)
			out[n-1].lines = append(out[n-1].lines, x.i)
			continue
		}
		out = append(out, tableLine{y: x.l.base, size: x.l.size, cols: []int{x.c}, lines: []int{x.i}})
	}
	return out
}

// startsRow reports whether the lines on b begin a row: one of them cannot go
// on the cell above it, figures stand under words, or b fills the columns.
func startsRow(b *tableLine, lines [][]*phrase, room []interval) bool {
	for i, c := range b.cols {
		if q := b.lines[i]; q > 0 && wordGoesOn(lines[c][q-1], lines[c][q]) {
			return false
		}
	}
	figures, stacked, tight := 0, 0, 0
	for i, c := range b.cols {
		q := b.lines[i]
		l := lines[c][q]
		t := l.text()
		if figure(t) {
			figures++
		}
		if q == 0 || l.base-lines[c][q-1].base > 1.75*l.size { // nothing right above in this column
			if q > 0 || len(b.cols) > 1 || numeric(t) {
				return true
			}
			continue
		}
		stacked++
		above := lines[c][q-1]
		if l.base-above.base < 1.45*l.size {
			tight++
		}
		if numeric(t) && numeric(above.text()) || fitsBehind(l, above, room[c]) || otherWeight(above, l) {
			return true
		}
	}
	switch n := len(b.cols); {
	case n >= 2 && figures*3 >= n*2:
		return true
	case n >= 2 && tight == 0:
		return true
	case n >= 3 && n*4 >= len(lines)*3 && figures > 0:
		return true
	}
	return false
}

// headsBelow reports whether a label stands alone on its line, first in the
// first column, a full line below headings and above rows of their own: it
// heads those rows and is no part of the headings.
func headsBelow(bs []tableLine, k int, lines [][]*phrase) bool {
	b := &bs[k]
	if len(b.cols) != 1 || b.cols[0] != 0 || b.lines[0] != 0 || k+1 == len(bs) || len(lines) < 3 {
		return false
	}
	above, below := &bs[k-1], &bs[k+1]
	return len(above.cols)*2 >= len(lines) && b.y-above.y > 0.9*b.size && below.y-b.y > 0.9*b.size && len(below.cols) >= 2 && slices.Contains(below.cols, 0)
}

// forcedOver reports whether the line of column c on b was forced there by the
// width of the column.
func forcedOver(b *tableLine, c int, lines [][]*phrase, room []interval) bool {
	for i, k := range b.cols {
		if k != c || b.lines[i] == 0 {
			continue
		}
		l, above := lines[c][b.lines[i]], lines[c][b.lines[i]-1]
		if !fitsBehind(l, above, room[c]) && l.base-above.base < 1.5*l.size && !otherWeight(above, l) {
			return true
		}
	}
	return false
}

// fitsBehind reports whether the first word of l would have fitted on the line
// above it in a column.
func fitsBehind(l, above *phrase, column interval) bool {
	first, free := &l.words[0], column.hi-above.X1
	if l.share(func(w *glyphRun) bool { return w.rtl }) > 0.5 {
		first, free = &l.words[len(l.words)-1], above.X0-column.lo
	}
	return free >= first.Width()+0.35*first.size
}

// otherWeight reports whether one of two lines is bold; of OCR that is not sure
// enough to part them.
func otherWeight(a, b *phrase) bool { return !a.words[0].ocr && a.bold() != b.bold() }

// leastLeading returns the least distance of lines in one column: what stands
// beside them at half their height has no part in it.
func leastLeading(lines [][]*phrase) float64 {
	least := math.Inf(1)
	for _, ls := range lines {
		for i := 1; i < len(ls); i++ {
			if d := ls[i].base - ls[i-1].base; d > 0.8*ls[i].size {
				least = min(least, d)
			}
		}
	}
	return least
}

// wordGoesOn reports whether the line below ends the word that a hyphen cuts
// at the end of the one above it.
func wordGoesOn(above, l *phrase) bool {
	return endsHyphenated(above.words[len(above.words)-1].text) && continuesWord(l.text()) && l.base-above.base < 1.6*l.size
}
