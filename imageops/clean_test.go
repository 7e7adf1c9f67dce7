package imageops

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// A good scan is left as it is, and each flaw is mended by its own step.
func TestClean(t *testing.T) {
	heavy(t)
	const width, height = 8.27, 11.69
	page := ToGray(scene.NewPage(7, width, height, 100).Image)
	w, h := page.Rect.Dx(), page.Rect.Dy()
	rnd := rand.New(rand.NewPCG(1, 1))
	specks, shadow := ToGray(page), ToGray(page)
	for i := range specks.Pix {
		if rnd.IntN(100) == 0 {
			specks.Pix[i] ^= 255
		}
	}
	for y := range h {
		for x := range w {
			k := 1 - .6/(1+math.Exp(-(float64(x)/float64(w)-.5)*10))
			shadow.Pix[y*w+x] = uint8(float64(page.Pix[y*w+x]) * k)
		}
	}
	photo := scene.NewPhoto(0, scene.PhotoOptions{Plain: true})
	for _, c := range []struct {
		name string
		img  image.Image
		want Cleaned // its flags
	}{
		{"good", page, Cleaned{}},
		{"colour", scene.NewPage(7, width, height, 100).Image, Cleaned{}},
		{"specks", specks, Cleaned{Denoised: true}},
		{"shadow", shadow, Cleaned{Light: true}},
		{"turned", RotateFree(page, 3, nil).Image, Cleaned{Skew: Skew{Degrees: 3}}},
		{"photo", photo.Image, Cleaned{Cropped: true}},
		{"bent", scene.NewCurved(1, 100, scene.CurvedOptions{}).Photo, Cleaned{Curl: Curl{Pixels: 5}}},
	} {
		got := Clean(c.img, CleanOptions{})
		if got.Cropped != c.want.Cropped || got.Light != c.want.Light || got.Denoised != c.want.Denoised || math.Abs(got.Skew.Degrees-c.want.Skew.Degrees) > .05 || math.Abs(got.Curl.Pixels-c.want.Curl.Pixels) > 2 {
			t.Errorf("%s: cropped %v, light %v, denoised %v, skew %.2f, curl %.2f", c.name, got.Cropped, got.Light, got.Denoised, got.Skew.Degrees, got.Curl.Pixels)
		}
		if _, ok := got.Image.(*image.Gray); !ok {
			t.Errorf("%s: %T", c.name, got.Image)
		}
		none := Clean(c.img, CleanOptions{NoCrop: true, NoDenoise: true, NoDeskew: true, NoLight: true, NoDewarp: true})
		if none.Changed() || rms(t, none.Image, ToGray(c.img)) > 0 {
			t.Errorf("%s: changed without any step", c.name)
		}
	}
	// The way back leads to the photograph.
	got := Clean(photo.Image, CleanOptions{})
	if p := got.ToSource(Point{}); math.Hypot(p.X-photo.Quads[0][0][0], p.Y-photo.Quads[0][0][1]) > 8 {
		t.Errorf("the corner comes from %v, want %v", p, photo.Quads[0][0])
	}
	turned := Clean(RotateFree(page, 3, nil).Image, CleanOptions{})
	for _, p := range []Point{{100, 100}, {400, 450}} {
		if q := turned.FromSource(turned.ToSource(p)); side(p, q) > 1e-6 {
			t.Errorf("%v comes back as %v", p, q)
		}
	}
}

func TestCleanOddImages(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {1, 1}, {9, 9}, {500, 3}, {40, 40}} {
		for name, img := range kinds(size.X, size.Y) {
			before := ToNRGBA(img)
			c := Clean(img, CleanOptions{})
			if g, ok := c.Image.(*image.Gray); !ok || size.X == 0 != g.Rect.Empty() {
				t.Errorf("%s %v: %T %v", name, size, c.Image, c.Image.Bounds())
			} else {
				clear(g.Pix)
			}
			if d := rms(t, before, img); d > 0 && name != "Paletted broken" && name != "YCbCr420" {
				t.Errorf("%s %v: the input changed by %.2f", name, size, d)
			}
		}
	}
}
