package imageops

import (
	"bytes"
	"image"
	"image/color"
	"io"
	"math"
	"testing"
)

// picture is a smooth test picture with a dark corner at the top left, so that
// turns show.
func picture(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(60 + 150*x/w), uint8(60 + 150*y/h), uint8(200 - 100*x/w), 255}
			if x < w/3 && y < h/3 {
				c = color.NRGBA{20, 10, 30, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// bilevelPicture is black and white with runs of every length.
func bilevelPicture(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if (x*x/(y+3)+y*y/7)%5 > 1 || y%11 == 0 && x > 20 {
				m.Pix[y*w+x] = 255
			}
		}
	}
	return m
}

func encoded(t testing.TB, f func(w io.Writer) error) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := f(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// rms is the mean difference of two images of one size.
func rms(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes %v and %v", a.Bounds().Size(), b.Bounds().Size())
	}
	p, q := ToNRGBA(a), ToNRGBA(b)
	var sum float64
	for i := range p.Pix {
		d := float64(p.Pix[i]) - float64(q.Pix[i])
		sum += d * d
	}
	return math.Sqrt(sum / float64(max(len(p.Pix), 1)))
}
