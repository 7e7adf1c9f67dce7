package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
)

// proposeParties proposes names and addresses.
func (x *extraction) proposeParties() {
	if x.receipt {
		x.proposeRanked(FieldSupplierName)
		x.proposeRanked(FieldSupplierAddress)
		return
	}
	if !x.wants(FieldSupplierName) && !x.wants(FieldSupplierAddress) && !x.wants(FieldCustomerName) && !x.wants(FieldCustomerAddress) {
		return
	}
	blocks := append(x.view.partyBlocks(), x.view.partySections()...)
	tellApart(blocks)
	for i := range blocks {
		x.proposeBlock(&blocks[i])
	}
	for _, b := range x.view.orphanAddresses(blocks) {
		addr := oneLine(b.addr)
		x.add(Proposal{Field: FieldSupplierAddress, Value: Value{Raw: addr, Norm: addr, Source: SourceRanker, Evidence: x.view.evidence(b.addrWords)}})
	}
}

// reCountryFirst is a city line that begins with the country.
var reCountryFirst = regexp.MustCompile(`^([A-Z]{2})[- ]\s*(\d{4,5}\s.+|[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2}\s.+)$`)

// oneLine writes the lines of an address as one: street, code and city,
// country.
func oneLine(lines []string) string {
	out := make([]string, len(lines))
	country := ""
	for i, l := range lines {
		out[i] = l
		if m := reCountryFirst.FindStringSubmatch(l); m != nil {
			country, out[i] = m[1], m[2]
		}
	}
	if country != "" {
		out = append(out, country)
	}
	return strings.Join(out, ", ")
}

// A partyBlock is a name and perhaps the address below or behind it.
type partyBlock struct {
	name      string
	nameWords []int
	addr      []string
	addrWords []int
	supplier  float64 // log odds
	customer  float64
}

var reSender = regexp.MustCompile(`\s*(?:[·•|●∙*]|\s[-–—]\s|;)\s*`)

// partyBlocks finds blocks that name a firm or a person.
func (v *view) partyBlocks() []partyBlock {
	var out []partyBlock
	hints := partyHints{domains: v.domains()}
	for ri := range v.rows {
		for _, seg := range v.segments(ri) {
			parts := reSender.Split(seg.text, -1)
			if len(parts) < 3 || len(parts) > 7 {
				continue
			}
			l := textLine{words: seg.words, text: seg.text, box: seg.box, page: v.rows[ri].page}
			if b, ok := v.senderLine(&l, parts, hints.domains); ok && (l.page == 0 || l.page == len(v.pages)-1) {
				out = append(out, b)
				hints.senders = append(hints.senders, sender{fold(b.name), l.box})
			}
		}
	}
	regions := v.itemRegions(3)
	for i := range v.lines {
		l := &v.lines[i]
		if l.page > 0 && l.page < len(v.pages)-1 || hints.inSender(l) {
			continue
		}
		if ri := v.words[l.words[0]].row; slices.ContainsFunc(regions, func(g region) bool { return ri >= g.from && ri < g.to }) {
			continue // goods are no parties
		}
		if b, ok := v.block(i, &hints); ok {
			out = append(out, b)
		}
	}
	return out
}

// senderLine reads "Name · Street 1 · 12345 City".
func (v *view) senderLine(l *textLine, parts []string, domains []string) (partyBlock, bool) {
	f := newLineFacts(textLine{text: parts[0]}, v.em)
	rest := strings.Join(parts[1:], ", ")
	r := newLineFacts(textLine{text: rest}, v.em)
	if !r.addr || letters(parts[0]) < 3 || f.tel || r.bank() || !f.org && (f.zip || reHouse.MatchString(parts[0]) || f.addr && f.digits > 0) {
		return partyBlock{}, false
	}
	b := partyBlock{name: strings.Trim(parts[0], " ,;:"), supplier: 1.5, customer: -4}
	b.nameWords = cutWords(v, l.words, parts[0])
	b.addrWords = l.words[min(len(b.nameWords), len(l.words)-1):]
	if f.org {
		b.supplier++
	}
	if v.pages[l.page].relY(l.box) < 0.3 {
		b.supplier++
	}
	if matchesDomain(b.name, domains) {
		b.supplier++
	}
	b.addr = []string{strings.Trim(cutAtTel(rest), " ,;:")}
	return b, true
}

func (p *pageView) relY(b layout.Rect) float64 {
	if p.y1 <= p.y0 {
		return 0
	}
	return (b.Center().Y - p.y0) / (p.y1 - p.y0)
}

var reDomain = regexp.MustCompile(`(?i)(?:@|www\.|https?://(?:www\.)?)([a-z0-9][a-z0-9-]{2,})\.[a-z]{2,}`)

// domains returns the names of mail and web domains in the document.
func (v *view) domains() []string {
	var out []string
	for i := range v.words {
		if m := reDomain.FindStringSubmatch(v.words[i].text); m != nil {
			out = append(out, strings.ToLower(strings.ReplaceAll(m[1], "-", "")))
		}
	}
	return out
}

// matchesDomain reports whether the first long word of name, or the whole of
// it, is a domain of the document.
func matchesDomain(name string, domains []string) bool {
	whole := fold(name)
	for _, d := range domains {
		if strings.HasPrefix(whole, d) || len(d) >= 5 && strings.Contains(whole, d) {
			return true
		}
		first, _, _ := strings.Cut(name, " ")
		if f := fold(first); len(f) >= 4 && strings.HasPrefix(d, f) {
			return true
		}
	}
	return false
}

// block reads the line i as a name with the address lines below it.
func (v *view) block(i int, hints *partyHints) (partyBlock, bool) {
	l := &v.lines[i]
	text := l.text
	words := l.words
	prefixed := 0.0
	if k, side := v.partyLabel(l); k > 0 {
		if k >= len(words) {
			return partyBlock{}, false
		}
		words = words[k:]
		text = v.wordsText(words)
		prefixed = side
	}
	f := newLineFacts(textLine{text: text, box: l.box}, v.em)
	if letters(text) < 3 || f.tel || f.date || f.digits > 0.3 || len(text) > 70 || strings.HasSuffix(text, ":") {
		return partyBlock{}, false
	}
	if salutation(&f) {
		return partyBlock{}, false
	}
	b := partyBlock{name: strings.Trim(text, " ,;:"), nameWords: words, supplier: -2.5, customer: -2.5}
	limit := 1.3 * v.em
	window := hints.inWindow(v, l)
	if window || i > 0 && v.addressed(i) {
		limit = 3.5 * v.em
		b.customer += 4
		b.supplier -= 3
	}
	for _, s := range hints.senders {
		if s.name == fold(b.name) {
			b.supplier += 2
			b.customer -= 3
		}
	}
	b.readAddress(v, i, limit)
	b.judge(v, l, &f, hints.domains)
	if prefixed > 0 {
		b.supplier += 3
		b.customer -= 3
	} else if prefixed < 0 {
		b.customer += 3
		b.supplier -= 3
	}
	return b, b.supplier > -2 || b.customer > -2
}

// partyLabel returns how many words of l are a label of a party and whose it is.
func (v *view) partyLabel(l *textLine) (int, float64) {
	w0 := &v.words[l.words[0]]
	for _, h := range v.rows[w0.row].labels {
		if h.start != w0.col {
			continue
		}
		n := h.end - h.start
		if n < len(l.words) && !strings.HasSuffix(v.words[l.words[n-1]].text, ":") {
			continue
		}
		switch h.field {
		case "~supplier":
			return n, 1
		case "~customer":
			return n, -1
		}
	}
	return 0, 0
}

func (v *view) wordsText(ws []int) string {
	parts := make([]string, len(ws))
	for i, w := range ws {
		parts[i] = v.words[w].text
	}
	return strings.Join(parts, " ")
}

// readAddress takes the lines below line i in its column as the address; gaps
// up to limit are bridged.
func (b *partyBlock) readAddress(v *view, i int, limit float64) {
	last := v.lines[i].box
	misses := 0
	for k := i + 1; k < min(i+24, len(v.lines)) && len(b.addr) < 5; k++ {
		l := &v.lines[k]
		if l.page != v.lines[i].page || l.box.Y0-last.Y1 > limit {
			break
		}
		centred := abs(l.box.Center().X-last.Center().X) < v.em && abs(l.box.Center().X-v.w/2) < 2*v.em
		flushRight := abs(l.box.X1-last.X1) < 0.5*v.em
		if abs(l.box.X0-last.X0) > 1.5*v.em && !centred && !flushRight || l.box.Y0 < last.Y0+0.4*v.em {
			continue
		}
		text, cut := addressPart(l.text)
		f := newLineFacts(textLine{words: l.words, text: text, box: l.box}, v.em)
		f.addr = f.addr || reShortZIP.MatchString(text)
		if f.labelOnly() {
			break
		}
		if f.tel || f.gst && !f.addr || f.date || f.bank() || f.identifies() || strings.Contains(text, ":") {
			b.followed(&f)
			break
		}
		if !f.addr {
			if misses++; misses > 1 || len(b.addr) > 1 {
				if !countryName(l.text) {
					break
				}
			}
		}
		b.addr = append(b.addr, strings.Trim(text, " ,;"))
		b.addrWords = append(b.addrWords, cutWords(v, l.words, text)...)
		last = l.box
		if cut {
			rest := newLineFacts(textLine{text: l.text[min(len(text), len(l.text)):]}, v.em)
			b.followed(&rest)
			break
		}
		if countryName(l.text) {
			break
		}
	}
	joined := strings.Join(b.addr, ", ")
	if f := newLineFacts(textLine{text: joined}, v.em); !f.zip && !reShortZIP.MatchString(joined) {
		b.addr, b.addrWords = nil, nil
	}
}

// reShortZIP is a postal code of four digits before a place, as in Austria,
// Belgium, Denmark, Luxembourg, Norway and Switzerland.
var reShortZIP = regexp.MustCompile(`(?:^|, )(?:[A-Z]{1,2}-)?[1-9]\d{3} \p{Lu}\pL`)

var reParts = regexp.MustCompile(`\s*(?:[·•|●∙]|\s[-–—]\s|,\s)\s*`)

// addressPart returns the part of s before a telephone, tax or account number
// that follows the address on its line, and whether there is one.
func addressPart(s string) (string, bool) {
	at := reParts.FindAllStringIndex(s, -1)
	start := 0
	for i := 0; i <= len(at); i++ {
		end := len(s)
		if i < len(at) {
			end = at[i][0]
		}
		f := newLineFacts(textLine{text: s[start:end]}, 1)
		if start > 0 && (f.tel || f.bank() || f.identifies() || strings.Contains(f.text, ":") || f.labelOnly()) {
			return strings.TrimRight(s[:at[i-1][0]], " ,;"), true
		}
		if i < len(at) {
			start = at[i][1]
		}
	}
	return s, false
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

var bankWords = wordSet("blz swift bic iban konto kto account bank bankverbindung sparkasse bankleitzahl rib banque banco banca")

// bank reports whether l is about an account.
func (l *lineFacts) bank() bool {
	for _, t := range l.tokens {
		if bankWords[t] {
			return true
		}
	}
	return false
}

var countryNames = wordSet(`deutschland germany france frankreich nederland netherlands belgique belgium belgie espana spain italia italy portugal austria osterreich schweiz
	switzerland suisse luxembourg luxemburg usa england ireland malaysia indonesia singapore de fr nl be es it pt at ch lu gb us`)

func countryName(s string) bool {
	ts := tokenise(s, 0, nil)
	return len(ts) == 1 && countryNames[ts[0].text]
}

// docWords are words that no name of a firm holds.
var docWords = wordSet(`rechnung invoice facture factura fattura factuur total summe datum date nr seite page betrag menge description beschreibung tax mwst ust konto
	bank bankverbindung iban bic gutschrift bestellung order zahlung payment terms lieferschein statement account bill telefon beispiel your ihre sehr dear`)

// blockSide looks for a label of a party above line l in its column.
func (v *view) blockSide(l *textLine) float64 {
	row := v.words[l.words[0]].row
	for k := 0; k <= 4 && row-k >= 0; k++ {
		r := &v.rows[row-k]
		if r.page != l.page || (v.rows[row].y-r.y)/v.em > 7 {
			break
		}
		for _, h := range r.labels {
			hb := v.hitBox(r, h)
			if hb.X0 > l.box.X1 || hb.X1 < l.box.X0-12*v.em || k == 0 && hb.X0 >= l.box.X0 || v.labelsNumber(r, h) {
				continue
			}
			switch h.field {
			case "~supplier":
				return 3
			case "~customer":
				return -3
			}
		}
	}
	return 0
}

// labelsNumber reports whether h is the label of a number, such as that of a
// customer: it says nothing of what stands below it.
func (v *view) labelsNumber(r *row, h labelHit) bool {
	last := tokenise(v.words[r.words[h.end-1]].text, 0, nil)
	if n := len(last); n > 0 {
		switch t := last[n-1].text; {
		case t == "nr", t == "id", t == "code", t == "ref", strings.HasSuffix(t, "nummer"), strings.HasSuffix(t, "nr"):
			return true
		}
	}
	if h.end < len(r.words) {
		t := v.words[r.words[h.end]].text
		_, ok := v.docNo(t)
		return ok && letters(t) < 3
	}
	return false
}

func (x *extraction) proposeBlock(b *partyBlock) {
	put := func(field, text string, words []int, score float64) {
		if text == "" || score < -3 || len(words) == 0 {
			return
		}
		x.add(Proposal{Field: field, Score: score, Value: Value{Raw: text, Norm: text, Source: SourceRanker, Evidence: x.view.evidence(words)}})
	}
	put(FieldSupplierName, b.name, b.nameWords, b.supplier)
	put(FieldCustomerName, b.name, b.nameWords, b.customer)
	addr := oneLine(b.addr)
	put(FieldSupplierAddress, addr, b.addrWords, b.supplier)
	put(FieldCustomerAddress, addr, b.addrWords, b.customer)
}
