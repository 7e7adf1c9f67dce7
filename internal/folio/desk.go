package folio

import (
	"fmt"

	"github.com/docket-go/docket/layout"
)

// bank is a statement of account with the bank's name, the customer's address
// beside data of the account, and bookings that stand in one of two columns.
func bank(p *press) {
	p.page()
	name := capital(p.pick(nouns)) + " Bank"
	p.line(54, 64, p.bold, p.size+8, layout.RoleTitle, name)
	p.address(54, 110, p.person(), fmt.Sprintf("%d %s road", p.between(1, 200), capital(p.pick(nouns))), fmt.Sprintf("%d %s", p.between(1000, 9999), capital(p.pick(nouns))))
	p.pairs(350, 110, 100, "Account number:", fmt.Sprint(p.between(100000, 999999)), "Statement:", fmt.Sprint(p.between(1, 12)), "Issued:", p.date())
	f := newFlow(p, nil, layout.Rect{X0: 54, Y0: 190, X1: p.w - 54, Y1: p.h - 70})
	g := &grid{style: []string{"open", "book", "rules", "zebra"}[p.rnd.IntN(4)], size: p.size, pad: 2.5, left: 4, align: []byte("llrrr"), share: []float64{0.9, 2.4, 1, 1, 1}, head: 1}
	g.rows = append(g.rows, []Cell{{Text: "Date", Header: true}, {Text: "Description", Header: true}, {Text: "Paid out", Header: true}, {Text: "Paid in", Header: true}, {Text: "Balance", Header: true}})
	g.rows = append(g.rows, []Cell{{}, {Text: "Balance brought forward"}, {}, {}, {Text: money(p.between(1000, 900000))}})
	for range p.between(8, 20) {
		row := []Cell{{Text: p.date()}, {Text: p.phrase(p.between(2, 4))}, {}, {}, {}}
		if p.some(3) {
			row[3].Text = money(p.between(100, 90000))
		} else {
			row[2].Text = money(p.between(100, 90000))
		}
		if !p.some(3) {
			row[4].Text = money(p.between(100, 900000))
		}
		g.rows = append(g.rows, row)
	}
	f.table(g)
	f.y += 12
	f.paragraph(p.sentences(2))
	p.line(54, p.h-36, p.body, p.size-2, layout.RolePageFooter, name+" plc, registered in "+capital(p.pick(nouns))+", no. "+fmt.Sprint(p.between(10000, 99999)))
}

// letterhead is a letter whose sender stands at the right, or whose date does
// beside the address.
func letterhead(p *press) {
	p.page()
	p.hyphens = false
	y := 70.0
	if p.some(2) {
		lines := []string{capital(p.pick(nouns)) + " Partners", fmt.Sprintf("%d %s street", p.between(1, 99), capital(p.pick(nouns))), "Telephone " + fmt.Sprint(p.between(10000, 99999))}
		p.say("", 0, lines[0]+" "+lines[1]+" "+lines[2])
		for i, l := range lines {
			p.right(p.w-64, y+float64(i)*1.25*p.size, p.body, p.size, l)
		}
		y += 4 * 1.25 * p.size
	}
	end := p.address(64, y+20, p.person(), fmt.Sprintf("%d %s lane", p.between(1, 99), capital(p.pick(nouns))), fmt.Sprintf("%d %s", p.between(1000, 9999), capital(p.pick(nouns))))
	date := fmt.Sprintf("%d %s 20%02d", p.between(1, 28), []string{"March", "July", "October"}[p.rnd.IntN(3)], p.between(10, 26))
	if p.some(2) {
		date = capital(p.pick(nouns)) + ", " + date
	}
	p.say(layout.RoleText, 0, date)
	at := end + float64(p.between(-2, 2))*1.25*p.size
	p.right(p.w-64, at, p.body, p.size, date)
	f := newFlow(p, nil, layout.Rect{X0: 64, Y0: end + 44, X1: p.w - 64, Y1: p.h - 150})
	f.gap, f.indent = 0.8, 0
	if p.some(2) {
		subject := "Re: " + p.heading()
		f.say("", 0, subject)
		f.lines(subject, p.bold, p.size, p.lead, 0, 0, false)
	}
	f.paragraph("Dear " + p.person() + ",")
	for range p.between(2, 4) {
		f.paragraph(p.sentences(p.between(2, 5)))
	}
	f.paragraph("Yours faithfully,")
	f.y += 36
	f.paragraph(p.person())
	f.paragraph("Enclosure")
}

// resume is the years of a life beside what was done in them.
func resume(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(56))
	name := p.person()
	f.titled(name)
	for range p.between(2, 3) {
		if !f.headed(1, p.heading()) {
			break
		}
		for range p.between(2, 4) {
			if !f.room(6 * f.lead * f.size) {
				break
			}
			f.space(0.5 * f.size)
			years := fmt.Sprintf("%d – %d", p.between(1990, 2005), p.between(2006, 2026))
			text := p.sentences(p.between(1, 2))
			f.say("", 0, years)
			f.put(f.box.X0, f.y+0.8*f.lead*f.size, f.bold, f.size, years, 0)
			f.say("", 0, text)
			f.lines(text, f.body, f.size, f.lead, 100, 100, false)
		}
	}
}

// recipe is a list of what is needed beside the steps.
func recipe(p *press) {
	p.page()
	box := p.textBox(56)
	f := newFlow(p, nil, box)
	f.titled(p.heading())
	f.paragraph(p.sentences(2))
	f.y += 12
	cols := split(layout.Rect{X0: box.X0, Y0: f.y, X1: box.X1, Y1: box.Y1}, 3, 24)
	left := newFlow(p, nil, cols[0])
	left.headed(1, "Ingredients")
	for range p.between(5, 10) {
		s := fmt.Sprintf("%d g %s", p.between(1, 50)*10, p.pick(nouns))
		left.say("", 0, s)
		left.lines(s, p.body, p.size, 1.3, 0, 0, false)
	}
	right := newFlow(p, nil, layout.Rect{X0: cols[1].X0, Y0: f.y, X1: box.X1, Y1: box.Y1})
	right.headed(1, "Method")
	for i := range p.between(4, 7) {
		right.space(0.4 * p.size)
		right.item(1, fmt.Sprintf("%d.", i+1), p.sentences(p.between(1, 3)))
	}
	p.running("", true)
}

// exam is numbered questions with answers to choose among.
func exam(p *press) {
	p.page()
	f := newFlow(p, nil, p.textBox(56))
	f.titled("Test: " + p.heading())
	f.say("", 0, "Name: ______________________ Date: ____________")
	f.lines("Name: ______________________ Date: ____________", p.body, p.size, 1.3, 0, 0, false)
	for i := range p.between(5, 9) {
		if !f.room(8 * f.lead * f.size) {
			break
		}
		f.space(0.8 * f.size)
		f.clause(layout.RoleListItem, fmt.Sprintf("%d.", i+1), p.phrase(p.between(6, 20))+"?", 0, 1.6*f.size)
		if p.some(2) { // one below the other
			for n := range 4 {
				f.clause("", fmt.Sprintf("%c)", 'A'+n), p.phrase(p.between(1, 6)), 1.6*f.size, 1.6*f.size)
			}
			continue
		}
		f.y += 0.2 * f.size
		w := (f.box.Width() - 20) / 4
		for n := range 4 {
			s := fmt.Sprintf("%c) %s", 'A'+n, p.phrase(p.between(1, 2)))
			f.say("", 0, s)
			f.put(f.box.X0+1.6*f.size+w*float64(n), f.y+f.size, p.body, p.size, s, 0)
		}
		f.y += 1.5 * f.size
	}
	p.running("", true)
}

// deck is a page of a talk: a title, points and a picture beside them.
func deck(p *press) {
	p.w, p.h = 720, 405
	p.page()
	p.size = 16
	p.gap, p.indent, p.hyphens, p.justify = 0.4, 0, false, false
	title := p.heading() + " " + p.pick(nouns)
	p.line(40, 56, p.look.head, 28, layout.RoleTitle, title)
	box := layout.Rect{X0: 40, Y0: 84, X1: 400, Y1: 360}
	f := newFlow(p, nil, box)
	for range p.between(3, 5) {
		f.item(1, "•", p.phrase(p.between(2, 7)))
		if p.some(2) {
			f.size = 13
			for range p.between(1, 2) {
				f.item(2, "–", p.phrase(p.between(2, 6)))
			}
			f.size = 16
		}
		f.y += 4
	}
	p.picture(layout.Rect{X0: 430, Y0: 100, X1: 690, Y1: 300})
	cap := "Source: " + p.heading()
	p.say("", 0, cap)
	p.put(430, 314, p.italic, 10, cap, 0)
	p.line(40, 392, p.body, 9, layout.RolePageFooter, p.heading()+" conference")
	p.say(layout.RolePageNumber, 0, fmt.Sprint(p.between(2, 40)))
	p.right(690, 392, p.body, 9, p.blocks[len(p.blocks)-1].Text)
}
