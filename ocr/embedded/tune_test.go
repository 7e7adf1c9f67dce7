package embedded

import (
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/ocrtest"
)

func TestAllow(t *testing.T) {
	e, err := New(Config{Allow: "0123456789.,-", Words: []string{"1,234.56"}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	page := ocrtest.Page{Width: 220, Height: 30, DPI: 200, Pieces: ocrtest.Column(10, 18, 11, 0, "sum 1,234.56")}
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Recognize(t.Context(), img, ocr.Options{Layout: ocr.LayoutLine})
	if err != nil {
		t.Fatal(err)
	}
	got := ocrtest.Text(p)
	if !strings.Contains(got, "1,234.56") || strings.ContainsAny(got, "abcdefghijklmnopqrstuvwxyz") {
		t.Errorf("read %q, want figures only", got)
	}
}
