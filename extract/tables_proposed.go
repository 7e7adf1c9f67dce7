package extract

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// A proposedRow is a row of a table as a proposer sees it.
type proposedRow struct {
	source string
	number int
	cells  map[string]Proposal
}

// addCell records a cell that a proposer found. A cell that stands nowhere in
// the document, or that is more likely wrong than right, is not taken: a table
// holds what is printed and what follows from it.
func (x *extraction) addCell(a Proposal) {
	table, _, c := x.schema.column(a.Field)
	if c == nil || a.Value.Norm == "" {
		return
	}
	col := c.Name
	if a.Value.Evidence == nil || a.Score < 0 {
		x.leftOut[table]++
		return
	}
	a.Value.Kind = c.kind()
	rows := x.rows[table]
	i := slices.IndexFunc(rows, func(r proposedRow) bool { return r.source == a.Value.Source && r.number == a.Row })
	if i < 0 {
		i = len(rows)
		rows = append(rows, proposedRow{a.Value.Source, a.Row, map[string]Proposal{}})
		x.rows[table] = rows
	}
	if old, ok := rows[i].cells[col]; !ok || a.Score > old.Score {
		rows[i].cells[col] = a
	}
}

// mergeTables joins the tables that were read here with those of proposers.
func (x *extraction) mergeTables() {
	for name, f := range x.schema.All() {
		if f.Kind != KindTable {
			continue
		}
		if n := x.leftOut[name]; n > 0 {
			x.res.Issues = append(x.res.Issues, fmt.Sprintf("%d proposed cells of %s stand nowhere in the document and were left out", n, name))
		}
		bySource := map[string][]proposedRow{}
		var sources []string
		for _, r := range x.rows[name] {
			if bySource[r.source] == nil {
				sources = append(sources, r.source)
			}
			bySource[r.source] = append(bySource[r.source], r)
		}
		for _, s := range sources {
			rows := bySource[s]
			slices.SortStableFunc(rows, func(a, b proposedRow) int { return a.number - b.number })
			if name == FieldVATRates {
				x.mergeRates(rows)
			} else {
				x.mergeRows(name, rows)
			}
		}
	}
}

// mergeRows decides between the rows of table that were read here and those of
// a proposer: what was read stays where it adds up, and gets the cells that it
// lacks; what does not add up gives way to what does; a table that was not
// found is filled, but never with amounts that contradict the document.
func (x *extraction) mergeRows(table string, proposed []proposedRow) {
	own := x.res.Tables[table].Rows
	theirs := make([]Row, 0, len(proposed))
	for _, p := range proposed {
		r := Row{Cells: map[string]Value{}}
		for col, a := range p.cells {
			r.Cells[col] = a.Value
		}
		if a, err := r.Cells[ColAmount].Decimal(); table == FieldLineItems && err == nil && a.IsNegative() {
			r.Kind = RowDiscount
		}
		theirs = append(theirs, r)
	}
	a, b := x.account(table, own), x.account(table, theirs)
	found := slices.ContainsFunc(own, func(r Row) bool { return len(r.Cells) > 0 })
	switch {
	case !found && b.adds():
	case found && !a.adds() && b.adds() && (b.sums || b.priced == len(theirs)):
		x.res.Issues = append(x.res.Issues, fmt.Sprintf("the rows of %s are those of %s: what was read did not add up", table, proposed[0].source))
	case found:
		x.complete(table, own, theirs, proposed)
		return
	default:
		x.res.Issues = append(x.res.Issues, fmt.Sprintf("the rows of %s that %s found do not add up and were left out", table, proposed[0].source))
		return
	}
	for i := range theirs {
		for col, v := range theirs[i].Cells {
			v.Confidence = x.proposedConfidence(table, col, &theirs[i], b, proposed[i].cells[col])
			theirs[i].Cells[col] = v
		}
	}
	x.res.Tables[table], x.cellIn = Table{Rows: theirs}, nil
}

// complete gives rows that were read the cells that they lack, from proposed
// rows whose amount stands on the same words.
func (x *extraction) complete(table string, own, theirs []Row, proposed []proposedRow) {
	facts := x.account(table, own)
	for i := range own {
		j := slices.IndexFunc(theirs, func(r Row) bool { return sameWords(own[i].Cells[ColAmount], r.Cells[ColAmount]) })
		if j < 0 {
			continue
		}
		for col, v := range theirs[j].Cells {
			if _, has := own[i].Cells[col]; has || col == ColQuantity || col == ColUnitPrice || col == ColDiscount {
				continue // the arithmetic of the row stays as it was
			}
			v.Confidence = x.proposedConfidence(table, col, &own[i], facts, proposed[j].cells[col])
			own[i].Cells[col] = v
		}
	}
}

func sameWords(a, b Value) bool {
	return a.Evidence != nil && b.Evidence != nil && len(a.Evidence.Words) > 0 && a.Norm == b.Norm &&
		a.Evidence.Page == b.Evidence.Page && slices.Equal(a.Evidence.Words, b.Evidence.Words)
}

// An account says how far the rows of a table add up.
type account struct {
	rows   int
	priced int  // rows whose quantity times price is the amount
	bad    int  // rows where it is not, or where nothing stands
	totals bool // the document has a total to compare with
	sums   bool // the amounts sum to it
}

// adds reports whether nothing contradicts the rows.
func (a account) adds() bool { return a.rows > 0 && a.bad == 0 && (a.sums || !a.totals) }

// account weighs rows; only line items are compared with the totals.
func (x *extraction) account(table string, rows []Row) account {
	a := account{rows: len(rows)}
	sum := decimal.Zero
	for i := range rows {
		amount, err := rows[i].Cells[ColAmount].Decimal()
		if err != nil {
			if len(rows[i].Cells) == 0 || table == FieldLineItems {
				a.bad++
			}
			continue
		}
		if rows[i].Kind != RowSubtotal {
			sum = sum.Add(amount)
		}
		switch ok, known := multiplies(&rows[i], amount); {
		case ok:
			a.priced++
		case known:
			a.bad++
		}
	}
	if table == FieldLineItems {
		a.totals, a.sums = x.sumsToTotal(sum, len(rows))
	}
	return a
}

// multiplies reports whether quantity times price is amount, and whether they
// are there to tell.
func multiplies(r *Row, amount decimal.Decimal) (ok, known bool) {
	q, err1 := r.Cells[ColQuantity].Decimal()
	p, err2 := r.Cells[ColUnitPrice].Decimal()
	if _, discounted := r.Cells[ColDiscount]; err1 != nil || err2 != nil || discounted {
		return false, false
	}
	return q.Mul(p).Sub(amount).Abs().LessThanOrEqual(decimal.New(2, -2)), true
}

// sumsToTotal reports whether the document has totals, and whether sum is one
// of them, or is one before discounts and charges on the document.
func (x *extraction) sumsToTotal(sum decimal.Decimal, rows int) (known, ok bool) {
	slack := decimal.New(int64(rows), -2)
	allow, _ := x.number(FieldAllowances)
	charge, _ := x.number(FieldCharges)
	for _, field := range []string{FieldLineTotal, FieldNet, FieldGross} {
		want, has := x.number(field)
		known = known || has
		before := want.Add(allow.Abs()).Sub(charge.Abs())
		ok = ok || has && (sum.Sub(want).Abs().LessThanOrEqual(slack) || sum.Sub(before).Abs().LessThanOrEqual(slack))
	}
	return known, ok
}

// proposedConfidence is what a proposed cell counts for: what its place in the
// document is worth, and of line items no more than the arithmetic of the rows
// allows.
func (x *extraction) proposedConfidence(table, col string, r *Row, t account, a Proposal) float64 {
	score := min(a.Score, 8)
	// A cell has no rivals that it could be surer than: it is as sure as its
	// proposer is against even odds.
	p := x.ranker.calibrated("", x.calibrationInputs([]option{{value: a.Value, score: score}, {}}), defaultCalibration())
	if table != FieldLineItems {
		return p
	}
	amount, err := r.Cells[ColAmount].Decimal()
	fits, _ := multiplies(r, amount)
	facts := tableFacts{sums: t.sums, priced: t.priced*2 > t.rows, rows: t.rows}
	in := x.cellInputs(&item{verified: err == nil && fits}, facts, nil, &a.Value)
	return min(p, x.cellConfidence(col, in))
}

// mergeRates takes the VAT breakdown of a proposer where none was found, or
// where the one found does not sum to the VAT total or was solved at a rate
// that is not printed. Each row must be right to two cents, and the rows must
// sum to the totals.
func (x *extraction) mergeRates(proposed []proposedRow) {
	solved := func(r VATRate) bool { return r.Origin == OriginComputed && !x.printsRate(r.Rate) }
	if own := x.res.VATRates; x.vatComplete(own) && !slices.ContainsFunc(own, solved) {
		return
	}
	var rates []VATRate
	score := 8.0
	for _, p := range proposed {
		r, ok := rateOf(p)
		if !ok {
			continue
		}
		for _, a := range p.cells {
			score = min(score, a.Score)
		}
		rates = append(rates, r)
	}
	net, known := x.number(FieldNet)
	if !x.vatComplete(rates) || known && netOf(rates).Sub(net).Abs().GreaterThan(decimal.New(int64(len(rates)), -2)) {
		x.res.Issues = append(x.res.Issues, fmt.Sprintf("the VAT breakdown that %s found does not add up and was left out", proposed[0].source))
		return
	}
	x.res.VATRates = x.rateConfidences(rates)
	x.rateIn = nil
	for i := range x.res.VATRates {
		x.res.VATRates[i].Confidence = min(x.res.VATRates[i].Confidence, sigmoid(score))
	}
}

// netOf is what rates tax.
func netOf(rates []VATRate) decimal.Decimal {
	sum := decimal.Zero
	for _, r := range rates {
		if d, err := decimal.NewFromString(r.Net); err == nil {
			sum = sum.Add(d)
		}
	}
	return sum
}

// rateOf makes a row of the VAT breakdown of a proposed one; false where it
// lacks a number or does not multiply.
func rateOf(p proposedRow) (VATRate, bool) {
	rate, err1 := p.cells[ColRate].Value.Decimal()
	net, err2 := p.cells[ColNet].Value.Decimal()
	tax, err3 := p.cells[ColVAT].Value.Decimal()
	if err1 != nil || err2 != nil || err3 != nil || !vatFits2(net, rate, tax) {
		return VATRate{}, false
	}
	return VATRate{
		Rate: rate.String(), Net: moneyNorm(net), VAT: moneyNorm(tax), Gross: moneyNorm(net.Add(tax)), Category: p.cells[ColCategory].Value.Norm,
		Verified: true, Evidence: joinEvidence(p.cells[ColRate].Value.Evidence, p.cells[ColNet].Value.Evidence, p.cells[ColVAT].Value.Evidence),
	}, true
}

// joinEvidence is the place of all that stands on the page of the first.
func joinEvidence(es ...*Evidence) *Evidence {
	out := *es[0]
	out.Words = slices.Clone(out.Words)
	for _, e := range es[1:] {
		if e.Page == out.Page {
			out.Box, out.Words, out.Text = out.Box.Union(e.Box), append(out.Words, e.Words...), out.Text+" "+e.Text
		}
	}
	return &out
}
