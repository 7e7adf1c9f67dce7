package dbnet_test

import (
	"context"
	"errors"
	"image"
	"testing"

	"github.com/docket-go/docket/ocr/internal/dbnet"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// Every printed word lies in a box, whether the page is grey or coloured, and
// boxes stay off the empty parts.
func TestDetect(t *testing.T) {
	d, err := dbnet.New()
	if err != nil {
		t.Fatal(err)
	}
	p := ocrtest.Invoice()
	p.DPI = 150
	img, words, err := p.Render()
	if err != nil {
		t.Fatal(err)
	}
	for _, pix := range []image.Image{img.Pix, img.Gray()} {
		boxes, err := d.Detect(t.Context(), pix, dbnet.Params{Scale: 0.75})
		if err != nil {
			t.Fatal(err)
		}
		if len(boxes) < 20 || len(boxes) > len(words) {
			t.Errorf("%T: %d boxes for %d words", pix, len(boxes), len(words))
		}
		for _, w := range words {
			c := w.Box.Center()
			x, y, in := c.X*150/72, c.Y*150/72, false
			for _, b := range boxes {
				in = in || x > b.Quad[0].X && x < b.Quad[2].X && y > b.Quad[0].Y && y < b.Quad[2].Y
			}
			if !in {
				t.Errorf("%T: no box around %q", pix, w.Text)
			}
		}
	}
}

func TestDetectFails(t *testing.T) {
	d, err := dbnet.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Detect(t.Context(), image.NewRGBA64(image.Rect(0, 0, 40, 40)), dbnet.Params{}); err == nil {
		t.Error("an image of a type that is not read gives no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Detect(ctx, image.NewGray(image.Rect(0, 0, 40, 40)), dbnet.Params{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}
