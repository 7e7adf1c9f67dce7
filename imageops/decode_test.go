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
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
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

// exifData is an EXIF structure with an orientation and a resolution.
func exifData(order binary.AppendByteOrder, orientation uint16, dpi uint32) []byte {
	b := []byte("II")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	entry := func(tag, kind uint16, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, 1)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = order.AppendUint16(b, 0)
		} else {
			b = order.AppendUint32(b, value)
		}
	}
	const values = 8 + 2 + 3*12 + 4
	entry(tagOrientation, 3, uint32(orientation))
	entry(tagXResolution, 5, values)
	entry(tagYResolution, 5, values+8)
	b = order.AppendUint32(b, 0)
	for _, v := range []uint32{dpi, 1, dpi * 2, 1} {
		b = order.AppendUint32(b, v)
	}
	return b
}

func withEXIF(t testing.TB, format string, src image.Image, exif []byte) []byte {
	switch format {
	case JPEG:
		b := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, src, &jpeg.Options{Quality: 95}) })
		app1 := append([]byte{0xff, markerAPP1, 0, 0}, "Exif\x00\x00"...)
		app1 = append(app1, exif...)
		binary.BigEndian.PutUint16(app1[2:], uint16(len(app1)-2))
		return slices.Insert(b, 2, app1...)
	case PNG:
		b := encoded(t, func(w io.Writer) error { return png.Encode(w, src) })
		chunk := binary.BigEndian.AppendUint32(nil, uint32(len(exif)))
		chunk = append(append(chunk, "eXIf"...), exif...)
		chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
		return slices.Insert(b, 33, chunk...)
	case WebP:
		vp8l := encoded(t, func(w io.Writer) error { return Encode(w, src, EncodeOptions{Format: WebP}) })[12:]
		size := src.Bounds().Size()
		x := []byte{8, 0, 0, 0, byte(size.X - 1), 0, 0, byte(size.Y - 1), 0, 0}
		body := append([]byte("WEBPVP8X\x0a\x00\x00\x00"), x...)
		body = append(body, vp8l...)
		body = binary.LittleEndian.AppendUint32(append(body, "EXIF"...), uint32(len(exif)))
		body = append(body, exif...)
		return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
	}
	panic(format)
}

// Every orientation is undone: what is decoded is the upright picture, and the
// resolution follows the axes.
func TestDecodeEXIF(t *testing.T) {
	upright := picture(48, 24)
	inverse := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
	for _, format := range []string{JPEG, PNG, WebP} {
		for o := 1; o <= 8; o++ {
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				stored := orient(upright, inverse[o])
				b := withEXIF(t, format, stored, exifData(order, uint16(o), 150))
				img, err := Decode(bytes.NewReader(b), Limits{})
				if err != nil {
					t.Fatalf("%s %d: %v", format, o, err)
				}
				if d := rms(t, img.Pix, upright); d > 6 {
					t.Errorf("%s %d: the picture is off by %.1f", format, o, d)
				}
				x, y := 150.0, 300.0
				if o >= 5 {
					x, y = y, x
				}
				if img.DPIX != x || img.DPIY != y || img.Orientation != o {
					t.Errorf("%s %d: %v x %v dpi, orientation %d", format, o, img.DPIX, img.DPIY, img.Orientation)
				}
				c, err := DecodeConfig(b, Limits{})
				if err != nil || c.Width != 48 || c.Height != 24 || c.DPIX != x || c.Orientation != o {
					t.Errorf("%s %d: %+v, %v", format, o, c, err)
				}
			}
		}
	}
}

func TestBrokenEXIFIsIgnored(t *testing.T) {
	src := picture(16, 8)
	good := exifData(binary.LittleEndian, 6, 100)
	for n := range len(good) {
		b := withEXIF(t, JPEG, src, good[:n])
		if _, err := Decode(bytes.NewReader(b), Limits{}); err != nil {
			t.Fatalf("EXIF cut to %d bytes: %v", n, err)
		}
	}
	b := withEXIF(t, JPEG, src, exifData(binary.LittleEndian, 9, 0))
	if img, err := Decode(bytes.NewReader(b), Limits{}); err != nil || img.Orientation != 1 || img.DPIX != 0 {
		t.Errorf("orientation 9 and 0 dpi: %+v, %v", img, err)
	}
}

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
