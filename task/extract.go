package task

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// Extract reads a document and finds the values that a schema asks for, from
// its text, from e-invoice data embedded in it, and from what was learnt. An
// XML file that is an e-invoice itself can be given too.
type Extract struct {
	Input     Input
	Schema    extract.Schema `json:",omitzero"`  // what to find, such as extract.Invoice(); zero = that of the document's class
	Class     string         `json:",omitempty"` // where it is known
	IgnoreXML bool           `json:",omitempty"` // read the page although there is e-invoice data
	Pages     string         `json:",omitempty"`
	OCR       OCRMode        `json:",omitempty"`
	Languages []string       `json:",omitempty"`
	Want      []Role         `json:",omitempty"` // artifacts to make beside, as in Recognize
}

// An Extraction is the result of Extract.
type Extraction struct {
	extract.Result
	Document *layout.Document `json:"document"` // what was read
}

// Kind implements Operation.
func (Extract) Kind() string { return "extract" }

// Validate checks the parameters.
func (o Extract) Validate() error {
	if err := validateReading(o.OCR, 0, o.Want); err != nil || noSchema(o.Schema) {
		return err
	}
	if err := o.Schema.Validate(); err != nil {
		return invalid("Schema", "%v", err)
	}
	return nil
}

func noSchema(s extract.Schema) bool { return reflect.ValueOf(s).IsZero() }

// Run implements Operation.
func (o Extract) Run(ctx context.Context, env *Env) (*Extraction, error) {
	if x, err := o.fromXML(ctx, env); x != nil || err != nil {
		return x, err
	}
	s, err := env.open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, Recognize{Pages: o.Pages, OCR: o.OCR, Languages: o.Languages})
	if err != nil {
		return nil, err
	}
	x, err := o.extract(ctx, env, doc, env.attachments(ctx, s))
	if err != nil {
		return nil, err
	}
	return x, env.artifacts(ctx, s, doc, o.Want)
}

// fromXML handles an input that is XML; otherwise it returns nothing.
func (o Extract) fromXML(ctx context.Context, env *Env) (*Extraction, error) {
	b, err := env.Bytes(ctx, o.Input)
	if err != nil || !bytes.HasPrefix(bytes.TrimLeft(b[:min(len(b), 512)], "\ufeff \t\r\n"), []byte("<")) {
		return nil, err
	}
	a, err := env.Artifact(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	doc := &layout.Document{Name: a.Name, MediaType: "application/xml", Converted: time.Now().UTC().Truncate(time.Second), Pages: []layout.Page{}}
	return o.extract(ctx, env, doc, []extract.Attachment{{Name: a.Name, Data: b}})
}

// attachments returns the files embedded in a PDF. That they cannot be read
// does not keep the page from being read.
func (e *Env) attachments(ctx context.Context, s *source) []extract.Attachment {
	if s.pdf == nil {
		return nil
	}
	files, err := s.pdf.Attachments(ctx)
	if err != nil {
		e.logger.Warn("task: embedded files cannot be read", "err", err)
	}
	out := make([]extract.Attachment, len(files))
	for i, f := range files {
		out[i] = extract.Attachment{Name: f.Name, Data: f.Data}
	}
	return out
}

// extract finds the values.
func (o Extract) extract(ctx context.Context, env *Env, doc *layout.Document, files []extract.Attachment) (*Extraction, error) {
	env.Progress(Progress{Percent: 91, Phase: PhaseExtract})
	schema, class := o.Schema, o.Class
	if noSchema(schema) {
		if scores := extract.Classify(doc); class == "" && len(scores) > 0 {
			class = scores[0].Class
		}
		var ok bool
		if schema, ok = extract.BuiltIn(class); !ok {
			schema = extract.Invoice()
		}
	}
	c := env.m.config
	res, err := extract.Extract(ctx, doc, schema, extract.Options{
		Attachments: files, IgnoreXML: o.IgnoreXML, Class: o.Class, Memory: c.Memory, Proposers: c.Proposers, Ranker: c.Ranker,
	})
	if errors.Is(err, extract.ErrSchema) {
		return nil, invalid("Schema", "%v", err)
	}
	if err != nil {
		return nil, err
	}
	return &Extraction{Result: *res, Document: doc}, nil
}

// Process does everything at once: it reads the document, finds its class and
// values, and makes what Want names.
type Process struct {
	Input     Input
	Fields    bool           `json:",omitempty"` // find values
	Schema    extract.Schema `json:",omitzero"`  // of the values; zero = that of the document's class
	Pages     string         `json:",omitempty"`
	OCR       OCRMode        `json:",omitempty"`
	Languages []string       `json:",omitempty"`
	DPI       float64        `json:",omitempty"`
	Want      []Role         `json:",omitempty"` // as in Recognize
}

// Processed is the result of Process.
type Processed struct {
	Document *layout.Document     `json:"document"`
	Classes  []extract.ClassScore `json:"classes,omitempty"` // best first
	Values   *extract.Result      `json:"values,omitempty"`  // with Fields
}

// Kind implements Operation.
func (Process) Kind() string { return "process" }

// Validate checks the parameters.
func (o Process) Validate() error {
	return errors.Join(validateReading(o.OCR, o.DPI, o.Want), Extract{Schema: o.Schema}.Validate())
}

// Run implements Operation.
func (o Process) Run(ctx context.Context, env *Env) (*Processed, error) {
	s, err := env.open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, Recognize{Pages: o.Pages, OCR: o.OCR, Languages: o.Languages, DPI: o.DPI})
	if err != nil {
		return nil, err
	}
	out := &Processed{Document: doc, Classes: extract.Classify(doc)}
	if o.Fields {
		x, err := Extract{Schema: o.Schema}.extract(ctx, env, doc, env.attachments(ctx, s))
		if err != nil {
			return nil, err
		}
		out.Values = &x.Result
	}
	return out, env.artifacts(ctx, s, doc, o.Want)
}
