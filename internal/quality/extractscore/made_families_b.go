package extractscore

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// skontoBill has freight on the document and two dates to pay by: with a
// discount for prompt payment and without.
func skontoBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printVAT, b.printBk = true, true, true, true
	p := newSheet(1)
	p.style(57, 55, 15, true, b.supplier.name)
	p.rule(57, 62, 545)
	p.put(57, 72, 8, b.supplier.street+" | "+b.supplier.place+" | "+b.lVATID+" "+b.vatID)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(57, 120+13*float64(i), 10, s)
	}
	p.style(57, 190, 13, true, b.lTitle)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lOrder, b.order}, {b.lClient, b.client}} {
		x := 57 + 125*float64(i)
		p.put(x, 208, 7.5, f[0])
		p.style(x, 220, 9.5, true, f[1])
	}
	y := b.table(p, 250, 57, 545, tableStyle{pos: true, unit: true, ruled: true})
	row := func(label string, d decimal.Decimal, bold bool) {
		y += 14
		p.right(440, y, 9.5, bold, label)
		p.right(545, y, 9.5, bold, b.money(d))
	}
	row(pick(b.r, b.words.sum), b.lineSum(), false)
	row(pick(b.r, b.words.shipping), b.charge, false)
	row(b.lNet, b.net, false)
	for _, t := range b.taxes {
		row(b.taxLabel(t.rate), t.tax, false)
	}
	row(b.lGross, b.gross, true)
	early := b.day(b.issued.AddDate(0, 0, 5), b.format)
	y += 30
	for _, l := range wrap(strings.NewReplacer("#", early, "$", b.due).Replace(b.words.skonto), 90) {
		p.put(57, y, 9, l)
		y += 12
	}
	p.put(57, y+10, 9, strings.TrimRight(b.lIBAN, ":")+" "+spaced(b.iban)+" "+strings.TrimRight(b.lBIC, ":")+" "+b.bic)
	return []*sheet{p}
}

// reverseBill goes to a firm in another country, which owes the tax: both VAT
// ids are printed, and no tax.
func reverseBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, true
	p := newSheet(1)
	p.style(320, 60, 14, true, b.supplier.name)
	for i, s := range []string{b.supplier.street, b.supplier.place, b.lVATID + " " + b.vatID} {
		p.put(320, 75+11*float64(i), 9, s)
	}
	p.put(57, 120, 8, strings.TrimRight(pick(b.r, b.t.to), ":")+":")
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place, pick(b.r, b.words.customerVAT) + ": " + b.customerVAT} {
		p.put(57, 133+13*float64(i), 10, s)
	}
	p.style(57, 215, 16, true, b.lTitle)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}} {
		p.put(320, 150+13*float64(i), 9, strings.TrimRight(f[0], ":")+": "+f[1])
	}
	y := b.table(p, 245, 57, 545, tableStyle{})
	y += 14
	p.style(340, y, 9.5, false, b.lNet)
	p.right(545, y, 9.5, false, b.money(b.net))
	y += 14
	p.style(340, y, 9.5, false, b.taxLabel(0))
	p.right(545, y, 9.5, false, b.money(decimal.Zero))
	y += 14
	p.style(340, y, 9.5, true, b.lGross)
	p.right(545, y, 9.5, true, b.money(b.gross))
	p.put(57, y+25, 9, b.words.reverse)
	p.put(57, y+45, 9, strings.TrimRight(b.lIBAN, ":")+" "+spaced(b.iban)+"   "+strings.TrimRight(b.lBIC, ":")+" "+b.bic)
	return []*sheet{p}
}

// usBill is an invoice of the United States: bill to, ship to, terms, sales
// tax, a remittance slip at the foot that repeats number and amount.
func usBill(b *bill) []*sheet {
	b.printDue, b.printOrder = true, true
	p := newSheet(1)
	p.in.Size.W, p.in.Size.H = 612, 792
	p.style(50, 60, 16, true, b.supplier.name)
	p.put(50, 75, 9, b.supplier.street)
	p.put(50, 87, 9, b.supplier.place)
	p.put(50, 99, 9, "(503) 555-0"+madeDigits(b.r, 3))
	p.right(560, 65, 24, true, "INVOICE")
	for i, f := range [][2]string{{"Invoice #", b.number}, {"Invoice Date", b.date}, {"P.O. Number", b.order}, {"Terms", "Net 30"}, {"Due Date", b.due}} {
		p.right(470, 90+13*float64(i), 9, true, f[0])
		p.right(560, 90+13*float64(i), 9, false, f[1])
	}
	p.style(50, 175, 9, true, "Bill To")
	p.style(300, 175, 9, true, "Ship To")
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(50, 188+12*float64(i), 9.5, s)
		p.put(300, 188+12*float64(i), 9.5, s)
	}
	y := b.table(p, 250, 50, 560, tableStyle{})
	row := func(label string, d decimal.Decimal, bold bool) {
		y += 14
		p.style(400, y, 9.5, bold, label)
		p.right(560, y, 9.5, bold, b.money(d))
	}
	row("Subtotal", b.lineSum(), false)
	row(pick(b.r, b.words.shipping), b.charge, false)
	row(b.taxLabel(b.taxes[0].rate), b.tax, false)
	row(b.lGross, b.gross, true)
	row(b.lPay, b.gross, true)
	p.put(50, y+30, 9, "Please make checks payable to "+b.supplier.name+".")
	p.rule(50, 690, 560)
	p.put(50, 705, 8, "Please detach and return with your payment. Remit to: "+b.supplier.name+", "+b.supplier.street+", "+b.supplier.place)
	p.put(50, 720, 8, "Invoice # "+b.number)
	p.put(200, 720, 8, "Customer # "+b.client)
	p.put(350, 720, 8, "Amount due "+b.money(b.gross))
	return []*sheet{p}
}

// swissBill carries the payment part of a QR-bill at its foot, which repeats
// account, parties and amount.
func swissBill(b *bill) []*sheet {
	b.printDue, b.printVAT, b.printBk = true, true, false
	b.also("iban", "", b.iban)
	p := newSheet(1)
	p.style(57, 55, 14, true, b.supplier.name)
	p.put(57, 68, 9, b.supplier.street)
	p.put(57, 79, 9, b.supplier.place)
	p.put(57, 90, 9, b.lVATID+" "+b.vatID+" MWST")
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(350, 120+13*float64(i), 10, s)
	}
	p.put(350, 180, 10, b.supplier.place[5:]+", "+b.date)
	p.style(57, 205, 13, true, b.lTitle+" Nr. "+b.number)
	p.put(57, 220, 9, strings.TrimRight(b.lDue, ":")+": "+b.due)
	y := b.table(p, 245, 57, 545, tableStyle{pos: true, rate: true})
	b.totals(p, y+6, 330, 545, false)
	p.rule(0, 560, 595)
	slip := func(x, y, size float64, title string) {
		p.style(x, y, size+3, true, title)
		p.style(x, y+18, size, true, "Konto / Zahlbar an")
		for i, s := range []string{spaced(b.iban), b.supplier.name, b.supplier.street, b.supplier.place} {
			p.put(x, y+18+(size+2)*float64(i+1), size, s)
		}
		p.style(x, y+80, size, true, "Zahlbar durch")
		for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
			p.put(x, y+80+(size+2)*float64(i+1), size, s)
		}
	}
	slip(15, 580, 7, "Empfangsschein")
	p.style(15, 760, 7, true, "Währung")
	p.style(60, 760, 7, true, "Betrag")
	p.put(15, 771, 8, "CHF")
	p.put(60, 771, 8, strings.ReplaceAll(b.figure(b.gross, 2), "'", " "))
	p.style(195, 580, 10, true, "Zahlteil")
	slip(350, 580, 9, "")
	p.style(195, 760, 8, true, "Währung")
	p.style(250, 760, 8, true, "Betrag")
	p.put(195, 773, 10, "CHF")
	p.put(250, 773, 10, strings.ReplaceAll(b.figure(b.gross, 2), "'", " "))
	return []*sheet{p}
}

// negativeBill is a credit note with negative amounts that names the invoice
// which it corrects.
func negativeBill(b *bill) []*sheet {
	b.printVAT = true
	p := newSheet(1)
	p.right(540, 60, 13, true, b.supplier.name)
	p.right(540, 73, 8.5, false, b.supplier.street+", "+b.supplier.place)
	p.right(540, 84, 8.5, false, b.lVATID+" "+b.vatID)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(60, 130+13*float64(i), 10, s)
	}
	p.style(60, 200, 15, true, b.lTitle)
	for i, f := range [][2]string{{pick(b.r, []string{"Nr.", "No.", "N°"}), b.number}, {b.lDate, b.date}, {pick(b.r, b.words.original), b.original}} {
		p.put(60, 220+12*float64(i), 9.5, f[0])
		p.put(200, 220+12*float64(i), 9.5, f[1])
	}
	y := b.table(p, 280, 60, 540, tableStyle{rate: true})
	b.totals(p, y+10, 330, 540, false)
	return []*sheet{p}
}

// codesBill gives each line a letter for its rate and explains the letters in
// a table below the sums.
func codesBill(b *bill) []*sheet {
	b.printDue, b.printOrder, b.printVAT, b.printBk = true, true, true, true
	p := newSheet(1)
	p.style(45, 50, 13, true, b.supplier.name)
	p.put(45, 63, 8.5, b.supplier.street+", "+b.supplier.place)
	p.put(45, 74, 8.5, b.lVATID+" "+b.vatID)
	for i, s := range []string{b.customer.name, b.customer.street, b.customer.place} {
		p.put(330, 110+12*float64(i), 10, s)
	}
	p.style(45, 120, 17, true, b.lTitle)
	for i, f := range [][2]string{{b.lNumber, b.number}, {b.lDate, b.date}, {b.lDue, b.due}, {b.lOrder, b.order}} {
		p.put(45, 140+12*float64(i), 9, f[0])
		p.put(170, 140+12*float64(i), 9, f[1])
	}
	letter := map[int]string{}
	for i, t := range b.taxes {
		letter[t.rate] = string(rune('A' + i))
	}
	y := 215.0
	code := pick(b.r, b.words.code)
	p.style(45, y, 9, true, b.lQty)
	p.style(90, y, 9, true, b.lDesc)
	p.right(430, y, 9, true, b.lPrice)
	p.right(510, y, 9, true, b.lAmount)
	p.style(525, y, 9, true, code)
	for _, l := range b.lines {
		y += 14
		p.put(45, y, 9, b.quantity(l.qty))
		p.put(90, y, 9, l.name)
		p.right(430, y, 9, false, b.figure(l.price, 2))
		p.right(510, y, 9, false, b.figure(l.amount, 2))
		p.put(528, y, 9, letter[l.rate])
		if l.more != "" {
			y += 10
			p.put(90, y, 8, l.more)
		}
	}
	y = b.totals(p, y+10, 330, 510, true)
	heads := strings.Split(pick(b.r, b.t.base), "|")
	y += 30
	p.style(45, y, 8.5, true, code)
	for i, h := range heads {
		p.right(150+90*float64(i), y, 8.5, true, h)
	}
	for _, t := range b.taxes {
		y += 12
		p.put(45, y, 8.5, letter[t.rate])
		p.right(150, y, 8.5, false, fmt.Sprintf("%d,00%%", t.rate))
		p.right(240, y, 8.5, false, b.figure(t.net, 2))
		p.right(330, y, 8.5, false, b.figure(t.tax, 2))
	}
	p.put(45, y+30, 8.5, strings.TrimRight(b.lIBAN, ":")+" "+spaced(b.iban)+"   "+strings.TrimRight(b.lBIC, ":")+" "+b.bic)
	return []*sheet{p}
}
