package extract_test

import (
	"context"
	"testing"

	"github.com/docket-go/docket/extract"
)

// TestPartiesOfALetter: the line of small print above the window names the
// supplier, what stands below it the customer; a bank is neither.
func TestPartiesOfALetter(t *testing.T) {
	const text = `Rechnung                                        Lindgruen Gartenbau GmbH
                                                Am Anger 12
Lindgruen Gartenbau GmbH - Am Anger 12 - 99084 Erfurt      99084 Erfurt
Frau
Erika Beispiel
Wiesenweg 3
04109 Leipzig

Rechnungsnummer 4711
Datum 03.02.2024

Menge   Beschreibung        Betrag
1       Rollrasen           100,00

Netto 100,00
USt 19 % 19,00
Gesamtbetrag 119,00

Volksbank Erfurt
BLZ 820 500 00 Konto 99084 12345`
	r, err := extract.Extract(context.Background(), typed(text), extract.Invoice(), extract.Options{Class: extract.ClassInvoice})
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{
		"supplier_name":    "Lindgruen Gartenbau GmbH",
		"customer_name":    "Erika Beispiel",
		"customer_address": "Wiesenweg 3, 04109 Leipzig",
		"supplier_address": "Am Anger 12, 99084 Erfurt",
		"line_total":       "100.00",
	} {
		if got := r.Values[field]; got.Norm != want {
			t.Errorf("%s = %q, want %q", field, got.Norm, want)
		}
	}
	if got := r.Values["line_total"].Origin; got != extract.OriginComputed {
		t.Errorf("the sum of the lines is not printed, but its origin is %q", got)
	}
}
