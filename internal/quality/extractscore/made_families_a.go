package extractscore

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// footBill has its whole letterhead in the foot of the page, in three columns,
// the facts in one line above the title, and a discount on the document.
func footBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(70, 110+13*float64(i), 10, s)
	}
	p.right(530, 200, 10, false, strings.TrimRight(b.lDate, ":")+" "+b.date)
	p.style(70, 230, 15, true, b.lTitle+" "+b.number)
	y := b.table(p, 260, 70, 530, tableStyle{pos: true})
	row := func(label string, s string, bold bool) {
		y += 14
		p.style(330, y, 9.5, bold, label)
		p.right(530, y, 9.5, bold, s)
	}
	row(pick(b.r, b.words.sum), b.money(b.lineSum()), false)
	row(named(pick(b.r, b.words.discount), fmt.Sprint(b.percent)), "-"+b.money(b.allowance), false)
	row(b.lNet, b.money(b.net), false)
	for _, t := range b.taxes {
		row(b.taxLabel(t.rate), b.money(t.tax), false)
	}
	row(b.lGross, b.money(b.gross), true)
	p.put(70, y+30, 9.5, strings.Replace(pick(b.r, b.t.terms), "#", b.due, 1))
	p.rule(70, 770, 530)
	for i, s := range []string{b.supplier.name, b.supplier.street, b.supplier.place} {
		p.put(70, 782+9*float64(i), 7, s)
	}
	for i, s := range []string{"Tel. 0" + madeDigits(b.r, 8), "www.example.com", b.lVATID + " " + b.vatID} {
		p.put(240, 782+9*float64(i), 7, s)
	}
	for i, s := range []string{"Sparbank", b.lIBAN + " " + spaced(b.iban), b.lBIC + " " + b.bic} {
		p.put(390, 782+9*float64(i), 7, s)
	}
	return []*sheet{p}
}

// leftBill has a narrow column on the left with sums and facts, the items on
// its right; a deposit was paid.
func leftBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	p.style(220, 60, 18, true, b.supplier.name)
	p.put(220, 75, 8.5, b.supplier.street+", "+b.supplier.place)
	p.put(220, 86, 8.5, b.lVATID+" "+b.vatID)
	p.put(220, 120, 8, strings.TrimRight(pick(b.r, b.t.to), ":"))
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(220, 133+12*float64(i), 10, s)
	}
	y := 60.0
	fact := func(label, s string, size float64, bold bool) {
		p.style(40, y, 7.5, false, label)
		p.style(40, y+size+2, size, bold, s)
		y += size + 18
	}
	p.style(40, y, 13, true, b.lTitle)
	y += 24
	fact(b.lNumber, b.number, 9, false)
	fact(b.lDate, b.date, 9, false)
	fact(b.lDue, b.due, 9, false)
	y += 30
	fact(b.lNet, b.money(b.net), 9, false)
	for _, t := range b.taxes {
		fact(b.taxLabel(t.rate), b.money(t.tax), 9, false)
	}
	fact(b.lGross, b.money(b.gross), 10, true)
	fact(pick(b.r, b.words.deposit), b.money(b.prepaid), 9, false)
	fact(pick(b.r, b.words.open), b.money(b.gross.Sub(b.prepaid)), 12, true)
	y += 20
	fact(b.lIBAN, spaced(b.iban), 7, false)
	fact(b.lBIC, b.bic, 7, false)
	b.table(p, 200, 220, 560, tableStyle{})
	return []*sheet{p}
}

// runningBill says everything in sentences, the items too: there is no table.
func runningBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	p.right(530, 60, 11, true, b.supplier.name)
	p.right(530, 74, 9, false, b.supplier.street)
	p.right(530, 86, 9, false, b.supplier.place)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(65, 130+13*float64(i), 10, s)
	}
	p.style(65, 210, 12, true, b.lTitle)
	y := 235.0
	for _, l := range wrap(b.sentence(), 85) {
		p.put(65, y, 10, l)
		y += 14
	}
	y += 10
	for _, l := range b.lines {
		p.put(75, y, 10, fmt.Sprintf("%s %s %s", b.quantity(l.qty), l.unit, l.name))
		p.put(330, y, 10, "à "+b.money(l.price))
		p.right(530, y, 10, false, b.money(l.amount))
		y += 14
	}
	y = b.totals(p, y+6, 250, 530, false)
	p.put(65, y+34, 9, strings.TrimRight(b.lIBAN, ": ")+": "+spaced(b.iban)+", "+strings.TrimRight(b.lBIC, ": ")+": "+b.bic)
	p.put(65, y+47, 9, strings.TrimRight(b.lVATID, ": ")+": "+b.vatID)
	return []*sheet{p}
}

// utilityBill is that of an electricity company: readings of a meter, the
// balance before, what was paid, and what is to pay now in a box on top.
func utilityBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	p.style(50, 55, 17, true, b.supplier.name)
	p.put(50, 70, 8, b.supplier.street+", "+b.supplier.place+", "+b.lVATID+" "+b.vatID)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(50, 120+13*float64(i), 10, s)
	}
	facts := [][2]string{{b.lNumber, b.number}, {b.lClient, b.client}, {b.lDate, b.date}, {b.words.meter, madeDigits(b.r, 8)}, {pick(b.r, b.words.period), b.delivery + " - " + b.date}}
	for i, f := range facts {
		p.put(340, 110+12*float64(i), 8.5, f[0])
		p.put(455, 110+12*float64(i), 8.5, f[1])
	}
	previous := decimal.New(int64(2000+b.r.IntN(9000)), -2)
	y := 200.0
	p.style(50, y, 13, true, b.lTitle)
	row := func(label string, s string, bold bool) {
		y += 15
		p.style(50, y, 9.5, bold, label)
		p.right(300, y, 9.5, bold, s)
	}
	row(pick(b.r, b.words.previous), b.money(previous), false)
	row(pick(b.r, b.words.received), "-"+b.money(previous), false)
	row(pick(b.r, b.words.charges), b.money(b.gross), false)
	row(pick(b.r, b.words.open), b.money(b.gross), true)
	p.style(340, 215, 10, true, b.lDue)
	p.style(340, 230, 12, true, b.due)
	y = b.table(p, y+40, 50, 545, tableStyle{unit: true, prices: 4})
	y = b.totals(p, y+8, 330, 545, false)
	p.put(50, 790, 8, b.lIBAN+" "+spaced(b.iban)+"  "+b.lBIC+" "+b.bic)
	return []*sheet{p}
}

// hotelBill is a guest's folio: postings by day with the tax inside, the rates
// in a table at the end, and all of it paid.
func hotelBill(b *bill) []*sheet {
	b.printVAT = true
	b.also("amount_due", "money", "0.00")
	p := newSheet(1)
	centre := func(y, size float64, bold bool, s string) { p.style(297-textWidth(s, size)/2, y, size, bold, s) }
	centre(50, 16, true, b.supplier.name)
	centre(64, 8.5, false, b.supplier.street+" - "+b.supplier.place)
	centre(75, 8.5, false, b.lVATID+" "+b.vatID)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(60, 120+13*float64(i), 10, s)
	}
	facts := [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {pick(b.r, b.words.room), fmt.Sprint(100 + b.r.IntN(500))}, {pick(b.r, b.words.arrival), b.delivery}, {pick(b.r, b.words.departure), b.date}}
	for i, f := range facts {
		p.put(370, 120+12*float64(i), 9, strings.TrimRight(f[0], ":")+":")
		p.put(460, 120+12*float64(i), 9, f[1])
	}
	p.style(60, 205, 14, true, b.lTitle)
	y := 230.0
	p.style(60, y, 9, true, shortest(b.t.date))
	p.style(140, y, 9, true, b.lDesc)
	p.right(530, y, 9, true, b.lAmount)
	p.rule(60, y+4, 530)
	for _, l := range b.lines {
		y += 14
		p.put(60, y, 9, b.delivery)
		p.put(140, y, 9, l.name)
		p.right(530, y, 9, false, b.figure(l.amount, 2))
	}
	y += 20
	p.style(330, y, 10, true, b.lGross)
	p.right(530, y, 10, true, b.money(b.gross))
	p.put(330, y+14, 9, b.words.paidBy)
	p.right(530, y+14, 9, false, "-"+b.money(b.gross))
	p.put(330, y+28, 9, b.lPay)
	p.right(530, y+28, 9, false, b.money(decimal.Zero))
	b.breakdown(p, y+60)
	return []*sheet{p}
}

// hoursBill is a freelancer's: dates, work, hours and the rate of an hour.
func hoursBill(b *bill) []*sheet {
	b.printDue, b.printBk, b.printVAT = true, true, !b.noTax
	p := newSheet(1)
	p.style(60, 60, 20, false, b.supplier.name)
	p.right(535, 55, 8.5, false, b.supplier.street)
	p.right(535, 66, 8.5, false, b.supplier.place)
	if b.printVAT {
		p.right(535, 77, 8.5, false, b.lVATID+" "+b.vatID)
	}
	p.put(60, 120, 8, strings.TrimRight(pick(b.r, b.t.to), ":"))
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.style(60, 133+13*float64(i), 10, i == 0, s)
	}
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}} {
		p.right(430, 133+13*float64(i), 9, false, f[0])
		p.right(535, 133+13*float64(i), 9, true, f[1])
	}
	y := 215.0
	p.style(60, y, 9, true, shortest(b.t.date))
	p.style(130, y, 9, true, pick(b.r, b.words.task))
	p.right(390, y, 9, true, pick(b.r, b.words.hours))
	p.right(460, y, 9, true, pick(b.r, b.words.hourly))
	p.right(535, y, 9, true, b.lAmount)
	p.rule(60, y+4, 535)
	for _, l := range b.lines {
		y += 15
		p.put(60, y, 9, b.delivery)
		p.put(130, y, 9, l.name)
		p.right(390, y, 9, false, b.figure(l.qty, 2))
		p.right(460, y, 9, false, b.figure(l.price, 2))
		p.right(535, y, 9, false, b.figure(l.amount, 2))
	}
	y += 12
	if b.noTax {
		p.style(330, y+14, 10, true, b.lGross)
		p.right(535, y+14, 10, true, b.money(b.gross))
		p.put(60, y+34, 8.5, b.words.exempt)
		y += 40
	} else {
		y = b.totals(p, y, 330, 535, true)
	}
	p.put(60, y+40, 9, strings.TrimRight(b.lIBAN, ":")+" "+spaced(b.iban)+" · "+strings.TrimRight(b.lBIC, ":")+" "+b.bic)
	return []*sheet{p}
}
