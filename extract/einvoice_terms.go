package extract

import (
	"strconv"
	"strings"

	"github.com/docket-go/docket/extract/einvoice"
	"github.com/shopspring/decimal"
)

// proposeTerms fills the fields that name a business term (Field.Term) and that
// got nothing by their own name: a schema of the host may call BT-12 what it
// likes.
func (x *extraction) proposeTerms(byName map[string]string) {
	var terms map[string][]einvoice.Term
	for name, f := range x.schema.All() {
		if f.Term == "" || f.Kind == KindTable || byName[name] != "" {
			continue
		}
		if terms == nil {
			terms = map[string][]einvoice.Term{}
			for _, t := range x.einvoice.invoice.Terms() {
				terms[t.ID] = append(terms[t.ID], t)
			}
		}
		for i, t := range terms[f.Term] {
			if i == 0 || f.Many {
				x.addTerm(name, f, t.Text)
			}
		}
	}
}

func (x *extraction) addTerm(name string, f *Field, norm string) {
	v := x.termValue(f, norm)
	v.Evidence = x.view.locate(v.Kind, v.Norm)
	x.add(Proposal{Field: name, Value: v, Score: 8})
}

// termValue makes a value of the text of a term. Amounts get two decimals, as
// where they are printed, unless they have more.
func (x *extraction) termValue(f *Field, norm string) Value {
	v := Value{Kind: f.kind(), Raw: norm, Norm: norm, Source: SourceEInvoice}
	if v.Kind == KindMoney {
		v.Currency = x.einvoice.invoice.Currency
		if d, err := decimal.NewFromString(norm); err == nil && d.Exponent() > -2 {
			v.Raw, v.Norm = d.StringFixed(2), d.StringFixed(2)
		}
	}
	return v
}

// einvoiceTables fills the VAT rates and the tables whose columns are terms of
// the lines or of the VAT breakdown.
func (x *extraction) einvoiceTables() {
	inv := x.einvoice.invoice
	terms := inv.Terms()
	for name, f := range x.schema.All() {
		if f.Kind != KindTable || name == FieldVATRates {
			continue
		}
		if t := x.termTable(f, terms); len(t.Rows) > 0 || name == FieldLineItems {
			x.res.Tables[name] = t
		}
	}
	if !x.wants(FieldVATRates) {
		return
	}
	for _, r := range inv.VAT {
		v := VATRate{Rate: plainDecimal(r.Rate), Net: twoDecimals(r.Base), VAT: twoDecimals(r.Tax), Category: r.Category, Confidence: 0.999}
		if r.Base != nil && r.Tax != nil {
			v.Gross = r.Base.Add(*r.Tax).StringFixed(2)
			v.Verified = r.Rate != nil && vatFits(*r.Base, *r.Rate, *r.Tax)
		}
		x.res.VATRates = append(x.res.VATRates, v)
	}
}

// columnTerms are the terms of the columns of line items.
func columnTerms() map[string]string {
	m := map[string]string{}
	for _, c := range lineItems().Fields {
		m[c.Name] = c.Term
	}
	return m
}

// termTable makes the rows of f: for each line, or each VAT rate, the terms of
// its columns. Lines with neither amount nor quantity are remarks.
func (x *extraction) termTable(f *Field, terms []einvoice.Term) Table {
	var t Table
	cols := termColumns(f)
	last := 0
	for _, e := range terms {
		c := cols[e.ID]
		if c == nil || groupOf(e.ID) == groupLine && x.remark(e.Path[0]) {
			continue
		}
		if e.Path[0] != last {
			last = e.Path[0]
			t.Rows = append(t.Rows, Row{Cells: map[string]Value{}})
		}
		cells := t.Rows[len(t.Rows)-1].Cells
		if _, has := cells[c.Name]; has {
			continue // of several the first
		}
		v := x.termValue(c, e.Text)
		v.Confidence = 0.999
		if e.ID == "BT-146" { // as written: it may be of a thousandth of a cent
			v.Raw, v.Norm = e.Text, e.Text
		}
		cells[c.Name] = v
	}
	return t
}

// termColumns returns the columns of f by their terms: all of the lines, or all
// of the VAT breakdown, whichever the first of them is of.
func termColumns(f *Field) map[string]*Field {
	var known map[string]string
	if f.Name == FieldLineItems {
		known = columnTerms()
	}
	cols := map[string]*Field{}
	group := ""
	for i := range f.Fields {
		c := &f.Fields[i]
		term := c.Term
		if term == "" {
			term = known[c.Name]
		}
		g := groupOf(term)
		if group == "" {
			group = g
		}
		if g != "" && g == group && cols[term] == nil {
			cols[term] = c
		}
	}
	return cols
}

// The groups of terms that stand in rows.
const (
	groupLine = "BG-25"
	groupRate = "BG-23"
)

// groupOf returns the group of a term that stands in rows, empty for others.
func groupOf(term string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(term, "BT-"))
	switch {
	case err != nil:
		return ""
	case n >= 116 && n <= 121:
		return groupRate
	case n >= 126 && n <= 161:
		return groupLine
	}
	return ""
}

// remark reports whether line i, from 1, is no item.
func (x *extraction) remark(i int) bool {
	l := &x.einvoice.invoice.Lines[i-1]
	return l.Amount == nil && l.Quantity == nil
}
