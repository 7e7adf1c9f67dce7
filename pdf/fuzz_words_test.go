package pdf_test

import (
	"context"
	"math"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/docket-go/docket/pdf"
)

// FuzzWords reads the words of pages with any content: their texts are sound
// and not empty, their boxes numbers.
func FuzzWords(f *testing.F) {
	f.Add("BT /F1 12 Tf 50 250 Td [(To) 80 (p) -300 (x)] TJ 0 -14 TD (\xff\x00) ' ET")
	f.Add("q 0 1 -1 0 200 100 cm BT /F2 -9 Tf 3 Tr 50 Tz 2 Tc (turned) Tj ET Q")
	f.Add("BT /F3 1e9 Tf 1e-9 0 0 1e9 0 0 Tm <000100020003FFFF> Tj ET")
	f.Add("/Span << /ActualText (x) >> BDC BT /F1 0 Tf (a) Tj /F1 12 Tf (\\250) Tj (u) Tj ET EMC")
	f.Fuzz(func(t *testing.T, content string) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		d, err := pdf.Open(ctx, file(testPage{content: content}), pdf.OpenOptions{})
		if err != nil {
			checkTyped(t, err)
			return
		}
		defer d.Close()
		in, err := d.Input(ctx, 1)
		if err != nil {
			checkTyped(t, err)
			return
		}
		for _, w := range in.Words {
			sum := w.Box.X0 + w.Box.Y0 + w.Box.X1 + w.Box.Y1
			if w.Text == "" || !utf8.ValidString(w.Text) || math.IsNaN(sum) || w.Box.X1 < w.Box.X0 || w.Box.Y1 < w.Box.Y0 {
				t.Errorf("word %+v", w)
			}
		}
	})
}
