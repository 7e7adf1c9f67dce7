package einvoice

import (
	"slices"
	"strings"
)

// A syntaxRule looks at the data itself rather than at what was read from it:
// how often an element may stand, which attributes it needs.
type syntaxRule struct {
	id      string
	message string
	context string // path of the elements that the rule is about; with // in front, name of them anywhere
	holds   func(n *node) bool
}

// most holds where there are at most k elements at path.
func most(k int, path string) func(*node) bool {
	return func(n *node) bool { return len(n.all(path)) <= k }
}

// alike holds where all elements at path have the same text.
func alike(path string) func(*node) bool {
	return func(n *node) bool {
		all := n.all(path)
		return len(all) == 0 || each(all, func(k *node) bool { return k.content() == all[0].content() })
	}
}

// with returns the elements of ns for which f holds.
func with(ns []*node, f func(*node) bool) []*node {
	return slices.DeleteFunc(ns, func(n *node) bool { return !f(n) })
}

func isVAT(n *node) bool { return strings.EqualFold(n.txt("TaxScheme/ID"), "VAT") }

// taxes returns the tax schemes of a party.
func taxes(n *node, vat bool) []*node {
	return with(n.all("PartyTaxScheme"), func(t *node) bool { return isVAT(t) == vat && t.one("CompanyID") != nil })
}

// brokenSyntax returns which rules on its syntax the data breaks.
func brokenSyntax(root *node, rules []syntaxRule) map[string]bool {
	var out map[string]bool
	for _, r := range rules {
		var at []*node
		switch name, anywhere := strings.CutPrefix(r.context, "//"); {
		case anywhere:
			at = root.anywhere(strings.Fields(name))
		case name == "":
			at = []*node{root}
		default:
			at = root.all(name)
		}
		if !each(at, r.holds) {
			if out == nil {
				out = map[string]bool{}
			}
			out[r.id] = true
		}
	}
	return out
}

// anywhere returns the elements below n that have one of names.
func (n *node) anywhere(names []string) []*node {
	var out []*node
	for _, k := range n.kids {
		if slices.Contains(names, k.name) {
			out = append(out, k)
		}
		out = append(out, k.anywhere(names)...)
	}
	return out
}

func currencyKnown(n *node) bool { return currencyCodes.has(n.attr("currencyID")) }

// ciiSyntax are the rules on CII: BR-CL-03 and those on how often elements
// that the standard has once may stand.
var ciiSyntax = []syntaxRule{
	{"BR-CL-03", "the currency of an amount is no code of ISO 4217", "//TaxTotalAmount", func(n *node) bool { return n.attr("currencyID") == "" || currencyKnown(n) }},
	{"CII-SR-455", "the seller has several contacts", ciiAgreement + "/SellerTradeParty", most(1, "DefinedTradeContact")},
	{"CII-SR-456", "the buyer has several contacts", ciiAgreement + "/BuyerTradeParty", most(1, "DefinedTradeContact")},
	{"CII-SR-459", "the seller has several electronic addresses", ciiAgreement + "/SellerTradeParty", most(1, "URIUniversalCommunication")},
	{"CII-SR-460", "the buyer has several electronic addresses", ciiAgreement + "/BuyerTradeParty", most(1, "URIUniversalCommunication")},
	{"CII-SR-467", "the means of payment (BT-81) differ", ciiSettled, alike("SpecifiedTradeSettlementPaymentMeans/TypeCode")},
	{"CII-SR-468", "the texts of the means of payment (BT-82) differ", ciiSettled, alike("SpecifiedTradeSettlementPaymentMeans/Information")},
	{"CII-SR-469", "there are several payment references (BT-83)", ciiSettled, most(1, "PaymentReference")},
	{"CII-SR-477", "there are several sums of line amounts (BT-106)", ciiSummation, most(1, "LineTotalAmount")},
	{"CII-SR-478", "there are several sums of charges (BT-108)", ciiSummation, most(1, "ChargeTotalAmount")},
	{"CII-SR-479", "there are several sums of allowances (BT-107)", ciiSummation, most(1, "AllowanceTotalAmount")},
	{"CII-SR-480", "there are several totals without VAT (BT-109)", ciiSummation, most(1, "TaxBasisTotalAmount")},
	{"CII-SR-481", "there are several rounding amounts (BT-114)", ciiSummation, most(1, "RoundingAmount")},
	{"CII-SR-482", "there are several totals with VAT (BT-112)", ciiSummation, most(1, "GrandTotalAmount")},
	{"CII-SR-484", "there are several paid amounts (BT-113)", ciiSummation, most(1, "TotalPrepaidAmount")},
	{"CII-SR-487", "there are several amounts due (BT-115)", ciiSummation, most(1, "DuePayableAmount")},
}

const (
	ciiAgreement = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement"
	ciiSettled   = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
	ciiSummation = ciiSettled + "/SpecifiedTradeSettlementHeaderMonetarySummation"
)
