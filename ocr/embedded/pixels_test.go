package embedded

import (
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"math/rand/v2"
	"testing"
)

// A reader gives the colours that the image says, to within a level of rounding,
// whatever part of a larger image it is.
func TestColourReaders(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	size := image.Rect(0, 0, 61, 37)
	noise := func(m draw.Image) image.Image {
		for y := range size.Max.Y {
			for x := range size.Max.X {
				m.Set(x, y, color.NRGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255})
			}
		}
		return m
	}
	images := []image.Image{noise(image.NewNRGBA(size)), noise(image.NewRGBA(size)), noise(image.NewPaletted(size, palette.WebSafe))}
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		m := image.NewYCbCr(size, ratio)
		for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
			for i := range plane {
				plane[i] = uint8(r.IntN(256))
			}
		}
		images = append(images, m)
	}
	for i, m := range images {
		t.Run(fmt.Sprintf("%d %T", i, m), func(t *testing.T) {
			for _, part := range []image.Rectangle{size, image.Rect(3, 5, 40, 30), image.Rect(10, 4, 61, 37)} {
				sub := m.(interface {
					SubImage(image.Rectangle) image.Image
				}).SubImage(part)
				checkColours(t, sub, part)
			}
		})
	}
}

func checkColours(t *testing.T, m image.Image, part image.Rectangle) {
	t.Helper()
	read := colours(m)
	for _, step := range []int{1, 2, 4} {
		row := make([]rgb, (part.Dx()-1+step-1)/step)
		for y := range part.Dy() {
			read(row, 1, y, step)
			for i, got := range row {
				x := part.Min.X + 1 + i*step
				want := color.NRGBAModel.Convert(m.At(x, part.Min.Y+y)).(color.NRGBA)
				for k, v := range []uint8{want.R, want.G, want.B} {
					if d := int(got[k]) - int(v); d < -1 || d > 1 {
						t.Fatalf("pixel %d,%d of %v is %v, want %v", x, part.Min.Y+y, part, got, want)
					}
				}
			}
		}
	}
}

// What has no colour, or is clear, is not looked at, or is white.
func TestColourReadersWithout(t *testing.T) {
	if colours(image.NewGray(image.Rect(0, 0, 4, 4))) != nil {
		t.Error("a grey image is read for colours")
	}
	if colours(image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.White, color.Black})) != nil {
		t.Error("a black and white image is read for colours")
	}
	row := make([]rgb, 4)
	colours(image.NewNRGBA(image.Rect(0, 0, 4, 4)))(row, 0, 2, 1)
	if row[3] != (rgb{255, 255, 255}) {
		t.Errorf("a clear pixel is %v, want white", row[3])
	}
}
