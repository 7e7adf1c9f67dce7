package extract

import "slices"

// stableFields are what a supplier prints the same on every document.
var stableFields = []string{FieldSupplierName, FieldSupplierAddress, FieldSupplierVATID, FieldSupplierTaxNo, FieldIBAN, FieldBIC, FieldCurrency}

// proposeMemory lets the memory answer.
func (x *extraction) proposeMemory() {
	near := x.o.Memory.neighbours(x.view)
	if len(near) == 0 {
		return
	}
	header := x.view.headerGrams()
	for _, field := range stableFields {
		if !x.wants(field) || field == FieldSupplierAddress && x.proposeMerged(field, near) {
			continue
		}
		x.proposeRemembered(field, near, header)
	}
	for _, field := range []string{FieldSupplierName, FieldSupplierAddress} {
		if x.wants(field) {
			x.proposeSpan(field, near)
		}
	}
	for _, field := range []string{FieldGross, FieldIssueDate, FieldNet, FieldVAT, FieldDue, FieldDueDate, FieldDeliveryDate} {
		x.favourPlace(field, near)
	}
}

// proposeSpan proposes what stands on this page where the neighbours had the
// value: as many lines, beginning alike. So a branch of a known supplier gets
// its own address.
func (x *extraction) proposeSpan(field string, near []neighbour) {
	choices := x.view.choices(field)
	for i := range choices {
		span := x.view.spanOf(choices[i].words)
		score := 0.0
		for _, n := range near {
			e, ok := n.entry.Spans[field]
			if !ok || e.Near || e.Lines != span.Lines || n.sim < 0.35 && !n.strong {
				continue
			}
			if first := gramSimilarity(e.First, span.First); first > 0.4 {
				score = max(score, 1+2*first+1.5*n.sim+gramSimilarity(choices[i].norm, n.entry.Values[field]))
			}
		}
		score -= 15 * x.view.noise()
		if score > 0 {
			c := &choices[i]
			x.add(Proposal{Field: field, Score: score, Value: Value{Raw: c.raw, Norm: c.norm, Source: SourceMemory, Evidence: x.view.evidence(c.words)}})
		}
	}
}

// visible is the share of the 4-grams of text that stand in header.
func visible(text string, header []uint32) float64 {
	set := map[uint32]bool{}
	addGrams(set, text)
	if len(set) == 0 {
		return 0
	}
	n := 0
	for g := range set {
		if _, ok := slices.BinarySearch(header, g); ok {
			n++
		}
	}
	return float64(n) / float64(len(set))
}

// noise is how unsure the reading of the first lines is: 0 for native text.
func (v *view) noise() float64 {
	sum, n := 0.0, 0
	for i := range min(12, len(v.lines)) {
		for _, w := range v.lines[i].words {
			sum += 1 - v.words[w].conf
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// hiddenRun is the longest run of 4-grams of text that header lacks. A wrong
// letter hides four.
func hiddenRun(text string, header []uint32) int {
	a := []rune(fold(text))
	longest, run := 0, 0
	for j := 0; j+4 <= len(a); j++ {
		g := map[uint32]bool{}
		addGrams(g, string(a[j:j+4]))
		for k := range g {
			if _, ok := slices.BinarySearch(header, k); ok {
				run = 0
			} else {
				run++
				longest = max(longest, run)
			}
		}
	}
	return longest
}

// proposeRemembered proposes the value that the neighbours had most. It needs
// a strong identifier or a very similar head, and the value must be visible.
func (x *extraction) proposeRemembered(field string, near []neighbour, header []uint32) {
	votes := map[string]float64{}
	raw := map[string]string{}
	strong := map[string]bool{}
	best := map[string]float64{}
	for _, n := range near {
		val := n.entry.Values[field]
		if val == "" {
			continue
		}
		seen := visible(val, header)
		k := fold(val)
		votes[k] += n.sim * seen
		raw[k] = val
		strong[k] = strong[k] || n.strong
		best[k] = max(best[k], n.sim)
	}
	total := 0.0
	for _, w := range votes {
		total += w
	}
	noise := x.view.noise()
	for k, w := range votes {
		seen := visible(raw[k], header)
		if field != FieldCurrency && seen < 0.45 || !strong[k] && best[k] < 0.45-0.8*min(noise, 0.2) {
			continue
		}
		score := 3*seen + 2.5*best[k] + 2*w/max(total, 1e-9) - 1.5 + 20*min(noise, 0.2) // what is read badly is better remembered
		if run, most := hiddenRun(raw[k], header), 7+int(60*noise); run > most {
			score -= 0.4 * float64(run-most+1) // not damage but another text, such as that of another branch
		}
		if strong[k] {
			score++
		}
		v := Value{Norm: raw[k], Raw: raw[k], Source: SourceMemory, Evidence: x.view.locateText(raw[k])}
		if v.Evidence == nil {
			v.Evidence = x.view.nearText(raw[k])
		}
		x.add(Proposal{Field: field, Value: v, Score: score})
	}
}

// nearText returns the run of the first lines that shares most with text.
func (v *view) nearText(text string) *Evidence {
	want := map[uint32]bool{}
	addGrams(want, text)
	var words []int
	for i := range min(14, len(v.lines)) {
		got := map[uint32]bool{}
		addGrams(got, v.lines[i].text)
		n := 0
		for g := range got {
			if want[g] {
				n++
			}
		}
		if len(got) > 0 && n*2 >= len(got) {
			words = append(words, v.lines[i].words...)
		}
	}
	return v.evidence(words)
}

// favourPlace raises options of field whose label and place are those that
// the neighbours' true values had.
func (x *extraction) favourPlace(field string, near []neighbour) {
	opts := x.options[field]
	for i := range opts {
		c, ok := x.view.findTyped(field, opts[i].value.Norm)
		if !ok {
			continue
		}
		_, x1 := x.view.span(&c)
		label, bonus := x.view.labelKey(&c), 0.0
		for _, n := range near {
			l, has := n.entry.Labels[field]
			if !has || n.sim < 0.35 && !n.strong {
				continue
			}
			if l != "" && l == label {
				bonus += 1.5 * n.sim
			}
			if d := x1/max(x.view.w, 1) - n.entry.Right[field]; d > -0.03 && d < 0.03 {
				bonus += 0.4 * n.sim
			}
		}
		opts[i].score += min(bonus, 2.5)
	}
}
