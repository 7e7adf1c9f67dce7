package imageops

import (
	"bytes"
	"errors"
	"image"
	"io"
	"math"
	"testing"
)

func TestEncodeRoundTrip(t *testing.T) {
	colour := picture(61, 37)
	alpha := ToNRGBA(colour)
	for i := 3; i < len(alpha.Pix); i += 4 {
		alpha.Pix[i] = uint8(i)
	}
	for name, src := range map[string]image.Image{
		"colour": colour, "alpha": alpha, "grey": ToGray(colour), "bilevel": bilevelPicture(67, 41),
		"one pixel": image.NewGray(image.Rect(-1, -1, 0, 0)), "white": uniform{image.White, image.Rect(0, 0, 9, 9)},
	} {
		for _, format := range []string{PNG, JPEG, TIFF, WebP} {
			for _, small := range []bool{false, true} {
				o := EncodeOptions{Format: format, DPI: 300, Small: small}
				b := encoded(t, func(w io.Writer) error { return Encode(w, src, o) })
				img, err := Decode(bytes.NewReader(b), Limits{})
				if err != nil {
					t.Fatalf("%s %s: %v", name, format, err)
				}
				if format != WebP && math.Abs(img.DPIX-300) > .01 || math.Abs(img.DPIY-img.DPIX) > 0 {
					t.Errorf("%s %s: %v x %v dpi", name, format, img.DPIX, img.DPIY)
				}
				want, limit := src, 0.0
				if format == JPEG {
					limit = 30
					want = ToNRGBA(overWhite(ToNRGBA(src)))
				}
				if d := rms(t, img.Pix, want); d > limit {
					t.Errorf("%s %s: off by %.2f", name, format, d)
				}
				if name == "bilevel" && format == PNG && len(b) > 67*41/8+250 {
					t.Errorf("bilevel %s takes %d bytes", format, len(b))
				}
			}
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	ok := picture(4, 4)
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		img  image.Image
		o    EncodeOptions
		want error
	}{
		{"empty", image.NewGray(image.Rectangle{}), EncodeOptions{}, ErrEmpty},
		{"format", ok, EncodeOptions{Format: "heic"}, ErrUnsupported},
		{"lossy WebP", ok, EncodeOptions{Format: WebP, Quality: 80}, ErrUnsupported},
		{"wide JPEG", image.NewGray(image.Rect(0, 0, 70000, 1)), EncodeOptions{Format: JPEG}, ErrTooLarge},
		{"wide WebP", image.NewGray(image.Rect(0, 0, 20000, 1)), EncodeOptions{Format: WebP}, ErrTooLarge},
	} {
		if err := Encode(io.Discard, c.img, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, o := range []EncodeOptions{{Quality: 101}, {Quality: -1}, {DPI: -1}, {DPI: math.NaN()}} {
		if err := Encode(io.Discard, ok, o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	for _, format := range []string{PNG, JPEG, TIFF, WebP} {
		for n := range 4 {
			w := &failingWriter{left: n * 30, err: broken}
			if err := Encode(w, ok, EncodeOptions{Format: format, DPI: 100}); !errors.Is(err, broken) {
				t.Errorf("%s: writer that fails after %d bytes: %v", format, n*30, err)
			}
		}
	}
}

type failingWriter struct {
	left int
	err  error
}

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, w.err
	}
	w.left -= len(p)
	return len(p), nil
}
