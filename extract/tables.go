package extract

import (
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/docket-go/docket/layout"
)

// tables fills line items and the VAT breakdown.
func (x *extraction) tables() {
	if x.einvoice != nil {
		x.einvoiceTables()
		x.userTables()
		return
	}
	if x.wants(FieldLineItems) || x.wants(FieldVATRates) {
		items, regions := x.lineItems()
		if x.wants(FieldLineItems) && len(items) > 0 {
			x.res.Tables[FieldLineItems] = Table{Rows: x.itemRows(items)}
		}
		if x.wants(FieldVATRates) {
			x.res.VATRates = x.rateConfidences(x.vatBreakdown(items, regions))
		}
	}
	x.userTables()
	x.mergeTables()
}

// The words of column headers, in the notation of the dictionary.
const columnText = `
amount 5 amount; total; betrag; gesamt; gesamtpreis; gesamtbetrag; summe; nettobetrag; entgelt; montant; total ht|ttc|net; bedrag; totaal; importe; importo; valor; value; line total; net worth|amount|total; positionsbetrag; positions betrag; gesamt eur|netto|preis; amt; amount rm|eur; total rm|eur|price|amount; totale; worth; netto; gesamtwert; warenwert; ext price; extended; prix total; subtotal; jumlah; nett amount; nettobetrag eur; wert; amount due; sum; betrag eur; charge|charges; cost; total cost; subtot*; regeltotaal; regelbedrag; importe neto|total; total neto|liquido|iliquido; valor liquido|total; importo netto|totale; prezzo totale; precio total; preco total; totaal excl*; bedrag excl*; montant net; prix total ht?; gesamt; positionswert; zwischensumme; line amount; extended price|amount; net amount; gesamtpreis netto; wert eur
unit_price 5 unit price|cost; price; preis; einzelpreis; einzel preis; nettopreis; stuckpreis; e preis; ep; prix unitaire|unit?; pu ht?; p u; rate; prijs; stukprijs; eenheidsprijs; prezzo; prezzo unitario; precio unitario?; preco unitario|unit?; preco; u p; u price; unit rm; preis einheit|pro; price each|unit; each; harga; single price; unitaire; p unit; prix; hourly rate; preis eur; u cost; pr unit; nettopreis eur; tarief; precio ud|unidad|unit; prezzo unit; preco unit; pr unitario|unit; prijs per stuk|eenheid; prijs excl*; eenheidsprijs; prix unit; pu; unit cost|rate; stuckpreis; nettoeinzelpreis; preis stk|st; importe unitario; costo unitario; valor unit|unitario; tarif horaire; hourly; day rate; stundensatz; uurtarief; einheitspreis
quantity 5 quantity; qty; oty; gty; aty; qtv; qiy; q ty; menge; anzahl; quantite; qte; aantal; cantidad; cant; quantita; qta; qtd; quantidade; hours; stuck; stk; units; einheiten; qnty; kuantitas; qty uom; menge einheit; nos; pcs; std; stunden; days; ordered; aantal stuks; volume; usage; hoeveelheid; uds; ud; quant; q ta; q; menge stk; qte; unidades; pezzi; nombre; cantidad uds; uren; aant; quantity ordered|shipped; shipped; menge einheit
description 5 description; beschreibung; bezeichnung; artikelbezeichnung; designation; produkt; product; item; items; artikel; article; leistung; omschrijving; libelle; descripcion; descrizione; descricao; details; particulars; artikelbeschreibung; service; services; text; material beschreibung; concept; concepto; produit; item description; dienst; goods; leistungsbeschreibung; desc; product name; designacao; position material; activity; dienstleistung; artigo; artigos; tarif; plan; name; referenz; vorgang; beschrijving; producto; prodotto; produto; servizio; servicio; servico; articulo; articolo; prestation|prestations; dienstverlening; werkzaamheden; lavorazione; bezeichnung der leistung; leistungsbezeichnung; denominacion; denominazione; particular; work; item details; product service; service description; naam; omschrijving artikel
vat_rate 4 vat; ust; mwst; steuersatz; ust satz; mwst satz; vat rate|code?; tva; taux tva?; btw; iva; tax; tax rate; steuer; tax code; code; ust %; mwst %; gst; % tva|vat|ust|mwst; tipo iva; aliquota iva?; ali iva; taxa iva?; btw tarief; % iva|tva|btw|vat|ust|mwst; vat %; gst rate|%; iva %; cod iva; mwst %; tax %
sku 4 art nr; artikelnr; artikelnummer; article nr; item nr|code; ref; reference; sku; product code|nr; code article; art; codigo; codice; material; artnr; art lief; stock code; part nr; product id
unit 4 unit; einheit; eh; me; uom; unite; eenheid; unidad; um; unid; un; unidade; unita; u m; eenh; unite; unid; ud; verp; meas; measure
discount 4 discount; rabatt; disc; remise; korting; descuento; sconto; desconto; nachlass; rab
pos 4 pos; position; nr; line; item nr; lfd nr; #; ligne; posten; sr nr; sl nr
`

var columnBook = sync.OnceValue(func() *phrasebook {
	b := &phrasebook{}
	for line := range strings.Lines(columnText) {
		col, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		_, rest, _ = strings.Cut(rest, " ")
		for spec := range strings.SplitSeq(rest, ";") {
			b.add(col, 5, strings.TrimSpace(spec))
		}
	}
	return b
})

// stopBook holds the headings that end a table of line items.
var stopBook = sync.OnceValue(func() *phrasebook {
	b := &phrasebook{}
	b.add("stop", 5, "*aufschlusselung", "belegsummen", "zahlungsbedingungen", "zahlungs bedingungen", "payment terms|details|information|mode|method", "plus vat", "zuzuglich umsatzsteuer",
		"zzgl *", "zu und abschlage|abschlag", "vat summary|breakdown|details|analysis", "gst summary", "tax summary|details|breakdown", "resumo iva", "iva resumo", "recapitulatif", "bank details|account", "bankverbindung", "ust satz", "detail tva",
		"steuersatz netto*", "total page", "notes", "remarks", "item|items|qty|total count|qty", "total item|items|qty|quantity", "nr of items", "goods sold", "rounding*")
	return b
})

// A column is a header of a table and where it stands.
type column struct {
	name string
	box  layout.Rect
}

// A region is a run of rows that holds line items.
type region struct {
	from, to int // rows: from <= i < to
	cols     []column
}

// spans reports whether what stands from x0 to x1 lies between the columns of
// g: beside a table other things may stand.
func (g *region) spans(v *view, x0, x1 float64) bool {
	left, right := math.Inf(1), math.Inf(-1)
	for _, c := range g.cols {
		if c.name == "other" {
			continue
		}
		left, right = min(left, c.box.X0), max(right, c.box.X1)
	}
	return len(g.cols) == 0 || x1 > left-3*v.em && x0 < right+3*v.em
}

func (g *region) column(name string) *column {
	for i := range g.cols {
		if g.cols[i].name == name {
			return &g.cols[i]
		}
	}
	return nil
}

// headerAt reads the rows from hi on as the header of a table of items. It
// returns the columns and the row behind the header.
func (v *view) headerAt(hi int) ([]column, int) {
	first := &v.rows[hi]
	var cols []column
	end := hi
	for k := hi; k < len(v.rows) && v.rows[k].page == first.page && v.rows[k].y-first.y < 3.4*v.em; k++ {
		if amountRow(v, &v.rows[k]) {
			break
		}
		n := len(cols)
		for _, h := range v.outOfSentences(k, prune(v.compact(&v.rows[k], columnBook().find(v.rowTokens(&v.rows[k]))))) {
			cols = addColumn(cols, column{h.field, v.hitBox(&v.rows[k], h)})
		}
		if len(cols) > n {
			end = k + 1
		} else if k == hi {
			return nil, 0
		}
	}
	return cols, end
}

// compact drops phrases whose words stand in different columns.
func (v *view) compact(r *row, hits []labelHit) []labelHit {
	out := hits[:0]
	for _, h := range hits {
		near := true
		for k := h.start + 1; k < h.end; k++ {
			near = near && v.words[r.words[k]].box.X0-v.words[r.words[k-1]].box.X1 < 1.5*v.em
		}
		if near {
			out = append(out, h)
		}
	}
	return out
}

// outOfSentences drops the hits in segments of row ri that say more than
// their hits: the words of headers stand in sentences too.
func (v *view) outOfSentences(ri int, hits []labelHit) []labelHit {
	if len(hits) == 0 {
		return hits
	}
	covered := map[int]bool{}
	for _, h := range hits {
		for k := h.start; k < h.end; k++ {
			covered[v.rows[ri].words[k]] = true
		}
	}
	sentence := map[int]bool{}
	for _, seg := range v.segments(ri) {
		n := 0
		for _, w := range seg.words {
			if covered[w] {
				n++
			}
		}
		if len(seg.words) > 4 && n*2 < len(seg.words) {
			for _, w := range seg.words {
				sentence[w] = true
			}
		}
	}
	return slices.DeleteFunc(hits, func(h labelHit) bool { return sentence[v.rows[ri].words[h.start]] })
}

// addColumn adds c. Of two columns of one name the amount further right and
// all others further left count.
func addColumn(cols []column, c column) []column {
	for i := range cols {
		if cols[i].name != c.name {
			if cols[i].box.IoU(c.box) > 0.5 {
				return cols // the same word has two meanings: the first wins
			}
			continue
		}
		if c.name == ColAmount && c.box.X0 > cols[i].box.X1 {
			// "Amount ... Total": the one on the left may be the quantity.
			c, cols[i] = cols[i], c
			c.name = "other"
			return append(cols, c)
		}
		return cols
	}
	return append(cols, c)
}

// itemHeader reports whether cols are the header of line items.
func itemHeader(cols []column, min int) bool {
	names := map[string]bool{}
	for _, c := range cols {
		names[c.name] = true
	}
	money := names[ColAmount] || names[ColUnitPrice] && names[ColQuantity]
	return len(names) >= min && money && (names[ColDescription] || names[ColQuantity] || names[ColSKU] || names["pos"])
}

// itemRegions finds the tables of line items, one a page.
func (v *view) itemRegions(min int) []region {
	var out []region
	for hi := 0; hi < len(v.rows); hi++ {
		cols, end := v.headerAt(hi)
		if !itemHeader(cols, min) {
			continue
		}
		g := region{from: end, cols: cols}
		g.to = v.regionEnd(&g)
		if g.to > g.from {
			out = append(out, g)
			open := g.to < len(v.rows) && v.rows[g.to].page != v.rows[g.from].page
			hi = g.to - 1
			if open {
				if more := v.continued(&g); more.to > more.from {
					out = append(out, more)
					hi = more.to - 1
				}
			}
			continue
		}
		hi = end - 1
	}
	return out
}

// continued returns the rest of g on the next page, where the header is not
// repeated.
func (v *view) continued(g *region) region {
	page := v.rows[g.to].page
	for k := g.to; k < len(v.rows) && v.rows[k].page == page; k++ {
		if cols, _ := v.headerAt(k); itemHeader(cols, 3) {
			return region{}
		}
	}
	n := region{from: g.to, cols: g.cols}
	n.to = v.regionEnd(&n)
	return n
}

// regionEnd returns the row at which the items of g end.
func (v *view) regionEnd(g *region) int {
	page := v.rows[min(g.from, len(v.rows)-1)].page
	for k := g.from; k < len(v.rows); k++ {
		if v.rows[k].page != page {
			return k
		}
		if v.stops(k, g) {
			return k
		}
	}
	return len(v.rows)
}

// stops reports whether row k is a sum or a heading behind the items.
func (v *view) stops(k int, g *region) bool {
	r := &v.rows[k]
	for _, h := range stopBook().find(v.rowTokens(r)) {
		if h.start <= 1 && len(r.words)-(h.end-h.start) <= 8 {
			return true
		}
	}
	if v.sumsBelow(k) {
		return true
	}
	for _, h := range r.labels {
		switch h.field {
		case FieldNet, FieldVAT, FieldGross, FieldDue, FieldLineTotal, "~sub", "~grand", "~total":
		default:
			continue
		}
		if h.start > 2 && !v.onlyTextBefore(r, h.start) || v.itemLike(r, g) {
			continue
		}
		if b := v.hitBox(r, h); !g.spans(v, b.X0, b.X1) {
			continue
		}
		if amountRow(v, r) || k+1 < len(v.rows) && amountRow(v, &v.rows[k+1]) && len(r.words) <= 6 {
			return true
		}
	}
	return false
}

// sumsBelow reports whether row k holds the labels of several sums, which
// stand in the row below.
func (v *view) sumsBelow(k int) bool {
	if k+1 >= len(v.rows) || amountRow(v, &v.rows[k]) || !amountRow(v, &v.rows[k+1]) {
		return false
	}
	sums := map[string]bool{}
	for _, h := range v.rows[k].labels {
		switch h.field {
		case FieldNet, FieldVAT, FieldGross:
			sums[h.field] = true
		}
	}
	return len(sums) >= 2 && len(v.segments(k)) >= 2
}

func (v *view) onlyTextBefore(r *row, col int) bool {
	for _, w := range r.words[:col] {
		if strings.ContainsAny(v.words[w].text, "0123456789") {
			return false
		}
	}
	return true
}

// itemLike reports whether r has numbers in the columns of quantity and price.
func (v *view) itemLike(r *row, g *region) bool {
	q, p := g.column(ColQuantity), g.column(ColUnitPrice)
	if q == nil || p == nil {
		return false
	}
	inQ, inP := false, false
	for _, w := range r.words {
		if !strings.ContainsAny(v.words[w].text, "0123456789") {
			continue
		}
		c := v.words[w].box.Center().X
		inQ = inQ || c > q.box.X0-v.em && c < q.box.X1+v.em
		inP = inP || c > p.box.X0-v.em && c < p.box.X1+v.em
	}
	return inQ && inP
}
