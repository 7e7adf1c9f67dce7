package pdf

import (
	"math"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// accentMarks maps accents that stand alone to the marks that combine with a
// letter. Fonts of TeX print letters with accents as two glyphs, one above the
// other.
var accentMarks = map[rune]rune{
	0x0060: 0x0300, 0x00A8: 0x0308, 0x00AF: 0x0304, 0x00B4: 0x0301, 0x00B8: 0x0327, 0x02C6: 0x0302,
	0x02C7: 0x030C, 0x02D8: 0x0306, 0x02D9: 0x0307, 0x02DA: 0x030A, 0x02DC: 0x0303, 0x02DD: 0x030B,
}

// plain reports whether ch, or a byte of UTF-8, is in no way part of an accent:
// nearly all letters of nearly all pages are not.
func plain(ch rune) bool { return ch < utf8.RuneSelf && ch != '`' }

const (
	accentOffset = 0.3 // of the letter's width by which the middles may differ
	accentRaised = 0.4 // of the font size by which the baselines may differ
)

// accent joins c, or the character before it, as an accent to the other where
// both are printed at one place. It reports whether it did.
func (r *wordReader) accent(ch rune, c *pdfium.Char) bool {
	if len(r.text) == 0 || plain(ch) && plain(rune(r.text[len(r.text)-1])) || r.analysed && r.guessed || math.Abs(c.Angle-r.last.Angle) > 0.1 {
		return false
	}
	before, size := utf8.DecodeLastRune(r.text)
	mark, letter, wide := accentMarks[ch], before, r.last.Advance
	if mark == 0 {
		mark, letter, wide = accentMarks[before], ch, c.Advance
	}
	if mark == 0 || !unicode.IsLetter(letter) {
		return false
	}
	sin, cos := math.Sincos(c.Angle)
	dx, dy := c.X-r.last.X, c.Y-r.last.Y
	along := dx*cos - dy*sin + (c.Advance-r.last.Advance)/2
	em := max(r.style.font.Size, r.current.font.Size) / r.view.unit
	if math.Abs(along) >= accentOffset*wide || math.Abs(dx*sin+dy*cos) >= accentRaised*em {
		return false
	}
	switch letter {
	case 'ı':
		letter = 'i'
	case 'ȷ':
		letter = 'j'
	}
	r.glyph = len(r.text) - size
	r.text = append(r.text[:r.glyph], norm.NFC.String(string([]rune{letter, mark}))...)
	r.letters++
	r.box = r.box.Union(c.Box)
	if accentMarks[ch] != 0 { // what follows stands behind the letter
		return true
	}
	if r.glyph == 0 { // the word begins with the letter
		r.first = *c
	}
	r.last = *c
	return true
}
