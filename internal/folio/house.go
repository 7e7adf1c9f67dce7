package folio

import (
	"fmt"
	"strings"

	"github.com/docket-go/docket/layout"
)

// memo is a note within a house: to whom, from whom, about what, and the text.
func memo(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(60))
	f.titled("Memorandum")
	f.y = p.pairs(f.box.X0, f.y+8, 90, "To:", p.person(), "From:", p.person(), "Date:", p.date(), "Subject:", p.heading())
	p.rule(f.box.X0, f.y, f.box.X1, f.y, 0.8)
	f.y += 12
	f.first = true
	p.gap = max(p.gap, 0.5)
	for range p.between(2, 4) {
		f.paragraph(p.sentences(p.between(2, 5)))
	}
	for i := range p.between(2, 4) {
		f.item(1, fmt.Sprintf("%d.", i+1), p.phrase(p.between(4, 20))+".")
	}
	f.paragraph(p.sentences(2))
}

// glossary is terms in bold, each with what it means behind it.
func glossary(p *press) {
	p.page()
	box := p.textBox(56)
	f := newFlow(p, nil, split(box, p.between(1, 2), 22)...)
	p.hyphens, p.justify, p.gap = false, false, 0.5
	f.headed(1, "Glossary")
	for range 24 {
		if !f.room(5 * f.lead * f.size) {
			break
		}
		term, text := capital(p.pick(nouns))+" "+p.pick(nouns), p.sentences(p.between(1, 2))
		f.space(0.5 * f.size)
		f.say("", 0, term+" "+text)
		w := f.width(p.bold, f.size, term+" ") + 2
		lines := f.wrap(text, p.body, f.size, f.box.Width(), w)
		f.put(f.box.X0, f.y+0.8*f.lead*f.size, p.bold, f.size, term, 0)
		for i, l := range lines {
			x := f.box.X0
			if i == 0 {
				x += w
			}
			f.put(x, f.y+0.8*f.lead*f.size, p.body, f.size, l, 0)
			f.y += f.lead * f.size
		}
		f.first = false
	}
	p.running("", true)
}

// menu is dishes with dots that lead to their prices, under headings.
func menu(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(90))
	f.centered(layout.RoleTitle, 0, "The "+capital(p.pick(nouns))+" Inn", p.look.head, p.heads[0])
	for range p.between(2, 4) {
		f.y += p.size
		f.centered(layout.RoleSectionHeader, 1, capital(p.pick(nouns)), p.bold, p.size+2)
		f.y += 0.4 * p.size
		for range p.between(3, 5) {
			name, price := p.phrase(p.between(2, 5)), fmt.Sprintf("%d.%02d", p.between(3, 40), 10*p.between(0, 9))
			y := f.y + p.size
			to := f.box.X1 - p.width(p.body, p.size, price) - 4
			n := int((to - f.box.X0 - p.width(p.body, p.size, name) - 4) / p.width(p.body, p.size, "."))
			dots := strings.Repeat(".", max(n, 3))
			p.say("", 0, name+" "+dots+" "+price)
			p.put(f.box.X0, y, p.body, p.size, name, 0)
			p.right(to, y, p.body, p.size, dots)
			p.right(f.box.X1, y, p.body, p.size, price)
			f.y += 1.5 * p.size
		}
	}
}

// directory is addresses in columns.
func directory(p *press) {
	p.page()
	box := p.textBox(50)
	f := newFlow(p, nil, box)
	f.headed(1, "Members")
	n := p.between(2, 3)
	f = newFlow(p, nil, split(layout.Rect{X0: box.X0, Y0: f.y + 4, X1: box.X1, Y1: box.Y1 - 200}, n, 20)...)
	for f.room(8 * p.size) {
		lines := []string{p.person(), fmt.Sprintf("%d %s street", p.between(1, 99), capital(p.pick(nouns))), fmt.Sprintf("%d %s", p.between(1000, 9999), capital(p.pick(nouns))), "Tel. " + fmt.Sprint(p.between(100000, 999999))}
		f.say(layout.RoleSectionHeader, 0, lines[0])
		f.say(layout.RoleText, 0, strings.Join(lines[1:], " "))
		for i, l := range lines {
			fc := p.body
			if i == 0 {
				fc = p.bold
			}
			f.put(f.box.X0, f.y+p.size, fc, p.size, l, 0)
			f.y += 1.25 * p.size
		}
		f.y += 1.2 * p.size
	}
	p.running("", true)
}

// faq is questions in bold and their answers, in one or two columns.
func faq(p *press) {
	p.page()
	box := p.textBox(56)
	f := newFlow(p, nil, box)
	f.titled("Questions about the " + p.pick(nouns))
	f = newFlow(p, nil, split(layout.Rect{X0: box.X0, Y0: f.y, X1: box.X1, Y1: box.Y1}, p.between(1, 2), 22)...)
	p.gap, p.indent = 0.4, 0
	for f.room(9 * f.lead * f.size) {
		q := p.phrase(p.between(4, 12)) + "?"
		f.space(0.9 * f.size)
		f.say(layout.RoleSectionHeader, 1, q)
		for _, l := range f.wrap(q, p.bold, f.size, f.box.Width(), 0) {
			f.put(f.box.X0, f.y+0.8*f.lead*f.size, p.bold, f.size, l, 0)
			f.y += f.lead * f.size
		}
		f.first = false
		f.paragraph(p.sentences(p.between(1, 3)))
	}
	p.running("", true)
}

// certificate is centred lines of several sizes.
func certificate(p *press) {
	p.w, p.h = p.h, p.w
	p.page()
	p.hyphens = false
	f := newFlow(p, nil, p.textBox(120))
	p.frame(layout.Rect{X0: 24, Y0: 24, X1: p.w - 24, Y1: p.h - 24}, 2)
	f.centered(layout.RoleTitle, 0, "Certificate of "+p.pick(nouns), p.look.head, 30)
	f.y += 20
	f.centered(layout.RoleText, 0, "This is to certify that", p.italic, 13)
	f.y += 10
	f.centered(layout.RoleSectionHeader, 0, p.person(), p.bold, 22)
	f.y += 14
	f.centered("", 0, "has "+p.phrase(p.between(8, 16))+" on "+p.date(), p.body, 13)
	y := p.h - 110
	for i, s := range []string{p.person(), p.person()} {
		x := p.w/2 + 150*(2*float64(i)-1)
		p.rule(x-80, y-14, x+80, y-14, 0.6)
		p.say("", 0, s)
		p.center(x, y, p.body, 11, s)
	}
}
