package einvoice

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

func (v *Invoice) sumAllowances(charge bool) decimal.Decimal {
	s := decimal.Zero
	for _, a := range v.Allowances {
		if a.Charge == charge {
			s = s.Add(zero(a.Amount))
		}
	}
	return s
}

// sumRules are the conditions on sums.
var sumRules = []rule{
	{"BR-CO-10", "the sum of line amounts (BT-106) is not the sum of the lines", func(v *Invoice) bool {
		s := decimal.Zero
		for _, l := range v.Lines {
			s = s.Add(zero(l.Amount))
		}
		return v.Totals.Lines == nil || same(s, *v.Totals.Lines)
	}},
	{"BR-CO-11", "the sum of allowances (BT-107) is not the sum of the allowances", func(v *Invoice) bool {
		return same(v.sumAllowances(false), zero(v.Totals.Allowances))
	}},
	{"BR-CO-12", "the sum of charges (BT-108) is not the sum of the charges", func(v *Invoice) bool {
		return same(v.sumAllowances(true), zero(v.Totals.Charges))
	}},
	{"BR-CO-13", "the total without VAT is not lines less allowances plus charges", func(v *Invoice) bool {
		t := v.Totals
		return t.Net == nil || same(*t.Net, zero(t.Lines).Sub(zero(t.Allowances)).Add(zero(t.Charges)))
	}},
	{"BR-CO-14", "the VAT total is not the sum of the VAT breakdown", func(v *Invoice) bool {
		s := decimal.Zero
		for _, r := range v.VAT {
			s = s.Add(zero(r.Tax))
		}
		return v.Totals.VAT == nil && s.IsZero() || same(s, zero(v.Totals.VAT))
	}},
	{"BR-CO-15", "the total with VAT is not net plus VAT", func(v *Invoice) bool {
		t := v.Totals
		return t.Gross == nil || v.vatTotals <= 1 && same(*t.Gross, zero(t.Net).Add(zero(t.VAT)))
	}},
	{"BR-CO-16", "the amount due is not total less prepaid plus rounding", func(v *Invoice) bool {
		t := v.Totals
		return t.Due == nil || same(*t.Due, zero(t.Gross).Sub(zero(t.Prepaid)).Add(zero(t.Rounding)))
	}},
	{"BR-CO-17", "a tax amount is not base times rate", func(v *Invoice) bool {
		return each(v.VAT, func(r VATRate) bool { return r.Base == nil || r.Tax == nil || v.taxFits(r) })
	}},
	{"BR-CO-18", "there is no VAT breakdown", func(v *Invoice) bool { return len(v.VAT) > 0 }},
}

// taxFits reports whether the tax of r is base times rate. The official rules
// allow a deviation of less than one unit of currency, those of CII also of one.
func (v *Invoice) taxFits(r VATRate) bool {
	want := zero(r.Base).Mul(zero(r.Rate)).Div(decimal.New(100, 0)).Round(2)
	off := zero(r.Tax).Sub(want).Abs().Cmp(decimal.New(1, 0))
	return off < 0 || off == 0 && v.Syntax == "CII"
}

var reVATPrefix = regexp.MustCompile(`^([A-Z]{2})`)

func prefixed(id string) bool {
	if id == "" {
		return true
	}
	m := reVATPrefix.FindString(strings.ToUpper(id))
	return m == "EL" || m == "1A" || countryCodes.has(m)
}

// conditionRules are the other conditions.
var conditionRules = []rule{
	{"BR-CO-03", "tax point date and tax point code exclude each other", func(v *Invoice) bool { return v.TaxPointDate == "" || v.TaxPointCode == "" }},
	{"BR-CO-09", "a VAT identifier does not begin with a country code", func(v *Invoice) bool {
		ok := prefixed(v.Seller.VATID) && prefixed(v.Buyer.VATID)
		return ok && (v.TaxRep == nil || prefixed(v.TaxRep.VATID))
	}},
	{"BR-CO-19", "the invoicing period has neither begin nor end", func(v *Invoice) bool {
		return v.Period == nil || has(v.Period.Start) || has(v.Period.End) || has(v.TaxPointCode)
	}},
	{"BR-CO-20", "the period of a line has neither begin nor end", onLines(func(l Line) bool {
		return l.Period == nil || has(l.Period.Start) || has(l.Period.End)
	})},
	{"BR-CO-25", "an amount is due but neither due date nor terms are given", func(v *Invoice) bool {
		// The credit note of UBL has no due date; the official rule leaves it out.
		return v.Syntax == "UBL" && v.CreditNote || !zero(v.Totals.Due).IsPositive() || has(v.dueRaw) || has(v.DueDate) || has(v.PaymentTerms)
	}},
	{"BR-CO-26", "the seller has no identifier, registration or VAT identifier", func(v *Invoice) bool {
		return len(v.Seller.IDs) > 0 || has(v.Seller.LegalID) || has(v.Seller.VATID)
	}},
}
