package extract

import (
	"math"
	"slices"

	"github.com/shopspring/decimal"
)

// A taxLine is a printed tax of one rate: "VAT 20 % 12.40", without its base.
type taxLine struct {
	at   int // of the amounts
	rate string
}

// splitTotals is a reading of the sums in which the tax stands in a line for
// each rate and its total is printed nowhere.
type splitTotals struct {
	net, gross int
	taxes      []taxLine
	score      float64
}

// taxLines returns the amounts on rows that name a tax and a rate, outside the
// line items.
func (x *extraction) taxLines(as []amount, regions []region) []taxLine {
	var out []taxLine
	for i := range as {
		c := as[i].c
		if as[i].score[FieldVAT] <= 0 || as[i].cents == 0 || slices.ContainsFunc(regions, func(g region) bool { return c.row >= g.from && c.row < g.to }) {
			continue
		}
		rate, ok := x.rateOn(c.row)
		if l := as[i].labels[FieldVAT]; l.row != c.row {
			rate, ok = x.rateBeside(l)
		} else if !c.right {
			continue
		}
		if ok {
			out = append(out, taxLine{i, rate})
		}
	}
	return out
}

// rateBeside returns the only rate in the segment of label l.
func (x *extraction) rateBeside(l labelled) (string, bool) {
	rate, n := "", 0
	for _, seg := range x.view.segments(l.row) {
		if !slices.Contains(seg.words, x.view.rows[l.row].words[l.hit.start]) {
			continue
		}
		for _, c := range x.view.numbersIn(l.row) {
			if slices.Contains(seg.words, c.words[0]) && c.num.Percent {
				rate, n = c.num.Value.String(), n+1
			}
		}
	}
	return rate, n == 1
}

// rateOn returns the only rate that row ri prints.
func (x *extraction) rateOn(ri int) (string, bool) {
	rate, n := "", 0
	for _, c := range x.view.numbersIn(ri) {
		if x.isRate(&c) && c.num.Decimals != 2 {
			rate, n = c.num.Value.String(), n+1
		}
	}
	return rate, n == 1
}

// splitTaxes looks for a net and a gross whose difference is the sum of two or
// more tax lines on rows one below the other, each of another rate.
func (x *extraction) splitTaxes(as []amount, regions []region) (splitTotals, bool) {
	lines := x.taxLines(as, regions)
	best, found := splitTotals{score: 6}, false
	for from := range lines {
		sum := as[lines[from].at].cents
		for to := from + 1; to < min(from+5, len(lines)); to++ {
			a, b := &lines[to-1], &lines[to]
			apart := 2
			if as[b.at].labels[FieldVAT].row != as[b.at].c.row {
				apart = 6 // labels stand above their amounts
			}
			if as[b.at].c.row-as[a.at].c.row > apart || slices.ContainsFunc(lines[from:to], func(l taxLine) bool { return l.rate == b.rate }) {
				break
			}
			sum += as[b.at].cents
			if s, ok := closeSplit(as, lines[from:to+1], sum, len(x.view.rows)); ok && s.score > best.score {
				best, found = s, true
			}
		}
	}
	return best, found
}

// closeSplit finds the net and the gross around taxes that sum to sum.
func closeSplit(as []amount, taxes []taxLine, sum int64, rows int) (splitTotals, bool) {
	best, found := splitTotals{}, false
	for g := range as {
		for n := range as {
			if d := as[g].cents - as[n].cents - sum; d < -1 || d > 1 || as[n].cents == 0 || (as[n].cents < 0) != (sum < 0) {
				continue
			}
			t := &as[taxes[0].at]
			s := as[g].score[FieldGross] + as[n].score[FieldNet] + t.score[FieldVAT] + 4 + 0.5*float64(as[g].c.row)/float64(rows)
			s -= 0.6 * max(0, as[g].score[FieldNet]-as[g].score[FieldGross])
			if as[g].score[FieldGross] == 0 {
				s += 0.6 * as[g].score[FieldDue]
			}
			s += 1 // several numbers close, not one
			if !found || s > best.score {
				best, found = splitTotals{n, g, taxes, s}, true
			}
		}
	}
	return best, found
}

// proposeSplitTaxes proposes the sums of s, the tax as computed.
func (x *extraction) proposeSplitTaxes(as []amount, s splitTotals) {
	score := 4 + s.score/4
	x.addAmount(FieldNet, &as[s.net], score)
	x.addAmount(FieldGross, &as[s.gross], score)
	total := decimal.Zero
	var words []int
	x.taxRows = nil
	for _, t := range s.taxes {
		c := as[t.at].c
		total = total.Add(c.number.Value)
		words = append(words, c.words...)
		x.taxRows = append(x.taxRows, VATRate{Rate: t.rate, VAT: c.number.Value.StringFixed(2), Confidence: 0.8, Evidence: x.view.evidence(x.view.rows[c.row].words)})
	}
	norm := total.StringFixed(2)
	x.add(Proposal{Field: FieldVAT, Score: score, Value: Value{Kind: KindMoney, Raw: norm, Norm: norm, Currency: as[s.gross].c.currency, Source: SourceRanker, Origin: OriginComputed, Evidence: x.view.evidence(words)}})
}

// basesOf fills in the bases of tax lines from the items: those whose amounts
// sum to a base that gives the tax, where one choice of items does and no
// other.
func (x *extraction) basesOf(rates []VATRate, items []item) []VATRate {
	if len(rates) != 2 {
		return rates
	}
	net, ok := x.number(FieldNet)
	if !ok || net.IsZero() {
		return rates
	}
	base, ok := onlyBase(rates, items, net)
	if !ok {
		return rates
	}
	out := slices.Clone(rates)
	for i, b := range []decimal.Decimal{base, net.Sub(base)} {
		tax := decimal.RequireFromString(out[i].VAT)
		out[i].Net, out[i].Gross, out[i].Verified = b.StringFixed(2), b.Add(tax).StringFixed(2), true
	}
	return out
}

// maxSplitItems bounds the search for the items of one rate: all subsets are
// tried.
const maxSplitItems = 14

// onlyBase returns the sum of those items that fits the first of two rates,
// the rest of net fitting the second, unless several sums do.
func onlyBase(rates []VATRate, items []item, net decimal.Decimal) (decimal.Decimal, bool) {
	if len(items) == 0 || len(items) > maxSplitItems {
		return decimal.Zero, false
	}
	amounts := make([]int64, len(items))
	for i := range items {
		amounts[i] = items[i].amountValue.Shift(2).Round(0).IntPart()
	}
	rate := [2]decimal.Decimal{decimal.RequireFromString(rates[0].Rate), decimal.RequireFromString(rates[1].Rate)}
	tax := [2]decimal.Decimal{decimal.RequireFromString(rates[0].VAT), decimal.RequireFromString(rates[1].VAT)}
	// The base lies near tax / rate: only sums near it are looked at closely.
	near, slack := tax[0].InexactFloat64()*1e4/max(rate[0].InexactFloat64(), 0.01), 200/max(rate[0].InexactFloat64(), 0.01)
	var base decimal.Decimal
	found := false
	for set := 1; set < 1<<len(items)-1; set++ {
		n := int64(0)
		for i, a := range amounts {
			if set>>i&1 == 1 {
				n += a
			}
		}
		if math.Abs(float64(n)-near) > slack {
			continue
		}
		sum := decimal.New(n, -2)
		if !vatFits(sum, rate[0], tax[0]) || !vatFits(net.Sub(sum), rate[1], tax[1]) || found && sum.Equal(base) {
			continue
		}
		if found {
			return decimal.Zero, false
		}
		base, found = sum, true
	}
	return base, found
}
