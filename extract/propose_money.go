package extract

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// An amount is a printed amount and how well it fits each money field.
type amount struct {
	c      *candidate
	cents  int64
	labels map[string]labelled
	score  map[string]float64
	base   bool // the base of a rate of the VAT breakdown: no VAT total
}

var moneyFields = []string{FieldNet, FieldVAT, FieldGross, FieldDue, FieldLineTotal, FieldAllowances, FieldCharges, FieldPrepaid}

// labelledAmounts returns the amounts of the document with their labels.
func (x *extraction) labelledAmounts() []amount {
	v := x.view
	rowHas := map[int][]*candidate{}
	for i := range x.amounts {
		c := &x.amounts[i]
		rowHas[c.row] = append(rowHas[c.row], c)
	}
	above := func(row int, x0, x1 float64) bool {
		for _, c := range rowHas[row] {
			if a, b := v.span(c); b > x0-v.em && a < x1+v.em {
				return true
			}
		}
		return false
	}
	out := make([]amount, 0, len(x.amounts))
	for i := range x.amounts {
		c := &x.amounts[i]
		left := 0
		if i > 0 && x.amounts[i-1].row == c.row {
			left = x.amounts[i-1].colEnd
		}
		a := amount{c: c, cents: cents(c), labels: v.labelsOf(c, left, above), score: map[string]float64{}}
		for _, f := range moneyFields {
			a.score[f] = a.labels[f].score
		}
		out = append(out, a)
	}
	return out
}

// A totals is one reading of the sums of an invoice: indexes of amounts.
type totals struct {
	net, vat, gross int
	score           float64
}

// closeTotals finds the amounts for which net + VAT = gross and whose labels
// speak best for it.
func closeTotals(as []amount, rows int) (totals, bool) {
	best := totals{score: 6}
	found := false
	byCents := map[int64][]int{}
	for i := range as {
		byCents[as[i].cents] = append(byCents[as[i].cents], i)
	}
	for g := range as {
		if as[g].cents == 0 {
			continue
		}
		for n := range as {
			gross, net := as[g].cents, as[n].cents
			vat := gross - net
			if net == 0 || (net < 0) != (gross < 0) || abs64(net) > abs64(gross) || abs64(vat)*10 > abs64(net)*3 {
				continue
			}
			for d := int64(-1); d <= 1; d++ {
				for _, t := range byCents[vat+d] {
					if t == g || t == n || as[t].base {
						continue
					}
					if s := totalsScore(as, n, t, g, rows); s > best.score {
						best, found = totals{n, t, g, s}, true
					}
				}
			}
		}
	}
	return best, found
}

func totalsScore(as []amount, n, t, g, rows int) float64 {
	s := as[g].score[FieldGross] + as[n].score[FieldNet] + as[t].score[FieldVAT] + 4 + 0.5*float64(as[g].c.row)/float64(rows)
	s -= 0.6 * max(0, as[g].score[FieldNet]-as[g].score[FieldGross]) // what is called net is not the gross
	if as[g].score[FieldGross] == 0 {
		s += 0.6 * as[g].score[FieldDue]
	}
	if as[t].cents == 0 {
		s -= 2
	}
	// What was paid before and what is left sum to the gross too.
	s -= max(0, as[t].score[FieldPrepaid]-as[t].score[FieldVAT]) + max(0, as[n].score[FieldDue]-as[n].score[FieldNet])
	return s
}

func abs64(a int64) int64 {
	if a < 0 {
		return -a
	}
	return a
}

// proposeInvoiceMoney proposes the sums of an invoice: the set that closes
// where there is one, else each amount by its label.
func (x *extraction) proposeInvoiceMoney() {
	as := x.labelledAmounts()
	regions := x.view.itemRegions(3)
	for i := range as {
		// What stands among the line items is no sum, whatever its column is called.
		for _, g := range regions {
			if x0, x1 := x.view.span(as[i].c); as[i].c.row >= g.from && as[i].c.row < g.to && g.spans(x.view, x0, x1) {
				for _, f := range moneyFields {
					as[i].score[f] = -1.5
				}
			}
		}
	}
	rates := x.printedRates(regions)
	markBases(as, rates)
	for i := range as {
		for _, f := range moneyFields {
			if s := as[i].score[f]; s > 1.5 {
				x.addAmount(f, &as[i], s-2.2)
			}
		}
	}
	x.proposeFromRates(as, rates)
	one, closes := closeTotals(as, len(x.view.rows))
	if several, ok := x.splitTaxes(as, regions); ok && (!closes || several.score > one.score) {
		x.proposeSplitTaxes(as, several)
		x.proposeLadder(as, several.net, several.gross)
		return
	}
	if !closes {
		x.proposeOpenLadder(as)
		return
	}
	x.proposeLadder(as, one.net, one.gross)
	x.addAmount(FieldNet, &as[one.net], 4+one.score/4)
	x.addAmount(FieldVAT, &as[one.vat], 4+one.score/4)
	x.addAmount(FieldGross, &as[one.gross], 4+one.score/4)
}

// markBases marks the amounts that are bases of the breakdown: two of them sum
// to the net as net and VAT sum to the gross.
func markBases(as []amount, rates []VATRate) {
	taxes := map[string]bool{}
	for _, r := range rates {
		taxes[r.VAT] = true
	}
	for i := range as {
		norm := as[i].c.number.Value.StringFixed(2)
		if taxes[norm] {
			continue
		}
		as[i].base = slices.ContainsFunc(rates, func(r VATRate) bool { return r.Net == norm && r.Rate != "0" })
		if as[i].base {
			as[i].score[FieldVAT] = -1
		}
	}
}

// proposeFromRates proposes the sums that follow from a VAT breakdown of
// several rates, where the bases sum to a printed net and net and taxes to a
// printed gross: documents often do not print the VAT total.
func (x *extraction) proposeFromRates(as []amount, rates []VATRate) {
	if len(rates) < 2 {
		return
	}
	net, tax := decimal.Zero, decimal.Zero
	for _, r := range rates {
		n, err1 := decimal.NewFromString(r.Net)
		t, err2 := decimal.NewFromString(r.VAT)
		if err1 != nil || err2 != nil {
			return
		}
		net, tax = net.Add(n), tax.Add(t)
	}
	printed := func(d decimal.Decimal, field string) *amount {
		var best *amount
		for i := range as {
			if as[i].c.number.Value.Sub(d).Abs().LessThanOrEqual(cent) && (best == nil || as[i].score[field] > best.score[field]) {
				best = &as[i]
			}
		}
		return best
	}
	n, g := printed(net, FieldNet), printed(net.Add(tax), FieldGross)
	if n == nil {
		return
	}
	sure := 7.5 // two rates, each of which multiplies, and both sums printed
	if g == nil {
		sure = 3 // the gross is misread, or wrong
	} else {
		x.addAmount(FieldGross, g, sure)
	}
	x.addAmount(FieldNet, n, sure)
	if t := printed(tax, FieldVAT); t != nil {
		x.addAmount(FieldVAT, t, sure)
		return
	}
	x.add(Proposal{Field: FieldVAT, Score: sure, Value: Value{Kind: KindMoney, Raw: tax.StringFixed(2), Norm: tax.StringFixed(2), Source: SourceRanker, Origin: OriginComputed, Evidence: rates[0].Evidence}})
}

// allNegative reports whether most amounts are below zero, as on some credit
// notes.
func (x *extraction) allNegative() bool {
	n := 0
	for i := range x.amounts {
		if x.amounts[i].number.Value.IsNegative() {
			n++
		}
	}
	return n*2 > len(x.amounts)
}

func (x *extraction) addAmount(field string, a *amount, score float64) {
	v := Value{
		Kind: KindMoney, Raw: a.c.raw, Norm: a.c.norm, Currency: a.c.currency, Source: SourceRanker,
		Evidence: x.view.evidence(a.c.words), Label: x.view.labelEvidence(a.labels[field]),
	}
	if (field == FieldAllowances || field == FieldPrepaid) && a.cents < 0 && !x.allNegative() {
		v.Norm = strings.TrimPrefix(v.Norm, "-") // what is taken off is printed with either sign
	}
	if a.c.repaired {
		v.Origin = OriginRepaired
		score -= 1
	}
	x.add(Proposal{Field: field, Value: v, Score: score})
}

// proposeReceiptMoney proposes net and tax of a receipt around the total that
// the ranker likes best.
func (x *extraction) proposeReceiptMoney() {
	if !x.wants(FieldVAT) && !x.wants(FieldNet) {
		return
	}
	as := x.labelledAmounts()
	gross := x.best(FieldGross)
	for i := range as {
		a := &as[i]
		row := x.view.rows[a.c.row].text
		if s := a.score[FieldVAT]; s > 1.5 && !strings.Contains(strings.ToLower(row), "excl") {
			x.addAmount(FieldVAT, a, s-3.2)
		}
		if s := a.score[FieldNet]; s > 1.5 {
			x.addAmount(FieldNet, a, s-3.2)
		}
	}
	if gross == nil {
		return
	}
	g, err := gross.value.Decimal()
	if err != nil || !g.IsPositive() {
		return
	}
	for n := range as {
		for t := range as {
			if n == t || as[t].cents <= 0 || as[n].cents <= as[t].cents || as[t].score[FieldVAT] == 0 {
				continue
			}
			sum := as[n].c.number.Value.Add(as[t].c.number.Value)
			if sum.Sub(g).Abs().LessThan(decimal.New(6, -2)) {
				s := as[n].score[FieldNet] + as[t].score[FieldVAT]
				x.addAmount(FieldNet, &as[n], s/2)
				x.addAmount(FieldVAT, &as[t], s/2)
			}
		}
	}
}

// best returns the option of field with the highest score, or nil.
func (x *extraction) best(field string) *option {
	var b *option
	for i := range x.options[field] {
		if o := &x.options[field][i]; b == nil || o.score > b.score {
			b = o
		}
	}
	return b
}
