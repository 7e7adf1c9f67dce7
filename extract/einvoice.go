package extract

import (
	"bytes"
	"errors"
	"fmt"
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
	for _, a := range x.o.Attachments {
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
	for field, norm := range invoiceValues(x.einvoice.invoice) {
		x.addXML(field, norm)
	}
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

// einvoiceTables fills line items and VAT rates from the e-invoice.
func (x *extraction) einvoiceTables() {
	inv := x.einvoice.invoice
	var t Table
	for _, l := range inv.Lines {
		if l.Amount == nil && l.Quantity == nil {
			continue // a remark
		}
		t.Rows = append(t.Rows, xmlRow(inv.Currency, map[string]string{
			ColDescription: l.Name, ColSKU: l.SKU, ColQuantity: plainDecimal(l.Quantity), ColUnit: l.Unit, ColUnitPrice: plainDecimal(l.Price),
			ColAmount: twoDecimals(l.Amount), ColVATRate: plainDecimal(l.Rate),
		}))
	}
	if x.wants(FieldLineItems) {
		x.res.Tables[FieldLineItems] = t
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

func xmlRow(currency string, cells map[string]string) Row {
	r := Row{Cells: map[string]Value{}}
	for col, norm := range cells {
		if norm == "" {
			continue
		}
		v := Value{Kind: KindString, Raw: norm, Norm: norm, Source: SourceEInvoice, Confidence: 0.999}
		switch col {
		case ColAmount, ColUnitPrice:
			v.Kind, v.Currency = KindMoney, currency
		case ColQuantity, ColVATRate:
			v.Kind = KindNumber
		}
		r.Cells[col] = v
	}
	return r
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

// crossCheck compares the e-invoice with the page: a printed sum that differs
// is a sign of fraud or of a broken generator.
func (x *extraction) crossCheck() {
	if x.einvoice == nil || len(x.view.words) == 0 {
		return
	}
	inv := x.einvoice.invoice
	x.res.Checks = append(x.res.Checks, x.printedCheck("einvoice-gross-printed", FieldGross, KindMoney, twoDecimals(inv.Totals.Gross)))
	if inv.Number != "" {
		x.res.Checks = append(x.res.Checks, x.printedCheck("einvoice-number-printed", FieldNumber, KindCode, inv.Number))
	}
	for _, p := range inv.Payments {
		if _, ok := value.IBAN(p.IBAN); ok {
			x.res.Checks = append(x.res.Checks, x.printedCheck("einvoice-iban-printed", FieldIBAN, KindCode, p.IBAN))
			break
		}
	}
}

func (x *extraction) printedCheck(id, field string, kind Kind, norm string) Check {
	c := Check{ID: id, OK: norm == "" || x.view.locate(kind, norm) != nil, Fields: []string{field}}
	if !c.OK {
		c.Message = fmt.Sprintf("the e-invoice says %s, which is not printed on the page", norm)
	}
	return c
}
