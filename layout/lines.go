package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// A phrase is a run of words on one line without a gap that could be a gutter.
type phrase struct {
	Rect
	words []glyphRun
	size  float64
	base  float64

	labelled bool // begins with the label of its paragraph
}

func newPhrase(w glyphRun) *phrase {
	return &phrase{Rect: w.Rect, words: []glyphRun{w}, size: w.size, base: w.base}
}

func (p *phrase) add(w glyphRun) {
	p.words = append(p.words, w)
	p.Rect = p.Rect.Union(w.Rect)
	if w.size > p.size {
		p.size = w.size
	}
}

func (p *phrase) text() string {
	if len(p.words) == 1 {
		return p.words[0].text
	}
	var b strings.Builder
	for i := range p.words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.words[i].text)
	}
	return b.String()
}

func (p *phrase) letters() int {
	n := 0
	for i := range p.words {
		n += p.words[i].letter
	}
	return n
}

// share returns which part of p's letters has a property.
func (p *phrase) share(f func(*glyphRun) bool) float64 {
	has, all := 0, 0
	for i := range p.words {
		all += p.words[i].letter
		if f(&p.words[i]) {
			has += p.words[i].letter
		}
	}
	return float64(has) / float64(max(all, 1))
}

func (p *phrase) bold() bool { return p.share(func(w *glyphRun) bool { return w.bold }) > 0.7 }

// face returns the font in which all of p is set, empty where it has several.
func (p *phrase) face() string {
	f := p.words[0].font
	for i := range p.words {
		if p.words[i].font != f {
			return ""
		}
	}
	return f
}

func xOverlap(a, b Rect) float64 { return min(a.X1, b.X1) - max(a.X0, b.X0) }
func yOverlap(a, b Rect) float64 { return min(a.Y1, b.Y1) - max(a.Y0, b.Y0) }

// textRows groups words by baseline. Each row is sorted from left to right.
func textRows(words []glyphRun) [][]glyphRun {
	w := slices.Clone(words)
	slices.SortStableFunc(w, func(a, b glyphRun) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0)) })
	var rows [][]glyphRun
	for _, x := range w {
		k := len(rows) - 1
		for ; k >= 0 && k >= len(rows)-4; k-- {
			first, last := &rows[k][0], &rows[k][len(rows[k])-1]
			d := math.Abs(x.base - first.base)
			if d < 0.35*min(x.size, first.size) ||
				math.Abs(x.base-last.base) < 0.3*min(x.size, last.size) && d < 0.6*max(x.size, first.size) {
				break
			}
		}
		if k >= 0 && k >= len(rows)-4 {
			rows[k] = append(rows[k], x)
		} else {
			rows = append(rows, []glyphRun{x})
		}
	}
	for _, r := range rows {
		slices.SortStableFunc(r, func(a, b glyphRun) int { return cmp.Compare(a.X0, b.X0) })
	}
	slices.SortStableFunc(rows, func(a, b []glyphRun) int { return cmp.Compare(a[0].base, b[0].base) })
	return rows
}

// noGutter is a gap limit that no gap of a page reaches: whole rows.
const noGutter = 1e6

// phrases cuts the rows of words at gaps wider than gap (in font sizes) and at
// rivers, and glues pieces of words that have no space between them.
func phrases(words []glyphRun, gap float64) []*phrase {
	rows := textRows(words)
	var cut map[place]bool
	if gap < noGutter {
		cut = rivers(rows)
	}
	var out []*phrase
	for ri, r := range rows {
		var c *phrase
		for wi, x := range r {
			if c != nil && x.led {
				c.add(x)
				continue
			}
			if c != nil && gap < noGutter && !cut[place{ri, wi}] && justified(r, wi) {
				c.add(x)
				continue
			}
			if c == nil || cut[place{ri, wi}] || !c.extend(x, gap) {
				c = newPhrase(x)
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *phrase) int {
		if math.Abs(a.base-b.base) > 1 {
			return cmp.Compare(a.base, b.base)
		}
		return cmp.Compare(a.X0, b.X0)
	})
	return out
}

// maxGlued bounds the pieces of one word; letters of their own are pieces too.
const maxGlued = 100

// extend adds x to p's right end if it belongs there.
func (p *phrase) extend(x glyphRun, gap float64) bool {
	l := &p.words[len(p.words)-1]
	d := x.X0 - l.X1
	if d >= gap*max(x.size, l.size) || d <= -0.8*x.size && gap < noGutter {
		return false
	}
	if em := min(x.size, l.size); d < 0.08*em && d > -0.3*em && !x.ocr && !l.ocr && len(l.ids) < maxGlued {
		l.glue(x)
		p.Rect = p.Rect.Union(x.Rect)
		return true
	}
	p.add(x)
	return true
}

// glue appends a piece of the same word.
func (w *glyphRun) glue(x glyphRun) {
	w.Rect = w.Rect.Union(x.Rect)
	w.text += x.text
	w.letter += x.letter
	w.ids = slices.Concat(w.ids, x.ids)
}

// A place is a gap: the one before word of row.
type place struct{ row, word int }

// River test: gaps that line up over riverRows consecutive rows are a gutter,
// even where they are hardly wider than a space.
const (
	riverRows  = 4
	riverGap   = 0.50 // least gap in font sizes where a river starts
	riverWidth = 0.45 // least common width in font sizes
	riverReach = 2.6  // largest distance of rows in font sizes
	riverMax   = 80   // rows that a river is followed
)

// rivers finds the gaps that line up over several rows.
func rivers(rows [][]glyphRun) map[place]bool {
	cut := map[place]bool{}
	for ri, r := range rows {
		for wi := 1; wi < len(r); wi++ {
			em := max(r[wi].size, r[wi-1].size)
			if r[wi].X0-r[wi-1].X1 < riverGap*em || cut[place{ri, wi}] {
				continue
			}
			if chain := followRiver(rows, ri, wi, em); len(chain) >= riverRows && !justifiedRiver(rows, chain) {
				for _, c := range chain {
					cut[c] = true
				}
			}
		}
	}
	return cut
}

func followRiver(rows [][]glyphRun, ri, wi int, em float64) []place {
	a, b := rows[ri][wi-1].X1, rows[ri][wi].X0
	chain := []place{{ri, wi}}
	last := rows[ri][0].base
	for q := ri + 1; q < len(rows) && q < ri+riverMax; q++ {
		t := rows[q]
		if t[0].base-last > riverReach*em {
			break
		}
		k, free := gapAt(t, a, b, riverWidth*em)
		if k > 0 {
			a, b = max(a, t[k-1].X1), min(b, t[k].X0)
			chain = append(chain, place{q, k})
			last = t[0].base
		} else if !free {
			break
		}
	}
	return chain
}

// How even the spaces of a justified line are and how wide they may be, in
// font sizes.
const (
	evenSpace = 0.02
	wideSpace = 3
)

// justifiedRiver reports whether many gaps of a river are spaces of justified
// lines, which line up by chance.
func justifiedRiver(rows [][]glyphRun, chain []place) bool {
	n := 0
	for _, c := range chain {
		if justified(rows[c.row], c.word) {
			n++
		}
	}
	return n*3 >= len(chain)
}

// justified reports whether the gap before word k of a row is as wide as one
// beside it: words of letters only are spaced so where a line is justified.
func justified(row []glyphRun, k int) bool {
	if k == 0 || !plainWord(&row[k]) || !plainWord(&row[k-1]) {
		return false
	}
	em := row[k].size
	d := row[k].X0 - row[k-1].X1
	if d < riverGap*em || d > wideSpace*em {
		return false
	}
	return k > 1 && plainWord(&row[k-2]) && math.Abs(row[k-1].X0-row[k-2].X1-d) < evenSpace*em ||
		k+1 < len(row) && plainWord(&row[k+1]) && math.Abs(row[k+1].X0-row[k].X1-d) < evenSpace*em
}

// plainWord reports whether a run is a word of letters in a type whose letters
// differ in width.
func plainWord(w *glyphRun) bool {
	return !w.mono && !w.ocr && strings.ContainsFunc(w.text, unicode.IsLetter) && !strings.ContainsAny(w.text, "0123456789")
}

// gapAt finds the gap of row t that shares at least width with a..b: the index
// of the word after it, or 0. free reports that no word of t reaches into a..b.
func gapAt(t []glyphRun, a, b, width float64) (k int, free bool) {
	free = true
	// Words before the first that ends right of a cannot matter, but for rare overlaps.
	i, _ := slices.BinarySearchFunc(t, a-0.3, func(w glyphRun, x float64) int { return cmp.Compare(w.X0, x) })
	for i = max(i-2, 0); i < len(t); i++ {
		if t[i].X1 > a+0.3 && t[i].X0 < b-0.3 {
			free = false
		}
		if i > 0 && t[i-1].X1 < b && t[i].X0 > a && min(b, t[i].X0)-max(a, t[i-1].X1) >= width {
			return i, free
		}
		if t[i].X0 >= b {
			break
		}
	}
	return 0, free
}

// joinWide rejoins neighbours on one baseline where the gap between them is no
// gutter: no line above or below leaves the same gap open.
func joinWide(ls []*phrase) []*phrase {
	slices.SortStableFunc(ls, func(a, b *phrase) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0)) })
	dead := make([]bool, len(ls))
	for i, a := range ls {
		if dead[i] {
			continue
		}
		lo, hi := window(ls, i, 3.3*a.size)
		for j := lo; j < hi; j++ {
			b := ls[j]
			if i == j || dead[j] || a.readApart(b) || math.Abs(a.base-b.base) > 0.3*a.size || b.X0 < a.X1-1 || b.X0-a.X1 > 2.6*a.size && !filled(ls, dead, lo, hi, a, b) {
				continue
			}
			if !gapOpen(ls, dead, lo, hi, i, j) {
				for _, w := range b.words {
					a.add(w)
				}
				dead[j] = true
			}
		}
	}
	var out []*phrase
	for i, l := range ls {
		if !dead[i] {
			out = append(out, l)
		}
	}
	return out
}

// mostFilled is the widest gap between the two words of a justified line, in
// font sizes.
const mostFilled = 10

// filled reports whether a line near by begins where a does and ends where b
// does: then both are one line, justified.
func filled(ls []*phrase, dead []bool, lo, hi int, a, b *phrase) bool {
	if b.X0-a.X1 > mostFilled*a.size || !plainWord(&a.words[0]) || !plainWord(&b.words[0]) {
		return false
	}
	for k := lo; k < hi; k++ {
		c := ls[k]
		if d := math.Abs(c.base - a.base); !dead[k] && d > 0.5*a.size && d < 1.7*a.size && math.Abs(c.X0-a.X0) < 0.5 && math.Abs(c.X1-b.X1) < 0.5 && len(c.words) > 2 {
			return true
		}
	}
	return false
}

// readApart reports whether an OCR engine read a and b as lines of their own:
// it has seen the gap between them.
func (p *phrase) readApart(b *phrase) bool {
	x, y := p.words[len(p.words)-1].line, b.words[0].line
	return x >= 0 && y >= 0 && x != y
}

// gapOpen reports whether more lines around leave the gap between i and j open
// than cross it.
func gapOpen(ls []*phrase, dead []bool, lo, hi, i, j int) bool {
	a, b := ls[i], ls[j]
	cross, open := 0, 0
	for k := lo; k < hi; k++ {
		c := ls[k]
		if k == i || k == j || dead[k] {
			continue
		}
		if d := math.Abs(c.base - a.base); d <= 0.5*a.size || d >= 3.2*a.size {
			continue
		}
		if c.X0 < a.X1 && c.X1 > b.X0 {
			cross++
		} else if (math.Abs(c.X0-b.X0) < 2 || math.Abs(c.X1-a.X1) < 2) && len(c.words) > 1 {
			open++
		}
	}
	return cross <= open
}

// windowMax bounds the lines looked at around one line, so that a hostile page
// with all its words at one height stays linear.
const windowMax = 400

// window returns the index range of the lines of ls (sorted by baseline) whose
// baseline is within reach of that of ls[i].
func window(ls []*phrase, i int, reach float64) (lo, hi int) {
	for lo = i; lo > 0 && i-lo < windowMax && ls[i].base-ls[lo-1].base <= reach; lo-- {
	}
	for hi = i + 1; hi < len(ls) && hi-i < windowMax && ls[hi].base-ls[i].base <= reach; hi++ {
	}
	return lo, hi
}
