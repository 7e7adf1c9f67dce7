package extractscore

import (
	"slices"
	"strings"

	"github.com/docket-go/docket/extract"
	"github.com/shopspring/decimal"
)

// A family is a kind of document that the layouts of madeLayouts do not cover:
// another content, in another form. Those of one round were measured before the
// extraction was changed for any of them.
type family struct {
	tongues string        // codes of the languages it comes in, empty = all
	lines   [2]int        // least and most line items
	shape   func(b *bill) // the content, before it is drawn
	draw    func(b *bill) []*sheet
	credit  bool // a credit note
}

// families of the first round.
var families = map[string]family{
	"foot":     {lines: [2]int{1, 6}, shape: discounted, draw: footBill},
	"left":     {lines: [2]int{1, 5}, shape: prepaidBill, draw: leftBill},
	"running":  {lines: [2]int{1, 4}, shape: oneRate, draw: runningBill},
	"utility":  {lines: [2]int{2, 2}, shape: utilityLines, draw: utilityBill},
	"hotel":    {lines: [2]int{3, 7}, shape: hotelLines, draw: hotelBill},
	"hours":    {lines: [2]int{2, 6}, shape: workLines, draw: hoursBill},
	"skonto":   {lines: [2]int{1, 5}, shape: shipped, draw: skontoBill},
	"reverse":  {lines: [2]int{1, 4}, shape: reverseCharge, draw: reverseBill},
	"us":       {tongues: "us", lines: [2]int{1, 5}, shape: shipped, draw: usBill},
	"swiss":    {tongues: "ch", lines: [2]int{1, 4}, draw: swissBill},
	"negative": {lines: [2]int{1, 4}, credit: true, shape: negativeLines, draw: negativeBill},
	"codes":    {lines: [2]int{2, 6}, draw: codesBill},
}

// oneRate gives all lines the first rate.
func oneRate(b *bill) {
	for i := range b.lines {
		b.lines[i].rate = b.t.rates[0]
	}
}

func (b *bill) also(field, typ, v string) {
	if b.more == nil {
		b.more = map[string]TruthField{}
	}
	b.more[field] = TruthField{Type: typ, Value: v}
}

func (b *bill) lineSum() decimal.Decimal {
	sum := decimal.Zero
	for _, l := range b.lines {
		sum = sum.Add(l.amount)
	}
	return sum
}

// discounted takes a percentage off the whole document.
func discounted(b *bill) {
	oneRate(b)
	b.percent = pick(b.r, []int{2, 3, 5, 10})
	b.allowance = b.lineSum().Mul(decimal.New(int64(b.percent), -2)).Round(2)
	b.sum()
	b.also(extract.FieldLineTotal, "money", b.lineSum().StringFixed(2))
	b.also(extract.FieldAllowances, "money", b.allowance.StringFixed(2))
}

// prepaidBill leaves a part of the gross to pay.
func prepaidBill(b *bill) {
	b.prepaid = b.gross.Mul(decimal.New(int64(10*(1+b.r.IntN(5))), -2)).Round(0)
	b.also(extract.FieldPrepaid, "money", b.prepaid.StringFixed(2))
	b.also(extract.FieldDue, "money", b.gross.Sub(b.prepaid).StringFixed(2))
}

// shipped adds freight to the lines.
func shipped(b *bill) {
	oneRate(b)
	b.charge = decimal.New(int64(390+b.r.IntN(3000)), -2)
	b.sum()
	b.also(extract.FieldLineTotal, "money", b.lineSum().StringFixed(2))
	b.also(extract.FieldCharges, "money", b.charge.StringFixed(2))
}

func reverseCharge(b *bill) {
	oneRate(b)
	b.noTax = true
	b.sum()
	other := pick(b.r, []string{"DE", "FR", "NL", "ES", "IT", "PT"})
	for other == b.t.country {
		other = pick(b.r, []string{"DE", "FR", "NL", "ES", "IT", "PT"})
	}
	b.customerVAT = madeVATID(other, b.r)
	b.also(extract.FieldCustomerVATID, "", b.customerVAT)
}

// workLines are hours, some of them in halves and quarters.
func workLines(b *bill) {
	oneRate(b)
	rate := decimal.New(int64(450+50*b.r.IntN(20)), -1)
	for i := range b.lines {
		l := &b.lines[i]
		l.qty, l.price, l.more = decimal.New(int64(1+b.r.IntN(40)), 0).Div(decimal.New(4, 0)), rate, ""
		l.amount = l.qty.Mul(l.price).Round(2)
	}
	if b.r.IntN(3) == 0 {
		b.noTax, b.unprinted = true, []string{extract.FieldNet, extract.FieldVAT}
	}
	b.sum()
}

func utilityLines(b *bill) {
	oneRate(b)
	used := decimal.New(int64(80+b.r.IntN(900)), 0)
	price := decimal.New(int64(1800+b.r.IntN(2000)), -4)
	standing := decimal.New(int64(500+b.r.IntN(1500)), -2)
	b.lines[0] = billLine{good: good{b.words.energy, "kWh"}, qty: used, price: price, amount: used.Mul(price).Round(2), rate: b.t.rates[0]}
	b.lines[1] = billLine{good: good{b.words.standing, pick(b.r, []string{"", "1"})}, qty: decimal.New(1, 0), price: standing, amount: standing, rate: b.t.rates[0]}
	b.sum()
}

// hotelLines are postings of one day each; their amounts hold the tax.
func hotelLines(b *bill) {
	night := decimal.New(int64(6500+b.r.IntN(12000)), -2)
	for i := range b.lines {
		l := &b.lines[i]
		l.more, l.qty, l.rate = "", decimal.New(1, 0), b.t.rates[1]
		switch i % 3 {
		case 0:
			l.good, l.price = good{b.words.nights, ""}, night
		case 1:
			l.good, l.price, l.rate = good{b.words.breakfast, ""}, decimal.New(int64(900+100*b.r.IntN(15)), -2), b.t.rates[0]
		default:
			l.good, l.price, l.rate = good{b.words.citytax, ""}, decimal.New(int64(300+50*b.r.IntN(30)), -2), b.t.rates[0]
		}
		l.amount = l.price
	}
	b.gross = b.lineSum()
	b.net, b.tax, b.taxes = decimal.Zero, decimal.Zero, nil
	for _, rate := range b.t.rates {
		gross := decimal.Zero
		for _, l := range b.lines {
			if l.rate == rate {
				gross = gross.Add(l.amount)
			}
		}
		if gross.IsZero() {
			continue
		}
		net := gross.Mul(decimal.New(100, 0)).Div(decimal.New(int64(100+rate), 0)).Round(2)
		b.taxes = append(b.taxes, billTax{rate, net, gross.Sub(net)})
		b.net, b.tax = b.net.Add(net), b.tax.Add(gross.Sub(net))
	}
}

func negativeLines(b *bill) {
	for i := range b.lines {
		b.lines[i].qty, b.lines[i].amount = b.lines[i].qty.Neg(), b.lines[i].amount.Neg()
	}
	b.sum()
	b.original = "RX" + madeDigits(b.r, 6)
}

// sentence fills number, date and due date into the words of the language.
func (b *bill) sentence() string {
	return strings.NewReplacer("@n", b.number, "@d", b.date, "@u", b.due).Replace(b.words.sentence)
}

// wrap breaks s into lines of at most n letters.
func wrap(s string, n int) []string {
	var out []string
	line := ""
	for w := range strings.FieldsSeq(s) {
		if line != "" && len(line)+1+len(w) > n {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	return append(out, line)
}

// shortest returns the shortest of ss.
func shortest(ss []string) string {
	return slices.MinFunc(ss, func(a, b string) int { return len(a) - len(b) })
}

// named fills the percentage into a label.
func named(label, percent string) string { return strings.Replace(label, "%", percent, 1) }

// tongueOf finds a language by its code, or the two countries that the
// families have beside them.
func tongueOf(code string) *tongue {
	for i := range tongues {
		if tongues[i].code == code {
			return &tongues[i]
		}
	}
	var t tongue
	switch code {
	case "us":
		t = *tongueOf("en")
		t.country, t.currency, t.money = "US", "USD", "$#"
		t.dates = []string{"01/02/2006", "January 2, 2006", "1/2/2006"}
		t.tax, t.gross, t.net = []string{"Sales Tax (% %)", "Tax (% %)", "Sales tax"}, []string{"Total", "Invoice Total", "Grand Total"}, []string{"Subtotal", "Taxable amount"}
		t.rates = []int{8, 6}
		t.firms = []string{"Cascade Outfitters Inc.", "Bluebird Plumbing LLC", "Harper & Lowe Design Co.", "Lakeshore Supply Corp."}
		t.streets = []string{"1420 Maple Avenue", "88 Harbor Blvd, Suite 210", "5 N. Main Street", "3017 Sunset Drive"}
		t.places = []string{"Portland, OR 97205", "Austin, TX 78701", "Madison, WI 53703", "Tampa, FL 33602"}
	case "ch":
		t = *tongueOf("de")
		t.country, t.currency, t.money, t.group, t.point = "CH", "CHF", "CHF #", "'", "."
		t.rates = []int{8, 3}
		t.vatID = []string{"MWST-Nr.", "MWST-Nummer:", "UID"}
		t.tax = []string{"MWST % %", "zzgl. % % MWST", "% % MwSt."}
		t.firms = []string{"Schreinerei Aeschlimann AG", "Zürcher Velohandel GmbH", "Bergblick Informatik AG", "Gärtnerei Moosmann"}
		t.streets = []string{"Bahnhofstrasse 12", "Dorfweg 3", "Seestrasse 210", "Rue du Lac 8"}
		t.places = []string{"8001 Zürich", "3011 Bern", "6003 Luzern", "9000 St. Gallen"}
	}
	t.code = code
	return &t
}
