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

// splitAtCommas puts a space behind a comma or semicolon where the ink leaves
// room for one and more of the same number cannot follow: before a letter, and
// before the four digits of a year. Where such spaces are narrow the network
// leaves them out now and then.
func splitAtCommas(words []Word, k *ink) []Word {
	for i := 0; i < len(words); i++ {
		w := &words[i]
		if w.RTL {
			continue
		}
		for c := 1; c+1 < len(w.Chars); c++ {
			if t := w.Chars[c].Text; t != "," && t != ";" {
				continue
			}
			year := dayBeforeYear(w.Chars, c)
			if !year && !isLetter(w.Chars[c+1]) {
				continue
			}
			from, to, ok := roomAfter(w, c, k, year)
			if !ok {
				continue
			}
			left, right := *w, *w
			left.Chars, right.Chars = slices.Clone(w.Chars[:c+1]), slices.Clone(w.Chars[c+1:])
			left.Box.Max.X, right.Box.Min.X = from, to
			left.settle()
			right.settle()
			right.Joined = false
			words = slices.Replace(words, i, i+1, left, right)
			break // the rest is the next word
		}
	}
	return words
}

// settle makes a word of its characters after others were taken away.
func (w *Word) settle() {
	w.Text = ""
	w.Conf = 1
	for i := range w.Chars {
		w.Text += w.Chars[i].Text
		w.Conf = min(w.Conf, w.Chars[i].Conf)
		w.Chars[i].Box = w.Chars[i].Box.Intersect(w.Box)
	}
}

// dayBeforeYear reports whether one or two digits stand before the comma at c
// and a year of these centuries behind it, as in the date "May 1, 2022". Few
// numbers are written so; quantities such as "15,0000" are.
func dayBeforeYear(chars []Char, c int) bool {
	after, before := 0, 0
	for i := c + 1; i < len(chars) && isDigit(chars[i]); i++ {
		after++
	}
	for i := c - 1; i >= 0 && isDigit(chars[i]); i-- {
		before++
	}
	if after != 4 || before != 1 && before != 2 {
		return false
	}
	century := chars[c+1].Text + chars[c+2].Text
	return century == "19" || century == "20"
}

// yearGap is the gap before a year that holds a space, in advances of a digit:
// without one a comma in the middle of its cell leaves about 0.4.
const yearGap = 0.6

// roomAfter finds the columns without ink after the character at c, a narrow
// one, and reports whether there is a space in them.
func roomAfter(w *Word, c int, k *ink, year bool) (from, to int, ok bool) {
	advance := max(digitAdvance(w), float64(w.Box.Dx())/float64(len(w.Chars)))
	mid := func(i int) int { return (w.Chars[i].Box.Min.X + w.Chars[i].Box.Max.X) / 2 }
	lo := max(w.Box.Min.X, mid(c)-int(advance/2))
	hi := min(w.Box.Max.X, mid(c+1)+int(advance/2))
	for x := lo; x < hi; x++ {
		start := x
		for x < hi && !k.cols[x] {
			x++
		}
		if x-start > to-from {
			from, to = start, x
		}
	}
	comma := from
	for comma > w.Box.Min.X && k.cols[comma-1] {
		comma--
	}
	before := comma
	for before > w.Box.Min.X && !k.cols[before-1] {
		before--
	}
	room := pointGap*float64(comma-before) + pointSlack*advance
	if year {
		room = yearGap * advance
	}
	return from, to, from > lo && float64(from-comma) <= 0.6*advance && float64(to-from) >= room
}

func isLetter(c Char) bool {
	for _, r := range c.Text {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return c.Text != ""
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
