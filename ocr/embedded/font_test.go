package embedded_test

import (
	"math"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// Words in bold type are told from the rest, and font sizes are estimated.
func TestFonts(t *testing.T) {
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p := ocrtest.Page{Width: 420, Height: 130, DPI: 200, Pieces: []ocrtest.Piece{
		{X: 20, Y: 40, Text: "Heading of the sample", Font: ocrtest.Bold, Size: 18},
		{X: 20, Y: 64, Text: "Plain words under it and some more of them", Size: 11},
		{X: 20, Y: 84, Text: "Amounts", Font: ocrtest.Bold, Size: 11},
		{X: 120, Y: 84, Text: "without any weight", Size: 11},
		{X: 20, Y: 104, Text: "Small print at the foot of the page", Size: 8},
	}}
	img, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	page, err := e.Recognize(t.Context(), img, ocr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	bold := map[string]bool{"Heading": true, "sample": true, "Amounts": true, "Plain": false, "words": false, "weight": false, "Small": false, "print": false}
	sizes := map[string]float64{"Heading": 18, "Plain": 11, "weight": 11, "Small": 8}
	seen := 0
	for _, l := range page.Lines {
		for _, w := range l.Words {
			if want, ok := bold[w.Text]; ok {
				seen++
				if w.Font.Bold != want {
					t.Errorf("%q: bold is %v", w.Text, w.Font.Bold)
				}
			}
			if want, ok := sizes[w.Text]; ok && math.Abs(w.Font.Size-want) > 0.12*want {
				t.Errorf("%q: font size %.1f, want about %v", w.Text, w.Font.Size, want)
			}
		}
	}
	if seen < len(bold) {
		t.Errorf("%d of %d words were read:\n%s", seen, len(bold), ocrtest.Text(page))
	}
}
