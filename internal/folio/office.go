package folio

import (
	"fmt"

	"github.com/docket-go/docket/layout"
)

// line sets one line of text as a block of its own.
func (p *press) line(x, y float64, f face, size float64, role layout.Role, s string) {
	p.say(role, 0, s)
	p.put(x, y, f, size, s, 0)
}

// address sets lines one under the other.
func (p *press) address(x, y float64, lines ...string) float64 {
	text := ""
	for i, l := range lines {
		if i > 0 {
			text += " "
		}
		text += l
	}
	p.say(layout.RoleText, 0, text)
	for _, l := range lines {
		p.put(x, y, p.body, p.size, l, 0)
		y += 1.25 * p.size
	}
	return y
}

// pairs sets keys and their values beside them.
func (p *press) pairs(x, y, gap float64, kv ...string) float64 {
	for i := 0; i < len(kv); i += 2 {
		p.say(layout.RoleKey, 0, kv[i])
		p.put(x, y, p.body, p.size, kv[i], 0)
		p.say(layout.RoleValue, 0, kv[i+1])
		p.put(x+gap, y, p.body, p.size, kv[i+1], 0)
		y += 1.4 * p.size
	}
	return y
}

// invoice is a bill with an address, data about it, items and sums.
func invoice(p *press) {
	p.page()
	p.line(54, 70, p.bold, p.size+7, layout.RoleTitle, "Invoice")
	p.address(54, 120, p.person(), fmt.Sprintf("%s street %d", capital(p.pick(nouns)), p.between(1, 200)), fmt.Sprintf("%d %s", p.between(1000, 9999), capital(p.pick(nouns))))
	p.pairs(340, 120, 90, "Invoice no.:", fmt.Sprint(p.between(1000, 99999)), "Date:", p.date(), "Customer:", fmt.Sprint(p.between(100, 999)))
	f := newFlow(p, nil, layout.Rect{X0: 54, Y0: 215, X1: p.w - 54, Y1: p.h - 120})
	f.paragraph("Dear " + p.person() + ", for our work we charge as follows:")
	g := &grid{style: []string{"grid", "book", "zebra", "rules", "open"}[p.rnd.IntN(5)], size: p.size, pad: 2 + 2*p.rnd.Float64(), left: 4,
		align: []byte("llrrr"), share: []float64{0.5, 3, 0.8, 1, 1.1}, head: 1}
	g.rows = append(g.rows, []Cell{{Text: "Pos", Header: true}, {Text: "Description", Header: true}, {Text: "Qty", Header: true}, {Text: "Price", Header: true}, {Text: "Amount", Header: true}})
	sum := 0
	for i := range p.between(3, 9) {
		n, each := p.between(1, 20), p.between(100, 90000)
		sum += n * each
		g.rows = append(g.rows, []Cell{{Text: fmt.Sprint(i + 1)}, {Text: p.phrase(p.between(2, 13))}, {Text: fmt.Sprint(n)}, {Text: money(each)}, {Text: money(n * each)}})
	}
	for _, t := range [][2]string{{"Net", money(sum)}, {"VAT 20%", money(sum / 5)}, {"Total", money(sum + sum/5)}} {
		g.rows = append(g.rows, []Cell{{}, {}, {}, {Text: t[0]}, {Text: t[1]}})
	}
	f.table(g)
	f.y += 10
	f.paragraph("Please pay within 14 days. " + p.sentences(1))
	foot := fmt.Sprintf("%s Ltd, %s road %d, register no. %d", capital(p.pick(nouns)), p.pick(nouns), p.between(1, 90), p.between(10000, 99999))
	p.line(54, p.h-36, p.body, p.size-2, layout.RolePageFooter, foot)
}

func money(cents int) string {
	s := fmt.Sprintf("%d.%02d", cents/100, cents%100)
	if n := len(s) - 6; n > 0 {
		s = s[:n] + "," + s[n:]
	}
	return s
}

// form is a form of labels with lines or boxes beside them and boxes to tick.
func form(p *press) {
	p.page()
	p.line(54, 70, p.bold, p.size+6, layout.RoleTitle, "Application for a "+p.pick(nouns))
	y := 110.0
	boxed := p.some(2)
	for _, key := range []string{"Family name", "Given names", "Date of birth", "Street and number", "Town", "Telephone"} {
		p.line(54, y, p.body, p.size, layout.RoleText, key)
		if boxed {
			p.frame(layout.Rect{X0: 180, Y0: y - 12, X1: 480, Y1: y + 5}, 0.5)
		} else {
			p.rule(180, y+2, 480, y+2, 0.5)
		}
		y += 26
	}
	y += 16
	p.line(54, y, p.bold, p.size+1, layout.RoleSectionHeader, "Reason")
	p.blocks[len(p.blocks)-1].Level = 1
	y += 22
	for range p.between(3, 5) {
		text := p.phrase(p.between(2, 7))
		p.say(layout.RoleMark, 0, text)
		b := layout.Rect{X0: 58, Y0: y - 8, X1: 67, Y1: y + 1}
		p.frame(b, 0.6)
		if p.some(2) {
			p.rule(b.X0, b.Y0, b.X1, b.Y1, 0.8)
			p.rule(b.X0, b.Y1, b.X1, b.Y0, 0.8)
			p.blocks[len(p.blocks)-1].Tick = true
		}
		p.put(74, y, p.body, p.size, text, 0)
		y += 20
	}
	f := newFlow(p, nil, layout.Rect{X0: 54, Y0: y + 10, X1: p.w - 54, Y1: p.h - 100})
	f.paragraph(p.sentences(4))
	p.rule(54, f.y+50, 220, f.y+50, 0.5)
	p.line(54, f.y+62, p.body, p.size-1, layout.RoleText, "Place, date and signature")
}

// letter is a letter.
func letter(p *press) {
	p.page()
	p.address(64, 80, capital(p.pick(nouns))+" Company", fmt.Sprintf("%s street %d", capital(p.pick(nouns)), p.between(1, 99)), fmt.Sprintf("%d Port %s", p.between(1000, 9999), p.pick(nouns)))
	p.address(64, 150, p.person(), fmt.Sprintf("%s lane %d", capital(p.pick(nouns)), p.between(1, 99)), fmt.Sprintf("%d %s", p.between(1000, 9999), capital(p.pick(nouns))))
	date := fmt.Sprintf("%d March 20%02d", p.between(1, 28), p.between(10, 26))
	p.say(layout.RoleText, 0, date)
	p.right(p.w-64, 230, p.body, p.size, date)
	subject := "Your " + p.pick(nouns) + " of last " + p.pick(nouns)
	p.line(64, 262, p.bold, p.size, layout.RoleSectionHeader, subject)
	p.blocks[len(p.blocks)-1].Level = 1
	f := newFlow(p, nil, layout.Rect{X0: 64, Y0: 276, X1: p.w - 64, Y1: p.h - 150})
	f.gap, f.indent = 0.8, 0
	f.paragraph("Dear " + p.person() + ",")
	for range p.between(2, 4) {
		f.paragraph(p.sentences(p.between(2, 5)))
	}
	f.paragraph("Yours sincerely,")
	f.y += 36
	f.paragraph(p.person())
	p.line(64, p.h-40, p.body, p.size-2, layout.RolePageFooter, fmt.Sprintf("Telephone %d %d – www.%s.example – account %d", p.between(10, 99), p.between(10000, 99999), p.pick(nouns), p.between(10000, 99999)))
}

// statement is a list of bookings without rules, whose descriptions take
// several lines.
func statement(p *press) {
	p.page()
	p.line(54, 70, p.bold, p.size+6, layout.RoleTitle, "Statement of account")
	p.pairs(54, 96, 110, "Account:", fmt.Sprint(p.between(100000, 999999)), "Period:", p.date()+" to "+p.date())
	f := newFlow(p, nil, layout.Rect{X0: 54, Y0: 150, X1: p.w - 54, Y1: p.h - 60})
	g := &grid{style: "open", size: p.size, pad: 2.5, left: 4, align: []byte("llrr"), share: []float64{0.8, 2.6, 0.9, 1}, head: 1}
	if p.some(2) {
		g.style = "book"
	}
	g.rows = append(g.rows, []Cell{{Text: "Date", Header: true}, {Text: "Details", Header: true}, {Text: "Amount", Header: true}, {Text: "Balance", Header: true}})
	for range p.between(6, 14) {
		g.rows = append(g.rows, []Cell{{Text: p.date()}, {Text: p.phrase(p.between(3, 14))}, {Text: money(p.between(100, 900000))}, {Text: money(p.between(100, 900000))}})
	}
	f.table(g)
	f.y += 10
	f.paragraph(p.sentences(2))
}
