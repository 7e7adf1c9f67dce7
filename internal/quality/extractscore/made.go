package extractscore

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/extract/value"
	"github.com/docket-go/docket/layout"
	"github.com/shopspring/decimal"
)

// A bill is the content of a made invoice, in the words of one language.
type bill struct {
	t                                                      *tongue
	r                                                      *rand.Rand
	credit                                                 bool
	number, order, client                                  string
	date, due, delivery                                    string // as printed
	isoDate, isoDue, isoDelivery                           string
	supplier, customer                                     party
	vatID, iban, bic                                       string
	lines                                                  []billLine
	taxes                                                  []billTax
	net, tax, gross                                        decimal.Decimal
	lNumber, lDate, lDue, lDelivery, lOrder, lClient       string // labels
	lDesc, lQty, lUnit, lPrice, lRate, lAmount             string
	lNet, lTax, lGross, lPay, lIBAN, lBIC, lVATID, lTitle  string
	printDue, printDelivery, printOrder, printVAT, printBk bool

	words                 *moreWords
	issued                time.Time
	format                string          // of dates
	allowance, charge     decimal.Decimal // on the document
	prepaid               decimal.Decimal
	percent               int    // of the allowance, 0 = none
	noTax                 bool   // reverse charge, small businesses
	customerVAT, original string // VAT id of the customer, number of the invoice that is corrected
	more                  map[string]TruthField
	unprinted             []string // fields that the document does not print
}

type party struct{ name, street, place string }

func (p party) address() string { return p.street + ", " + p.place }

type billLine struct {
	good
	more          string // a second line of the description
	qty           decimal.Decimal
	price, amount decimal.Decimal
	rate          int
}

type billTax struct {
	rate     int
	net, tax decimal.Decimal
}

func pick[T any](r *rand.Rand, s []T) T { return s[r.IntN(len(s))] }

// newBill makes up an invoice of n lines.
func newBill(t *tongue, r *rand.Rand, n int, credit bool) *bill {
	b := &bill{t: t, r: r, credit: credit}
	day := time.Date(2019+r.IntN(7), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	format := pick(r, t.dates)
	b.issued, b.format = day, format
	b.isoDate, b.date = day.Format(time.DateOnly), b.day(day, format)
	due := day.AddDate(0, 0, 7+7*r.IntN(6)+1)
	b.isoDue, b.due = due.Format(time.DateOnly), b.day(due, format)
	delivery := day.AddDate(0, 0, -1-r.IntN(20))
	b.isoDelivery, b.delivery = delivery.Format(time.DateOnly), b.day(delivery, format)
	b.number = pick(r, []string{fmt.Sprintf("%d-%04d", day.Year(), r.IntN(9000)+100), fmt.Sprintf("RX%06d", r.IntN(900000)+1000), fmt.Sprintf("%d/%03d", r.IntN(900)+10, day.Year()%100), fmt.Sprint(100000 + r.IntN(900000))})
	b.order, b.client = fmt.Sprintf("PO-%05d", r.IntN(90000)), fmt.Sprint(10000+r.IntN(9000))
	b.words = wordsOf(t.code)
	b.supplier = party{pick(r, t.firms), pick(r, t.streets), pick(r, t.places)}
	for b.customer.name == "" || b.customer.name == b.supplier.name || b.customer.street == b.supplier.street {
		b.customer = party{pick(r, append(t.firms[:len(t.firms):len(t.firms)], t.people...)), pick(r, t.streets), pick(r, t.places)}
	}
	if t.code != "us" {
		b.vatID, b.iban, b.bic = madeVATID(t.country, r), madeIBAN(t.country, r), madeBIC(t.country, r)
	}
	for range n {
		b.addLine()
	}
	b.sum()
	b.lNumber, b.lDate, b.lDue, b.lDelivery, b.lOrder, b.lClient = pick(r, t.number), pick(r, t.date), pick(r, t.due), pick(r, t.delivery), pick(r, t.order), pick(r, t.client)
	b.lDesc, b.lQty, b.lUnit, b.lPrice, b.lRate, b.lAmount = pick(r, t.desc), pick(r, t.qty), pick(r, t.unit), pick(r, t.price), pick(r, t.rate), pick(r, t.amount)
	b.lNet, b.lTax, b.lGross, b.lPay = pick(r, t.net), pick(r, t.tax), pick(r, t.gross), pick(r, t.pay)
	b.lIBAN, b.lBIC, b.lVATID = pick(r, t.iban), pick(r, t.bic), pick(r, t.vatID)
	b.lTitle = pick(r, t.invoice)
	if credit {
		b.lTitle = pick(r, t.credit)
	}
	return b
}

func (b *bill) day(d time.Time, format string) string {
	return strings.ReplaceAll(d.Format(format), d.Month().String(), b.t.months[d.Month()-1])
}

func (b *bill) addLine() {
	l := billLine{good: pick(b.r, b.t.goods), qty: decimal.New(int64(1+b.r.IntN(12)), 0), price: decimal.New(int64(150+b.r.IntN(30000)), -2), rate: b.t.rates[0]}
	if b.r.IntN(6) == 0 {
		l.qty = decimal.New(int64(5+b.r.IntN(60)), -1)
	}
	if b.r.IntN(3) == 0 {
		l.rate = b.t.rates[1]
	}
	if b.r.IntN(4) == 0 {
		l.more = pick(b.r, b.t.goods).name
	}
	l.amount = l.qty.Mul(l.price).Round(2)
	b.lines = append(b.lines, l)
}

// sum works out the taxes and the totals.
func (b *bill) sum() {
	b.net, b.tax, b.taxes = decimal.Zero, decimal.Zero, nil
	for _, rate := range b.t.rates {
		x := billTax{rate: rate}
		for _, l := range b.lines {
			if l.rate == rate {
				x.net = x.net.Add(l.amount)
			}
		}
		if x.net.IsZero() {
			continue
		}
		x.net = x.net.Sub(b.allowance).Add(b.charge) // such documents have one rate
		x.tax = x.net.Mul(decimal.New(int64(rate), -2)).Round(2)
		if b.noTax {
			x.tax = decimal.Zero
		} else {
			b.taxes = append(b.taxes, x)
		}
		b.net, b.tax = b.net.Add(x.net), b.tax.Add(x.tax)
	}
	b.gross = b.net.Add(b.tax)
}

// figure writes d as the country does, without the currency.
func (b *bill) figure(d decimal.Decimal, places int32) string {
	whole, frac, _ := strings.Cut(d.Abs().StringFixed(places), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + b.t.group + whole[i:]
	}
	if d.IsNegative() {
		whole = "-" + whole
	}
	if frac == "" {
		return whole
	}
	return whole + b.t.point + frac
}

func (b *bill) money(d decimal.Decimal) string {
	return strings.Replace(b.t.money, "#", b.figure(d, 2), 1)
}

// quantity writes d without needless decimals.
func (b *bill) quantity(d decimal.Decimal) string { return b.figure(d, max(0, -d.Exponent())) }

// taxLabel is the label of the tax of one rate.
func (b *bill) taxLabel(rate int) string {
	return strings.Replace(b.lTax, "%", fmt.Sprint(rate), 1)
}

// truth is what an extraction of b must find.
func (b *bill) truth() Truth {
	f := map[string]TruthField{
		extract.FieldNumber: {Value: b.number}, extract.FieldIssueDate: {Type: "date", Value: b.isoDate}, extract.FieldCurrency: {Value: b.t.currency},
		extract.FieldNet: {Type: "money", Value: b.net.StringFixed(2)}, extract.FieldVAT: {Type: "money", Value: b.tax.StringFixed(2)}, extract.FieldGross: {Type: "money", Value: b.gross.StringFixed(2)},
		extract.FieldSupplierName: {Value: b.supplier.name}, extract.FieldSupplierAddress: {Value: b.supplier.address()},
		extract.FieldCustomerName: {Value: b.customer.name}, extract.FieldCustomerAddress: {Value: b.customer.address()},
	}
	for _, o := range []struct {
		printed bool
		field   string
		is      TruthField
	}{
		{b.printDue, extract.FieldDueDate, TruthField{Type: "date", Value: b.isoDue}}, {b.printDelivery, extract.FieldDeliveryDate, TruthField{Type: "date", Value: b.isoDelivery}},
		{b.printOrder, extract.FieldOrderNumber, TruthField{Value: b.order}}, {b.printVAT, extract.FieldSupplierVATID, TruthField{Value: b.vatID}},
		{b.printBk, extract.FieldIBAN, TruthField{Value: b.iban}}, {b.printBk, extract.FieldBIC, TruthField{Value: b.bic}},
	} {
		if o.printed {
			f[o.field] = o.is
		}
	}
	maps.Copy(f, b.more)
	for _, name := range b.unprinted {
		delete(f, name)
	}
	t := Truth{Set: "made", Kind: extract.ClassInvoice, Fields: f}
	if b.credit {
		t.Kind = extract.ClassCreditNote
	}
	for _, l := range b.lines {
		desc := l.name
		if l.more != "" {
			desc += " " + l.more
		}
		t.Items = append(t.Items, map[string]any{"description": desc, "quantity": l.qty.String(), "unit_price": l.price.String(), "amount": l.amount.String()})
	}
	if b.customerVAT != "" {
		t.VATRates = append(t.VATRates, map[string]any{"rate": "0", "net": b.net.String(), "vat": "0"})
	}
	for _, x := range b.taxes {
		t.VATRates = append(t.VATRates, map[string]any{"rate": fmt.Sprint(x.rate), "net": x.net.String(), "vat": x.tax.String()})
	}
	return t
}

// madeIBAN makes an IBAN with right check digits.
func madeIBAN(country string, r *rand.Rand) string {
	bank := map[string]string{"GB": "MIDL", "NL": "RABO", "IT": "X"}[country]
	n := value.IBANLength(country) - 4 - len(bank)
	rest := bank + madeDigits(r, n)
	for check := 2; check < 99; check++ {
		if s, ok := value.IBAN(fmt.Sprintf("%s%02d%s", country, check, rest)); ok {
			return s
		}
	}
	return "" // one of them is right
}

func madeDigits(r *rand.Rand, n int) string {
	d := make([]byte, n)
	for i := range d {
		d[i] = byte('0' + r.IntN(10))
	}
	return string(d)
}

func madeBIC(country string, r *rand.Rand) string {
	return pick(r, []string{"ABCD", "KRED", "BNKA", "SPAR"}) + country + pick(r, []string{"2H", "MM", "21"}) + pick(r, []string{"", "XXX", "070"})
}

// madeVATID tries numbers until the check digits are right.
func madeVATID(country string, r *rand.Rand) string {
	for {
		s := country + madeDigits(r, map[string]int{"IT": 11, "FR": 11}[country]+9*b2i(country != "IT" && country != "FR"))
		switch country {
		case "NL":
			s += "B01"
		case "ES":
			s = "ESB" + s[len(s)-8:]
		case "CH":
			s = "CHE" + s[len(s)-9:]
		}
		if n, ok := value.VATID(s); ok {
			return n
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A sheet is a page being made: words and rulings.
type sheet struct{ in layout.PageInput }

// textWidth is about that of a sans-serif face.
func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, c := range s {
		switch {
		case strings.ContainsRune("ilj.,:;'|!tfrI()/ ", c):
			w += 0.3
		case c >= 'A' && c <= 'Z' || strings.ContainsRune("mwMW%&@", c):
			w += 0.7
		default:
			w += 0.54
		}
	}
	return w * size
}

// put writes s with its left end at x.
func (p *sheet) put(x, y, size float64, s string) { p.style(x, y, size, false, s) }

func (p *sheet) style(x, y, size float64, bold bool, s string) {
	for w := range strings.FieldsSeq(s) {
		n := textWidth(w, size)
		p.in.Words = append(p.in.Words, layout.Word{Text: w, Confidence: 1, Baseline: y, Font: layout.Font{Name: "Sans", Size: size, Bold: bold}, Box: layout.Rect{X0: x, Y0: y - 0.75*size, X1: x + n, Y1: y + 0.22*size}})
		x += n + 0.28*size
	}
}

// right writes s with its right end at x.
func (p *sheet) right(x, y, size float64, bold bool, s string) {
	w := -0.28 * size
	for f := range strings.FieldsSeq(s) {
		w += textWidth(f, size) + 0.28*size
	}
	p.style(x-w, y, size, bold, s)
}

func (p *sheet) rule(x0, y, x1 float64) {
	p.in.Rulings = append(p.in.Rulings, layout.Ruling{Box: layout.Rect{X0: x0, Y0: y, X1: x1, Y1: y + 0.6}, Width: 0.6})
}
