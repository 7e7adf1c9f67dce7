package ocrscore

import (
	"bytes"
	"context"
	"fmt"

	"github.com/docket-go/docket/internal/quality/located"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/task"
)

// Generated scores pages whose text is known because they are made here: read
// by the engine, and as a scan that became a searchable PDF.
func Generated(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	var out []measure.Measure
	pages := []struct {
		name string
		page ocrtest.Page
	}{
		{"letter", ocrtest.Letter()}, {"invoice", ocrtest.Invoice()}, {"small", ocrtest.Small()},
		{"spoilt", spoilt()},
	}
	for _, p := range pages {
		img, _, err := p.page.Render()
		if err != nil {
			return nil, err
		}
		got, err := engine.Recognize(ctx, img, ocr.Options{})
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", p.name, err)
		}
		s := ocrtest.Compare(p.page.Text(), ocrtest.Text(got), false)
		out = append(out,
			measure.Measure{Set: "generated", Name: p.name + "_word_f1", Value: s.F1()},
			measure.Measure{Set: "generated", Name: p.name + "_lost", Value: s.Lost()})
	}
	scan, err := scanned(ctx, e)
	return append(out, scan...), err
}

// spoilt is the letter as a poor scanner sees it, on its side.
func spoilt() ocrtest.Page {
	p := ocrtest.Letter()
	p.DPI, p.Skew, p.Rotation, p.Noise, p.Blur, p.Seed = 200, 0.8, 90, 12, 1, 1
	return p
}

// scanned makes a PDF that holds pictures of pages, has a Manager make it
// searchable and compares the text layer with what was painted.
func scanned(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	var file bytes.Buffer
	var truth []located.Page
	doc := pdf.NewImagePDF(&file, pdf.ImagePDFOptions{})
	for _, p := range []ocrtest.Page{ocrtest.Letter(), ocrtest.Invoice()} {
		img, words, err := p.Render()
		if err != nil {
			return nil, err
		}
		if err := doc.AddPage(ctx, pdf.ImagePage{Image: img.Gray(), DPIX: img.DPI, DPIY: img.DPI}); err != nil {
			return nil, err
		}
		b := img.Pix.Bounds()
		t := located.Page{Size: layout.Size{W: float64(b.Dx()) * 72 / img.DPI, H: float64(b.Dy()) * 72 / img.DPI}}
		for _, w := range words {
			t.Add(w.Text, w.Box)
		}
		truth = append(truth, t)
	}
	if err := doc.Close(); err != nil {
		return nil, err
	}
	m, closeAll, err := manager(e)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	got, _, err := layers(ctx, m, task.Bytes("scan.pdf", file.Bytes()), "en")
	if err != nil {
		return nil, err
	}
	if len(got) != len(truth) {
		return nil, fmt.Errorf("the searchable PDF has %d pages, the scan %d", len(got), len(truth))
	}
	var sum located.Score
	for i := range truth {
		missed := sum.Add(truth[i], got[i])
		for _, w := range missed[:min(e.Errors, len(missed))] {
			e.Logf("generated: page %d: %q is not in place", i+1, w.Text)
		}
	}
	return []measure.Measure{
		{Set: "generated", Name: "located_recall", Value: sum.Recall()},
		{Set: "generated", Name: "located_h_iou", Value: sum.HorizontalIoU()},
	}, nil
}
