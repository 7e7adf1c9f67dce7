package scan

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/docket-go/docket/layout"
)

func TestAddStructure(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 600, 800)) // 150 dpi
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	black := func(x0, y0, x1, y1 int) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(color.Gray{}), image.Point{}, draw.Src)
	}
	black(100, 200, 500, 203)       // a ruling
	for x := 100; x < 160; x += 6 { // thin strokes of a word
		black(x, 300, x+2, 320)
	}
	for x := 200; x < 260; x += 12 { // thick ones
		black(x, 300, x+6, 320)
	}
	in := layout.PageInput{Size: layout.Size{W: 288, H: 384}, Words: []layout.Word{
		{Text: "thin", Box: layout.RectFromPixels(98, 298, 160, 322, 150)},
		{Text: "thick", Box: layout.RectFromPixels(198, 298, 262, 322, 150)},
	}}
	AddStructure(&in, img, 150)
	if len(in.Rulings) != 1 || in.Rulings[0].Box.IoU(layout.RectFromPixels(100, 200, 500, 203, 150)) < 0.5 {
		t.Errorf("rulings %v, want one at 48,96 points", in.Rulings)
	}
	if len(in.Strokes) != 2 || in.Strokes[0] <= 0 || in.Strokes[1] < 1.5*in.Strokes[0] {
		t.Errorf("strokes %v, want the second much thicker", in.Strokes)
	}
}
