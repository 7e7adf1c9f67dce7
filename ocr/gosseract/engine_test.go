//go:build cgo && gosseract

package gosseract

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/ocrtest"
)

func open(t *testing.T, c Config) *Engine {
	t.Helper()
	e, err := New(c)
	if errors.Is(err, ocr.ErrNotConfigured) {
		t.Skipf("no models on this machine: %v", err)
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
	ocrtest.TestEngine(t, func(t *testing.T) ocr.Engine { return open(t, Config{}) }, ocrtest.Options{MaxLost: 0.02, Numbers: 0.85}) // columns of lone figures get lost in its layout analysis
}

// Instances made at the same time must leave the standard error alone.
func TestStandardError(t *testing.T) {
	before, err := os.Stderr.Stat()
	if err != nil {
		t.Fatal(err)
	}
	page := ocrtest.Small()
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, Config{MaxConcurrency: 8, PagesPerClient: 1})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 3 {
				if _, err := e.Recognize(t.Context(), img, ocr.Options{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	after, err := os.Stderr.Stat()
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("standard error is another file now (%v)", err)
	}
}

func TestBrokenModel(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "eng.traineddata"), []byte("not a model"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Config{TessdataDir: dir}); !errors.Is(err, ocr.ErrLanguage) {
		t.Errorf("error %v, want ErrLanguage", err)
	}
}
