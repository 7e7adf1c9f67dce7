package extract_test

import (
	"context"
	"testing"

	"github.com/docket-go/docket/extract"
)

// read extracts text as an invoice and compares the values that want names.
func read(t *testing.T, text string, want map[string]string) {
	t.Helper()
	r, err := extract.Extract(context.Background(), typed(text), extract.Invoice(), extract.Options{Class: extract.ClassInvoice})
	if err != nil {
		t.Fatal(err)
	}
	for field, w := range want {
		if got := r.Values[field].Norm; got != w {
			t.Errorf("%s = %q, want %q", field, got, w)
		}
	}
}

// TestSumsOfADiscount: from the lines over a discount and freight to the net,
// and from the gross over a deposit to what is due.
func TestSumsOfADiscount(t *testing.T) {
	read(t, `Rechnung 2024-77        Datum 03.02.2024

Beschreibung        Menge    Preis     Betrag
Rollrasen           10       10,00     100,00

Zwischensumme                          100,00
Rabatt 10 %                            -10,00
Versandkosten                          5,00
Nettobetrag                            95,00
USt 20 %                               19,00
Gesamtbetrag                           114,00
Geleistete Anzahlung                   50,00
Restbetrag                             64,00`, map[string]string{
		"line_total": "100.00", "allowance_total": "10.00", "charge_total": "5.00", "net_total": "95.00", "vat_total": "19.00",
		"gross_total": "114.00", "prepaid": "50.00", "amount_due": "64.00",
	})
}

// TestSumsWithoutNet: an invoice of the United States prints no net.
func TestSumsWithoutNet(t *testing.T) {
	read(t, `INVOICE # 5531        Invoice Date 03/25/2024

Description         Qty      Price     Amount
Garden hose         2        50.00     100.00

Subtotal                               $100.00
Shipping                               $12.50
Sales Tax (8 %)                        $9.00
Total                                  $121.50`, map[string]string{
		"line_total": "100.00", "charge_total": "12.50", "vat_total": "9.00", "gross_total": "121.50", "net_total": "112.50", "issue_date": "2024-03-25",
	})
}

// TestTwoDatesToPayBy: the date until which a discount is given is not that
// until which to pay; a label may stand at the end of the line before.
func TestTwoDatesToPayBy(t *testing.T) {
	read(t, `Rechnung 2024-77
Datum 03.02.2024

Gesamtbetrag                           114,00

Bei Zahlung bis 10.02.2024 gewähren wir 2 % Skonto, sonst ohne Abzug bis
04.03.2024 auf unser Konto.`, map[string]string{"issue_date": "2024-02-03", "due_date": "2024-03-04"})
}

// TestNumberOfACreditNote: the number of the invoice that it corrects is not
// its own.
func TestNumberOfACreditNote(t *testing.T) {
	read(t, `Gutschrift
Nr. 88123
Datum 03.02.2024
Originalrechnung Nr. RX156362

Gesamtbetrag                           114,00`, map[string]string{"document_number": "88123"})
}

// TestSwissAddress: a postal code of four digits, the tax number behind the
// address on its line.
func TestSwissAddress(t *testing.T) {
	read(t, `Bergblick Informatik AG
Seestrasse 210, 8001 Zürich, MWST-Nr. CHE-116.281.710

Rechnung 2024-77
Datum 03.02.2024

Gesamtbetrag                           114,00`, map[string]string{"supplier_name": "Bergblick Informatik AG", "supplier_address": "Seestrasse 210, 8001 Zürich"})
}
