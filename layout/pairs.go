package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// How keys stand above each other and their values beside them.
const (
	pairReach   = 30  // widest gap between a key and its value, in font sizes
	pairLeading = 3.2 // widest leading of the keys of one region, in font sizes
	leastPairs  = 2
)

// A pair is a key that ends in a colon and the lines of its value beside it.
type pair struct {
	key   *phrase
	value []*phrase
}

func (q *pair) rect() Rect {
	r := q.key.Rect
	for _, l := range q.value {
		r = r.Union(l.Rect)
	}
	return r
}

// noTables finds what stands in columns but is no table, among the words that
// no table holds: keys with their values beside them, tables of contents.
func (p *prepared) noTables(done []*grid) []*region {
	if p.rtl {
		return nil
	}
	var words []glyphRun
	for i := range p.runs {
		if c := p.runs[i].Center(); !slices.ContainsFunc(done, func(g *grid) bool { return g.Contains(c) }) {
			words = append(words, p.runs[i])
		}
	}
	ph := phrases(words, 0.95)
	return slices.Concat(keyColumns(ph), indexes(ph))
}

// keyColumns finds columns of keys with their values beside them.
func keyColumns(ph []*phrase) []*region {
	var pairs []*pair
	for _, row := range rowsOf(ph) {
		pairs = append(pairs, pairsOfRow(row.phrases)...)
	}
	slices.SortStableFunc(pairs, func(a, b *pair) int { return cmp.Compare(a.key.base, b.key.base) })
	var out []*region
	for len(pairs) > 0 {
		column := []*pair{pairs[0]}
		var rest []*pair
		for _, q := range pairs[1:] {
			if below(column[len(column)-1], q) {
				column = append(column, q)
			} else {
				rest = append(rest, q)
			}
		}
		if len(column) >= leastPairs {
			out = append(out, newPairs(column, ph))
		}
		pairs = rest
	}
	return out
}

// pairsOfRow returns the pairs of a row whose every key has one value: where
// more follows, the row is a table's.
func pairsOfRow(row []*phrase) []*pair {
	var out []*pair
	for i := 0; i+1 < len(row); i++ {
		k, v := row[i], row[i+1]
		if !isKey(k) || isKey(v) || v.X0-k.X1 > pairReach*k.size || len(v.words) > maxValueWords || strings.HasSuffix(v.text(), ":") {
			continue
		}
		if i+2 < len(row) && !isKey(row[i+2]) && row[i+2].X0-v.X1 < pairReach*k.size {
			return nil
		}
		out = append(out, &pair{key: k, value: []*phrase{v}})
		i++
	}
	return out
}

// isKey reports whether a phrase reads as the key of a value beside it.
func isKey(l *phrase) bool {
	t := l.text()
	return len(l.words) <= maxKeyWords && strings.HasSuffix(t, ":") && strings.IndexFunc(t, unicode.IsLetter) >= 0
}

// below reports whether b is the next pair of the column of a.
func below(a, b *pair) bool {
	k, l := a.key, b.key
	v, w := a.value[0], b.value[0]
	d := l.base - k.base
	return d > 0.5*k.size && d < pairLeading*k.size && math.Abs(k.size-l.size) < 0.1*k.size &&
		(math.Abs(k.X0-l.X0) < 2 || math.Abs(k.X1-l.X1) < 2) && (math.Abs(v.X0-w.X0) < 2 || math.Abs(v.X1-w.X1) < 2)
}

// newPairs makes a region of a column of pairs and takes in the further lines
// of values, among all phrases.
func newPairs(column []*pair, all []*phrase) *region {
	kv := &region{role: RoleKeyValue, size: column[0].key.size, conf: 0.7, source: "geometry"}
	for i, q := range column {
		v := q.value[0]
		for _, x := range all { // sorted by height
			last := q.value[len(q.value)-1]
			if d := x.base - last.base; d > 0.5*v.size && d < 1.6*v.size && math.Abs(x.X0-v.X0) < 2 && math.Abs(x.size-v.size) < 0.1*v.size &&
				(i+1 == len(column) || x.base < column[i+1].key.base-0.5*v.size) && len(q.value) < 4 && !besideOther(x, all) {
				q.value = append(q.value, x)
			}
		}
		kv.Rect = kv.Rect.Union(q.rect())
		key := &region{Rect: q.key.Rect, role: RoleKey, lines: []*phrase{q.key}, size: kv.size, conf: kv.conf, source: kv.source}
		value := &region{role: RoleValue, lines: q.value, size: kv.size, conf: kv.conf, source: kv.source}
		for _, l := range q.value {
			value.Rect = value.Rect.Union(l.Rect)
		}
		kv.kids = append(kv.kids, key, value)
	}
	return kv
}

// besideOther reports whether something else stands left of x on its line.
func besideOther(x *phrase, all []*phrase) bool {
	return slices.ContainsFunc(all, func(o *phrase) bool {
		return o != x && math.Abs(o.base-x.base) < 0.4*x.size && o.X1 <= x.X0 && x.X0-o.X1 < pairReach*x.size
	})
}

// words calls f for every word of r and its children.
func (r *region) words(f func(*glyphRun)) {
	for _, l := range r.lines {
		for i := range l.words {
			f(&l.words[i])
		}
	}
	for _, k := range r.kids {
		k.words(f)
	}
}

// wordsIn returns the words of regions, by the input word that they begin with.
func wordsIn(rs []*region) map[int]bool {
	out := map[int]bool{}
	for _, r := range rs {
		r.words(func(w *glyphRun) { out[w.ids[0]] = true })
	}
	return out
}

// freeListed returns the columns that are no tables of which no table holds a
// word, and the words that are not in them.
func (p *prepared) freeListed(words []glyphRun) ([]*region, []glyphRun) {
	left := map[int]bool{}
	for i := range words {
		left[words[i].ids[0]] = true
	}
	var out []*region
	for _, r := range p.listed {
		free := true
		r.words(func(w *glyphRun) { free = free && left[w.ids[0]] })
		if free {
			out = append(out, r)
		}
	}
	taken := wordsIn(out)
	return out, slices.DeleteFunc(words, func(w glyphRun) bool { return taken[w.ids[0]] })
}
