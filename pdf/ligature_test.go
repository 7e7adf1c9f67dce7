package pdf

import (
	"testing"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// A right-to-left ligature comes as two characters in one box, in the order
// they are seen; the word wants the order they are read.
func TestRightToLeftLigature(t *testing.T) {
	var r wordReader
	at := func(x float64) *pdfium.Char {
		return &pdfium.Char{Object: 1, X: x, Box: pdfium.Rect{X0: x, Y0: 1, X1: x + 6, Y1: 9}}
	}
	for _, c := range []struct {
		ch rune
		x  float64
	}{{'ک', 30}, {'ا', 24}, {'ا', 17}, {'ل', 17}, {'ی', 10}} {
		r.append(c.ch, at(c.x))
	}
	if got, want := string(r.text), "کالای"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
