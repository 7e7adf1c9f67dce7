package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract/value"
)

// idWords are the labels of registration and tax numbers.
var idWords = wordSet(`vat ust ustid ustidnr umsatzsteuer uid tva btw iva piva mwst nif nipc cif siret siren kvk steuernr steuernummer gst sst abn ein partita codice contribuinte
	hrb hra handelsregister registergericht amtsgericht rcs ape naf tax company registration registered reg regon krs cvr orgnr gln duns eori kbo bce rea`)

// identifies reports whether l gives a registration or tax number: such a
// line stands below an address and is no part of it.
func (l *lineFacts) identifies() bool {
	labelled := false
	for i, t := range l.tokens {
		labelled = labelled || idWords[t] || i+1 < len(l.tokens) && idWords[t+l.tokens[i+1]]
	}
	for w := range strings.FieldsSeq(l.text) {
		w = strings.Trim(w, ".,;:()#")
		if _, ok := value.VATID(w); ok && letters(w) >= 2 {
			return true
		}
		if digits := len(w) - letters(w); labelled && digits >= 5 && !reZIP.MatchString(w) {
			return true
		}
	}
	return labelled && l.digits > 0.2 && (!l.zip || idWords[l.tokens[0]])
}

// followed weighs the line that ends the address of b: firms print how to
// reach them below their own.
func (b *partyBlock) followed(l *lineFacts) {
	switch {
	case len(b.addr) == 0:
	case l.tel || l.bank():
		b.supplier += 1.5
		b.customer--
	case l.identifies():
		b.supplier++
		b.customer -= 0.5
	}
}

// reHouse is the end of a street: a house number.
var reHouse = regexp.MustCompile(`\pL[ .,]+\d{1,4}\s?[a-zA-Z]?$`)

// labelOnly reports whether l is the label of a number or a date and no more:
// its value stands elsewhere.
func (l *lineFacts) labelOnly() bool {
	if len(l.tokens) == 0 || len(l.tokens) > 6 {
		return false
	}
	ts := make([]token, len(l.tokens))
	for i, t := range l.tokens {
		ts[i] = token{t, i}
	}
	covered := make([]bool, len(ts))
	for _, h := range dictionary().find(ts) {
		switch h.field {
		case FieldNumber, FieldIssueDate, FieldDueDate, FieldDeliveryDate, FieldOrderNumber, FieldIBAN, FieldBIC, FieldSupplierVATID, FieldSupplierTaxNo, "~customer", "~supplier":
			for k := h.start; k < h.end && h.weight >= 3; k++ {
				covered[k] = true
			}
		}
	}
	for k, t := range l.tokens {
		covered[k] = covered[k] || idWords[t] || t == "nr" || t == "de"
	}
	return !slices.Contains(covered, false)
}

// aboveCode reports whether the next line in the column of l is a number and
// nothing else: l is its label.
func (v *view) aboveCode(l *textLine) bool {
	for i := range v.lines {
		o := &v.lines[i]
		if o.page != l.page || o.box.Y0 < l.box.Y0+0.4*v.em || o.box.Y0-l.box.Y1 > v.em || abs(o.box.X0-l.box.X0) > v.em {
			continue
		}
		text := fold(o.text)
		return len(text)-letters(text) >= 3 && letters(text) <= 2 && !reZIP.MatchString(o.text)
	}
	return false
}

// besideCode reports whether a number, a date or an amount stands to the right
// of l, as a value stands beside its label.
func (v *view) besideCode(l *textLine) bool {
	last := v.words[l.words[len(l.words)-1]]
	r := &v.rows[last.row]
	if last.col+1 >= len(r.words) {
		return false
	}
	next := r.words[last.col+1]
	if v.words[next].box.X0-last.box.X1 > 14*v.em {
		return false
	}
	for _, seg := range v.segments(last.row) {
		if seg.words[0] == next {
			return isDigitByte(seg.text[0]) && len(bareDigits(seg.text)) >= 3 && letters(seg.text) < 9
		}
	}
	return false
}

// titled reports whether tokens are the title of a document or the headers of
// columns and no more.
func titled(tokens []string) bool {
	ts := make([]token, len(tokens))
	for i, t := range tokens {
		ts[i] = token{t, i}
	}
	for _, h := range classDictionary().find(ts) {
		if strings.HasSuffix(h.field, "+") && h.end-h.start == len(tokens) {
			return true
		}
	}
	covered := make([]bool, len(tokens))
	for _, h := range columnBook().find(ts) {
		for k := h.start; k < h.end; k++ {
			covered[k] = true
		}
	}
	return !slices.Contains(covered, false)
}

// tellApart favours the two blocks that make the best pair of a supplier and
// a customer: one block cannot be both.
func tellApart(blocks []partyBlock) {
	best, s, c := 0.0, -1, -1
	for i := range blocks {
		for j := range blocks {
			if sameParty(&blocks[i], &blocks[j]) {
				continue
			}
			if sum := blocks[i].supplier + blocks[j].customer; s < 0 || sum > best {
				best, s, c = sum, i, j
			}
		}
	}
	if s < 0 || blocks[s].supplier < minScore || blocks[c].customer < minScore {
		return
	}
	supplier, customer := blocks[s], blocks[c]
	for i := range blocks {
		b := &blocks[i]
		switch {
		case sameParty(b, &supplier):
			b.supplier++
			b.customer -= 4
		case sameParty(b, &customer):
			b.customer++
			b.supplier -= 4
		}
	}
}

// sameParty reports whether a and b name the same party.
func sameParty(a, b *partyBlock) bool {
	x, y := fold(a.name), fold(b.name)
	if x == y || len(x) > 5 && len(y) > 5 && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x)) {
		return true
	}
	return len(a.addr) > 0 && len(b.addr) > 0 && fold(oneLine(a.addr)) == fold(oneLine(b.addr))
}
