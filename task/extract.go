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
	Raw       bool           `json:",omitempty"` // as in Recognize
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
	return together(validateReading(o.Pages, o.OCR, 0, o.Want), validateSchema("Schema", o.Schema))
}

func validateSchema(field string, s extract.Schema) error {
	if noSchema(s) {
		return nil
	}
	if err := s.Validate(); err != nil {
		return invalid(field, "%v", err)
	}
	return nil
}

// schemaOf is what to look for in a document of a class where nobody says it.
func (m *Manager) schemaOf(class string) extract.Schema {
	if s, ok := m.config.Schemas[class]; ok {
		return s
	}
	if s, ok := extract.BuiltIn(class); ok {
		return s
	}
	return extract.Invoice()
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
	doc, err := env.recognize(ctx, s, Recognize{Pages: o.Pages, OCR: o.OCR, Languages: o.Languages, Raw: o.Raw})
	if err != nil {
		return nil, err
	}
	x, err := o.extract(ctx, env, doc, env.attachments(ctx, s))
	if err != nil {
		return nil, err
	}
	return x, env.artifacts(ctx, s, doc, o.Want)
}

// fromXML handles an input that is an e-invoice in XML; otherwise it returns
// nothing.
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
	x, err := o.extract(ctx, env, doc, []extract.Attachment{{Name: a.Name, Data: b}})
	if err != nil {
		return nil, err
	}
	if len(x.Values)+len(x.Lists)+len(x.Tables)+len(x.VATRates) == 0 {
		return nil, nil
	}
	return x, nil
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

// classify returns the classes of a document, the host's own ones included.
func (m *Manager) classify(doc *layout.Document) []extract.ClassScore {
	if m.config.Classes != nil {
		return m.config.Classes.Classify(doc)
	}
	return extract.Classify(doc)
}

// splitOptions are those of the Manager.
func (m *Manager) splitOptions() extract.SplitOptions {
	return extract.SplitOptions{Ranker: m.config.Ranker, Classes: m.config.Classes}
}

// earlier returns what marks the documents seen before.
func (e *Env) earlier(ctx context.Context) ([]extract.Fingerprint, error) {
	if e.m.config.Earlier == nil {
		return nil, nil
	}
	f, err := e.m.config.Earlier(ctx, e.Task())
	if err = untyped(err); err != nil {
		return nil, Errorf(Internal, "earlier documents: %w", err)
	}
	return f, nil
}

// extract finds the values.
func (o Extract) extract(ctx context.Context, env *Env, doc *layout.Document, files []extract.Attachment) (*Extraction, error) {
	env.Progress(Progress{Percent: 91, Phase: PhaseExtract})
	schema, class := o.Schema, o.Class
	if noSchema(schema) {
		if scores := env.m.classify(doc); class == "" && len(scores) > 0 {
			class = scores[0].Class
		}
		schema = env.m.schemaOf(class)
	}
	c := env.m.config
	earlier, err := env.earlier(ctx)
	if err != nil {
		return nil, err
	}
	res, err := extract.Extract(ctx, doc, schema, extract.Options{
		Attachments: files, IgnoreXML: o.IgnoreXML, Class: o.Class, Memory: env.memory(ctx), Proposers: c.Proposers, Ranker: c.Ranker,
		Classes: c.Classes, Earlier: earlier,
	})
	if errors.Is(err, extract.ErrSchema) {
		return nil, invalid("Schema", "%v", err)
	}
	if err != nil {
		return nil, err
	}
	return &Extraction{Result: *res, Document: doc}, nil
}
