package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// leastLeader is the number of dots from which they lead to something.
const leastLeader = 4

var pageRef = regexp.MustCompile(`^([0-9]{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}|[A-Z0-9]{1,3}[-–.][0-9]{1,4})$`)

// dotted reports whether s is nothing but dots.
func dotted(s string) bool { return s != "" && strings.Trim(s, ".…·") == "" }

func countDots(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '.', '·':
			n++
		case '…':
			n += 3
		}
	}
	return n
}

// leadsOn reports whether s ends in a row of dots.
func leadsOn(s string) bool {
	return countDots(s[len(strings.TrimRight(s, ".…·")):]) >= leastLeader
}

// glueLeaders makes one run of the dots of a leader, so that they make no
// gutters, and marks the runs that a leader of a table of contents ties to
// what stands before them: the dots and the page number behind them.
func glueLeaders(runs []glyphRun) []glyphRun {
	dots := 0
	for i := range runs {
		if dotted(runs[i].text) || leadsOn(runs[i].text) {
			dots += countDots(runs[i].text)
		}
	}
	if dots < leastLeader {
		return runs
	}
	done := map[int]*glyphRun{} // by first word; nil where another took it in
	for _, row := range textRows(runs) {
		for i := 0; i < len(row); {
			j := i + 1
			if dotted(row[i].text) {
				for ; j < len(row) && dotted(row[j].text) && row[j].X0-row[j-1].X1 < 2*row[i].size; j++ {
					row[i].glue(row[j])
					row[i].apart = row[i].apart || row[j].X0-row[j-1].X1 > 0.08*row[i].size
					done[row[j].ids[0]] = nil
				}
			}
			row = slices.Delete(row, i+1, j)
			i++
		}
		tieLeaders(row)
		for i := range row {
			done[row[i].ids[0]] = &row[i]
		}
	}
	out := runs[:0]
	for _, r := range runs {
		if x, ok := done[r.ids[0]]; !ok {
			out = append(out, r)
		} else if x != nil {
			out = append(out, *x)
		}
	}
	return out
}

// tieLeaders marks the leaders of a row that lead to the number of a page, as
// they do in a table of contents. In a statement of account they lead to
// figures, in columns that stay apart.
func tieLeaders(row []glyphRun) {
	for i := range row {
		if !leadsOn(row[i].text) {
			continue
		}
		if i+1 < len(row) && !pageRef.MatchString(strings.Trim(row[i+1].text, ". ")) ||
			i+2 < len(row) && strings.IndexFunc(row[i+2].text, unicode.IsLetter) < 0 {
			continue
		}
		if i > 0 && row[i].X0-row[i-1].X1 < 3*row[i].size {
			row[i].led = true
		}
		if i+1 < len(row) && row[i+1].X0-row[i].X1 < 4*row[i].size {
			row[i+1].led = true
		}
	}
}

// leads reports whether p is an entry of a table of contents.
func (p *phrase) leads() bool {
	return slices.ContainsFunc(p.words, func(w glyphRun) bool { return w.led })
}

// joinIndex makes one region of the parts of a table of contents that follow
// each other downwards.
func joinIndex(rs []*region) []*region {
	n := 0
	for _, r := range rs {
		if r.role == RoleDocumentIndex {
			n++
		}
	}
	if n < 2 {
		return rs
	}
	var out []*region
	var last *region
	for _, r := range readingOrder(rs, false) {
		if r.role == RoleDocumentIndex && last != nil && last.role == RoleDocumentIndex &&
			r.Y0-last.Y1 < 3*r.size && r.Y0 > last.Y0 && xOverlap(r.Rect, last.Rect) > 0.5*min(r.Width(), last.Width()) {
			last.lines = slices.Concat(last.lines, r.lines)
			last.Rect = last.Rect.Union(r.Rect)
			continue
		}
		out, last = append(out, r), r
	}
	return out
}
