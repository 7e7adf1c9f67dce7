package extract

// Labels before a date that speak against it being the date of issue.
var notIssue = []string{FieldOrderNumber}

// proposeDates proposes the dates of an invoice by their labels.
func (x *extraction) proposeDates() {
	v := x.view
	cands := v.dates()
	byRow := map[int][]*candidate{}
	for i := range cands {
		byRow[cands[i].row] = append(byRow[cands[i].row], &cands[i])
	}
	above := func(row int, x0, x1 float64) bool {
		for _, c := range byRow[row] {
			if a, b := v.span(c); b > x0 && a < x1 {
				return true
			}
		}
		return false
	}
	prompt, last := x.promptDates(cands)
	for i := range cands {
		c := &cands[i]
		left := 0
		if i > 0 && cands[i-1].row == c.row {
			left = cands[i-1].colEnd
		}
		labels := v.labelsOf(c, left, above)
		due, delivery := labels[FieldDueDate].score, labels[FieldDeliveryDate].score
		issue := labels[FieldIssueDate].score + 0.5 - 0.5*float64(c.row)/float64(len(v.rows)) - 0.6*max(due, delivery)
		issue += max(0, min(1, v.words[c.words[0]].box.Height()/v.em-1)) // titles are large
		if l := labels[FieldNumber]; l.score > 0 && l.row == c.row && due == 0 {
			issue++
		}
		for _, f := range notIssue {
			if l := labels[f]; l.score > 0 && l.row == c.row {
				issue -= 2
			}
		}
		x.addDate(FieldIssueDate, c, labels, issue-2.2)
		if last[i] && due <= 1.5 {
			due = 3.5 // "2 % discount by the 1st, else net by the 9th"
		}
		if due > 1.5 {
			if prompt[i] {
				due -= 2
			}
			x.addDate(FieldDueDate, c, labels, due-2.2)
		}
		if delivery > 1.5 {
			x.addDate(FieldDeliveryDate, c, labels, delivery-2.2)
		}
	}
}

// promptDates tells the dates until which a discount is given from those until
// which to pay: of several dates in a paragraph that speaks of a discount, the
// latest is the due date.
func (x *extraction) promptDates(cands []candidate) (prompt, last []bool) {
	v := x.view
	out := make([]bool, len(cands))
	last = make([]bool, len(cands))
	for i := range cands {
		for j := range cands {
			a, b := &cands[i], &cands[j]
			if a.norm >= b.norm || v.rows[a.row].page != v.rows[b.row].page || b.row-a.row > 2 || a.row-b.row > 2 {
				continue
			}
			for k := max(0, min(a.row, b.row)-1); k <= min(max(a.row, b.row)+1, len(v.rows)-1); k++ {
				for _, h := range v.rows[k].labels {
					if h.field == FieldAllowances || h.field == "~disc" {
						out[i] = true
					}
				}
			}
			last[j] = last[j] || out[i] && v.labelsOf(a, 0, nil)[FieldDueDate].score > 1.5
		}
	}
	for i := range last {
		last[i] = last[i] && !out[i]
	}
	return out, last
}

func (x *extraction) addDate(field string, c *candidate, labels map[string]labelled, score float64) {
	v := Value{Kind: KindDate, Raw: c.raw, Norm: c.norm, Source: SourceRanker, Evidence: x.view.evidence(c.words), Label: x.view.labelEvidence(labels[field])}
	if c.repaired {
		v.Origin = OriginRepaired
		score--
	}
	if c.other != "" {
		v.Alternatives = []Value{{Kind: KindDate, Raw: c.raw, Norm: c.other, Source: SourceRanker, Evidence: v.Evidence}}
	}
	x.add(Proposal{Field: field, Value: v, Score: score})
}
