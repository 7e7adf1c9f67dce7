package task

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// A Part is one document of a pile.
type Part struct {
	Pages           []int                `json:"pages"` // 1-based, of the pile
	Class           string               `json:"class"`
	ClassConfidence float64              `json:"classConfidence"`
	Classes         []extract.ClassScore `json:"classes,omitempty"` // best first
	Confidence      float64              `json:"confidence"`        // that it begins and ends there
	File            *Artifact            `json:"file,omitempty"`    // the sub-PDF, where it was asked for; see Manager.SubPDF
	Values          *extract.Result      `json:"values,omitempty"`  // where they were asked for; evidence names pages of the pile
}

// splitDocument finds the documents in doc, and the pages that belong to none:
// separator sheets and blank pages. A page that could not be read goes with
// the one before it, so that nothing is lost.
func splitDocument(ctx context.Context, doc *layout.Document, o extract.SplitOptions) (parts []Part, separators []int, err error) {
	found, err := extract.Split(ctx, doc, o)
	if err != nil {
		return nil, nil, err
	}
	k := 0
	var early []int // unread pages before the first part
	for i := range doc.Pages {
		n := doc.Pages[i].Number
		if k < len(found) && i+1 == found[k].First {
			f := found[k]
			parts = append(parts, Part{Pages: early, Class: f.Class, ClassConfidence: f.ClassConfidence, Classes: f.Classes, Confidence: f.Confidence})
			early = nil
			k++
		}
		unread := doc.Pages[i].State == layout.PageFailed
		switch {
		case k > 0 && (unread || i+1 <= found[k-1].Last):
			parts[k-1].Pages = append(parts[k-1].Pages, n)
		case unread:
			early = append(early, n)
		default:
			separators = append(separators, n)
		}
	}
	if len(early) > 0 { // all other pages are blank
		parts = append(parts, Part{Pages: early, Class: extract.ClassOther})
	}
	return parts, separators, nil
}

// pagesOf returns the part of doc that the pages of p are.
func (p *Part) pagesOf(doc *layout.Document) *layout.Document {
	out := *doc
	out.Pages, out.PageErrors = nil, nil
	for _, page := range doc.Pages {
		if slices.Contains(p.Pages, page.Number) {
			out.Pages = append(out.Pages, page)
		}
	}
	return &out
}

// extractParts finds the values of each part. Embedded files speak for the
// whole; they are used where there is but one part.
func (e *Env) extractParts(ctx context.Context, doc *layout.Document, parts []Part, schemaOf func(class string) extract.Schema, files []extract.Attachment) error {
	if len(parts) > 1 {
		files = nil
	}
	for i := range parts {
		p := &parts[i]
		schema := schemaOf(p.Class)
		if noSchema(schema) {
			schema = e.m.schemaOf(p.Class)
		}
		x, err := Extract{Schema: schema}.extract(ctx, e, p.pagesOf(doc), files)
		if err != nil {
			return err
		}
		p.Values = &x.Result
		e.Progress(Progress{Percent: 89 + 3*(i+1)/len(parts), Phase: PhaseExtract})
	}
	return nil
}

// partFiles says how sub-PDFs are written.
type partFiles struct {
	name       string // of the files, numbered; default from the input's
	searchable bool   // with a text layer of what OCR read
}

// saveParts makes the sub-PDF of each part.
func (e *Env) saveParts(ctx context.Context, s *source, doc *layout.Document, parts []Part, o partFiles) error {
	e.forget(RoleSubPDF) // of a first try
	w := s.partWriter(ctx, e.m, doc, o)
	defer w.stop()
	for i := range parts {
		p := &parts[i]
		a := s.partFile(o, i+1, p)
		a, err := e.Save(ctx, a, func(to io.Writer) error { return w.write(ctx, to, p.Pages) })
		if err != nil {
			return err
		}
		p.File = &a
		e.Progress(Progress{Percent: 92 + 6*(i+1)/len(parts), Phase: PhaseWrite})
	}
	return nil
}

// partFile describes the sub-PDF of the n-th part.
func (s *source) partFile(o partFiles, n int, p *Part) Artifact {
	return Artifact{
		Role: RoleSubPDF, Name: numbered(stem(cmp.Or(o.name, s.name, "document")), n) + ".pdf", MediaType: PDFType, Pages: len(p.Pages),
	}
}

// A partWriter writes some pages of a source as a PDF. Of an image file they
// must be asked for in rising order.
type partWriter struct {
	m    *Manager
	s    *source
	doc  *layout.Document
	o    partFiles
	take func(p *Page)
	stop func()
}

func (s *source) partWriter(ctx context.Context, m *Manager, doc *layout.Document, o partFiles) *partWriter {
	w := &partWriter{m: m, s: s, doc: doc, o: o, stop: func() {}}
	if s.pdf == nil {
		w.take, w.stop = s.inOrder(ctx)
	}
	return w
}

func (w *partWriter) write(ctx context.Context, to io.Writer, pages []int) error {
	if w.s.pdf == nil {
		if err := w.m.pages.Acquire(ctx, 1); err != nil {
			return context.Cause(ctx)
		}
		defer w.m.pages.Release(1)
		doc := &layout.Document{Info: w.doc.Info}
		if w.o.searchable {
			doc = w.doc
		}
		return writeFrames(ctx, to, w.s, doc, pages, w.take)
	}
	if !w.o.searchable {
		return pdf.ExtractPages(ctx, to, w.s.pdf, pages, pdf.WriteOptions{})
	}
	var b bytes.Buffer
	if err := pdf.ExtractPages(ctx, &b, w.s.pdf, pages, pdf.WriteOptions{}); err != nil {
		return err
	}
	part, err := pdf.Open(ctx, b.Bytes(), pdf.OpenOptions{Runtime: w.m.config.PDF})
	if err != nil {
		return err
	}
	defer part.Close()
	var layer []layout.Page
	for _, p := range layers(w.doc) {
		if i := slices.Index(pages, p.Number); i >= 0 {
			p.Number = i + 1
			layer = append(layer, p)
		}
	}
	return pdf.WriteSearchable(ctx, to, part, layer, pdf.SearchableOptions{})
}

// Parts returns the documents that were found in the pages of a finished task:
// those of SplitDocuments, and of Process with Parts. Of other tasks that read
// a document they are found now.
func (m *Manager) Parts(ctx context.Context, id ID) ([]Part, error) {
	s, err := m.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	switch s.Kind {
	case SplitDocuments{}.Kind():
		r, _, err := Result[*Pile](ctx, m, id)
		if err != nil {
			return nil, err
		}
		return r.Parts, nil
	case Process{}.Kind():
		r, _, err := Result[*Processed](ctx, m, id)
		if err != nil || len(r.Parts) > 0 {
			return r.parts(), err
		}
	}
	doc, err := m.document(ctx, s)
	if err != nil {
		return nil, err
	}
	parts, _, err := splitDocument(ctx, doc, m.splitOptions())
	return parts, asError(err)
}

func (p *Processed) parts() []Part {
	if p == nil {
		return nil
	}
	return p.Parts
}

// SubPDF returns the PDF of the n-th part (1-based) of a finished task; see
// Parts. What was not made with the task is made now, and kept until the task
// expires.
func (m *Manager) SubPDF(ctx context.Context, id ID, n int) (Artifact, error) {
	parts, err := m.Parts(ctx, id)
	if err != nil {
		return Artifact{}, err
	}
	if n < 1 || n > len(parts) {
		return Artifact{}, Errorf(NotFound, "task %s has no part %d, it has %d", id, n, len(parts))
	}
	p := &parts[n-1]
	if p.File != nil {
		return *p.File, nil
	}
	return m.lazily(ctx, id, Artifact{Role: RoleSubPDF, Page: n}, func(s Snapshot) (lazy, error) {
		doc, err := m.document(ctx, s)
		if err != nil {
			return lazy{}, err
		}
		src, err := m.reopen(ctx, s.ID)
		if err != nil {
			return lazy{}, err
		}
		w := src.partWriter(ctx, m, doc, partFiles{})
		return lazy{
			a:     src.partFile(partFiles{}, n, p),
			write: func(to io.Writer) error { return w.write(ctx, to, p.Pages) },
			close: func() { w.stop(); src.close() },
		}, nil
	})
}
