package task

import (
	"context"
	"slices"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// Process does everything at once: it reads the document, finds its class and
// values, and makes what Want names.
type Process struct {
	Input     Input
	Fields    bool           `json:",omitempty"` // find values
	Schema    extract.Schema `json:",omitzero"`  // of the values; zero = that of the document's class
	Parts     bool           `json:",omitempty"` // look for several documents in it, as SplitDocuments does; then Fields finds the values of each
	Pages     string         `json:",omitempty"`
	OCR       OCRMode        `json:",omitempty"`
	Languages []string       `json:",omitempty"`
	DPI       float64        `json:",omitempty"`
	Raw       bool           `json:",omitempty"` // as in Recognize
	Want      []Role         `json:",omitempty"` // as in Recognize; RoleSubPDF makes a PDF of each part
}

// Processed is the result of Process.
type Processed struct {
	Document   *layout.Document     `json:"document"`
	Classes    []extract.ClassScore `json:"classes,omitempty"`    // best first
	Values     *extract.Result      `json:"values,omitempty"`     // with Fields; with Parts too where there is only one
	Parts      []Part               `json:"parts,omitempty"`      // with Parts
	Separators []int                `json:"separators,omitempty"` // with Parts: pages that belong to none
}

// Kind implements Operation.
func (Process) Kind() string { return "process" }

// Validate checks the parameters.
func (o Process) Validate() error {
	_, want := o.want()
	return together(validateReading(o.Pages, o.OCR, o.DPI, want), validateSchema("Schema", o.Schema))
}

// want tells whether sub-PDFs are to be made, and what besides.
func (o Process) want() (subPDFs bool, others []Role) {
	others = slices.DeleteFunc(slices.Clone(o.Want), func(r Role) bool { return r == RoleSubPDF })
	return len(others) < len(o.Want), others
}

// Run implements Operation.
func (o Process) Run(ctx context.Context, env *Env) (*Processed, error) {
	s, err := env.open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, Recognize{Pages: o.Pages, OCR: o.OCR, Languages: o.Languages, DPI: o.DPI, Raw: o.Raw})
	if err != nil {
		return nil, err
	}
	out := &Processed{Document: doc, Classes: env.m.classify(doc)}
	subPDFs, others := o.want()
	if o.Parts || subPDFs {
		if out.Parts, out.Separators, err = splitDocument(ctx, doc, env.m.splitOptions()); err != nil {
			return nil, err
		}
	}
	if o.Fields {
		if err := o.values(ctx, env, s, out); err != nil {
			return nil, err
		}
	}
	if subPDFs {
		if err := env.saveParts(ctx, s, doc, out.Parts, partFiles{}); err != nil {
			return nil, err
		}
	}
	return out, env.artifacts(ctx, s, doc, others)
}

// values finds the values of the document, or of each of its parts.
func (o Process) values(ctx context.Context, env *Env, s *source, out *Processed) error {
	files := env.attachments(ctx, s)
	schemaOf := func(string) extract.Schema { return o.Schema }
	if len(out.Parts) > 0 {
		if err := env.extractParts(ctx, out.Document, out.Parts, schemaOf, files); err != nil {
			return err
		}
	}
	switch len(out.Parts) {
	case 0:
		x, err := Extract{Schema: o.Schema}.extract(ctx, env, out.Document, files)
		if err != nil {
			return err
		}
		out.Values = &x.Result
	case 1:
		out.Values = out.Parts[0].Values
	}
	return nil
}
