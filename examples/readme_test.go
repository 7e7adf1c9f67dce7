// Package examples holds programs that use the library, each in a folder of
// its own, and tests of what the README shows.
package examples

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr/ocrtest"
)

// TestReadmeProgram holds the README's program to the one that is run here.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("hello/main.go")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := bytes.Cut(program, []byte("package main")) // without the comment above
	block := regexp.MustCompile("(?s)```go\npackage main(.*?)```").FindSubmatch(readme)
	if block == nil || string(block[1]) != string(code) {
		t.Error("the program in README.md is not examples/hello/main.go")
	}
}

// TestHello runs the program on a page drawn here.
func TestHello(t *testing.T) {
	page := ocrtest.Letter()
	img, _, err := page.Render()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "page.png")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img.Pix); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	cmd := exec.Command("go", "run", "./hello", name)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	if s := ocrtest.Compare(page.Text(), string(out), false); s.F1() < 0.98 {
		t.Errorf("word F1 %.3f, want at least .98; printed:\n%s", s.F1(), strings.TrimSpace(string(out)))
	}
}
