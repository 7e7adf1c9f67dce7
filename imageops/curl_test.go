package imageops

import (
	"image"
	"math"
	"slices"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// crooked is how far the lines of a page leave the straight after a Bend is taken
// out of its photograph: the worst distance of a point to the mean of its line.
func crooked(c *scene.Curved, w Warped) (worst float64) {
	page := c.Page.Image.Rect
	for y := page.Dy() / 10; y < page.Dy()*9/10; y += page.Dy() / 20 {
		var ys []float64
		mean := 0.0
		for x := page.Dx() / 10; x < page.Dx()*9/10; x += page.Dx() / 30 {
			u, v := c.FromPage(float64(x), float64(y))
			ys = append(ys, w.FromSource(Point{u, v}).Y)
			mean += ys[len(ys)-1]
		}
		mean /= float64(len(ys))
		for _, v := range ys {
			worst = max(worst, math.Abs(v-mean))
		}
	}
	return worst
}

// Pages that are bent are straightened, and the way back leads to where they
// were; flat ones stay as they are, to the pixel.
func TestDewarp(t *testing.T) {
	heavy(t)
	for seed := range uint64(6) {
		c := scene.NewCurved(seed, 100, scene.CurvedOptions{})
		bent := crooked(c, Warped{back: identity})
		w, curl := Dewarp(c.Photo, DewarpOptions{})
		if got := crooked(c, w); got > 1 || got > bent/3 {
			t.Errorf("seed %d: lines leave the straight by %.2f pixels, by %.2f before; curl %.1f, confidence %.2f", seed, got, bent, curl.Pixels, curl.Confidence)
		}
		for _, p := range []Point{{50, 60}, {400, 500}, {777, 1100}} {
			if q := w.FromSource(w.ToSource(p)); side(p, q) > .05 {
				t.Errorf("seed %d: %v comes back as %v", seed, p, q)
			}
		}
		if w.Bend().Width != float64(c.Photo.Rect.Dx()) || w.Transform() != identity {
			t.Errorf("seed %d: %v, %v", seed, w.Bend(), w.Transform())
		}
		flat := scene.NewCurved(seed, 100, scene.CurvedOptions{Flat: true}).Photo
		if w, curl = Dewarp(flat, DewarpOptions{}); !w.Bend().IsZero() || !slices.Equal(w.Image.(*image.Gray).Pix, flat.Pix) {
			t.Errorf("seed %d: a flat page was straightened by %.2f pixels, confidence %.2f", seed, curl.Pixels, curl.Confidence)
		}
	}
}

// Pixels come from where ToSource says, in grey and in colour.
func TestStraighten(t *testing.T) {
	src := picture(240, 180)
	b := Bend{Width: 240, Height: 180}
	b.Terms[1], b.Terms[BendPowers+1] = 9, -4
	color, gray := straighten(src, b), straighten(ToGray(src), b)
	if top := color.Bend().Top; color.Image.Bounds() != gray.Image.Bounds() || top < 1 || color.Image.Bounds().Dy() < 180+int(top) {
		t.Fatalf("bounds %v and %v, top %g", color.Image.Bounds(), gray.Image.Bounds(), top)
	}
	for y := 30; y < 150; y += 7 {
		for x := 85; x < 235; x += 9 { // beside the dark corner
			at := color.ToSource(Point{float64(x) + .5, float64(y) + .5})
			want := src.NRGBAAt(int(at.X), int(at.Y))
			if got := color.Image.(*image.NRGBA).NRGBAAt(x, y); !near(got.R, want.R, 4) || !near(got.G, want.G, 4) || !near(got.B, want.B, 4) {
				t.Fatalf("(%d, %d) is %v, want %v", x, y, got, want)
			}
			if got := gray.Image.(*image.Gray).GrayAt(x, y).Y; !near(got, luma(uint32(want.R), uint32(want.G), uint32(want.B)), 4) {
				t.Fatalf("(%d, %d) is %v in grey", x, y, got)
			}
		}
	}
	if got := color.Image.(*image.NRGBA).NRGBAAt(120, 0); got.R != 255 || got.A != 255 {
		t.Errorf("outside it is %v", got)
	}
}

// What holds no lines is not bent, whatever it is.
func TestDewarpOddImages(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 400, 500))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(i * i * 31 >> 7)
	}
	if w, c := Dewarp(noise, DewarpOptions{}); !w.Bend().IsZero() {
		t.Errorf("noise was bent: %.1f pixels, confidence %.2f", c.Pixels, c.Confidence)
	}
	for _, size := range []image.Point{{0, 0}, {1, 1}, {500, 3}, {200, 150}} {
		for name, img := range kinds(size.X, size.Y) {
			if w, _ := Dewarp(img, DewarpOptions{Least: -1}); w.Image.Bounds().Dx() != size.X {
				t.Errorf("%s %v: %v", name, size, w.Image.Bounds())
			}
		}
	}
}

func BenchmarkEstimateCurl(b *testing.B) {
	img := scene.NewCurved(1, 200, scene.CurvedOptions{}).Photo
	for b.Loop() {
		EstimateCurl(img)
	}
}
