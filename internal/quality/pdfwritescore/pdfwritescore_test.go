package pdfwritescore

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// TestProbe writes a file in all ways; each output is there and sound.
func TestProbe(t *testing.T) {
	ctx := context.Background()
	var b bytes.Buffer
	doc := pdf.NewImagePDF(&b, pdf.ImagePDFOptions{})
	for range 2 {
		if err := doc.AddPage(ctx, pdf.ImagePage{Image: blank()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := doc.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := Probe(ctx, file, dir, &log); err != nil {
		t.Fatal(err)
	}
	_, err := exec.LookPath("qpdf")
	judged := err == nil
	seen := map[string]bool{}
	for line := range strings.Lines(log.String()) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		seen[f[0]] = true
		out, err := os.ReadFile(filepath.Join(dir, f[1]))
		if err != nil || !bytes.HasPrefix(out, []byte("%PDF-")) {
			t.Errorf("%s: %v", line, err)
		}
		if judged && check(ctx, filepath.Join(dir, f[1])) != 0 {
			t.Errorf("qpdf refuses %s", line)
		}
	}
	for _, w := range writers() {
		if !seen[w.name] {
			t.Errorf("%s has written nothing:\n%s", w.name, log.String())
		}
	}
	log.Reset()
	if err := os.WriteFile(file, []byte("no PDF"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Probe(ctx, file, dir, &log); err != nil || !strings.HasPrefix(log.String(), "open\tfailed") {
		t.Errorf("no PDF: %v, %q", err, log.String())
	}
}
