package extract

import (
	"math"
	"sort"
)

// proposeBuiltIn lets the built-in finders answer the fields that they know
// by name.
func (x *extraction) proposeBuiltIn() {
	x.amounts = x.view.amounts(false)
	if x.receipt {
		x.proposeRanked(FieldGross)
		x.proposeRanked(FieldIssueDate)
		x.proposeReceiptMoney()
	} else {
		x.proposeInvoiceMoney()
		x.proposeDates()
	}
	x.proposeParties()
	x.proposeNumbers()
	x.proposeBank()
	x.proposeVATIDs()
	x.proposeCurrency()
	x.proposeContract()
}

// logit turns a probability into log odds, bounded.
func logit(p float64) float64 {
	p = max(1e-4, min(1-1e-4, p))
	return math.Log(p / (1 - p))
}

// A ranked is one value of a ranked field and its probability among all.
type ranked struct {
	choice choice
	p      float64
}

// rank returns the values of a ranked field, best first; equal values share
// their probability, but for amounts.
func (r *Ranker) rank(cs []choice, field string) []ranked {
	w := r.weights[field]
	scores := make([]float64, len(cs))
	for i := range cs {
		scores[i] = cs[i].f.score(w)
	}
	softmax(scores)
	at := map[string]int{}
	var out []ranked
	best := []float64{}
	for i, c := range cs {
		j, ok := at[c.key]
		if !ok {
			j = len(out)
			at[c.key] = j
			out, best = append(out, ranked{choice: c}), append(best, -1)
		}
		if field == FieldGross { // an amount that is printed often is no more likely for that
			out[j].p = max(out[j].p, scores[i])
		} else {
			out[j].p += scores[i]
		}
		if scores[i] > best[j] {
			best[j], out[j].choice = scores[i], c
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].p > out[j].p })
	return out
}

// proposeRanked proposes the best values of a ranked field.
func (x *extraction) proposeRanked(field string) {
	if !x.wants(field) {
		return
	}
	rs := x.ranker.rank(x.view.choices(field), field)
	for i, r := range rs {
		if i >= 8 {
			break
		}
		v := Value{Raw: r.choice.raw, Norm: r.choice.norm, Currency: r.choice.currency, Evidence: x.view.evidence(r.choice.words), Source: SourceRanker}
		if c := r.choice.cand; c != nil {
			v.Kind = c.kind
			if c.repaired {
				v.Origin = OriginRepaired
			}
			v.Label = x.view.labelEvidence(x.view.labelsOf(c, 0, nil)[field])
		}
		x.add(Proposal{Field: field, Value: v, Score: min(logit(r.p), 5)})
		x.setMargin(field, v, r.p)
	}
}

// setMargin records the ranker's probability of value v.
func (x *extraction) setMargin(field string, v Value, p float64) {
	kind := v.Kind
	if kind == "" {
		kind = x.schema.Field(field).kind()
	}
	key := keyOfKind(kind, v.Norm)
	for i := range x.options[field] {
		if x.options[field][i].key == key {
			x.options[field][i].margin = p
		}
	}
}
