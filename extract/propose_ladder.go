package extract

import "github.com/shopspring/decimal"

// A ladder is the sums of a document from its lines to what is to pay: lines
// less allowance plus charge is the net, with the tax it is the gross, less
// what was paid before it is what is due. Indexes of amounts, -1 = none.
type ladder struct {
	lines, allowance, charge, prepaid, due int
	score                                  float64
}

// minRung is the least label of an allowance, a charge or a payment for
// arithmetic to take it as one.
const minRung = 1.5

// climb finds the sum of the lines above net and the allowance and the charge
// between the two.
func climb(as []amount, net int64, rows func(i int) bool) (ladder, bool) {
	best, found := ladder{lines: -1, allowance: -1, charge: -1, score: 0}, false
	rungs := func(field string) []int {
		out := []int{-1}
		for i := range as {
			if as[i].score[field] > minRung && as[i].cents != 0 {
				out = append(out, i)
			}
		}
		return out
	}
	allowances, charges := rungs(FieldAllowances), rungs(FieldCharges)
	for l := range as {
		if as[l].cents == 0 || (as[l].cents < 0) != (net < 0) || !rows(l) {
			continue
		}
		for _, a := range allowances {
			for _, c := range charges {
				if a < 0 && c < 0 || a == c || a == l || c == l {
					continue
				}
				sum := as[l].cents
				s := max(as[l].score[FieldLineTotal], as[l].score[FieldNet], 0)
				if a >= 0 {
					sum -= sign(net) * abs64(as[a].cents)
					s += as[a].score[FieldAllowances]
				}
				if c >= 0 {
					sum += as[c].cents
					s += as[c].score[FieldCharges]
				}
				if d := sum - net; d >= -1 && d <= 1 && s > best.score {
					best.lines, best.allowance, best.charge, best.score, found = l, a, c, s, true
				}
			}
		}
	}
	return best, found
}

func sign(a int64) int64 {
	if a < 0 {
		return -1
	}
	return 1
}

// descend finds what was paid before and what is due: together they are gross.
func descend(as []amount, gross int64) (prepaid, due int, ok bool) {
	best := 0.0
	for p := range as {
		if as[p].score[FieldPrepaid] <= minRung || as[p].cents == 0 || abs64(as[p].cents) > abs64(gross) {
			continue
		}
		for d := range as {
			left := gross - sign(gross)*abs64(as[p].cents)
			if d == p || as[d].cents != left || as[d].score[FieldDue] <= 0 && as[d].score[FieldGross] <= 0 {
				continue
			}
			if s := as[p].score[FieldPrepaid] + as[d].score[FieldDue]; s > best {
				best, prepaid, due, ok = s, p, d, true
			}
		}
	}
	return prepaid, due, ok
}

// proposeLadder proposes the sums around a net and a gross that close.
func (x *extraction) proposeLadder(as []amount, net, gross int) {
	outside := func(i int) bool { return i != net && i != gross && as[i].score[FieldNet] > -1 }
	if l, ok := climb(as, as[net].cents, outside); ok {
		x.addAmount(FieldLineTotal, &as[l.lines], 6)
		if l.allowance >= 0 {
			x.addAmount(FieldAllowances, &as[l.allowance], 6)
		}
		if l.charge >= 0 {
			x.addAmount(FieldCharges, &as[l.charge], 6)
		}
	}
	if p, d, ok := descend(as, as[gross].cents); ok {
		x.addAmount(FieldPrepaid, &as[p], 6)
		x.addAmount(FieldDue, &as[d], 6)
	}
}

// proposeOpenLadder reads sums whose net is printed nowhere: the lines, a
// charge or an allowance, the tax and the gross. It reports whether they close.
func (x *extraction) proposeOpenLadder(as []amount) bool {
	best, found, tax, gross := ladder{}, false, -1, -1
	for g := range as {
		if as[g].score[FieldGross] <= 0 && as[g].score[FieldDue] <= 0 || as[g].cents == 0 {
			continue
		}
		for t := range as {
			if t == g || as[t].score[FieldVAT] <= minRung || abs64(as[t].cents)*10 > abs64(as[g].cents)*3 {
				continue
			}
			outside := func(i int) bool {
				return i != g && i != t && max(as[i].score[FieldNet], as[i].score[FieldLineTotal]) > minRung
			}
			l, ok := climb(as, as[g].cents-as[t].cents, outside)
			if l.score += as[g].score[FieldGross] + as[t].score[FieldVAT]; ok && (!found || l.score > best.score) {
				best, found, tax, gross = l, true, t, g
			}
		}
	}
	if !found {
		return false
	}
	x.addAmount(FieldVAT, &as[tax], 6)
	x.addAmount(FieldGross, &as[gross], 6)
	net := decimal.New(as[gross].cents-as[tax].cents, -2).StringFixed(2)
	x.add(Proposal{Field: FieldNet, Score: 6, Value: Value{Kind: KindMoney, Raw: net, Norm: net, Currency: as[gross].c.currency, Source: SourceRanker, Origin: OriginComputed, Evidence: x.view.evidence(as[gross].c.words)}})
	x.addAmount(FieldLineTotal, &as[best.lines], 6)
	if best.allowance >= 0 {
		x.addAmount(FieldAllowances, &as[best.allowance], 6)
	}
	if best.charge >= 0 {
		x.addAmount(FieldCharges, &as[best.charge], 6)
	}
	return true
}
