package task

import (
	"bytes"
	"context"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// SplitDocuments finds the documents in a pile of pages, such as one scan of a
// morning's mail: where one ends and the next begins, and what each is. It
// makes a PDF of each, with RoleSubPDF, on which other tasks can go on:
//
//	task.Extract{Input: task.Output(h).Pick(task.RoleSubPDF, 2)}
//
// The pile is a PDF or an image file of one or more frames; with More it is
// several of them.
type SplitDocuments struct {
	Input      Input
	More       []Input                   `json:",omitempty"` // PDFs and images that lie behind Input, in this order
	Pages      string                    `json:",omitempty"` // of the pile, such as 2-7; empty = all
	OCR        OCRMode                   `json:",omitempty"` // default OCRAuto
	Languages  []string                  `json:",omitempty"` // BCP 47 or Tesseract's names; empty = the engine's default
	DPI        float64                   `json:",omitempty"` // of pages rendered for OCR; default Config.DPI
	Raw        bool                      `json:",omitempty"` // as in Recognize
	Fields     bool                      `json:",omitempty"` // find the values of each part too
	Schemas    map[string]extract.Schema `json:",omitempty"` // of the values, by class; the empty class stands for all others; default the built-in ones
	Separators []string                  `json:",omitempty"` // texts of barcodes (see Config.Barcodes) or whole pages that mark a separator sheet; default PATCHT, PATCH T, SEPARATOR
	KeepBlank  bool                      `json:",omitempty"` // blank pages stay in the part before them
	BlankCuts  bool                      `json:",omitempty"` // a blank page separates documents; default: it only speaks for it
	Searchable bool                      `json:",omitempty"` // the PDFs get a text layer of what OCR read
	Name       string                    `json:",omitempty"` // of the files made, numbered; default from the input's
	Want       []Role                    `json:",omitempty"` // artifacts of the whole pile, as in Recognize
}

// A Pile is the result of SplitDocuments.
type Pile struct {
	Parts      []Part           `json:"parts"`                // in the order of pages
	Separators []int            `json:"separators,omitempty"` // pages that belong to no part: separator sheets, blank pages
	Document   *layout.Document `json:"document"`             // what was read
}

// Kind implements Operation.
func (SplitDocuments) Kind() string { return "split-documents" }

// Validate checks the parameters.
func (o SplitDocuments) Validate() error {
	errs := []error{validateReading(o.Pages, o.OCR, o.DPI, o.Want)}
	for class, s := range o.Schemas {
		errs = append(errs, validateSchema("Schemas["+class+"]", s))
	}
	return together(errs...)
}

// Run implements Operation.
func (o SplitDocuments) Run(ctx context.Context, env *Env) (*Pile, error) {
	s, err := o.source(ctx, env)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, Recognize{Pages: o.Pages, OCR: o.OCR, Languages: o.Languages, DPI: o.DPI, Raw: o.Raw})
	if err != nil {
		return nil, err
	}
	out := &Pile{Document: doc}
	how := env.m.splitOptions()
	how.Separators, how.KeepBlank, how.BlankCuts = o.Separators, o.KeepBlank, o.BlankCuts
	if out.Parts, out.Separators, err = splitDocument(ctx, doc, how); err != nil {
		return nil, err
	}
	if o.Fields {
		if err := env.extractParts(ctx, doc, out.Parts, o.schema, env.attachments(ctx, s)); err != nil {
			return nil, err
		}
	}
	if err := env.saveParts(ctx, s, doc, out.Parts, partFiles{name: o.Name, searchable: o.Searchable}); err != nil {
		return nil, err
	}
	return out, env.artifacts(ctx, s, doc, o.Want)
}

// schema is what to look for in a part, zero where the host does not say it.
func (o SplitDocuments) schema(class string) extract.Schema {
	if s, ok := o.Schemas[class]; ok {
		return s
	}
	return o.Schemas[""]
}

// source opens the pile: several files become one PDF.
func (o SplitDocuments) source(ctx context.Context, env *Env) (*source, error) {
	if len(o.More) == 0 {
		return env.open(ctx, o.Input)
	}
	var parts []pdf.MergeInput
	name := ""
	for i, in := range append([]Input{o.Input}, o.More...) {
		d, from, err := env.asPDF(ctx, in)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		if i == 0 {
			name = from
		}
		parts = append(parts, pdf.MergeInput{Document: d})
	}
	var b bytes.Buffer
	if err := pdf.Merge(ctx, &b, parts, pdf.WriteOptions{}); err != nil {
		return nil, err
	}
	d, err := env.openPDF(ctx, b.Bytes(), Input{}, false)
	if err != nil {
		return nil, err
	}
	return &source{name: name, mediaType: PDFType, data: b.Bytes(), pdf: d}, nil
}
