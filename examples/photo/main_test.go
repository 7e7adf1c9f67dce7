package main

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/pdf"
)

func TestSample(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scan.pdf")
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-out", name}, &out); err != nil {
		t.Fatal(err)
	}
	first, text, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "sample.jpg: sheet 1, ") {
		t.Errorf("printed %q", first)
	}
	page := ocrtest.Letter()
	if s := ocrtest.Compare(page.Text(), text, false); s.F1() < .97 {
		t.Errorf("word F1 %.3f of the text, want at least .97:\n%s", s.F1(), text)
	}
	d, err := pdf.OpenFile(t.Context(), name, pdf.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if in, err := d.Input(t.Context(), 1); err != nil || d.PageCount() != 1 || len(in.Words) < 20 {
		t.Errorf("the PDF has %d pages and on the first %d words, %v", d.PageCount(), len(in.Words), err)
	}
	if err := run(t.Context(), []string{"-out", name, filepath.Join(t.TempDir(), "absent.jpg")}, &out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a photo that is not there: %v", err)
	}
}
