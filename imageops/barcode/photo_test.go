package barcode

import (
	"flag"
	"fmt"
	"image"
	"math/rand/v2"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
)

var codes = flag.Int("codes", 2, "number of photographs of each kind of code")

// photographed lays a code of a kind onto a page of text, turned by some angle, and
// spoils that as a camera does.
func photographed(t *testing.T, s sample, rnd *rand.Rand, angle, size, blur, noise float64) *image.Gray {
	t.Helper()
	code, err := s.encode()
	if err != nil {
		t.Fatal(err)
	}
	b := code.Bounds()
	g := imageops.ToGray(imageops.Scale(code, int(float64(b.Dx())*size), int(float64(b.Dy())*size)))
	quiet := image.NewGray(g.Rect.Inset(-16))
	for i := range quiet.Pix {
		quiet.Pix[i] = 255
	}
	for y := range g.Rect.Dy() {
		copy(quiet.Pix[(y+16)*quiet.Stride+16:], g.Pix[y*g.Stride:][:g.Rect.Dx()])
	}
	quiet.Rect = quiet.Rect.Sub(quiet.Rect.Min)
	turned := imageops.RotateFree(quiet, angle, nil).Image.(*image.Gray)
	page := imageops.ToGray(scene.NewPage(rnd.Uint64N(1000), 5, 5, 200).Image)
	at := image.Pt(80+rnd.IntN(200), 80+rnd.IntN(200))
	for y := range turned.Rect.Dy() {
		copy(page.Pix[(y+at.Y)*page.Stride+at.X:], turned.Pix[y*turned.Stride:][:turned.Rect.Dx()])
	}
	if w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy()); noise > 5 { // seen from aside
		q := imageops.Quad{{}, {X: w}, {X: w, Y: h}, {Y: h}}
		for i := range q {
			q[i].X, q[i].Y = q[i].X+.05*w*(2*rnd.Float64()-1), q[i].Y+.05*h*(2*rnd.Float64()-1)
		}
		seen, err := imageops.Warp(page, q, imageops.WarpOptions{Width: int(w), Height: int(h)})
		if err != nil {
			t.Fatal(err)
		}
		page = seen.Image.(*image.Gray)
	}
	if blur > 0 {
		page = imageops.Blur(page, blur).(*image.Gray)
	}
	for i, v := range page.Pix {
		page.Pix[i] = uint8(min(max(25+float64(v)*.8+rnd.NormFloat64()*noise, 0), 255))
	}
	return page
}

// TestFindTurned reads codes at any angle, small, blurred, and noisy in perspective.
func TestFindTurned(t *testing.T) {
	all := append(samples(), sample{PDF417, stackedTexts[0], func() (image.Image, error) { return stackedCode(t, stackedTexts[0], 2, 3), nil }})
	found, n, each := 0, 0, *codes
	if testing.Short() {
		each = 1
	}
	for k, s := range all {
		if testing.Short() && k%3 != 0 { // a third of the kinds
			continue
		}
		rnd := rand.New(rand.NewPCG(uint64(k), uint64(*codes)))
		of := ""
		for i := range each {
			angle := rnd.Float64()*180 - 90
			size, blur, noise := []float64{1, .75}[i%2], []float64{0, .8, 1.2}[i%3], []float64{2, 10}[i/2%2]
			page := photographed(t, s, rnd, angle, size, blur, noise)
			got, err := Find(t.Context(), page, Options{DPI: 200})
			if err != nil {
				t.Fatal(err)
			}
			ok := false
			for _, c := range got {
				ok = ok || c.Text == s.text && c.Format == s.format
				if c.Text != s.text || c.Format != s.format {
					t.Errorf("%s at %.0f degrees is read as %v", s.format, angle, c)
				}
			}
			if n++; ok {
				found++
			} else {
				of += fmt.Sprintf(" %.0f/%.2f/%.1f/%.0f", angle, size, blur, noise)
			}
		}
		if of != "" {
			t.Logf("%s missed at%s", s.format, of)
		}
	}
	t.Logf("%d of %d codes are found", found, n)
	if found*100 < n*85 {
		t.Errorf("%d of %d codes are found", found, n)
	}
}
