package pdf

import (
	"math"
	"unicode"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// breaks reports whether c does not continue the word being gathered, and if so
// whether it follows without a space all the same, as a footnote mark does.
func (r *wordReader) breaks(c *pdfium.Char) (ends, joined bool) {
	if len(r.text) == 0 || c.Generated {
		return false, false
	}
	if math.Abs(c.Angle-r.last.Angle) > 0.1 || r.current.hidden != r.style.hidden {
		return true, false
	}
	dx, dy := c.X-r.last.X, c.Y-r.last.Y
	sin, cos := 0.0, 1.0
	if c.Angle != 0 {
		sin, cos = math.Sincos(c.Angle)
	}
	along, across := dx*cos-dy*sin, math.Abs(dx*sin+dy*cos)
	em := max(r.style.font.Size/r.view.unit, r.current.font.Size/r.view.unit, r.last.Advance/widest)
	gap := along - r.last.Advance
	if wordly(c.Rune) && wordly(r.last.Rune) {
		if spread := min(c.Spread, r.last.Spread); spread < maxSpread*em {
			gap -= spread
		}
	}
	small := min(r.style.font.Size, r.current.font.Size) < smaller*max(r.style.font.Size, r.current.font.Size)
	if r.logo(c, across/em, gap/em) {
		return false, false
	}
	if across > max(raised, level*em) || small && across > lowered*em {
		if r.guessed {
			return true, false
		}
		return true, across < 0.8*em && along > -em && along < 3*em
	}
	letters := unicode.IsLetter(c.Rune) && unicode.IsLetter(r.last.Rune)
	switch {
	case r.guessed: // by PDFium, at times between neighbours
		return math.Abs(gap) > adjacent*em, false
	case !r.analysed && r.overlays(c, gap/em):
		return true, false
	case letters && r.analysed:
		return gap > analysedGap*em, false
	case letters:
		return gap > letterGap*em, false
	}
	return gap > wordGap*em, false
}

// overlays reports whether c, at a gap in units of the font size, is printed
// over the character before it, not behind it.
func (r *wordReader) overlays(c *pdfium.Char, gap float64) bool {
	if c.Object == r.last.Object || r.current.font == r.style.font {
		return gap < -overlap
	}
	if r.last.Advance == 0 && !unicode.IsMark(c.Rune) && !unicode.IsMark(r.last.Rune) {
		return true // such as the slash that negates a sign
	}
	return gap < -foreignOverlap
}

// logo reports whether c, of the same font, stands a little above or below the
// character before it and against it, as the E of the name of TeX does. Distances
// are in units of the font size.
func (r *wordReader) logo(c *pdfium.Char, across, gap float64) bool {
	return !r.guessed && r.current.font == r.style.font && across < maxLogoShift && gap < adjacent && gap > -foreignOverlap &&
		unicode.IsLetter(c.Rune) && unicode.IsLetter(r.last.Rune)
}

func wordly(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) }

// Gaps, in units of the font size, that end a word although the file has no
// space there: letters may be spaced out, marks are not.
const (
	wordGap     = 0.1
	letterGap   = 0.14
	analysedGap = 0.3  // where PDFium's analysis found no space
	maxSpread   = 0.4  // letters further apart stand alone
	adjacent    = 0.03 // no gap at all, whatever PDFium made of it

	// The next character begins that much before the end of the one before: in
	// the same font, in another.
	overlap        = 0.5
	foreignOverlap = 0.2
)

const maxLogoShift = 0.25

// widest is how wide a character can be, in units of the font size. What is
// wider is of a font whose sizes say nothing: those of Type 3 may have any scale.
const widest = 2

// raised is by how many units of user space the baseline of a character may
// differ from that of the one before within a word: more is a superscript, a
// subscript or another line. In large text it is this share of the font size.
const (
	raised = 0.5
	level  = 0.06
)

// Where the font is so much smaller, a shift of less is one already, in units
// of the font size.
const (
	smaller = 0.85
	lowered = 0.03
)
