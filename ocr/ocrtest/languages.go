package ocrtest

import (
	"slices"
	"testing"

	"github.com/docket-go/docket/ocr"
)

// texts are a few sentences in languages whose letters the fonts have, by their
// BCP 47 tags.
var texts = map[string][]string{
	"cs": {"Dobrý den, děkujeme za Vaši objednávku", "ze dne 12. května. Zboží odešleme příští", "týden; účet prosíme uhradit převodem", "nejpozději do třiceti dnů."},
	"de": {"Für die Überweisung benötigen wir Ihre", "Kontonummer und die Größe der Bestellung;", "das Geschäft schließt um fünf Uhr, danach", "hört nur noch der Nachtwächter zu."},
	"el": {"Σας ευχαριστούμε για την παραγγελία", "της δωδεκάτης Μαΐου. Τα προϊόντα θα", "σταλούν την επόμενη εβδομάδα και το", "ποσό πληρώνεται εντός τριάντα ημερών."},
	"es": {"Le agradecemos el envío del año pasado.", "La próxima factura se pagará mañana por", "transferencia, según la dirección y el", "número de teléfono que nos indicó usted."},
	"fr": {"Le règlement de la présente facture sera", "effectué par prélèvement à la date indiquée", "près du numéro de référence; où l'élève", "apprend le français, ça va très bien."},
	"it": {"La ringraziamo per l'ordine del dodici", "maggio. La merce verrà spedita la prossima", "settimana; il pagamento è dovuto entro", "trenta giorni, perché così è più facile."},
	"nl": {"Hartelijk dank voor uw bestelling van twaalf", "mei. De goederen worden volgende week aan", "u verzonden; het bedrag dient binnen dertig", "dagen op onze rekening te zijn bijgeschreven."},
	"pl": {"Dziękujemy za zamówienie z dnia dwunastego", "maja. Towar zostanie wysłany w przyszłym", "tygodniu; należność prosimy uiścić w ciągu", "trzydziestu dni na nasz rachunek bieżący."},
	"pt": {"Agradecemos a sua encomenda de doze de", "maio. A mercadoria será enviada na próxima", "semana; não há razão para preocupações,", "o pagamento é feito em até trinta dias."},
	"ru": {"Благодарим вас за заказ от двенадцатого", "мая. Товар будет отправлен на следующей", "неделе; счёт просим оплатить переводом", "не позднее чем через тридцать дней."},
	"sv": {"Tack för er beställning av den tolfte maj.", "Varorna skickas nästa vecka från lagret i", "Malmö; beloppet ska betalas inom trettio", "dagar på vårt konto, så går allting bra."},
	"tr": {"On iki Mayıs tarihli siparişiniz için", "teşekkür ederiz. Ürünler önümüzdeki hafta", "gönderilecek; ödemenin otuz gün içinde", "hesabımıza yapılmasını rica ediyoruz."},
	"uk": {"Дякуємо за ваше замовлення від дванадцятого", "травня. Товар буде надіслано наступного", "тижня; рахунок просимо сплатити протягом", "тридцяти днів на наш поточний рахунок."},
}

// Languages lists the tags of the languages that TestLanguages has text of.
func Languages() []string {
	var out []string
	for tag := range texts {
		out = append(out, tag)
	}
	slices.Sort(out)
	return out
}

// LanguagePage is a page of a few sentences in a language of Languages.
func LanguagePage(tag string) Page {
	return Page{Width: 330, Height: 110, DPI: 200, Pieces: Column(20, 30, 12, 20, texts[tag]...)}
}

// TestLanguages expects that an engine reads a page in each language that it
// says it reads and that is one of Languages.
func TestLanguages(t *testing.T, e ocr.Engine, o Options) {
	s := &suite{e: e, o: o.withDefaults()}
	known := e.Capabilities().Languages
	read := 0
	for _, tag := range Languages() {
		if !slices.Contains(known, tag) {
			continue
		}
		read++
		t.Run(tag, func(t *testing.T) {
			s.expect(t, LanguagePage(tag), ocr.Options{Languages: []string{tag}}, s.o.Foreign, 0.02)
		})
	}
	if read == 0 {
		t.Skipf("the engine reads %v, none of which has a page here beside English", known)
	}
}
