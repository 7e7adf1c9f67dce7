package extract_test

import (
	"testing"

	"github.com/docket-go/docket/extract"
)

// TestClassesBesideInvoices: what is long is no contract for that, and neither
// is what has labels an invoice.
func TestClassesBesideInvoices(t *testing.T) {
	for want, text := range map[string]string{
		extract.ClassLetter: "Nordlicht Medien AG\nAm Hafen 7\n\nSehr geehrte Frau Kettler,\n\nvielen Dank für Ihre Anfrage. Wir haben den Vorgang geprüft\nund melden uns bis Montag.\n\nMit freundlichen Grüßen\nUwe Marquardt",
		extract.ClassForm:   "Anmeldeformular\n\nNachname ____________\nVorname ____________\nGeburtsdatum ____________\nBeruf ____________\n\nZutreffendes bitte ankreuzen\n[ ] Mitglied\n[ ] Gast\n\nOrt, Datum, Unterschrift",
		extract.ClassOther:  "Annual report\n\nSales rose in the second quarter, mostly in the north. The\ncommittee discussed three proposals and put off the fourth.\nThe library was closed for repairs in May; visitors came back\nin June. The measurements were repeated at six sites.",
	} {
		if got := extract.Classify(typed(text)); got[0].Class != want {
			t.Errorf("%s is taken for %s (%.2f)", want, got[0].Class, got[0].Confidence)
		}
	}
}
