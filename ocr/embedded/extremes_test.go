package embedded_test

import (
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// Small and large text, large pages and long thin ones are read, and words are
// where they were printed.
func TestSizes(t *testing.T) {
	testExtremes(t, ocrtest.Sizes(), map[string]bool{"strip": true})
}

// Text is read whatever colours it and its ground have.
func TestColours(t *testing.T) {
	testExtremes(t, ocrtest.Colours(), map[string]bool{"red on green": true, "light blocks beside dark": true})
}

// testExtremes reads pages; of a short test, only those that are named.
func testExtremes(t *testing.T, cases []ocrtest.Case, short map[string]bool) {
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			if testing.Short() && !short[c.Name] {
				t.Skip("one page of this kind is enough: left out with -short")
			}
			img, truth, err := c.Page.Render()
			if err != nil {
				t.Fatal(err)
			}
			page, err := e.Recognize(t.Context(), img, ocr.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s := ocrtest.Compare(c.Page.Text(), ocrtest.Text(page), false)
			n := located(page, truth)
			t.Logf("%v pixels: word F1 %.3f, lost letters %.4f, %d of %d words in their place", img.Pix.Bounds().Size(), s.F1(), s.Lost(), n, len(truth))
			if s.F1() < 0.95 {
				t.Errorf("word F1 %.3f, want at least 0.95", s.F1())
			}
			if n < len(truth)*95/100 {
				t.Errorf("%d of %d words in their place, want at least 95 %%", n, len(truth))
			}
		})
	}
}

// located counts the true words that were read where they were printed.
func located(page *ocr.Page, truth []ocrtest.TrueWord) int {
	at := map[string][]ocrtest.TrueWord{}
	for _, w := range truth {
		at[w.Text] = append(at[w.Text], w)
	}
	n := 0
	for _, l := range page.Lines {
		for _, w := range l.Words {
			for i, tw := range at[w.Text] {
				if tw.Box.IoU(w.Box) > 0.5 {
					at[w.Text] = append(at[w.Text][:i], at[w.Text][i+1:]...)
					n++
					break
				}
			}
		}
	}
	return n
}
