package embedded

import (
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

func TestGuess(t *testing.T) {
	v := newVocabulary()
	for _, c := range []struct{ want, text string }{
		{"en", "The goods are delivered to your address within ten days of the payment and will be checked for you"},
		{"de", "Die Rechnung ist innerhalb von 14 Tagen ohne Abzug auf unser Konto zur Zahlung fällig, vielen Dank für Ihre Bestellung und das Vertrauen"},
		{"de", "Grundgebiihr Rechnung Betrag Mwst Summe Gesamt Kunde"}, // as a model of another language reads it
		{"fr", "Nous vous prions de régler cette facture dans les trente jours par virement sur le compte qui est indiqué"},
		{"nl", "Wij verzoeken u het bedrag van deze factuur binnen veertien dagen over te maken op de rekening van het bedrijf"},
		{"es", "El importe de la factura se debe pagar en los treinta días siguientes a la fecha, por favor indique el número"},
		{"it", "Il pagamento della fattura deve essere fatto con bonifico sul conto che è indicato nel documento, non oltre trenta giorni"},
		{"pl", "Faktura jest płatna przelewem na konto sprzedawcy, nie później niż 14 dni od daty, razem do zapłaty kwota netto"},
		{"", "4711 0815 12.03.2024 1,234.56"},
		{"", "a a a a a a a a a a a a a a a"},
		{"", "total total total total total total"},
	} {
		var l ocr.Line
		for w := range strings.FieldsSeq(c.text) {
			l.Words = append(l.Words, layout.Word{Text: w})
		}
		if got := v.guess([]ocr.Line{l}); got != c.want {
			t.Errorf("%q is taken for %q, want %q", c.text, got, c.want)
		}
	}
}

func TestLanguagesOfText(t *testing.T) {
	v := newVocabulary()
	const (
		english = "The goods are delivered to your address within ten days of the payment and will be checked for you "
		german  = "Die Rechnung ist innerhalb von 14 Tagen ohne Abzug auf unser Konto zur Zahlung fällig, vielen Dank für Ihre Bestellung und das Vertrauen "
		french  = "Nous vous prions de régler cette facture dans les trente jours par virement sur le compte qui est indiqué avec la date "
		spanish = "El importe de la factura se debe pagar en los treinta días siguientes a la fecha, por favor indique el número de cliente y la dirección "
		dutch   = "Wij verzoeken u het bedrag van deze factuur binnen veertien dagen over te maken op de rekening van het bedrijf "
	)
	for _, c := range []struct{ want, text string }{
		{"en", english}, {"de", german}, {"fr", french}, {"es", spanish}, {"nl", dutch},
		{"de en", german + english}, {"de fr", german + french}, {"es fr", french + spanish}, {"fr nl", dutch + french},
		{"de", german + "invoice total"}, {"", "4711 0815 12.03.2024 1,234.56"}, {"", "total total total"},
	} {
		var l ocr.Line
		for w := range strings.FieldsSeq(c.text) {
			l.Words = append(l.Words, layout.Word{Text: w})
		}
		got := v.languages([]ocr.Line{l})
		slices.Sort(got)
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%q is taken for %q, want %q", c.text, got, c.want)
		}
	}
}
