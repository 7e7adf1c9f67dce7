package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/deudata"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/ocr/ocrtest"
)

func newEuropean(t *testing.T) *embedded.Engine {
	t.Helper()
	e, err := embedded.New(embedded.Config{Models: european.Models()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// Every embedded model reads a page in its language.
func TestEmbeddedLanguages(t *testing.T) {
	e := newEuropean(t)
	want := []string{"de", "en", "es", "fr", "it", "nl", "pt"}
	if got := e.Capabilities().Languages; !slices.Equal(got, want) {
		t.Fatalf("reads %v, want %v", got, want)
	}
	ocrtest.TestLanguages(t, e, ocrtest.Options{})
}

// A page is read in the language that it turns out to be in.
func TestLanguageChosen(t *testing.T) {
	e := newEuropean(t)
	for _, tag := range []string{"de", "es", "fr", "it", "nl", "pt"} {
		page := letterIn(tag)
		img, _, err := page.Render()
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Recognize(t.Context(), img, ocr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s := ocrtest.Compare(page.Text(), ocrtest.Text(p), false); s.F1() < 0.97 || p.Language != tag {
			t.Errorf("%s: taken for %q, word F1 %.3f, read:\n%s", tag, p.Language, s.F1(), ocrtest.Text(p))
		}
	}
}

// A page of two languages is read with both models, each line in its own.
func TestMixedPage(t *testing.T) {
	if testing.Short() {
		t.Skip("reads eight pages: left out with -short")
	}
	e := newEuropean(t)
	for _, tags := range [][2]string{{"de", "fr"}, {"fr", "es"}, {"it", "de"}, {"nl", "fr"}} {
		first, second := letterIn(tags[0]), letterIn(tags[1])
		page := ocrtest.Page{Width: first.Width, Height: first.Height + second.Height, DPI: 200, Pieces: first.Pieces}
		for _, piece := range second.Pieces {
			piece.Y += first.Height
			page.Pieces = append(page.Pieces, piece)
		}
		img, _, err := page.Render()
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Recognize(t.Context(), img, ocr.Options{Languages: tags[:]})
		if err != nil {
			t.Fatal(err)
		}
		if s := ocrtest.Compare(page.Text(), ocrtest.Text(p), false); s.F1() < 0.97 {
			t.Errorf("%v: word F1 %.3f, read:\n%s", tags, s.F1(), ocrtest.Text(p))
		}
		p, err = e.Recognize(t.Context(), img, ocr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s := ocrtest.Compare(page.Text(), ocrtest.Text(p), false); s.F1() < 0.9 {
			t.Errorf("%v, not named: taken for %q, word F1 %.3f, read:\n%s", tags, p.Language, s.F1(), ocrtest.Text(p))
		}
	}
}

// letterIn is a page of a letter in a language.
func letterIn(tag string) ocrtest.Page {
	text := map[string]string{
		"de": "Sehr geehrte Damen und Herren,\nfür die Überweisung benötigen wir\nIhre Kontonummer und die Größe der\nBestellung; das Geschäft schließt um\nfünf Uhr nachmittags.",
		"es": "Estimado cliente: le agradecemos\nel pago de la factura del año pasado.\nLa próxima se enviará mañana por\ncorreo a la dirección que nos indicó;\nel número de teléfono no es correcto.",
		"fr": "Le règlement de la présente facture\nsera effectué par prélèvement, à la date\nindiquée près du numéro de référence\nde votre société.",
		"it": "Il pagamento della fattura è dovuto\nentro trenta giorni dalla data; la merce\nverrà spedita con il numero che è\nindicato nella conferma. Più facile così.",
		"nl": "Hartelijk dank voor uw bestelling. De\ngoederen worden volgende week aan u\nverzonden; het bedrag van de factuur\nkunt u binnen dertig dagen betalen.",
		"pt": "Agradecemos o pagamento da fatura. A\nmercadoria será enviada na próxima\nsemana para o endereço que nos indicou;\no número não está completo, não há pressa.",
	}[tag]
	lines := strings.Split(text, "\n")
	return ocrtest.Page{Width: 300, Height: 20 + 20*float64(len(lines)), DPI: 200, Pieces: ocrtest.Column(20, 30, 12, 20, lines...)}
}

// A model that was given reads where no folder has another one.
func TestModelsAndFolder(t *testing.T) {
	german := deudata.Model()
	data, err := german.Traineddata()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.New(embedded.Config{Models: []embedded.Model{german}, Languages: []string{"de"}}); err != nil {
		t.Error(err)
	}
	broken := fstest.MapFS{"deu.traineddata": {Data: data[:100]}}
	if _, err := embedded.New(embedded.Config{Models: []embedded.Model{german}, Tessdata: broken, Languages: []string{"de"}}); !errors.Is(err, ocr.ErrLanguage) {
		t.Errorf("the folder's model does not win: %v", err)
	}
	other := german
	other.Base = other.SHA256
	e, err := embedded.New(embedded.Config{Models: []embedded.Model{other}, Tessdata: fstest.MapFS{"deu.traineddata": {Data: data}}, Languages: []string{"de"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Info().Models; !slices.Contains(got, german.Version) {
		t.Errorf("models %v, want one of %q", got, german.Version)
	}
	for _, m := range []embedded.Model{{}, {Language: "../deu"}} {
		if _, err := embedded.New(embedded.Config{Models: []embedded.Model{m}}); !errors.Is(err, ocr.ErrNotConfigured) {
			t.Errorf("model of %q: error %v", m.Language, err)
		}
	}
}

func ExampleConfig_models() {
	e, err := embedded.New(embedded.Config{Models: european.Models()})
	if err != nil {
		log.Fatal(err)
	}
	defer e.Close()
	sample := ocrtest.LanguagePage("de") // stands for a scan
	img, _, err := sample.Render()
	if err != nil {
		log.Fatal(err)
	}
	page, err := e.Recognize(context.Background(), img, ocr.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("language:", page.Language)
	for _, w := range page.Lines[0].Words {
		fmt.Print(w.Text, " ")
	}
	// Output:
	// language: de
	// Für die Überweisung benötigen wir Ihre
}
