package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr/ocrtest"
)

// German is read without any model on the machine.
func TestGerman(t *testing.T) {
	dir, page := t.TempDir(), ocrtest.LanguagePage("de")
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img.Pix); err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "brief.png")
	if err := os.WriteFile(in, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-out", dir, "-lang", "deu", "-tessdata", dir, in}, &b, false); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "brief.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "Für die Überweisung benötigen wir") {
		t.Errorf("read %q", got)
	}
}
