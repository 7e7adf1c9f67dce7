package imageops

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"math"
	"testing"

	"github.com/docket-go/docket/internal/scene"
)

// A reduced picture is the picture, in every orientation: points of it lie where
// Whole says, to a part of a pixel.
func TestDecodeWithScale(t *testing.T) {
	heavy(t)
	const w, h = 805, 611                        // no scale divides them
	src := image.NewGray(image.Rect(0, 0, w, h)) // waves on which a shift of a pixel shows
	for y := range h {
		for x := range w {
			src.Pix[y*w+x] = uint8(128 + 60*math.Sin(float64(x)/9) + 60*math.Cos(float64(y)/11))
		}
	}
	for o := 1; o <= 8; o++ {
		b := withEXIF(t, JPEG, src, exifData(binary.BigEndian, uint16(o), 160))
		full, err := DecodeWith(t.Context(), b, DecodeOptions{Gray: true})
		if err != nil {
			t.Fatal(err)
		}
		if full.Scale != 1 || full.Whole(Point{3, 4}) != (Point{3, 4}) {
			t.Errorf("orientation %d: scale %d of the whole", o, full.Scale)
		}
		for enough, scale := range map[int]int{100: 8, 200: 4, 201: 4, 202: 2, 400: 2, 403: 1} {
			img, err := DecodeWith(t.Context(), b, DecodeOptions{Gray: true, Enough: enough})
			if err != nil {
				t.Fatal(err)
			}
			if img.Scale != scale || math.Abs(img.DPIX*float64(scale)-full.DPIX) > 1e-9 {
				t.Errorf("orientation %d, enough %d: scale %d, want %d; %g dpi of %g", o, enough, img.Scale, scale, img.DPIX, full.DPIX)
			}
			if d := misplaced(img, full.Pix.(*image.Gray)); d > 2.5 {
				t.Errorf("orientation %d, scale %d: off by %.1f grey levels", o, scale, d)
			}
		}
	}
}

// misplaced compares the pixels of a reduced picture with the means over what
// they cover of the whole.
func misplaced(img *Image, full *image.Gray) float64 {
	small, s := img.Pix.(*image.Gray), img.Scale
	sum, n := 0.0, 0.0
	for y := 1; y < small.Rect.Dy()-1; y++ {
		for x := 1; x < small.Rect.Dx()-1; x++ {
			at := img.Whole(Point{float64(x), float64(y)})
			mean := 0
			for i := range s * s {
				mean += int(full.GrayAt(int(at.X)+i%s, int(at.Y)+i/s).Y)
			}
			sum += math.Abs(float64(mean)/float64(s*s) - float64(small.GrayAt(x, y).Y))
			n++
		}
	}
	return sum / n
}

// Every format gives grey pixels where they are asked for, and the others none
// but all pixels.
func TestDecodeWithGray(t *testing.T) {
	src := picture(40, 30)
	for _, format := range []string{PNG, JPEG, TIFF, WebP} {
		b := encoded(t, func(w io.Writer) error { return Encode(w, src, EncodeOptions{Format: format}) })
		img, err := DecodeWith(t.Context(), b, DecodeOptions{Gray: true, Enough: 10})
		if err != nil {
			t.Fatal(err)
		}
		want := 1
		if format == JPEG {
			want = 4
		}
		if _, ok := img.Pix.(*image.Gray); !ok || img.Scale != want || img.Frames != 1 {
			t.Errorf("%s: %T at scale %d", format, img.Pix, img.Scale)
		}
	}
}

// Files that quickjpeg leaves alone are read all the same, whole.
func TestDecodeWithLeft(t *testing.T) {
	b := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, picture(64, 48), nil) })
	rgb := append([]byte{0xff, markerSOI, 0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}, b[2:]...)
	img, err := DecodeWith(t.Context(), rgb, DecodeOptions{Gray: true, Enough: 8})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := img.Pix.(*image.Gray); !ok || img.Scale != 1 || img.Pix.Bounds() != image.Rect(0, 0, 64, 48) {
		t.Errorf("%T %v at scale %d", img.Pix, img.Pix.Bounds(), img.Scale)
	}
}

func TestDecodeWithErrors(t *testing.T) {
	b := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, picture(64, 48), nil) })
	if _, err := DecodeWith(t.Context(), b, DecodeOptions{Enough: 8, Limits: Limits{Pixels: 3000}}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := DecodeWith(t.Context(), b[:len(b)/2], DecodeOptions{Enough: 8}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("cut off: %v", err)
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := DecodeWith(ctx, b, DecodeOptions{}); !errors.Is(err, why) {
		t.Errorf("ended context: %v", err)
	}
}

// Sheets are found in a file where they are found in its pixels.
func TestDetectBytes(t *testing.T) {
	heavy(t)
	p := scene.NewPhoto(4, scene.PhotoOptions{Width: 2411, Height: 1807})
	b := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, p.Image, &jpeg.Options{Quality: 90}) })
	docs, c, err := DetectBytes(t.Context(), b, Limits{}, DetectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 1 || c.Width != 2411 || c.Height != 1807 {
		t.Fatalf("%d documents in %d x %d", len(docs), c.Width, c.Height)
	}
	if off := cornerError(docs[0].Quad, p.Quads[0]); off > 30 {
		t.Errorf("a corner is off by %.1f pixels", off)
	}
	if _, _, err := DetectBytes(t.Context(), b[:100], Limits{}, DetectOptions{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("cut off: %v", err)
	}
}

// A thumbnail of a file is that of its pixels.
func TestThumbnailBytes(t *testing.T) {
	heavy(t)
	src := scene.NewPhoto(5, scene.PhotoOptions{Width: 800, Height: 600}).Image
	b := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, src, &jpeg.Options{Quality: 95}) })
	for _, width := range []int{90, 101, 230, 700, 2000} {
		got, err := ThumbnailBytes(t.Context(), b, Limits{}, width, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := Thumbnail(src, width, 0)
		if got.Bounds() != want.Bounds() {
			t.Fatalf("width %d: %v, want %v", width, got.Bounds(), want.Bounds())
		}
		if d := rms(t, got, want); d > 8 {
			t.Errorf("width %d: off by %.1f grey levels", width, d)
		}
	}
}
