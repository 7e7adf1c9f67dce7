package embedded

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/lstm"
)

// Ink of a letter's size on the row of a line is looked at; what is larger,
// goes beyond the row, touches a line or lies elsewhere is not.
func TestStrays(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 600, 100))
	draw.Draw(g, g.Rect, image.White, image.Point{}, draw.Src)
	line := ocr.Region{Quad: ocr.RectQuad(image.Rect(20, 30, 220, 66)), Score: 0.9}
	alone := image.Rect(300, 38, 310, 60)
	for _, r := range []image.Rectangle{
		image.Rect(24, 38, 216, 60),   // the line's own ink
		alone,                         // a figure in its column
		image.Rect(226, 38, 232, 60),  // too near to the line
		image.Rect(380, 0, 383, 100),  // a drawn line from top to bottom
		image.Rect(420, 34, 520, 62),  // too wide
		image.Rect(550, 58, 556, 62),  // a speck
		image.Rect(300, 80, 310, 100), // on no row
	} {
		draw.Draw(g, r, image.NewUniform(color.Gray{Y: 20}), image.Point{}, draw.Src)
	}
	got := strays(g, []ocr.Region{line})
	if len(got) != 1 || !alone.In(bounds(got[0].Quad)) || got[0].Score != strayScore {
		t.Fatalf("strays %+v, want one around %v", got, alone)
	}
	if again := strays(g, append(got, line)); len(again) != 0 {
		t.Errorf("what has a region is a stray again: %+v", again)
	}
}

func TestCharacter(t *testing.T) {
	for _, c := range []struct {
		text string
		conf float64
		want bool
	}{{"1", 0.95, true}, {"A4", 0.95, true}, {"7", 0.5, false}, {"|", 0.99, false}, {"l", 0.99, false}, {"-", 0.99, false}, {"", 1, false}, {"abc", 1, false}} {
		r := reading{Result: lstm.Result{Conf: c.conf}}
		if c.text != "" {
			r.Words = []lstm.Word{{Text: c.text}}
		}
		if got := r.character(); got != c.want {
			t.Errorf("%q read with %v: character is %v", c.text, c.conf, got)
		}
	}
}
