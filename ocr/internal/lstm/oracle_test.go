package lstm_test

import (
	"errors"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/engdata"
	"github.com/docket-go/docket/ocr/internal/lstm"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/ocr/tesseract"
)

// The tests here compare the package with libtesseract, where that is
// installed. More lines and models are taken where the environment names them:
//
//	DOCKET_OCR_PAGES   a folder of page images with a manifest.tsv (ocrtest.Folder)
//	DOCKET_TESSDATA    a folder of traineddata files
const (
	pagesVariable    = "DOCKET_OCR_PAGES"
	tessdataVariable = "DOCKET_TESSDATA"
)

// generatedLines draws lines of text in several fonts, sizes and qualities.
func generatedLines(t *testing.T) []*image.Gray {
	var out []*image.Gray
	for i, dpi := range []float64{70, 110, 300} {
		for _, p := range []ocrtest.Page{ocrtest.Letter(), ocrtest.Invoice()} {
			p.DPI, p.Noise, p.Blur, p.Seed = dpi, float64(i%3)*12, i%2, uint64(i)
			img, words, err := p.Render()
			if err != nil {
				t.Fatal(err)
			}
			var line layout.Rect
			for k, w := range words {
				line = line.Union(w.Box)
				if k+1 < len(words) && words[k+1].Box.Y0 < w.Box.Y1 && words[k+1].Box.X0 > w.Box.X1 {
					continue
				}
				x0, y0, x1, y1 := line.Inset(-3).Pixels(dpi)
				out = append(out, cut(img.Pix, image.Rect(x0, y0, x1, y1)))
				line = layout.Rect{}
			}
		}
	}
	return out
}

// pageLines cuts the lines that the embedded engine finds on the pages of a
// folder.
func pageLines(t *testing.T, dir string) []*image.Gray {
	samples, err := ocrtest.Folder(dir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var out []*image.Gray
	for _, s := range samples {
		img, err := s.Open()
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Recognize(t.Context(), ocr.Image{Pix: img, DPI: 72}, ocr.Options{Upright: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range p.Lines {
			x0, y0, x1, y1 := l.Quad.Bounds().Inset(-2).Pixels(72)
			if r := image.Rect(x0, y0, x1, y1).Intersect(image.Rectangle{Max: img.Bounds().Size()}); min(r.Dx(), r.Dy()) > 5 {
				out = append(out, cut(img, r))
			}
		}
	}
	return out
}

func cut(img image.Image, r image.Rectangle) *image.Gray {
	g := image.NewGray(image.Rectangle{Max: r.Size()})
	draw.Draw(g, g.Rect, img, img.Bounds().Min.Add(r.Min), draw.Src)
	return g
}

// compare reads lines with a model here and there, and returns how many give
// other words.
func compare(t *testing.T, data []byte, lines []*image.Gray) (differ int) {
	e, err := tesseract.New(tesseract.Config{
		Traineddata: map[string][]byte{"own": data}, RawLines: true, MaxConcurrency: 1,
	})
	if errors.Is(err, ocr.ErrNotConfigured) {
		t.Skipf("libtesseract is not on this machine: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	m, err := lstm.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	r := m.NewRecognizer()
	r.Options.Plain = true
	for i, g := range lines {
		p, err := e.Recognize(t.Context(), ocr.Image{Pix: g}, ocr.Options{Layout: ocr.LayoutLine})
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, l := range p.Lines {
			for _, w := range l.Words {
				want = append(want, w.Text)
			}
		}
		res, err := r.Line(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range res.Words {
			got = append(got, w.Text)
		}
		if !slices.Equal(got, want) {
			if differ++; differ <= 5 {
				t.Logf("line %d of %v: %q, libtesseract has %q", i, g.Rect.Size(), got, want)
			}
		}
	}
	return differ
}

// The embedded model must give libtesseract's words: on every generated line,
// and on 99.9 % of the lines of real pages.
func TestEqualsLibtesseract(t *testing.T) {
	data, err := engdata.Traineddata()
	if err != nil {
		t.Fatal(err)
	}
	lines := generatedLines(t)
	n := compare(t, data, lines)
	t.Logf("%d of %d generated lines differ", n, len(lines))
	if n > 0 {
		t.Errorf("%d generated lines differ", n)
	}
	dir := os.Getenv(pagesVariable)
	if dir == "" {
		t.Logf("no lines of real pages: %s is not set", pagesVariable)
		return
	}
	lines = pageLines(t, dir)
	n = compare(t, data, lines)
	t.Logf("%d of %d lines of %s differ", n, len(lines), dir)
	if 1000*n > len(lines) {
		t.Errorf("%d of %d lines of real pages differ", n, len(lines))
	}
}

// Models of every kind of script must give libtesseract's words, too; they are
// shown English text, which they read as what they know.
func TestModelsEqualLibtesseract(t *testing.T) {
	dir := os.Getenv(tessdataVariable)
	if dir == "" {
		dir = "/usr/share/tesseract-ocr/5/tessdata"
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.traineddata"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no traineddata files in %s; %s names another folder", dir, tessdataVariable)
	}
	all := generatedLines(t)
	var lines []*image.Gray
	for i := 0; i < len(all); i += 7 {
		lines = append(lines, all[i])
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".traineddata")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := lstm.Load(data); errors.Is(err, lstm.ErrUnsupported) {
				t.Skipf("no LSTM model: %v", err)
			}
			if n := compare(t, data, lines); n > 0 {
				t.Errorf("%d of %d lines differ", n, len(lines))
			}
		})
	}
}
