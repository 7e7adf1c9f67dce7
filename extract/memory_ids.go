package extract

import (
	"maps"
	"slices"
)

// strongIDs returns what identifies the supplier for certain: long numbers of
// the head and the foot that are no dates, amounts or document numbers.
func (v *view) strongIDs() []string {
	set := map[string]bool{}
	for i := range v.lines {
		if i >= 12 && i < len(v.lines)-8 {
			continue
		}
		f := newLineFacts(v.lines[i], v.em)
		if !f.gst && !f.tel && !f.regno || f.date {
			continue
		}
		for _, t := range v.longNumbers(v.lines[i].words) {
			set[t] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// longNumbers returns the codes among words; a telephone number may stand in
// several words, of which the first alone is that of the whole quarter.
func (v *view) longNumbers(words []int) []string {
	var out []string
	run := ""
	flush := func() {
		if digits := len(run) - letters(run); digits >= 7 && len(run) <= 24 {
			out = append(out, run)
		}
		run = ""
	}
	for _, w := range words {
		t := fold(v.words[w].text)
		if t == "" {
			continue // a hyphen or a bracket
		}
		if !onlyDigits(t) || len(run)+len(t) > 14 {
			flush()
		}
		run += t
		if !onlyDigits(t) {
			flush()
		}
	}
	flush()
	return out
}
