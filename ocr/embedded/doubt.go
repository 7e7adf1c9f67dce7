package embedded

import (
	"fmt"
	"unicode/utf8"

	"github.com/docket-go/docket/ocr"
)

const (
	leastSure  = 0.65 // mean confidence of a page's letters below which it is pointed out
	fewLetters = 20   // that say nothing about a page
)

// pointOutDoubt warns where a page has text of which hardly a word is sure: a
// host that looks at the words alone would take it for read.
func pointOutDoubt(p *ocr.Page) {
	letters, sum := 0, 0.0
	for i := range p.Lines {
		for _, w := range p.Lines[i].Words {
			n := utf8.RuneCountInString(w.Text)
			letters += n
			sum += float64(n) * w.Confidence
		}
	}
	if letters < fewLetters || sum > leastSure*float64(letters) {
		return
	}
	p.Warnings = append(p.Warnings, fmt.Sprintf("hardly a word is sure (mean confidence %.2f): a poor picture, handwriting, or a script for which there is no model", sum/float64(letters)))
}
