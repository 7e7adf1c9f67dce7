package task

import (
	"context"
	"io"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// Searchable makes a PDF whose text can be searched, selected and copied: the
// input, unchanged to the eye, with an invisible layer of the words that OCR
// reads. Pages with usable text of their own stay as they are. Images become
// pages of their physical size.
type Searchable struct {
	Input     Input
	OCR       OCRMode  `json:",omitempty"` // default OCRAuto
	Languages []string `json:",omitempty"` // BCP 47 or Tesseract's names; empty = the engine's default
	DPI       float64  `json:",omitempty"` // of pages rendered for OCR; default Config.DPI
	Raw       bool     `json:",omitempty"` // as in Recognize
	Want      []Role   `json:",omitempty"` // what else to make, as in Recognize
}

// A SearchablePDF is the result of Searchable.
type SearchablePDF struct {
	File     Artifact         `json:"file"`     // the PDF; see Manager.Open
	Document *layout.Document `json:"document"` // what was read
}

// Kind implements Operation.
func (Searchable) Kind() string { return "searchable" }

// Validate checks the parameters.
func (o Searchable) Validate() error { return validateReading("", o.OCR, o.DPI, o.Want) }

// Run implements Operation.
func (o Searchable) Run(ctx context.Context, env *Env) (*SearchablePDF, error) {
	s, err := env.open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, Recognize{OCR: o.OCR, Languages: o.Languages, DPI: o.DPI, Raw: o.Raw})
	if err != nil {
		return nil, err
	}
	env.Progress(Progress{Percent: 91, Phase: PhaseWrite})
	file, err := env.saveSearchable(ctx, s, doc)
	if err != nil {
		return nil, err
	}
	return &SearchablePDF{File: file, Document: doc}, env.artifacts(ctx, s, doc, o.Want)
}

// saveSearchable writes the searchable PDF of what was read.
func (e *Env) saveSearchable(ctx context.Context, s *source, doc *layout.Document) (Artifact, error) {
	return e.Save(ctx, s.searchableFile(), func(w io.Writer) error { return s.writeSearchable(ctx, w, doc) })
}

func (s *source) searchableFile() Artifact {
	a := exportArtifact(RoleSearchablePDF, s.name)
	a.Pages = s.count()
	return a
}

// writeSearchable writes s with the words of doc.
func (s *source) writeSearchable(ctx context.Context, w io.Writer, doc *layout.Document) error {
	if s.pdf != nil {
		return pdf.WriteSearchable(ctx, w, s.pdf, layers(doc), pdf.SearchableOptions{})
	}
	return writeImagePDF(ctx, w, s, doc)
}

// layers returns the pages that get a text layer, with the words that OCR read
// and nothing else.
func layers(doc *layout.Document) []layout.Page {
	var out []layout.Page
	for _, p := range doc.Pages {
		if p.State == layout.PageFailed || p.Source != layout.SourceOCR && p.Source != layout.SourceMixed {
			continue
		}
		if p.Source == layout.SourceMixed {
			p = onlyRead(p)
		}
		out = append(out, p)
	}
	return out
}

// onlyRead returns p with the words that OCR read, and their lines.
func onlyRead(p layout.Page) layout.Page {
	var words []layout.Word
	var lines []layout.Line
	for _, l := range p.Lines {
		start := len(words)
		for _, w := range p.Words[l.Words.Start:l.Words.End] {
			if w.Source == layout.SourceOCR {
				words = append(words, w)
			}
		}
		if l.Words = (layout.Range{Start: start, End: len(words)}); l.Words.Len() > 0 {
			lines = append(lines, l)
		}
	}
	p.Words, p.Lines, p.Blocks = words, lines, nil
	return p
}
