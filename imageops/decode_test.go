package imageops

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

func TestDecodeFormats(t *testing.T) {
	src := picture(61, 37)
	pal := image.NewPaletted(src.Rect, color.Palette{color.Black, color.White, color.NRGBA{150, 100, 150, 255}})
	for y := range 37 {
		for x := range 61 {
			pal.Set(x, y, src.At(x, y))
		}
	}
	grey := ToGray(src)
	for _, c := range []struct {
		name   string
		format string
		write  func(io.Writer) error
		want   image.Image
		gray   bool
		rms    float64
	}{
		{"png", PNG, func(w io.Writer) error { return png.Encode(w, src) }, src, false, 0},
		{"png grey", PNG, func(w io.Writer) error { return png.Encode(w, grey) }, grey, true, 0},
		{"png palette", PNG, func(w io.Writer) error { return png.Encode(w, pal) }, pal, false, 0},
		{"jpeg", JPEG, func(w io.Writer) error { return jpeg.Encode(w, src, &jpeg.Options{Quality: 95}) }, src, false, 4},
		{"jpeg grey", JPEG, func(w io.Writer) error { return jpeg.Encode(w, grey, &jpeg.Options{Quality: 95}) }, grey, true, 3},
		{"gif", GIF, func(w io.Writer) error { return gif.Encode(w, pal, nil) }, pal, false, 0},
		{"bmp", BMP, func(w io.Writer) error { return bmp.Encode(w, src) }, src, false, 0},
		{"bmp palette", BMP, func(w io.Writer) error { return bmp.Encode(w, pal) }, pal, false, 0},
		{"bmp grey", BMP, func(w io.Writer) error { return bmp.Encode(w, grey) }, grey, true, 0},
		{"tiff", TIFF, func(w io.Writer) error { return tiff.Encode(w, src, nil) }, src, false, 0},
		{"tiff grey deflate", TIFF, func(w io.Writer) error {
			return tiff.Encode(w, grey, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
		}, grey, true, 0},
		{"tiff palette", TIFF, func(w io.Writer) error { return tiff.Encode(w, pal, nil) }, pal, false, 0},
		{"webp", WebP, func(w io.Writer) error { return Encode(w, src, EncodeOptions{Format: WebP}) }, src, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := encoded(t, c.write)
			if got := Sniff(b); got != "image/"+c.format {
				t.Errorf("Sniff = %q", got)
			}
			img, err := Decode(bytes.NewReader(b), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if img.Format != c.format || img.Frames != 1 || img.Orientation != 1 {
				t.Errorf("%+v", img)
			}
			if _, gray := img.Pix.(*image.Gray); gray != c.gray {
				t.Errorf("pixels are %T", img.Pix)
			}
			if d := rms(t, img.Pix, c.want); d > c.rms {
				t.Errorf("off by %.2f", d)
			}
			config, err := DecodeConfig(b, Limits{})
			want := Config{Format: c.format, Width: 61, Height: 37, DPIX: img.DPIX, DPIY: img.DPIY, Frames: 1, Orientation: 1, Gray: config.Gray}
			if d := cmp.Diff(want, config); d != "" || err != nil {
				t.Errorf("DecodeConfig: %v, %s", err, d)
			}
		})
	}
}

// pngHeader is a PNG that declares a size and has no pixels.
func pngHeader(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

func bmpHeader(t *testing.T, w, h int32) []byte {
	b := encoded(t, func(wr io.Writer) error { return bmp.Encode(wr, picture(1, 1)) })
	binary.LittleEndian.PutUint32(b[18:], uint32(w))
	binary.LittleEndian.PutUint32(b[22:], uint32(h))
	return b
}

func TestDecodeErrors(t *testing.T) {
	good := encoded(t, func(w io.Writer) error { return png.Encode(w, picture(64, 64)) })
	goodJPEG := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, picture(64, 64), nil) })
	goodTIFF := encoded(t, func(w io.Writer) error { return Encode(w, picture(64, 64), EncodeOptions{Format: TIFF}) })
	scans := append(bytes.Clone(goodJPEG[:len(goodJPEG)-2]), bytes.Repeat([]byte{0xff, markerSOS, 0, 8, 1, 1, 0, 0, 63, 0}, 600_000)...)
	for _, c := range []struct {
		name string
		src  []byte
		l    Limits
		want error
	}{
		{"nothing", nil, Limits{}, ErrEmpty},
		{"garbage", []byte("garbage that is no image at all"), Limits{}, ErrUnsupported},
		{"svg", []byte("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), Limits{}, ErrUnsupported},
		{"a text that starts with BM", []byte("BMW is a maker of cars and motorcycles."), Limits{}, ErrUnsupported},
		{"bytes", good, Limits{Bytes: 100}, ErrTooLarge},
		{"pixels", good, Limits{Pixels: 64*64 - 1}, ErrTooLarge},
		{"png bomb", pngHeader(30000, 30000), Limits{}, ErrTooLarge},
		{"png of 2^62 pixels", pngHeader(1<<31-1, 1<<31-1), Limits{}, ErrTooLarge},
		{"png 0 x 0", pngHeader(0, 0), Limits{}, ErrEmpty},
		{"bmp bomb", bmpHeader(t, 100_000, 100_000), Limits{}, ErrTooLarge},
		{"bmp of the smallest height", bmpHeader(t, 1, math.MinInt32), Limits{}, ErrTooLarge},
		{"bmp of negative width", bmpHeader(t, -5, 5), Limits{}, ErrCorrupt},
		{"jpeg of many scans", scans, Limits{}, ErrTooLarge},
		{"png cut", good[:len(good)/2], Limits{}, ErrCorrupt},
		{"jpeg cut", goodJPEG[:len(goodJPEG)/2], Limits{}, ErrCorrupt},
		{"tiff cut", goodTIFF[:len(goodTIFF)-60], Limits{}, ErrCorrupt},
		{"png header only", good[:8], Limits{}, ErrCorrupt},
		{"jpeg header only", goodJPEG[:3], Limits{}, ErrCorrupt},
		{"tiff header only", goodTIFF[:8], Limits{}, ErrCorrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			img, err := Decode(bytes.NewReader(c.src), c.l)
			if !errors.Is(err, c.want) {
				t.Errorf("Decode = %v, %v; want %v", img, err, c.want)
			}
		})
	}
	heic := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	if _, err := Decode(bytes.NewReader(heic), Limits{}); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "HEIC") {
		t.Errorf("a picture of a telephone: %v", err)
	}
	boom := errors.New("boom")
	if _, err := Decode(io.MultiReader(bytes.NewReader(good[:50]), failingReader{boom}), Limits{}); !errors.Is(err, boom) {
		t.Errorf("a reader that fails: %v", err)
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// Whatever part of a file is there, Decode ends in an image or one of the four
// errors.
func TestDecodeTruncated(t *testing.T) {
	src := picture(23, 17)
	for _, format := range []string{PNG, JPEG, TIFF, WebP} {
		b := encoded(t, func(w io.Writer) error { return Encode(w, src, EncodeOptions{Format: format, DPI: 72}) })
		for n := range len(b) {
			if err := checkTyped(b[:n]); err != nil {
				t.Fatalf("%s cut to %d of %d bytes: %v", format, n, len(b), err)
			}
		}
	}
}

// checkTyped decodes and complains about an error that is none of ours.
func checkTyped(b []byte) error {
	frames, err := Frames(context.Background(), b, Limits{Pixels: 1 << 20, Frames: 8})
	if err == nil {
		for img, e := range frames {
			if e != nil {
				err = e
				continue
			}
			if img.Pix.Bounds().Min != (image.Point{}) || img.Pix.Bounds().Empty() {
				return fmt.Errorf("bounds %v", img.Pix.Bounds())
			}
		}
	}
	for _, known := range []error{nil, ErrEmpty, ErrUnsupported, ErrTooLarge, ErrCorrupt} {
		if errors.Is(err, known) {
			return nil
		}
	}
	return err
}

// A context that ends while bytes still come ends the reading.
func TestDecodeContext(t *testing.T) {
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	endless := readerFunc(func(p []byte) (int, error) {
		cancel(why)
		return len(p), nil
	})
	if _, err := DecodeContext(ctx, endless, Limits{}); !errors.Is(err, why) {
		t.Errorf("an endless reader: %v", err)
	}
	good := encoded(t, func(w io.Writer) error { return png.Encode(w, picture(64, 64)) })
	if _, err := DecodeContext(ctx, bytes.NewReader(good), Limits{}); !errors.Is(err, why) {
		t.Errorf("on an ended context: %v", err)
	}
	if img, err := DecodeContext(t.Context(), bytes.NewReader(good), Limits{}); err != nil || img.Format != PNG {
		t.Errorf("%v, %v", img, err)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestFramesCanceled(t *testing.T) {
	b := encoded(t, func(w io.Writer) error {
		return EncodeTIFF(w, func(yield func(image.Image, error) bool) {
			for range 3 {
				if !yield(picture(20, 20), nil) {
					return
				}
			}
		}, EncodeOptions{})
	})
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	frames, err := Frames(ctx, b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var last error
	for _, err := range frames {
		n++
		last = err
		cancel(why)
	}
	if n != 2 || !errors.Is(last, why) {
		t.Errorf("%d frames, then %v; want one frame, then the cause", n, last)
	}
	if _, err := DecodeBytes(ctx, b, Limits{}); !errors.Is(err, why) {
		t.Errorf("DecodeBytes on an ended context: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	src, bw := picture(19, 11), bilevelPicture(40, 9)
	for _, format := range []string{PNG, JPEG, TIFF, WebP} {
		f.Add(encoded(f, func(w io.Writer) error { return Encode(w, src, EncodeOptions{Format: format}) }))
		f.Add(encoded(f, func(w io.Writer) error { return Encode(w, bw, EncodeOptions{Format: format, DPI: 200}) }))
	}
	f.Add(encoded(f, func(w io.Writer) error { return bmp.Encode(w, src) }))
	f.Add(encoded(f, func(w io.Writer) error { return gif.Encode(w, src, nil) }))
	f.Add(withEXIF(f, JPEG, src, exifData(binary.BigEndian, 6, 300)))
	for _, b := range tiffVariants(f) {
		f.Add(b.data)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := checkTyped(b); err != nil {
			t.Error(err)
		}
	})
}
