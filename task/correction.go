package task

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/value"
	"github.com/docket-go/docket/layout"
)

// A Correction is what a person says of the values of a task. Values are given
// as in extract.Value.Norm; dates and amounts may also be written as people
// do where that can be read in one way only. The zero Correction says that all
// is right.
type Correction struct {
	Part     int                            `json:"part,omitempty"`     // of Parts, from 1; 0 = the document as a whole
	Values   map[string]string              `json:"values,omitempty"`   // by field, members of objects as object.member; empty = the document has no such value
	Lists    map[string][]string            `json:"lists,omitempty"`    // fields with Many: all their values
	Tables   map[string][]map[string]string `json:"tables,omitempty"`   // all rows, by column
	VATRates []extract.VATRate              `json:"vatRates,omitempty"` // all of them
	Class    string                         `json:"class,omitempty"`    // of the document
	By       string                         `json:"by,omitempty"`       // who says so
	Comment  string                         `json:"comment,omitempty"`
	NoLearn  bool                           `json:"noLearn,omitempty"` // nothing is learnt from it
	Time     time.Time                      `json:"time,omitzero"`     // of the call of Correct, which fills it in
}

func (c *Correction) isEmpty() bool {
	return len(c.Values) == 0 && len(c.Lists) == 0 && len(c.Tables) == 0 && c.VATRates == nil && c.Class == ""
}

// apply returns r as c says that it is.
func (c *Correction) apply(ctx context.Context, r *extract.Result, doc *layout.Document) (*extract.Result, error) {
	n := normalizer{schema: r.Schema}
	values := n.values(c.Values)
	out, err := (*extract.Memory)(nil).Correct(ctx, "", doc, r, values)
	if err != nil {
		return nil, err
	}
	for field, currency := range n.currencies {
		v := out.Values[field]
		v.Currency = currency
		out.Values[field] = v
	}
	out.Lists, out.Tables = maps.Clone(r.Lists), maps.Clone(r.Tables)
	n.lists(c.Lists, out)
	n.tables(c.Tables, out)
	n.rates(c.VATRates, out)
	if c.Class != "" {
		out.Class, out.ClassConfidence = c.Class, 1
		others := slices.DeleteFunc(slices.Clone(r.Classes), func(s extract.ClassScore) bool { return s.Class == c.Class })
		for i := range others {
			others[i].Confidence = 0
		}
		out.Classes = append([]extract.ClassScore{{Class: c.Class, Confidence: 1}}, others...)
	}
	if err := together(n.wrong...); err != nil {
		return nil, err
	}
	out.Recheck()
	return out, nil
}

// A normalizer brings what people write into the form of extract.Value.Norm,
// and notes what does not fit.
type normalizer struct {
	schema     extract.Schema
	currencies map[string]string
	wrong      []error
}

func (n *normalizer) refuse(field, format string, args ...any) {
	n.wrong = append(n.wrong, invalid(field, format, args...))
}

func (n *normalizer) values(given map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range given {
		at := "Values[" + name + "]"
		f := n.schema.Lookup(name)
		switch {
		case f == nil:
			n.refuse(at, "the schema has no such field")
		case f.Many || f.Kind == extract.KindTable || f.Kind == extract.KindObject:
			n.refuse(at, "is no single value")
		case strings.TrimSpace(text) == "":
			out[name] = ""
		default:
			v := n.value(at, f, text)
			if out[name] = v.Norm; v.Currency != "" {
				if n.currencies == nil {
					n.currencies = map[string]string{}
				}
				n.currencies[name] = v.Currency
			}
		}
	}
	return out
}

// value normalises one text.
func (n *normalizer) value(at string, f *extract.Field, text string) extract.Value {
	text = strings.TrimSpace(text)
	v := extract.Value{Kind: f.Kind, Raw: text, Norm: text, Confidence: 1, Origin: extract.OriginCorrected}
	if v.Kind == "" {
		v.Kind = extract.KindString
	}
	var err error
	switch f.Kind {
	case extract.KindMoney:
		var d decimal.Decimal
		if d, v.Currency, err = number(text); err == nil {
			v.Norm = d.StringFixed(max(2, -d.Exponent()))
		}
	case extract.KindNumber:
		var d decimal.Decimal
		if d, _, err = number(text); err == nil {
			v.Norm = d.String()
		}
	case extract.KindDate:
		v.Norm, err = date(text)
	case extract.KindBool:
		if v.Norm = strings.ToLower(text); v.Norm != "true" && v.Norm != "false" {
			err = errors.New("is neither true nor false")
		}
	case extract.KindEnum:
		if !slices.Contains(f.Enum, text) {
			err = fmt.Errorf("%q is none of %s", text, strings.Join(f.Enum, ", "))
		}
	}
	if err != nil {
		n.refuse(at, "%v", err)
	}
	return v
}

// number reads a number that can mean one thing only.
func number(text string) (decimal.Decimal, string, error) {
	if d, err := decimal.NewFromString(text); err == nil {
		return d, "", nil
	}
	if v, ok := value.ParseNumber(text, value.NumberOptions{}); ok && !v.Ambiguous {
		return v.Value, v.Currency, nil
	}
	return decimal.Zero, "", fmt.Errorf("%q is no number such as 1234.50", text)
}

// date reads a day that can mean one thing only.
func date(text string) (string, error) {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return text, nil
	}
	hits := value.FindDates(text, value.DateOptions{MinYear: 1900, MaxYear: 2200})
	if len(hits) != 1 || hits[0].Other != "" {
		return "", fmt.Errorf("%q is no day such as 2026-03-14", text)
	}
	return hits[0].ISO, nil
}

func (n *normalizer) lists(given map[string][]string, out *extract.Result) {
	for name, texts := range given {
		at := "Lists[" + name + "]"
		f := n.schema.Lookup(name)
		if f == nil || !f.Many {
			n.refuse(at, "the schema has no such list")
			continue
		}
		old := out.Lists[name]
		list := []extract.Value{}
		for i, text := range texts {
			v := n.value(fmt.Sprintf("%s[%d]", at, i), f, text)
			if i < len(old) {
				v = instead(v, old[i])
			}
			list = append(list, v)
		}
		if out.Lists == nil {
			out.Lists = map[string][]extract.Value{}
		}
		out.Lists[name] = list
	}
}

func (n *normalizer) tables(given map[string][]map[string]string, out *extract.Result) {
	for name, rows := range given {
		at := "Tables[" + name + "]"
		f := n.schema.Lookup(name)
		if f == nil || f.Kind != extract.KindTable {
			n.refuse(at, "the schema has no such table")
			continue
		}
		columns := extract.Schema{Fields: f.Fields}
		old := out.Tables[name].Rows
		var t extract.Table
		for i, cells := range rows {
			row := extract.Row{Cells: map[string]extract.Value{}}
			if i < len(old) {
				row.Kind = old[i].Kind
			}
			for column, text := range cells {
				where := fmt.Sprintf("%s[%d].%s", at, i, column)
				c := columns.Field(column)
				if c == nil {
					n.refuse(where, "the table has no such column")
					continue
				}
				v := n.value(where, c, text)
				if i < len(old) {
					v = instead(v, old[i].Cells[column])
				}
				row.Cells[column] = v
			}
			t.Rows = append(t.Rows, row)
		}
		if out.Tables == nil {
			out.Tables = map[string]extract.Table{}
		}
		out.Tables[name] = t
	}
}

// instead is the value v in place of old: where both are equal the old one has
// been approved.
func instead(v, old extract.Value) extract.Value {
	if old.Norm == v.Norm {
		old.Confidence = 1
		return old
	}
	if old.Norm != "" {
		v.Label = old.Label
		if v.Currency == "" {
			v.Currency = old.Currency
		}
		old.Alternatives = nil
		v.Alternatives = []extract.Value{old}
	}
	return v
}

func (n *normalizer) rates(given []extract.VATRate, out *extract.Result) {
	if given == nil {
		return
	}
	out.VATRates = nil
	for i, r := range given {
		for field, text := range map[string]*string{"Rate": &r.Rate, "Net": &r.Net, "VAT": &r.VAT, "Gross": &r.Gross} {
			if *text == "" {
				continue
			}
			d, _, err := number(*text)
			if err != nil {
				n.refuse(fmt.Sprintf("VATRates[%d].%s", i, field), "%v", err)
			} else if field != "Rate" {
				*text = d.StringFixed(2)
			}
		}
		r.Origin, r.Confidence = extract.OriginCorrected, 1
		out.VATRates = append(out.VATRates, r)
	}
}
