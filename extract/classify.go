package extract

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"github.com/docket-go/docket/layout"
)

// Classify returns the classes of d, best first. The confidences sum to 1.
func Classify(d *layout.Document) []ClassScore {
	v := newView(d)
	v.readLabels(nil)
	return v.classify(defaultRanker())
}

// classDictionary holds the phrases that speak for a class; a plus at the end
// of the class marks what counts only as a title.
const classDictionaryText = `
invoice+ 5 invoice; tax invoice; commercial invoice; proforma invoice; rechnung; *rechnung; facture; factura; fattura; fatura; factuur; faktura; invoice|rechnung|facture nr; billing statement; bill
invoice 3 bill to; due date; rechnungsdatum; rechnungsnummer; rechnungsnr; invoice nr|date; payment terms; zahlungsziel; zahlungsbedingungen; iban; bankverbindung; date echeance; net total; zwischensumme; purchase order; customer nr; kundennummer; leistungsdatum; lieferdatum; ust idnr; factuurnummer; factuurdatum; sold to; ship to; remit to; unit price; einzelpreis; prix unitaire; steuernummer; umsatzsteuer
credit_note+ 6 credit note|memo; gutschrift; *gutschrift; avoir; facture davoir; nota de credito; nota di credito; creditnota; creditfactuur; stornorechnung; factura rectificativa; nota credito; rechnungskorrektur; korrekturrechnung; stornorechnung; storno rechnung; facture d avoir; nota de? abono; creditfaktura; credit invoice
receipt+ 3 receipt; quittung; kassenbon; recu; ticket; bon; ricevuta; recibo; factura simplificada; scontrino; kassenbeleg; documento commerciale; fatura simplificada; struk; fatura recibo; cash sale|sales|bill
receipt 2 cash; change; cashier; kassierer; caissier; counter; thank you; tunai; kembali; terima kasih; tendered; visa; mastercard; approval; come again; table nr; server; guest check; pax; kasir; drive thru; total rounded; rounding; rounding adj*; goods sold; exchange|refund; subtotal; troco; multibanco; pagamento; obrigado; bargeld; gegeben; ruckgeld; rendu; gst summary; pos; terminal; sales person; operador; caixa; numerario; cartao; contribuinte
contract+ 5 agreement; *agreement; contract; vertrag; *vertrag; contrat; contrato; contratto; overeenkomst; non disclosure; confidentiality; nda; memorandum of understanding; terms and conditions
contract 2 hereby; hereto; herein; hereof; hereunder; whereas; witnesseth; in witness whereof; shall; governing law; governed by; confidential information; receiving|disclosing party; parties; undersigned; thereof; notwithstanding; indemnify; terminate; execution; representatives; provisions; counterparts; severability; vertragspartei*; vereinbarung; soussignes; vertragsgegenstand; laufzeit; kundigung*; schriftform; gerichtsstand; nebenabreden; unwirksam; haftet; haftung; auftragnehmer; arbeitnehmer; vermieter; mieter; parties; present contrat|accord; resiliation; s engagent; regi par; clause*; convenu; partijen; ondergetekenden; opzegging; aansprakelijk*; recht van toepassing; nietig; las partes; clausula*; rescision; estipulaciones; se rige; acuerdan; le parti; recesso; clausola; regolato; si conviene; stipula; as partes; rescisao; outorgantes; rege se
letter+ 1 re; subject; betreff; objet; betreft; asunto; oggetto; assunto
letter 5 dear; yours sincerely|faithfully|truly; sincerely; kind|best regards; sehr geehrte*; mit freundlichen grussen; madame monsieur; cordialement; veuillez agreer; geachte; met vriendelijke groet; estimado; atentamente; gentile; cordiali saluti; distinti saluti; cher monsieur; chere madame; madame; salutations; bien a vous; hoogachtend; beste; un saludo; saludos cordiales; estimada; estimados; egregio; spettabile; exmo|exma senhor|senhora; caro|cara; melhores cumprimentos; atenciosamente; regards; best wishes; hochachtungsvoll; liebe; lieber
form+ 3 form; application; formular; antrag; formulaire; formulier; formulario; questionnaire; declaration; registration form; fragebogen; *formular; *formulier; *antrag; anmeldung; demande d; inscription; aanvraag; inschrijving; vragenlijst; solicitud; inscripcion; cuestionario; modulo; domanda di; questionario; pedido de; inscricao; application for
form 3 please print|complete|fill|tick|check; applicant; signature of; date of birth; bitte ankreuzen|ausfullen; zutreffendes; for office use; tick one|all; first name; last name; surname; unterschrift; nachname; vorname; geburtsdatum; familienstand; beruf; telefon; ankreuzen; cocher; case correspondante; nom; prenom; date de naissance; profession; aankruisen; achternaam; voornaam; geboortedatum; beroep; handtekening; marque; apellidos; fecha de nacimiento; estado civil; firma; barrare; cognome; data di nascita; professione; stato civile; assinale; apelido; data de nascimento; profissao; assinatura; occupation; marital status; signature
id+ 6 passport; reisepass; personalausweis; passeport; identity card; driving licence; driver license; drivers license; fuhrerschein; carte nationale; identification card; permis de conduire; documento nacional; identiteitskaart; paspoort; rijbewijs; pasaporte; permiso de conducir|conduccion; carta d identita; passaporto; patente di guida; cartao de cidadao; passaporte; carta de conducao; residence permit; aufenthaltstitel; titre de sejour
id 3 date of birth; nationality; place of birth; date of expiry; authority; geburtsdatum; staatsangehorigkeit; gultig bis; sex; date d expiration; nationalite; nationaliteit; geldig tot; nacionalidad; valido hasta; cittadinanza; scadenza; nacionalidade; valido ate; given names; vornamen; prenoms; voornamen
`

var classDictionary = sync.OnceValue(func() *phrasebook {
	b := &phrasebook{}
	for line := range strings.Lines(classDictionaryText) {
		class, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		weight, rest, _ := strings.Cut(rest, " ")
		for spec := range strings.SplitSeq(rest, ";") {
			b.add(class, float64(weight[0]-'0'), strings.TrimSpace(spec))
		}
	}
	return b
})

// classEvidence is what speaks for the classes on rows from to to.
type classEvidence struct {
	title, body map[string]float64
	words       int
	amounts     int
	clocks      int
	mrz         int
	fields      int // kinds of labels that invoices print and tills do not
	heading     int // rows that only say that this is a credit note
}

// classify scores the classes of the whole document.
func (v *view) classify(r *Ranker) []ClassScore {
	return v.classifyRows(0, len(v.rows), r.weights[classModel])
}

// classModel is the name of the weights of the classifier.
const classModel = "class"

// handWeight is the feature of the hand-made score; without learnt weights it
// decides alone.
const handWeight = "hand"

// features describes class c for the classifier.
func (e *classEvidence) features(v *view, from int, c string, hand float64) features {
	f := features{}
	f.set(handWeight, hand)
	for k, x := range e.title {
		f.set(c+"|t:"+k, min(x, 8)/4)
	}
	for k, x := range e.body {
		f.set(c+"|b:"+k, min(x, 12)/4)
	}
	f.on(fmt.Sprintf("%s|pl%d", c, min(9, int(e.perLine(v, from)/8))))
	f.on(fmt.Sprintf("%s|w%d", c, min(8, bits.Len(uint(e.words)))))
	f.on(fmt.Sprintf("%s|a%d", c, min(4, bits.Len(uint(e.amounts)))))
	f.on(fmt.Sprintf("%s|c%d", c, min(2, e.clocks)))
	return f
}

// perLine is the width of the page in heights of its letters.
func (e *classEvidence) perLine(v *view, from int) float64 {
	if from >= len(v.rows) {
		return 0
	}
	return v.pages[v.rows[from].page].w / v.em
}

// classifyRows scores the classes of a run of rows.
func (v *view) classifyRows(from, to int, w map[uint32]float32) []ClassScore {
	e := v.classEvidence(from, to)
	return e.settle(v, from, e.hand(v, from), w)
}

// hand scores the classes by rules.
func (e *classEvidence) hand(v *view, from int) map[string]float64 {
	s := map[string]float64{ClassOther: 2.2}
	cap5 := func(m map[string]float64, class string, most float64) float64 { return min(m[class], most) }
	for _, c := range []string{ClassInvoice, ClassCreditNote, ClassReceipt, ClassContract, ClassLetter, ClassForm, ClassID} {
		s[c] = cap5(e.title, c+"+", 6) + 0.5*cap5(e.body, c, 12)
	}
	e.shape(s, v, from)
	return s
}

// settle turns hand-made scores and learnt weights into probabilities.
func (e *classEvidence) settle(v *view, from int, s map[string]float64, w map[uint32]float32) []ClassScore {
	scores := make([]float64, 0, len(s))
	out := make([]ClassScore, 0, len(s))
	for c := range s {
		out = append(out, ClassScore{Class: c})
	}
	slices.SortFunc(out, func(a, b ClassScore) int { return cmp.Compare(a.Class, b.Class) })
	for _, c := range out {
		scores = append(scores, e.features(v, from, learntAs(c.Class), s[c.Class]).score(w))
	}
	softmax(scores)
	for i := range out {
		out[i].Confidence = scores[i]
	}
	slices.SortStableFunc(out, func(a, b ClassScore) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return out
}

// learntAs is the class whose weights hold for class: a credit note looks like
// an invoice but for its title.
func learntAs(class string) string {
	if class == ClassCreditNote {
		return ClassInvoice
	}
	return class
}

// shape adds what the form of the page says.
func (e *classEvidence) shape(s map[string]float64, v *view, from int) {
	if e.words == 0 {
		s[ClassOther] += 8
		return
	}
	// Tills print narrow pages in large letters.
	perLine := e.perLine(v, from)
	switch {
	case perLine < 36:
		s[ClassReceipt] += 4
		s[ClassInvoice] -= 2
	case perLine < 46:
		s[ClassReceipt] += 2
		s[ClassInvoice]--
	case perLine > 55:
		s[ClassReceipt] -= 1.5
	}
	if from < len(v.rows) {
		p := &v.doc.Pages[v.pages[v.rows[from].page].page]
		if p.Source == layout.SourceNative && p.Size.W > 480 && p.Size.H > 600 {
			s[ClassReceipt] -= 3 // no till prints a PDF of this size
		}
	}
	if e.clocks > 0 && e.words < 400 {
		s[ClassReceipt] += 1
	}
	if e.amounts > 0 && perLine >= 46 { // tills print VAT ids and the like too, on narrow paper
		s[ClassInvoice] += 0.6 * float64(min(e.fields, 7))
		s[ClassReceipt] -= 0.5 * float64(max(0, e.fields-3))
	}
	if e.amounts >= 2 {
		s[ClassReceipt]++
		s[ClassOther]--
		s[ClassInvoice]++
	} else if e.amounts == 0 {
		s[ClassReceipt] -= 3
		s[ClassInvoice] -= 2
		s[ClassCreditNote] -= 2
	}
	if e.words > 250 && e.amounts < 5 {
		s[ClassContract]++
	}
	switch {
	case e.heading > 0:
		s[ClassCreditNote] = s[ClassInvoice] + 3
		s[ClassReceipt]--
	case e.title[ClassCreditNote+"+"] > 0:
		s[ClassCreditNote] = s[ClassInvoice] - 1
	default:
		s[ClassCreditNote] = s[ClassInvoice] - 8
	}
	if e.mrz > 0 {
		s[ClassID] += 8
	}
	if e.words > 300 {
		s[ClassID] -= 4
	}
}

func (v *view) classEvidence(from, to int) classEvidence {
	e := classEvidence{title: map[string]float64{}, body: map[string]float64{}}
	seen, fields := map[string]bool{}, map[string]bool{}
	book := classDictionary()
	for ri := from; ri < to; ri++ {
		r := &v.rows[ri]
		e.words += len(r.words)
		if hasClock(r.text) {
			e.clocks++
		}
		if strings.Count(r.text, "<") >= 5 {
			e.mrz++
		}
		for _, h := range r.labels {
			if h.weight >= 3 && invoiceLabels[h.field] {
				fields[h.field] = true
			}
		}
		head := ri-from < 14 && r.page == v.rows[from].page
		for _, h := range book.find(v.rowTokens(r)) {
			class, isTitle := strings.CutSuffix(h.field, "+")
			short := len(r.words)-(h.end-h.start) <= 6
			if isTitle && !(head && short) {
				continue
			}
			if class == ClassCreditNote && isTitle && v.standsAlone(r, h) {
				e.heading++
			}
			key := h.field + "\x00" + strings.ToLower(v.words[r.words[h.start]].text)
			if seen[key] {
				continue
			}
			seen[key] = true
			if isTitle {
				e.title[class+"+"] += h.weight * v.prominence(r, h)
			} else {
				e.body[class] += h.weight / 2
			}
		}
		if amountRow(v, r) {
			e.amounts++
		}
	}
	e.fields = len(fields)
	return e
}

// standsAlone reports whether h is a heading: nothing but its number follows
// it, and nothing stands before it in its segment.
func (v *view) standsAlone(r *row, h labelHit) bool {
	for _, seg := range v.segments(v.words[r.words[0]].row) {
		if seg.words[0] != r.words[h.start] {
			continue
		}
		for _, w := range seg.words[min(h.end-h.start, len(seg.words)):] {
			t := v.words[w].text
			if ts := tokenise(t, 0, nil); len(ts) == 0 || len(ts) == 1 && ts[0].text == "nr" {
				continue
			}
			if _, code := v.docNo(t); !code {
				return false
			}
		}
		return true
	}
	return false
}

// invoiceLabels are the labels that tell an invoice from the slip of a till.
var invoiceLabels = wordSet(strings.Join([]string{FieldDueDate, FieldDeliveryDate, FieldOrderNumber, FieldIBAN, FieldBIC, FieldNet, FieldDue, FieldSupplierVATID, FieldSupplierTaxNo, "~customer", "~supplier"}, " "))

// prominence is above 1 for text larger than the rest.
func (v *view) prominence(r *row, h labelHit) float64 {
	p := v.words[r.words[h.start]].box.Height() / v.em
	return max(0.6, min(1.5, p))
}

func amountRow(v *view, r *row) bool {
	for j := range r.words {
		t := v.words[r.words[j]].text
		if n := len(t); n >= 4 && isDigitByte(t[n-1]) && isDigitByte(t[n-2]) && (t[n-3] == '.' || t[n-3] == ',') && isDigitByte(t[n-4]) {
			return true
		}
	}
	return false
}
