package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSample(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-out", dir}, &out, true); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"sample.txt": "Invoice 2026-0042", "sample.md": "Thank you for your order", "sample.hocr.html": "ocrx_word",
		"sample.json": `"words"`, "sample.searchable.pdf": "%PDF-",
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(b), want) {
			t.Errorf("%s does not contain %q", name, want)
		}
	}
	if s := out.String(); !strings.Contains(s, "100% complete") || !strings.Contains(s, "sample.png: 1 pages") {
		t.Errorf("printed %q", s)
	}
}

func TestMissingFile(t *testing.T) {
	err := run(t.Context(), []string{"-out", t.TempDir(), "absent.pdf"}, &bytes.Buffer{}, false)
	if err == nil || !strings.Contains(err.Error(), "absent.pdf") {
		t.Errorf("got %v", err)
	}
}
