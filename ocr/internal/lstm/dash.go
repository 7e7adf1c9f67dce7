package lstm

import (
	"slices"
	"strings"
)

// The network knows that a stroke is a dash, but scaling takes away how long it
// is: the models write — for many a hyphen. The ink tells.
const (
	emDash = "—"
	enDash = "–"
	// A hyphen is up to so long, in heights of words: hyphens of usual fonts
	// are 0.3 to 0.65, en dashes 0.5 to 0.7, em dashes 0.9 to 1.4.
	hyphenOfEm = 0.75
	hyphenOfEn = 0.42
)

// measureDashes makes hyphens of dashes that are as short.
func measureDashes(words []Word, k *ink) {
	if !slices.ContainsFunc(words, func(w Word) bool { return strings.ContainsAny(w.Text, emDash+enDash) }) {
		return
	}
	heights := make([]int, len(words))
	for i, w := range words {
		heights[i] = w.Box.Dy()
	}
	slices.Sort(heights)
	h := float64(heights[len(heights)/2])
	for i := range words {
		w := &words[i]
		changed := false
		for j := range w.Chars {
			c := &w.Chars[j]
			limit := hyphenOfEm
			switch c.Text {
			case emDash:
			case enDash:
				limit = hyphenOfEn
			default:
				continue
			}
			if n := k.stroke(c.Box.Min.X-int(h/6), c.Box.Max.X+int(h/6), w.Box.Min.Y, w.Box.Max.Y, int(h/5)+1); n > 0 && float64(n) < limit*h {
				c.Text, changed = "-", true
			}
		}
		if changed {
			var b strings.Builder
			for _, c := range w.Chars {
				b.WriteString(c.Text)
			}
			w.Text = b.String()
		}
	}
}

// stroke is the length of the longest horizontal stroke, at most so thick, that
// is in the columns from x0 to x1 at least in part: columns with ink in few
// rows that follow each other at the same height. It is 0 where there is none.
func (k *ink) stroke(x0, x1, y0, y1, thick int) int {
	best := 0
	for x := max(x0, 0); x < min(x1, len(k.cols)); x++ {
		at, ok := k.thin(x, y0, y1, thick)
		if !ok {
			continue
		}
		level := func(x int) bool {
			y, ok := k.thin(x, y0, y1, thick)
			return ok && y-at < thick && at-y < thick
		}
		a, b := x, x+1
		for level(a - 1) {
			a--
		}
		for level(b) {
			b++
		}
		best = max(best, b-a)
		x = b - 1
	}
	return best
}

// thin reports whether column x has ink, and that in at most so many rows that
// follow each other; y is twice their middle.
func (k *ink) thin(x, y0, y1, thick int) (y int, ok bool) {
	if x < 0 || x >= len(k.cols) || !k.cols[x] {
		return 0, false
	}
	first, last := -1, -1
	for y := y0; y < y1; y++ {
		if k.is(k.g.Pix[y*k.g.Stride+x]) {
			if first < 0 {
				first = y
			}
			last = y
		}
	}
	return first + last, first >= 0 && last-first < thick
}
