package extract

import "unicode"

// judge weighs whether b is the supplier or the customer.
func (b *partyBlock) judge(v *view, l *textLine, f *lineFacts, domains []string) {
	y := v.pages[l.page].relY(l.box)
	add := func(s, c float64) { b.supplier += s; b.customer += c }
	if f.org {
		add(1.5, 0.7)
	}
	if f.addr && f.digits > 0 && !f.org || f.zip || reShortZIP.MatchString(b.name) && !f.date {
		add(-3, -3) // a street or a city
	}
	if titled(f.tokens) || f.labelOnly() || v.aboveCode(l) || v.besideCode(l) && !f.org {
		add(-4, -4)
	}
	if len(b.addr) == 1 && !f.org && reHouse.MatchString(b.name) {
		add(-3, -3) // a street above a city
	}
	if len(b.addr) > 1 && !f.org {
		if first := newLineFacts(textLine{text: b.addr[0]}, v.em); first.org && !first.addr {
			add(-2, -2) // a heading above the name
		}
	}
	if len(b.addr) > 0 {
		add(1, 1.8)
	}
	switch {
	case l.page > 0:
		add(-1.5, -3)
	case y < 0.12:
		add(1, -1)
	case y < 0.35:
		add(0.2, 0.6)
	case y > 0.85:
		add(0.3, -2.5)
	default:
		add(-0.8, -0.8)
	}
	if h := f.height; h > 1.3 && y < 0.3 {
		add(min(1.2, h-1), -1)
	}
	if matchesDomain(b.name, domains) {
		add(1.5, -1)
	}
	side := v.blockSide(l)
	add(side, -side)
	b.judgeWords(v, l, f, add)
}

// judgeWords weighs what the name itself says against its being one.
func (b *partyBlock) judgeWords(v *view, l *textLine, f *lineFacts, add func(s, c float64)) {
	for _, t := range f.tokens {
		if docWords[t] {
			add(-3, -3)
			break
		}
	}
	if len(f.tokens) > 7 {
		add(-2.5, -2.5)
	}
	w0 := &v.words[l.words[0]]
	for _, h := range v.rows[w0.row].labels {
		if h.field[0] != '~' && h.start == w0.col && h.end-h.start >= len(f.tokens) {
			add(-3, -3) // a label
			break
		}
	}
	if r := []rune(b.name); len(r) > 0 && unicode.IsLower(r[0]) {
		add(-2, -2) // the middle of a sentence
	}
}
