package extract

import (
	"context"
	"fmt"
	"slices"

	"github.com/docket-go/docket/layout"
)

// An Attachment is a file embedded in the document, such as the factur-x.xml
// of an e-invoice.
type Attachment struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

// Options tune Extract. The zero value is useful.
type Options struct {
	Attachments []Attachment  // files embedded in the document; e-invoice data is found by its content
	IgnoreXML   bool          // read the page although there is e-invoice data
	Class       string        // the class where it is known; default: Classify finds it
	Classes     *OwnClasses   // the host's own classes, or nil
	Memory      *Memory       // corrections of earlier documents, or nil
	Proposers   []Proposer    // more sources of answers, such as llm.New
	Ranker      *Ranker       // weights; default the embedded ones
	Earlier     []Fingerprint // documents seen before, to find duplicates
}

// A Proposal is one answer of a proposer to one field.
type Proposal struct {
	Field string  // name of the field, object.member, or table.column for a cell of row Row
	Row   int     // of a cell: which row, from 1 in the order of the document; else 0
	Value Value   // Kind, Raw, Norm and, where known, Evidence, which a cell must have; Confidence is not used
	Score float64 // log odds that the value is right: 0 = even, 3 = .95; at most 8 counts
}

// A Proposer is a source of answers. Implementations must be safe for
// concurrent use.
type Proposer interface {
	// Name is what Value.Source says; it is constant.
	Name() string
	// Propose returns any number of answers to any of the fields of s. It must
	// not change d. Returning nothing is no error; an error is recorded as an
	// issue of the result, what is returned beside it counts and the other
	// proposers decide without the rest, except that the end of ctx ends the
	// extraction.
	Propose(ctx context.Context, d *layout.Document, s Schema) ([]Proposal, error)
}

// Extract finds the values of s in d. The error matches ErrSchema or that of
// ctx; whatever the document holds is no error.
func Extract(ctx context.Context, d *layout.Document, s Schema, o Options) (*Result, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x := newExtraction(d, s, o)
	if err := x.propose(ctx); err != nil {
		return nil, err
	}
	x.decode()
	x.tables()
	x.settle()
	x.check()
	return x.res, nil
}

// An extraction is the state of one Extract call.
type extraction struct {
	view     *view
	schema   Schema
	o        Options
	ranker   *Ranker
	res      *Result
	options  map[string][]option      // by field
	rows     map[string][]proposedRow // by table
	leftOut  map[string]int           // cells of tables that stand nowhere
	einvoice *einvoiceData
	receipt  bool // the document reads like a till receipt
	amounts  []candidate
	taxRows  []VATRate              // taxes printed in a line for each rate, without their bases
	cellIn   []map[string][]float64 // by row of the line items: what the confidences are made of
	rateIn   [][]float64            // the same of the VAT breakdown
}

// An option is one possible value of a field, with the support of all its
// proposers.
type option struct {
	value  Value
	key    string
	score  float64
	margin float64 // probability among the options of a ranked field, 0 where unknown
}

func newExtraction(d *layout.Document, s Schema, o Options) *extraction {
	x := &extraction{view: newView(d), schema: s, o: o, ranker: o.Ranker, options: map[string][]option{}, rows: map[string][]proposedRow{}, leftOut: map[string]int{}}
	if x.ranker == nil {
		x.ranker = defaultRanker()
	}
	x.view.readLabels(userLabels(s))
	x.res = &Result{Schema: s, Values: map[string]Value{}, Lists: map[string][]Value{}, Tables: map[string]Table{}}
	x.res.Classes = x.view.classify(x.ranker)
	if o.Classes != nil {
		x.res.Classes = o.Classes.mix(x.view, x.res.Classes)
	}
	if o.Class != "" {
		x.res.Classes = []ClassScore{{o.Class, 1}}
	}
	x.res.Class, x.res.ClassConfidence = x.res.Classes[0].Class, x.res.Classes[0].Confidence
	x.receipt = x.readsAsReceipt()
	return x
}

// readsAsReceipt weighs the look of the document with what the schema expects.
func (x *extraction) readsAsReceipt() bool {
	for _, c := range x.res.Classes {
		if c.Class == ClassReceipt {
			return c.Confidence > 0.5 || x.schema.Class == ClassReceipt && c.Confidence > 0.05
		}
	}
	return false
}

// userLabels returns a phrasebook of the labels of s, or nil.
func userLabels(s Schema) *phrasebook {
	var b *phrasebook
	for _, f := range s.Fields {
		for _, l := range f.Labels {
			if b == nil {
				b = &phrasebook{}
			}
			b.addLabel(f.Name, 6, l)
		}
	}
	return b
}

// propose collects the answers of all sources.
func (x *extraction) propose(ctx context.Context) error {
	if !x.o.IgnoreXML {
		x.proposeEInvoice()
	}
	x.proposeBuiltIn()
	x.proposeTemplate()
	if x.o.Memory != nil {
		x.proposeMemory()
	}
	for _, p := range x.o.Proposers {
		props, err := p.Propose(ctx, x.view.doc, x.schema)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			x.res.Issues = append(x.res.Issues, fmt.Sprintf("%s: %v", p.Name(), err))
		}
		for _, a := range props {
			a.Value.Source = p.Name()
			x.add(a)
		}
	}
	return nil
}

// add records a, together with what others said of the same value.
func (x *extraction) add(a Proposal) {
	if a.Row > 0 {
		x.addCell(a)
		return
	}
	f := x.schema.Lookup(a.Field)
	if f == nil || a.Value.Norm == "" {
		return
	}
	if a.Value.Kind == "" {
		a.Value.Kind = f.kind()
	}
	a.Score = min(a.Score, 8)
	key := keyOfKind(a.Value.Kind, a.Value.Norm)
	opts := x.options[a.Field]
	if i := slices.IndexFunc(opts, func(o option) bool { return o.key == key }); i >= 0 {
		opts[i].merge(a)
		return
	}
	x.options[a.Field] = append(opts, option{value: a.Value, key: key, score: a.Score})
}

// merge adds the support of a to o: the better source gives the form and the
// place, a second source that agrees adds to the score.
func (o *option) merge(a Proposal) {
	if a.Value.Source == o.value.Source {
		if a.Score > o.score {
			margin := o.margin
			*o = option{value: a.Value, key: o.key, score: a.Score, margin: margin}
		}
		return
	}
	if a.Score > o.score {
		ev, label := o.value.Evidence, o.value.Label
		o.value, o.score, a.Score = a.Value, a.Score, o.score
		if o.value.Evidence == nil {
			o.value.Evidence = ev
		}
		if o.value.Label == nil {
			o.value.Label = label
		}
	} else if o.value.Evidence == nil {
		o.value.Evidence = a.Value.Evidence
	}
	if a.Score > 0 {
		o.score += min(a.Score, 2)
	}
}

func keyOfKind(k Kind, norm string) string {
	switch k {
	case KindMoney, KindNumber, KindDate, KindBool:
		return norm
	}
	return fold(norm)
}

func (x *extraction) wants(field string) bool { return x.schema.Field(field) != nil }
