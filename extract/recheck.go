package extract

import (
	"maps"
	"slices"
	"strings"
)

// valueRules are the rules that need nothing but values; those of check digits
// are named after their field beside.
var valueRules = []string{
	"net+vat=gross", "gross-prepaid=due", "sum(vat_rates)=vat", "quantity*price=amount", "sum(line_items)", "issue<=due",
}

// Recheck applies the rules again that need nothing but values, after some of
// them were changed, and renews the issues that follow from them. The outcome
// of other rules, such as those of e-invoices, stays as it was.
func (r *Result) Recheck() {
	stale := slices.Clone(valueRules)
	for name, f := range r.Schema.All() {
		if f.Check != "" {
			stale = append(stale, f.Check+":"+name)
		}
	}
	var kept []Check
	messages := map[string]bool{}
	for _, c := range r.Checks {
		if slices.Contains(stale, c.ID) {
			messages[c.Message] = true
		} else {
			kept = append(kept, c)
		}
	}
	r.Values = maps.Clone(r.Values)
	for field, v := range r.Values {
		v.Issues = slices.DeleteFunc(slices.Clone(v.Issues), func(s string) bool { return messages[s] })
		r.Values[field] = v
	}
	r.Issues = slices.DeleteFunc(slices.Clone(r.Issues), func(s string) bool { return strings.HasPrefix(s, missing) })
	r.Checks = nil
	x := &extraction{schema: r.Schema, res: r}
	x.checkValues()
	fresh := r.Checks
	r.Checks = append(kept, fresh...)
	x.note(fresh)
}
