package extract

import (
	"math"
	"sort"
	"strings"

	"github.com/shopspring/decimal"
)

// minScore is the log odds below which a value is not worth reporting.
const minScore = -2.0

// decode chooses one value for each field: the set of sums that the proposers
// support best and that closes, for all other fields the best option.
func (x *extraction) decode() {
	x.decodeTotals()
	for name, f := range x.schema.All() {
		if f.Kind != KindTable {
			x.decodeField(name, f)
		}
	}
}

// decodeField chooses the best option of one field.
func (x *extraction) decodeField(name string, f *Field) {
	opts := x.options[name]
	sort.SliceStable(opts, func(i, j int) bool { return opts[i].score > opts[j].score })
	if f.Many {
		x.decodeList(name, opts)
		return
	}
	if len(opts) == 0 || opts[0].score < minScore {
		return
	}
	v := opts[0].value
	v.Confidence = x.confidence(name, opts)
	for _, o := range opts[1:min(len(opts), 6)] {
		a := o.value
		a.Alternatives = nil
		a.Confidence = min(v.Confidence, sigmoid(o.score-max(0, opts[0].score)-1))
		v.Alternatives = append(v.Alternatives, a)
	}
	x.res.Values[name] = v
}

func (x *extraction) decodeList(name string, opts []option) {
	for _, o := range opts {
		if o.score < 0 {
			break
		}
		v := o.value
		v.Confidence = x.confidence(name, []option{o})
		x.res.Lists[name] = append(x.res.Lists[name], v)
	}
}

func sigmoid(s float64) float64 { return 1 / (1 + math.Exp(-s)) }

// calibrationInputs are what the confidence of a choice is made of.
func (x *extraction) calibrationInputs(opts []option) []float64 {
	second := -6.0
	if len(opts) > 1 {
		second = max(second, opts[1].score)
	}
	best := opts[0]
	repaired := 0.0
	if best.value.Origin == OriginRepaired {
		repaired = 1
	}
	return []float64{1, best.score, min(best.score-second, 8), repaired, legible(x.legibility(best.value))}
}

// legible turns the probability that all words were read right into an input
// of a calibration: 1 for native text, below 0 for what is likely misread.
func legible(p float64) float64 { return max(-3, min(3, logit(p))) / 3 }

// legibility is the probability that the words of v were read right. What a
// memory or a model gives in other words than the page's is not read.
func (x *extraction) legibility(v Value) float64 {
	if v.Evidence == nil || v.Source == SourceMemory {
		return 1
	}
	for i := range x.view.doc.Pages {
		page := &x.view.doc.Pages[i]
		if page.Number != v.Evidence.Page && !(page.Number == 0 && v.Evidence.Page == i+1) {
			continue
		}
		p := 1.0
		for _, w := range v.Evidence.Words {
			if w >= 0 && w < len(page.Words) && page.Words[w].Confidence > 0 {
				p *= page.Words[w].Confidence
			}
		}
		return p
	}
	return 1
}

// confidence maps the scores of the best option and its rivals to the
// probability that it is right.
func (x *extraction) confidence(field string, opts []option) float64 {
	return x.ranker.calibrated(x.calibrationName(field), x.calibrationInputs(opts), defaultCalibration())
}

// calibrationName is the key of the calibration of a field: receipts and
// other documents are apart, fields without one of their own share that of
// their kind.
func (x *extraction) calibrationName(field string) string {
	profile := x.profile()
	if _, ok := x.ranker.calibration[profile+field]; ok {
		return profile + field
	}
	if f := x.schema.Lookup(field); f != nil {
		if _, ok := x.ranker.calibration[profile+string(f.kind())]; ok {
			return profile + string(f.kind())
		}
	}
	return profile
}

// profile names the calibrations of documents like this one: receipts and
// others are apart, and scans, whose values may be misread, from native text.
func (x *extraction) profile() string {
	p := "invoice/"
	if x.receipt {
		p = "receipt/"
	}
	if x.view.scanned {
		p = "scan/" + p
	}
	return p
}

// decodeTotals raises the set of net, VAT and gross that closes best.
func (x *extraction) decodeTotals() {
	gross, net, vat := x.options[FieldGross], x.options[FieldNet], x.options[FieldVAT]
	bestScore, bg, bn, bv := math.Inf(-1), -1, -1, -1
	for g := range gross {
		for n := range net {
			for t := range vat {
				s := gross[g].score + net[n].score + vat[t].score
				if s > bestScore && x.closes(&net[n], &vat[t], &gross[g]) {
					bestScore, bg, bn, bv = s, g, n, t
				}
			}
		}
	}
	if bg < 0 {
		return
	}
	// The set is worth more than its parts: arithmetic is evidence.
	if bestScore+4 < top(gross)+top(net)+top(vat) {
		return
	}
	gross[bg].score = max(gross[bg].score, top(gross)) + 0.5
	net[bn].score = max(net[bn].score, top(net)) + 0.5
	vat[bv].score = max(vat[bv].score, top(vat)) + 0.5
}

func top(opts []option) float64 {
	s := math.Inf(-1)
	for _, o := range opts {
		s = max(s, o.score)
	}
	return s
}

// closes reports whether net + vat = gross to a cent; a till may round the
// gross to the next coin.
func (x *extraction) closes(net, vat, gross *option) bool {
	n, err1 := net.value.Decimal()
	t, err2 := vat.value.Decimal()
	g, err3 := gross.value.Decimal()
	if err1 != nil || err2 != nil || err3 != nil {
		return false
	}
	slack := cent
	if x.receipt && g.Mod(decimal.New(5, -2)).IsZero() {
		slack = decimal.New(4, -2)
	}
	return n.Add(t).Sub(g).Abs().LessThanOrEqual(slack)
}

// settle fills in what follows from the chosen values: the currency of
// amounts, the amount due, missing sums.
func (x *extraction) settle() {
	if cur, ok := x.res.Values[FieldCurrency]; ok {
		for name, v := range x.res.Values {
			if v.Kind == KindMoney && v.Currency == "" {
				v.Currency = cur.Norm
				x.res.Values[name] = v
			}
		}
	}
	gross, ok := x.res.Values[FieldGross]
	if _, has := x.res.Values[FieldDue]; ok && !has && x.wants(FieldDue) {
		if _, prepaid := x.res.Values[FieldPrepaid]; !prepaid {
			gross.Alternatives = nil
			gross.Origin = OriginComputed
			x.res.Values[FieldDue] = gross
		}
	}
	x.settleLineTotal()
	for name, v := range x.res.Values {
		if v.Norm != strings.TrimSpace(v.Norm) {
			v.Norm = strings.TrimSpace(v.Norm)
			x.res.Values[name] = v
		}
	}
}

// settleLineTotal fills in the sum of the lines where it is not printed: with
// no allowance and no charge it is the net total.
func (x *extraction) settleLineTotal() {
	net, ok := x.res.Values[FieldNet]
	if !ok || !x.wants(FieldLineTotal) {
		return
	}
	for _, f := range []string{FieldLineTotal, FieldAllowances, FieldCharges} {
		if _, has := x.res.Values[f]; has {
			return
		}
	}
	net.Alternatives = nil
	net.Origin = OriginComputed
	x.res.Values[FieldLineTotal] = net
}
