package tesseract

import (
	"context"
	"errors"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded/engdata"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// open returns an engine, or skips the test where the library is missing.
func open(t testing.TB, c Config) *Engine {
	t.Helper()
	e, err := New(c)
	if errors.Is(err, ocr.ErrNotConfigured) || errors.Is(err, ocr.ErrLanguage) && c.Languages == nil {
		t.Skipf("libtesseract with English is not on this machine: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestEngine(t *testing.T) {
	// The library's page layout analysis loses a single-digit column of the
	// clean invoice, which is 1.2 % of its letters.
	o := ocrtest.Options{MaxLost: 0.02, Numbers: 0.85} // columns of lone figures get lost in its layout analysis
	ocrtest.TestEngine(t, func(t *testing.T) ocr.Engine { return open(t, Config{}) }, o)
}

// TestModelFromBytes runs with the embedded model instead of the system's.
func TestModelFromBytes(t *testing.T) {
	data, err := engdata.Traineddata()
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, Config{Traineddata: map[string][]byte{"eng": data}, Languages: []string{"en"}})
	page := ocrtest.Small()
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Recognize(t.Context(), img, ocr.Options{Chars: true})
	if err != nil {
		t.Fatal(err)
	}
	if sc := ocrtest.Compare(page.Text(), ocrtest.Text(p), false); sc.F1() < 0.97 {
		t.Errorf("word F1 %.3f; read:\n%s", sc.F1(), ocrtest.Text(p))
	}
	for _, l := range p.Lines {
		for _, w := range l.Words {
			var b strings.Builder
			for _, c := range w.Chars {
				b.WriteString(c.Text)
			}
			if b.String() != w.Text || w.Language != "en" || w.Baseline == 0 {
				t.Errorf("word %+v", w)
			}
		}
	}
}

func TestNotConfigured(t *testing.T) {
	for name, c := range map[string]Config{
		"library": {Library: filepath.Join(t.TempDir(), "libnone.so")},
		"folder":  {TessdataDir: filepath.Join(t.TempDir(), "none")},
	} {
		if _, err := New(c); !errors.Is(err, ocr.ErrNotConfigured) {
			t.Errorf("%s: error %v, want ErrNotConfigured", name, err)
		}
	}
	_, err := New(Config{Library: filepath.Join(t.TempDir(), "libnone.so")})
	for _, s := range []string{"apt install", "apk add", "brew install"} {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("%q does not tell %q", err, s)
		}
	}
}

func TestBrokenModel(t *testing.T) {
	e := open(t, Config{})
	if e.folder == "" {
		t.Fatal("the folder of the models is unknown")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "eng.traineddata"), []byte("not a model"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]Config{
		"file":  {TessdataDir: dir},
		"bytes": {Traineddata: map[string][]byte{"eng": []byte("not a model")}},
		"empty": {Traineddata: map[string][]byte{"eng": nil}},
	} {
		if _, err := New(c); !errors.Is(err, ocr.ErrLanguage) {
			t.Errorf("%s: error %v, want ErrLanguage", name, err)
		}
	}
}

// quadOf is a line of the given size in points, slanted around its centre, with
// four pixels more on every side.
func quadOf(w, h, skew float64, at layout.Point, k float64) ocr.Quad {
	sin, cos := math.Sincos(skew * math.Pi / 180)
	var q ocr.Quad
	for i, c := range [4][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		x, y := c[0]*(w*k/2+4), c[1]*(h*k/2+4)
		q[i] = [2]float64{at.X*k + x*cos - y*sin, at.Y*k + x*sin + y*cos}
	}
	return q
}

// Lines of a detector are read, too, also slanted ones.
func TestRecognizeLines(t *testing.T) {
	e := open(t, Config{})
	p := ocrtest.Page{Width: 300, Height: 60, DPI: 200, Pieces: ocrtest.Column(20, 30, 12, 18, "Total amount 1,234.56")}
	for _, skew := range []float64{0, 3} {
		p.Skew = skew
		img, truth, err := p.Render()
		if err != nil {
			t.Fatal(err)
		}
		box := truth[0].Box
		for _, w := range truth {
			box = box.Union(w.Box)
		}
		q := quadOf(box.Width(), 12, skew, box.Center(), img.DPI/72)
		lines, err := e.RecognizeLines(t.Context(), img, []ocr.Region{{Quad: q}, {}}, ocr.Options{})
		if err != nil || len(lines) != 2 || len(lines[1].Words) > 0 {
			t.Fatalf("lines %+v, error %v", lines, err)
		}
		var words []string
		for _, w := range lines[0].Words {
			words = append(words, w.Text)
			if !box.Inset(-6).Contains(w.Box.Center()) {
				t.Errorf("skew %v: %q at %v, the line is at %v", skew, w.Text, w.Box, box)
			}
		}
		if got := strings.Join(words, " "); got != "Total amount 1,234.56" {
			t.Errorf("skew %v: %q", skew, got)
		}
	}
}

func TestOrientation(t *testing.T) {
	e := open(t, Config{})
	if !e.canOrient() {
		if _, err := e.Orientation(t.Context(), ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 50, 50))}); !errors.Is(err, ocr.ErrNotConfigured) {
			t.Errorf("error %v, want ErrNotConfigured", err)
		}
		t.Skip("osd.traineddata is not on this machine")
	}
	p := ocrtest.Letter()
	for _, turn := range []int{0, 90, 180, 270} {
		p.Rotation = turn
		img, _, err := p.Render()
		if err != nil {
			t.Fatal(err)
		}
		o, err := e.Orientation(t.Context(), img)
		if err != nil || o.Rotation != (360-turn)%360 || o.Confidence < 0.2 {
			t.Errorf("turned by %d: %+v, error %v", turn, o, err)
		}
	}
}

// A call that ends while the library looks for lines leaves the instance
// usable.
func TestCancelKeepsEngine(t *testing.T) {
	e := open(t, Config{MaxConcurrency: 1})
	page := ocrtest.Letter()
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []time.Duration{time.Millisecond, 30 * time.Millisecond} {
		soonest := time.Hour
		for range 3 { // a busy machine is late now and then, an engine that does not stop always
			ctx, cancel := context.WithTimeout(t.Context(), d)
			start := time.Now()
			_, err = e.Recognize(ctx, img, ocr.Options{})
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("deadline %v: error %v", d, err)
			}
			soonest = min(soonest, time.Since(start))
		}
		if soonest > d+time.Second {
			t.Errorf("deadline %v: stopped after %v at the soonest", d, soonest)
		}
	}
	if p, err := e.Recognize(t.Context(), img, ocr.Options{}); err != nil || len(p.Lines) == 0 {
		t.Errorf("after cancelled calls: %v, error %v", p, err)
	}
}

func BenchmarkEngine(b *testing.B) {
	e := open(b, Config{})
	page := ocrtest.Letter()
	img, _, err := page.Render()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := e.Recognize(b.Context(), img, ocr.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
