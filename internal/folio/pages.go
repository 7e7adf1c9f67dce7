package folio

import (
	"fmt"
	"strings"

	"github.com/docket-go/docket/layout"
)

// slides are landscape pages of a title and nested bullets.
func slides(p *press) {
	p.w, p.h = 720, 405
	p.size, p.lead = 16, 1.25
	p.heads = [3]float64{26, 24, 20}
	for range p.between(2, 4) {
		p.page()
		f := newFlow(p, nil, layout.Rect{X0: 50, Y0: 34, X1: 670, Y1: 380})
		f.headed(1, p.heading()+" "+p.heading())
		f.y += 12
		for range p.between(3, 4) {
			f.item(1, "•", p.phrase(p.between(3, 12)))
			f.y += 4
			for range p.rnd.IntN(3) {
				f.item(2, "–", p.phrase(p.between(3, 7)))
				f.y += 3
			}
		}
	}
}

// lists are nested bullets and numbers between paragraphs.
func lists(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(60))
	f.titled(p.heading() + " " + p.heading())
	mark := []string{"•", "–", "▪"}[p.rnd.IntN(2)]
	for range 4 {
		if f.y+200 > f.box.Y1 || !f.headed(1, p.heading()) {
			break
		}
		f.paragraph(p.sentences(2))
		f.y += 4
		switch p.rnd.IntN(3) {
		case 0:
			for i := range p.between(3, 5) {
				f.item(1, fmt.Sprintf("%d.", i+1), p.phrase(p.between(4, 24)))
			}
		case 1:
			for range p.between(2, 4) {
				f.item(1, mark, p.phrase(p.between(4, 24)))
				for range p.rnd.IntN(3) {
					f.item(2, "–", p.phrase(p.between(3, 16)))
				}
			}
		default:
			for i := range p.between(3, 5) {
				f.item(1, fmt.Sprintf("%c)", 'a'+i), p.phrase(p.between(4, 20)))
			}
		}
		f.y += 4
	}
}

// listing is a manual with listings of a program.
func listing(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(60))
	f.titled(p.heading())
	for range 3 {
		f.headed(1, p.heading())
		f.paragraph(p.sentences(p.between(2, 4)))
		f.y += 6
		var lines []string
		depth := 0
		for range p.between(4, 9) {
			s := strings.Repeat("    ", depth)
			switch p.rnd.IntN(3) {
			case 0:
				s += fmt.Sprintf("%s := %s(%d, %q)", p.pick(nouns), p.pick(nouns), p.between(1, 99), p.pick(nouns))
			case 1:
				s += fmt.Sprintf("for %s in %s {", p.pick(nouns), p.pick(nouns))
				depth++
			default:
				s += fmt.Sprintf("%s = %s + %d  # %s", p.pick(nouns), p.pick(nouns), p.between(1, 9), p.pick(nouns))
			}
			lines = append(lines, s)
		}
		if !f.room(float64(len(lines)) * 12) {
			break
		}
		p.say(layout.RoleCode, 0, strings.Join(lines, "\n"))
		top := f.y
		for _, l := range lines {
			p.put(f.box.X0+8, f.y+9.5, mono, 9, l, 0)
			f.y += 11.5
		}
		if p.some(2) {
			p.tint(layout.Rect{X0: f.box.X0, Y0: top - 3, X1: f.box.X1, Y1: f.y + 4}, 0.94)
		}
		f.y += 8
		f.first = false
	}
}

// figures are pictures with captions below them, within text.
func figures(p *press) {
	p.page()
	box := p.textBox(60)
	boxes := []layout.Rect{box}
	if p.some(2) {
		boxes = split(box, 2, 20)
	}
	f := newFlow(p, nil, boxes...)
	for i := range p.between(2, 3) {
		f.headed(1, p.heading())
		f.paragraph(p.sentences(p.between(2, 4)))
		if !f.room(190) {
			break
		}
		f.y += 8
		b := layout.Rect{X0: f.box.X0 + 0.1*f.box.Width(), Y0: f.y, X1: f.box.X1 - 0.1*f.box.Width(), Y1: f.y + 110}
		p.picture(b)
		f.y = b.Y1 + 6
		f.caption(fmt.Sprintf("Figure %d. %s.", i+1, p.phrase(p.between(4, 18))))
		f.y += 8
		f.paragraph(p.sentences(p.between(2, 3)))
	}
}

// tablePage is a heading, a paragraph and tables of one style with captions.
func tablePage(p *press, style string) {
	p.page()
	f := newFlow(p, nil, p.textBox(54))
	f.headed(1, p.heading())
	f.paragraph(p.sentences(p.between(2, 4)))
	for i := range 2 {
		g := p.newGrid(style, p.between(4, 9), p.between(3, 7))
		f.space(10)
		named := p.some(2)
		if f.y+280 > f.box.Y1 {
			break
		}
		if named {
			f.caption(fmt.Sprintf("Table %d. %s.", i+1, p.phrase(p.between(3, 9))))
		}
		f.table(g)
		f.y += 6
		f.paragraph(p.sentences(p.between(2, 4)))
	}
}

// longTable is a table that goes on over pages, with its header on each.
func longTable(p *press) {
	p.page()
	box := p.textBox(54)
	f := newFlow(p, func() []layout.Rect { p.page(); return []layout.Rect{box} }, box)
	f.headed(1, p.heading())
	f.paragraph(p.sentences(4))
	style := []string{"grid", "rules", "book"}[p.rnd.IntN(3)]
	g := p.newGrid(style, p.between(50, 80), p.between(4, 6))
	f.add(Block{Role: layout.RoleTable, Rows: g.rows})
	body := g.rows[g.head:]
	for len(body) > 0 {
		part := *g
		part.rows = append([][]Cell{}, g.rows[:g.head]...)
		for len(body) > 0 {
			part.rows = append(part.rows, body[0])
			xs, cells := part.columns(f.box), part.place()
			sum := 0.0
			for _, h := range f.measure(&part, cells, xs) {
				sum += h
			}
			if f.y+sum > f.box.Y1 {
				part.rows = part.rows[:len(part.rows)-1]
				break
			}
			body = body[1:]
		}
		xs, cells := part.columns(f.box), part.place()
		f.set(&part, cells, xs, f.measure(&part, cells, xs))
		if len(body) > 0 {
			p.page()
			f.y = f.box.Y0
		}
	}
	p.running(capital(p.pick(nouns))+" report", false)
}

// landscape is a page that lies on its side and says so, with a wide table.
func landscape(p *press) {
	p.w, p.h = p.h, p.w
	p.page()
	f := newFlow(p, nil, p.textBox(54))
	f.headed(1, p.heading())
	f.table(p.newGrid([]string{"grid", "rules", "zebra"}[p.rnd.IntN(3)], p.between(5, 10), p.between(6, 9)))
	f.paragraph(p.sentences(3))
	if p.some(2) { // set on an upright sheet, to be read from its side
		p.sideways()
	}
}

// sideways turns the content of the page by a quarter.
func (p *press) sideways() {
	l := p.leaf()
	turn := fmt.Sprintf("0 1 -1 0 %.2f 0 cm", l.h)
	l.back = append([]string{turn}, l.back...)
	l.w, l.h = l.h, l.w
}

// hebrew is a page that is read from the right.
func hebrew(p *press) {
	p.page()
	box := p.textBox(60)
	boxes := []layout.Rect{box}
	if p.some(2) {
		b := split(box, 2, 20)
		boxes = []layout.Rect{b[1], b[0]}
	}
	size := p.size
	for i, b := range boxes {
		y := b.Y0
		for y+140 < b.Y1 {
			if i == 0 && y == b.Y0 || p.some(3) {
				h := p.hebrewWords(p.between(2, 3))
				p.say(layout.RoleSectionHeader, 1, h)
				p.leftwards(b.X1, y+size+4, hebrewBold, size+4, h)
				y += 2.1 * size
			}
			text := p.hebrewWords(p.between(15, 40)) + "."
			p.say(layout.RoleText, 0, text)
			for _, l := range p.wrap(text, hebrewFace, size, b.Width(), 0) {
				p.leftwards(b.X1, y+0.8*p.lead*size, hebrewFace, size, l)
				y += p.lead * size
			}
			y += 0.8 * size
		}
	}
}

// leftwards draws a line of Hebrew that begins at x, letter by letter from the
// right as files hold it.
func (p *press) leftwards(x, y float64, f face, size float64, s string) {
	r := []rune(s)
	for i, k := 0, len(r)-1; i < k; i, k = i+1, k-1 {
		r[i], r[k] = r[k], r[i]
	}
	p.right(x, y, f, size, string(r))
}
