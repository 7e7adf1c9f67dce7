package extractscore

import (
	"fmt"
	"strings"
)

// judges are families of a second round, made when those of the first had been
// mended. They only judge: nothing is to be changed for one of them.
var judges = map[string]family{
	"online":   {lines: [2]int{1, 4}, shape: oneRate, draw: onlineBill},
	"phone":    {lines: [2]int{3, 8}, shape: oneRate, draw: phoneBill},
	"stacked":  {lines: [2]int{1, 5}, shape: prepaidBill, draw: stackedBill},
	"leaders":  {lines: [2]int{1, 5}, shape: discounted, draw: leadersBill},
	"workshop": {lines: [2]int{2, 6}, shape: shipped, draw: workshopBill},
}

// onlineBill is what a service on the web sends: the amount to pay as a
// headline, two parties side by side, sums in the column of the amounts.
func onlineBill(b *bill) []*sheet {
	b.printDue, b.printVAT = true, true
	p := newSheet(1)
	p.style(45, 60, 20, true, b.lTitle)
	p.right(550, 60, 13, true, b.supplier.name)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}} {
		p.style(45, 90+13*float64(i), 9, true, strings.TrimRight(f[0], ":"))
		p.put(160, 90+13*float64(i), 9, f[1])
	}
	for i, s := range []string{b.supplier.name, b.supplier.street, b.supplier.place, b.lVATID + " " + b.vatID} {
		p.style(45, 155+12*float64(i), 9, i == 0, s)
	}
	p.style(270, 143, 9, true, strings.TrimRight(pick(b.r, b.t.to), ":"))
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(270, 155+12*float64(i), 9, s)
	}
	p.style(45, 230, 16, true, b.money(b.gross)+" · "+b.lDue+" "+b.due)
	y := b.table(p, 265, 45, 550, tableStyle{})
	b.totals(p, y+6, 300, 550, true)
	return []*sheet{p}
}

// phoneBill has the sums on its first page and the postings on the second.
func phoneBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	p.right(545, 50, 18, true, b.supplier.name)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(60, 120+13*float64(i), 10, s)
	}
	for i, f := range [][2]string{{b.lClient, b.client}, {b.lNumber, b.number}, {b.lDate, b.date}, {pick(b.r, b.words.period), b.delivery + " - " + b.date}} {
		p.put(350, 120+13*float64(i), 9, strings.TrimRight(f[0], ":")+":")
		p.right(545, 120+13*float64(i), 9, false, f[1])
	}
	p.style(60, 210, 14, true, b.lTitle)
	y := b.totals(p, 225, 60, 400, true)
	y += 30
	for _, l := range wrap(strings.Replace(pick(b.r, b.t.terms), "#", b.due, 1), 80) {
		p.put(60, y, 9.5, l)
		y += 13
	}
	foot := []string{b.supplier.name + ", " + b.supplier.street + ", " + b.supplier.place, b.lVATID + " " + b.vatID + ", " + b.lIBAN + " " + spaced(b.iban) + ", " + b.lBIC + " " + b.bic}
	for i, s := range foot {
		p.put(60, 800+9*float64(i), 7, s)
	}
	q := newSheet(2)
	q.put(60, 50, 8, b.lNumber+" "+b.number+"   "+pick(b.r, b.t.page)+" 2/2")
	b.table(q, 80, 60, 545, tableStyle{pos: true})
	return []*sheet{p, q}
}

// stackedBill sets labels above values, in the middle of the page, and the sums
// in a row of columns at the foot of the table; a deposit was paid.
func stackedBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printVAT, b.printBk = true, true, true, true
	p := newSheet(1)
	centre := func(x, y, size float64, bold bool, s string) {
		w := -0.28 * size
		for f := range strings.FieldsSeq(s) {
			w += textWidth(f, size) + 0.28*size
		}
		p.style(x-w/2, y, size, bold, s)
	}
	centre(297, 50, 17, true, b.supplier.name)
	centre(297, 64, 8.5, false, b.supplier.street+", "+b.supplier.place)
	centre(297, 100, 13, true, b.lTitle)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}, {b.lOrder, b.order}} {
		centre(120+120*float64(i), 125, 7.5, false, f[0])
		centre(120+120*float64(i), 138, 10, true, f[1])
	}
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(60, 175+13*float64(i), 10, s)
	}
	y := b.table(p, 235, 60, 540, tableStyle{unit: true})
	y = b.totals(p, y+10, 300, 540, false)
	for _, f := range [][2]string{{pick(b.r, b.words.deposit), b.money(b.prepaid)}, {pick(b.r, b.words.open), b.money(b.gross.Sub(b.prepaid))}} {
		y += 14
		p.put(300, y, 9.5, f[0])
		p.right(540, y, 9.5, false, f[1])
	}
	centre(297, 800, 8, false, b.lVATID+" "+b.vatID+"  "+b.lIBAN+" "+spaced(b.iban)+"  "+b.lBIC+" "+b.bic)
	return []*sheet{p}
}

// leadersBill leads from labels to values with dots, in a typewriter's manner.
func leadersBill(b *bill) []*sheet {
	b.printDue, b.printVAT = true, true
	p := newSheet(1)
	for i, s := range []string{b.supplier.name, b.supplier.street, b.supplier.place, b.lVATID + " " + b.vatID} {
		p.put(70, 60+13*float64(i), 10, s)
	}
	p.put(330, 130, 9, strings.TrimRight(pick(b.r, b.t.to), ":")+":")
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(330, 145+13*float64(i), 10, s)
	}
	p.put(70, 200, 11, b.lTitle)
	y := 218.0
	led := func(label, v string) {
		n := max(3, int((300-textWidth(label, 10))/3))
		p.put(70, y, 10, strings.TrimRight(label, ":")+" "+strings.Repeat(".", n))
		p.put(400, y, 10, v)
		y += 14
	}
	led(b.lNumber, b.number)
	led(b.lDate, b.date)
	led(b.lDue, b.due)
	y = b.table(p, y+20, 70, 530, tableStyle{}) + 24
	led(pick(b.r, b.words.sum), b.money(b.lineSum()))
	led(named(pick(b.r, b.words.discount), fmt.Sprint(b.percent)), "-"+b.money(b.allowance))
	led(b.lNet, b.money(b.net))
	for _, t := range b.taxes {
		led(b.taxLabel(t.rate), b.money(t.tax))
	}
	led(b.lGross, b.money(b.gross))
	return []*sheet{p}
}

// workshopBill has its facts in a box on the right of the parties and the
// sums on the left of the remarks; freight is added.
func workshopBill(b *bill) []*sheet {
	b.printDue, b.printDelivery, b.printVAT, b.printBk = true, true, true, true
	p := newSheet(1)
	p.style(50, 50, 12, true, b.supplier.name)
	p.put(50, 63, 8.5, b.supplier.street+" - "+b.supplier.place+" - "+b.lVATID+" "+b.vatID)
	p.put(50, 100, 8, strings.TrimRight(pick(b.r, b.t.to), ":"))
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.style(50, 113+12*float64(i), 10, i == 0, s)
	}
	p.rule(360, 92, 550)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDelivery, b.delivery}, {b.lDue, b.due}} {
		p.put(365, 104+14*float64(i), 8.5, f[0])
		p.right(545, 104+14*float64(i), 8.5, true, f[1])
		p.rule(360, 108+14*float64(i), 550)
	}
	p.style(50, 190, 16, true, b.lTitle)
	y := b.table(p, 215, 50, 550, tableStyle{pos: true, rate: true})
	y += 10
	for _, f := range [][2]string{{pick(b.r, b.words.sum), b.money(b.lineSum())}, {pick(b.r, b.words.shipping), b.money(b.charge)}, {b.lNet, b.money(b.net)}, {b.taxLabel(b.t.rates[0]), b.money(b.tax)}, {b.lGross, b.money(b.gross)}} {
		y += 14
		p.put(50, y, 9.5, f[0])
		p.right(260, y, 9.5, false, f[1])
	}
	p.put(300, y-30, 8.5, wrap(b.t.letter, 40)[0])
	p.put(50, y+40, 8.5, b.lIBAN+" "+spaced(b.iban)+"  "+b.lBIC+" "+b.bic)
	return []*sheet{p}
}
