package pdf_test

import (
	"fmt"
	"image"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// TestReducedScan renders a scanned page smaller than its picture: it must look
// like the same page drawn, whatever of the size comes out of the JPEG decoder.
func TestReducedScan(t *testing.T) {
	for _, tt := range []struct{ entries, matrix string }{
		{"/MediaBox [0 0 96 48]", "96 0 0 48 0 0"},
		{"/MediaBox [0 0 48 96]", "0 96 -48 0 48 0"},
		{"/MediaBox [-10 -5 96 53]", "96 0 0 48 0 0"},
		{"/MediaBox [0 0 96.3 48.3]", "96 0 0 48 0 0"},
	} {
		scan := open(t, scanPage(t, tt.entries, tt.matrix, true))
		raw := open(t, scanPage(t, tt.entries, tt.matrix, false))
		for _, dpi := range []float64{149, 75, 60, 37.5, 20} {
			t.Run(fmt.Sprintf("%s at %v", tt.entries, dpi), func(t *testing.T) {
				o := pdf.RenderOptions{DPI: dpi, Gray: true}
				got, err := scan.Render(t.Context(), 1, o)
				if err != nil {
					t.Fatal(err)
				}
				want, err := raw.Render(t.Context(), 1, o)
				if err != nil {
					t.Fatal(err)
				}
				if got.Bounds() != want.Bounds() {
					t.Fatalf("size %v, want %v", got.Bounds(), want.Bounds())
				}
				if mean := difference(got.(*image.Gray), want.(*image.Gray)); mean > 3 {
					t.Errorf("differs by %.1f in the mean", mean)
				}
			})
		}
	}
}
