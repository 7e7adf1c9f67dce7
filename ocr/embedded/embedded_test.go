package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/engdata"
	"github.com/docket-go/docket/ocr/ocrtest"
)

func TestEngine(t *testing.T) {
	ocrtest.TestEngine(t, func(t *testing.T) ocr.Engine {
		e, err := embedded.New(embedded.Config{})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}, ocrtest.Options{})
}

func BenchmarkEngine(b *testing.B) {
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	ocrtest.BenchmarkEngine(b, e)
}

// Whatever models of Tesseract's are installed are read with.
func TestInstalledLanguages(t *testing.T) {
	e, err := embedded.New(embedded.Config{TessdataDir: tessdata(t, "deu")})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ocrtest.TestLanguages(t, e, ocrtest.Options{})
}

// tessdata is a folder with models of more languages than English.
func tessdata(t *testing.T, languages ...string) string {
	dirs := []string{"/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/opt/homebrew/share/tessdata"}
	for _, dir := range append([]string{os.Getenv("TESSDATA_PREFIX")}, dirs...) {
		missing := dir == ""
		for _, l := range languages {
			_, err := os.Stat(filepath.Join(dir, l+".traineddata"))
			missing = missing || err != nil
		}
		if !missing {
			return dir
		}
	}
	t.Skipf("no folder with models of %v; on Debian: apt-get install tesseract-ocr-deu tesseract-ocr-fra", languages)
	return ""
}

// A page in another language is read with its model, whether it is named or has
// to be found out.
func TestLanguages(t *testing.T) {
	dir := tessdata(t, "deu", "fra")
	e, err := embedded.New(embedded.Config{TessdataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, c := range []struct{ language, text string }{
		{"de", "Für die Überweisung benötigen wir\nIhre Kontonummer und die Größe der\nBestellung; das Geschäft schließt um\nfünf Uhr nachmittags."},
		{"fr", "Le règlement de la présente facture\nsera effectué par prélèvement, à la date\nindiquée près du numéro de référence\nde votre société."},
	} {
		p := ocrtest.Page{Width: 300, Height: 120, DPI: 200, Pieces: ocrtest.Column(20, 30, 12, 20, strings.Split(c.text, "\n")...)}
		img, _, err := p.Render()
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []ocr.Options{{}, {Languages: []string{c.language}}} {
			page, err := e.Recognize(t.Context(), img, o)
			if err != nil {
				t.Fatal(err)
			}
			s := ocrtest.Compare(c.text, ocrtest.Text(page), false)
			if s.F1() < 0.97 || page.Language != c.language {
				t.Errorf("%+v: language %q, word F1 %.3f, read:\n%s", o, page.Language, s.F1(), ocrtest.Text(page))
			}
		}
	}
}

// A folder with the model that the embedded one was made of does not replace it;
// another model does.
func TestEmbeddedEnglish(t *testing.T) {
	dir := tessdata(t, "eng")
	data, err := os.ReadFile(filepath.Join(dir, "eng.traineddata"))
	if err != nil {
		t.Fatal(err)
	}
	if !engdata.Replaces(data) {
		t.Skipf("%s/eng.traineddata is not tessdata_fast 4.1.0", dir)
	}
	other := append(append([]byte{}, data...), 0) // another digest; the byte belongs to the last part, the version
	read := func(c embedded.Config) string {
		e, err := embedded.New(c)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		page := ocrtest.Invoice()
		img, _, err := page.Render()
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Recognize(t.Context(), img, ocr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, l := range p.Lines {
			for _, w := range l.Words {
				out = append(out, fmt.Sprintf("%s %.6f", w.Text, w.Confidence))
			}
		}
		return strings.Join(out, "\n")
	}
	plain := read(embedded.Config{})
	if got := read(embedded.Config{Tessdata: fstest.MapFS{"eng.traineddata": {Data: data}}}); got != plain {
		t.Error("the model that the embedded one was made of took its place")
	}
	if got := read(embedded.Config{Tessdata: fstest.MapFS{"eng.traineddata": {Data: other}}}); got == plain {
		t.Error("another model in the folder was not used")
	}
}

func TestNewFails(t *testing.T) {
	for _, c := range []struct {
		config embedded.Config
		want   error
	}{
		{embedded.Config{TessdataDir: filepath.Join(t.TempDir(), "absent")}, ocr.ErrNotConfigured},
		{embedded.Config{Languages: []string{"xx"}}, ocr.ErrLanguage},
		{embedded.Config{Tessdata: fstest.MapFS{"eng.traineddata": {Data: []byte("no model")}}}, ocr.ErrLanguage},
	} {
		if _, err := embedded.New(c.config); !errors.Is(err, c.want) {
			t.Errorf("%+v: error %v, want %v", c.config, err, c.want)
		}
	}
}

// MaxPixels bounds what is taken, above the default and below it.
func TestMaxPixels(t *testing.T) {
	img := ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 64, 64))}
	for max, want := range map[int]error{64*64 - 1: ocr.ErrImage, 64 * 64: nil, 2 * ocr.DefaultMaxPixels: nil} {
		e, err := embedded.New(embedded.Config{MaxPixels: max})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Recognize(t.Context(), img, ocr.Options{}); !errors.Is(err, want) {
			t.Errorf("MaxPixels %d: error %v, want %v", max, err, want)
		}
		e.Close()
	}
}

func ExampleNew() {
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer e.Close()
	sample := ocrtest.Small() // stands for a scan
	img, _, err := sample.Render()
	if err != nil {
		log.Fatal(err)
	}
	page, err := e.Recognize(context.Background(), img, ocr.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range page.Lines {
		var words []string
		for _, w := range line.Words {
			words = append(words, w.Text)
		}
		fmt.Println(strings.Join(words, " "))
	}
	// Output:
	// A small image with words
	// on three short lines,
	// and nothing else.
}
