package extract

import (
	"strings"
	"unicode"
)

// A choice is one possible value of a ranked field.
type choice struct {
	norm, raw, currency string
	key                 string // what makes two choices the same value
	words               []int
	f                   features
	cand                *candidate // of money and dates
}

// rankedFields are the fields that the ranker has weights for.
var rankedFields = []string{FieldGross, FieldIssueDate, FieldSupplierName, FieldSupplierAddress}

// choices returns the candidates of a ranked field with their features.
func (v *view) choices(field string) []choice {
	switch field {
	case FieldGross:
		m := v.moneyFacts(v.receiptAmounts())
		out := make([]choice, len(m.cands))
		for i := range m.cands {
			c := &m.cands[i]
			out[i] = choice{norm: c.norm, raw: c.raw, currency: c.currency, key: c.norm, words: c.words, f: v.totalFeatures(m, i), cand: c}
		}
		return out
	case FieldIssueDate:
		cands := v.dates()
		out := make([]choice, len(cands))
		for i := range cands {
			c := &cands[i]
			out[i] = choice{norm: c.norm, raw: c.raw, key: c.norm, words: c.words, f: v.dateFeatures(cands, i), cand: c}
		}
		return out
	case FieldSupplierName:
		return partyChoices(v.nameCandidates(v.head(14)))
	case FieldSupplierAddress:
		return partyChoices(v.addressCandidates(v.head(18)))
	}
	return nil
}

func partyChoices(ps []partyCandidate) []choice {
	out := make([]choice, len(ps))
	for i, p := range ps {
		out[i] = choice{norm: p.norm, raw: p.raw, key: fold(p.norm), words: p.words, f: p.f}
	}
	return out
}

// fold returns the letters and digits of s in lower case: two texts with the
// same fold are the same value.
func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// keyOf returns the key that a choice of field with value norm has.
func keyOf(field, norm string) string {
	if field == FieldGross || field == FieldIssueDate {
		return norm
	}
	return fold(norm)
}
