package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A KeyValue is a label and the value that is printed with it.
type KeyValue struct {
	Key        string    `json:"key"`
	Value      string    `json:"value"`
	Confidence float64   `json:"confidence"`
	KeyAt      *Evidence `json:"keyAt,omitempty"`
	ValueAt    *Evidence `json:"valueAt,omitempty"`
}

// KeyValues finds labels and their values without a schema: what stands
// behind a colon, in the cell to the right of a short label or below it, and
// the fields of forms. They are in the order of the page.
func KeyValues(d *layout.Document) []KeyValue {
	v := newView(d)
	v.readLabels(nil)
	return v.keyValues()
}

// A segment is a run of words of one row without a wide gap.
type segment struct {
	words []int
	row   int
	text  string
	colon bool
	box   layout.Rect
}

// segments cuts row ri at wide gaps and behind colons.
func (v *view) segments(ri int) []segment {
	r := &v.rows[ri]
	var out []segment
	var cur segment
	flush := func() {
		if len(cur.words) > 0 {
			cur.row = ri
			cur.text = v.wordsText(cur.words)
			cur.colon = strings.HasSuffix(cur.text, ":")
			for _, w := range cur.words {
				cur.box = cur.box.Union(v.words[w].box)
			}
			out = append(out, cur)
		}
		cur = segment{}
	}
	for j, w := range r.words {
		if j > 0 {
			p := &v.words[r.words[j-1]]
			if v.words[w].box.X0-p.box.X1 > 1.6*v.em || strings.HasSuffix(p.text, ":") && letters(p.text) > 0 {
				flush()
			}
		}
		if v.words[w].text == ":" && len(cur.words) > 0 {
			cur.words = append(cur.words, w)
			flush()
			continue
		}
		cur.words = append(cur.words, w)
	}
	flush()
	return out
}

func (v *view) keyValues() []KeyValue {
	var out []KeyValue
	rows := make([][]segment, len(v.rows))
	for ri := range v.rows {
		rows[ri] = v.segments(ri)
	}
	for ri := range rows {
		for i := range rows[ri] {
			if kv, ok := v.keyValue(rows, ri, i); ok {
				out = append(out, kv)
			}
		}
	}
	for pi := range v.doc.Pages {
		p := &v.doc.Pages[pi]
		for _, f := range p.Fields {
			key := cmp.Or(f.Label, f.Name)
			val := f.Value
			if f.Kind == "checkbox" || f.Kind == "radio" {
				val = map[bool]string{true: "true", false: "false"}[f.Checked]
			}
			if key != "" && val != "" {
				out = append(out, KeyValue{Key: key, Value: val, Confidence: 0.99, ValueAt: &Evidence{Page: p.Number, Box: f.Box, Text: val}})
			}
		}
	}
	return out
}

// isKey reports how surely s is a label.
func (v *view) isKey(s *segment) float64 {
	n := letters(s.text)
	if n < 2 || len(s.words) > 7 || n*2 < len(s.text)-len(s.words) {
		return 0
	}
	if s.colon {
		return 0.9
	}
	for _, h := range v.rows[s.row].labels {
		w := v.rows[s.row].words[h.start]
		if h.field[0] != '~' && h.weight >= 4 && slices.Contains(s.words, w) && w == s.words[0] && h.end-h.start == len(s.words) {
			return 0.8
		}
	}
	if len(s.words) <= 4 && !strings.ContainsAny(s.text, "0123456789.,;") {
		return 0.4
	}
	return 0
}

func (v *view) keyValue(rows [][]segment, ri, i int) (KeyValue, bool) {
	s := &rows[ri][i]
	conf := v.isKey(s)
	if conf == 0 {
		return KeyValue{}, false
	}
	var val *segment
	if i+1 < len(rows[ri]) {
		if n := &rows[ri][i+1]; !n.colon && n.box.X0-s.box.X1 < 30*v.em {
			val = n
		}
	} else if conf >= 0.8 {
		val = v.segmentBelow(rows, s)
		conf -= 0.2
	}
	if val == nil || conf < 0.5 && !strings.ContainsAny(val.text, "0123456789") {
		return KeyValue{}, false
	}
	key := strings.TrimRight(s.text, " :")
	return KeyValue{Key: key, Value: val.text, Confidence: conf, KeyAt: v.evidence(s.words), ValueAt: v.evidence(val.words)}, true
}

// segmentBelow returns the segment under s in its column, unless it is a
// label too.
func (v *view) segmentBelow(rows [][]segment, s *segment) *segment {
	for k := s.row + 1; k < min(s.row+3, len(rows)); k++ {
		if v.rows[k].page != v.rows[s.row].page || v.rows[k].y-v.rows[s.row].y > 2.6*v.em {
			return nil
		}
		for i := range rows[k] {
			b := &rows[k][i]
			if b.box.X0 < s.box.X1 && b.box.X1 > s.box.X0 && abs(b.box.X0-s.box.X0) < 4*v.em {
				if b.colon {
					return nil
				}
				return b
			}
		}
	}
	return nil
}

var questionWords = wordSet("what which who whose when where how much many is are was the a an of on in to for this that do does did it its please give me tell show find your our by and at")

// Ask answers a question about the document, such as "what is the due date?",
// from its labels: by a built-in field where the question names one, else by
// the most similar label. Up to three answers, best first.
func Ask(d *layout.Document, question string) []KeyValue {
	v := newView(d)
	v.readLabels(nil)
	var words []string
	for _, t := range tokenise(question, 0, nil) {
		if !questionWords[t.text] {
			words = append(words, t.text)
		}
	}
	if len(words) == 0 {
		return nil
	}
	fields := v.questionFields(question)
	var out []KeyValue
	for _, kv := range v.keyValues() {
		s := similarity(words, kv.Key)
		for _, h := range dictionary().find(tokenise(kv.Key, 0, nil)) {
			if fields[h.field] && h.weight >= 4 {
				s = max(s, 0.9)
			}
		}
		if s < 0.34 {
			continue
		}
		kv.Confidence *= s
		out = append(out, kv)
	}
	slices.SortStableFunc(out, func(a, b KeyValue) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return out[:min(3, len(out))]
}

// questionFields returns the fields that the question names by a label.
func (v *view) questionFields(question string) map[string]bool {
	fields := map[string]bool{}
	var ts []token
	for i, w := range strings.Fields(question) {
		ts = tokenise(w, i, ts)
	}
	for _, h := range prune(dictionary().find(ts)) {
		if h.field[0] != '~' {
			fields[h.field] = true
		}
	}
	return fields
}

// similarity is the F1 of the words of a question and the tokens of a label.
func similarity(words []string, key string) float64 {
	ts := tokenise(key, 0, nil)
	hit := 0
	for _, t := range ts {
		for _, w := range words {
			if w == t.text || len(w) >= 5 && len(t.text) >= 5 && (oneEdit(w, t.text) || strings.HasPrefix(w, t.text) || strings.HasPrefix(t.text, w)) {
				hit++
				break
			}
		}
	}
	if hit == 0 {
		return 0
	}
	return 2 * float64(hit) / float64(len(ts)+len(words))
}
