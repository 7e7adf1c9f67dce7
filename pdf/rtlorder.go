package pdf

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// A glyphStart is where in the text of a word a glyph begins, and where on the
// page.
type glyphStart struct {
	at int
	x  float64
}

// spelled returns the text of the word being gathered in logical order. PDFium
// takes text of right-to-left scripts to be drawn from left to right and turns it
// around; where a file draws it in logical order, each letter to the left of the
// one before, that turns it the wrong way. Letters of such a script that follow
// each other to the right are turned back. Numbers run to the right in these scripts
// too, so that words of other than letters stay as they are.
func (r *wordReader) spelled() string {
	if !r.rtl || !r.analysed || math.Abs(r.first.Angle) > 0.1 || len(r.starts) < 2 {
		return string(r.text)
	}
	letters, last := 0, math.Inf(-1)
	for _, s := range r.starts {
		c, _ := utf8.DecodeRune(r.text[s.at:])
		switch {
		case unicode.IsMark(c):
		case !isRTL(c) || !unicode.IsLetter(c) || s.x <= last:
			return string(r.text)
		default:
			letters, last = letters+1, s.x
		}
	}
	if letters < 2 {
		return string(r.text)
	}
	out, end := make([]byte, 0, len(r.text)), len(r.text)
	for _, s := range slices.Backward(r.starts) {
		out, end = append(out, r.text[s.at:end]...), s.at
	}
	return string(out)
}
