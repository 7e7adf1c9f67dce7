package archtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A piece is what a host may use alone: a program of a few calls, what it may
// weigh in MB beyond an empty program, and what it must not link.
type piece struct {
	name    string
	imports string
	body    string
	most    float64
	without string
}

const heavy = "wazero pdfcpu modernc.org"

var pieces = []piece{
	{"layout", "layout", `d, _ := layout.ReadJSON(os.Stdin); layout.AnalyzeDocument(d, layout.Options{}); layout.WriteMarkdown(os.Stdout, d, layout.ExportOptions{})`, 4, heavy + " x/image decimal"},
	{"store", "store", `s, _ := store.OpenDir("x", store.DirConfig{}); s.List(ctx, "")`, 3, heavy + " x/image decimal"},
	{"imageops", "imageops", `i, _ := imageops.Decode(os.Stdin, imageops.Limits{}); r, _ := imageops.Scan(i.Pix, imageops.ScanOptions{}); imageops.Encode(os.Stdout, r[0].Image, imageops.EncodeOptions{})`, 4, heavy + " docket/pdf docket/ocr"},
	{"extract", "layout extract", `d, _ := layout.ReadJSON(os.Stdin); r, _ := extract.Extract(ctx, d, extract.Invoice(), extract.Options{}); println(len(r.Values))`, 5, heavy + " x/image docket/pdf docket/ocr"},
	{"pdf", "pdf", `d, _ := pdf.OpenFile(ctx, "x", pdf.OpenOptions{}); d.Input(ctx, 1); d.Render(ctx, 1, pdf.RenderOptions{}); pdf.ExtractPages(ctx, os.Stdout, d, nil, pdf.WriteOptions{})`, 22, "modernc.org docket/ocr docket/extract"},
	{"ocr/embedded", "ocr ocr/embedded", `e, _ := embedded.New(embedded.Config{}); p, _ := e.Recognize(ctx, ocr.Image{}, ocr.Options{}); println(p)`, 9, heavy + " docket/pdf"},
	{"task", "task", `m, _ := task.NewManager(task.Config{}); d, _ := task.Do(ctx, m, task.Recognize{}); println(d)`, 27, "modernc.org docket/ocr/embedded"},
	{"task and ocr/embedded", "task ocr/embedded", `e, _ := embedded.New(embedded.Config{}); m, _ := task.NewManager(task.Config{OCR: e}); d, _ := task.Do(ctx, m, task.Recognize{}); println(d)`, 32, "modernc.org"},
	{"task and task/sqlite", "task task/sqlite", `b, _ := sqlite.Open("x"); m, _ := task.NewManager(task.Config{Backend: b}); d, _ := task.Do(ctx, m, task.Recognize{}); println(d)`, 33, "docket/ocr/embedded"},
}

// TestWeight builds a program of each piece. With -v it prints what they weigh,
// without symbols; README has the table.
func TestWeight(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no programs are linked")
	}
	empty := build(t, piece{name: "empty"})
	for _, p := range pieces {
		size := build(t, p)
		t.Logf("%-22s %5.1f MB", p.name, size)
		if size-empty > p.most {
			t.Errorf("a program with %s is %.1f MB larger than an empty one, want at most %g", p.name, size-empty, p.most)
		}
	}
}

// build links the program of a piece and returns its size in MB.
func build(t *testing.T, p piece) float64 {
	t.Helper()
	dir := t.TempDir()
	var src strings.Builder
	fmt.Fprint(&src, "package main\n\nimport (\n\t\"context\"\n\t\"os\"\n")
	for im := range strings.FieldsSeq(p.imports) {
		fmt.Fprintf(&src, "\t%q\n", module+im)
	}
	fmt.Fprintf(&src, ")\n\nfunc main() {\n\tctx := context.Background()\n\t_, _ = ctx, os.Args\n\t%s\n}\n", p.body)
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(src.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "program")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", name, file)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", p.name, err, out)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return float64(info.Size()) / 1e6
}

// TestPiecesLinkNothingElse looks at what the packages of a piece import, also
// by way of others.
func TestPiecesLinkNothingElse(t *testing.T) {
	for _, p := range pieces {
		args := []string{"list", "-deps"}
		for im := range strings.FieldsSeq(p.imports) {
			args = append(args, module+im)
		}
		out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for unwanted := range strings.FieldsSeq(p.without) {
				if strings.Contains(dep, unwanted) {
					t.Errorf("%s imports %s, which it must not", p.name, dep)
				}
			}
		}
	}
}
