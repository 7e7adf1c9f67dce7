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
	hasRow []bool            // rows with an amount
	round  map[int64]bool    // amounts that are called rounding, without their sign
	called []map[string]bool // by amount: its contexts
	bare   bool              // no amount is called a total
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
	f.bare = true
	for i := range cands {
		f.called = append(f.called, map[string]bool{})
		ri, col := v.contextOf(f, &cands[i])
		for _, k := range v.contexts(ri, col) {
			f.called[i][k] = true
		}
		f.bare = f.bare && !f.called[i]["grand"] && !f.called[i]["total"]
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
// where no others end a row: quantities are printed with decimals too.
func (v *view) receiptAmounts() []candidate {
	strict := v.amounts(false)
	ends := 0
	for i := range strict {
		if strict[i].colEnd == len(v.rows[strict[i].row].words) {
			ends++
		}
	}
	if ends >= 2 {
		return strict
	}
	loose := slices.DeleteFunc(v.amounts(true), func(c candidate) bool {
		return c.number.Decimals == 0 && c.currency == "" && len(bareDigits(c.raw)) >= 9 // a telephone or tax number
	})
	if len(loose) > len(strict) {
		return loose
	}
	return strict
}

func bareDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func bucket(x float64, n int) int { return max(0, min(n-1, int(x*float64(n)))) }

// totalFeatures describes amount i as the total of a receipt.
func (v *view) totalFeatures(m *moneyFacts, i int) features {
	c := &m.cands[i]
	f := features{}
	left := v.leftText(c)
	ctx := left
	if letters(left) < 3 {
		f.on("noleft")
	}
	if ri, _ := v.contextOf(m, c); ri != c.row {
		ctx = v.rowText(ri) + " " + left
	}
	pct := strings.Contains(ctx, "%") // the sum of one rate
	grand := false
	for k := range m.called[i] {
		f.on("C:" + k)
		if m.bare {
			f.on("C:" + k + "&bare")
		}
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

// contextOf returns the row, and the word before which, the contexts of amount
// c stand: its own, or the row above where nothing stands beside it.
func (v *view) contextOf(m *moneyFacts, c *candidate) (row, col int) {
	if letters(v.leftText(c)) < 3 && c.row > 0 && !m.hasRow[c.row-1] {
		return c.row - 1, -1
	}
	return c.row, c.col
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
	m.together(f, i)
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

// together tells whether amount i is what was paid, and whether a sum and the
// taxes and tips behind it make it up.
func (m *moneyFacts) together(f features, i int) {
	a := m.cents[i]
	for j := range m.cents {
		if j == i {
			continue
		}
		if m.cents[j] == a {
			for k := range m.called[j] {
				f.on("E:" + k)
			}
		}
		if m.cents[j] == a && m.called[j]["cash"] {
			f.on("paid")
			if m.bare {
				f.on("paid&bare")
			}
		}
		if a == 0 || !m.called[j]["sub"] && !m.called[j]["total"] && !m.called[j]["grand"] {
			continue
		}
		sum := m.cents[j]
		for k := j + 1; k < min(j+4, len(m.cents)); k++ {
			if !m.called[k]["tax"] && !m.called[k]["tip"] && !m.called[k]["disc"] && !m.called[k]["round"] {
				break
			}
			sum += m.cents[k]
			if k != i && m.cents[k] != 0 && sum-a >= -2 && sum-a <= 2 {
				f.on("sub+tax")
			}
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
