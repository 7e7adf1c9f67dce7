package imageops

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// bordered is a page on a larger black ground, as a scanner with an open lid
// shows it, and where the page lies.
func bordered() (*image.NRGBA, image.Rectangle) {
	page := scene.NewPage(2, 5, 5, 100).Image
	all := image.NewNRGBA(image.Rect(0, 0, 560, 600))
	draw.Draw(all, all.Rect, image.NewUniform(color.NRGBA{18, 16, 20, 255}), image.Point{}, draw.Src)
	at := page.Rect.Add(image.Pt(25, 0))
	draw.Draw(all, at, page, image.Point{}, draw.Src)
	return all, at
}

func TestRemoveBorder(t *testing.T) {
	all, at := bordered()
	out := RemoveBorder(all).(*image.NRGBA)
	for y := 0; y < 600; y += 3 {
		for x := 0; x < 560; x += 3 {
			got := out.NRGBAAt(x, y)
			switch {
			case !image.Pt(x, y).In(at) && got.G < 250:
				t.Fatalf("the border is %v at %d,%d", got, x, y)
			case image.Pt(x, y).In(at.Inset(4)) && got != all.NRGBAAt(x, y):
				t.Fatalf("the page changes at %d,%d", x, y)
			}
		}
	}
	page := ToGray(scene.NewPage(2, 5, 5, 100).Image)
	if d := rms(t, RemoveBorder(page), page); d > 0 {
		t.Errorf("a page without borders changes by %.2f", d)
	}
}

func TestCropToContent(t *testing.T) {
	p := scene.NewPage(2, 5, 5, 100)
	var want image.Rectangle
	for _, w := range append(p.Words, p.Lines...) {
		want = want.Union(w)
	}
	speck := ToGray(p.Image)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		speck.SetGray(rnd.IntN(500), rnd.IntN(500), color.Gray{})
	}
	all, at := bordered()
	for _, c := range []struct {
		name string
		img  image.Image
		want image.Rectangle
	}{{"page", p.Image, want}, {"specks", speck, want}, {"border", all, want.Add(at.Min)}} {
		got := CropToContent(c.img, 5)
		from, to := got.ToSource(Point{5, 5}), got.ToSource(Point{float64(got.Image.Bounds().Dx() - 5), float64(got.Image.Bounds().Dy() - 5)})
		w := rectOf(c.want)
		if max(math.Abs(from.X-w.X0), math.Abs(from.Y-w.Y0), math.Abs(to.X-w.X1), math.Abs(to.Y-w.Y1)) > 3 {
			t.Errorf("%s: from %v to %v, want %v", c.name, from, to, w)
		}
	}
	empty := image.NewGray(image.Rect(5, 5, 100, 100))
	for i := range empty.Pix {
		empty.Pix[i] = 250
	}
	if got := CropToContent(empty, 3).Image.Bounds(); got != image.Rect(0, 0, 95, 95) {
		t.Errorf("an empty page becomes %v", got)
	}
	for name, img := range kinds(37, 41) {
		if got := RemoveBorder(img).Bounds(); got != image.Rect(0, 0, 37, 41) {
			t.Errorf("%s: %v", name, got)
		}
		CropToContent(img, 2)
	}
	CropToContent(image.NewGray(image.Rectangle{}), 1)
	gray := ToGray(all)
	CropToContent(gray, 1)
	if d := rms(t, gray, ToGray(all)); d > 0 {
		t.Errorf("the input changes by %.2f", d)
	}
}

// Smooth takes most of the noise and leaves the edge.
func TestSmooth(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	g := image.NewGray(image.Rect(0, 0, 80, 60))
	for y := range 60 {
		for x := range 80 {
			g.Pix[y*80+x] = uint8(60 + 120*(x/40) + int(rnd.NormFloat64()*10))
		}
	}
	noise, _ := noiseLevel(g)
	out := Smooth(g, 15).(*image.Gray)
	after, _ := noiseLevel(out)
	if math.Abs(noise-10) > 1 || after > 4 {
		t.Errorf("noise of 10 is estimated as %.1f, smoothed %.1f", noise, after)
	}
	for y := range 60 {
		if l, r := out.Pix[y*80+38], out.Pix[y*80+41]; l > 90 || r < 150 {
			t.Fatalf("row %d: the edge is from %d to %d", y, l, r)
		}
	}
	for name, img := range kinds(7, 3) {
		if got := Smooth(img, 20).Bounds(); got != image.Rect(0, 0, 7, 3) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
