package layout

import (
	"math"
	"unicode"
	"unicode/utf8"
)

// An initial stands over at least two lines of the text that it begins.
const leastInitial = 1.8 // its size, of the body's

// levelInitials puts initials (drop caps) on the first of the lines beside
// them, in the size of the text, joined to the word that they begin.
func levelInitials(runs []glyphRun) []glyphRun {
	body := bodySize(runs)
	var taken map[int]bool
	large := initials(runs, body)
	if len(large) > maxInitials {
		return runs
	}
	for _, i := range large {
		c := &runs[i]
		first, _ := utf8.DecodeRuneInString(c.text)
		k := besideInitial(runs, i, body)
		if k < 0 {
			continue
		}
		w := &runs[k]
		gap := w.X0 - c.X1
		c.size, c.base, c.line = w.size, w.base, w.line
		c.Y0, c.Y1, c.inkTop = w.Y0, w.Y1, w.inkTop
		c.bold, c.italic, c.mono, c.font = w.bold, w.italic, w.mono, w.font
		word := first == 'A' || first == 'I' || first == 'O'
		if next, _ := utf8.DecodeRuneInString(w.text); unicode.IsLetter(next) && (!word || gap < 0.2*w.size) {
			c.glue(*w)
			if taken == nil {
				taken = map[int]bool{}
			}
			taken[k] = true
		}
	}
	if taken == nil {
		return runs
	}
	out := runs[:0]
	for i := range runs {
		if !taken[i] {
			out = append(out, runs[i])
		}
	}
	return out
}

// maxInitials bounds the initials of a page; more large letters are none.
const maxInitials = 40

// initials returns the runs of one large capital letter.
func initials(runs []glyphRun, body float64) []int {
	var out []int
	for i := range runs {
		c := &runs[i]
		first, _ := utf8.DecodeRuneInString(c.text)
		if c.letter == 1 && c.size >= leastInitial*body && c.size <= 8*body && unicode.IsUpper(first) {
			out = append(out, i)
		}
	}
	return out
}

// besideInitial returns the run that begins the first line beside the initial
// runs[i], or -1 where fewer than two lines begin there.
func besideInitial(runs []glyphRun, i int, body float64) int {
	c := &runs[i]
	top, best, lines := c.base-0.72*c.size, -1, 0
	for k := range runs {
		w := &runs[k]
		if k == i || w.X0 < c.X1-0.3*body || w.X0 > c.X1+1.2*body || math.Abs(w.size-body) > 0.25*body {
			continue
		}
		if w.base < top+0.3*w.size || w.base > c.base+0.3*w.size {
			continue
		}
		lines++
		if best < 0 || w.base < runs[best].base {
			best = k
		}
	}
	if lines < 2 || runs[best].base-top > 1.6*body {
		return -1
	}
	return best
}
