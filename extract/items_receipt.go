package extract

import (
	"strings"

	"github.com/docket-go/docket/extract/value"
	"github.com/docket-go/docket/layout"
	"github.com/shopspring/decimal"
)

// receiptItems reads the items of a till receipt or of a table without
// header: every row that ends in an amount, up to the sums. total, where
// known, tells sums from goods.
func (v *view) receiptItems(total *option) ([]item, region) {
	v.noCents = len(v.amounts(false)) < 2
	from := v.receiptStart()
	g := region{from: from, to: v.receiptEnd(from)}
	anchors := v.anchors(&g)
	if len(anchors) == 0 {
		return nil, g
	}
	above := v.describedAbove(&g, anchors)
	var out []item
	for i := range anchors {
		a := &anchors[i]
		lo, hi := v.receiptBand(&g, anchors, i, above)
		it := item{amount: a, amountValue: a.num.Value, row: a.row, lastRow: hi - 1}
		cells := v.bandNumbers(lo, hi, a)
		if q, p := multiply(cells, it.amountValue); q != nil && (q.row == p.row || !v.besideText(q.row, q.col)) {
			it.quantity, it.price, it.verified, it.unit = q, p, true, q.unit
		} else {
			it.loneNumbers(v, cells)
		}
		used := map[int]bool{}
		for _, c := range []*cell{it.quantity, it.price} {
			if c != nil {
				for _, w := range c.words {
					used[w] = true
				}
			}
		}
		it.describe(v, v.receiptText(lo, hi, a, used))
		if letters(it.description) < 2 {
			continue
		}
		it.kind = v.rowKind(a.row, it.amountValue)
		out = append(out, it)
	}
	return out, g
}

// tillCodes are tax codes that stand beside descriptions.
var tillCodes = wordSet("SR ZR ZRL SST TX OS *SR SR*")

// sizeUnits tell how large an item is rather than how many there are.
var sizeUnits = wordSet("ml l lt ltr g gr kg cm mm m m2 m² m3 km")

// loneNumbers takes a quantity or a price that stands alone.
func (it *item) loneNumbers(v *view, cells []cell) {
	for i := range cells {
		c := &cells[i]
		switch {
		case c.num.Value.Equal(it.amountValue) && c.num.Decimals == it.amount.num.Decimals:
			it.price, it.quantityOne = c, true
		case c.unit != "" && !sizeUnits[strings.ToLower(c.unit)] && c.num.Value.IsPositive() && it.quantity == nil:
			it.quantity, it.unit = c, c.unit
		case c.num.Decimals == 0 && c.row == it.row && c.col == 0 && c.num.Value.IsPositive() && len(v.words[c.words[0]].text) <= 2 && it.quantity == nil && !c.num.Percent:
			it.quantity = c
		}
	}
}

// receiptStart returns the row behind the head of the receipt: behind a
// header of columns, or the first row with an amount that is no date,
// telephone number or identifier.
func (v *view) receiptStart() int {
	for hi := 0; hi < len(v.rows)*2/3; hi++ {
		if cols, end := v.headerAt(hi); itemHeader(cols, 2) && (len(cols) >= 3 || v.amountSoon(end)) {
			return end
		}
	}
	for ri := range v.rows {
		if v.itemRow(ri) {
			// A description may stand on the row before.
			c, _ := v.lastAmount(ri)
			for k := 0; k < 2 && ri > 0 && !v.hasOwnText(&c) && v.plainRow(ri-1); k++ {
				ri--
			}
			return ri
		}
	}
	return len(v.rows)
}

// plainRow reports whether row ri is text that may describe an item.
func (v *view) plainRow(ri int) bool {
	r := &v.rows[ri]
	f := newLineFacts(textLine{text: r.text, box: r.box(v)}, v.em)
	return letters(r.text) >= 3 && !f.tel && !f.gst && !f.date && !f.clock && !strings.Contains(r.text, ":")
}

func (v *view) amountSoon(ri int) bool {
	for k := ri; k < min(ri+4, len(v.rows)); k++ {
		if amountRow(v, &v.rows[k]) {
			return true
		}
	}
	return false
}

func (v *view) itemRow(ri int) bool {
	r := &v.rows[ri]
	if len(value.FindDates(r.text, value.DateOptions{})) > 0 {
		return false
	}
	_, ok := v.lastAmount(ri)
	if !ok || v.sumRow(ri) {
		return false
	}
	f := newLineFacts(textLine{text: r.text, box: r.box(v)}, v.em)
	return !f.tel && !f.gst && !f.zip
}

func (r *row) box(v *view) (b layout.Rect) {
	for _, w := range r.words {
		b = b.Union(v.words[w].box)
	}
	return b
}

// lastAmount returns the last amount of row ri, where nothing but a tax code
// follows it.
func (v *view) lastAmount(ri int) (cell, bool) {
	r := &v.rows[ri]
	for j := len(r.words) - 1; j >= 0 && j >= len(r.words)-3; j-- {
		if c, ok := v.amountAt(ri, j, v.noCents); ok {
			out := cell{num: c.number, words: c.words, row: ri, col: j}
			out.place(v)
			return out, true
		}
		if letters(v.words[r.words[j]].text) > 3 {
			break
		}
	}
	return cell{}, false
}

// receiptEnd returns the first row behind from that is a sum or a payment.
func (v *view) receiptEnd(from int) int {
	seen := false
	g := &region{}
	for ri := from; ri < len(v.rows); ri++ {
		if _, ok := v.lastAmount(ri); ok && !v.sumRow(ri) {
			seen = true
		}
		if seen && (v.sumRow(ri) || v.stops(ri, g)) {
			return ri
		}
	}
	return len(v.rows)
}

// sumRow reports whether row ri begins with the label of a sum or payment.
func (v *view) sumRow(ri int) bool {
	for _, h := range v.rows[ri].labels {
		switch h.field {
		case "~sub", "~grand", "~total", "~tax", "~cash", "~change", "~round", FieldNet, FieldGross, FieldDue, FieldVAT:
			if h.end-h.start <= 4 && (h.start <= 1 || h.start <= 2 && len(v.rows[ri].words) <= 5) {
				return true
			}
		}
	}
	return false
}

// anchors returns the amounts that stand for one item each.
func (v *view) anchors(g *region) []cell {
	var out []cell
	right := 0.0
	for ri := g.from; ri < g.to; ri++ {
		if c, ok := v.lastAmount(ri); ok {
			right = max(right, c.box[2])
		}
	}
	sum := decimal.Zero
	for ri := g.from; ri < g.to; ri++ {
		c, ok := v.lastAmount(ri)
		if !ok || right-c.box[2] > 8*v.em {
			continue
		}
		if len(out) > 0 && c.num.Value.Equal(sum) && v.speaksOfSum(ri) {
			g.to = ri
			break
		}
		sum = sum.Add(c.num.Value)
		out = append(out, c)
	}
	return out
}

// speaksOfSum reports whether row ri may be a sum by what it says: the label of
// one anywhere, or a misread one before a colon.
func (v *view) speaksOfSum(ri int) bool {
	for _, h := range v.rows[ri].labels {
		switch h.field {
		case "~sub", "~grand", "~total", FieldNet, FieldGross, FieldDue:
			return true
		}
	}
	return strings.Contains(v.rows[ri].text, ":")
}

// ownText counts the anchors with a description on their own row.
func (v *view) ownText(anchors []cell) int {
	n := 0
	for i := range anchors {
		if v.hasOwnText(&anchors[i]) {
			n++
		}
	}
	return n
}

// describedAbove reports whether descriptions stand above their amounts. Rows
// of text before every amount and none behind the last say so, and rows behind
// every amount and none before the first that they stand below.
func (v *view) describedAbove(g *region, anchors []cell) bool {
	before, after := true, true
	for i := range anchors {
		gap := anchors[i].row - g.from
		if i > 0 {
			gap = anchors[i].row - anchors[i-1].row - 1
		}
		before = before && gap > 0
		after = after && (gap > 0 || i == 0)
	}
	first, last := anchors[0].row-g.from, g.to-anchors[len(anchors)-1].row-1
	switch {
	case before && last == 0:
		return true
	case after && first == 0 && last > 0:
		return false
	}
	return v.ownText(anchors)*2 < len(anchors)
}

// hasOwnText reports whether the row of a describes the item itself.
func (v *view) hasOwnText(a *cell) bool {
	n := 0
	for _, w := range v.receiptText(a.row, a.row+1, a, nil) {
		if t := v.words[w].text; !unitWord(t) && !taxWord(t) {
			n += letters(t)
		}
	}
	return n >= 3
}

var taxWords = wordSet("sr zr zrl sst gst tx os nos uni t s z e a x rm")

func taxWord(s string) bool { return taxWords[strings.ToLower(strings.Trim(s, ".,():=*"))] }

// receiptBand returns the rows of item i: with the description above, from
// behind the amount before; else up to the next amount.
func (v *view) receiptBand(g *region, anchors []cell, i int, above bool) (lo, hi int) {
	if above {
		lo, hi = g.from, anchors[i].row+1
		if i > 0 {
			lo = anchors[i-1].row + 1
		}
		return max(lo, hi-4), hi
	}
	lo, hi = anchors[i].row, g.to
	if i+1 < len(anchors) {
		hi = anchors[i+1].row
	}
	if i+1 < len(anchors) && !v.hasOwnText(&anchors[i+1]) && hi-1 > anchors[i].row {
		hi-- // the row before the next amount describes the next item
	}
	if !v.hasOwnText(&anchors[i]) {
		prev := g.from
		if i > 0 {
			prev = anchors[i-1].row + 1
		}
		lo = max(prev, lo-1)
	}
	return lo, min(hi, anchors[i].row+3)
}

// bandNumbers returns the numbers of rows lo to hi but a.
func (v *view) bandNumbers(lo, hi int, a *cell) []cell {
	var out []cell
	for ri := lo; ri < hi; ri++ {
		for _, c := range v.numbersIn(ri) {
			if c.row == a.row && c.col == a.col {
				continue
			}
			out = append(out, c)
		}
	}
	return out
}

// receiptText returns the words of rows lo to hi that describe the item.
func (v *view) receiptText(lo, hi int, a *cell, used map[int]bool) []int {
	var out []int
	for ri := lo; ri < hi; ri++ {
		for j, w := range v.rows[ri].words {
			if ri == a.row && j >= a.col {
				break
			}
			t := v.words[w].text
			if used[w] {
				continue
			}
			if n, ok := v.numberAt(ri, j); ok && letters(t) == 0 && (n.num.IsMoney() || !v.besideText(ri, j)) {
				continue
			}
			if value.Currency(strings.Trim(t, ":")) != "" || letters(t) == 0 && len(t) < 3 && !strings.ContainsAny(t, "0123456789") || tillCodes[t] || strings.EqualFold(t, "x") || strings.HasPrefix(t, "@") && !value.HasLetters(t, 2) {
				continue
			}
			out = append(out, w)
		}
	}
	return out
}

// besideText reports whether the number at word j belongs to the text beside
// it, as in "4 VEGE" or "SCREW 12".
func (v *view) besideText(ri, j int) bool {
	r := &v.rows[ri]
	before := j > 0 && letters(v.words[r.words[j-1]].text) >= 2 && v.words[r.words[j]].box.X0-v.words[r.words[j-1]].box.X1 < 0.9*v.em
	after := j+1 < len(r.words) && letters(v.words[r.words[j+1]].text) >= 2 && v.words[r.words[j+1]].box.X0-v.words[r.words[j]].box.X1 < 0.9*v.em
	return before || after
}
