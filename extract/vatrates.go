package extract

import (
	"slices"
	"sort"
	"strings"

	"github.com/shopspring/decimal"
)

var hundred = decimal.New(100, 0)

// vatBreakdown finds the rows of the VAT breakdown: read where base times rate
// is the tax, else solved from the sums and from the rates of the items.
func (x *extraction) vatBreakdown(items []item, regions []region) []VATRate {
	rates := x.printedRates(regions)
	if x.vatComplete(rates) {
		return rates
	}
	if len(x.taxRows) > 0 && x.vatComplete(x.taxRows) {
		if solved := x.itemRates(items); x.sameTaxes(solved) {
			return solved
		}
		return x.basesOf(x.taxRows, items)
	}
	if solved := x.itemRates(items); len(solved) > 0 && x.vatComplete(solved) {
		return solved
	}
	if solved := x.singleRate(); len(solved) > 0 {
		return solved
	}
	return rates
}

// vatComplete reports whether rates sum to the VAT total.
func (x *extraction) vatComplete(rates []VATRate) bool {
	if len(rates) == 0 {
		return false
	}
	want, ok := x.number(FieldVAT)
	if !ok {
		return true
	}
	sum := decimal.Zero
	for _, r := range rates {
		if d, err := decimal.NewFromString(r.VAT); err == nil {
			sum = sum.Add(d)
		}
	}
	return sum.Sub(want).Abs().LessThanOrEqual(decimal.New(2, -2))
}

// sameTaxes reports whether solved has the rates and the taxes of the printed
// tax lines.
func (x *extraction) sameTaxes(solved []VATRate) bool {
	return len(solved) == len(x.taxRows) && !slices.ContainsFunc(x.taxRows, func(t VATRate) bool {
		return !slices.ContainsFunc(solved, func(s VATRate) bool { return s.Rate == t.Rate && s.VAT == t.VAT })
	})
}

// printedRates reads rows that hold a rate, a base and the tax.
func (x *extraction) printedRates(regions []region) []VATRate {
	v := x.view
	inItems := func(ri int) bool {
		for _, g := range regions {
			if ri >= g.from && ri < g.to {
				return true
			}
		}
		return false
	}
	var out []VATRate
	seen := map[string]bool{}
	for ri := range v.rows {
		if inItems(ri) {
			continue
		}
		for _, r := range x.rateRow(ri) {
			key := r.Rate + "/" + r.Net + "/" + r.VAT
			if !seen[key] {
				seen[key] = true
				out = append(out, r)
			}
		}
	}
	return x.pickRates(out)
}

// pickRates drops rows that repeat or sum up others, or are discounts: those
// remain that reach the VAT and the net total, or else the first row of a rate.
func (x *extraction) pickRates(rates []VATRate) []VATRate {
	if x.vatComplete(rates) {
		return rates
	}
	if some := x.thatAddUp(rates); some != nil {
		return some
	}
	seen := map[string]bool{}
	var out []VATRate
	for _, r := range rates {
		if !seen[r.Rate] {
			seen[r.Rate] = true
			out = append(out, r)
		}
	}
	return out
}

// maxAdded is the number of rows of which thatAddUp looks at all choices.
const maxAdded = 8

// thatAddUp returns the rows whose taxes and bases sum to the totals, the most
// where several choices do, or nil.
func (x *extraction) thatAddUp(rates []VATRate) []VATRate {
	net, ok1 := x.number(FieldNet)
	vat, ok2 := x.number(FieldVAT)
	if !ok1 || !ok2 || vat.IsZero() || len(rates) > maxAdded {
		return nil
	}
	var best []VATRate
	for choice := 1; choice < 1<<len(rates); choice++ {
		var some []VATRate
		base, tax := decimal.Zero, decimal.Zero
		for i, r := range rates {
			if choice&(1<<i) == 0 {
				continue
			}
			n, err1 := decimal.NewFromString(r.Net)
			t, err2 := decimal.NewFromString(r.VAT)
			if err1 != nil || err2 != nil {
				break
			}
			some, base, tax = append(some, r), base.Add(n), tax.Add(t)
		}
		near := decimal.New(2, -2)
		if len(some) > len(best) && base.Sub(net).Abs().LessThanOrEqual(near) && tax.Sub(vat).Abs().LessThanOrEqual(near) {
			best = some
		}
	}
	return best
}

// rateRow reads row ri, and where numbers are missing the row below, as a row
// of the breakdown.
func (x *extraction) rateRow(ri int) []VATRate {
	v := x.view
	cells := v.numbersIn(ri)
	var rates []cell
	for _, c := range cells {
		if x.isRate(&c) {
			rates = append(rates, c)
		}
	}
	if len(rates) == 0 {
		return nil
	}
	for _, pool := range [][]cell{cells, append(append([]cell{}, cells...), v.nextNumbers(ri)...)} {
		for _, rate := range rates {
			if r, ok := x.rateFrom(rate, pool); ok {
				return []VATRate{r}
			}
		}
	}
	return nil
}

func (v *view) nextNumbers(ri int) []cell {
	if ri+1 >= len(v.rows) || v.rows[ri+1].page != v.rows[ri].page || v.rows[ri+1].y-v.rows[ri].y > 2.2*v.em {
		return nil
	}
	return v.numbersIn(ri + 1)
}

// isRate reports whether c may be a VAT rate: a percentage, or a number of
// usual size in a row or column that speaks of tax.
func (x *extraction) isRate(c *cell) bool {
	n := c.num.Value
	if n.IsNegative() || n.GreaterThan(decimal.New(30, 0)) || c.num.Currency != "" {
		return false
	}
	if c.num.Percent {
		return true
	}
	return commonRates[n.String()] && x.taxContext(c.row)
}

// commonRates are the VAT rates in use in Europe and some others, in percent.
var commonRates = wordSet("0 2.1 2.5 2.6 3 3.7 3.8 4 4.8 5 5.5 6 7 7.7 8 8.1 8.5 9 9.5 10 11 12 12.5 13 13.5 14 15 16 17 18 19 20 21 22 23 24 25 25.5 27")

func (x *extraction) taxContext(ri int) bool {
	v := x.view
	for k := ri; k >= 0 && k > ri-5; k-- {
		for _, h := range v.rows[k].labels {
			if h.field == "~tax" || h.field == FieldVAT {
				return true
			}
		}
	}
	return false
}

// rateFrom looks among pool for a base and its tax at rate.
func (x *extraction) rateFrom(rate cell, pool []cell) (VATRate, bool) {
	var best VATRate
	found := false
	bestBase := decimal.Zero
	for i := range pool {
		for j := range pool {
			base, tax := &pool[i], &pool[j]
			if i == j || base.num.Percent || tax.num.Percent || base.num.Decimals != 2 || tax.num.Decimals != 2 || base.num.Value.IsZero() {
				continue
			}
			if same(&rate, base) || same(&rate, tax) || !vatFits2(base.num.Value, rate.num.Value, tax.num.Value) {
				continue
			}
			if found && base.num.Value.Abs().LessThan(bestBase.Abs()) {
				continue
			}
			bestBase, found = base.num.Value, true
			words := append(append(append([]int{}, rate.words...), base.words...), tax.words...)
			best = VATRate{
				Rate: rate.num.Value.String(), Net: base.num.Value.StringFixed(2), VAT: tax.num.Value.StringFixed(2), Gross: base.num.Value.Add(tax.num.Value).StringFixed(2),
				Verified: true, Confidence: 0.95, Evidence: x.view.evidence(words),
			}
		}
	}
	return best, found
}

func same(a, b *cell) bool { return a.row == b.row && a.col == b.col }

// vatFits2 allows two cents, for taxes that were summed item by item.
func vatFits2(net, rate, tax decimal.Decimal) bool {
	return net.Mul(rate).Div(hundred).Sub(tax).Abs().LessThanOrEqual(decimal.New(2, -2)) && (rate.IsZero() || !tax.IsZero())
}

// itemRates solves the breakdown from the items: the amounts of one rate make
// its base.
func (x *extraction) itemRates(items []item) []VATRate {
	sums := map[string]decimal.Decimal{}
	for i := range items {
		it := &items[i]
		if it.rate == nil {
			return nil
		}
		k := it.rate.num.Value.String()
		sums[k] = sums[k].Add(it.amountValue)
	}
	net, ok := x.number(FieldNet)
	total := decimal.Zero
	keys := make([]string, 0, len(sums))
	for k, s := range sums {
		keys = append(keys, k)
		total = total.Add(s)
	}
	if ok && total.Sub(net).Abs().GreaterThan(decimal.New(2, -2)) {
		return nil
	}
	sort.Strings(keys)
	var out []VATRate
	for _, k := range keys {
		rate := decimal.RequireFromString(k)
		tax := sums[k].Mul(rate).Div(hundred).Round(2)
		out = append(out, VATRate{Rate: k, Net: sums[k].StringFixed(2), VAT: tax.StringFixed(2), Gross: sums[k].Add(tax).StringFixed(2), Origin: OriginComputed, Verified: true, Confidence: 0.85})
	}
	return out
}

// singleRate solves a breakdown of one row from net and VAT.
func (x *extraction) singleRate() []VATRate {
	net, ok1 := x.number(FieldNet)
	vat, ok2 := x.number(FieldVAT)
	if !ok1 || !ok2 || net.IsZero() {
		return nil
	}
	rate := vat.Mul(hundred).Div(net)
	for k := range commonRates {
		r := decimal.RequireFromString(k)
		if r.Sub(rate).Abs().LessThan(decimal.New(5, -1)) && vatFits2(net, r, vat) {
			conf := 0.8
			if x.printsRate(k) {
				conf = 0.95
			}
			return []VATRate{{Rate: k, Net: net.StringFixed(2), VAT: vat.StringFixed(2), Gross: net.Add(vat).StringFixed(2), Origin: OriginComputed, Verified: true, Confidence: conf}}
		}
	}
	return nil
}

func (x *extraction) printsRate(k string) bool {
	for i := range x.view.words {
		t := strings.ReplaceAll(x.view.words[i].text, ",", ".")
		if strings.HasPrefix(t, k) && strings.Contains(x.view.rows[x.view.words[i].row].text, "%") {
			return true
		}
	}
	return false
}
