package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/docket-go/docket/extract/value"
	"github.com/shopspring/decimal"
)

// A candidate is a piece of the document that reads as a value of some kind.
type candidate struct {
	kind     Kind
	norm     string
	raw      string
	currency string
	number   value.Number
	other    string // the date in the other order of day and month
	words    []int  // of view.words
	row      int
	col      int // first word in the row
	colEnd   int // behind the last word in the row
	repaired bool
	right    bool // the last amount of its row
	date     value.DateHit
}

func (v *view) findDecimal() {
	texts := make([]string, len(v.words))
	for i, w := range v.words {
		texts[i] = w.text
	}
	v.dec = value.DecimalSeparator(texts)
}

// span returns the left and right end of c.
func (v *view) span(c *candidate) (x0, x1 float64) {
	return v.words[c.words[0]].box.X0, v.words[c.words[len(c.words)-1]].box.X1
}

// amounts returns the words that read as money, in reading order. Loose also
// takes whole numbers, as tills without cents print them.
func (v *view) amounts(loose bool) []candidate {
	var out []candidate
	for ri := range v.rows {
		from := len(out)
		r := &v.rows[ri]
		for j := 0; j < len(r.words); j++ {
			c, ok := v.amountAt(ri, j, loose)
			if !ok {
				continue
			}
			out = append(out, c)
			j = c.colEnd - 1
		}
		if len(out) > from {
			out[len(out)-1].right = true
		}
	}
	return out
}

// amountAt reads an amount that begins at word j of row ri. The currency may
// be a word of its own on either side, groups and decimals may be split off.
func (v *view) amountAt(ri, j int, loose bool) (candidate, bool) {
	r := &v.rows[ri]
	first := &v.words[r.words[j]]
	if !strings.ContainsAny(first.text, "0123456789") && !v.confusableAmount(first.text) {
		return candidate{}, false
	}
	o := value.NumberOptions{Decimal: v.dec, TaxCodes: true}
	best, ok := v.readAmount(r, j, j+1, o)
	for end := j + 2; end <= min(j+3, len(r.words)); end++ {
		gap := v.words[r.words[end-1]].box.X0 - v.words[r.words[end-2]].box.X1
		if gap > 0.75*v.em || !splitNumber(v.words[r.words[end-2]].text, v.words[r.words[end-1]].text) {
			break
		}
		if c, good := v.readAmount(r, j, end, o); good && c.number.IsMoney() {
			best, ok = c, true
		}
	}
	if !ok {
		o.Confusions = true
		if best, ok = v.readAmount(r, j, j+1, o); !ok || best.number.Decimals != 2 {
			return candidate{}, false
		}
		best.repaired = true
	}
	best.row = ri
	v.takeNeighbours(r, &best)
	if best.number.Percent || !best.number.IsMoney() && !(loose && looseAmount(best.number, first.text)) {
		return candidate{}, false
	}
	return best, true
}

// confusableAmount reports whether a word without digits may be an amount
// whose digits all became letters, such as "S.OO".
func (v *view) confusableAmount(s string) bool {
	i := strings.LastIndexAny(s, ".,")
	return i > 0 && len(s)-i == 3 && letters(s) <= 4 && len(s) <= 6 && strings.Trim(s, "OoSIlB.,") == ""
}

func looseAmount(n value.Number, text string) bool {
	if onlyDigits(text) && len(text) > 7 {
		return false // a telephone or registration number
	}
	return n.Decimals == 0 && !n.Value.IsZero() && len(text) <= 9 || n.Decimals == 1 || n.Decimals == 3 && n.Ambiguous
}

// splitNumber reports whether a and b are two halves of one number: "1" "234,50", "12." "50".
func splitNumber(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	la := a[len(a)-1]
	if !isDigitByte(b[0]) {
		return (b[0] == '.' || b[0] == ',') && isDigitByte(la) && len(b) == 3
	}
	if la == '.' || la == ',' {
		return len(strings.TrimRight(b, "SRZTE ")) == 2
	}
	return isDigitByte(la) && len(b) >= 3 && (len(b) == 3 || b[3] == ',' || b[3] == '.') && !strings.ContainsAny(strings.TrimLeft(a, "-−–"), ".,:/-")
}

func isDigitByte(c byte) bool { return c >= '0' && c <= '9' }

func (v *view) readAmount(r *row, j, end int, o value.NumberOptions) (candidate, bool) {
	var b strings.Builder
	for k := j; k < end; k++ {
		t := v.words[r.words[k]].text
		if k > j && !(t[0] == '.' || t[0] == ',') && b.Len() > 0 && !strings.HasSuffix(b.String(), ".") && !strings.HasSuffix(b.String(), ",") {
			b.WriteByte(' ')
		}
		b.WriteString(t)
	}
	raw := b.String()
	n, ok := value.ParseNumber(raw, o)
	if !ok {
		return candidate{}, false
	}
	return candidate{kind: KindMoney, number: n, raw: raw, currency: n.Currency, words: r.words[j:end], col: j, colEnd: end}, true
}

// takeNeighbours gives c the currency, sign and percent sign that stand as
// words of their own beside it.
func (v *view) takeNeighbours(r *row, c *candidate) {
	if c.col > 0 {
		t := v.words[r.words[c.col-1]].text
		near := v.words[c.words[0]].box.X0-v.words[r.words[c.col-1]].box.X1 < 3*v.em
		if cur := value.Currency(strings.Trim(t, ":-(")); cur != "" && near && c.currency == "" {
			c.currency, c.number.Currency = cur, cur
			if strings.HasSuffix(t, "-") && t != "-" {
				c.number.Value = c.number.Value.Neg()
			}
		}
		if (t == "-" || t == "–" || t == "−") && near && v.words[c.words[0]].box.X0-v.words[r.words[c.col-1]].box.X1 < v.em && c.number.Value.IsPositive() {
			c.number.Value = c.number.Value.Neg()
		}
	}
	if c.colEnd < len(r.words) {
		t := v.words[r.words[c.colEnd]].text
		gap := v.words[r.words[c.colEnd]].box.X0 - v.words[c.words[len(c.words)-1]].box.X1
		switch {
		case strings.HasPrefix(t, "%"):
			c.number.Percent = true
		case gap < 1.5*v.em && c.currency == "":
			if cur := value.Currency(t); cur != "" {
				c.currency, c.number.Currency = cur, cur
			}
		case gap < v.em && (t == "-" || t == "–") && c.number.Value.IsPositive():
			c.number.Value = c.number.Value.Neg()
		}
	}
	c.norm = moneyNorm(c.number.Value)
}

// moneyNorm writes d with two decimals, or more where it has more.
func moneyNorm(d decimal.Decimal) string {
	if d.Exponent() < -2 && !d.Equal(d.Round(2)) {
		return d.String()
	}
	return d.StringFixed(2)
}

// dates returns the dates of the document in reading order. Day and month are
// told apart by the dates of the document that allow one order only.
func (v *view) dates() []candidate {
	o := value.DateOptions{Confusions: true}
	var hits []candidate
	first, second := 0, 0
	for ri := range v.rows {
		for _, h := range value.FindDates(v.rows[ri].text, o) {
			if h.Other == "" && !h.Words && h.ISO != "" {
				d, m := dayMonth(v.rows[ri].text[h.Start:h.End])
				switch {
				case d > 12 && m <= 12:
					first++
				case m > 12 && d <= 12:
					second++
				}
			}
			if c := v.dateCandidate(ri, h); len(c.words) > 0 {
				hits = append(hits, c)
			}
		}
	}
	hits = append(hits, v.wrappedDates(o)...)
	if second > first || first == second && v.american() {
		for i := range hits {
			if hits[i].other != "" && !strings.Contains(hits[i].raw, ".") { // dots are European
				hits[i].norm, hits[i].other = hits[i].other, hits[i].norm
			}
		}
	}
	return hits
}

// wrappedDates returns the dates with a month in words that go over from one
// line of a paragraph to the next.
func (v *view) wrappedDates(o value.DateOptions) []candidate {
	const n = 24 // the longest date
	var out []candidate
	for ri := 0; ri+1 < len(v.rows); ri++ {
		a, b := &v.rows[ri], &v.rows[ri+1]
		if a.page != b.page || len(a.words) < 5 || b.y-a.y > 2*v.em || abs(v.words[a.words[0]].box.X0-v.words[b.words[0]].box.X0) > 2*v.em {
			continue
		}
		from := max(0, len(a.text)-n)
		joined := a.text[from:] + " " + b.text[:min(n, len(b.text))]
		edge := len(a.text) - from
		for _, h := range value.FindDates(joined, o) {
			if !h.Words || h.Start >= edge || h.End <= edge || len(v.segments(ri)) > 1 {
				continue
			}
			raw, end := joined[h.Start:h.End], h.End-edge-1
			h.Start, h.End = h.Start+from, len(a.text)
			c := v.dateCandidate(ri, h)
			if len(c.words) == 0 {
				continue
			}
			c.raw, c.words = raw, slices.Clone(c.words)
			for _, w := range b.words {
				if v.words[w].rowPos < end {
					c.words = append(c.words, w)
				}
			}
			out = append(out, c)
		}
	}
	return out
}

func dayMonth(s string) (a, b int) {
	n := 0
	nums := []int{}
	in := false
	for i := 0; i <= len(s); i++ {
		if i < len(s) && isDigitByte(s[i]) {
			n, in = n*10+int(s[i]-'0'), true
			continue
		}
		if in {
			nums = append(nums, n)
		}
		n, in = 0, false
	}
	if len(nums) != 3 || nums[0] > 31 {
		return 0, 0
	}
	return nums[0], nums[1]
}

// american reports whether the document looks like one of the United States:
// a ZIP code behind a state, a house number before a Highway, telephone numbers in brackets, dollar amounts.
func (v *view) american() bool {
	score := 0
	for i := range v.rows {
		f := strings.Fields(v.rows[i].text)
		for j := 1; j < len(f); j++ {
			if usStreets[strings.Trim(f[j], ".,")] && onlyDigits(f[0]) {
				score += 2
			}
			if usStates[strings.Trim(f[j-1], ".,")] && j > 1 && len(f[j]) >= 5 && onlyDigits(f[j][:5]) && (len(f[j]) == 5 || f[j][5] == '-') {
				score += 2
			}
		}
		if strings.Contains(v.rows[i].text, "$") {
			score++
		}
		if reNANP.MatchString(v.rows[i].text) {
			score += 2
		}
		if strings.Contains(v.rows[i].text, "€") {
			score -= 3
		}
	}
	return score >= 2
}

// reNANP is a telephone number as North America writes it.
var reNANP = regexp.MustCompile(`(?:^|[^\d-])(?:1[-. ])?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-.])[2-9]\d\d[-.]\d{4}(?:$|[^\d-])`)

// usStreets are kinds of streets that hardly any other country has.
var usStreets = wordSet("Blvd Boulevard Highway Hwy Parkway Pkwy Turnpike Freeway Fwy")

var usStates = func() map[string]bool {
	m := map[string]bool{}
	for s := range strings.FieldsSeq("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY") {
		m[s] = true
	}
	return m
}()

func onlyDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigitByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func (v *view) dateCandidate(ri int, h value.DateHit) candidate {
	r := &v.rows[ri]
	c := candidate{kind: KindDate, norm: h.ISO, other: h.Other, raw: r.text[h.Start:h.End], row: ri, repaired: h.Repaired, date: h, col: -1}
	for j, w := range r.words {
		a, b := v.words[w].rowPos, v.words[w].rowPos+len(v.words[w].text)
		if b > h.Start && a < h.End {
			if c.col < 0 {
				c.col = j
			}
			c.colEnd = j + 1
			c.words = append(c.words, w)
		}
	}
	return c
}

// readRight is the probability that all words were read right.
func (v *view) readRight(words []int) float64 {
	p := 1.0
	for _, w := range words {
		p *= v.words[w].conf
	}
	return p
}
