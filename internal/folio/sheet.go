package folio

import (
	"fmt"
	"strings"

	"github.com/docket-go/docket/layout"
)

// heads returns header cells.
func heads(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i] = Cell{Text: t, Header: true}
	}
	return out
}

// tableBetween sets a table between two paragraphs under a heading.
func (p *press) tableBetween(g *grid) {
	p.page()
	f := newFlow(p, nil, p.textBox(56))
	f.headed(1, p.heading())
	f.paragraph(p.sentences(3))
	f.y += 6
	if p.some(2) {
		f.caption(fmt.Sprintf("Table %d. %s.", p.between(1, 9), p.phrase(p.between(3, 9))))
	}
	f.table(g)
	f.y += 10
	f.paragraph(p.sentences(4))
	p.running("", true)
}

// timetable is stops by times, many and narrow, some without a stop.
func timetable(p *press) {
	n := p.between(7, 11)
	g := &grid{style: []string{"open", "zebra", "grid", "book"}[p.rnd.IntN(4)], size: 7.5, pad: 1.5, left: 2, align: []byte("l"), share: []float64{2.2}, head: 1}
	row := heads("Train")
	for range n {
		row = append(row, heads(fmt.Sprint(p.between(100, 999)))...)
		g.align, g.share = append(g.align, 'c'), append(g.share, 1)
	}
	g.rows = append(g.rows, row)
	for i := range p.between(8, 16) {
		row := []Cell{{Text: capital(p.pick(nouns))}}
		for k := range n {
			s := fmt.Sprintf("%02d:%02d", 6+k, min(59, 3*i+p.between(0, 9)))
			if p.some(7) {
				s = "–"
			}
			row = append(row, Cell{Text: s})
		}
		g.rows = append(g.rows, row)
	}
	p.tableBetween(g)
}

// accounts is a financial statement: items set in by their depth, a column of
// notes, two years, sums below short lines.
func accounts(p *press) {
	p.page()
	box := p.textBox(56)
	f := newFlow(p, nil, box)
	f.headed(1, "Statement of "+p.pick(nouns))
	rows := [][]Cell{heads("", "Notes", "2021", "2020")}
	type line struct {
		in        float64
		bold, sum bool
	}
	lines := []line{{bold: true}}
	figure := func() string {
		s := fmt.Sprintf("%d,%03d", p.between(1, 99), p.between(0, 999))
		if p.some(4) {
			s = "(" + s + ")"
		}
		return s
	}
	for range p.between(2, 4) {
		rows, lines = append(rows, []Cell{{Text: p.heading()}, {}, {}, {}}), append(lines, line{bold: true})
		for range p.between(2, 5) {
			note := ""
			if p.some(2) {
				note = fmt.Sprint(p.between(1, 30))
			}
			rows, lines = append(rows, []Cell{{Text: p.phrase(p.between(1, 5))}, {Text: note}, {Text: figure()}, {Text: figure()}}), append(lines, line{in: 10})
		}
		rows, lines = append(rows, []Cell{{Text: "Total " + p.pick(nouns)}, {}, {Text: figure()}, {Text: figure()}}), append(lines, line{bold: true, sum: true})
	}
	p.add(Block{Role: layout.RoleTable, Rows: rows})
	y := f.y + 14
	step := 1.45 * p.size
	for i, r := range rows {
		fc := p.body
		if lines[i].bold {
			fc = p.bold
		}
		p.put(box.X0+lines[i].in, y, fc, p.size, r[0].Text, 0)
		p.right(box.X1-150, y, p.body, p.size, r[1].Text)
		for k, x := range []float64{box.X1 - 70, box.X1} {
			p.right(x, y, fc, p.size, r[2+k].Text)
			if lines[i].sum {
				p.rule(x-50, y-p.size, x, y-p.size, 0.4)
				p.rule(x-50, y+3, x, y+3, 0.4)
			}
		}
		y += step
		if lines[i].sum {
			y += 0.4 * step
		}
	}
	f.y, f.first = y+6, false
	f.paragraph(p.sentences(3))
	p.running(capital(p.pick(nouns))+" annual report", false)
}

// heads3 is a wide table below three rows of headings.
func heads3(p *press) {
	p.w, p.h = p.h, p.w
	g := &grid{style: []string{"grid", "rules", "book"}[p.rnd.IntN(3)], size: 8, pad: 2, left: 3, align: []byte("l"), share: []float64{2.2}, head: 3}
	top, mid := []Cell{{Text: capital(p.pick(nouns)), RowSpan: 3, Header: true}}, []Cell(nil)
	var low []Cell
	n := p.between(2, 3)
	for range n {
		top = append(top, Cell{Text: p.heading(), ColSpan: 4, Header: true})
		for range 2 {
			mid = append(mid, Cell{Text: capital(p.pick(nouns)), ColSpan: 2, Header: true})
			low = append(low, heads(fmt.Sprint(p.between(2000, 2020)), fmt.Sprint(p.between(2021, 2026)))...)
		}
		g.align, g.share = append(g.align, "rrrr"...), append(g.share, 1, 1, 1, 1)
	}
	g.rows = [][]Cell{top, mid, low}
	for range p.between(5, 10) {
		row := []Cell{{Text: p.phrase(p.between(1, 3))}}
		for range 4 * n {
			row = append(row, Cell{Text: p.amount()})
		}
		g.rows = append(g.rows, row)
	}
	p.tableBetween(g)
}

// groups is a table whose first column names groups of rows.
func groups(p *press) {
	g := &grid{style: []string{"grid", "rules", "book", "open"}[p.rnd.IntN(4)], size: p.size - 0.5, pad: 2.5, left: 4, align: []byte("llrr"), share: []float64{1.3, 2, 1, 1}, head: 1}
	g.rows = [][]Cell{heads(p.title("label"), p.title("label"), p.title("label"), p.title("label"))}
	for range p.between(2, 4) {
		n := p.between(2, 4)
		name := capital(p.pick(nouns))
		for i := range n {
			row := []Cell{{Text: p.phrase(p.between(1, 3))}, {Text: p.amount()}, {Text: p.amount()}}
			switch {
			case g.style == "grid" && i == 0:
				row = append([]Cell{{Text: name, RowSpan: n}}, row...)
			case g.style == "grid":
			case i == 0:
				row = append([]Cell{{Text: name}}, row...)
			default:
				row = append([]Cell{{}}, row...)
			}
			g.rows = append(g.rows, row)
		}
	}
	p.tableBetween(g)
}

// regression is a table of estimates with their errors in brackets below them,
// and a note below the table.
func regression(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(70))
	f.paragraph(p.sentences(3))
	f.y += 6
	f.caption("Table 2: " + p.phrase(p.between(3, 8)))
	n := p.between(3, 5)
	g := &grid{style: "book", size: p.size, pad: 1, left: 3, align: []byte("l"), share: []float64{1.8}, head: 1}
	row := heads("")
	for i := range n {
		row = append(row, heads(fmt.Sprintf("(%d)", i+1))...)
		g.align, g.share = append(g.align, 'c'), append(g.share, 1)
	}
	g.rows = append(g.rows, row)
	for range p.between(3, 6) {
		a, b := []Cell{{Text: capital(p.pick(nouns))}}, []Cell{{}}
		for range n {
			if p.some(5) {
				a, b = append(a, Cell{}), append(b, Cell{})
				continue
			}
			a = append(a, Cell{Text: fmt.Sprintf("0.%03d", p.between(0, 999)) + strings.Repeat("*", p.between(0, 3))})
			b = append(b, Cell{Text: fmt.Sprintf("(0.%03d)", p.between(0, 999))})
		}
		g.rows = append(g.rows, a, b)
	}
	last := []Cell{{Text: "Observations"}}
	for range n {
		last = append(last, Cell{Text: fmt.Sprint(p.between(100, 999))})
	}
	g.rows = append(g.rows, last)
	f.table(g)
	note := "Note: " + p.phrase(p.between(5, 9)) + ". * p<0.1, ** p<0.05."
	f.say("", 0, note)
	f.lines(note, p.body, p.size-1.5, 1.2, 0, 0, false)
	f.y += 10
	f.paragraph(p.sentences(5))
	p.running("", true)
}

// sparse is a table without lines, many of whose places are empty.
func sparse(p *press) {
	n := p.between(4, 6)
	g := &grid{style: []string{"open", "book"}[p.rnd.IntN(2)], size: p.size - 0.5, pad: 2, left: 4, align: []byte("l"), share: []float64{2}, head: 1}
	row := heads(p.title("label"))
	for range n {
		row = append(row, heads(p.title("label"))...)
		g.align, g.share = append(g.align, 'c'), append(g.share, 1)
	}
	g.rows = append(g.rows, row)
	for range p.between(6, 12) {
		row := []Cell{{Text: p.phrase(p.between(1, 3))}}
		k := p.rnd.IntN(n)
		for i := range n {
			if i == k || p.some(2) {
				row = append(row, Cell{Text: []string{"Yes", "No", p.amount(), "x"}[p.rnd.IntN(4)]})
			} else {
				row = append(row, Cell{})
			}
		}
		g.rows = append(g.rows, row)
	}
	p.tableBetween(g)
}

// wrapped is a table of texts that take several lines, without lines between
// the columns.
func wrapped(p *press) {
	n := p.between(3, 4)
	g := &grid{style: []string{"open", "rules", "zebra", "book"}[p.rnd.IntN(4)], size: p.size - 0.5, pad: 3.5, left: 5, head: 1}
	var row []Cell
	for i := range n {
		row = append(row, heads(p.title("label"))...)
		g.align, g.share = append(g.align, 'l'), append(g.share, []float64{1, 1.8, 1.5, 1.2}[i])
	}
	g.rows = append(g.rows, row)
	for range p.between(4, 7) {
		row := []Cell{{Text: p.phrase(p.between(1, 3))}}
		for range n - 1 {
			row = append(row, Cell{Text: p.phrase(p.between(1, 14))})
		}
		g.rows = append(g.rows, row)
	}
	p.tableBetween(g)
}

// twins is two tables side by side.
func twins(p *press) {
	p.page()
	box := p.textBox(50)
	f := newFlow(p, nil, box)
	f.headed(1, p.heading())
	f.paragraph(p.sentences(3))
	low := 0.0
	style := []string{"grid", "book", "rules"}[p.rnd.IntN(3)]
	for _, b := range split(layout.Rect{X0: box.X0, Y0: f.y + 10, X1: box.X1, Y1: box.Y1}, 2, 30) {
		t := newFlow(p, nil, b)
		g := p.newGrid(style, p.between(4, 8), 3)
		g.size = p.size - 1
		t.caption("Table " + string(rune('A'+p.rnd.IntN(9))) + ": " + p.phrase(3))
		t.table(g)
		low = max(low, t.y)
	}
	f.y, f.first = low+12, false
	f.paragraph(p.sentences(4))
	p.running("", true)
}

// datasheet is a table of two columns, names and values, in sections.
func datasheet(p *press) {
	g := &grid{style: []string{"grid", "rules", "zebra"}[p.rnd.IntN(3)], size: p.size, pad: 2.5, left: 4, align: []byte("ll"), share: []float64{1, 1.6}}
	for range p.between(8, 14) {
		g.rows = append(g.rows, []Cell{{Text: p.heading()}, {Text: fmt.Sprintf("%d %s", p.between(1, 900), p.pick([]string{"mm", "kg", "V", "% of " + p.pick(nouns)}))}})
	}
	p.tableBetween(g)
}

// survey is a table of questions with a box to tick for each answer.
func survey(p *press) {
	n := p.between(3, 5)
	g := &grid{style: "grid", size: p.size, pad: 3, left: 4, align: []byte("l"), share: []float64{4}, head: 1, ticks: true}
	row := heads("Question")
	for i := range n {
		row = append(row, heads([]string{"Never", "Rarely", "Often", "Mostly", "Always"}[i])...)
		g.align, g.share = append(g.align, 'c'), append(g.share, 1)
	}
	g.rows = append(g.rows, row)
	for range p.between(5, 10) {
		row := []Cell{{Text: p.phrase(p.between(3, 14)) + "?"}}
		k := p.rnd.IntN(n + 1)
		for i := range n {
			row = append(row, Cell{Text: map[bool]string{true: "☒", false: "☐"}[i == k]})
		}
		g.rows = append(g.rows, row)
	}
	p.tableBetween(g)
}

// aside is a table that is turned by a quarter on a page that is not.
func aside(p *press) {
	p.page()
	g := p.newGrid([]string{"grid", "rules", "book"}[p.rnd.IntN(3)], p.between(6, 12), p.between(4, 7))
	w, h := p.w, p.h
	l := p.leaf()
	l.w, l.h = h, w
	f := newFlow(p, nil, layout.Rect{X0: 70, Y0: 90, X1: h - 70, Y1: w - 60})
	f.caption("Table 7: " + p.phrase(p.between(3, 8)))
	f.table(g)
	turn := fmt.Sprintf("q 0 1 -1 0 %.2f 0 cm", w)
	l.back = append([]string{turn}, l.back...)
	l.text = append(l.text, "Q")
	l.w, l.h = w, h
	p.running(capital(p.pick(nouns))+" survey", false)
}
