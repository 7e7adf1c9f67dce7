package extract

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/docket-go/docket/extract/einvoice"
	"github.com/docket-go/docket/layout"
	"github.com/shopspring/decimal"
)

// An Origin says how a value came to be.
type Origin string

// The origins of values.
const (
	OriginRead      Origin = "read"      // it stands in the document
	OriginComputed  Origin = "computed"  // it follows from values that stand there
	OriginRepaired  Origin = "repaired"  // read, with a damaged character put right
	OriginCorrected Origin = "corrected" // a person gave it
)

// The sources of values: the names of the built-in proposers.
const (
	SourceEInvoice = "einvoice"
	SourceMemory   = "memory"
	SourceTemplate = "template"
	SourceRanker   = "ranker"
	SourceLLM      = "llm"
)

// Evidence is a place in the document and what stands there.
type Evidence struct {
	Page  int         `json:"page"`            // 1-based, Page.Number
	Box   layout.Rect `json:"box"`             // points of the upright page, origin top left
	Words []int       `json:"words,omitempty"` // indexes of Page.Words
	Text  string      `json:"text,omitempty"`
}

// A Value is one answer.
type Value struct {
	Kind         Kind      `json:"kind,omitempty"`
	Raw          string    `json:"raw,omitempty"`          // as printed
	Norm         string    `json:"norm"`                   // normalised: ISO date, exact decimal such as 1234.50, identifier without spaces
	Currency     string    `json:"currency,omitempty"`     // ISO 4217, of money
	Confidence   float64   `json:"confidence"`             // calibrated probability that Norm is right
	Evidence     *Evidence `json:"evidence,omitempty"`     // where it stands; nil = on no page
	Label        *Evidence `json:"label,omitempty"`        // the printed label that speaks for it
	Source       string    `json:"source,omitempty"`       // which proposer
	Origin       Origin    `json:"origin,omitempty"`       // empty means OriginRead
	Alternatives []Value   `json:"alternatives,omitempty"` // up to five others, best first
	Issues       []string  `json:"issues,omitempty"`       // what a reviewer should know
}

// Decimal returns the number of a money or number value.
func (v Value) Decimal() (decimal.Decimal, error) {
	d, err := decimal.NewFromString(v.Norm)
	if err != nil {
		return d, fmt.Errorf("extract: %q is no number: %w", v.Norm, err)
	}
	return d, nil
}

// Date returns the day of a date value, at midnight UTC.
func (v Value) Date() (time.Time, error) {
	t, err := time.Parse(time.DateOnly, v.Norm)
	if err != nil {
		return t, fmt.Errorf("extract: %q is no date: %w", v.Norm, err)
	}
	return t, nil
}

// A RowKind says what a row of a table is.
type RowKind string

// The kinds of rows.
const (
	RowItem     RowKind = ""         // goods or a service
	RowDiscount RowKind = "discount" // reduces what stands above it
	RowCharge   RowKind = "charge"   // such as freight
	RowSubtotal RowKind = "subtotal"
)

// A Row is one row of a table: its cells by column name.
type Row struct {
	Kind  RowKind          `json:"kind,omitempty"`
	Cells map[string]Value `json:"cells"`
}

// A Table is the rows of one table field.
type Table struct {
	Rows []Row `json:"rows"`
}

// A VATRate is one row of the VAT breakdown. Empty members are not known.
type VATRate struct {
	Rate       string    `json:"rate"`               // percent, such as 19
	Net        string    `json:"net,omitempty"`      // taxable amount
	VAT        string    `json:"vat,omitempty"`      // tax amount
	Gross      string    `json:"gross,omitempty"`    // with tax
	Category   string    `json:"category,omitempty"` // UNCL 5305, from e-invoice data
	Origin     Origin    `json:"origin,omitempty"`   // read, or computed from net and gross
	Verified   bool      `json:"verified,omitempty"` // net times rate is the tax to a cent
	Confidence float64   `json:"confidence"`         // calibrated probability that the row is right
	Evidence   *Evidence `json:"evidence,omitempty"`
	Issues     []string  `json:"issues,omitempty"` // what a reviewer should know
}

// A Check is the outcome of one rule.
type Check struct {
	ID      string   `json:"id"` // such as net+vat=gross, iban, BR-CO-10
	OK      bool     `json:"ok"`
	Message string   `json:"message,omitempty"`
	Fields  []string `json:"fields,omitempty"` // what it looked at
}

// A ClassScore is the probability of one class.
type ClassScore struct {
	Class      string  `json:"class"`
	Confidence float64 `json:"confidence"`
}

// A Result is all that was extracted from one document. It is plain data: it
// survives JSON unchanged.
type Result struct {
	Schema          Schema             `json:"schema"` // as used
	Class           string             `json:"class,omitempty"`
	ClassConfidence float64            `json:"classConfidence,omitempty"`
	Classes         []ClassScore       `json:"classes,omitempty"` // best first
	Values          map[string]Value   `json:"values"`            // by field name; members of objects as object.member
	Lists           map[string][]Value `json:"lists,omitempty"`   // fields with Many
	Tables          map[string]Table   `json:"tables,omitempty"`
	VATRates        []VATRate          `json:"vatRates,omitempty"`
	Checks          []Check            `json:"checks,omitempty"`
	EInvoice        *einvoice.Invoice  `json:"einvoice,omitempty"` // the e-invoice data found, whole but for the contents of documents within it; nil = none
	Issues          []string           `json:"issues,omitempty"`   // of the document as a whole
}

// Review returns the names of the fields that a person should look at: values
// below min, values with a failed check, required fields without a value.
func (r *Result) Review(min float64) []string {
	want := map[string]bool{}
	for name, v := range r.Values {
		if v.Confidence < min {
			want[name] = true
		}
	}
	for name, vs := range r.Lists {
		for _, v := range vs {
			if v.Confidence < min {
				want[name] = true
			}
		}
	}
	for _, c := range r.Checks {
		if !c.OK {
			for _, f := range c.Fields {
				want[f] = true
			}
		}
	}
	for _, name := range r.absent() {
		want[name] = true
	}
	out := make([]string, 0, len(want))
	for name := range want {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// Failed returns the checks that failed.
func (r *Result) Failed() []Check {
	return slices.DeleteFunc(slices.Clone(r.Checks), func(c Check) bool { return c.OK })
}
