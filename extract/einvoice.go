package extract

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract/einvoice"
	"github.com/docket-go/docket/extract/value"
	"github.com/shopspring/decimal"
)

// einvoiceData is the structured invoice found among the attachments.
type einvoiceData struct {
	name    string
	invoice *einvoice.Invoice
}

// proposeEInvoice reads the attachments. What cannot be read is an issue of
// the result; the page is read in any case.
func (x *extraction) proposeEInvoice() {
	for _, a := range byLikelihood(x.o.Attachments) {
		if !maybeXML(a.Data) {
			continue
		}
		inv, err := einvoice.Parse(a.Data)
		switch {
		case errors.Is(err, einvoice.ErrFormat):
			continue
		case err != nil:
			x.res.Issues = append(x.res.Issues, fmt.Sprintf("attachment %s: %v", a.Name, err))
			continue
		}
		x.einvoice = &einvoiceData{a.Name, inv}
		break
	}
	if x.einvoice == nil {
		return
	}
	x.res.EInvoice = withoutContents(x.einvoice.invoice)
	values := invoiceValues(x.einvoice.invoice)
	for field, norm := range values {
		x.addXML(field, norm)
	}
	x.proposeTerms(values)
}

// namesOfInvoices are what the standards call the file in a PDF.
var namesOfInvoices = []string{"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"}

// byLikelihood puts the attachments with a standard's name first: a PDF may
// hold invoices of others, such as those that a travel expense report is about.
// Any name will do where no file has such.
func byLikelihood(files []Attachment) []Attachment {
	rank := func(a Attachment) int {
		if i := slices.Index(namesOfInvoices, strings.ToLower(a.Name)); i >= 0 {
			return i
		}
		return len(namesOfInvoices)
	}
	return slices.SortedStableFunc(slices.Values(files), func(a, b Attachment) int { return rank(a) - rank(b) })
}

// withoutContents returns a copy of v whose documents have lost their contents,
// which may be many times as large as the rest of the result.
func withoutContents(v *einvoice.Invoice) *einvoice.Invoice {
	c := *v
	c.Documents = slices.Clone(c.Documents)
	for i := range c.Documents {
		c.Documents[i].Data = nil
	}
	return &c
}

func maybeXML(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(b, []byte("<")) || bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff})
}

// addXML proposes a value of the e-invoice and looks for it on the page.
func (x *extraction) addXML(field, norm string) {
	f := x.schema.Field(field)
	if f == nil || norm == "" {
		return
	}
	v := Value{Kind: f.kind(), Raw: norm, Norm: norm, Source: SourceEInvoice}
	if v.Kind == KindMoney {
		v.Currency = x.einvoice.invoice.Currency
	}
	v.Evidence = x.view.locate(v.Kind, norm)
	x.add(Proposal{Field: field, Value: v, Score: 8})
}

// invoiceValues returns the fields of v by name, normalised.
func invoiceValues(v *einvoice.Invoice) map[string]string {
	m := map[string]string{
		FieldNumber: v.Number, FieldTypeCode: v.TypeCode, FieldIssueDate: v.IssueDate, FieldDueDate: v.DueDate, FieldDeliveryDate: v.DeliveryDate,
		FieldOrderNumber: v.OrderNumber, FieldCurrency: v.Currency,
		FieldSupplierName: v.Seller.Name, FieldSupplierAddress: v.Seller.Address.String(), FieldSupplierVATID: v.Seller.VATID, FieldSupplierTaxNo: v.Seller.TaxID,
		FieldCustomerName: v.Buyer.Name, FieldCustomerAddress: v.Buyer.Address.String(), FieldCustomerVATID: v.Buyer.VATID,
		FieldNet: twoDecimals(v.Totals.Net), FieldVAT: twoDecimals(v.Totals.VAT), FieldGross: twoDecimals(v.Totals.Gross), FieldDue: twoDecimals(v.Totals.Due),
		FieldPrepaid: twoDecimals(v.Totals.Prepaid), FieldLineTotal: twoDecimals(v.Totals.Lines), FieldAllowances: twoDecimals(v.Totals.Allowances), FieldCharges: twoDecimals(v.Totals.Charges),
	}
	for _, p := range v.Payments {
		if m[FieldIBAN] == "" {
			m[FieldIBAN] = p.IBAN
		}
		if m[FieldBIC] == "" {
			m[FieldBIC] = p.BIC
		}
	}
	return m
}

func twoDecimals(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.StringFixed(2)
}

func plainDecimal(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// vatFits reports whether net times rate is tax to a cent.
func vatFits(net, rate, tax decimal.Decimal) bool {
	return net.Mul(rate).Div(decimal.New(100, 0)).Sub(tax).Abs().LessThanOrEqual(cent)
}

// locate finds where norm is printed: the words that read as the same amount,
// date or text; nil where it is not printed.
func (v *view) locate(kind Kind, norm string) *Evidence {
	switch kind {
	case KindMoney:
		want, err := decimal.NewFromString(norm)
		if err != nil {
			return nil
		}
		for i := len(v.rows) - 1; i >= 0; i-- { // sums stand below
			for j := range v.rows[i].words {
				if c, ok := v.amountAt(i, j, false); ok && c.number.Value.Equal(want) {
					return v.evidence(c.words)
				}
			}
		}
		return nil
	case KindDate:
		for _, c := range v.dates() {
			if c.norm == norm || c.other == norm {
				return v.evidence(c.words)
			}
		}
		return nil
	}
	return v.locateText(norm)
}

// locateText finds the words that spell text, line by line.
func (v *view) locateText(text string) *Evidence {
	want := fold(text)
	if want == "" {
		return nil
	}
	for ri := range v.rows {
		r := &v.rows[ri]
		for j := range r.words {
			got := ""
			for k := j; k < len(r.words) && len(got) < len(want); k++ {
				got += fold(v.words[r.words[k]].text)
				if got == want {
					return v.evidence(r.words[j : k+1])
				}
				if !strings.HasPrefix(want, got) {
					break
				}
			}
		}
	}
	return nil
}

// crossCheck compares the e-invoice with the page: a printed sum or account that
// differs is a sign of fraud or of a broken generator.
func (x *extraction) crossCheck() {
	if x.einvoice == nil || len(x.view.words) == 0 {
		return
	}
	inv := x.einvoice.invoice
	check := func(id, field string, kind Kind, norm string) {
		if norm != "" {
			x.res.Checks = append(x.res.Checks, x.printedCheck("einvoice-"+id+"-printed", field, kind, norm))
		}
	}
	check("gross", FieldGross, KindMoney, twoDecimals(inv.Totals.Gross))
	check("net", FieldNet, KindMoney, twoDecimals(inv.Totals.Net))
	check("due", FieldDue, KindMoney, twoDecimals(inv.Totals.Due))
	check("number", FieldNumber, KindCode, inv.Number)
	check("supplier", FieldSupplierName, KindString, inv.Seller.Name)
	check("vatid", FieldSupplierVATID, KindCode, inv.Seller.VATID)
	for _, p := range inv.Payments {
		if _, ok := value.IBAN(p.IBAN); ok {
			check("iban", FieldIBAN, KindCode, p.IBAN)
			break
		}
	}
}

func (x *extraction) printedCheck(id, field string, kind Kind, norm string) Check {
	c := Check{ID: id, OK: x.view.locate(kind, norm) != nil, Fields: []string{field}}
	if !c.OK {
		c.Message = fmt.Sprintf("the e-invoice says %s, which is not printed on the page", norm)
	}
	return c
}
