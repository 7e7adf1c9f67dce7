package lstm

import (
	"image"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Where spaces are narrow the network leaves them out now and then, between a
// number and its unit above all. A word is split at its widest gap where that
// stands out and where what stands on both sides says so, too. Gaps are told
// in heights of the word's ink.
const (
	gapOfWords  = 0.18 // between two words of the dictionary that are none together
	gapOfOne    = 0.2  // between such a word and an l, which is a 1 there
	gapOfUnit   = 0.33 // between a number and a unit
	standsOut   = 1.8  // times as wide as the next widest
	unitsOut    = 1.5  // likewise before a currency or per cent sign
	spaceLikely = 0.01 // what the network gives a space at least before other units
)

// markSpaces notes before which glyphs the network saw a space, if faintly.
func (m *Model) markSpaces(gs []glyph, prob []float32) {
	code := slices.Index(m.codes.single, space)
	if code < 0 {
		return
	}
	for i := 1; i < len(gs); i++ {
		for t := gs[i-1].step; t <= gs[i].step; t++ {
			gs[i].spaced = max(gs[i].spaced, prob[t*m.nClasses+code])
		}
	}
}

// splitAtGaps splits words; dx is where the columns of the glyphs begin.
func (r *Recognizer) splitAtGaps(rs []run, k *ink, dx int) []run {
	if r.m.rtl || !r.m.delimited {
		return rs
	}
	edges := wordEdges(rs, k, dx)
	var out []run
	for i, w := range rs {
		at := 0
		if len(w.glyphs) > 1 {
			at = r.widestGap(w.glyphs, k, dx, edges[i], edges[i+1])
		}
		if at == 0 {
			out = append(out, w)
			continue
		}
		left, right := w, w
		left.glyphs, right.glyphs = w.glyphs[:at], slices.Clone(w.glyphs[at:])
		right.joined = false
		r.makeOne(right.glyphs)
		out = append(out, left, right)
	}
	return out
}

// makeOne makes a 1 of an l that stands alone.
func (r *Recognizer) makeOne(gs []glyph) {
	if len(gs) != 1 || r.m.chars[gs[0].id].text != "l" {
		return
	}
	one := slices.IndexFunc(r.m.chars, func(c char) bool { return c.text == "1" && !c.disabled })
	if one >= 0 && (r.dec.off == nil || !r.dec.off[one]) {
		gs[0].id = int32(one)
	}
}

// widestGap returns the glyph before which a word is to be split, 0 for none.
func (r *Recognizer) widestGap(gs []glyph, k *ink, dx, x0, x1 int) int {
	best, second, at := 0, 0, 0
	mid := func(g glyph) int { return (g.x0+g.x1)/2 + dx }
	for i := 1; i < len(gs); i++ {
		switch n := k.widest(mid(gs[i-1]), mid(gs[i])); {
		case n > best:
			best, second, at = n, best, i
		case n > second:
			second = n
		}
	}
	if at == 0 {
		return 0
	}
	kind := r.boundary(gs, at)
	if kind == boundaryNone {
		return 0
	}
	h := float64(k.tighten(image.Rect(x0, 0, x1, k.g.Rect.Dy())).Dy())
	gap, next := float64(best)/h, float64(best)/float64(max(1, second))
	switch {
	case kind == boundaryWords && gap >= gapOfWords && next >= standsOut,
		kind == boundaryOne && gap >= gapOfOne && next > 1,
		kind == boundarySign && gap >= gapOfUnit && next >= unitsOut,
		kind == boundaryUnit && gap >= gapOfUnit && next >= standsOut && gs[at].spaced >= spaceLikely:
		return at
	}
	return 0
}

// A boundary is what stands on both sides of a gap.
type boundary uint8

const (
	boundaryNone  boundary = iota
	boundaryWords          // two words, or a word and a number
	boundaryOne            // a word and an l
	boundarySign           // a number and a sign of currency or per cent
	boundaryUnit           // a number and a letter, or the other way round
)

func (r *Recognizer) boundary(gs []glyph, at int) boundary {
	a, b := r.m.first(gs[at-1]), r.m.first(gs[at])
	switch {
	case unicode.IsDigit(a) && (b == '%' || unicode.Is(unicode.Sc, b)):
		return boundarySign
	case !plain(a) || !plain(b):
		return boundaryNone
	case unicode.IsLetter(a) && r.isWord(gs[:at]) && !r.isWord(gs):
		if b == 'l' && at == len(gs)-1 {
			return boundaryOne
		}
		if r.isWord(gs[at:]) || !slices.ContainsFunc(gs[at:], func(g glyph) bool { return !unicode.IsDigit(r.m.first(g)) }) {
			return boundaryWords
		}
	}
	if unicode.IsDigit(a) != unicode.IsDigit(b) {
		return boundaryUnit
	}
	return boundaryNone
}

func plain(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// first is the first rune of a glyph.
func (m *Model) first(g glyph) rune {
	c, _ := utf8.DecodeRuneInString(m.chars[g.id].text)
	return c
}

// isWord reports whether the dictionary has a word of two letters at least,
// perhaps with punctuation around it.
func (r *Recognizer) isWord(gs []glyph) bool {
	q := r.dec.dict
	if q == nil || len(gs) < 2 {
		return false
	}
	at := reading{at: q.start}
	for _, g := range gs {
		if at = q.step(at.at, g.id, r.m.chars[g.id].digit, nil); len(at.at) == 0 {
			return false
		}
	}
	return at.end && at.perm >= permUser
}
