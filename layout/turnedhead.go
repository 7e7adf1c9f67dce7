package layout

import (
	"math"
	"slices"
	"strings"
)

// Headings of columns that are turned by a quarter to save width.
const (
	turnedWords = 8   // longest in words
	turnedReach = 4.0 // how far below them their column begins, in font sizes
	turnedMax   = 400 // lines of one direction; more are no headings
)

// turnedHeads takes text of another direction into the text of the page where
// it heads the columns of a table: in the cells of a ruled table, or in a row
// of its own, ended by one line, over other text. Each line becomes one run.
func (p *prepared) turnedHeads() {
	if len(p.aside) == 0 {
		return
	}
	var ruled []Rect
	for _, g := range p.lattice() {
		ruled = append(ruled, g.Rect)
	}
	for i := range p.aside {
		s := &p.aside[i]
		rel := (s.frame.dir - p.frame.dir + 360) % 360
		lines := phrases(s.runs, 1.15)
		if rel != 90 && rel != 270 || len(lines) > turnedMax {
			continue
		}
		boxes := make([]Rect, len(lines))
		for k, l := range lines {
			boxes[k] = p.frame.in(s.frame.out(l.Rect))
		}
		taken := map[int]bool{}
		for k, l := range lines {
			in := slices.ContainsFunc(ruled, func(r Rect) bool { return r.Contains(boxes[k].Center()) })
			if len(l.words) <= turnedWords && (in || p.headsColumn(boxes, k, l.size)) {
				p.runs = append(p.runs, turnedRun(l, boxes[k]))
				for _, w := range l.words {
					taken[w.ids[0]] = true
				}
			}
		}
		s.runs = slices.DeleteFunc(s.runs, func(w glyphRun) bool { return taken[w.ids[0]] })
	}
	p.aside = slices.DeleteFunc(p.aside, func(s sideText) bool { return len(s.runs) == 0 })
	p.byHeight = nil
}

// headsColumn reports whether the turned line k stands over text of the page,
// as another line beside it does that ends on the same height.
func (p *prepared) headsColumn(boxes []Rect, k int, size float64) bool {
	over := func(b Rect) bool {
		below := Rect{b.X0 - 2*size, b.Y1, b.X1 + 2*size, b.Y1 + turnedReach*size}
		return slices.ContainsFunc(p.runsIn(below), func(w glyphRun) bool { return w.Y0 > b.Y1-0.5*size })
	}
	if !over(boxes[k]) {
		return false
	}
	for i, b := range boxes {
		if apart := math.Abs(b.Center().X - boxes[k].Center().X); i != k && math.Abs(b.Y1-boxes[k].Y1) < 2.5 && apart > 1.5*size && apart < 0.6*p.size.W && over(b) {
			return true
		}
	}
	return false
}

// turnedRun makes one run of a turned line, in its box on the page.
func turnedRun(l *phrase, box Rect) glyphRun {
	r := l.words[0]
	var texts []string
	r.ids, r.letter, r.apart = nil, 0, true
	for i := range l.words {
		w := &l.words[i]
		r.ids = append(r.ids, w.ids...)
		r.letter += w.letter
		r.bold = r.bold && w.bold
		texts = append(texts, w.text)
	}
	r.Rect, r.text, r.size = box, strings.Join(texts, " "), l.size
	r.base, r.inkTop, r.line = box.Y1-descent*l.size, box.Y0, -1
	return r
}
