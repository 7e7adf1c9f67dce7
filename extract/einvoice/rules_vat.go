package einvoice

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// A category is what the rules say of one VAT category.
type category struct {
	name   string // in the rules
	code   string
	many   bool // several rows, one a rate, are allowed
	taxed  bool // the rate may be above zero
	reason bool // an exemption reason is needed; else it is forbidden
}

var categories = []category{
	{"S", "S", true, true, false},
	{"Z", "Z", false, false, false},
	{"E", "E", false, false, true},
	{"AE", "AE", false, false, true},
	{"IC", "K", false, false, true},
	{"G", "G", false, false, true},
	{"O", "O", false, false, true},
	{"AF", "L", true, true, false},
	{"AG", "M", true, true, false},
}

// used reports whether a line, an allowance or a charge is of the category.
func (c *category) used(v *Invoice) bool {
	return !each(v.Lines, func(l Line) bool { return l.Category != c.code }) || !each(v.Allowances, func(a Allowance) bool { return a.Category != c.code })
}

func (c *category) rates(v *Invoice) []VATRate {
	var out []VATRate
	for _, r := range v.VAT {
		if r.Category == c.code {
			out = append(out, r)
		}
	}
	return out
}

// listed is rule 01: what is used stands in the breakdown, and the other way
// round.
func (c *category) listed(v *Invoice) bool {
	n := len(c.rates(v))
	if !c.used(v) {
		return n == 0
	}
	return n == 1 || c.many && n > 1
}

// parties is what rules 02 to 04 demand of seller and buyer.
func (c *category) parties(v *Invoice) bool {
	rep := v.TaxRep != nil && has(v.TaxRep.VATID)
	seller := has(v.Seller.VATID) || rep
	switch c.name {
	case "O":
		return !seller && !has(v.Buyer.VATID)
	case "IC":
		return seller && has(v.Buyer.VATID)
	case "AE":
		return (seller || has(v.Seller.TaxID)) && (has(v.Buyer.VATID) || has(v.Buyer.LegalID))
	case "G":
		return seller
	}
	return seller || has(v.Seller.TaxID)
}

// rateOK is what rules 05 to 07 demand of a rate.
func (c *category) rateOK(r *decimal.Decimal) bool {
	switch c.name {
	case "O":
		return r == nil
	case "S":
		return r != nil && r.IsPositive()
	case "AF", "AG":
		return r != nil && !r.IsNegative()
	}
	return r != nil && r.IsZero()
}

// baseOK is rule 08: the taxable amount is the sum of what it is made of.
func (c *category) baseOK(v *Invoice) bool {
	sums := c.sums(v)
	return each(c.rates(v), func(r VATRate) bool {
		sum := sums[c.key(r.Rate)]
		return zero(r.Base).Sub(sum).Abs().LessThan(decimal.New(1, 0)) && (c.many || same(zero(r.Base), sum))
	})
}

// key tells the rates of a category apart that may have several.
func (c *category) key(rate *decimal.Decimal) string {
	if !c.many {
		return ""
	}
	return zero(rate).String()
}

// sums adds up what is of the category, by rate: once, for an invoice may have
// as many rates as lines.
func (c *category) sums(v *Invoice) map[string]decimal.Decimal {
	sums := map[string]decimal.Decimal{}
	for _, l := range v.Lines {
		if l.Category == c.code {
			k := c.key(l.Rate)
			sums[k] = sums[k].Add(zero(l.Amount))
		}
	}
	for _, a := range v.Allowances {
		if a.Category != c.code {
			continue
		}
		k := c.key(a.Rate)
		if a.Charge {
			sums[k] = sums[k].Add(zero(a.Amount))
		} else {
			sums[k] = sums[k].Sub(zero(a.Amount))
		}
	}
	return sums
}

// taxOK is rule 09.
func (c *category) taxOK(v *Invoice) bool {
	return each(c.rates(v), func(r VATRate) bool {
		if !c.taxed {
			return zero(r.Tax).IsZero()
		}
		want := zero(r.Base).Mul(zero(r.Rate)).Div(decimal.New(100, 0)).Round(2)
		return zero(r.Tax).Sub(want).Abs().LessThan(decimal.New(1, 0))
	})
}

// onUse applies f where lines (0), allowances (1) or charges (2) are of the
// category.
func (c *category) onUse(what int, f func(v *Invoice) bool) func(*Invoice) bool {
	return func(v *Invoice) bool {
		used := false
		if what == 0 {
			used = !each(v.Lines, func(l Line) bool { return l.Category != c.code })
		} else {
			used = !each(v.Allowances, func(a Allowance) bool { return a.Category != c.code || a.Charge != (what == 2) })
		}
		return !used || f(v)
	}
}

func categoryRules() []rule {
	var out []rule
	for i := range categories {
		c := &categories[i]
		add := func(n int, message string, holds func(*Invoice) bool) {
			out = append(out, rule{fmt.Sprintf("BR-%s-%02d", c.name, n), "VAT category " + c.code + ": " + message, holds})
		}
		add(1, "use and VAT breakdown do not agree", c.listed)
		for what, name := range []string{"line", "allowance", "charge"} {
			add(2+what, "the tax identifiers of the parties do not fit a "+name, c.onUse(what, c.parties))
		}
		add(5, "the rate of a line is wrong", onLines(func(l Line) bool { return l.Category != c.code || c.rateOK(l.Rate) }))
		add(6, "the rate of an allowance is wrong", onAllowances(false, func(a Allowance) bool { return a.Category != c.code || c.rateOK(a.Rate) }))
		add(7, "the rate of a charge is wrong", onAllowances(true, func(a Allowance) bool { return a.Category != c.code || c.rateOK(a.Rate) }))
		add(8, "the taxable amount is not the sum of its parts", c.baseOK)
		add(9, "the tax amount is wrong", c.taxOK)
		add(10, "an exemption reason is missing or out of place", func(v *Invoice) bool {
			return each(c.rates(v), func(r VATRate) bool { return c.reason == (has(r.Reason) || has(r.ReasonCode)) })
		})
	}
	return append(out, specialRules...)
}

func usesOnly(what string) func(*Invoice) bool {
	return func(v *Invoice) bool {
		if each(v.VAT, func(r VATRate) bool { return r.Category != "O" }) {
			return true
		}
		other := func(c string) bool { return c != "" && c != "O" }
		switch what {
		case "rate":
			return each(v.VAT, func(r VATRate) bool { return !other(r.Category) })
		case "line":
			return each(v.Lines, func(l Line) bool { return !other(l.Category) })
		}
		return each(v.Allowances, func(a Allowance) bool { return a.Charge != (what == "charge") || !other(a.Category) })
	}
}

var specialRules = []rule{
	{"BR-IC-11", "an intra-community supply needs a delivery date or period", func(v *Invoice) bool {
		return each(v.VAT, func(r VATRate) bool { return r.Category != "K" }) || has(v.DeliveryDate) || v.Period != nil && (has(v.Period.Start) || has(v.Period.End))
	}},
	{"BR-IC-12", "an intra-community supply needs a deliver-to country", func(v *Invoice) bool {
		return each(v.VAT, func(r VATRate) bool { return r.Category != "K" }) || v.DeliverTo != nil && has(v.DeliverTo.Country)
	}},
	{"BR-O-11", "category O excludes other VAT rates", usesOnly("rate")},
	{"BR-O-12", "category O excludes lines of others", usesOnly("line")},
	{"BR-O-13", "category O excludes allowances of others", usesOnly("allowance")},
	{"BR-O-14", "category O excludes charges of others", usesOnly("charge")},
}
