package embedded

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// A drawn line under the text is painted over, with what lies beyond it, but
// letters that reach through it keep what hangs below.
func TestEraseRules(t *testing.T) {
	const w = 200
	black := image.NewUniform(color.Gray{Y: 10})
	c := crop{img: image.NewGray(image.Rect(0, 0, w+2*lineMargin, lineHeight+2*lineMargin))}
	draw.Draw(c.img, c.img.Rect, image.White, image.Point{}, draw.Src)
	paint := func(x0, y0, x1, y1 int) {
		draw.Draw(c.img, image.Rect(x0, y0, x1, y1).Add(image.Pt(lineMargin, lineMargin)), black, image.Point{}, draw.Src)
	}
	for x := 10; x < 190; x += 12 {
		paint(x, 8, x+4, 28) // letters that stand on the line
	}
	paint(0, 30, w, 32)   // the line
	paint(50, 20, 53, 37) // a letter that reaches through it
	paint(44, 35, 53, 37) // and bends to the left
	paint(120, 36, 180, 40)
	c.eraseRules(w, 255)
	for _, p := range []struct {
		what string
		x, y int
		ink  bool
	}{
		{"a letter", 11, 20, true},
		{"the line", 100, 31, false},
		{"the stem where the line was", 51, 31, true},
		{"what hangs below", 51, 36, true},
		{"its bend", 46, 36, true},
		{"what lies beyond", 150, 38, false},
	} {
		if got := c.img.GrayAt(p.x+lineMargin, p.y+lineMargin).Y < 128; got != p.ink {
			t.Errorf("%s: ink is %v, want %v", p.what, got, p.ink)
		}
	}
}
