package extract

import (
	"fmt"
	"strings"
)

// dateFeatures describes date i as the date of issue.
func (v *view) dateFeatures(cands []candidate, i int) features {
	c := &cands[i]
	f := features{}
	left := v.leftText(c)
	ctx := left
	if letters(left) < 3 && c.row > 0 {
		f.on("noleft")
		ctx = v.rowText(c.row-1) + " " + left
	}
	var ts []token
	for _, w := range strings.Fields(ctx) {
		ts = tokenise(w, 0, ts)
	}
	for j := max(0, len(ts)-4); j < len(ts); j++ {
		f.on("L:" + shape(ts[j].text))
	}
	if len(ts) > 0 {
		f.on("L1:" + shape(ts[len(ts)-1].text))
	}
	row := strings.ToLower(v.rows[c.row].text)
	if hasClock(row) {
		f.on("time")
	}
	labels := v.labelsOf(c, 0, nil)
	for _, name := range []string{FieldIssueDate, FieldDueDate, FieldDeliveryDate, FieldOrderNumber} {
		if l := labels[name].score; l > 0 {
			f.on("lab:" + name)
			f.set("labs:"+name, l/5)
		}
	}
	var below []token
	for _, w := range strings.Fields(v.rowText(c.row + 1)) {
		if below = tokenise(w, 0, below); len(below) >= 2 {
			break
		}
	}
	for _, t := range below {
		f.on("B:" + shape(t.text))
	}
	same := 0
	for j := range cands {
		if cands[j].norm == c.norm {
			same++
		}
	}
	f.on(fmt.Sprintf("n%d", min(same, 3)))
	f.on(fmt.Sprintf("y%d", bucket(float64(c.row)/float64(len(v.rows)), 8)))
	f.on(fmt.Sprintf("ord%d", min(i, 3)))
	for name, is := range map[string]bool{"words": c.date.Words, "shortyear": c.date.ShortYear, "repaired": c.repaired, "p2": v.rows[c.row].page > 0} {
		if is {
			f.on(name)
		}
	}
	return f
}

// hasClock reports whether s holds a time of day such as 12:30.
func hasClock(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i] == ':' && isDigitByte(s[i-1]) && isDigitByte(s[i+1]) && isDigitByte(s[i+2]) {
			return true
		}
	}
	return false
}
