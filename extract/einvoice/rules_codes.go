package einvoice

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// codeRules are the rules on code lists. A code that is not given breaks none:
// where it must be given another rule says so.
var codeRules = []rule{
	{"BR-CL-01", "the type code (BT-3) is no code of UNTDID 1001", func(v *Invoice) bool { return v.TypeCode == "" || v.typeKnown() }},
	{"BR-CL-04", "the currency (BT-5) is no code of ISO 4217", func(v *Invoice) bool { return currencyCodes.optional(v.Currency) }},
	{"BR-CL-05", "the tax currency (BT-6) is no code of ISO 4217", func(v *Invoice) bool { return currencyCodes.optional(v.TaxCurrency) }},
	{"BR-CL-06", "the tax point code (BT-8) is none of UNTDID 2005", (*Invoice).taxPointKnown},
	{"BR-CL-07", "the scheme of an invoiced object (BT-18, BT-128) is no code of UNTDID 1153", func(v *Invoice) bool {
		return referenceTypes.optional(v.Object.Scheme) && each(v.Lines, func(l Line) bool { return referenceTypes.optional(l.Object.Scheme) })
	}},
	{"BR-CL-08", "the subject of a note (BT-21) is no code of UNTDID 4451", func(v *Invoice) bool { return each(v.NoteSubjects, noteSubjects.optional) }},
	{"BR-CL-10", "the scheme of a party's identifier is none of ISO 6523", onParties(func(p *Party) bool {
		return each(p.Identifiers, func(id ID) bool { return identifierSchemes.optional(id.Scheme) })
	})},
	{"BR-CL-11", "the scheme of a registration is none of ISO 6523", onParties(func(p *Party) bool { return identifierSchemes.optional(p.LegalScheme) })},
	{"BR-CL-13", "the list of an item's classification (BT-158) is no code of UNTDID 7143", onLines(func(l Line) bool {
		return each(l.Classes, func(c Classification) bool { return itemClassLists.optional(c.List) })
	})},
	{"BR-CL-14", "a country is no code of ISO 3166-1", func(v *Invoice) bool { return each(v.countries(), countryCodes.has) }},
	{"BR-CL-15", "the origin of an item (BT-159) is no code of ISO 3166-1", onLines(func(l Line) bool { return countryCodes.optional(l.Origin) })},
	{"BR-CL-16", "the means of payment (BT-81) is no code of UNTDID 4461", func(v *Invoice) bool {
		return each(v.Payments, func(p Payment) bool { return paymentMeans.optional(p.Code) })
	}},
	{"BR-CL-17", "a VAT category is no code of UNTDID 5305", func(v *Invoice) bool {
		return each(v.VAT, func(r VATRate) bool { return vatCategories.optional(r.Category) }) &&
			each(v.Allowances, func(a Allowance) bool { return vatCategories.optional(a.Category) })
	}},
	{"BR-CL-18", "the VAT category of a line (BT-151) is no code of UNTDID 5305", onLines(func(l Line) bool { return vatCategories.optional(l.Category) })},
	{"BR-CL-19", "the reason of an allowance is no code of UNTDID 5189", onReasons(false, allowanceReasons)},
	{"BR-CL-20", "the reason of a charge is no code of UNTDID 7161", onReasons(true, chargeReasons)},
	{"BR-CL-21", "the scheme of an item's standard identifier (BT-157) is none of ISO 6523", onLines(func(l Line) bool { return identifierSchemes.optional(l.StandardSch) })},
	{"BR-CL-22", "the reason of an exemption (BT-121) is no code of VATEX", onRates(func(r VATRate) bool { return exemptionReasons.optional(strings.ToUpper(r.ReasonCode)) })},
	{"BR-CL-23", "a unit (BT-130, BT-150) is no code of Recommendation 20 or 21", onLines(func(l Line) bool {
		return unitCodes.optional(l.Unit) && unitCodes.optional(l.BaseUnit)
	})},
	{"BR-CL-24", "the media type of a document within the data (BT-125) is none that is permitted", func(v *Invoice) bool {
		return each(v.Documents, func(s Supplement) bool { return mimeTypes.optional(s.MIME) })
	}},
	{"BR-CL-25", "the scheme of an electronic address is none of EAS", onParties(func(p *Party) bool { return addressSchemes.optional(p.EndpointID) })},
	{"BR-CL-26", "the scheme of the deliver-to location (BT-71) is none of ISO 6523", func(v *Invoice) bool { return identifierSchemes.optional(v.DeliverToID.Scheme) }},
}

// typeKnown reports whether the type code is one that the document may have:
// in UBL the root tells an invoice from a credit note.
func (v *Invoice) typeKnown() bool {
	if v.Syntax == "UBL" && v.CreditNote {
		return creditNoteTypes.has(v.TypeCode)
	}
	return invoiceTypes.has(v.TypeCode) || v.Syntax != "UBL" && creditNoteTypes.has(v.TypeCode)
}

func (v *Invoice) taxPointKnown() bool {
	if v.Syntax == "CII" && v.taxPointRaw != "" && tax2005[v.taxPointRaw] == "" {
		return false
	}
	return codeList(" 3 35 432 ").optional(v.TaxPointCode)
}

// parties returns the parties that v has.
func (v *Invoice) parties() []*Party {
	out := []*Party{&v.Seller, &v.Buyer}
	for _, p := range []*Party{v.Payee, v.TaxRep} {
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

func onParties(f func(*Party) bool) func(*Invoice) bool {
	return func(v *Invoice) bool { return each(v.parties(), f) }
}

// countries returns the countries of all addresses.
func (v *Invoice) countries() []string {
	var out []string
	add := func(a *Address) {
		if a != nil && a.Country != "" {
			out = append(out, a.Country)
		}
	}
	for _, p := range v.parties() {
		add(p.Address)
	}
	add(v.DeliverTo)
	return out
}

func onReasons(charge bool, codes codeList) func(*Invoice) bool {
	known := func(a Allowance) bool { return codes.optional(a.ReasonCode) }
	document, lines := onAllowances(charge, known), onLineAllowances(charge, known)
	return func(v *Invoice) bool { return document(v) && lines(v) }
}

// cents reports whether no amount has more than two decimals, also if they are
// zero.
func cents(amounts ...*decimal.Decimal) bool {
	return each(amounts, func(d *decimal.Decimal) bool { return d == nil || d.Exponent() >= -2 })
}

// decimalRules are BR-DEC: two decimals are the most that an amount may have.
var decimalRules = func() []rule {
	var out []rule
	add := func(n int, term string, holds func(*Invoice) bool) {
		out = append(out, rule{fmt.Sprintf("BR-DEC-%02d", n), term + " has more than two decimals", holds})
	}
	amount := func(a Allowance) bool { return cents(a.Amount) }
	base := func(a Allowance) bool { return cents(a.Base) }
	add(1, "an allowance (BT-92)", onAllowances(false, amount))
	add(2, "the base of an allowance (BT-93)", onAllowances(false, base))
	add(5, "a charge (BT-99)", onAllowances(true, amount))
	add(6, "the base of a charge (BT-100)", onAllowances(true, base))
	for i, f := range []func(t *Totals) *decimal.Decimal{
		func(t *Totals) *decimal.Decimal { return t.Lines }, func(t *Totals) *decimal.Decimal { return t.Allowances },
		func(t *Totals) *decimal.Decimal { return t.Charges }, func(t *Totals) *decimal.Decimal { return t.Net },
		func(t *Totals) *decimal.Decimal { return t.VAT }, func(t *Totals) *decimal.Decimal { return t.Gross },
		func(t *Totals) *decimal.Decimal { return t.VATOther }, func(t *Totals) *decimal.Decimal { return t.Prepaid },
		func(t *Totals) *decimal.Decimal { return t.Rounding }, func(t *Totals) *decimal.Decimal { return t.Due },
	} {
		terms := []string{"BT-106", "BT-107", "BT-108", "BT-109", "BT-110", "BT-112", "BT-111", "BT-113", "BT-114", "BT-115"}
		add(9+i, "a total ("+terms[i]+")", func(v *Invoice) bool { return cents(f(&v.Totals)) })
	}
	add(19, "a taxable amount (BT-116)", onRates(func(r VATRate) bool { return cents(r.Base) }))
	add(20, "a tax amount (BT-117)", onRates(func(r VATRate) bool { return cents(r.Tax) }))
	add(23, "the amount of a line (BT-131)", onLines(func(l Line) bool { return cents(l.Amount) }))
	add(24, "an allowance on a line (BT-136)", onLineAllowances(false, amount))
	add(25, "the base of an allowance on a line (BT-137)", onLineAllowances(false, base))
	add(27, "a charge on a line (BT-141)", onLineAllowances(true, amount))
	add(28, "the base of a charge on a line (BT-142)", onLineAllowances(true, base))
	return out
}()

// splitRules are BR-B: split payment is for Italy alone and never beside the
// standard rate.
var splitRules = []rule{
	{"BR-B-01", "split payment outside Italy", func(v *Invoice) bool {
		return !v.usesCategory("B") || each(v.countries(), func(c string) bool { return c == "IT" })
	}},
	{"BR-B-02", "split payment beside the standard rate", func(v *Invoice) bool { return !v.usesCategory("B") || !v.usesCategory("S") }},
}

// usesCategory reports whether anything in v is of the VAT category.
func (v *Invoice) usesCategory(code string) bool {
	return !each(v.VAT, func(r VATRate) bool { return r.Category != code }) ||
		!each(v.Lines, func(l Line) bool { return l.Category != code }) ||
		!each(v.Allowances, func(a Allowance) bool { return a.Category != code })
}
