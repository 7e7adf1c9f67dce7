// Package located scores the words of a searchable PDF by text and place: a
// true word is found where the text layer holds the same word with its centre
// no more than Tolerance points away.
package located

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode"

	"github.com/docket-go/docket/layout"
	"golang.org/x/text/unicode/norm"
)

// Tolerance is the largest distance in points between the centres of a true
// word and the one found for it.
const Tolerance = 6

// A Page is the words of one page with boxes in points.
type Page struct {
	Size  layout.Size
	Words []Word
}

// A Word is a text with its box.
type Word struct {
	Text string
	Box  layout.Rect
}

// Add appends a word in compatibility composition (NFKC); one without letter
// or digit does not count and is left out.
func (p *Page) Add(text string, box layout.Rect) {
	text = norm.NFKC.String(text)
	if strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }) >= 0 {
		p.Words = append(p.Words, Word{text, box})
	}
}

// ReadBBox reads what `pdftotext -bbox` prints; words without letter or digit
// are left out.
func ReadBBox(r io.Reader) ([]Page, error) {
	return read(r, (*Page).Add)
}

// ReadWords reads what `pdftotext -bbox` prints, all words as they are.
func ReadWords(r io.Reader) ([]Page, error) {
	return read(r, func(p *Page, text string, box layout.Rect) { p.Words = append(p.Words, Word{text, box}) })
}

func read(r io.Reader, add func(*Page, string, layout.Rect)) ([]Page, error) {
	dec := xml.NewDecoder(r)
	dec.Strict = false
	dec.AutoClose = xml.HTMLAutoClose
	dec.Entity = xml.HTMLEntity
	var pages []Page
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return pages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("located: %w", err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "page":
			var size layout.Size
			if err := decodeAttrs(start, &size.W, "width", &size.H, "height"); err != nil {
				return nil, err
			}
			pages = append(pages, Page{Size: size})
		case "word":
			var b layout.Rect
			if err := decodeAttrs(start, &b.X0, "xMin", &b.Y0, "yMin", &b.X1, "xMax", &b.Y1, "yMax"); err != nil {
				return nil, err
			}
			var text string
			if err := dec.DecodeElement(&text, &start); err != nil {
				return nil, fmt.Errorf("located: %w", err)
			}
			if len(pages) > 0 {
				add(&pages[len(pages)-1], text, b)
			}
		}
	}
}

// decodeAttrs reads number attributes: pairs of *float64 and name.
func decodeAttrs(e xml.StartElement, pairs ...any) error {
	for i := 0; i < len(pairs); i += 2 {
		dst, name := pairs[i].(*float64), pairs[i+1].(string)
		for _, a := range e.Attr {
			if strings.EqualFold(a.Name.Local, name) {
				if _, err := fmt.Sscan(a.Value, dst); err != nil {
					return fmt.Errorf("located: attribute %s of %s: %w", name, e.Name.Local, err)
				}
			}
		}
	}
	return nil
}

// A Score sums up pages.
type Score struct {
	True, Found, Hits int
	iou               float64
}

// Recall is the share of true words that were found in place.
func (s Score) Recall() float64 { return ratio(s.Hits, s.True) }

// Precision is the share of found words that stand in place.
func (s Score) Precision() float64 { return ratio(s.Hits, s.Found) }

// HorizontalIoU is the mean overlap in x of the words found in place with the
// true ones.
func (s Score) HorizontalIoU() float64 {
	if s.Hits == 0 {
		return 0
	}
	return s.iou / float64(s.Hits)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Add scores one page. Boxes are compared relative to their own page's size
// and distances measured on the true page.
func (s *Score) Add(truth, got Page) (missed []Word) {
	s.True += len(truth.Words)
	s.Found += len(got.Words)
	used := make([]bool, len(got.Words))
	byText := map[string][]int{}
	for i, w := range got.Words {
		byText[w.Text] = append(byText[w.Text], i)
	}
	for _, w := range truth.Words {
		t := w.Box.Relative(truth.Size)
		best, dist := -1, math.Inf(1)
		for _, i := range byText[w.Text] {
			g := got.Words[i].Box.Relative(got.Size)
			d := math.Hypot((t.Center().X-g.Center().X)*truth.Size.W, (t.Center().Y-g.Center().Y)*truth.Size.H)
			if !used[i] && d <= Tolerance && d < dist {
				best, dist = i, d
			}
		}
		if best < 0 {
			missed = append(missed, w)
			continue
		}
		used[best] = true
		s.Hits++
		g := got.Words[best].Box.Relative(got.Size)
		if union := max(t.X1, g.X1) - min(t.X0, g.X0); union > 0 {
			s.iou += max(0, min(t.X1, g.X1)-max(t.X0, g.X0)) / union
		}
	}
	return missed
}
