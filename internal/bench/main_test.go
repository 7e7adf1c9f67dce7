package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr/ocrtest"

	"image/png"
)

// TestMain lets the test binary stand in for the program when a job starts its
// child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-child" {
		if err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr); err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	page := ocrtest.Small()
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img.Pix); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	if err := run(context.Background(), []string{"-inputs", dir, "-rounds", "1"}, &out, &log); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "job ocr") || !strings.Contains(out.String(), "docket") {
		t.Errorf("printed %q, want a row for docket in the job ocr", out.String())
	}
	if !strings.Contains(log.String(), "words: no born-freeculture-352p.pdf") {
		t.Errorf("said %q, want that the input of the job words is absent", log.String())
	}
}
