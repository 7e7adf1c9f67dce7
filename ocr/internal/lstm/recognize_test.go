package lstm

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"sync"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/docket-go/docket/ocr/embedded/engdata"
)

// english loads the embedded model once.
var english = sync.OnceValues(func() (*Model, error) {
	data, err := engdata.Traineddata()
	if err != nil {
		return nil, err
	}
	return Load(data)
})

func englishModel(t testing.TB) *Model {
	t.Helper()
	m, err := english()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// line draws text of the given size with margins of a quarter of it.
func line(t testing.TB, text string, size float64, fg, bg uint8) *image.Gray {
	t.Helper()
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	m, pad := face.Metrics(), int(size/4)
	w := font.MeasureString(face, text).Ceil() + 2*pad
	h := (m.Ascent + m.Descent).Ceil() + 2*pad
	g := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(g, g.Rect, image.NewUniform(color.Gray{Y: bg}), image.Point{}, draw.Src)
	d := font.Drawer{
		Dst: g, Src: image.NewUniform(color.Gray{Y: fg}), Face: face,
		Dot: fixed.P(pad, pad+m.Ascent.Ceil()),
	}
	d.DrawString(text)
	return g
}

func TestLine(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	for _, text := range []string{
		"The quick brown fox jumps over the lazy dog.",
		"Invoice No. 2024-0173, due 15/03/2024",
		"Total (incl. 19% VAT): EUR 1,284.50",
		"a",
		"Straight lines & co. at info@example.org",
	} {
		for _, size := range []float64{18, 28, 40, 64} {
			got, err := r.Line(context.Background(), line(t, text, size, 0, 255))
			if err != nil {
				t.Fatal(err)
			}
			if got.Text() != text {
				t.Errorf("size %v: %q, want %q", size, got.Text(), text)
			}
		}
	}
}

func TestLineInverted(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	const text = "Light on dark is read, too"
	got, err := r.Line(context.Background(), line(t, text, 32, 240, 40))
	if err != nil {
		t.Fatal(err)
	}
	if got.Text() != text || !got.Inverted {
		t.Errorf("%q inverted %v, want %q inverted", got.Text(), got.Inverted, text)
	}
}

func TestLineBad(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	for name, g := range map[string]*image.Gray{
		"nil":          nil,
		"empty":        image.NewGray(image.Rect(0, 0, 0, 10)),
		"short pixels": {Pix: make([]uint8, 5), Stride: 10, Rect: image.Rect(0, 0, 10, 10)},
		"small stride": {Pix: make([]uint8, 500), Stride: 5, Rect: image.Rect(0, 0, 10, 10)},
		"thread":       image.NewGray(image.Rect(0, 0, 50000, 2)),
	} {
		if _, err := r.Line(context.Background(), g); !errors.Is(err, ErrImage) {
			t.Errorf("%s: error %v, want ErrImage", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Line(ctx, line(t, "text", 30, 0, 255)); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: error %v", err)
	}
}
