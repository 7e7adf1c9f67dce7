package layoutscore

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/internal/scan"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/pdf"
)

// scanDPI is the resolution at which pages are made images.
const scanDPI = 200

// Scans measures the layout of the pages of dpbench* as images of 200 dpi that
// the default OCR reads.
func Scans(ctx context.Context, e measure.Env) ([]measure.Measure, error) {
	engine, err := embedded.New(embedded.Config{Models: european.Models(), TessdataDir: e.Tessdata})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	s := scorer{env: e, set: "layoutscan"}
	files, err := filepath.Glob(filepath.Join(e.Data, "layout", "dpbench*", "pdfs", "*.pdf"))
	if err != nil || len(files) == 0 {
		e.Logf("%s: no dpbench* in %s", s.set, e.Data)
		return nil, err
	}
	read := func(ctx context.Context, file string) (*layout.Document, error) { return s.scanned(ctx, engine, file) }
	ms, err := s.scorePages(ctx, read, files, "dp")
	s.showWorst()
	return ms, err
}

// scanned reads a PDF as if it were a scan.
func (s *scorer) scanned(ctx context.Context, engine ocr.Engine, file string) (*layout.Document, error) {
	d, err := pdf.OpenFile(ctx, file, pdf.OpenOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	defer d.Close()
	out := &layout.Document{Name: filepath.Base(file)}
	for n := 1; n <= d.PageCount(); n++ {
		img, err := d.Render(ctx, n, pdf.RenderOptions{DPI: scanDPI, Gray: true})
		if err != nil {
			return nil, fmt.Errorf("%s, page %d: %w", file, n, err)
		}
		drawn := scan.Find(img, scanDPI)
		p, err := engine.Recognize(ctx, ocr.Image{Pix: drawn.Erased(), DPI: scanDPI}, ocr.Options{})
		if err != nil {
			return nil, fmt.Errorf("%s, page %d: %w", file, n, err)
		}
		in := p.Input(n)
		drawn.Add(&in)
		start := time.Now()
		out.Pages = append(out.Pages, layout.Analyze(in, layout.Options{}))
		s.took += time.Since(start)
		s.pages++
	}
	layout.AnalyzeDocument(out, layout.Options{})
	return out, nil
}
