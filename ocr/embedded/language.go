package embedded

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/docket-go/docket/ocr"
)

// common lists, for each language of Latin script, words that are frequent in
// running text and on business papers, as far as they tell it from the others.
// Diacritics do not count, as a model of another language loses them.
var common = map[string]string{
	"en": "the and of to in is for that with this from are was by not have you your our will be as at or which if has been please all any date amount number payment invoice due customer address description quantity tax order",
	"de": "der die und den das ist mit von für auf dem nicht ein eine auch werden sich bei wird wir sie oder aus zum zur nach sind einer ihre ihr haben rechnung betrag datum mwst summe gesamt kunde bitte strasse straße nummer zahlung menge preis netto brutto steuer ust über vom",
	"fr": "le la les des est et dans pour une que qui sur par avec pas vous nous votre du au aux ce cette sont ou facture montant tva paiement adresse référence votre prix quantité désignation règlement numéro siège société hors payer être été",
	"nl": "de het een van en in is dat op te voor met zijn niet aan er ook als bij uw wij naar door worden factuur bedrag btw aantal omschrijving betaling totaal prijs klant nummer factuurdatum factuurnummer straat datum excl incl bestelling",
	"es": "el la los las de que en una por con para del se su no es al lo como más factura fecha importe cantidad precio cliente pago número dirección impuesto descripción iva teléfono",
	"it": "il di che la per una del della con non sono le gli nel alla dei da questo fattura data importo quantità prezzo cliente pagamento numero indirizzo descrizione imponibile iva totale via",
	"pt": "de que em uma para com não os do da dos das por mais ao pela pelo fatura data valor quantidade preço cliente pagamento número endereço descrição total nota fiscal contribuinte",
	"da": "og det at en den til er som på de med af for ikke der har fra vi kan skal faktura dato beløb antal pris kunde betaling moms nummer adresse beskrivelse",
	"sv": "och att det en som är på av för med den till inte har de från vi kan ska faktura datum belopp antal pris kund betalning moms nummer adress beskrivning summa er",
	"nb": "og det at en den til er som på de med av for ikke har fra vi kan skal faktura dato beløp antall pris kunde betaling mva nummer adresse beskrivelse",
	"fi": "ja on ei se että hän oli mutta joka myös kun ovat tai lasku päivä summa määrä hinta asiakas maksu alv numero osoite kuvaus yhteensä",
	"pl": "i w na z do nie się to jest że o od za dla po przez faktura data kwota ilość cena klient nabywca sprzedawca numer adres opis razem netto brutto zapłaty",
	"cs": "a je se na v že s z do o pro od za by jako faktura datum částka množství cena zákazník dodavatel odběratel číslo adresa popis celkem dph platby",
	"hu": "a az és hogy nem is egy van meg csak számla dátum összeg mennyiség ár vevő eladó cím megnevezés összesen áfa fizetési nettó bruttó",
	"ro": "și în de la cu pe nu este un o din care pentru factura data suma cantitate preț client furnizor cumpărător număr adresa total tva plată",
	"tr": "ve bir bu için ile da de olarak daha çok fatura tarih tutar miktar fiyat müşteri ödeme numara adres açıklama toplam kdv",
}

// vocabulary maps each common word to its languages.
type vocabulary map[string][]string

func newVocabulary() vocabulary {
	v := vocabulary{}
	for _, language := range slices.Sorted(maps.Keys(common)) {
		for w := range strings.FieldsSeq(common[language]) {
			if w = bare(w); !slices.Contains(v[w], language) {
				v[w] = append(v[w], language)
			}
		}
	}
	return v
}

// bare strips diacritics and case.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// Words of a language count by how few languages share them, single letters not
// at all, and none more than mostOften times. A language is taken where it has
// at least leastWords of them and leads the next by lead. A page has a further
// language where the words of three and more letters that are of none of those
// taken so far speak for it just as well, and it has at least furtherShare of
// what the first has.
const (
	mostOften     = 3
	leastWords    = 3.0
	lead          = 1.3
	furtherShare  = 0.3
	mostLanguages = 3
)

// guess returns the main language of lines, BCP 47, or "" where they do not
// tell.
func (v vocabulary) guess(lines []ocr.Line) string {
	main, _ := leader(v.scores(v.known(lines), nil))
	return main
}

// languages returns the languages that lines are in, BCP 47, first the one with
// the most words.
func (v vocabulary) languages(lines []ocr.Line) []string {
	known := v.known(lines)
	var taken []string
	first := 0.0
	for len(taken) < mostLanguages {
		words := known
		if len(taken) > 0 {
			words = long(known)
		}
		next, score := leader(v.scores(words, taken))
		if next == "" && len(taken) == 0 { // two lead: the words of one are those of the other, or the page is mixed
			next, score = v.ofTwo(known)
		}
		if next == "" || score < furtherShare*first {
			break
		}
		taken, first = append(taken, next), max(first, score)
	}
	return taken
}

// ofTwo returns the language with the most words where a second one has enough
// that are not of the first, so that the page must be in both.
func (v vocabulary) ofTwo(known []string) (string, float64) {
	score := v.scores(known, nil)
	names := ranked(score)
	if len(names) < 2 || score[names[0]] < leastWords {
		return "", 0
	}
	if second, _ := leader(v.scores(long(known), names[:1])); second == "" {
		return "", 0
	}
	return names[0], score[names[0]]
}

// known returns the words of lines that are in the vocabulary, bare, as often
// as they count.
func (v vocabulary) known(lines []ocr.Line) []string {
	var out []string
	seen := map[string]int{}
	for _, l := range lines {
		for _, w := range l.Words {
			w := strings.TrimFunc(bare(w.Text), func(r rune) bool { return !unicode.IsLetter(r) })
			if seen[w]++; len(w) > 1 && seen[w] <= mostOften && v[w] != nil {
				out = append(out, w)
			}
		}
	}
	return out
}

// scores adds up what each language has of known words that are in none of the
// languages but.
func (v vocabulary) scores(known, but []string) map[string]float64 {
	score := map[string]float64{}
	for _, w := range known {
		of := v[w]
		if slices.ContainsFunc(of, func(l string) bool { return slices.Contains(but, l) }) {
			continue
		}
		for _, language := range of {
			score[language] += 1 / float64(len(of))
		}
	}
	return score
}

// long returns the words of three and more letters.
func long(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len(w) < 3 })
}

func ranked(score map[string]float64) []string {
	return slices.SortedFunc(maps.Keys(score), func(a, b string) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
}

// leader returns the language that clearly has the most, and its score.
func leader(score map[string]float64) (string, float64) {
	names := ranked(score)
	switch {
	case len(names) == 0 || score[names[0]] < leastWords:
		return "", 0
	case len(names) > 1 && score[names[0]] < lead*score[names[1]]:
		return "", 0
	}
	return names[0], score[names[0]]
}

// scripts are languages of other scripts than Latin, each tried where a page
// reads badly and there is a model.
var scripts = []string{"ru", "el", "ar", "he", "zh-Hans", "zh-Hant", "ja", "ko", "hi", "th", "bn", "ta", "te", "ka", "hy"}
