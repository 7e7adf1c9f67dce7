package task_test

import (
	"context"
	"image"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/task"
)

// A spotter is an engine that sees nothing but one large black square, and is
// the surer the brighter the darkest corner of the page is.
type spotter struct {
	mu    sync.Mutex
	sizes []image.Point // of what it was shown
}

const spotSide = 40

func (*spotter) Info() ocr.Info                 { return ocr.Info{Name: "spotter"} }
func (*spotter) Capabilities() ocr.Capabilities { return ocr.Capabilities{Words: true} }
func (*spotter) Close() error                   { return nil }

func (s *spotter) Recognize(_ context.Context, in ocr.Image, _ ocr.Options) (*ocr.Page, error) {
	g := imageops.ToGray(in.Pix)
	size := g.Rect.Size()
	s.mu.Lock()
	s.sizes = append(s.sizes, size)
	s.mu.Unlock()
	k := 72 / in.DPI
	p := &ocr.Page{DPI: in.DPI, Size: layout.Size{W: float64(size.X) * k, H: float64(size.Y) * k}}
	if at, ok := spot(g); ok {
		box := layout.Rect{X0: (at.X - spotSide/2) * k, Y0: (at.Y - spotSide/2) * k, X1: (at.X + spotSide/2) * k, Y1: (at.Y + spotSide/2) * k}
		sure := float64(min(g.Pix[0], g.Pix[len(g.Pix)-1])) / 255
		p.Lines = []ocr.Line{{Words: []layout.Word{{Text: "spot", Box: box, Confidence: 0.2 + 0.8*sure}}}}
	}
	return p, nil
}

// spot finds the middle of the black square: of the pixels whose surroundings
// are black.
func spot(g *image.Gray) (layout.Point, bool) {
	const r = spotSide/2 - 6
	var sum layout.Point
	n := 0.0
	black := func(x, y int) bool { return g.Pix[y*g.Stride+x] < 60 }
	for y := r; y < g.Rect.Dy()-r; y++ {
		for x := r; x < g.Rect.Dx()-r; x++ {
			if black(x, y) && black(x-r, y-r) && black(x+r, y-r) && black(x-r, y+r) && black(x+r, y+r) && black(x, y-r) && black(x, y+r) {
				sum.X, sum.Y, n = sum.X+float64(x), sum.Y+float64(y), n+1
			}
		}
	}
	return layout.Point{X: sum.X / max(n, 1), Y: sum.Y / max(n, 1)}, n > 0
}

// spotted is a page of text with a black square in its top margin.
func spotted() *image.Gray {
	g := imageops.ToGray(scene.NewPage(7, 8.27, 11.69, 100).Image)
	for y := range spotSide {
		for x := range spotSide {
			g.Pix[(12+y)*g.Stride+300+x] = 0
		}
	}
	return g
}

func skewed() *image.Gray {
	return imageops.RotateFree(spotted(), 3, nil).Image.(*image.Gray)
}

func shaded() *image.Gray {
	g := spotted()
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			g.Pix[y*g.Stride+x] = uint8(float64(g.Pix[y*g.Stride+x]) * (1 - 0.68*float64(y)/float64(g.Rect.Dy())))
		}
	}
	return g
}

// bent is a page whose lines are not straight, with a black square.
func bent() *image.Gray {
	g := scene.NewCurved(1, 100, scene.CurvedOptions{}).Photo
	for y := range spotSide {
		for x := range spotSide {
			g.Pix[(12+y)*g.Stride+300+x] = 0
		}
	}
	return g
}

// TestClean: what is read of a cleaned page is told in its own space and maps
// back to the page that was submitted.
func TestClean(t *testing.T) {
	for _, c := range []struct {
		name  string
		img   *image.Gray
		raw   bool
		steps string
		reads int
	}{
		{"good", spotted(), false, "", 1},
		{"skewed", skewed(), false, "deskew", 2},
		{"skewed, raw", skewed(), true, "", 1},
		{"shaded", shaded(), false, "light", 2},
		{"bent", bent(), false, "dewarp", 2},
		{"shaded, raw", shaded(), true, "", 1},
	} {
		want, ok := spot(c.img)
		if !ok {
			t.Fatalf("%s: there is no square", c.name)
		}
		engine := &spotter{}
		m := newManager(t, task.Config{OCR: engine})
		res, err := task.Do(t.Context(), m, task.Searchable{Input: task.Bytes("page.png", encodedAt(t, c.img, imageops.PNG, 100)), Raw: c.raw})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		p := &res.Document.Pages[0]
		if p.Origin.Steps != c.steps || len(engine.sizes) != c.reads {
			t.Errorf("%s: %q after %d readings, want %q after %d", c.name, p.Origin.Steps, len(engine.sizes), c.steps, c.reads)
		}
		if turned := strings.Contains(c.steps, "deskew"); turned != (math.Abs(p.Origin.Skew-3) < 0.2) {
			t.Errorf("%s: skew %g", c.name, p.Origin.Skew)
		}
		if len(p.Words) != 1 {
			t.Errorf("%s: %d words", c.name, len(p.Words))
			continue
		}
		near(t, c.name+", mapped back", p.ToSourceQuad(p.Words[0].Box).Bounds().Center(), want)
		near(t, c.name+", in the text layer", layerWord(t, m, res.File), want)
	}
}

// near compares a point of a page with a pixel at 100 dpi.
func near(t *testing.T, name string, got layout.Point, pixel layout.Point) {
	t.Helper()
	if dx, dy := got.X/0.72-pixel.X, got.Y/0.72-pixel.Y; math.Hypot(dx, dy) > 2.5 {
		t.Errorf("%s: off by %.1f, %.1f pixels", name, dx, dy)
	}
}

// layerWord is where the one word of a PDF stands.
func layerWord(t *testing.T, m *task.Manager, a task.Artifact) layout.Point {
	t.Helper()
	b, err := m.Bytes(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("back.pdf", b), OCR: task.OCRNever})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Pages[0].Words) != 1 {
		t.Fatalf("%d words in the layer", len(doc.Pages[0].Words))
	}
	return doc.Pages[0].Words[0].Box.Center()
}

// A framer is an engine that is sure of anything but whole photographs.
type framer struct{ *fakeOCR }

func (f framer) Recognize(ctx context.Context, in ocr.Image, o ocr.Options) (*ocr.Page, error) {
	p, err := f.fakeOCR.Recognize(ctx, in, o)
	if size := in.Pix.Bounds().Size(); err == nil && (size.X >= 1400 || size.Y >= 1050) {
		for i := range p.Lines[0].Words {
			p.Lines[0].Words[i].Confidence = 0.6
		}
	}
	return p, err
}

// TestCleanPhoto: a sheet is cut out of a photograph, and the corners of the
// page map back to those of the sheet.
func TestCleanPhoto(t *testing.T) {
	p := scene.NewPhoto(2, scene.PhotoOptions{Width: 1400, Height: 1050, Plain: true})
	m := newManager(t, task.Config{OCR: framer{&fakeOCR{text: "one two three"}}})
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("photo.png", encodedAt(t, p.Image, imageops.PNG, 100))})
	if err != nil {
		t.Fatal(err)
	}
	page := &doc.Pages[0]
	if !strings.HasPrefix(page.Origin.Steps, "crop") || page.Origin.Size != (layout.Size{W: 1008, H: 756}) {
		t.Fatalf("origin %+v", page.Origin)
	}
	corners := page.ToSourceQuad(layout.Rect{X1: page.Size.W, Y1: page.Size.H})
	for i, want := range p.Quads[0] {
		if dx, dy := corners[i].X/0.72-want[0], corners[i].Y/0.72-want[1]; math.Hypot(dx, dy) > 17 { // a hundredth of the diagonal
			t.Errorf("corner %d is off by %.0f, %.0f pixels", i+1, dx, dy)
		}
	}
}
