package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/ocr/tesseract"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/task"
)

// jobs lists the jobs in the order in which they run.
func jobs() []job {
	return append([]job{
		{
			name: "ocr", file: "*.[pj][np]g", docket: readImages,
			peers: []peer{{"tesseract", `for f in $IN; do tesseract $f - -l eng; done >/dev/null 2>&1`}},
		},
		{
			name: "searchable", file: "scan-invoices-a4-10p.pdf", units: 10, docket: searchable,
			peers: []peer{
				{"tesseract", `pdftoppm -gray -r 300 $IN $OUT/page && for f in $OUT/page*; do tesseract $f $f -l deu pdf; done 2>/dev/null`},
				{"ocrmypdf", `ocrmypdf -q --jobs 1 --output-type pdf -O0 -l deu $IN $OUT/out.pdf`},
			},
		},
		{
			name: "tesseract", file: "*.[pj][np]g", docket: searchableTesseract,
			peers: []peer{{"tesseract", `for f in $IN; do tesseract $f $OUT/$(basename $f) -l eng txt tsv hocr pdf; done >/dev/null 2>&1`}},
		},
		{
			name: "words", file: "born-freeculture-352p.pdf", units: 352, docket: nativeWords,
			peers: []peer{
				{"pdftotext", `pdftotext -bbox $IN $OUT/words.html`},
				{"mutool", `mutool draw -q -F stext -o $OUT/words.xml $IN`},
			},
		},
		{
			name: "render-text", file: "born-tracemonkey-14p.pdf", units: 14, docket: render,
			peers: renderPeers(150),
		},
		{
			name: "render-scan", file: "real-a4-mfp-3p.pdf", units: 3, docket: pageImages,
			peers: renderPeers(300),
		},
		{
			name: "shrink-scan", file: "scan-invoices-a4-10p.pdf", units: 10, docket: render,
			peers: renderPeers(150),
		},
		{
			name: "shrink-fax", file: "real-a4-mfp-3p.pdf", units: 3, docket: render,
			peers: renderPeers(150),
		},
	}, pageJobs()...)
}

func renderPeers(dpi int) []peer {
	return []peer{
		{"pdftoppm", fmt.Sprintf("pdftoppm -gray -r %d $IN $OUT/page", dpi)},
		{"mutool", fmt.Sprintf("mutool draw -q -c gray -r %d -o $OUT/page%%d.pgm $IN", dpi)},
	}
}

func jobNames() []string {
	var out []string
	for _, j := range jobs() {
		out = append(out, j.name)
	}
	return out
}

// runChild runs the library's part of a job in this process: args are the
// folder for output and the input files.
func runChild(ctx context.Context, name string, args []string, o options) error {
	if len(args) < 2 {
		return fmt.Errorf("job %s: output folder and files are missing", name)
	}
	runtime.GOMAXPROCS(max(1, o.Workers))
	for _, j := range jobs() {
		if j.name == name {
			return j.docket(ctx, args[1:], args[0], o)
		}
	}
	return fmt.Errorf("no job %q", name)
}

func readImages(ctx context.Context, files []string, _ string, o options) error {
	e, err := embedded.New(embedded.Config{Models: european.Models(), TessdataDir: o.Tessdata})
	if err != nil {
		return err
	}
	defer e.Close()
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		img, err := imageops.DecodeWith(ctx, b, imageops.DecodeOptions{Gray: true})
		if err != nil {
			return err
		}
		if _, err := e.Recognize(ctx, ocr.Image{Pix: img.Pix}, ocr.Options{Languages: languages(o)}); err != nil {
			return err
		}
	}
	return nil
}

// searchable makes searchable PDFs of scans with their words and hOCR, as a
// host does it.
func searchable(ctx context.Context, files []string, dir string, o options) error {
	e, err := embedded.New(embedded.Config{Models: european.Models(), TessdataDir: o.Tessdata})
	if err != nil {
		return err
	}
	return searchableWith(ctx, e, task.Searchable{}, files, dir, o)
}

// searchableTesseract does the same with the system's libtesseract, which is
// given the pixels that its program reads: not cleaned.
func searchableTesseract(ctx context.Context, files []string, dir string, o options) error {
	e, err := tesseract.New(tesseract.Config{TessdataDir: o.Tessdata, Languages: []string{"eng"}, MaxConcurrency: o.Workers})
	if err != nil {
		return err
	}
	return searchableWith(ctx, e, task.Searchable{Raw: true}, files, dir, o)
}

// searchableWith makes searchable PDFs as op says, and closes e.
func searchableWith(ctx context.Context, e ocr.Engine, op task.Searchable, files []string, dir string, o options) error {
	defer e.Close()
	m, err := task.NewManager(task.Config{OCR: e, Workers: o.Workers, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer m.Close()
	for _, name := range files {
		op.Input, op.Languages, op.Want = task.File(name), languages(o), []task.Role{task.RoleHOCR}
		res, err := task.Do(ctx, m, op)
		if err != nil {
			return err
		}
		b, err := m.Bytes(ctx, res.File)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func languages(o options) []string {
	if o.Language == "" {
		return nil
	}
	return []string{o.Language}
}

// eachPage opens the files and calls do for each page.
func eachPage(ctx context.Context, files []string, do func(d *pdf.Document, page int) error) error {
	for _, name := range files {
		d, err := pdf.OpenFile(ctx, name, pdf.OpenOptions{})
		if err != nil {
			return err
		}
		for n := range d.PageCount() {
			if err := do(d, n+1); err != nil {
				return fmt.Errorf("page %d: %w", n+1, err)
			}
		}
		if err := d.Close(); err != nil {
			return err
		}
	}
	return nil
}

func nativeWords(ctx context.Context, files []string, _ string, _ options) error {
	return eachPage(ctx, files, func(d *pdf.Document, page int) error {
		_, err := d.Input(ctx, page)
		return err
	})
}

func render(ctx context.Context, files []string, _ string, _ options) error {
	return eachPage(ctx, files, func(d *pdf.Document, page int) error {
		_, err := d.Render(ctx, page, pdf.RenderOptions{DPI: 150, Gray: true})
		return err
	})
}

func pageImages(ctx context.Context, files []string, _ string, _ options) error {
	return eachPage(ctx, files, func(d *pdf.Document, page int) error {
		_, _, _, err := d.PageImage(ctx, page, pdf.RenderOptions{Gray: true})
		return err
	})
}
