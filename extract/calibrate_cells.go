package extract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// tableFacts are what is known of the line items as a whole.
type tableFacts struct {
	sums   bool // the amounts sum to a total of the document
	priced bool // most rows have quantity and price
	rows   int
}

// factsOf weighs the items against the totals that were chosen.
func (x *extraction) factsOf(items []item) tableFacts {
	f := tableFacts{rows: len(items)}
	sum, priced := decimal.Zero, 0
	for i := range items {
		if items[i].kind != RowSubtotal {
			sum = sum.Add(items[i].amountValue)
		}
		if items[i].quantity != nil && items[i].price != nil {
			priced++
		}
	}
	f.priced = priced*2 > len(items)
	slack := decimal.New(int64(len(items)), -2)
	for _, field := range []string{FieldLineTotal, FieldNet, FieldGross} {
		if want, ok := x.number(field); ok && sum.Sub(want).Abs().LessThanOrEqual(slack) {
			f.sums = true
		}
	}
	return f
}

// cellInputs are what the confidence of a cell is made of.
func (x *extraction) cellInputs(it *item, t tableFacts, words []int, v *Value) []float64 {
	read := 1.0
	if len(words) > 0 {
		read = x.view.readRight(words)
	}
	flag := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	return []float64{
		1, flag(it.verified), flag(t.sums), legible(read), flag(v.Origin == OriginRepaired), flag(v.Origin == OriginComputed),
		flag(t.priced), flag(it.lastRow > it.row+1), flag(t.rows > 8),
	}
}

// defaultCells is used where nothing was fitted, and what the fit is drawn to.
func defaultCells() []float64 { return []float64{-0.3, 1.3, 1.5, 0.5, -1, -0.5, 0.2, -0.2, 0} }

// cellConfidence maps inputs to the probability that a cell of column col is
// right.
func (x *extraction) cellConfidence(col string, in []float64) float64 {
	return x.ranker.calibrated(x.profile()+"cell/"+col, in, defaultCells())
}

// calibrated is the logistic model called name, or prior where it is absent.
func (r *Ranker) calibrated(name string, in, prior []float64) float64 {
	w := r.calibration[name]
	if len(w) != len(in) {
		w = prior
	}
	s := 0.0
	for i := range in {
		s += w[i] * in[i]
	}
	return min(0.999, sigmoid(s))
}

// rateInputs are what the confidence of a row of the VAT breakdown is made of.
func (x *extraction) rateInputs(r *VATRate, all []VATRate) []float64 {
	in := []float64{1, 0, 0, 0, 0, 0}
	if r.Verified {
		in[1] = 1
	}
	if _, known := x.number(FieldVAT); known && x.vatComplete(all) {
		in[2] = 1
	}
	if r.Origin == OriginComputed {
		in[3] = 1
	}
	if r.Net == "" {
		in[4] = 1
	}
	if len(all) > 1 {
		in[5] = 1
	}
	return in
}

func defaultRates() []float64 { return []float64{0.2, 1.2, 1.5, -0.4, -0.3, 0} }

// rateConfidences gives rates their confidences and issues.
func (x *extraction) rateConfidences(rates []VATRate) []VATRate {
	x.rateIn = nil
	_, known := x.number(FieldVAT)
	complete := x.vatComplete(rates)
	for i := range rates {
		r := &rates[i]
		in := x.rateInputs(r, rates)
		x.rateIn = append(x.rateIn, in)
		r.Confidence = x.ranker.calibrated(x.profile()+"vat_rate", in, defaultRates())
		if r.Net == "" {
			r.Issues = append(r.Issues, "the taxable amount of this rate is not printed")
		}
		if known && !complete {
			r.Issues = append(r.Issues, "the breakdown does not sum to the VAT total")
		}
	}
	return rates
}

// alternatives fills in what else a number of it may be: what follows from
// the other two, and the other numbers of its rows.
func (x *extraction) alternatives(it *item, cells map[string]Value, others []cell) {
	q, p := it.quantity, it.price
	if q != nil && p != nil && !it.verified && it.discount == nil {
		for _, col := range []string{ColQuantity, ColUnitPrice, ColAmount} {
			v := cells[col]
			v.Issues = append(v.Issues, fmt.Sprintf("%s times %s is not %s", q.num.Value, p.num.Value, it.amountValue))
			cells[col] = v
		}
	}
	for _, col := range []string{ColQuantity, ColUnitPrice, ColAmount} {
		v, ok := cells[col]
		if !ok || it.verified && v.Origin != OriginComputed {
			continue
		}
		seen := []string{v.Norm}
		put := func(norm string, o Origin, words []int) {
			if len(v.Alternatives) < 5 && !slices.Contains(seen, norm) {
				seen = append(seen, norm)
				v.Alternatives = append(v.Alternatives, Value{Kind: v.Kind, Raw: norm, Norm: norm, Currency: v.Currency, Source: SourceRanker, Origin: o, Confidence: (1 - v.Confidence) / 2, Evidence: x.view.evidence(words)})
			}
		}
		if norm, ok := it.implied(col); ok {
			put(norm, OriginComputed, nil)
		}
		for i := range others {
			norm := others[i].num.Value.String()
			if v.Kind == KindMoney {
				norm = moneyNorm(others[i].num.Value)
			}
			put(norm, OriginRead, others[i].words)
		}
		cells[col] = v
	}
}

// implied is what column col must hold for quantity times price to be the
// amount; false where it does not come out even.
func (it *item) implied(col string) (string, bool) {
	q, p := it.quantity, it.price
	switch {
	case col == ColAmount && q != nil && p != nil:
		return moneyNorm(q.num.Value.Mul(p.num.Value).Round(2)), true
	case col == ColQuantity && p != nil && !p.num.Value.IsZero():
		d := it.amountValue.DivRound(p.num.Value, 3)
		return d.String(), d.Mul(p.num.Value).Equal(it.amountValue)
	case col == ColUnitPrice && q != nil && !q.num.Value.IsZero():
		d := it.amountValue.DivRound(q.num.Value, 2)
		return moneyNorm(d), d.Mul(q.num.Value).Equal(it.amountValue)
	}
	return "", false
}

// collectCells notes the cells of the line items and the rows of the VAT
// breakdown that s has the truth of, and whether they are right.
func (x *extraction) collectCells(s *Sample, points map[string][]calibrationPoint) {
	rows := x.res.Tables[FieldLineItems].Rows
	if len(s.Items) > 0 && len(rows) == len(x.cellIn) {
		cols := map[string]bool{}
		for _, w := range s.Items {
			for c := range w {
				cols[c] = true
			}
		}
		for i, w := range matchRows(rows, s.Items) {
			for col, v := range rows[i].Cells {
				if want := w[col]; cols[col] && (w == nil || want != "") {
					name := x.profile() + "cell/" + col
					points[name] = append(points[name], calibrationPoint{x.cellIn[i][col], w != nil && sameCell(col, v.Norm, want)})
				}
			}
		}
	}
	if len(s.VATRates) == 0 {
		return
	}
	for i := range x.res.VATRates {
		r := &x.res.VATRates[i]
		right := slices.ContainsFunc(s.VATRates, func(w VATRate) bool {
			return sameNumber(w.Rate, r.Rate) && sameNumber(w.VAT, r.VAT) && (r.Net == "" || sameNumber(w.Net, r.Net))
		})
		name := x.profile() + "vat_rate"
		points[name] = append(points[name], calibrationPoint{x.rateIn[i], right})
	}
}

// matchRows returns for each row the true row that it shares most cells with;
// no true row is given twice.
func matchRows(rows []Row, truth []map[string]string) []map[string]string {
	out := make([]map[string]string, len(rows))
	used := make([]bool, len(truth))
	for need := 8; need > 0; need-- {
		for i := range rows {
			for j, w := range truth {
				if out[i] != nil || used[j] {
					continue
				}
				n := 0
				for col, v := range rows[i].Cells {
					if w[col] != "" && sameCell(col, v.Norm, w[col]) {
						n++
					}
				}
				if n == need {
					out[i], used[j] = w, true
				}
			}
		}
	}
	return out
}

// sameCell reports whether two cells of column col say the same; descriptions
// may differ in what they leave out and in a few letters.
func sameCell(col, a, b string) bool {
	if col != ColDescription {
		return sameNumber(a, b)
	}
	x, y := fold(a), fold(b)
	if x == "" || y == "" {
		return false
	}
	return x == y || min(len(x), len(y)) >= 6 && (strings.Contains(x, y) || strings.Contains(y, x)) || likeness(x, y) >= 0.85
}

func sameNumber(a, b string) bool {
	x, err1 := decimal.NewFromString(a)
	y, err2 := decimal.NewFromString(b)
	return err1 == nil && err2 == nil && x.Equal(y)
}
