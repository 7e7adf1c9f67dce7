package embedded

import (
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/ocr"
)

// Lines that overlap meet between their texts; others, and boxes that lie in one
// another or side by side, stay as they are.
func TestParted(t *testing.T) {
	box := func(x0, y0, x1, y1 int) ocr.Region { return ocr.Region{Quad: ocr.RectQuad(image.Rect(x0, y0, x1, y1))} }
	for _, c := range []struct {
		name        string
		found, want []ocr.Region
	}{
		{"two lines that were found two pixels too low",
			[]ocr.Region{box(0, 0, 400, 40), box(0, 30, 400, 70)},
			[]ocr.Region{box(0, 0, 400, 33), box(0, 33, 400, 70)}},
		{"the lower one was found first",
			[]ocr.Region{box(0, 30, 400, 70), box(0, 0, 400, 40)},
			[]ocr.Region{box(0, 33, 400, 70), box(0, 0, 400, 33)}},
		{"lines apart",
			[]ocr.Region{box(0, 0, 400, 40), box(0, 50, 400, 90)},
			[]ocr.Region{box(0, 0, 400, 40), box(0, 50, 400, 90)}},
		{"side by side",
			[]ocr.Region{box(0, 0, 400, 40), box(390, 10, 800, 50)},
			[]ocr.Region{box(0, 0, 400, 40), box(390, 10, 800, 50)}},
		{"one in the other",
			[]ocr.Region{box(0, 0, 400, 80), box(100, 20, 300, 60)},
			[]ocr.Region{box(0, 0, 400, 80), box(100, 20, 300, 60)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, parted(c.found, 0.6)); d != "" {
				t.Error(d)
			}
		})
	}
}
