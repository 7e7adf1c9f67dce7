package einvoice_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract/einvoice"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const ubl = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>R-1</cbc:ID><cbc:IssueDate>2024-03-14</cbc:IssueDate><cbc:DueDate>2024-04-13</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PostalAddress><cbc:StreetName>Hafenstr. 12</cbc:StreetName><cbc:CityName>Hamburg</cbc:CityName><cbc:PostalZone>20457</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>DE136695976</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>Nordwind GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>Alpenblick AG</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">4</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Lamp</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID="EUR">25</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>`

const cii = `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>R-1</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20240314</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>Lamp</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>25</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">4</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Nordwind GmbH</ram:Name><ram:PostalTradeAddress><ram:PostcodeCode>20457</ram:PostcodeCode><ram:LineOne>Hafenstr. 12</ram:LineOne><ram:CityName>Hamburg</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE136695976</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Alpenblick AG</ram:Name><ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE89370400440532013000</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans><ram:ApplicableTradeTax><ram:CalculatedAmount>19.00</ram:CalculatedAmount><ram:BasisAmount>100.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20240413</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount><ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount><ram:GrandTotalAmount>119.00</ram:GrandTotalAmount><ram:DuePayableAmount>119.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`

func parse(t *testing.T, s string) *einvoice.Invoice {
	t.Helper()
	v, err := einvoice.Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTwins(t *testing.T) {
	a, b := parse(t, cii), parse(t, ubl)
	a.Syntax, b.Syntax = "", ""
	if d := cmp.Diff(a, b, cmpopts.IgnoreUnexported(einvoice.Invoice{}), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("the two forms of one invoice differ (CII, UBL):\n%s", d)
	}
	if got := b.Seller.Address.String(); got != "Hafenstr. 12, 20457 Hamburg, DE" {
		t.Errorf("address %q", got)
	}
	for _, v := range []*einvoice.Invoice{parse(t, cii), parse(t, ubl)} {
		if bad := v.Validate(); len(bad) > 0 {
			t.Errorf("%s: a valid invoice breaks %v", v.Syntax, bad)
		}
	}
}

// TestRules changes one thing at a time and wants exactly that rule to fail.
func TestRules(t *testing.T) {
	for _, c := range []struct{ old, new, rule string }{
		{"<cbc:ID>R-1</cbc:ID>", "", "BR-02"},
		{"<cbc:RegistrationName>Nordwind GmbH</cbc:RegistrationName>", "", "BR-06"},
		{`<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cbc:TaxExcl`, `<cbc:LineExtensionAmount currencyID="EUR">101.00</cbc:LineExtensionAmount><cbc:TaxExcl`, "BR-CO-10"},
		{`<cbc:TaxInclusiveAmount currencyID="EUR">119.00`, `<cbc:TaxInclusiveAmount currencyID="EUR">129.00`, "BR-CO-15"},
		{`<cbc:PayableAmount currencyID="EUR">119.00`, `<cbc:PayableAmount currencyID="EUR">120.00`, "BR-CO-16"},
		{`<cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">19.00`, `<cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">29.00`, "BR-CO-17"},
		{"DE136695976", "136695976", "BR-CO-09"},
		{"<cbc:Name>Lamp</cbc:Name>", "", "BR-25"},
		{">EUR</cbc:DocumentCurrencyCode>", ">EUX</cbc:DocumentCurrencyCode>", "BR-CL-04"},
		{"<cbc:ID>DE89370400440532013000</cbc:ID>", "", "BR-61"},
		{`<cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory>`, `<cbc:Percent>0</cbc:Percent></cac:ClassifiedTaxCategory>`, "BR-S-05"},
	} {
		if !strings.Contains(ubl, c.old) {
			t.Fatalf("%s: nothing to change", c.rule)
		}
		v := parse(t, strings.Replace(ubl, c.old, c.new, 1))
		var got []string
		for _, bad := range v.Validate() {
			got = append(got, bad.Rule)
		}
		if !slices.Contains(got, c.rule) {
			t.Errorf("%s is not found; found %v", c.rule, got)
		}
	}
	if _, known := parse(t, ubl).Check("BR-NONE"); known {
		t.Error("an unknown rule is known")
	}
	if n := len(einvoice.Rules()); n < 140 {
		t.Errorf("only %d rules", n)
	}
}

func TestHostile(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"empty":            {"", einvoice.ErrXML},
		"no XML":           {"%PDF-1.7", einvoice.ErrXML},
		"cut off":          {ubl[:len(ubl)/2], einvoice.ErrXML},
		"another root":     {"<html/>", einvoice.ErrFormat},
		"entities":         {`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Invoice><ID>&b;</ID></Invoice>`, einvoice.ErrUnsafe},
		"external entity":  {`<!DOCTYPE x SYSTEM "file:///etc/passwd"><Invoice/>`, einvoice.ErrUnsafe},
		"deep":             {strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000), einvoice.ErrUnsafe},
		"unknown encoding": {`<?xml version="1.0" encoding="x-none"?><Invoice/>`, einvoice.ErrXML},
		"undefined entity": {`<Invoice><ID>&x;</ID></Invoice>`, einvoice.ErrXML},
	} {
		if _, err := einvoice.Parse([]byte(c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestEncodings(t *testing.T) {
	latin := strings.Replace(strings.Replace(ubl, "UTF-8", "ISO-8859-1", 1), "Hafenstr", "Hafenstra\xdfe", 1)
	if got := parse(t, latin).Seller.Address.Line1; got != "Hafenstraße. 12" {
		t.Errorf("ISO-8859-1 reads as %q", got)
	}
	wide := "\xff\xfe"
	for _, r := range strings.Replace(ubl, "UTF-8", "UTF-16", 1) {
		wide += string([]byte{byte(r), byte(r >> 8)})
	}
	if got := parse(t, wide).Number; got != "R-1" {
		t.Errorf("UTF-16 reads as %q", got)
	}
	if got := parse(t, "\xef\xbb\xbf"+ubl).Number; got != "R-1" {
		t.Errorf("UTF-8 with a mark reads as %q", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(ubl))
	f.Add([]byte(cii))
	f.Add([]byte(`<Invoice><InvoiceLine><LineExtensionAmount>1e999999999</LineExtensionAmount></InvoiceLine></Invoice>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if v, err := einvoice.Parse(data); err == nil {
			v.Validate()
		}
	})
}

func ExampleParse() {
	v, err := einvoice.Parse([]byte(cii))
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Number, v.Totals.Gross, v.Currency, v.Lines[0].Name)
	// Output: R-1 119 EUR Lamp
}

// TestCreditNoteNeedsNoDueDate: BR-CO-25 is about invoices; the credit note of
// UBL has no due date.
func TestCreditNoteNeedsNoDueDate(t *testing.T) {
	without := strings.Replace(ubl, "<cbc:DueDate>2024-04-13</cbc:DueDate>", "", 1)
	if ok, known := parse(t, without).Check("BR-CO-25"); ok || !known {
		t.Error("an invoice without due date and terms passes")
	}
	note := strings.NewReplacer("<Invoice ", "<CreditNote ", "</Invoice>", "</CreditNote>", "Invoice-2", "CreditNote-2", "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>").Replace(without)
	if ok, _ := parse(t, note).Check("BR-CO-25"); !ok {
		t.Error("a credit note without due date does not pass")
	}
}
