package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract/value"
	"github.com/docket-go/docket/layout"
)

// builtInFields are the fields that the built-in finders answer by name.
var builtInFields = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range []Schema{Invoice(), Receipt(), Contract()} {
		for _, f := range s.Fields {
			m[f.Name] = true
		}
	}
	return m
}()

// proposeTemplate answers fields by what the schema says of them: region,
// labels, pattern. Fields that no finder knows by name and that have no labels
// go by their name.
func (x *extraction) proposeTemplate() {
	for i := range x.schema.Fields {
		f := &x.schema.Fields[i]
		switch {
		case f.Kind == KindTable:
		case f.Kind == KindObject:
			x.proposeObject(f)
		case f.Region != nil:
			x.proposeRegion(f)
		case len(f.Labels) > 0 || !builtInFields[f.Name]:
			x.proposeLabelled(f)
		}
		if f.Pattern != "" && f.Kind != KindTable {
			x.filterPattern(f)
		}
	}
}

// read normalises raw as a value of f; ok is false where it is none.
func (x *extraction) read(f *Field, raw string) (Value, bool) {
	raw = strings.TrimSpace(raw)
	if f.Pattern != "" {
		m := regexp.MustCompile(f.Pattern).FindStringSubmatch(raw) // compiled by Validate before
		if m == nil {
			return Value{}, false
		}
		raw = m[len(m)-1]
		if len(m) > 1 {
			raw = m[1]
		}
	}
	v := Value{Kind: f.kind(), Raw: raw, Norm: raw, Source: SourceTemplate}
	switch f.kind() {
	case KindNumber, KindMoney:
		n, ok := value.ParseNumber(raw, value.NumberOptions{Decimal: x.view.dec, Confusions: true})
		if !ok {
			return v, false
		}
		v.Norm, v.Currency = n.Value.String(), n.Currency
		if f.kind() == KindMoney {
			v.Norm = moneyNorm(n.Value)
		}
	case KindDate:
		hits := value.FindDates(raw, value.DateOptions{Confusions: true})
		if len(hits) == 0 {
			return v, false
		}
		v.Norm = hits[0].ISO
	case KindBool:
		b, ok := parseBool(raw)
		v.Norm = b
		return v, ok
	case KindEnum:
		for _, e := range f.Enum {
			if fold(e) == fold(raw) || strings.Contains(fold(raw), fold(e)) {
				v.Norm = e
				return v, true
			}
		}
		return v, false
	case KindCode:
		if f.Check != "" {
			norm, valid, _ := value.Check(f.Check, raw)
			v.Norm = norm
			if !valid {
				v.Issues = append(v.Issues, "check digits are wrong ("+f.Check+")")
			}
		}
	}
	return v, v.Norm != ""
}

func parseBool(s string) (string, bool) {
	switch fold(s) {
	case "yes", "y", "true", "x", "ja", "oui", "si", "sí", "sim", "selected", "checked", "1", "wahr":
		return "true", true
	case "no", "n", "false", "nein", "non", "nee", "não", "unselected", "unchecked", "0", "falsch":
		return "false", true
	}
	return "", false
}

// labelsFor returns a phrasebook of the labels of f: its own, else its name
// and the beginning of its description.
func labelsFor(f *Field) *phrasebook {
	b := &phrasebook{}
	for _, l := range f.Labels {
		b.addLabel(f.Name, 6, l)
	}
	if len(f.Labels) == 0 {
		b.addLabel(f.Name, 5, strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(f.Name))
		if d, _, _ := strings.Cut(f.Description, "."); d != "" && len(d) < 40 {
			b.addLabel(f.Name, 4, d)
		}
	}
	return b
}

// proposeLabelled proposes what stands to the right of the labels of f or
// below them.
func (x *extraction) proposeLabelled(f *Field) {
	v := x.view
	book := labelsFor(f)
	for ri := range v.rows {
		r := &v.rows[ri]
		for _, h := range prune(book.find(v.rowTokens(r))) {
			for n, words := range v.valueWords(ri, h) {
				val, ok := x.readWords(f, words)
				if !ok {
					continue
				}
				val.Label = v.evidence(r.words[h.start:h.end])
				score := h.weight - 3 - float64(n)*0.8
				if h.start == 0 {
					score += 0.3
				}
				if len(val.Issues) > 0 {
					score -= 2
				}
				if shapeOf(f.Example) != "" && shapeOf(f.Example) == shapeOf(val.Raw) {
					score++
				}
				x.add(Proposal{Field: f.Name, Value: val, Score: score})
				break
			}
		}
	}
}

// shapeOf writes letters as A and digits as 0, runs shortened.
func shapeOf(s string) string {
	var b []byte
	for _, c := range []byte(s) {
		switch {
		case isDigitByte(c):
			c = '0'
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 127:
			c = 'A'
		}
		if n := len(b); n > 0 && b[n-1] == c && (c == 'A' || c == '0') {
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

// valueWords returns the places where the value of the label h may stand: the
// rest of its segment and the next one, then the segment below.
func (v *view) valueWords(ri int, h labelHit) [][]int {
	r := &v.rows[ri]
	var out [][]int
	var right []int
	for k := h.end; k < len(r.words); k++ {
		if len(right) > 0 && v.words[r.words[k]].box.X0-v.words[r.words[k-1]].box.X1 > 1.8*v.em {
			break
		}
		if t := v.words[r.words[k]].text; len(right) == 0 && strings.Trim(t, ":.-#=") == "" {
			continue
		}
		if k > h.end && strings.HasSuffix(v.words[r.words[k]].text, ":") {
			break
		}
		right = append(right, r.words[k])
	}
	if len(right) > 0 {
		out = append(out, right)
	}
	rows := make([][]segment, len(v.rows))
	for k := ri; k < min(ri+3, len(v.rows)); k++ {
		rows[k] = v.segments(k)
	}
	s := segment{row: ri, box: v.hitBox(r, h)}
	if b := v.segmentBelow(rows, &s); b != nil {
		out = append(out, b.words)
	}
	return out
}

// readWords reads words as a value of f. Typed values may be the first of
// several words.
func (x *extraction) readWords(f *Field, words []int) (Value, bool) {
	for n := len(words); n > 0; n-- {
		val, ok := x.read(f, x.view.wordsText(words[:n]))
		if ok {
			val.Evidence = x.view.evidence(words[:n])
			return val, true
		}
		if k := f.kind(); k == KindString || k == KindAddress || k == KindDate {
			break
		}
	}
	return Value{}, false
}

// proposeRegion proposes the text of the region of f, on a page that lies other
// than the sample where its anchors show it.
func (x *extraction) proposeRegion(f *Field) {
	v := x.view
	for pi := range v.pages {
		p := &v.pages[pi]
		if !onPageNumber(f.Region.Page, pi+1, len(v.pages)) {
			continue
		}
		m, ok := x.register(pi)
		box := layout.Rect{X0: f.Region.X0 * p.w, X1: f.Region.X1 * p.w, Y0: f.Region.Y0 * p.h, Y1: f.Region.Y1 * p.h}
		var words []int
		for ri := p.row0; ri < p.row1; ri++ {
			for _, w := range v.rows[ri].words {
				c := v.words[w].box.Center()
				if box.Contains(m.Apply(layout.Point{X: c.X, Y: c.Y - p.y0})) {
					words = append(words, w)
				}
			}
		}
		if len(words) == 0 {
			continue
		}
		val, read := x.readWords(f, words)
		if !read {
			continue
		}
		score := 4.0
		if !ok {
			score = 1
			val.Issues = append(val.Issues, "the anchors of the template are not on the page: its region may lie elsewhere")
		}
		x.add(Proposal{Field: f.Name, Value: val, Score: score})
	}
}

// filterPattern drops options of f that its pattern does not match, and where
// none is left looks for matches on the whole document.
func (x *extraction) filterPattern(f *Field) {
	re := regexp.MustCompile(f.Pattern) // compiled by Validate before
	x.options[f.Name] = slices.DeleteFunc(x.options[f.Name], func(o option) bool { return !re.MatchString(o.value.Raw) && !re.MatchString(o.value.Norm) })
	if len(x.options[f.Name]) > 0 {
		return
	}
	v := x.view
	for ri := range v.rows {
		for _, m := range re.FindAllStringIndex(v.rows[ri].text, 8) {
			if m[0] == m[1] {
				continue
			}
			var words []int
			for _, w := range v.rows[ri].words {
				if p := v.words[w].rowPos; p < m[1] && p+len(v.words[w].text) > m[0] {
					words = append(words, w)
				}
			}
			if val, ok := x.read(f, v.rows[ri].text[m[0]:m[1]]); ok {
				val.Evidence = v.evidence(words)
				x.add(Proposal{Field: f.Name, Value: val, Score: 1 - float64(ri)/float64(len(v.rows))})
			}
		}
	}
}

// proposeObject answers the members of an object like fields of their own,
// under object.member.
func (x *extraction) proposeObject(f *Field) {
	inner := Schema{Fields: []Field{*f}}
	for name, m := range inner.All() {
		if m.Kind == KindTable {
			continue
		}
		alone := &extraction{view: x.view, schema: Schema{Fields: []Field{*m}, Anchors: x.schema.Anchors}, ranker: x.ranker, options: map[string][]option{}}
		alone.proposeTemplate()
		x.options[name] = append(x.options[name], alone.options[m.Name]...)
	}
}

// userTables fills the tables of the schema that no finder knows: the
// layout's tables whose header names most of the columns.
func (x *extraction) userTables() {
	for name, f := range x.schema.All() {
		if f.Kind != KindTable || name == FieldLineItems || name == FieldVATRates || len(x.res.Tables[name].Rows) > 0 {
			continue
		}
		if t, ok := x.layoutTable(f); ok {
			x.res.Tables[name] = t
		}
	}
}

// layoutTable reads the first table of the layout that fits f.
func (x *extraction) layoutTable(f *Field) (Table, bool) {
	for pi := range x.view.doc.Pages {
		p := &x.view.doc.Pages[pi]
		for bi := range p.Blocks {
			t := p.Blocks[bi].Table
			if t == nil {
				continue
			}
			if rows, ok := x.tableRows(f, p, t); ok {
				return Table{Rows: rows}, true
			}
		}
	}
	return Table{}, false
}

func (x *extraction) tableRows(f *Field, p *layout.Page, t *layout.Table) ([]Row, bool) {
	byCol := map[int]*Field{}
	for i := range f.Fields {
		col := &f.Fields[i]
		book := labelsFor(col)
		for _, c := range t.Cells {
			if c.Row == 0 && byCol[c.Col] == nil && len(book.find(cellTokens(p, &c))) > 0 {
				byCol[c.Col] = col
				break
			}
		}
	}
	if len(byCol)*2 < len(f.Fields) {
		return nil, false
	}
	rows := make([]Row, max(0, t.Rows-1))
	for i := range rows {
		rows[i].Cells = map[string]Value{}
	}
	for _, c := range t.Cells {
		col := byCol[c.Col]
		if col == nil || c.Row == 0 || c.Row > len(rows) {
			continue
		}
		text := cellText(p, &c)
		if v, ok := x.read(col, text); ok {
			v.Confidence = 0.8
			v.Evidence = &Evidence{Page: p.Number, Box: c.Box, Text: text}
			rows[c.Row-1].Cells[col.Name] = v
		}
	}
	return rows, true
}

func cellText(p *layout.Page, c *layout.Cell) string {
	var parts []string
	for l := max(0, c.Lines.Start); l < min(c.Lines.End, len(p.Lines)); l++ {
		for w := max(0, p.Lines[l].Words.Start); w < min(p.Lines[l].Words.End, len(p.Words)); w++ {
			parts = append(parts, p.Words[w].Text)
		}
	}
	return strings.Join(parts, " ")
}

func cellTokens(p *layout.Page, c *layout.Cell) []token {
	var ts []token
	for i, w := range strings.Fields(cellText(p, c)) {
		ts = tokenise(w, i, ts)
	}
	return ts
}
