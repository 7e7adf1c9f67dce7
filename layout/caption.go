package layout

import (
	"math"
	"regexp"
)

var tableCaption = regexp.MustCompile(`(?i)^(table|tab\.|tabelle|tableau|tabla|tabella|tabela|exhibit|schedule)\s*([0-9ivxa-z]{1,4}\b|[a-z]?[-.]?[0-9])`)

// captioned reports whether a line that names a table ("Table 3") stands right
// above or below b.
func (p *prepared) captioned(b Rect) bool {
	reach := 3.5 * p.body
	for _, l := range p.captionLines() {
		gap := max(b.Y0-l.Y1, l.Y0-b.Y1)
		if gap > -0.5*p.body && gap < reach && xOverlap(l.Rect, b) > 0.3*min(l.Width(), b.Width()) {
			return true
		}
	}
	return false
}

// captionLines returns the lines of the page that begin like the caption of a
// table. They are found once.
func (p *prepared) captionLines() []*phrase {
	if p.captions == nil {
		p.captions = []*phrase{}
		for _, l := range phrases(p.runs, 1.15) {
			if tableCaption.MatchString(l.text()) && math.Abs(l.words[0].X0-l.X0) < 1 {
				p.captions = append(p.captions, l)
			}
		}
	}
	return p.captions
}
