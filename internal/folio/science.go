package folio

import (
	"fmt"
	"strings"

	"github.com/docket-go/docket/layout"
)

// centered sets text in centred lines as one block.
func (f *flow) centered(role layout.Role, level int, text string, fc face, size float64) {
	f.say(role, level, text)
	for _, l := range f.wrap(text, fc, size, f.box.Width()*0.85, 0) {
		f.center(f.box.Center().X, f.y+size, fc, size, l)
		f.y += 1.25 * size
	}
	f.first = false
}

// paper is the first page of a paper: a centred title, authors side by side
// over their places, an abstract set in, two columns and a note.
func paper(p *press) {
	p.page()
	p.hyphens = false
	box := p.textBox(54)
	f := newFlow(p, nil, box)
	f.centered(layout.RoleTitle, 0, p.heading()+" of the "+p.heading()+" "+p.heading(), p.look.head, p.heads[0])
	f.y += 10
	n := p.between(2, 3)
	y := f.y
	for _, b := range split(layout.Rect{X0: box.X0 + 20, Y0: y, X1: box.X1 - 20, Y1: box.Y1}, n, 20) {
		mail := strings.ToLower(p.pick(names)) + "@" + p.pick(nouns) + ".example"
		lines := []string{p.person(), "University of " + capital(p.pick(nouns)), mail}
		p.say("", 0, strings.Join(lines, " "))
		for i, l := range lines {
			p.center(b.Center().X, y+p.size*(1+1.25*float64(i)), p.body, p.size, l)
		}
	}
	f.y = y + 5*p.size
	f.centered(layout.RoleSectionHeader, 1, "Abstract", p.bold, p.size)
	in := newFlow(p, nil, layout.Rect{X0: box.X0 + 40, Y0: f.y + 4, X1: box.X1 - 40, Y1: box.Y1})
	in.indent = 0
	in.paragraph(p.sentences(p.between(4, 7)))
	in.y += 6
	in.paragraph("Keywords: " + p.pick(nouns) + ", " + p.pick(nouns) + ", " + p.pick(nouns))
	cols := split(layout.Rect{X0: box.X0, Y0: in.y + 14, X1: box.X1, Y1: box.Y1 - 10}, 2, 18)
	note := p.h - 96
	cols[0].Y1 = note - 10
	f = newFlow(p, nil, cols...)
	for i := range 5 {
		if !f.headed(1, fmt.Sprintf("%d %s", i+1, p.heading())) {
			break
		}
		for range p.between(1, 3) {
			f.paragraph(p.sentences(p.between(2, 4)))
		}
	}
	var foot []Block
	text := "* " + p.phrase(5) + "."
	foot = append(foot, Block{Role: layout.RoleFootnote, Text: text})
	p.rule(cols[0].X0, note, cols[0].X0+70, note, 0.5)
	p.put(cols[0].X0, note+p.size+1, p.body, p.size-2, text, 0)
	at := len(p.blocks)
	if len(f.breaks) > 0 {
		at = f.breaks[0]
	}
	p.blocks = append(p.blocks[:at:at], append(foot, p.blocks[at:]...)...)
	if p.some(2) { // the stamp of an archive
		s := fmt.Sprintf("arXiv:%d.%05d [cs] 2 Mar 2021", p.between(1000, 2000), p.between(1, 99999))
		p.say("", 0, s)
		p.upwards(30, p.h*0.6, p.body, 16, s)
	}
}

// index is a subject index in columns, its entries with their pages.
func index(p *press) {
	p.page()
	box := p.textBox(50)
	f := newFlow(p, nil, box)
	f.headed(1, "Index")
	cols := split(layout.Rect{X0: box.X0, Y0: f.y + 6, X1: box.X1, Y1: box.Y1}, p.between(2, 3), 18)
	f = newFlow(p, nil, cols...)
	for c := 'A'; c <= 'T' && f.room(4*f.lead*f.size); c++ {
		f.space(0.8 * f.size)
		if p.some(2) || c == 'A' {
			f.say("", 1, string(c))
			f.lines(string(c), p.bold, f.size+1, 1.3, 0, 0, false)
		}
		for range p.between(3, 8) {
			text := fmt.Sprintf("%s %s, %d", strings.ToLower(string(c))+p.pick(nouns)[1:], p.pick(nouns), p.between(1, 400))
			if p.some(2) {
				text += fmt.Sprintf(", %d–%d", p.between(1, 100), p.between(101, 400))
			}
			f.say("", 0, text)
			in := 0.0
			if p.some(3) {
				in = f.size
			}
			f.lines(text, f.body, f.size, 1.2, in, in+1.5*f.size, false)
		}
	}
	p.running("", true)
}

// references is a list of works.
func references(p *press) {
	p.page()
	box := p.textBox(56)
	boxes := split(box, p.between(1, 2), 20)
	f := newFlow(p, nil, boxes...)
	f.headed(1, "References")
	style := p.rnd.IntN(3)
	for i := range 40 {
		if !f.room(4 * f.lead * f.size) {
			break
		}
		text := fmt.Sprintf("%s, %s. %s. %s Journal, %d(%d):%d–%d, %d.", p.pick(names), p.person(), p.phrase(p.between(5, 12)), capital(p.pick(nouns)), p.between(1, 60), p.between(1, 9), p.between(1, 100), p.between(101, 200), p.between(1980, 2026))
		switch style {
		case 0:
			f.clause("", fmt.Sprintf("[%d]", i+1), text, 0, 2*f.size)
		case 1:
			f.clause("", fmt.Sprintf("%d.", i+1), text, 0, 2*f.size)
		default:
			f.say("", 0, text)
			f.lines(text, f.body, f.size, f.lead, 0, 1.5*f.size, false)
		}
		f.y += 0.3 * f.size
	}
	p.running(capital(p.pick(nouns))+" letters", false)
}

// formulas is prose with formulas on lines of their own and their numbers.
func formulas(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(70))
	f.headed(1, p.heading())
	for i := range p.between(3, 6) {
		if !f.room(9 * f.lead * f.size) {
			break
		}
		f.paragraph(p.sentences(p.between(2, 3)))
		v := func() string { return string(rune('a' + p.rnd.IntN(26))) }
		text := fmt.Sprintf("%s = %s + %d %s − %s / %s", v(), v(), p.between(2, 9), v(), v(), v())
		text = strings.ReplaceAll(text, "−", "–")
		f.y += f.size
		n := fmt.Sprintf("(%d)", i+1)
		f.say("", 0, text+" "+n)
		p.center(f.box.Center().X, f.y+f.size, serifItalic, f.size+1, text)
		p.right(f.box.X1, f.y+f.size, p.body, f.size, n)
		f.y += 2.4 * f.size
	}
	f.paragraph(p.sentences(3))
	p.running("", true)
}

// chart is prose around bars with axes, labels and a legend, drawn with lines
// and fills.
func chart(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(60))
	f.headed(1, p.heading())
	f.paragraph(p.sentences(4))
	f.y += 14
	n, h := p.between(4, 7), 150.0
	b := layout.Rect{X0: f.box.X0 + 40, Y0: f.y + 16, X1: f.box.X1 - 30, Y1: f.y + 16 + h}
	p.say("", 0, p.heading())
	p.center(b.Center().X, b.Y0-4, p.bold, p.size, p.blocks[len(p.blocks)-1].Text)
	for i := range 6 { // the axis at the left
		y := b.Y1 - h*float64(i)/5.5
		s := fmt.Sprint(i * 20)
		p.say("", 0, s)
		p.right(b.X0-5, y+3, p.body, p.size-2, s)
		p.rule(b.X0, y, b.X1, y, 0.3)
	}
	w := b.Width() / float64(n)
	for i := range n {
		top := b.Y1 - h*(0.2+0.7*p.rnd.Float64())
		x := b.X0 + w*float64(i)
		p.tint(layout.Rect{X0: x + 0.2*w, Y0: top, X1: x + 0.8*w, Y1: b.Y1}, 0.5)
		s := fmt.Sprint(2010 + i)
		p.say("", 0, s)
		p.center(x+w/2, b.Y1+p.size, p.body, p.size-2, s)
	}
	y := b.Y1 + 2.6*p.size
	for i := range 2 {
		s := capital(p.pick(nouns))
		x := b.X0 + 120*float64(i)
		p.tint(layout.Rect{X0: x, Y0: y - 6, X1: x + 6, Y1: y}, 0.5+0.3*float64(i))
		p.say("", 0, s)
		p.put(x+10, y, p.body, p.size-2, s, 0)
	}
	f.y, f.first = y+10, false
	f.caption(fmt.Sprintf("Figure 1: %s.", p.phrase(p.between(4, 12))))
	f.y += 8
	f.headed(1, p.heading())
	f.paragraph(p.sentences(5))
	f.paragraph(p.sentences(4))
	p.running("", true)
}
