package extract

import (
	"slices"
	"strings"
	"unicode"
)

func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 && unicode.IsLetter(r)
}

// A token is a normalised piece of a word: lower case, no accents, no
// punctuation.
type token struct {
	text string
	col  int // index of its word in the row
}

// A phraseItem is one token of a phrase: alternatives, perhaps optional.
type phraseItem struct {
	alts     []string // "abc", "abc*" (prefix), "*abc" (suffix), "0*" (up to four digits)
	optional bool
}

// A phrase is a label that speaks for a field; weight says how surely.
type phrase struct {
	field  string
	weight float64
	items  []phraseItem
}

// A labelHit is a phrase found in a row.
type labelHit struct {
	field      string
	weight     float64
	start, end int // words of the row: start <= i < end
}

// A phrasebook finds phrases in rows.
type phrasebook struct {
	byFirst map[byte][]*phrase // by first byte of the first token
	other   []*phrase          // those that begin with a suffix pattern
}

// add adds phrases written as "a|b c? d*": tokens separated by spaces,
// alternatives by |, ? marks an optional token, * a prefix or suffix.
func (b *phrasebook) add(field string, weight float64, specs ...string) {
	for _, spec := range specs {
		p := &phrase{field: field, weight: weight}
		for t := range strings.FieldsSeq(spec) {
			item := phraseItem{}
			if strings.HasSuffix(t, "?") {
				item.optional, t = true, t[:len(t)-1]
			}
			item.alts = strings.Split(t, "|")
			p.items = append(p.items, item)
		}
		if len(p.items) > 0 {
			b.index(p)
		}
	}
}

func (b *phrasebook) index(p *phrase) {
	if b.byFirst == nil {
		b.byFirst = map[byte][]*phrase{}
	}
	first := map[byte]bool{}
	for _, it := range p.items {
		for _, a := range it.alts {
			if strings.HasPrefix(a, "*") {
				b.other = append(b.other, p)
				return
			}
			first[a[0]] = true
		}
		if !it.optional {
			break
		}
	}
	for c := range first {
		b.byFirst[c] = append(b.byFirst[c], p)
	}
}

// addLabel adds a user's label as it is printed.
func (b *phrasebook) addLabel(field string, weight float64, label string) {
	p := &phrase{field: field, weight: weight}
	for _, t := range tokenise(label, 0, nil) {
		p.items = append(p.items, phraseItem{alts: []string{t.text}})
	}
	if len(p.items) > 0 {
		b.index(p)
	}
}

// find returns the phrases in tokens.
func (b *phrasebook) find(tokens []token) []labelHit {
	var hits []labelHit
	try := func(ps []*phrase, i int) {
		for _, p := range ps {
			if n := p.match(tokens, i); n > 0 {
				hits = append(hits, labelHit{field: p.field, weight: p.weight, start: tokens[i].col, end: tokens[i+n-1].col + 1})
			}
		}
	}
	for i, t := range tokens {
		try(b.byFirst[t.text[0]], i)
		try(b.other, i)
	}
	return hits
}

// match returns how many tokens from i on p covers, 0 when it does not match.
func (p *phrase) match(tokens []token, i int) int {
	j := i
	for _, it := range p.items {
		switch {
		case j < len(tokens) && it.matches(tokens[j].text):
			j++
		case it.optional:
		default:
			return 0
		}
	}
	return j - i
}

func (it *phraseItem) matches(t string) bool {
	for _, a := range it.alts {
		switch {
		case a == t, a == "0*" && len(t) <= 4 && onlyDigits(t):
			return true
		case a[len(a)-1] == '*':
			if strings.HasPrefix(t, a[:len(a)-1]) {
				return true
			}
		case a[0] == '*':
			if strings.HasSuffix(t, a[1:]) {
				return true
			}
		case len(t) >= 5 && len(a) >= 5 && oneEdit(a, t):
			return true
		}
	}
	return false
}

// oneEdit reports whether a and b differ by one inserted, lost or changed
// byte, their first letters being equal.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

var folds = map[rune]string{
	'à': "a", 'á': "a", 'â': "a", 'ã': "a", 'ä': "a", 'å': "a", 'æ': "ae", 'ç': "c", 'è': "e", 'é': "e", 'ê': "e", 'ë': "e", 'ì': "i", 'í': "i", 'î': "i", 'ï': "i",
	'ñ': "n", 'ò': "o", 'ó': "o", 'ô': "o", 'õ': "o", 'ö': "o", 'ø': "o", 'œ': "oe", 'ù': "u", 'ú': "u", 'û': "u", 'ü': "u", 'ý': "y", 'ß': "ss", 'ł': "l", 'š': "s", 'ž': "z", 'č': "c", 'ő': "o", 'ű': "u",
}

// tokenise appends the tokens of the word s, which is word col of its row.
// Hyphens, slashes and the like cut; letters and digits stay together.
func tokenise(s string, col int, out []token) []token {
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, token{canonical(b.String()), col})
			b.Reset()
		}
	}
	for _, r := range s {
		switch {
		case r < 128 && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			b.WriteByte(byte(r))
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r == '%' || r == '#' || r == '@':
			flush()
			b.WriteRune(r)
			flush()
		case r == '°' || r == 'º':
			b.WriteByte('o')
		case r == '.': // "T.T.C." is one token, "Inv.No" are two
			if b.Len() >= 3 {
				flush()
			}
		case r > 127:
			l := unicode.ToLower(r)
			if f, ok := folds[l]; ok {
				b.WriteString(f)
			} else if unicode.IsLetter(l) || unicode.IsDigit(l) {
				b.WriteRune(l)
			} else {
				flush()
			}
		default:
			flush()
		}
	}
	flush()
	return out
}

// canonical maps spellings of one token to one, and digits inside words to
// the letters that they look like.
func canonical(t string) string {
	switch t {
	case "no", "nr", "num", "nro", "numero", "number", "nummer", "#", "numbers":
		return "nr"
	}
	hasLetter, hasDigit := false, false
	for i := 0; i < len(t); i++ {
		if t[i] >= '0' && t[i] <= '9' {
			hasDigit = true
		} else {
			hasLetter = true
		}
	}
	if hasLetter && hasDigit && len(t) >= 4 && mostlyLetters(t) {
		return strings.NewReplacer("0", "o", "1", "l", "5", "s", "8", "b").Replace(t)
	}
	return t
}

func mostlyLetters(t string) bool {
	d := 0
	for i := 0; i < len(t); i++ {
		if t[i] >= '0' && t[i] <= '9' {
			d++
		}
	}
	return d*3 <= len(t)
}

// rowTokens returns the tokens of row r.
func (v *view) rowTokens(r *row) []token {
	var ts []token
	for j, w := range r.words {
		ts = tokenise(v.words[w].text, j, ts)
	}
	return ts
}

// label looks up the phrases of b in every row.
func (v *view) label(b *phrasebook) {
	for i := range v.rows {
		r := &v.rows[i]
		hits := slices.DeleteFunc(b.find(v.rowTokens(r)), func(h labelHit) bool { return h.field[0] != '~' && v.isCode(v.words[r.words[h.end-1]].text) })
		r.labels = append(r.labels, hits...)
	}
}

// isCode reports whether s is a code that begins like a label, such as
// PO-48784.
func (v *view) isCode(s string) bool {
	if len(s)-letters(s) < 4 || letters(s) == 0 || strings.ContainsAny(s, ":#") {
		return false
	}
	_, ok := v.docNo(s)
	return ok
}
