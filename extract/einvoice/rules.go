package einvoice

import (
	"slices"
	"sort"

	"github.com/shopspring/decimal"
)

// A Violation is a business rule of EN 16931 that an invoice breaks.
type Violation struct {
	Rule    string // such as BR-CO-10
	Message string
}

// A rule returns whether it holds.
type rule struct {
	id      string
	message string
	holds   func(v *Invoice) bool
}

// Validate checks v against the business rules of EN 16931: BR-01 to BR-65,
// the conditions BR-CO, the rules on decimals BR-DEC and code lists BR-CL, those
// on VAT categories BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-AF, BR-AG,
// BR-B, and, if it was read, those on the syntax of the data, UBL-SR, UBL-DT and
// CII-SR. The result is in the order of the rules. The codes are those of release
// 1.3.16 of the standard's validation artefacts (April 2026) and those withdrawn
// since 2017: an old invoice bears them rightly.
func (v *Invoice) Validate() []Violation {
	var out []Violation
	for _, r := range allRules() {
		if !r.holds(v) {
			out = append(out, Violation{r.id, r.message})
		}
	}
	return out
}

// Check applies one rule; known is false for a rule that the package does not
// have.
func (v *Invoice) Check(id string) (holds, known bool) {
	for _, r := range allRules() {
		if r.id == id {
			return r.holds(v), true
		}
	}
	return false, false
}

// Rules returns the identifiers of all rules, sorted.
func Rules() []string {
	rs := allRules()
	out := make([]string, 0, len(rs))
	for _, r := range rs {
		out = append(out, r.id)
	}
	sort.Strings(out)
	return out
}

func allRules() []rule {
	var rs []rule
	rs = append(rs, documentRules...)
	rs = append(rs, partyRules...)
	rs = append(rs, lineRules...)
	rs = append(rs, allowanceRules...)
	rs = append(rs, sumRules...)
	rs = append(rs, conditionRules...)
	rs = append(rs, decimalRules...)
	rs = append(rs, codeRules...)
	rs = append(rs, splitRules...)
	rs = append(rs, categoryRules()...)
	seen := map[string]bool{}
	for _, r := range slices.Concat(ublSyntax, ciiSyntax) {
		if !seen[r.id] {
			seen[r.id] = true
			rs = append(rs, rule{r.id, r.message, func(v *Invoice) bool { return !v.broken[r.id] }})
		}
	}
	return rs
}

// each reports whether f holds for all of xs.
func each[T any](xs []T, f func(T) bool) bool {
	for _, x := range xs {
		if !f(x) {
			return false
		}
	}
	return true
}

func has(s string) bool { return s != "" }

var documentRules = []rule{
	{"BR-01", "the specification identifier (BT-24) is missing", func(v *Invoice) bool { return has(v.Profile) }},
	{"BR-02", "the invoice number (BT-1) is missing", func(v *Invoice) bool { return has(v.Number) }},
	{"BR-03", "the issue date (BT-2) is missing", func(v *Invoice) bool { return has(v.issueRaw) || has(v.IssueDate) }},
	{"BR-04", "the type code (BT-3) is missing", func(v *Invoice) bool { return has(v.TypeCode) }},
	{"BR-05", "the currency code (BT-5) is missing", func(v *Invoice) bool { return has(v.Currency) }},
	{"BR-12", "the sum of line amounts (BT-106) is missing", func(v *Invoice) bool { return v.Totals.Lines != nil }},
	{"BR-13", "the total without VAT (BT-109) is missing", func(v *Invoice) bool { return v.Totals.Net != nil }},
	{"BR-14", "the total with VAT (BT-112) is missing", func(v *Invoice) bool { return v.Totals.Gross != nil }},
	{"BR-15", "the amount due (BT-115) is missing", func(v *Invoice) bool { return v.Totals.Due != nil }},
	{"BR-16", "there is no invoice line", func(v *Invoice) bool { return len(v.Lines) > 0 }},
	{"BR-29", "the period ends before it begins", func(v *Invoice) bool { return v.Period.ordered() }},
	{"BR-49", "a payment instruction has no means code (BT-81)", func(v *Invoice) bool {
		return each(v.Payments, func(p Payment) bool { return has(p.Code) })
	}},
	{"BR-50", "a payment account has no identifier (BT-84)", func(v *Invoice) bool {
		return each(v.Payments, func(p Payment) bool { return !p.HasAccount || has(p.IBAN) || !transfer[p.Code] })
	}},
	{"BR-51", "of a card number only the last four to six digits may be given", func(v *Invoice) bool {
		return each(v.Payments, func(p Payment) bool { return len(p.CardNumber) <= 10 })
	}},
	{"BR-52", "a supporting document has no reference (BT-122)", func(v *Invoice) bool { return each(v.Supporting, has) }},
	{"BR-53", "the VAT total in the accounting currency (BT-111) is missing", func(v *Invoice) bool {
		return !has(v.TaxCurrency) || v.TaxCurrency == v.Currency || v.Totals.VATOther != nil
	}},
	{"BR-55", "a preceding invoice has no reference (BT-25)", func(v *Invoice) bool { return each(v.Preceding, has) }},
	{"BR-57", "the deliver-to address has no country (BT-80)", func(v *Invoice) bool { return v.DeliverTo == nil || has(v.DeliverTo.Country) }},
	{"BR-61", "a credit transfer needs an account (BT-84)", func(v *Invoice) bool {
		return each(v.Payments, func(p Payment) bool { return !transfer[p.Code] || has(p.IBAN) })
	}},
}

// transfer are the payment means codes of credit transfers.
var transfer = map[string]bool{"30": true, "58": true}

func (p *Period) ordered() bool {
	return p == nil || p.Start == "" || p.End == "" || p.Start <= p.End
}

var partyRules = []rule{
	{"BR-06", "the seller's name (BT-27) is missing", func(v *Invoice) bool { return has(v.Seller.Name) }},
	{"BR-07", "the buyer's name (BT-44) is missing", func(v *Invoice) bool { return has(v.Buyer.Name) }},
	{"BR-08", "the seller's address (BG-5) is missing", func(v *Invoice) bool { return v.Seller.Address != nil }},
	{"BR-09", "the seller's country (BT-40) is missing", func(v *Invoice) bool { return v.Seller.Address != nil && has(v.Seller.Address.Country) }},
	{"BR-10", "the buyer's address (BG-8) is missing", func(v *Invoice) bool { return v.Buyer.Address != nil }},
	{"BR-11", "the buyer's country (BT-55) is missing", func(v *Invoice) bool { return v.Buyer.Address != nil && has(v.Buyer.Address.Country) }},
	{"BR-17", "the payee's name (BT-59) is missing or that of the seller", func(v *Invoice) bool {
		return v.Payee == nil || has(v.Payee.Name) && v.Payee.Name != v.Seller.Name
	}},
	{"BR-18", "the tax representative's name (BT-62) is missing", func(v *Invoice) bool { return v.TaxRep == nil || has(v.TaxRep.Name) }},
	{"BR-19", "the tax representative's address (BG-12) is missing", func(v *Invoice) bool { return v.TaxRep == nil || v.TaxRep.Address != nil }},
	{"BR-20", "the tax representative's country (BT-69) is missing", func(v *Invoice) bool {
		return v.TaxRep == nil || v.TaxRep.Address != nil && has(v.TaxRep.Address.Country)
	}},
	{"BR-56", "the tax representative's VAT identifier (BT-63) is missing", func(v *Invoice) bool { return v.TaxRep == nil || has(v.TaxRep.VATID) }},
	{"BR-62", "the seller's electronic address has no scheme", func(v *Invoice) bool { return !v.Seller.HasEP || has(v.Seller.EndpointID) }},
	{"BR-63", "the buyer's electronic address has no scheme", func(v *Invoice) bool { return !v.Buyer.HasEP || has(v.Buyer.EndpointID) }},
}

func onLines(f func(Line) bool) func(*Invoice) bool {
	return func(v *Invoice) bool { return each(v.Lines, f) }
}

var lineRules = []rule{
	{"BR-21", "a line has no identifier (BT-126)", onLines(func(l Line) bool { return has(l.ID) })},
	{"BR-22", "a line has no quantity (BT-129)", onLines(func(l Line) bool { return l.Quantity != nil })},
	{"BR-23", "a quantity has no unit (BT-130)", onLines(func(l Line) bool { return has(l.Unit) })},
	{"BR-24", "a line has no amount (BT-131)", onLines(func(l Line) bool { return l.Amount != nil })},
	{"BR-25", "an item has no name (BT-153)", onLines(func(l Line) bool { return has(l.Name) })},
	{"BR-26", "an item has no net price (BT-146)", onLines(func(l Line) bool { return l.Price != nil })},
	{"BR-27", "a net price is negative", onLines(func(l Line) bool { return !zero(l.Price).IsNegative() })},
	{"BR-28", "a gross price is negative", onLines(func(l Line) bool { return !zero(l.GrossPrice).IsNegative() })},
	{"BR-30", "the period of a line ends before it begins", onLines(func(l Line) bool { return l.Period.ordered() })},
	{"BR-54", "an item attribute lacks its name or value", onLines(func(l Line) bool {
		return each(l.Attributes, func(a Attribute) bool { return has(a.Name) && has(a.Value) })
	})},
	{"BR-64", "an item's standard identifier has no scheme", onLines(func(l Line) bool { return !l.HasStandard || has(l.StandardSch) })},
	{"BR-65", "an item's classification has no list", onLines(func(l Line) bool {
		return each(l.Classes, func(c Classification) bool { return has(c.List) })
	})},
	{"BR-CO-04", "a line has no VAT category (BT-151)", onLines(func(l Line) bool { return has(l.Category) })},
}

// onAllowances applies f to the document's allowances, or its charges.
func onAllowances(charge bool, f func(Allowance) bool) func(*Invoice) bool {
	return func(v *Invoice) bool {
		return each(v.Allowances, func(a Allowance) bool { return a.Charge != charge || f(a) })
	}
}

// onLineAllowances applies f to the allowances of the lines, or their charges.
func onLineAllowances(charge bool, f func(Allowance) bool) func(*Invoice) bool {
	return onLines(func(l Line) bool {
		return each(l.Allowances, func(a Allowance) bool { return a.Charge != charge || f(a) })
	})
}

func hasAmount(a Allowance) bool   { return a.Amount != nil }
func hasCategory(a Allowance) bool { return has(a.Category) }
func hasReason(a Allowance) bool   { return has(a.Reason) || has(a.ReasonCode) }

var allowanceRules = []rule{
	{"BR-31", "an allowance has no amount", onAllowances(false, hasAmount)},
	{"BR-32", "an allowance has no VAT category", onAllowances(false, hasCategory)},
	{"BR-33", "an allowance has neither reason nor code", onAllowances(false, hasReason)},
	{"BR-36", "a charge has no amount", onAllowances(true, hasAmount)},
	{"BR-37", "a charge has no VAT category", onAllowances(true, hasCategory)},
	{"BR-38", "a charge has neither reason nor code", onAllowances(true, hasReason)},
	{"BR-41", "an allowance on a line has no amount", onLineAllowances(false, hasAmount)},
	{"BR-42", "an allowance on a line has neither reason nor code", onLineAllowances(false, hasReason)},
	{"BR-43", "a charge on a line has no amount", onLineAllowances(true, hasAmount)},
	{"BR-44", "a charge on a line has neither reason nor code", onLineAllowances(true, hasReason)},
	{"BR-CO-21", "an allowance has neither reason nor code", onAllowances(false, hasReason)},
	{"BR-CO-22", "a charge has neither reason nor code", onAllowances(true, hasReason)},
	{"BR-CO-23", "an allowance on a line has neither reason nor code", onLineAllowances(false, hasReason)},
	{"BR-CO-24", "a charge on a line has neither reason nor code", onLineAllowances(true, hasReason)},
	{"BR-45", "a VAT rate has no taxable amount (BT-116)", onRates(func(r VATRate) bool { return r.Base != nil })},
	{"BR-46", "a VAT rate has no tax amount (BT-117)", onRates(func(r VATRate) bool { return r.Tax != nil })},
	{"BR-47", "a VAT rate has no category (BT-118)", onRates(func(r VATRate) bool { return has(r.Category) })},
	{"BR-48", "a VAT category has no rate (BT-119)", onRates(func(r VATRate) bool { return r.Rate != nil || r.Category == "O" })},
}

func onRates(f func(VATRate) bool) func(*Invoice) bool {
	return func(v *Invoice) bool { return each(v.VAT, f) }
}

// same reports whether a and b are equal after rounding to cents.
func same(a, b decimal.Decimal) bool { return a.Round(2).Equal(b.Round(2)) }
