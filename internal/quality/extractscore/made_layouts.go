package extractscore

import (
	"fmt"
	"strings"

	"github.com/docket-go/docket/layout"
	"github.com/shopspring/decimal"
)

// madeLayouts are the families of layouts, by name.
var madeLayouts = map[string]func(b *bill) []*sheet{
	"letter": letterBill, "columns": columnsBill, "grid": gridBill, "plain": plainBill, "pages": pagesBill,
	"sidebar": sidebarBill, "centred": centredBill, "boxes": boxesBill,
}

func newSheet(number int) *sheet {
	return &sheet{layout.PageInput{Number: number, Size: layout.Size{W: 595, H: 842}, Source: layout.SourceNative}}
}

// letterBill is a business letter: the sender in small print above the window,
// facts beside it, the bank in the foot.
func letterBill(b *bill) []*sheet {
	b.printDue, b.printDelivery, b.printVAT, b.printBk = true, b.r.IntN(2) == 0, true, true
	p := newSheet(1)
	p.right(545, 60, 16, true, b.supplier.name)
	p.put(57, 130, 7, b.supplier.name+" · "+b.supplier.street+" · "+b.supplier.place)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(57, 150+13*float64(i), 10, s)
	}
	facts := [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lClient, b.client}, {b.lDue, b.due}}
	if b.printDelivery {
		facts = append(facts, [2]string{b.lDelivery, b.delivery})
	}
	for i, f := range facts {
		p.put(350, 150+13*float64(i), 9, f[0])
		p.right(545, 150+13*float64(i), 9, false, f[1])
	}
	p.style(57, 260, 14, true, b.lTitle)
	p.put(57, 285, 9.5, b.t.letter)
	y := b.table(p, 310, 57, 545, tableStyle{pos: true, unit: true})
	y = b.totals(p, y+8, 360, 545, false)
	p.put(57, y+24, 9.5, strings.Replace(pick(b.r, b.t.terms), "#", b.due, 1))
	for i, s := range []string{b.supplier.name, b.supplier.street, b.supplier.place} {
		p.put(57, 790+9*float64(i), 7, s)
	}
	p.put(240, 790, 7, b.lVATID+" "+b.vatID)
	p.put(400, 790, 7, b.lIBAN+" "+spaced(b.iban))
	p.put(400, 799, 7, b.lBIC+" "+b.bic)
	return []*sheet{p}
}

// columnsBill sets seller and buyer side by side under headings, the facts in
// a row of their own below their labels.
func columnsBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printVAT, b.printBk = true, b.r.IntN(2) == 0, true, true
	p := newSheet(1)
	p.style(57, 70, 22, true, b.lTitle)
	y := 105.0
	p.style(57, y, 9, true, pick(b.r, b.t.from))
	p.style(320, y, 9, true, pick(b.r, b.t.to))
	left := []string{b.supplier.name, b.supplier.street, b.supplier.place, b.lVATID + " " + b.vatID}
	for i, s := range left {
		p.put(57, y+14+13*float64(i), 10, s)
	}
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(320, y+14+13*float64(i), 10, s)
	}
	facts := [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}}
	if b.printOrder {
		facts = append(facts, [2]string{b.lOrder, b.order})
	}
	for i, f := range facts {
		x := 57 + 125*float64(i)
		p.style(x, 195, 8, true, f[0])
		p.put(x, 208, 10, f[1])
	}
	y = b.table(p, 245, 57, 545, tableStyle{rate: true})
	y = b.totals(p, y+10, 380, 545, b.r.IntN(2) == 0)
	p.put(57, y+40, 9, b.lIBAN+" "+spaced(b.iban))
	p.put(57, y+53, 9, b.lBIC+" "+b.bic)
	return []*sheet{p}
}

// gridBill is the print of a stock system: all facts label: value, ruled
// table, VAT breakdown.
func gridBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printDelivery, b.printVAT, b.printBk = true, true, b.r.IntN(2) == 0, true, true
	p := newSheet(1)
	p.style(40, 50, 13, true, b.supplier.name)
	p.put(40, 64, 8.5, b.supplier.street)
	p.put(40, 75, 8.5, b.supplier.place)
	p.put(40, 86, 8.5, b.lVATID+" "+b.vatID)
	p.style(40, 120, 12, true, b.lTitle)
	facts := [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lOrder, b.order}, {b.lClient, b.client}, {b.lDue, b.due}}
	if b.printDelivery {
		facts = append(facts, [2]string{b.lDelivery, b.delivery})
	}
	for i, f := range facts {
		p.put(40, 138+12*float64(i), 9, strings.TrimRight(f[0], ":")+": "+f[1])
	}
	p.put(330, 120, 8, strings.TrimRight(pick(b.r, b.t.to), ":")+":")
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(330, 133+12*float64(i), 10, s)
	}
	y := b.table(p, 235, 40, 555, tableStyle{pos: true, rate: true, unit: true, ruled: true})
	y = b.breakdown(p, y+20)
	p.style(350, y+18, 10, true, b.lGross)
	p.right(555, y+18, 10, true, b.money(b.gross))
	p.put(40, y+50, 8.5, strings.TrimRight(b.lIBAN, ": ")+": "+spaced(b.iban)+"   "+strings.TrimRight(b.lBIC, ": ")+": "+b.bic)
	return []*sheet{p}
}

// plainBill is that of a craftsman with a text program: no rulings, no column
// of prices, the facts in sentences.
func plainBill(b *bill) []*sheet {
	b.printDue, b.printVAT = true, true
	p := newSheet(1)
	p.style(60, 60, 12, true, b.supplier.name)
	p.put(60, 75, 10, b.supplier.street)
	p.put(60, 88, 10, b.supplier.place)
	p.put(60, 101, 10, b.lVATID+" "+b.vatID)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(60, 150+13*float64(i), 10, s)
	}
	p.right(540, 215, 10, false, strings.TrimRight(b.lDate, ":")+": "+b.date)
	title := b.lNumber
	if b.credit {
		title = b.lTitle
	}
	p.style(60, 245, 12, true, title+" "+b.number)
	y := b.table(p, 275, 60, 540, tableStyle{})
	y = b.totals(p, y+10, 330, 540, false)
	p.put(60, y+30, 10, strings.Replace(pick(b.r, b.t.terms), "#", b.due, 1))
	return []*sheet{p}
}

// pagesBill goes over two pages, with the header of the table repeated.
func pagesBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	p.style(57, 60, 14, true, b.supplier.name)
	p.put(57, 75, 9, b.supplier.street+", "+b.supplier.place)
	p.put(57, 120, 10, strings.TrimRight(pick(b.r, b.t.to), ":")+":")
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(57, 134+13*float64(i), 10, s)
	}
	p.style(340, 120, 15, true, b.lTitle)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}} {
		p.put(340, 140+13*float64(i), 9.5, f[0])
		p.put(460, 140+13*float64(i), 9.5, f[1])
	}
	all := b.lines
	half := len(all) / 2
	b.lines = all[:half]
	y := b.table(p, 210, 57, 545, tableStyle{pos: true})
	p.put(57, 800, 8, pick(b.r, b.t.page)+" 1/2")
	q := newSheet(2)
	q.put(57, 50, 8, b.supplier.name+"  "+b.lNumber+" "+b.number)
	if b.r.IntN(2) == 0 {
		sum := decimal.Zero
		for _, l := range b.lines {
			sum = sum.Add(l.amount)
		}
		p.put(300, y+14, 9, pick(b.r, b.t.carried))
		p.right(545, y+14, 9, false, b.figure(sum, 2))
	}
	b.lines = all[half:]
	y = b.table(q, 80, 57, 545, tableStyle{pos: true, first: half})
	b.lines = all
	y = b.totals(q, y+10, 360, 545, false)
	q.put(57, y+30, 9, strings.TrimRight(b.lIBAN, ":")+" "+spaced(b.iban)+" "+strings.TrimRight(b.lBIC, ":")+" "+b.bic+" "+b.lVATID+" "+b.vatID)
	q.put(57, 800, 8, pick(b.r, b.t.page)+" 2/2")
	return []*sheet{p, q}
}

// spaced writes an IBAN in groups of four.
func spaced(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// A tableStyle says which columns a table of lines has beside description,
// quantity and amount.
type tableStyle struct {
	pos, unit, rate, ruled bool
	first                  int   // number of the line before
	prices                 int32 // decimals of the prices, 0 = 2
}

// table sets the lines between x0 and x1 and returns the y below them.
func (b *bill) table(p *sheet, y, x0, x1 float64, s tableStyle) float64 {
	const size = 9
	amount, price := x1, x1-85
	qty := price - 75
	rate := 0.0
	if s.rate {
		rate = price
		price -= 50
		qty -= 50
	}
	desc := x0
	if s.pos {
		desc += 28
		p.style(x0, y, size, true, "#")
	}
	p.style(desc, y, size, true, b.lDesc)
	p.right(qty, y, size, true, b.lQty)
	if s.unit {
		p.style(qty+8, y, size, true, b.lUnit)
	}
	p.right(price, y, size, true, b.lPrice)
	if s.rate {
		p.right(rate, y, size, true, b.lRate)
	}
	p.right(amount, y, size, true, b.lAmount)
	p.rule(x0, y+4, x1)
	for i, l := range b.lines {
		y += 15
		if s.pos {
			p.put(x0, y, size, fmt.Sprint(s.first+i+1))
		}
		p.put(desc, y, size, l.name)
		p.right(qty, y, size, false, b.quantity(l.qty))
		if s.unit {
			p.put(qty+8, y, size, l.unit)
		}
		p.right(price, y, size, false, b.figure(l.price, max(2, s.prices)))
		if s.rate {
			p.right(rate, y, size, false, fmt.Sprintf("%d %%", l.rate))
		}
		p.right(amount, y, size, false, b.figure(l.amount, 2))
		if l.more != "" {
			y += 10
			p.put(desc, y, 8, l.more)
		}
		if s.ruled {
			p.rule(x0, y+4, x1)
		}
	}
	return y + 6
}

// totals sets net, taxes, gross and perhaps what is to pay, from x0 to x1.
func (b *bill) totals(p *sheet, y, x0, x1 float64, pay bool) float64 {
	row := func(label string, d decimal.Decimal, bold bool) {
		y += 14
		p.style(x0, y, 9.5, bold, label)
		p.right(x1, y, 9.5, bold, b.money(d))
	}
	row(b.lNet, b.net, false)
	for _, t := range b.taxes {
		row(b.taxLabel(t.rate), t.tax, false)
	}
	row(b.lGross, b.gross, true)
	if pay {
		row(b.lPay, b.gross, true)
	}
	return y
}

// breakdown sets the table of rates, with the sums below it.
func (b *bill) breakdown(p *sheet, y float64) float64 {
	for i, h := range strings.Split(pick(b.r, b.t.base), "|") {
		p.right(130+110*float64(i), y, 8.5, true, h)
	}
	for _, t := range b.taxes {
		y += 12
		p.right(130, y, 8.5, false, fmt.Sprintf("%d %%", t.rate))
		p.right(240, y, 8.5, false, b.figure(t.net, 2))
		p.right(350, y, 8.5, false, b.figure(t.tax, 2))
	}
	y += 14
	p.rule(40, y-10, 350)
	p.right(240, y, 8.5, true, b.figure(b.net, 2))
	p.right(350, y, 8.5, true, b.figure(b.tax, 2))
	return y
}
