package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/google/go-cmp/cmp"
)

// TestTaxLines: the tax stands in a line for each rate, its total nowhere, and
// the items say which of them bear which rate.
func TestTaxLines(t *testing.T) {
	const text = `Papierhandel Moos GmbH
Rechnung Nr. 20-118
Datum 03.02.2024

Menge   Beschreibung        Preis      Betrag
2       Hefter              40,00       80,00
1       Lexikon             35,00       35,00
3       Ordner               5,00       15,00

Nettobetrag 130,00
zzgl. 19 % USt 18,05
zzgl. 7 % USt 2,45
Gesamtbetrag 150,50`
	r, err := extract.Extract(context.Background(), typed(text), extract.Invoice(), extract.Options{Class: extract.ClassInvoice})
	if err != nil {
		t.Fatal(err)
	}
	wantValues(t, r, map[string]string{"net_total": "130.00", "vat_total": "20.50", "gross_total": "150.50"})
	if v := r.Values["vat_total"]; v.Origin != extract.OriginComputed {
		t.Errorf("the sum of the taxes is printed nowhere, but its origin is %q", v.Origin)
	}
	var got [][4]string
	for _, v := range r.VATRates {
		got = append(got, [4]string{v.Rate, v.Net, v.VAT, v.Gross})
	}
	if d := cmp.Diff([][4]string{{"19", "95.00", "18.05", "113.05"}, {"7", "35.00", "2.45", "37.45"}}, got); d != "" {
		t.Errorf("rates (-want +got)\n%s", d)
	}
}

// TestAddressEndsAtNumbers: what identifies the supplier stands below its
// address and is no part of it, and one address is not that of both parties.
func TestAddressEndsAtNumbers(t *testing.T) {
	for _, line := range []string{"VAT No. GB980780684", "Company Reg. No 04928331", "NIF PT501964843", "KvK 27304510", "SIRET 552 100 554 00013", "BTW-nummer NL004495445B01"} {
		r, err := extract.Extract(context.Background(), typed("Harbour Paper Ltd\n7 Quay Street\nBristol BS1 4RT\n"+line+`

Invoice Number HP-204
Invoice Date 12/03/2024

Bill to
Linden Press plc

Subtotal 356.00
VAT 20% 71.20
Total 427.20`), extract.Invoice(), extract.Options{Class: extract.ClassInvoice})
		if err != nil {
			t.Fatal(err)
		}
		wantValues(t, r, map[string]string{"supplier_name": "Harbour Paper Ltd", "supplier_address": "7 Quay Street, Bristol BS1 4RT", "customer_name": "Linden Press plc", "customer_address": ""})
	}
}

// TestDoubt: of three sums that do not close one is wrong, and none is certain.
func TestDoubt(t *testing.T) {
	r, err := extract.Extract(context.Background(), typed(strings.Replace(invoiceText, "658,01", "668,01", 1)), extract.Invoice(), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantValues(t, r, map[string]string{"net_total": "559.00", "vat_total": "99.01", "gross_total": "668.01"})
	for _, f := range []string{"net_total", "vat_total", "gross_total"} {
		if v := r.Values[f]; v.Confidence > 0.7 || len(v.Issues) == 0 {
			t.Errorf("%s contradicts the other sums, but is sure to %.2f, issues %q", f, v.Confidence, v.Issues)
		}
	}
}
