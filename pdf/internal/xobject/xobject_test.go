package xobject

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

func sample(t testing.TB, encode func(*bytes.Buffer, image.Image) error) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 20, 10))
	for i := range m.Pix {
		m.Pix[i] = byte(i*i) | 3
	}
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 255
	}
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func samples(t testing.TB) [][]byte {
	return [][]byte{
		sample(t, func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }),
		sample(t, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }),
		sample(t, func(b *bytes.Buffer, m image.Image) error {
			p := image.NewPaletted(m.Bounds(), color.Palette{color.White, color.Black})
			return png.Encode(b, p)
		}),
	}
}

// TestTruncated takes over no file that ends too early.
func TestTruncated(t *testing.T) {
	for _, b := range samples(t)[1:] {
		for n := range len(b) - 12 - 4 { // without IEND and the checksum of the pixels
			if m, err := PNG(b[:n]); err == nil {
				t.Fatalf("%d of %d bytes: %+v", n, len(b), m)
			} else if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("%d of %d bytes: %v", n, len(b), err)
			}
		}
	}
}

// FuzzFiles gives whatever to the parsers: an image that they take over has a
// size and data, everything else is a typed error.
func FuzzFiles(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) (*Image, error){JPEG, PNG} {
			m, err := parse(b)
			switch {
			case err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrUnsupported):
				t.Fatal(err)
			case err == nil && (m.Width < 1 || m.Height < 1 || len(m.Data) == 0 || m.Orientation < 1 || m.Orientation > 8):
				t.Fatalf("%d by %d pixels, %d bytes, orientation %d", m.Width, m.Height, len(m.Data), m.Orientation)
			}
		}
	})
}
