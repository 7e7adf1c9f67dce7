package imageops

import (
	"image"
	"image/draw"
	"math"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// Each flaw lowers its own figure, and a good scan has a good score.
func TestAssess(t *testing.T) {
	heavy(t)
	const width, height = 8.27, 11.69
	page := ToGray(scene.NewPage(5, width, height, 200).Image)
	good := Assess(page)
	if good.Score < .7 || math.Abs(good.XHeight-15) > 5 {
		t.Errorf("a good page: %+v", good)
	}
	faint, shadow := ToGray(page), ToGray(page)
	for i, v := range page.Pix {
		faint.Pix[i] = 200 - (255-v)/6
		x := float64(i%page.Stride) / float64(page.Stride)
		shadow.Pix[i] = uint8(float64(v) * (1 - .75/(1+math.Exp((.5-x)*12))))
	}
	for _, c := range []struct {
		name   string
		img    image.Image
		figure func(Quality) float64
	}{
		{"blurred", Blur(page, 4), func(q Quality) float64 { return q.Sharpness }},
		{"faint", faint, func(q Quality) float64 { return q.Contrast }},
		{"shadow", shadow, func(q Quality) float64 { return q.Light }},
		{"small", Scale(page, page.Rect.Dx()/3, page.Rect.Dy()/3), func(q Quality) float64 { return q.Resolution }},
	} {
		q := Assess(c.img)
		if was, is := c.figure(good), c.figure(q); is > .55*was || q.Score > is+1e-9 {
			t.Errorf("%s: %.2f, a good page has %.2f; %+v", c.name, is, was, q)
		}
	}
	if q := Assess(RotateFree(page, 4, nil).Image); math.Abs(q.Skew.Degrees-4) > .1 {
		t.Errorf("skew %+v", q.Skew)
	}
	for _, img := range []image.Image{image.NewGray(image.Rectangle{}), uniform{image.White, image.Rect(0, 0, 300, 300)}} {
		if q := Assess(img); q.Score != 0 {
			t.Errorf("no text: %+v", q)
		}
	}
}

func TestThumbnail(t *testing.T) {
	for name, img := range kinds(100, 60) {
		th := Thumbnail(img, 50, 0)
		if th.Bounds() != image.Rect(0, 0, 50, 30) {
			t.Errorf("%s: %v", name, th.Bounds())
		}
		if n, ok := th.(*image.NRGBA); ok && !n.Opaque() {
			t.Errorf("%s: transparent", name)
		}
	}
}

func TestSplitSpread(t *testing.T) {
	heavy(t)
	for _, dpi := range []float64{72, 150} {
		left, right := scene.NewPage(1, 6, 8.5, dpi).Image, scene.NewPage(2, 6, 8.5, dpi).Image
		w, h := left.Rect.Dx(), left.Rect.Dy()
		both := image.NewNRGBA(image.Rect(0, 0, 2*w, h))
		draw.Draw(both, left.Rect, left, image.Point{}, draw.Src)
		draw.Draw(both, left.Rect.Add(image.Pt(w, 0)), right, image.Point{}, draw.Src)
		for y := range h { // the shadow of the fold
			for d := -int(dpi / 12); d < int(dpi/12); d++ {
				k := .35 + .65*math.Abs(float64(d))/(dpi/12)
				c := both.NRGBAAt(w+d, y)
				c.R, c.G, c.B = uint8(float64(c.R)*k), uint8(float64(c.G)*k), uint8(float64(c.B)*k)
				both.SetNRGBA(w+d, y, c)
			}
		}
		pages := SplitSpread(both)
		if len(pages) != 2 {
			t.Fatalf("%v dpi: %d pages", dpi, len(pages))
		}
		if at := pages[1].ToSource(Point{}).X; math.Abs(at-float64(w)) > dpi/2 {
			t.Errorf("%v dpi: cut at %v, the fold is at %d", dpi, at, w)
		}
		if got := pages[0].Image.Bounds().Dx() + pages[1].Image.Bounds().Dx(); got != 2*w {
			t.Errorf("%v dpi: %d of %d pixels", dpi, got, 2*w)
		}
		if n := len(SplitSpread(left)); n != 1 {
			t.Errorf("%v dpi: a page makes %d", dpi, n)
		}
	}
	landscape := scene.NewPage(3, 11.69, 8.27, 100).Image
	if n := len(SplitSpread(landscape)); n != 1 {
		t.Errorf("a landscape page makes %d", n)
	}
	for name, img := range kinds(90, 70) {
		if n := len(SplitSpread(img)); n < 1 {
			t.Errorf("%s: %d pages", name, n)
		}
	}
}
