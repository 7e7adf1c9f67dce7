package ocr_test

import (
	"context"
	"errors"
	"image"
	"reflect"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// boxes is a detector that finds what it is told, where it lies in the image.
type boxes struct {
	quads []ocr.Quad
	seen  []image.Point // sizes of the images it was given
}

func (b *boxes) Detect(_ context.Context, in ocr.Image, _ ocr.Options) ([]ocr.Region, error) {
	size := in.Pix.Bounds().Size()
	b.seen = append(b.seen, size)
	var out []ocr.Region
	for _, q := range b.quads {
		if q[2][0] <= float64(size.X) && q[2][1] <= float64(size.Y) {
			out = append(out, ocr.Region{Quad: q, Score: 1})
		}
	}
	return out, nil
}

// places is a recogniser whose text is where a line lies.
type places struct{ fail error }

func (places) Languages() []string { return []string{"en"} }

func (p places) RecognizeLines(_ context.Context, in ocr.Image, rs []ocr.Region, _ ocr.Options) ([]ocr.Line, error) {
	out := make([]ocr.Line, len(rs))
	for i, r := range rs {
		q := r.Quad.Points(in.DPI)
		if q[0].X != 999 {
			out[i] = ocr.Line{Quad: q, Words: []layout.Word{{Text: string('a' + rune(q[0].Y/10)), Box: q.Bounds()}}}
		}
	}
	return out, p.fail
}

type lying int

func (l lying) Orientation(context.Context, ocr.Image) (ocr.Orientation, error) {
	return ocr.Orientation{Rotation: int(l), Confidence: 1}, nil
}

func at(x, y, w, h int) ocr.Quad { return ocr.RectQuad(image.Rect(x, y, x+w, y+h)) }

func text(p *ocr.Page) string {
	var b strings.Builder
	for _, l := range p.Lines {
		b.WriteString(l.Words[0].Text)
	}
	return b.String()
}

func TestComposeOrdersLines(t *testing.T) {
	d := &boxes{quads: []ocr.Quad{at(0, 40, 50, 10), at(60, 1, 30, 10), at(0, 0, 50, 10), at(0, 20, 50, 10)}}
	var progress []int
	e := ocr.Compose(d, places{}, ocr.ComposeOptions{Info: ocr.Info{Name: "test"}})
	p, err := e.Recognize(t.Context(), ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 100, 200)), DPI: 72},
		ocr.Options{Progress: func(done, total int) { progress = append(progress, done, total) }})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(p); got != "aace" || p.Lines[1].Quad[0].X != 60 {
		t.Errorf("lines are %q, %+v", got, p.Lines)
	}
	if want := (layout.Size{W: 100, H: 200}); p.Size != want || p.DPI != 72 {
		t.Errorf("page is %v at %v dpi", p.Size, p.DPI)
	}
	if !reflect.DeepEqual(progress, []int{4, 4}) {
		t.Errorf("progress is %v", progress)
	}
}

func TestComposeTurns(t *testing.T) {
	d := &boxes{quads: []ocr.Quad{at(0, 0, 50, 10)}}
	e := ocr.Compose(d, places{}, ocr.ComposeOptions{Orienter: lying(90)})
	in := ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 300, 100)), DPI: 72}
	p, err := e.Recognize(t.Context(), in, ocr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (layout.Size{W: 100, H: 300}); p.Size != want || p.Orientation.Rotation != 90 || d.seen[0] != image.Pt(100, 300) {
		t.Errorf("page is %v, rotation %d, the detector saw %v", p.Size, p.Orientation.Rotation, d.seen)
	}
	if p, err = e.Recognize(t.Context(), in, ocr.Options{Upright: true}); err != nil || p.Orientation.Rotation != 0 {
		t.Errorf("Upright: rotation %d, error %v", p.Orientation.Rotation, err)
	}
	// The top left corner of the upright page is the bottom left one of the image.
	o := (&ocr.Page{Size: layout.Size{W: 100, H: 300}, Orientation: ocr.Orientation{Rotation: 90}}).Input(1).Origin
	if got := o.Matrix.Apply(layout.Point{}); got != (layout.Point{X: 0, Y: 100}) {
		t.Errorf("the corner was at %v", got)
	}
}

func TestComposeRegions(t *testing.T) {
	d := &boxes{quads: []ocr.Quad{at(0, 0, 50, 10)}}
	e := ocr.Compose(d, places{}, ocr.ComposeOptions{})
	in := ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 300, 100)), DPI: 72}
	p, err := e.Recognize(t.Context(), in, ocr.Options{Regions: []image.Rectangle{image.Rect(100, 50, 200, 500), image.Rect(400, 0, 500, 100)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Lines) != 1 || p.Lines[0].Quad[0] != (layout.Point{X: 100, Y: 50}) || d.seen[0] != image.Pt(100, 50) {
		t.Errorf("lines are %+v, the detector saw %v", p.Lines, d.seen)
	}
	p, err = e.Recognize(t.Context(), in, ocr.Options{Layout: ocr.LayoutLine})
	if err != nil || len(p.Lines) != 1 || p.Lines[0].Quad[2] != (layout.Point{X: 300, Y: 100}) {
		t.Errorf("LayoutLine: %+v, error %v", p, err)
	}
}

func TestComposeErrors(t *testing.T) {
	broken := errors.New("broken")
	closed := 0
	e := ocr.Compose(&boxes{quads: []ocr.Quad{at(0, 0, 5, 5)}}, places{broken},
		ocr.ComposeOptions{MaxPixels: 100, Close: func() error { closed++; return nil }})
	ok := ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 10, 10))}
	if _, err := e.Recognize(t.Context(), ok, ocr.Options{}); !errors.Is(err, broken) {
		t.Errorf("failing recogniser: error %v", err)
	}
	for _, img := range []image.Image{nil, image.NewGray(image.Rectangle{}), image.NewGray(image.Rect(0, 0, 11, 10))} {
		if _, err := e.Recognize(t.Context(), ocr.Image{Pix: img}, ocr.Options{}); !errors.Is(err, ocr.ErrImage) {
			t.Errorf("image %v: error %v, want ErrImage", img, err)
		}
	}
	if e.Close() != nil || e.Close() != nil || closed != 1 {
		t.Errorf("closed %d times", closed)
	}
	if _, err := e.Recognize(t.Context(), ok, ocr.Options{}); !errors.Is(err, ocr.ErrClosed) {
		t.Errorf("after Close: error %v", err)
	}
}
