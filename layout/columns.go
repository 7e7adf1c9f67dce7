package layout

import (
	"math"
	"slices"
)

// Text columns of a page are told apart by white space from top to bottom.
const (
	columnGutter = 1.5  // least width in font sizes of the body
	columnMargin = 0.08 // share of the height at top and bottom that is not looked at: headers and footers
	columnProse  = 3    // least lines of running text on either side
	columnStack  = 8    // the same, where text that spans the columns interrupts the white space
	columnWide   = 0.55 // share of the width of the text from which a line spans columns
)

// pageGutters returns the middles of the white stretches that run down the
// whole page between columns of running text, from left to right: what stands
// at their two sides is no row of one table. Lines that span columns, such as
// the heading above them, do not count where there is much text on both sides.
func (p *prepared) pageGutters(ph, running []*phrase) []float64 {
	var words []Rect
	for i := range p.runs {
		words = append(words, p.runs[i].Rect)
	}
	out := p.guttersOf(words, running, columnProse)
	text := Rect{}
	for _, l := range running {
		text = text.Union(l.Rect)
	}
	words = words[:0]
	for _, l := range ph {
		if l.Width() < columnWide*text.Width() {
			words = append(words, l.Rect)
		}
	}
	narrow := slices.DeleteFunc(slices.Clone(running), func(l *phrase) bool { return l.Width() >= columnWide*text.Width() })
	for _, x := range p.guttersOf(words, narrow, columnStack) {
		if !slices.ContainsFunc(out, func(o float64) bool { return math.Abs(o-x) < columnGutter*p.body }) {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return out
}

// guttersOf returns the white stretches between words with least lines of
// running text at both sides.
func (p *prepared) guttersOf(words []Rect, running []*phrase, least int) []float64 {
	bins := int(p.size.W) + 1
	if bins < 3 || bins > columnBins {
		return nil
	}
	ink := make([]int, bins+1) // differences of how many words cover a point
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, r := range words {
		if y := r.Center().Y; y < columnMargin*p.size.H || y > (1-columnMargin)*p.size.H {
			continue
		}
		a, b := min(max(int(r.X0), 0), bins-1), min(max(int(r.X1)+1, 0), bins)
		if a < b {
			ink[a]++
			ink[b]--
		}
		lo, hi = min(lo, r.X0), max(hi, r.X1)
	}
	var out []float64
	cover, start := 0, -1
	for x := 0; x < bins; x++ {
		cover += ink[x]
		switch {
		case cover == 0 && start < 0:
			start = x
		case cover > 0 && start >= 0:
			mid := float64(start+x) / 2
			if float64(x-start) >= columnGutter*p.body && mid > lo && mid < hi && proseBeside(running, mid, least) {
				out = append(out, mid)
			}
			start = -1
		}
	}
	return out
}

// proseBeside reports whether running text stands on both sides of x.
func proseBeside(running []*phrase, x float64, least int) bool {
	left, right := 0, 0
	for _, l := range running {
		if l.Center().X < x {
			left++
		} else {
			right++
		}
	}
	return left >= least && right >= least
}

// byColumn parts phrases by the gutters between which they stand.
func byColumn(ph []*phrase, gutters []float64) [][]*phrase {
	out := make([][]*phrase, len(gutters)+1)
	for _, l := range ph {
		k, _ := slices.BinarySearch(gutters, l.Center().X)
		out[k] = append(out[k], l)
	}
	return out
}

// withoutHeadColumns removes the columns that hold nothing but one heading set
// over the gap between two others: on its line nothing stands in these, on the
// line below both have headings of their own.
func withoutHeadColumns(cols []interval, rows []textRow) []interval {
	if len(cols) < 3 || len(rows) < 4 {
		return cols
	}
	in := make([][]int, len(cols)) // rows with text in each column
	for r := range rows {
		for _, x := range rows[r].phrases {
			for c, k := range cols {
				if x.X0 < k.hi && x.X1 > k.lo {
					in[c] = append(in[c], r)
				}
			}
		}
	}
	var out []interval
	for c := range cols {
		if c > 0 && c+1 < len(cols) && len(in[c]) == 1 {
			r := in[c][0]
			beside := slices.Contains(in[c-1], r) || slices.Contains(in[c+1], r)
			heads := func(r int) bool { return slices.Contains(in[c-1], r) && slices.Contains(in[c+1], r) }
			if !beside && r+3 < len(rows) && (heads(r+1) || len(rows[r+1].phrases) < 3 && heads(r+2)) {
				continue
			}
		}
		out = append(out, cols[c])
	}
	return out
}
