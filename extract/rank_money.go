package extract

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// moneyFacts are what the features of all amounts of a document share.
type moneyFacts struct {
	cands  []candidate
	cents  []int64
	count  map[int64]int
	rank   map[int64]int
	max    int64
	hasRow []bool         // rows with an amount
	round  map[int64]bool // amounts that are called rounding, without their sign
}

func cents(c *candidate) int64 {
	f, _ := c.number.Value.Float64()
	return int64(math.Round(f * 100))
}

func (v *view) moneyFacts(cands []candidate) *moneyFacts {
	f := &moneyFacts{cands: cands, count: map[int64]int{}, rank: map[int64]int{}, round: map[int64]bool{}, hasRow: make([]bool, len(v.rows))}
	for i := range cands {
		c := cents(&cands[i])
		f.cents = append(f.cents, c)
		f.count[c]++
		f.max = max(f.max, c)
		f.hasRow[cands[i].row] = true
	}
	for i := range cands {
		if c := f.cents[i]; c != 0 && slices.Contains(v.contexts(cands[i].row, cands[i].col), "round") {
			f.round[abs64(c)] = true
		}
	}
	for c := range f.count {
		for d := range f.count {
			if d > c {
				f.rank[c]++
			}
		}
	}
	return f
}

// receiptAmounts returns the amounts of a receipt; those without cents only
// where hardly any others are printed.
func (v *view) receiptAmounts() []candidate {
	strict := v.amounts(false)
	if len(strict) >= 2 {
		return strict
	}
	if loose := v.amounts(true); len(loose) > len(strict) {
		return loose
	}
	return strict
}

func bucket(x float64, n int) int { return max(0, min(n-1, int(x*float64(n)))) }

// totalFeatures describes amount i as the total of a receipt.
func (v *view) totalFeatures(m *moneyFacts, i int) features {
	c := &m.cands[i]
	f := features{}
	left := v.leftText(c)
	ctxRow, col := c.row, c.col
	ctx := left
	if letters(left) < 3 {
		f.on("noleft")
		if c.row > 0 && !m.hasRow[c.row-1] {
			ctx = v.rowText(c.row-1) + " " + left
			ctxRow, col = c.row-1, -1
		}
	}
	pct := strings.Contains(ctx, "%") // the sum of one rate
	grand := false
	for _, k := range v.contexts(ctxRow, col) {
		f.on("C:" + k)
		grand = grand || k == "grand"
		if m.cents[i] >= m.max {
			f.on("C:" + k + "&max")
		}
		if pct {
			f.on("C:" + k + "&pct")
		}
	}
	if m.cents[i] <= 0 {
		f.on("neg0")
		if grand {
			f.on("neg0&grand")
		}
	}
	var ts []token
	for _, w := range strings.Fields(ctx) {
		ts = tokenise(w, 0, ts)
	}
	all := make([]string, 0, len(ts))
	for j, t := range ts {
		s := shape(t.text)
		f.on("L:" + s)
		if j > 0 {
			f.on("LB:" + all[j-1] + "_" + s)
		}
		all = append(all, s)
	}
	if len(all) > 0 && len(all) < 8 {
		f.on("LP:" + strings.Join(all, "_"))
	}
	v.neighbourFeatures(f, c.row)
	v.amountShape(f, m, i)
	m.arithmetic(f, i)
	return f
}

// shape replaces the digits of a token by zeros and keeps long numbers apart
// from short ones only.
func shape(t string) string {
	if len(t) > 12 {
		t = t[:12]
	}
	b := []byte(t)
	digits := 0
	for i, c := range b {
		if isDigitByte(c) {
			b[i] = '0'
			digits++
		}
	}
	if digits == len(b) && digits > 5 {
		return "00000+"
	}
	return string(b)
}

func (v *view) neighbourFeatures(f features, ri int) {
	for _, n := range []struct {
		dy   int
		name string
	}{{1, "N1:"}, {2, "N2:"}, {-1, "P1:"}, {-2, "P2:"}} {
		k := ri + n.dy
		if k < 0 || k >= len(v.rows) {
			f.on(n.name + "edge")
			continue
		}
		for _, c := range v.contexts(k, -1) {
			f.on(n.name + c)
		}
	}
}

func (v *view) amountShape(f features, m *moneyFacts, i int) {
	c := &m.cands[i]
	k := m.cents[i]
	f.on(fmt.Sprintf("rank%d", min(m.rank[k], 5)))
	f.on(fmt.Sprintf("cnt%d", min(m.count[k], 4)))
	f.on(fmt.Sprintf("y%d", bucket(float64(c.row)/float64(len(v.rows)), 10)))
	_, x1 := v.span(c)
	if v.w > 0 {
		f.on(fmt.Sprintf("x%d", bucket(x1/v.w, 5)))
	}
	f.set("h", min(v.words[c.words[0]].box.Height()/v.em, 3)-1)
	if c.currency != "" {
		f.on("cur")
	}
	if c.right {
		f.on("right")
	}
	if c.repaired {
		f.on("repaired")
	}
	if c.number.Decimals == 0 {
		f.on("nodec")
	}
	if strings.Contains(v.rows[c.row].text, "%") {
		f.on("pct")
	}
	if strings.HasSuffix(v.rows[c.row].text, "%") {
		f.on("pctend")
	}
}

// arithmetic adds what the other amounts say of amount i: cash less change,
// a sum of two above, the sum of the column above.
func (m *moneyFacts) arithmetic(f features, i int) {
	a := m.cents[i]
	m.rounding(f, a)
	lo, hi := max(0, i-14), min(len(m.cents), i+14)
	for x := lo; x < hi; x++ {
		for y := x + 1; y < hi; y++ {
			if x == i || y == i {
				continue
			}
			if m.cents[y] <= 0 || m.cents[x] <= 0 {
				if y < i && m.cents[x] != 0 && m.cents[y] != 0 && m.cents[x]+m.cents[y] == a {
					f.on("a-b") // goods taken back, discounts
				}
				if m.cents[y] <= 0 {
					continue
				}
			}
			if x > i && m.cents[x] > a && m.cents[x]-m.cents[y] == a {
				f.on("cashchange")
			}
			if y < i && m.cents[x] > 0 && m.cents[x]+m.cents[y] == a {
				f.on("a+b")
			}
		}
	}
	sum := int64(0)
	for k := i - 1; k >= 0; k-- {
		if !m.cands[k].right {
			continue
		}
		sum += m.cents[k]
		if sum > a+5 {
			break
		}
		if d := sum - a; d >= -2 && d <= 2 && k < i-1 {
			f.on("colsum")
			break
		}
	}
}

// rounding tells amounts before rounding from those after it: countries
// without small coins round to five or ten cents, those without cents to more.
func (m *moneyFacts) rounding(f features, a int64) {
	for k := range m.count {
		d := k - a
		if d == 0 {
			continue
		}
		known := m.round[abs64(d)] && abs64(d)*20 < abs64(a)
		small := d <= 2 && d >= -2
		if small && a%5 == 0 && k%5 != 0 {
			f.on("isrounded")
		}
		if small && a%5 != 0 && k%5 == 0 {
			f.on("hasrounded")
		}
		if known && zeros(a) > zeros(k) || known && small && a%5 == 0 && k%5 != 0 {
			f.on("roundedby")
		}
		if known && zeros(a) < zeros(k) || known && small && a%5 != 0 && k%5 == 0 {
			f.on("thenrounded")
		}
	}
}

// zeros counts the zeros at the end of a.
func zeros(a int64) int {
	n := 0
	for ; a != 0 && a%10 == 0; a /= 10 {
		n++
	}
	return n
}

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
