package lstm

import (
	"slices"
	"unicode"
)

// In fonts with digits of one width a point stands alone in its cell: the network
// takes the gap after it for a space now and then. That gap is as wide as the one
// before the point, unless a space is in it, which is a third of a digit's
// advance at least.
const pointGap, pointSlack = 1.6, 0.25

// joinNumbers takes spaces out of numbers after a point or comma where the ink
// has no room for them.
func joinNumbers(words []Word, k *ink) []Word {
	for i := 1; i < len(words); i++ {
		a, b := &words[i-1], &words[i]
		if b.Joined || a.RTL || b.RTL || len(a.Chars) == 0 || len(b.Chars) == 0 || !sameNumber(a, b, k) {
			continue
		}
		a.Text += b.Text
		a.Box = a.Box.Union(b.Box)
		a.Conf = min(a.Conf, b.Conf)
		a.Chars = append(a.Chars, b.Chars...)
		words = slices.Delete(words, i, i+1)
		i--
	}
	return words
}

// sameNumber reports whether b goes on with the number at the end of a.
func sameNumber(a, b *Word, k *ink) bool {
	advance := max(digitAdvance(a), digitAdvance(b))
	gap := float64(b.Box.Min.X - a.Box.Max.X)
	if advance == 0 || !isDigit(b.Chars[0]) {
		return false
	}
	n := len(a.Chars)
	point := a.Chars[n-1].Text
	if point != "." && point != "," || n < 2 || !isDigit(a.Chars[n-2]) {
		return false
	}
	// The point's ink from the right, then the gap before it.
	x := a.Box.Max.X
	for x > a.Box.Min.X && k.cols[x-1] {
		x--
	}
	before := 0
	for x-before > a.Box.Min.X && !k.cols[x-before-1] {
		before++
	}
	if float64(a.Box.Max.X-x) > 0.6*advance { // it touches the digit
		return false
	}
	return gap < pointGap*float64(before)+pointSlack*advance
}

// digitAdvance estimates the advance of the digits of a word from its longest
// run of at least two; 0 where there is none.
func digitAdvance(w *Word) float64 {
	var best, from int
	advance := 0.0
	for i := 0; i <= len(w.Chars); i++ {
		if i < len(w.Chars) && isDigit(w.Chars[i]) {
			continue
		}
		if n := i - from; n >= 2 && n > best {
			best = n
			// The ink of n digits leaves out about a fifth of an advance.
			advance = float64(w.Chars[i-1].Box.Max.X-w.Chars[from].Box.Min.X) / (float64(n) - 0.2)
		}
		from = i + 1
	}
	return advance
}

func isDigit(c Char) bool {
	for _, r := range c.Text {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return c.Text != ""
}
