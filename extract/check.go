package extract

import (
	"fmt"

	"github.com/docket-go/docket/extract/value"
	"github.com/shopspring/decimal"
)

var cent = decimal.New(1, -2)

// check applies the rules to the chosen values and records their outcome; a
// failed rule becomes an issue of the values that it looked at.
func (x *extraction) check() {
	x.checkValues()
	x.doubt()
	x.checkDuplicate()
	x.crossCheck()
	if x.einvoice != nil {
		for _, v := range x.einvoice.invoice.Validate() {
			x.res.Checks = append(x.res.Checks, Check{ID: v.Rule, Message: v.Message})
		}
	}
	x.note(x.res.Checks)
}

// doubted is the most that a sum counts for where net, VAT and gross do not
// close: one of the three is wrong.
const doubted = 0.67

// doubt lowers the confidences of sums that contradict each other.
func (x *extraction) doubt() {
	if x.einvoice != nil {
		return
	}
	for _, c := range x.res.Checks {
		if c.ID != "net+vat=gross" || c.OK {
			continue
		}
		for _, f := range c.Fields {
			v := x.res.Values[f]
			v.Confidence = min(v.Confidence, doubted)
			x.res.Values[f] = v
		}
	}
}

// checkValues applies the rules that need nothing but values.
func (x *extraction) checkValues() {
	x.checkSums()
	x.checkItems()
	x.checkCodes()
	x.checkDates()
}

// note makes issues of failed rules and of required fields without a value.
func (x *extraction) note(checks []Check) {
	for _, c := range checks {
		if c.OK {
			continue
		}
		for _, f := range c.Fields {
			if v, ok := x.res.Values[f]; ok {
				v.Issues = append(v.Issues, c.Message)
				x.res.Values[f] = v
			}
		}
	}
	for _, name := range x.res.absent() {
		x.res.Issues = append(x.res.Issues, missing+name)
	}
}

// missing is how the issue of a required field without a value begins.
const missing = "no value for the required field "

// number returns the decimal of a chosen value.
func (x *extraction) number(field string) (decimal.Decimal, bool) {
	v, ok := x.res.Values[field]
	if !ok {
		return decimal.Zero, false
	}
	d, err := v.Decimal()
	return d, err == nil
}

func (x *extraction) record(id string, ok bool, message string, fields ...string) {
	c := Check{ID: id, OK: ok, Fields: fields}
	if !ok {
		c.Message = message
	}
	x.res.Checks = append(x.res.Checks, c)
}

// checkSums compares net, VAT, gross and what is due.
func (x *extraction) checkSums() {
	net, ok1 := x.number(FieldNet)
	vat, ok2 := x.number(FieldVAT)
	gross, ok3 := x.number(FieldGross)
	if ok1 && ok2 && ok3 {
		x.record("net+vat=gross", net.Add(vat).Sub(gross).Abs().LessThanOrEqual(cent), fmt.Sprintf("%s + %s is not %s", net, vat, gross), FieldNet, FieldVAT, FieldGross)
	}
	if due, ok := x.number(FieldDue); ok && ok3 {
		if prepaid, has := x.number(FieldPrepaid); has {
			x.record("gross-prepaid=due", gross.Sub(prepaid.Abs()).Sub(due).Abs().LessThanOrEqual(cent), fmt.Sprintf("%s - %s is not %s", gross, prepaid, due), FieldGross, FieldPrepaid, FieldDue)
		}
	}
	if len(x.res.VATRates) > 0 && ok2 {
		sum := decimal.Zero
		for _, r := range x.res.VATRates {
			if d, err := decimal.NewFromString(r.VAT); err == nil {
				sum = sum.Add(d)
			}
		}
		x.record("sum(vat_rates)=vat", sum.Sub(vat).Abs().LessThanOrEqual(cent), fmt.Sprintf("the VAT breakdown sums to %s, not %s", sum, vat), FieldVAT, FieldVATRates)
	}
}

// checkItems compares the rows of line items with each other and with the sums.
func (x *extraction) checkItems() {
	t := x.res.Tables[FieldLineItems]
	if len(t.Rows) == 0 {
		return
	}
	sum, bad := decimal.Zero, 0
	for _, r := range t.Rows {
		a, err := r.Cells[ColAmount].Decimal()
		if r.Kind == RowSubtotal || err != nil {
			continue
		}
		sum = sum.Add(a)
		q, err1 := r.Cells[ColQuantity].Decimal()
		p, err2 := r.Cells[ColUnitPrice].Decimal()
		if _, discounted := r.Cells[ColDiscount]; err1 == nil && err2 == nil && !discounted && q.Mul(p).Sub(a).Abs().GreaterThan(decimal.New(2, -2)) {
			bad++
		}
	}
	x.record("quantity*price=amount", bad == 0, fmt.Sprintf("%d rows do not multiply", bad), FieldLineItems)
	known := false
	for _, f := range []string{FieldLineTotal, FieldNet, FieldGross} {
		if want, ok := x.number(f); ok {
			known = true
			if sum.Sub(want).Abs().LessThanOrEqual(decimal.New(int64(len(t.Rows)), -2)) {
				x.record("sum(line_items)", true, "", FieldLineItems, f)
				return
			}
		}
	}
	if !known {
		return // the sums may stand on a page that is not there
	}
	x.record("sum(line_items)", false, fmt.Sprintf("the line items sum to %s, which is no total of the document", sum), FieldLineItems)
}

// checkCodes applies the check digits that the schema asks for.
func (x *extraction) checkCodes() {
	for name, f := range x.schema.All() {
		v, ok := x.res.Values[name]
		if f.Check == "" || !ok {
			continue
		}
		if _, valid, known := value.Check(f.Check, v.Norm); known {
			x.record(f.Check+":"+name, valid, fmt.Sprintf("%s is not valid (%s)", v.Norm, f.Check), name)
		}
	}
}

func (x *extraction) checkDates() {
	issue, ok1 := x.res.Values[FieldIssueDate]
	due, ok2 := x.res.Values[FieldDueDate]
	if ok1 && ok2 {
		x.record("issue<=due", issue.Norm <= due.Norm, "the due date lies before the date of issue", FieldIssueDate, FieldDueDate)
	}
}

// A Fingerprint is what two copies of one document have in common.
type Fingerprint struct {
	ID       string `json:"id"`       // of the document, the host's
	Supplier string `json:"supplier"` // folded name or VAT id
	Number   string `json:"number,omitempty"`
	Date     string `json:"date,omitempty"`
	Gross    string `json:"gross,omitempty"`
}

// Fingerprint returns what marks duplicates of the document of r; keep it and
// give it to later extractions in Options.Earlier.
func (r *Result) Fingerprint(id string) Fingerprint {
	supplier := r.Values[FieldSupplierVATID].Norm
	if supplier == "" {
		supplier = r.Values[FieldSupplierName].Norm
	}
	return Fingerprint{ID: id, Supplier: fold(supplier), Number: fold(r.Values[FieldNumber].Norm), Date: r.Values[FieldIssueDate].Norm, Gross: r.Values[FieldGross].Norm}
}

// same reports whether f and g are copies of one document.
func (f Fingerprint) same(g Fingerprint) bool {
	if f.Supplier == "" || f.Supplier != g.Supplier {
		return false
	}
	if f.Number != "" && g.Number != "" {
		return f.Number == g.Number && f.Gross == g.Gross
	}
	return f.Date != "" && f.Date == g.Date && f.Gross != "" && f.Gross == g.Gross
}

func (x *extraction) checkDuplicate() {
	if len(x.o.Earlier) == 0 {
		return
	}
	f := x.res.Fingerprint("")
	for _, e := range x.o.Earlier {
		if f.same(e) {
			x.record("duplicate", false, "the same document as "+e.ID, FieldNumber, FieldGross)
			return
		}
	}
	x.record("duplicate", true, "", FieldNumber, FieldGross)
}
