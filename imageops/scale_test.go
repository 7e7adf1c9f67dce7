package imageops

import (
	"image"
	"image/color"
	"math"
	"testing"
)

func TestScaleKeepsFlatColours(t *testing.T) {
	src := image.NewNRGBA(image.Rect(3, 4, 53, 34))
	c := color.NRGBA{200, 100, 50, 128}
	for i := 0; i < len(src.Pix); i += 4 {
		src.Pix[i], src.Pix[i+1], src.Pix[i+2], src.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	for _, size := range []image.Point{{1, 1}, {7, 3}, {25, 15}, {33, 21}, {50, 30}, {51, 30}, {200, 99}} {
		out := Scale(src, size.X, size.Y).(*image.NRGBA)
		if out.Rect.Max != size {
			t.Errorf("%v: bounds %v", size, out.Rect)
		}
		for i := 0; i < len(out.Pix); i += 4 {
			got := color.NRGBA{out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3]}
			if got.A != c.A || !near(got.R, c.R, 1) || !near(got.G, c.G, 1) || !near(got.B, c.B, 1) {
				t.Fatalf("%v: %v, want %v", size, got, c)
			}
		}
	}
}

// A smooth picture scaled down and up again is the same picture, in place: a
// shift by a part of a pixel would show.
func TestScaleKeepsPlace(t *testing.T) {
	const w, h = 240, 180
	f := func(x, y float64) float64 { return 128 + 50*math.Sin(x/w*9) + 50*math.Cos(y/h*7) }
	src := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			src.Pix[y*w+x] = uint8(f(float64(x)+.5, float64(y)+.5) + .5)
		}
	}
	for _, size := range []image.Point{{120, 90}, {80, 60}, {111, 77}, {200, 170}, {241, 360}, {500, 400}} {
		out := Scale(src, size.X, size.Y).(*image.Gray)
		var sum, n float64
		for y := 4; y < size.Y-4; y++ {
			for x := 4; x < size.X-4; x++ {
				want := f((float64(x)+.5)*w/float64(size.X), (float64(y)+.5)*h/float64(size.Y))
				d := float64(out.Pix[y*size.X+x]) - want
				sum, n = sum+d*d, n+1
			}
		}
		if rms := math.Sqrt(sum / n); rms > .7 {
			t.Errorf("%v: off by %.2f grey levels", size, rms)
		}
	}
}

func TestScaleTransparentColourDoesNotShow(t *testing.T) {
	src := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := 0; i < len(src.Pix); i += 8 {
		copy(src.Pix[i:], []uint8{10, 20, 30, 255, 255, 255, 255, 0})
	}
	out := Scale(src, 4, 4).(*image.NRGBA)
	for i := 0; i < len(out.Pix); i += 4 {
		if p := out.Pix[i : i+4]; !near(p[0], 10, 1) || !near(p[1], 20, 1) || !near(p[2], 30, 1) || !near(p[3], 128, 1) {
			t.Fatalf("pixel %v, want the colour of the opaque ones at half alpha", p)
		}
	}
}

func TestScaleOddSizes(t *testing.T) {
	for _, src := range []image.Point{{0, 0}, {1, 1}, {1, 1000}, {30000, 1}, {3, 2}} {
		for name, img := range kinds(src.X, src.Y) {
			for _, to := range []image.Point{{-1, 5}, {0, 0}, {1, 1}, {2, 3}, {64, 1}} {
				got := Scale(img, to.X, to.Y).Bounds().Size()
				want := to
				if src.X == 0 || to.X < 1 || to.Y < 1 {
					want = image.Point{}
				}
				if got != want {
					t.Errorf("%s %v to %v: %v", name, src, to, got)
				}
			}
		}
	}
}

func BenchmarkScale(b *testing.B) {
	g := image.NewGray(image.Rect(0, 0, 4000, 3000))
	n := image.NewNRGBA(image.Rect(0, 0, 4000, 3000))
	for i := 3; i < len(n.Pix); i += 4 {
		n.Pix[i] = 255
	}
	for _, c := range []struct {
		name string
		img  image.Image
		w, h int
	}{{"GrayHalf", g, 2000, 1500}, {"GrayThird", g, 1333, 1000}, {"Gray0.7", g, 2800, 2100}, {"ColorHalf", n, 2000, 1500}, {"ColorThumb", n, 200, 150}} {
		b.Run(c.name, func(b *testing.B) {
			cpuLoop(b, func() { Scale(c.img, c.w, c.h) })
		})
	}
}
