package einvoice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/extract/einvoice"
)

// broken returns the rules that v breaks.
func broken(v *einvoice.Invoice) []string {
	var out []string
	for _, bad := range v.Validate() {
		out = append(out, bad.Rule)
	}
	return out
}

// TestFullIsValid: all but the exemption that a standard rate must not have,
// and the tax point that is given twice, date and code.
func TestFullIsValid(t *testing.T) {
	for _, syntax := range []string{"ubl", "cii"} {
		if got := broken(full(t, syntax)); !slices.Equal(got, []string{"BR-CO-03", "BR-S-10"}) {
			t.Errorf("%s breaks %v", syntax, got)
		}
	}
}

// TestCodes gives the full invoice one code at a time that no list has, and
// wants the rule on that list and no other.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		rule string
		set  func(v *einvoice.Invoice)
	}{
		{"BR-CL-01", func(v *einvoice.Invoice) { v.TypeCode = "999" }},
		{"BR-CL-05", func(v *einvoice.Invoice) { v.TaxCurrency = "SEX" }},
		{"BR-CL-06", func(v *einvoice.Invoice) { v.TaxPointDate, v.TaxPointCode = "", "4" }},
		{"BR-CL-07", func(v *einvoice.Invoice) { v.Object.Scheme = "???" }},
		{"BR-CL-07", func(v *einvoice.Invoice) { v.Lines[0].Object.Scheme = "???" }},
		{"BR-CL-08", func(v *einvoice.Invoice) { v.NoteSubjects[0] = "???" }},
		{"BR-CL-10", func(v *einvoice.Invoice) { v.Payee.Identifiers[0].Scheme = "9999" }},
		{"BR-CL-11", func(v *einvoice.Invoice) { v.Buyer.LegalScheme = "9999" }},
		{"BR-CL-13", func(v *einvoice.Invoice) { v.Lines[0].Classes[0].List = "???" }},
		{"BR-CL-14", func(v *einvoice.Invoice) { v.TaxRep.Address.Country = "ZZ" }},
		{"BR-CL-14", func(v *einvoice.Invoice) { v.DeliverTo.Country = "D E" }},
		{"BR-CL-15", func(v *einvoice.Invoice) { v.Lines[0].Origin = "UK" }},
		{"BR-CL-16", func(v *einvoice.Invoice) { v.Payments[0].Code = "99" }},
		{"BR-CL-19", func(v *einvoice.Invoice) { v.Lines[0].Allowances[0].ReasonCode = "FC" }},
		{"BR-CL-20", func(v *einvoice.Invoice) { v.Allowances[1].ReasonCode = "95" }},
		{"BR-CL-21", func(v *einvoice.Invoice) { v.Lines[0].StandardSch = "GTIN" }},
		{"BR-CL-22", func(v *einvoice.Invoice) { v.VAT[0].ReasonCode = "VATEX-XX" }},
		{"BR-CL-23", func(v *einvoice.Invoice) { v.Lines[0].Unit = "KILO" }},
		{"BR-CL-23", func(v *einvoice.Invoice) { v.Lines[0].BaseUnit = "KILO" }},
		{"BR-CL-24", func(v *einvoice.Invoice) { v.Documents[0].MIME = "text/html" }},
		{"BR-CL-25", func(v *einvoice.Invoice) { v.Seller.EndpointID = "mail" }},
		{"BR-CL-26", func(v *einvoice.Invoice) { v.DeliverToID.Scheme = "GLN" }},
	} {
		v := full(t, "ubl")
		before := broken(v)
		c.set(v)
		got := slices.DeleteFunc(broken(v), func(r string) bool { return slices.Contains(before, r) })
		if !slices.Equal(got, []string{c.rule}) {
			t.Errorf("%s: found %v", c.rule, got)
		}
	}
}

// TestCodesInTheData: what an Invoice no longer holds is looked for when the
// data is read.
func TestCodesInTheData(t *testing.T) {
	for _, c := range []struct{ syntax, rule, old, new string }{
		{"ubl", "BR-CL-03", `<cbc:PriceAmount currencyID="EUR">`, `<cbc:PriceAmount currencyID="EUX">`},
		{"cii", "BR-CL-03", `currencyID="SEK"`, `currencyID="SEX"`},
		{"cii", "BR-CL-06", "<ram:DueDateTypeCode>29<", "<ram:DueDateTypeCode>35<"},
		{"ubl", "UBL-DT-01", ">92.00<", ">92.000<"},
		{"ubl", "BR-DEC-09", ">92.00<", ">92.000<"},
		{"cii", "BR-DEC-23", ">92.00<", ">92.000<"},
		{"ubl", "UBL-DT-06", ` mimeCode="text/csv"`, ""},
		{"ubl", "UBL-DT-07", ` filename="a.csv"`, ""},
		{"ubl", "UBL-SR-03", "<cac:DespatchDocumentReference>", "<cac:DespatchDocumentReference><cbc:ID>1</cbc:ID></cac:DespatchDocumentReference><cac:DespatchDocumentReference>"},
		{"ubl", "UBL-SR-12", "<cbc:ID>FC</cbc:ID>", "<cbc:ID>VAT</cbc:ID>"},
		{"ubl", "UBL-SR-43", "<cbc:DocumentDescription>", "<cbc:DocumentTypeCode>916</cbc:DocumentTypeCode><cbc:DocumentDescription>"},
		{"ubl", "UBL-SR-47", "<cac:PaymentTerms>", "<cac:PaymentMeans><cbc:PaymentMeansCode>10</cbc:PaymentMeansCode></cac:PaymentMeans><cac:PaymentTerms>"},
		{"ubl", "UBL-SR-51", "<cac:AddressLine>", "<cac:AddressLine/><cac:AddressLine>"},
		{"cii", "CII-SR-469", "<ram:PaymentReference>", "<ram:PaymentReference>1</ram:PaymentReference><ram:PaymentReference>"},
		{"cii", "CII-SR-487", "<ram:DuePayableAmount>", "<ram:DuePayableAmount>100.00</ram:DuePayableAmount><ram:DuePayableAmount>"},
	} {
		data := file(t, "full."+c.syntax+".xml")
		if !strings.Contains(data, c.old) {
			t.Fatalf("%s: nothing to change", c.rule)
		}
		if got := broken(parse(t, strings.Replace(data, c.old, c.new, 1))); !slices.Contains(got, c.rule) {
			t.Errorf("%s of %s is not found; found %v", c.rule, c.syntax, got)
		}
	}
}

// TestWithdrawnCodes: an invoice of the time when a code was in force is right.
func TestWithdrawnCodes(t *testing.T) {
	old := strings.NewReplacer("EUR", "BGN", `unitCode="KGM"`, `unitCode="HAR"`, `schemeID="EM"`, `schemeID="9958"`, "VATEX-EU-O", "vatex-eu-o")
	if got := broken(parse(t, old.Replace(file(t, "full.ubl.xml")))); !slices.Equal(got, []string{"BR-CO-03", "BR-S-10"}) {
		t.Errorf("found %v", got)
	}
}

// TestZeroInvoice: an invoice made by hand may lack anything.
func TestZeroInvoice(t *testing.T) {
	v := &einvoice.Invoice{Lines: []einvoice.Line{{}}, Payments: []einvoice.Payment{{}}, VAT: []einvoice.VATRate{{}}, Payee: &einvoice.Party{}, TaxRep: &einvoice.Party{}}
	if got := broken(v); !slices.Contains(got, "BR-02") || slices.ContainsFunc(got, func(r string) bool { return strings.HasPrefix(r, "BR-CL") }) {
		t.Errorf("found %v", got)
	}
	if got := v.Terms(); len(got) != 0 {
		t.Errorf("terms %v", got)
	}
}

// TestPiecesOfText: comments part a text into pieces, here 200,000; joining
// them must not cost the square of their number.
func TestPiecesOfText(t *testing.T) {
	cost := func(n int) time.Duration {
		data := []byte("<Invoice><ID>" + strings.Repeat("abcd<!---->", n) + "</ID></Invoice>")
		start := time.Now()
		v, err := einvoice.Parse(data)
		if err != nil || len(v.Number) != 4*n {
			t.Fatalf("%v, %d letters", err, len(v.Number))
		}
		return time.Since(start)
	}
	small, large := cost(20_000), cost(200_000)
	if large > 60*small+time.Second {
		t.Errorf("ten times the pieces cost %v after %v", large, small)
	}
}

// TestManyRates: the work of the rules grows with the invoice, not with its
// square, also where there are as many rates as lines.
func TestManyRates(t *testing.T) {
	cost := func(n int) time.Duration {
		data := "<Invoice>" + strings.Repeat(fmt.Sprintf("<TaxTotal><TaxSubtotal><TaxableAmount>%d</TaxableAmount><TaxCategory><ID>S</ID><Percent>7</Percent></TaxCategory></TaxSubtotal></TaxTotal>", n), n) +
			strings.Repeat("<InvoiceLine><LineExtensionAmount>1</LineExtensionAmount><Item><ClassifiedTaxCategory><ID>S</ID><Percent>7</Percent></ClassifiedTaxCategory></Item></InvoiceLine>", n) + "</Invoice>"
		v := parse(t, data)
		start := time.Now()
		if ok, known := v.Check("BR-S-08"); !ok || !known {
			t.Error("the sums do not agree")
		}
		return time.Since(start)
	}
	small, large := cost(2_000), cost(20_000)
	if large > 60*small+2*time.Second {
		t.Errorf("ten times the rates cost %v after %v", large, small)
	}
}
