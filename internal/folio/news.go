package folio

import (
	"fmt"

	"github.com/docket-go/docket/layout"
)

// center draws s around x.
func (p *press) center(x, y float64, f face, size float64, s string) {
	p.put(x-p.width(f, size, s)/2, y, f, size, s, 0)
}

// newspaper is a page of stories in narrow columns below headlines of their
// own, one of which goes on elsewhere.
func newspaper(p *press) {
	p.page()
	p.size, p.gap, p.indent, p.justify = 7.5+0.5*float64(p.rnd.IntN(3)), 0, 1, true
	box := p.textBox(36)
	name := "The " + capital(p.pick(nouns)) + " Post"
	p.say(layout.RoleTitle, 0, name)
	p.center(p.w/2, box.Y0+10, p.head, 30, name)
	p.rule(box.X0, box.Y0+18, box.X1, box.Y0+18, 0.8)
	top, half := box.Y0+30, box.Y0+box.Height()*(0.45+0.1*p.rnd.Float64())
	cols := split(box, 5, 11+4*p.rnd.Float64())
	wide := p.between(2, 3)
	lined := p.some(2)
	p.story(cols[:wide], top, half, 20, lined, true)
	p.story(cols[wide:], top, half, 14, lined, false)
	if lined {
		x := (cols[wide-1].X1 + cols[wide].X0) / 2
		p.rule(x, top, x, half-8, 0.4)
	}
	p.rule(box.X0, half-4, box.X1, half-4, 0.6)
	p.story(cols, half, box.Y1, 18, lined, true)
	p.running("", true)
}

// story fills columns between two heights with a story; of a long one the end
// stands on another page.
func (p *press) story(cols []layout.Rect, y0, y1, size float64, lined, long bool) {
	all := layout.Rect{X0: cols[0].X0, Y0: y0, X1: cols[len(cols)-1].X1, Y1: y1}
	head := p.heading() + " " + p.pick(nouns) + " " + p.pick(nouns)
	p.say(layout.RoleSectionHeader, 0, head) // of its own size
	y := y0
	for _, l := range p.wrap(head, p.look.head, size, all.Width(), 0) {
		p.put(all.X0, y+size, p.look.head, size, l, 0)
		y += 1.15 * size
	}
	boxes := make([]layout.Rect, len(cols))
	for i, c := range cols {
		boxes[i] = layout.Rect{X0: c.X0, Y0: y + 6, X1: c.X1, Y1: y1 - 10}
		if i > 0 && lined {
			x := (cols[i-1].X1 + c.X0) / 2
			p.rule(x, y+6, x, y1-10, 0.4)
		}
	}
	if long {
		boxes[len(boxes)-1].Y1 -= 14
	}
	f := newFlow(p, nil, boxes...)
	by := "By " + p.person()
	f.say(layout.RoleText, 0, by)
	f.lines(by, p.italic, f.size, 1.2, 0, 0, false)
	f.y += 4
	for f.room(4 * f.lead * f.size) {
		f.paragraph(p.sentences(p.between(1, 3)))
	}
	if last := boxes[len(boxes)-1]; long {
		s := fmt.Sprintf("Continued on page %d", p.between(2, 20))
		p.say(layout.RoleText, 0, s)
		p.right(last.X1, y1-8, p.italic, f.size, s)
	}
}

// magazine is two columns around a quotation set large, and a picture that
// stands in the text.
func magazine(p *press) {
	p.page()
	box := p.textBox(50)
	f := newFlow(p, nil, box)
	f.titled(p.heading() + " " + p.pick(nouns))
	boxes := split(layout.Rect{X0: box.X0, Y0: f.y + 4, X1: box.X1, Y1: box.Y1}, 2, 18)
	f = newFlow(p, nil, boxes...)
	quote, picture := p.between(1, 3), p.between(4, 6)
	for i := range 14 {
		if !f.room(4 * f.lead * f.size) {
			break
		}
		f.paragraph(p.sentences(p.between(3, 5)))
		if i == quote && f.room(110) {
			f.quotation()
		}
		if i == picture && f.room(130) {
			f.pictureBeside()
		}
	}
	p.line(50, p.h-34, p.italic, p.size-1, layout.RolePageFooter, capital(p.pick(nouns))+" magazine, "+p.date())
}

// quotation sets a sentence of the text large between rules.
func (f *flow) quotation() {
	text := "“" + f.phrase(f.between(7, 12)) + "”"
	f.space(f.size)
	f.rule(f.box.X0, f.y, f.box.X1, f.y, 0.8)
	f.y += 4
	f.say("", 0, text)
	f.lines(text, f.italic, f.size+5, 1.2, 0, 0, false)
	f.rule(f.box.X0, f.y+6, f.box.X1, f.y+6, 0.8)
	f.y += 14
}

// pictureBeside sets a picture at the right of the column and text around it.
func (f *flow) pictureBeside() {
	text := f.sentences(7)
	f.space(f.gap * f.size * f.lead)
	f.say(layout.RoleText, 0, text)
	hyphens := f.hyphens
	f.hyphens = false
	defer func() { f.hyphens = hyphens }()
	w := 0.42 * f.box.Width()
	step := f.lead * f.size
	n := 6
	f.picture(layout.Rect{X0: f.box.X1 - w + 8, Y0: f.y + 2, X1: f.box.X1, Y1: f.y + float64(n)*step - 2})
	for _, l := range f.wrap(text, f.body, f.size, f.box.Width()-w, 0)[:n] {
		f.put(f.box.X0, f.y+0.8*step, f.body, f.size, l, 0)
		f.y += step
		text = text[min(len(l)+1, len(text)):]
	}
	f.first = false
	f.lines(text, f.body, f.size, f.lead, 0, 0, f.justify)
}

// catalog is cards in rows: a picture, a name, words about it and a price.
func catalog(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(50))
	f.titled(p.heading())
	n := p.between(2, 4)
	for range p.between(2, 3) {
		high := 0.0
		for _, c := range split(layout.Rect{X0: f.box.X0, Y0: f.y, X1: f.box.X1, Y1: f.box.Y1}, n, 20) {
			p.picture(layout.Rect{X0: c.X0, Y0: c.Y0, X1: c.X1, Y1: c.Y0 + 70})
			k := newFlow(p, nil, layout.Rect{X0: c.X0, Y0: c.Y0 + 76, X1: c.X1, Y1: c.Y0 + 400})
			name := capital(p.pick(nouns)) + " " + fmt.Sprint(p.between(10, 99))
			k.say(layout.RoleSectionHeader, 1, name)
			k.lines(name, p.bold, p.size+1, 1.3, 0, 0, false)
			k.paragraph(p.sentences(1))
			price := "€ " + money(p.between(100, 90000))
			k.y += 5
			k.say(layout.RoleText, 0, price)
			k.lines(price, p.body, p.size, 1.3, 0, 0, false)
			high = max(high, k.y)
		}
		f.y = high + 24
	}
	p.running("", true)
}

// brochure is a landscape page of three panels.
func brochure(p *press) {
	p.w, p.h = p.h, p.w
	p.page()
	p.justify = false
	for _, b := range split(p.textBox(30), 3, 40) {
		f := newFlow(p, nil, b)
		f.headed(1, p.heading())
		for range p.between(2, 4) {
			f.paragraph(p.sentences(p.between(2, 3)))
		}
		if p.some(2) {
			for range p.between(3, 5) {
				f.item(1, "•", p.phrase(p.between(3, 8)))
			}
		}
		if p.some(2) && f.y+120 < b.Y1 {
			p.picture(layout.Rect{X0: b.X0, Y0: f.y + 10, X1: b.X1, Y1: f.y + 100})
		}
	}
}
