package layout

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// An assembler writes regions out as the words, lines and blocks of a page.
type assembler struct {
	*prepared
	page  *Page
	words []Word // sanitised copies of the input words
	order []int  // input indexes in reading order
	frame frame  // of the region that is being written
}

// assemble writes the regions in their order, then the words without a line.
func (a *assembler) assemble(rs []*region) {
	for _, r := range rs {
		a.frame = a.prepared.frame
		if r.frame != nil {
			a.frame = *r.frame
		}
		a.region(r, nil)
	}
	for _, r := range rs {
		if r.of == nil {
			continue
		}
		caption := r.index
		if b := &a.page.Blocks[r.of.index]; r.of.grid != nil {
			b.Table.Caption = &caption
		} else {
			b.Caption = &caption
		}
	}
	a.order = append(a.order, a.rest...)
	for _, id := range a.order {
		a.page.Words = append(a.page.Words, a.words[id])
	}
	for i := len(a.page.Words) - len(a.rest); i < len(a.page.Words); i++ {
		a.page.Words[i].Joined = false
	}
}

// region writes r and its children and returns its index.
func (a *assembler) region(r *region, parent *int) int {
	i := len(a.page.Blocks)
	r.index = i
	box := r.Rect
	if r.frame != nil { // its Rect was mapped for ordering; the page wants the page's
		box = a.prepared.frame.out(box)
	} else {
		box = a.frame.out(box)
	}
	a.page.Blocks = append(a.page.Blocks, Block{
		Role: r.role, Level: r.level, Label: r.label, Confidence: round3(r.conf), Parent: parent, Source: r.source, Language: r.lang, Continues: r.more,
	})
	start := len(a.page.Lines)
	var ink Rect
	if r.grid != nil {
		t := a.table(r.grid)
		a.page.Blocks[i].Table = t
	}
	if r.label == "•" && len(r.lines) > 0 && r.lines[0].words[0].sign { // no other character tells what it is
		a.words[r.lines[0].words[0].ids[0]].Text = r.label
	}
	for _, l := range r.lines {
		a.line(l)
	}
	for _, k := range r.kids {
		self := i
		a.page.Blocks[i].Children = append(a.page.Blocks[i].Children, a.region(k, &self))
	}
	for _, l := range a.page.Lines[start:] {
		ink = ink.Union(l.Box)
	}
	if r.grid == nil && !ink.IsZero() && len(r.lines) > 0 {
		box = ink
	}
	b := &a.page.Blocks[i]
	b.Box, b.Lines = box, Range{start, len(a.page.Lines)}
	return i
}

// table writes the cells of g, row by row.
func (a *assembler) table(g *grid) *Table {
	t := &Table{Rows: g.rows, Cols: g.cols, Cells: make([]Cell, 0, len(g.cells))}
	for i := range g.cells {
		c := &g.cells[i]
		out := Cell{Row: c.r, Col: c.c, Header: c.header, Box: a.frame.out(c.Rect)}
		if c.rs > 1 {
			out.RowSpan = c.rs
		}
		if c.cs > 1 {
			out.ColSpan = c.cs
		}
		for _, m := range c.marks {
			m.Box = a.frame.out(m.Box)
			out.Marks = append(out.Marks, m)
		}
		out.Lines.Start = len(a.page.Lines)
		for _, l := range c.lines {
			a.line(l)
		}
		out.Lines.End = len(a.page.Lines)
		if c.IsZero() {
			out.Box = Rect{}
		}
		t.Cells = append(t.Cells, out)
	}
	return t
}

// line writes one line.
func (a *assembler) line(p *phrase) {
	start := len(a.order)
	joined := map[int]bool{}
	for _, w := range logical(p.words) {
		for k, id := range w.ids {
			if k > 0 && !w.apart {
				joined[id] = true
			}
			a.order = append(a.order, id)
		}
	}
	out := Line{Words: Range{start, len(a.order)}}
	weight, sum := 0, 0.0
	for k := start; k < len(a.order); k++ {
		id := a.order[k]
		w := &a.words[id]
		out.Box = out.Box.Union(w.Box)
		n := max(len(w.Text), 1)
		weight += n
		sum += w.Confidence * float64(n)
		// What the input joined stays so only behind the same word.
		w.Joined = joined[id] || w.Joined && k > start && a.order[k-1] == id-1
	}
	out.Confidence = round3(sum / float64(max(weight, 1)))
	if a.frame.dir == 0 {
		out.Baseline = math.Round(p.base*100) / 100
	}
	last := a.words[a.order[len(a.order)-1]].Text
	out.Hyphenated = endsHyphenated(last)
	a.page.Lines = append(a.page.Lines, out)
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// endsHyphenated reports whether w ends in a hyphen behind a letter.
func endsHyphenated(w string) bool {
	for _, h := range [...]string{"-", "\u00ad", "\u2010"} {
		if s, ok := strings.CutSuffix(w, h); ok {
			r := []rune(s)
			return len(r) > 0 && unicode.IsLetter(r[len(r)-1])
		}
	}
	return false
}

// logical returns the words of a line, which stand from left to right, in the
// order they are read: where right-to-left words prevail the line is reversed,
// runs of left-to-right words in it are not, and the other way round.
func logical(ws []glyphRun) []glyphRun {
	rtl, all := 0, 0
	for i := range ws {
		if ws[i].rtl {
			rtl += ws[i].letter
		}
		if strings.IndexFunc(ws[i].text, unicode.IsLetter) >= 0 {
			all += ws[i].letter
		}
	}
	if rtl == 0 {
		return ws
	}
	ws = slices.Clone(ws)
	whole := rtl*2 >= all
	if whole {
		slices.Reverse(ws)
	}
	for i := 0; i < len(ws); {
		j := i + 1
		if ws[i].rtl != whole {
			for j < len(ws) && ws[j].rtl != whole {
				j++
			}
			if !whole || hasLatin(ws[i:j]) {
				slices.Reverse(ws[i:j])
			}
		}
		i = j
	}
	return ws
}

// hasLatin reports whether a run holds a left-to-right letter or digit: a lone
// sign has no order of its own.
func hasLatin(ws []glyphRun) bool {
	for i := range ws {
		if strings.IndexFunc(ws[i].text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
			return true
		}
	}
	return false
}

func round3(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return math.Round(v*1000) / 1000
}
