package embedded_test

import (
	"image/color"
	"slices"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// A rule through what hangs under the ground line does not change the letters.
func TestUnderlined(t *testing.T) {
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	lines := []string{"Everything you may buy by the way", "Shipping and paying", "Pretty young lady"}
	p := ocrtest.Page{Width: 300, Height: 160, Pieces: ocrtest.Column(30, 40, 12, 40, lines...)}
	for _, c := range p.Pieces {
		p.Fields = append(p.Fields, ocrtest.Field{
			Box:   layout.Rect{X0: c.X, Y0: c.Y + 0.1*c.Size, X1: c.X + 0.52*c.Size*float64(len(c.Text)), Y1: c.Y + 0.16*c.Size},
			Paper: color.Black,
		})
	}
	img, _, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	page, err := e.Recognize(t.Context(), img, ocr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := ocrtest.Words(ocrtest.Text(page)), ocrtest.Words(p.Text())
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
