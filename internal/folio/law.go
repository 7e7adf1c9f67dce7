package folio

import (
	"fmt"

	"github.com/docket-go/docket/layout"
)

// contract is clauses with numbers of several levels over pages.
func contract(p *press) {
	p.page()
	box := p.textBox(64)
	f := newFlow(p, func() []layout.Rect { p.page(); return []layout.Rect{box} }, box)
	p.gap = max(p.gap, 0.4)
	f.titled("Agreement of " + p.heading())
	f.paragraph("This agreement is made on " + p.date() + " between " + p.person() + " and " + p.person() + ".")
	for i := range p.between(4, 6) {
		f.space(0.9 * f.size)
		if !f.room(5 * f.lead * f.size) {
			break
		}
		head := fmt.Sprintf("%d. %s", i+1, capital(p.pick(nouns)))
		f.say(layout.RoleSectionHeader, 1, head)
		f.lines(head, p.bold, f.size, f.lead, 0, 0, false)
		for k := range p.between(2, 4) {
			f.space(f.gap * f.size)
			f.clause("", fmt.Sprintf("%d.%d", i+1, k+1), p.sentences(p.between(1, 3)), 0, 2.6*f.size)
			if p.some(3) {
				for n := range p.between(2, 4) {
					f.space(f.gap * f.size)
					f.clause(layout.RoleListItem, fmt.Sprintf("(%c)", 'a'+n), p.phrase(p.between(4, 18))+";", 2.6*f.size, 2*f.size)
				}
			}
		}
	}
	p.running("Agreement no. "+fmt.Sprint(p.between(100, 9999)), true)
}

// clause sets a text that hangs beside its number.
func (f *flow) clause(role layout.Role, mark, text string, in, hang float64) {
	if !f.room(2 * f.lead * f.size) {
		return
	}
	f.say(role, 0, mark+" "+text)
	f.put(f.box.X0+in, f.y+0.8*f.lead*f.size, f.body, f.size, mark, 0)
	hang = in + max(hang, f.width(f.body, f.size, mark+"  "))
	f.lines(text, f.body, f.size, f.lead, hang, hang, f.justify)
}

// pleading is prose whose lines are numbered in the margin.
func pleading(p *press) {
	p.page()
	step := 22.0
	p.size = 11
	if p.some(2) {
		p.rule(92, 40, 92, p.h-40, 0.6)
	}
	n := int((p.h - 150) / step)
	for i := range n {
		p.say("", 0, fmt.Sprint(i+1))
		p.right(86, 80+step*float64(i), p.body, p.size, fmt.Sprint(i+1))
	}
	numbers := p.blocks
	p.blocks = nil
	i := 0
	for i < n {
		text := p.sentences(p.between(2, 4))
		ls := p.wrap(text, p.body, p.size, p.w-190, 24)
		if i+len(ls) > n {
			break
		}
		p.say(layout.RoleText, 0, text)
		if p.hyphens {
			p.blocks[len(p.blocks)-1].Text = dehyphen(ls)
		}
		for k, l := range ls {
			x := 100.0
			if k == 0 {
				x += 24
			}
			p.put(x, 80+step*float64(i), p.body, p.size, l, 0)
			i++
		}
	}
	p.blocks = append(numbers, p.blocks...)
}

// bilingual is the same paragraphs in two languages side by side.
func bilingual(p *press) {
	p.page()
	box := p.textBox(54)
	f := newFlow(p, nil, box)
	f.titled(p.heading())
	cols := split(layout.Rect{X0: box.X0, Y0: f.y, X1: box.X1, Y1: box.Y1}, 2, 20)
	if p.some(2) {
		x := (cols[0].X1 + cols[1].X0) / 2
		p.rule(x, f.y, x, box.Y1, 0.5)
	}
	left, right := newFlow(p, nil, cols[0]), newFlow(p, nil, cols[1])
	var second []Block
	for i := 0; left.y+9*p.lead*p.size < box.Y1 && right.y+9*p.lead*p.size < box.Y1; i++ {
		y := max(left.y, right.y)
		left.y, right.y = y, y
		n := p.between(1, 3)
		left.clause("", fmt.Sprintf("§ %d", i+1), p.sentences(n), 0, 2*p.size)
		at := len(p.blocks)
		right.clause("", fmt.Sprintf("§ %d", i+1), p.sentences(n), 0, 2*p.size)
		second = append(second, p.blocks[at:]...)
		p.blocks = p.blocks[:at]
		left.y += 0.8 * p.size
		right.y += 0.8 * p.size
	}
	p.blocks = append(p.blocks, second...)
	p.running("", true)
}

// marginal is prose with notes in its outer margin.
func marginal(p *press) {
	p.page()
	box := p.textBox(60)
	main, side := box, box
	main.X0 += 120
	side.X1 = box.X0 + 104
	if p.some(2) {
		main.X0, main.X1 = box.X0, box.X1-120
		side.X0, side.X1 = main.X1+16, box.X1
	}
	f := newFlow(p, nil, main)
	f.headed(1, p.heading())
	var notes []Block
	for f.y+9*f.lead*f.size < main.Y1 {
		y := f.y
		f.paragraph(p.sentences(p.between(3, 5)))
		if p.some(2) {
			at := len(p.blocks)
			n := newFlow(p, nil, layout.Rect{X0: side.X0, Y0: y + f.gap*f.size*f.lead, X1: side.X1, Y1: f.y + 100})
			text := p.phrase(p.between(3, 7))
			n.say("", 0, text)
			n.lines(text, p.italic, p.size-2, 1.2, 0, 0, false)
			notes = append(notes, p.blocks[at:]...)
			p.blocks = p.blocks[:at]
		}
	}
	p.blocks = append(p.blocks, notes...)
	p.running("", true)
}

// minutes is what was said at a meeting, under the points of its agenda.
func minutes(p *press) {
	p.page()
	box := p.textBox(60)
	f := newFlow(p, nil, box)
	p.gap = max(p.gap, 0.5)
	f.titled("Minutes of the " + p.heading())
	for _, s := range []string{"Present: " + p.person() + ", " + p.person() + ", " + p.person(), "Apologies: " + p.person()} {
		f.say("", 0, s)
		f.lines(s, p.body, p.size, p.lead, 0, 0, false)
	}
	for i := range p.between(4, 6) {
		if !f.headed(1, fmt.Sprintf("%d. %s", i+1, p.heading())) {
			break
		}
		for range p.between(1, 2) {
			f.paragraph(p.sentences(p.between(1, 3)))
		}
		if p.some(2) && f.room(2*f.lead*f.size) {
			f.paragraph("Action: " + p.person() + " to report by " + p.date() + ".")
		}
	}
	p.line(60, p.h-40, p.body, p.size-2, layout.RolePageFooter, "Minutes of "+p.date()+", approved")
}
