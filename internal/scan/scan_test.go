package scan

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/docket-go/docket/layout"
)

func TestAdd(t *testing.T) {
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
	draw.Draw(img, image.Rect(100, 500, 500, 540), image.NewUniform(color.Gray{Y: 210}), image.Point{}, draw.Src) // a shaded row
	in := layout.PageInput{Size: layout.Size{W: 288, H: 384}, Words: []layout.Word{
		{Text: "thin", Box: layout.RectFromPixels(98, 298, 160, 322, 150)},
		{Text: "thick", Box: layout.RectFromPixels(198, 298, 262, 322, 150)},
	}}
	Find(img, 150).Add(&in)
	if len(in.Rulings) != 1 || in.Rulings[0].Box.IoU(layout.RectFromPixels(100, 200, 500, 203, 150)) < 0.5 {
		t.Errorf("rulings %v, want one at 48,96 points", in.Rulings)
	}
	if len(in.Fills) != 1 || in.Fills[0].Color != "#d2d2d2" {
		t.Errorf("fills %v, want one of #d2d2d2", in.Fills)
	}
	if len(in.Strokes) != 2 || in.Strokes[0] <= 0 || in.Strokes[1] < 1.5*in.Strokes[0] {
		t.Errorf("strokes %v, want the second much thicker", in.Strokes)
	}
}

func TestErased(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 600, 800)) // 150 dpi
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	black := func(x0, y0, x1, y1 int) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(color.Gray{}), image.Point{}, draw.Src)
	}
	black(100, 200, 500, 202) // a cell
	black(100, 300, 500, 302)
	black(100, 200, 102, 302)
	black(498, 200, 500, 302)
	black(100, 500, 500, 502) // an underline
	black(250, 230, 256, 270) // a letter
	out := Find(img, 150).Erased()
	dark := func(x, y int) bool { return color.GrayModel.Convert(out.At(x, y)).(color.Gray).Y < 128 }
	if dark(101, 250) || dark(300, 201) {
		t.Error("the cell's border is still there")
	}
	if !dark(300, 501) || !dark(253, 250) {
		t.Error("the underline or the letter was erased")
	}
	if img.GrayAt(101, 250).Y != 0 {
		t.Error("the input was changed")
	}
	skewed := image.NewGray(img.Rect)
	draw.Draw(skewed, skewed.Rect, image.White, image.Point{}, draw.Src)
	for i := range 400 { // a cell that is turned by half a degree
		for w := range 2 {
			d := i / 115
			skewed.SetGray(100+i, 200+d+w, color.Gray{})
			skewed.SetGray(100+i, 600+d+w, color.Gray{})
			skewed.SetGray(102-d+w, 200+i, color.Gray{})
			skewed.SetGray(502-d+w, 203+i, color.Gray{})
		}
	}
	draw.Draw(skewed, image.Rect(300, 170, 304, 201), image.Black, image.Point{}, draw.Src) // a letter that stands on it
	draw.Draw(skewed, image.Rect(120, 205, 124, 230), image.Black, image.Point{}, draw.Src) // one that hangs close below
	out = Find(skewed, 150).Erased()
	if dark(200, 200) || dark(450, 203) || dark(101, 300) || dark(100, 500) {
		t.Error("the border of the skewed cell is still there")
	}
	if !dark(302, 199) || !dark(302, 175) || !dark(122, 206) {
		t.Error("a letter beside the skewed border was cut")
	}
	blank := image.NewGray(image.Rect(0, 0, 60, 80))
	if Find(blank, 150).Erased() != image.Image(blank) {
		t.Error("an image without rulings was copied")
	}
}
