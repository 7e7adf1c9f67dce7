package ocrscore

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/docket-go/docket/internal/quality/located"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/task"
)

// searchable makes searchable PDFs of the scans in the folder bench beside
// e.Data, through a Manager, and reads their text layers back.
func searchable(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	dir := filepath.Join(e.Data, "..", "bench")
	truth, err := trueInvoices(filepath.Join(dir, "truth"))
	if err != nil || len(truth) == 0 {
		e.Logf("ocr: no true words of the invoices in %s, left out", dir)
		return nil, err
	}
	m, closeAll, err := manager(e)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	var out []measure.Measure
	invoices, text, err := layers(ctx, m, task.File(filepath.Join(dir, "inputs", "scan-invoices-a4-10p.pdf")), "de")
	if err != nil {
		return nil, err
	}
	var sum located.Score
	for i, p := range truth {
		got := located.Page{}
		if i < len(invoices) {
			got = invoices[i]
		}
		missed := sum.Add(p, got)
		for _, w := range missed[:min(e.Errors, len(missed))] {
			e.Logf("ocr: invoices page %d: %q is not in place", i+1, w.Text)
		}
	}
	out = append(out,
		measure.Measure{Set: "ocr", Name: "located_recall", Value: sum.Recall()},
		measure.Measure{Set: "ocr", Name: "located_precision", Value: sum.Precision()},
		measure.Measure{Set: "ocr", Name: "located_h_iou", Value: sum.HorizontalIoU()})
	if s, ok := compareFile(filepath.Join(dir, "truth", "scan-invoices-a4-10p.txt"), text); ok {
		out = append(out, measure.Measure{Set: "ocr", Name: "invoices_de_word_f1", Value: s.F1()})
	}
	_, text, err = layers(ctx, m, task.File(filepath.Join(dir, "inputs", "real-letter-linn-1p.pdf")), "en")
	if err != nil {
		return nil, err
	}
	if s, ok := compareFile(filepath.Join(dir, "truth", "real-letter-linn-1p.txt"), text); ok {
		out = append(out, measure.Measure{Set: "ocr", Name: "linn_word_f1", Value: s.F1()})
	}
	return out, nil
}

func compareFile(name, text string) (ocrtest.Score, bool) {
	truth, err := os.ReadFile(name)
	if err != nil {
		return ocrtest.Score{}, false
	}
	return ocrtest.Compare(string(truth), text, false), true
}

func manager(e measure.Env) (*task.Manager, func(), error) {
	engine, err := embedded.New(embedded.Config{Models: european.Models(), TessdataDir: e.Tessdata})
	if err != nil {
		return nil, nil, err
	}
	m, err := task.NewManager(task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		engine.Close()
		return nil, nil, err
	}
	return m, func() { m.Close(); engine.Close() }, nil
}

// layers makes a searchable PDF of in and returns the words of its text
// layer and the text that was read.
func layers(ctx context.Context, m *task.Manager, in task.Input, language string) ([]located.Page, string, error) {
	res, err := task.Do(ctx, m, task.Searchable{Input: in, Languages: []string{language}})
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", in.Name, err)
	}
	b, err := m.Bytes(ctx, res.File)
	if err != nil {
		return nil, "", err
	}
	d, err := pdf.Open(ctx, b, pdf.OpenOptions{})
	if err != nil {
		return nil, "", err
	}
	defer d.Close()
	var pages []located.Page
	for n := range d.PageCount() {
		in, err := d.Input(ctx, n+1)
		if err != nil {
			return nil, "", err
		}
		p := located.Page{Size: in.Size}
		for _, w := range in.Words {
			p.Add(w.Text, w.Box)
		}
		pages = append(pages, p)
	}
	return pages, res.Document.Text(), nil
}

// trueInvoices reads the files inv??.bbox.html, one a page.
func trueInvoices(dir string) ([]located.Page, error) {
	files, err := filepath.Glob(filepath.Join(dir, "inv??.bbox.html"))
	if err != nil {
		return nil, err
	}
	var out []located.Page
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		pages, err := located.ReadBBox(bytes.NewReader(b))
		if err != nil || len(pages) == 0 {
			return nil, fmt.Errorf("%s: no page: %w", f, err)
		}
		out = append(out, pages[0])
	}
	return out, nil
}
