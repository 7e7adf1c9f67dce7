package ocr_test

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"github.com/docket-go/docket/ocr"
)

// Turn and TurnRect agree, for every kind of image and odd bounds.
func TestTurn(t *testing.T) {
	r := image.Rect(-3, 5, 40, 75)
	mark := image.Rect(10, 20, 11, 21) // from the top left
	for _, img := range []draw.Image{image.NewGray(r), image.NewNRGBA(r), image.NewRGBA(r), image.NewGray16(r)} {
		draw.Draw(img, r, image.Black, image.Point{}, draw.Src)
		img.Set(r.Min.X+mark.Min.X, r.Min.Y+mark.Min.Y, color.White)
		for _, degrees := range []int{0, 90, 180, 270, -90} {
			got := ocr.Turn(img, degrees)
			at := ocr.TurnRect(mark, r.Size(), degrees).Min.Add(got.Bounds().Min)
			if v := color.GrayModel.Convert(got.At(at.X, at.Y)).(color.Gray).Y; v != 255 {
				t.Errorf("%T turned by %d: the mark is not at %v", img, degrees, at)
			}
		}
	}
}

func TestGray(t *testing.T) {
	r := image.Rect(2, 3, 6, 7)
	colours := color.Palette{color.NRGBA{255, 0, 0, 255}, color.NRGBA{}, color.NRGBA{0, 0, 0, 128}}
	for _, img := range []draw.Image{image.NewNRGBA(r), image.NewRGBA(r), image.NewNRGBA64(r), image.NewPaletted(r, colours)} {
		draw.Draw(img, r, image.NewUniform(color.NRGBA{255, 0, 0, 255}), image.Point{}, draw.Src)
		img.Set(2, 3, color.NRGBA{0, 0, 0, 0})
		img.Set(3, 3, color.NRGBA{0, 0, 0, 128})
		g := ocr.Image{Pix: img}.Gray()
		for i, want := range []float64{255, 127, 76} {
			if got := float64(g.Pix[i]); math.Abs(got-want) > 1 {
				t.Errorf("%T: pixel %d is %v, want %v", img, i, got, want)
			}
		}
	}
}

// Every kind of image has the shades that package draw gives it, also a part
// of one.
func TestGrayKinds(t *testing.T) {
	whole, part := image.Rect(-3, 5, 30, 40), image.Rect(1, 8, 20, 31)
	shade := func(x, y int) uint8 { return uint8(7*x + 11*y) }
	ycc := image.NewYCbCr(whole, image.YCbCrSubsampleRatio420)
	for i := range ycc.Cb {
		ycc.Cb[i], ycc.Cr[i] = 128, 128
	}
	gray16, pal := image.NewGray16(whole), image.NewPaletted(whole, nil)
	for i := range 256 {
		pal.Palette = append(pal.Palette, color.Gray{Y: uint8(i)})
	}
	for y := whole.Min.Y; y < whole.Max.Y; y++ {
		for x := whole.Min.X; x < whole.Max.X; x++ {
			ycc.Y[ycc.YOffset(x, y)] = shade(x, y)
			gray16.Set(x, y, color.Gray{Y: shade(x, y)})
			pal.Set(x, y, color.Gray{Y: shade(x, y)})
		}
	}
	for _, img := range []image.Image{ycc.SubImage(part), gray16.SubImage(part), pal.SubImage(part)} {
		g := ocr.Image{Pix: img}.Gray()
		if g.Rect.Size() != part.Size() {
			t.Fatalf("%T: %v", img, g.Rect)
		}
		for i, v := range g.Pix {
			if want := shade(part.Min.X+i%part.Dx(), part.Min.Y+i/part.Dx()); v != want {
				t.Fatalf("%T: pixel %d is %d, want %d", img, i, v, want)
			}
		}
	}
	pal.Palette = pal.Palette[:1] // indexes beyond the palette
	if g := (ocr.Image{Pix: pal}).Gray(); g.Pix[1] != 255 {
		t.Errorf("a pixel without colour is %d, want white", g.Pix[1])
	}
}

func TestCrop(t *testing.T) {
	g := image.NewGray(image.Rect(5, 5, 25, 25))
	g.SetGray(10, 12, color.Gray{Y: 9})
	c := ocr.Crop(g, image.Rect(5, 7, 100, 100))
	if c.Bounds() != image.Rect(10, 12, 25, 25) || c.At(10, 12) != (color.Gray{Y: 9}) {
		t.Errorf("crop has bounds %v", c.Bounds())
	}
	if ocr.Crop(g, image.Rect(0, 0, 20, 20)) != image.Image(g) {
		t.Error("the whole image was copied")
	}
}

func TestQuad(t *testing.T) {
	q := ocr.Quad{{10, 10}, {10, 0}, {14, 0}, {14, 10}} // text from bottom to top
	if q.Width() != 10 || q.Height() != 4 || q.Angle() != -90 {
		t.Errorf("width %v, height %v, angle %v", q.Width(), q.Height(), q.Angle())
	}
	want := ocr.Quad{{9, 15}, {9, -5}, {15, -5}, {15, 15}}
	if got := q.Grow(5, 1); got != want {
		t.Errorf("grown: %v, want %v", got, want)
	}
}
