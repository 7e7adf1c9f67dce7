package folio

import (
	"fmt"
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
)

// textBox returns the box of the text of a page.
func (p *press) textBox(margin float64) layout.Rect {
	return layout.Rect{X0: margin, Y0: margin + 20, X1: p.w - margin, Y1: p.h - margin - 24}
}

// running adds the header and the page number of every page but, where bare,
// the first header.
func (p *press) running(head string, bare bool) {
	for i, l := range p.leaves {
		all := p.leaves
		p.leaves = p.leaves[:i+1]
		if head != "" && (i > 0 || !bare) {
			p.say(layout.RolePageHeader, 0, head)
			p.put(54, 36, p.italic, p.size-1, head, 0)
		}
		n := fmt.Sprint(i + 1)
		p.say(layout.RolePageNumber, 0, n)
		p.put(l.w/2-p.width(p.body, p.size, n)/2, l.h-34, p.body, p.size, n, 0)
		p.leaves = all
	}
}

// article is prose in one column with headings, over several pages.
func article(p *press) {
	p.page()
	box := p.textBox(60)
	f := newFlow(p, func() []layout.Rect { p.page(); return []layout.Rect{box} }, box)
	f.titled(p.heading() + " and " + p.heading())
	for i := range p.between(3, 5) {
		head := p.heading()
		if p.numbered {
			head = fmt.Sprintf("%d. %s", i+1, head)
		}
		f.headed(1, head)
		for range p.between(1, 3) {
			f.paragraph(p.sentences(p.between(2, 7)))
		}
		if p.some(2) {
			sub := p.heading()
			if p.numbered {
				sub = fmt.Sprintf("%d.1 %s", i+1, sub)
			}
			f.headed(2, sub)
			f.paragraph(p.sentences(p.between(3, 6)))
		}
	}
	p.running(capital(p.pick(nouns))+" review", true)
}

// columns is a paper: title and authors over two columns, a footnote, a table
// in one of them.
func columns(p *press) {
	p.page()
	p.shuffled = p.some(3)
	top := p.textBox(54)
	f := newFlow(p, nil, top)
	f.titled(p.heading() + " of the " + p.heading())
	authors := p.person() + ", " + p.person() + " and " + p.person()
	f.say(layout.RoleText, 0, authors)
	f.lines(authors, p.italic, p.size, 1.2, 0, 0, false)
	y := f.y + 14
	noteY := p.h - 110
	boxes := split(layout.Rect{X0: top.X0, Y0: y, X1: top.X1, Y1: top.Y1}, 2, 14+12*p.rnd.Float64())
	boxes[0].Y1 = noteY - 12
	f = newFlow(p, nil, boxes...)
	table := p.between(1, 3)
	var note []Block
	for i := range 9 {
		head := p.heading()
		if p.numbered {
			head = fmt.Sprintf("%d %s", i+1, head)
		}
		if !f.headed(1, head) {
			break
		}
		f.paragraph(p.sentences(p.between(2, 5)))
		if i == 0 { // the footnote ends the first column
			text := "1 " + p.sentences(1)
			note = append(note, Block{Role: layout.RoleFootnote, Text: text})
			p.rule(boxes[0].X0, noteY, boxes[0].X0+80, noteY, 0.5)
			for k, l := range p.wrap(text, p.body, p.size-2, boxes[0].Width(), 0) {
				p.put(boxes[0].X0, noteY+(p.size-1)*float64(k+1)*1.1+2, p.body, p.size-2, l, 0)
			}
		} else if i == table {
			f.space(f.size)
			if f.room(160) {
				f.caption(fmt.Sprintf("Table %d: %s.", 1, p.phrase(p.between(3, 9))))
				f.table(p.newGrid([]string{"book", "rules", "open"}[p.rnd.IntN(3)], p.between(3, 5), 3))
			}
		} else if p.some(2) {
			f.paragraph(p.sentences(p.between(2, 5)))
		}
	}
	if len(f.breaks) > 0 {
		p.blocks = slices.Insert(p.blocks, f.breaks[0], note...)
	} else {
		p.blocks = append(p.blocks, note...)
	}
}

// caption sets a caption.
func (f *flow) caption(text string) {
	f.say(layout.RoleCaption, 0, text)
	f.lines(text, f.italic, f.size-1, 1.15, 0, 0, false)
	f.y += 3
}

// newsletter is three columns below a headline, with a drop cap and a picture.
func newsletter(p *press) {
	p.page()
	p.size = 8.5 + 0.5*float64(p.rnd.IntN(3))
	top := p.textBox(44)
	f := newFlow(p, nil, top)
	f.titled(p.heading() + " " + p.heading())
	boxes := split(layout.Rect{X0: top.X0, Y0: f.y + 4, X1: top.X1, Y1: top.Y1}, 3, 14+8*p.rnd.Float64())
	f = newFlow(p, nil, boxes...)
	p.dropCap(f, p.sentences(p.between(5, 7)))
	for range 14 {
		if p.some(3) {
			if !f.headed(2, p.heading()) {
				break
			}
			p.blocks[len(p.blocks)-1].Level = 1
		}
		if !f.room(5 * f.lead * f.size) {
			break
		}
		f.paragraph(p.sentences(p.between(2, 5)))
		if p.some(6) && f.y+140 < f.box.Y1 {
			b := layout.Rect{X0: f.box.X0, Y0: f.y + 6, X1: f.box.X1, Y1: f.y + 86}
			p.picture(b)
			f.y = b.Y1 + 4
			f.caption("Photo: " + p.person())
		}
	}
}

// dropCap sets a paragraph whose first letter stands over three lines.
func (p *press) dropCap(f *flow, text string) {
	p.say(layout.RoleText, 0, text)
	size := f.size * (2*f.lead + 0.72) / 0.72 // from the top of the first line to the third baseline
	first, rest := text[:1], text[1:]
	w := p.width(f.bold, size, first) + 3
	p.put(f.box.X0, f.y+2.8*f.lead*f.size, f.bold, size, first, 0)
	beside := p.wrap(rest, f.body, f.size, f.box.Width()-w, 0)
	for _, l := range beside[:3] {
		p.put(f.box.X0+w, f.y+0.8*f.lead*f.size, f.body, f.size, l, 0)
		f.y += f.lead * f.size
	}
	rest = strings.Join(beside[3:], " ")
	if strings.HasSuffix(beside[2], "-") { // the line below would go on a word
		p.blocks[len(p.blocks)-1].Text = text[:1] + dehyphen(beside[:3]) + " " + rest
	}
	hyphens := p.hyphens
	p.hyphens = false
	f.lines(strings.ReplaceAll(rest, "- ", ""), f.body, f.size, f.lead, 0, 0, f.justify)
	p.hyphens = hyphens
	f.first = false
}

// dehyphen joins lines to running text.
func dehyphen(ls []string) string {
	var b strings.Builder
	for i, l := range ls {
		if s, cut := strings.CutSuffix(l, "-"); cut && i+1 < len(ls) {
			b.WriteString(s)
			continue
		}
		b.WriteString(l)
		if i+1 < len(ls) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// sidebar is prose beside a tinted box with text of its own.
func sidebar(p *press) {
	p.page()
	all := p.textBox(54)
	side := 0.28 + 0.06*p.rnd.Float64()
	main, box := all, all
	if p.some(2) {
		main.X1 = all.X1 - side*all.Width() - 20
		box.X0 = main.X1 + 20
	} else {
		main.X0 = all.X0 + side*all.Width() + 20
		box.X1 = main.X0 - 20
	}
	f := newFlow(p, nil, main)
	for range 3 {
		if !f.headed(1, p.heading()) {
			break
		}
		for range p.between(2, 3) {
			if f.y+8*f.lead*f.size < f.box.Y1 {
				f.paragraph(p.sentences(p.between(3, 5)))
			}
		}
	}
	box.Y0 += float64(p.between(0, 200))
	n := newFlow(p, nil, box.Inset(9))
	n.size -= 1
	n.headed(2, p.heading())
	for range p.between(2, 3) {
		n.paragraph(p.sentences(2))
	}
	shade := layout.Rect{X0: box.X0, Y0: box.Y0, X1: box.X1, Y1: n.y + 10}
	if p.some(2) {
		p.tint(shade, 0.9)
	} else {
		p.frame(shade, 0.6)
	}
}

// contents is a table of contents with leaders, or with numbers at the right
// edge alone.
func contents(p *press) {
	p.page()
	p.size = max(p.size, 10)
	box := p.textBox(64)
	f := newFlow(p, nil, box)
	f.headed(1, "Contents")
	f.y += 6
	n, dots := p.between(1, 5), !p.some(4)
	var lines []string
	p.add(Block{Role: layout.RoleDocumentIndex})
	at := len(p.blocks) - 1
	for i := range p.between(6, 10) {
		lines = append(lines, f.entry(1, fmt.Sprintf("%d %s", i+1, p.heading()), n, dots))
		for k := range p.between(0, 3) {
			n += p.between(1, 6)
			lines = append(lines, f.entry(2, fmt.Sprintf("%d.%d %s", i+1, k+1, p.phrase(p.between(2, 6))), n, dots))
		}
		n += p.between(1, 9)
	}
	p.blocks[at].Text = strings.Join(lines, "\n")
}

// entry sets one entry of a table of contents.
func (f *flow) entry(level int, text string, page int, dots bool) string {
	x := f.box.X0 + 14*float64(level-1)
	y := f.y + f.size
	number := fmt.Sprint(page)
	f.put(x, y, f.body, f.size, text, 0)
	from, to := x+f.width(f.body, f.size, text)+4, f.box.X1-f.width(f.body, f.size, number)-4
	out := text + " " + number
	if n := int((to - from) / f.width(f.body, f.size, ".")); dots && n > 4 {
		s := strings.Repeat(".", n)
		f.right(to, y, f.body, f.size, s)
		out = text + " " + s + " " + number
	}
	f.right(f.box.X1, y, f.body, f.size, number)
	f.y += 1.5 * f.size
	return out
}
