package extractscore

import (
	"fmt"
	"strings"
)

// sidebarBill has all facts and the seller in a narrow column on the right,
// the amount to pay in large print on top, the quantity first in the table.
func sidebarBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printVAT, b.printBk = true, b.r.IntN(2) == 0, true, true
	p := newSheet(1)
	p.style(50, 80, 24, true, b.lTitle)
	p.put(50, 110, 9, strings.TrimRight(pick(b.r, b.t.to), ":"))
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.style(50, 124+13*float64(i), 10, i == 0, s)
	}
	y := 90.0
	for i, s := range []string{b.supplier.name, b.supplier.street, b.supplier.place, b.lVATID, b.vatID} {
		p.style(430, y, 8.5, i == 0, s)
		y += 11
	}
	y += 14
	facts := [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}}
	if b.printOrder {
		facts = append(facts, [2]string{b.lOrder, b.order})
	}
	facts = append(facts, [2]string{b.lClient, b.client}, [2]string{b.lIBAN, spaced(b.iban)}, [2]string{b.lBIC, b.bic})
	for _, f := range facts {
		p.style(430, y, 7.5, false, f[0])
		p.put(430, y+10, 8.5, f[1])
		y += 26
	}
	y = 200.0
	const size = 9
	p.style(50, y, size, true, b.lQty)
	p.style(105, y, size, true, b.lDesc)
	p.right(330, y, size, true, b.lPrice)
	p.right(405, y, size, true, b.lAmount)
	for _, l := range b.lines {
		y += 16
		p.put(50, y, size, b.quantity(l.qty)+" "+l.unit)
		p.put(105, y, size, l.name)
		p.right(330, y, size, false, b.figure(l.price, 2))
		p.right(405, y, size, false, b.figure(l.amount, 2))
		if l.more != "" {
			y += 11
			p.put(105, y, size, l.more)
		}
	}
	b.totals(p, y+12, 220, 405, false)
	return []*sheet{p}
}

// centredBill has a centred head with everything about the seller in two
// lines, the facts in one line with bars, and the totals on the left.
func centredBill(b *bill) []*sheet {
	b.printDue, b.printDelivery, b.printVAT, b.printBk = true, true, true, true
	p := newSheet(1)
	p.style(297-textWidth(b.supplier.name, 15)/2, 60, 15, true, b.supplier.name)
	line := b.supplier.street + ", " + b.supplier.place
	p.put(297-textWidth(line, 8.5)/2, 75, 8.5, line)
	line = b.lVATID + " " + b.vatID
	p.put(297-textWidth(line, 8.5)/2, 86, 8.5, line)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(340, 125+13*float64(i), 10, s)
	}
	p.style(60, 200, 13, true, b.lTitle+" "+b.number)
	p.put(60, 218, 9, strings.TrimRight(b.lDate, ":")+": "+b.date+"  |  "+strings.TrimRight(b.lDelivery, ":")+": "+b.delivery+"  |  "+strings.TrimRight(b.lDue, ":")+": "+b.due)
	y := b.table(p, 250, 60, 540, tableStyle{rate: true, unit: true})
	y = b.totals(p, y+14, 60, 260, true)
	for i, s := range []string{strings.TrimRight(b.lIBAN, ": ") + ": " + spaced(b.iban), strings.TrimRight(b.lBIC, ": ") + ": " + b.bic} {
		p.put(60, y+30+12*float64(i), 9, s)
	}
	return []*sheet{p}
}

// boxesBill is a form: labels in small print in the corner of ruled boxes, the
// values below them; the totals in a row of boxes.
func boxesBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printVAT, b.printBk = true, true, true, true
	p := newSheet(1)
	p.style(40, 50, 16, true, b.lTitle)
	cell := func(x, y, w float64, label, v string) {
		p.put(x+3, y+8, 6.5, label)
		p.put(x+3, y+21, 9.5, v)
		p.rule(x, y, x+w)
		p.rule(x, y+27, x+w)
	}
	p.put(43, 70, 6.5, strings.TrimRight(pick(b.r, b.t.from), ":"))
	p.put(303, 70, 6.5, strings.TrimRight(pick(b.r, b.t.to), ":"))
	for i, s := range []string{b.supplier.name, b.supplier.street, b.supplier.place} {
		p.put(43, 84+12*float64(i), 9.5, s)
	}
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(303, 84+12*float64(i), 9.5, s)
	}
	cell(40, 125, 130, b.lNumber, b.number)
	cell(170, 125, 130, b.lDate, b.date)
	cell(300, 125, 130, b.lDue, b.due)
	cell(430, 125, 125, b.lOrder, b.order)
	cell(40, 152, 260, b.lVATID, b.vatID)
	cell(300, 152, 255, b.lClient, b.client)
	y := b.table(p, 205, 40, 555, tableStyle{pos: true, rate: true, ruled: true})
	y += 14
	x := 40.0
	cell(x, y, 120, b.lNet, b.money(b.net))
	for i, t := range b.taxes {
		cell(x+120+100*float64(i), y, 100, b.taxLabel(t.rate), b.money(t.tax))
	}
	cell(x+120+100*float64(len(b.taxes)), y, 150, b.lGross, b.money(b.gross))
	p.put(43, y+55, 8.5, fmt.Sprintf("%s %s   %s %s", strings.TrimRight(b.lIBAN, ":"), spaced(b.iban), strings.TrimRight(b.lBIC, ":"), b.bic))
	return []*sheet{p}
}
