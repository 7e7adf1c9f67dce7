package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract/value"
)

var reDocNo = regexp.MustCompile(`^[:#]?([A-Z0-9][A-Z0-9/_.\-]*\d[A-Z0-9/_.\-]*|\d)[,.;:]?$`)

// docNo returns the document number that the word s may be.
func (v *view) docNo(s string) (string, bool) {
	u := strings.ToUpper(s)
	m := reDocNo.FindStringSubmatch(u)
	if m == nil || len(m[1]) < 2 {
		return "", false
	}
	for _, h := range value.FindDates(s, value.DateOptions{}) {
		if h.End-h.Start >= len(s)-2 {
			return "", false
		}
	}
	if n, ok := value.ParseNumber(s, value.NumberOptions{Decimal: v.dec}); ok && (n.Decimals == 2 || n.Percent || n.Currency != "") {
		return "", false
	}
	return strings.Trim(s, ":#,;."), true
}

// proposeNumbers proposes document, order and tax numbers by their labels.
func (x *extraction) proposeNumbers() {
	v := x.view
	for ri := range v.rows {
		left := 0
		for j, w := range v.rows[ri].words {
			norm, ok := v.docNo(v.words[w].text)
			if !ok {
				continue
			}
			c := candidate{kind: KindCode, norm: norm, raw: v.words[w].text, words: []int{w}, row: ri, col: j, colEnd: j + 1}
			labels := v.labelsOf(&c, left, func(row int, x0, x1 float64) bool { return v.numberAbove(row, x0, x1) })
			if labels[FieldNumber].score == 0 && v.bareNumber(&c) {
				labels[FieldNumber] = labelled{score: 1.5}
			}
			left = j + 1
			x.addNumbers(&c, labels)
		}
	}
}

// bareNumber reports whether the label of c is no more than "Number": a
// segment of its own before it, or above it.
func (v *view) bareNumber(c *candidate) bool {
	bare := func(words []int) bool {
		ts := tokenise(v.wordsText(words), 0, nil)
		return len(ts) == 1 && ts[0].text == "nr"
	}
	segs := v.segments(c.row)
	for i := range segs {
		if !slices.Contains(segs[i].words, c.words[0]) {
			continue
		}
		if before := segs[i].words[:slices.Index(segs[i].words, c.words[0])]; len(before) > 0 {
			return bare(before)
		}
		if i > 0 && bare(segs[i-1].words) {
			return true
		}
	}
	if c.row == 0 || v.rows[c.row-1].page != v.rows[c.row].page {
		return false
	}
	x0, _ := v.span(c)
	for _, s := range v.segments(c.row - 1) {
		if abs(s.box.X0-x0) < v.em && bare(s.words) {
			return true
		}
	}
	return false
}

func (v *view) numberAbove(row int, x0, x1 float64) bool {
	for _, w := range v.rows[row].words {
		if b := v.words[w].box; b.X1 > x0 && b.X0 < x1 {
			if _, ok := v.docNo(v.words[w].text); ok {
				return true
			}
		}
	}
	return false
}

func (x *extraction) addNumbers(c *candidate, labels map[string]labelled) {
	doc, order, tax := labels[FieldNumber].score, labels[FieldOrderNumber].score, labels[FieldSupplierTaxNo].score
	if _, ok := value.VATID(c.norm); ok && letters(c.norm) >= 2 && labels[FieldSupplierVATID].score > 0 {
		doc, order = 0, 0
	}
	put := func(field string, s float64) {
		x.add(Proposal{Field: field, Score: s, Value: Value{
			Kind: KindCode, Raw: c.raw, Norm: c.norm, Source: SourceRanker,
			Evidence: x.view.evidence(c.words), Label: x.view.labelEvidence(labels[field]),
		}})
	}
	if doc > 0 {
		s := doc + 0.4*(1-float64(c.row)/float64(len(x.view.rows)))
		if order > 0 {
			s -= 1.5
		}
		if slices.Contains(x.view.contexts(c.row, c.col), "original") {
			s -= 4 // the invoice that a credit note corrects
		}
		if len(c.norm) < 3 {
			s--
		}
		put(FieldNumber, s-2.2)
	}
	if order > 1.5 {
		put(FieldOrderNumber, order-2.2)
	}
	if tax > 1.5 {
		put(FieldSupplierTaxNo, tax-2.2)
	}
}

// joinFrom joins words of row r from j on, without spaces, until the text has
// n letters and digits; it returns how many words that took.
func (v *view) joinFrom(r *row, j, n int) (string, int) {
	var b strings.Builder
	for k := j; k < len(r.words); k++ {
		for _, ch := range []byte(strings.ToUpper(v.words[r.words[k]].text)) {
			if isDigitByte(ch) || ch >= 'A' && ch <= 'Z' {
				b.WriteByte(ch)
			}
		}
		if b.Len() >= n {
			return b.String(), k - j + 1
		}
	}
	return b.String(), len(r.words) - j
}

// reNearBIC is a BIC with a letter lost or gained.
var reNearBIC = regexp.MustCompile(`^[A-Z]{6}[A-Z0-9]{1,6}$`)

var reIBANStart = regexp.MustCompile(`^(?:IBAN:?)?([A-Z]{2})[0-9OIl]{2}`)

// proposeBank proposes IBANs and BICs.
func (x *extraction) proposeBank() {
	v := x.view
	for ri := range v.rows {
		r := &v.rows[ri]
		for j, w := range r.words {
			x.proposeIBAN(ri, j, strings.ToUpper(v.words[w].text))
			text := strings.Trim(v.words[w].text, ",.;:()")
			norm, ok := value.BIC(text)
			if (ok || reNearBIC.MatchString(norm)) && text == strings.ToUpper(text) && len(text) == len(norm) {
				c := candidate{words: []int{w}, row: ri, col: j, colEnd: j + 1}
				labels := v.labelsOf(&c, 0, nil)
				if l := labels[FieldBIC]; l.score > 0 {
					val := Value{Kind: KindCode, Raw: text, Norm: norm, Source: SourceRanker, Evidence: v.evidence(c.words), Label: v.labelEvidence(l)}
					score := l.score
					if !ok {
						val.Issues = []string{"not the form of a BIC"}
						score -= 4
					}
					x.add(Proposal{Field: FieldBIC, Score: score, Value: val})
				}
			}
		}
	}
}

func (x *extraction) proposeIBAN(ri, j int, text string) {
	v := x.view
	r := &v.rows[ri]
	m := reIBANStart.FindStringSubmatch(text)
	if m == nil {
		return
	}
	n := value.IBANLength(m[1])
	if n == 0 {
		return
	}
	skip := strings.Index(text, m[1]+text[len(m[0])-2:len(m[0])])
	joined, words := v.joinFrom(r, j, n+max(skip, 0))
	joined = strings.TrimPrefix(joined, "IBAN")
	c := candidate{words: r.words[j : j+words], row: ri, col: j, colEnd: j + words}
	if len(joined) < n {
		x.shortIBAN(&c, joined)
		return
	}
	norm := joined[:n]
	l := v.labelsOf(&c, 0, nil)[FieldIBAN]
	val := Value{Kind: KindCode, Raw: joined, Norm: norm, Source: SourceRanker, Evidence: v.evidence(c.words), Label: v.labelEvidence(l)}
	score := 5.0 - float64(ri)/float64(len(v.rows))
	if _, ok := value.IBAN(norm); !ok {
		if fixed, ok := repairIBAN(norm); ok {
			val.Norm, val.Origin = fixed, OriginRepaired
			score = 3
		} else if l.score > 0 && value.IBANLength(norm[:2]) == n && len(joined) == n {
			val.Issues = append(val.Issues, "check digits of the IBAN are wrong")
			score = 0.5
		} else {
			return
		}
	}
	x.add(Proposal{Field: FieldIBAN, Value: val, Score: score})
}

// shortIBAN proposes what a label calls an IBAN although digits are missing.
func (x *extraction) shortIBAN(c *candidate, joined string) {
	l := x.view.labelsOf(c, 0, nil)[FieldIBAN]
	if l.score <= 0 || len(joined) < 12 || letters(joined) > 6 {
		return
	}
	x.add(Proposal{Field: FieldIBAN, Score: 0, Value: Value{
		Kind: KindCode, Raw: joined, Norm: joined, Source: SourceRanker, Evidence: x.view.evidence(c.words), Label: x.view.labelEvidence(l),
		Issues: []string{"too short for an IBAN of its country"},
	}})
}

// repairIBAN puts letters that look like digits right behind the country.
func repairIBAN(s string) (string, bool) {
	r := strings.NewReplacer("O", "0", "I", "1", "L", "1", "S", "5", "B", "8", "Z", "2", "G", "6")
	fixed := s[:2] + r.Replace(s[2:])
	_, ok := value.IBAN(fixed)
	return fixed, ok
}

// proposeVATIDs proposes VAT identification numbers: the supplier's and the
// customer's are told apart by the labels around them.
func (x *extraction) proposeVATIDs() {
	if !x.wants(FieldSupplierVATID) && !x.wants(FieldCustomerVATID) {
		return
	}
	v := x.view
	for ri := range v.rows {
		for j := 0; j < len(v.rows[ri].words); j++ {
			norm, words, ok := v.vatIDAt(ri, j)
			if !ok {
				continue
			}
			c := candidate{words: v.rows[ri].words[j : j+words], row: ri, col: j, colEnd: j + words}
			x.addVATID(norm, &c)
			j += words - 1
		}
	}
}

// reNearVATID is a VAT id of a wrong length.
var reNearVATID = regexp.MustCompile(`^(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|CHE)U?\d{7,12}$`)

// at returns the index of r.
func (r *row) at(v *view) int { return v.words[r.words[0]].row }

// vatIDAt reads a VAT id that begins at word j of row ri.
func (v *view) vatIDAt(ri, j int) (string, int, bool) {
	r := &v.rows[ri]
	first := strings.Trim(v.words[r.words[j]].text, ":.,;()")
	if i := strings.LastIndexAny(first, ":."); i >= 0 && i < len(first)-4 && letters(first[:i]) > 0 {
		first = first[i+1:]
	}
	if len(first) < 2 || !(first[0] >= 'A' && first[0] <= 'Z' && first[1] >= 'A' && first[1] <= 'Z') {
		return "", 0, false
	}
	text := first
	bestN := 0
	best := ""
	for k := j; k < min(j+5, len(r.words)); k++ {
		if k > j {
			t := strings.Trim(v.words[r.words[k]].text, ".,;()")
			if !strings.ContainsAny(t, "0123456789") || v.words[r.words[k]].box.X0-v.words[r.words[k-1]].box.X1 > 2*v.em {
				break
			}
			text += t
		}
		if norm, ok := value.VATForm(text); ok {
			best, bestN = norm, k-j+1
		}
	}
	if bestN == 0 && reNearVATID.MatchString(first) {
		c := candidate{words: r.words[j : j+1], row: r.at(v), col: j, colEnd: j + 1}
		if v.labelsOf(&c, 0, nil)[FieldSupplierVATID].score > 3 {
			return first, 1, true
		}
	}
	return best, bestN, bestN > 0
}

func (x *extraction) addVATID(norm string, c *candidate) {
	v := x.view
	l := v.labelsOf(c, 0, nil)[FieldSupplierVATID]
	score := 1.0
	if _, ok := value.VATID(norm); ok {
		score++
	}
	if l.score > 0 {
		score++
	} else if len(norm) < 8 {
		return
	}
	side := v.side(c)
	val := Value{Kind: KindCode, Raw: v.evidence(c.words).Text, Norm: norm, Source: SourceRanker, Evidence: v.evidence(c.words), Label: v.labelEvidence(l)}
	x.add(Proposal{Field: FieldSupplierVATID, Value: val, Score: score + side})
	if side < 0 {
		x.add(Proposal{Field: FieldCustomerVATID, Value: val, Score: score - side})
	}
}

// side tells whose data stands at c: above zero the supplier's, below zero
// the customer's.
func (v *view) side(c *candidate) float64 {
	s := 0.0
	for _, h := range v.rows[c.row].labels {
		if h.field == "~customer" && h.start < c.colEnd {
			s -= 3
			break
		}
	}
	x0, x1 := v.span(c)
	for k := 1; k <= 8 && c.row-k >= 0; k++ {
		r := &v.rows[c.row-k]
		if r.page != v.rows[c.row].page || (v.rows[c.row].y-r.y)/v.em > 14 {
			break
		}
		for _, h := range r.labels {
			b := v.hitBox(r, h)
			if b.X0 > x1+2*v.em || b.X1 < x0-25*v.em {
				continue
			}
			switch h.field {
			case "~supplier":
				return s + 2
			case "~customer":
				return s - 1.5
			}
		}
	}
	return s
}

// proposeCurrency proposes the currency that is printed most.
func (x *extraction) proposeCurrency() {
	if !x.wants(FieldCurrency) {
		return
	}
	v := x.view
	count := map[string]int{}
	where := map[string]int{}
	note := func(cur string, w, n int) {
		if count[cur] == 0 {
			where[cur] = w
		}
		count[cur] += n
	}
	for i := range v.words {
		t := strings.Trim(v.words[i].text, "():;,.")
		switch {
		case value.IsCurrencyCode(t) && t != "ALL" && t != "TOP" && t != "TRY" && t != "ANG" && t != "MOP" && t != "CUP" && t != "GEL" && t != "BAM" && t != "SOS" && t != "MAD":
			note(t, i, 2)
		case strings.Contains(t, "€"):
			note("EUR", i, 2)
		case strings.Contains(t, "£"):
			note("GBP", i, 2)
		}
	}
	for i := range x.amounts {
		if c := &x.amounts[i]; c.currency != "" {
			note(c.currency, c.words[0], 2)
		}
	}
	total := 0
	for _, n := range count {
		total += n
	}
	for cur, n := range count {
		w := where[cur]
		x.add(Proposal{Field: FieldCurrency, Score: logit(float64(n)/float64(total)*0.9 + 0.05), Value: Value{
			Kind: KindCode, Raw: v.words[w].text, Norm: cur, Source: SourceRanker, Evidence: v.evidence([]int{w}),
		}})
	}
}
