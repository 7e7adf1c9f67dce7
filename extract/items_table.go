package extract

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// tableItems reads the items of a table with a header: the numbers in the
// columns make the items, the text between one item's first row and the
// next's is the description.
func (v *view) tableItems(g *region) []item {
	out := v.describedItems(g)
	if !slices.ContainsFunc(out, func(it item) bool { return len(it.descWords) > 0 }) && g.column(ColDescription) != nil {
		// What was taken for the header of the descriptions is another column's.
		other := *g
		other.cols = slices.DeleteFunc(slices.Clone(g.cols), func(c column) bool { return c.name == ColDescription })
		if again := v.describedItems(&other); slices.ContainsFunc(again, func(it item) bool { return len(it.descWords) > 0 }) {
			out = again
		}
	}
	v.dropPositions(out)
	return out
}

// dropPositions cuts the running number off descriptions that all begin with
// it.
func (v *view) dropPositions(items []item) {
	first := 0
	for i := range items {
		if len(items[i].descWords) < 2 {
			return
		}
		n, err := strconv.Atoi(strings.TrimRight(v.words[items[i].descWords[0]].text, ".)"))
		if i == 0 {
			first = n
		}
		if err != nil || n != first+i {
			return
		}
	}
	if len(items) < 2 && first != 1 {
		return
	}
	for i := range items {
		items[i].describe(v, items[i].descWords[1:])
	}
}

// describedItems is tableItems with the columns as they are.
func (v *view) describedItems(g *region) []item {
	groups := v.numberGroups(g)
	if len(groups) == 0 {
		return nil
	}
	above := v.textAbove(g, groups)
	var out []item
	for i, cells := range groups {
		it, ok := v.tableItem(g, cells)
		if !ok {
			continue
		}
		if !it.verified && it.amount != nil {
			cells = append(cells, it.searchQuantity(v, cells)...)
		}
		from, to := v.band(g, groups, i, above)
		it.describe(v, v.bandText(g, from, to, cells))
		it.sku = v.bandSKU(g, from, to)
		if it.description == "" {
			it.description = it.sku
		}
		if letters(it.description) == 0 && it.sku == "" && (it.quantity == nil || !it.verified) {
			continue
		}
		it.kind = v.rowKind(cells[0].row, it.amountValue)
		out = append(out, it)
	}
	return out
}

// numberGroups returns the numbers of the region by item: numbers in number
// columns whose rows are near each other, with one amount at most.
func (v *view) numberGroups(g *region) [][]cell {
	var groups [][]cell
	for ri := g.from; ri < g.to; ri++ {
		var row []cell
		for _, c := range v.numbersIn(ri) {
			c.name = g.nearest(v, &c)
			if c.num.Percent {
				c.name = ColVATRate
				if g.column(ColVATRate) == nil && g.column(ColDiscount) != nil {
					c.name = ColDiscount
				}
			}
			if (c.name == "pos" || c.name == "other") && g.column(ColQuantity) == nil {
				c.name = ColQuantity
			}
			switch c.name {
			case ColAmount, ColUnitPrice, ColQuantity, ColVATRate, ColDiscount:
				if v.aloneInColumn(ri, &c) {
					row = append(row, c)
				}
			}
		}
		if len(row) == 0 {
			continue
		}
		if n := len(groups); n > 0 && v.sameItem(groups[n-1], row) {
			groups[n-1] = append(groups[n-1], row...)
			continue
		}
		groups = append(groups, row)
	}
	return groups
}

// aloneInColumn reports whether c is set apart from text: a number in the
// middle of a sentence is no cell.
func (v *view) aloneInColumn(ri int, c *cell) bool {
	r := &v.rows[ri]
	tight := 0.7 * v.em
	if c.col > 0 {
		p := &v.words[r.words[c.col-1]]
		if c.box[0]-p.box.X1 < tight && letters(p.text) > 0 && !unitWord(p.text) && c.num.Currency == "" {
			return false
		}
	}
	if k := c.col + len(c.words); k < len(r.words) {
		n := &v.words[r.words[k]]
		if n.box.X0-c.box[2] < tight && letters(n.text) > 2 && !unitWord(n.text) && c.name != ColQuantity && c.num.Currency == "" {
			return false
		}
	}
	return true
}

// sameItem reports whether row continues group: near enough, and no column
// twice.
func (v *view) sameItem(group, row []cell) bool {
	last := 0.0
	names := map[string]bool{}
	for _, c := range group {
		last = max(last, c.y())
		names[c.name] = true
	}
	if v.rows[group[0].row].page != v.rows[row[0].row].page || row[0].y()-last > 1.7*v.em {
		return false
	}
	for _, c := range row {
		if names[c.name] {
			return false
		}
	}
	return true
}

// tableItem makes an item of its numbers; false where they are none.
func (v *view) tableItem(g *region, cells []cell) (item, bool) {
	it := item{row: cells[0].row, lastRow: cells[len(cells)-1].row}
	for i := range cells {
		c := &cells[i]
		switch c.name {
		case ColAmount:
			it.amount = c
		case ColUnitPrice:
			it.price = c
		case ColQuantity:
			it.quantity, it.unit = c, c.unit
		case ColVATRate:
			it.rate = c
		case ColDiscount:
			it.discount = c
		}
	}
	switch {
	case it.amount != nil:
		it.amountValue = it.amount.num.Value
	case it.price != nil && it.quantity != nil && g.column(ColAmount) == nil:
		it.amountValue = it.price.num.Value.Mul(it.quantity.num.Value).Round(2)
		return it, true
	case it.price != nil && g.column(ColAmount) == nil:
		it.amountValue, it.amount = it.price.num.Value, it.price
		return it, true
	default:
		return it, false
	}
	it.verify(cells)
	if it.quantity == nil && it.price == nil && (g.column(ColQuantity) != nil && g.column(ColUnitPrice) != nil) && it.rate == nil {
		return it, false // sums and remarks have an amount only
	}
	return it, true
}

// verify settles quantity and price by arithmetic.
func (it *item) verify(cells []cell) {
	fits := func(q, p *cell) bool {
		return q != nil && p != nil && q.num.Value.Mul(p.num.Value).Sub(it.amountValue).Abs().LessThanOrEqual(decimal.New(2, -2))
	}
	if fits(it.quantity, it.price) {
		it.verified = true
		return
	}
	others := make([]cell, 0, len(cells))
	for _, c := range cells {
		if it.amount == nil || c.row != it.amount.row || c.col != it.amount.col {
			others = append(others, c)
		}
	}
	if q, p := multiply(others, it.amountValue); q != nil && it.discount == nil {
		it.quantity, it.price, it.verified = q, p, true
		it.unit = q.unit
	}
}

// searchQuantity looks for quantity and price among all numbers on the rows
// of it, also those in no column of their own; it returns what it found.
func (it *item) searchQuantity(v *view, cells []cell) []cell {
	var all []cell
	for ri := it.row; ri <= it.lastRow; ri++ {
		for _, c := range v.numbersIn(ri) {
			if c.row == it.amount.row && c.col == it.amount.col {
				continue
			}
			for i := range cells {
				if same(&cells[i], &c) {
					c.name = cells[i].name
				}
			}
			all = append(all, c)
		}
	}
	q, p := multiply(all, it.amountValue)
	if q == nil || it.discount != nil {
		return nil
	}
	it.quantity, it.price, it.unit, it.verified = q, p, q.unit, true
	return []cell{*q, *p}
}

// textAbove reports whether descriptions stand above their numbers: text lies
// between the header and the first numbers, and none below the last.
func (v *view) textAbove(g *region, groups [][]cell) bool {
	first := groups[0][0].row
	if first <= g.from {
		return false
	}
	gap := groups[0][0].y() - v.rows[g.from].y
	text := v.bandText(g, g.from, first, nil)
	own := v.bandText(g, first, first+1, groups[0])
	return len(text) > 0 && len(own) == 0 && gap > 0.9*v.em && gap < 8*v.em
}

// band returns the rows of the description of group i.
func (v *view) band(g *region, groups [][]cell, i int, above bool) (from, to int) {
	start := func(k int) int {
		row := groups[k][0].row
		for row > g.from && v.rows[row-1].page == v.rows[row].page && v.rows[groups[k][0].row].y-v.rows[row-1].y < 0.6*v.em {
			row--
		}
		return row
	}
	if above {
		from, to = g.from, groups[i][len(groups[i])-1].row+1
		if i > 0 {
			from = groups[i-1][len(groups[i-1])-1].row + 1
		}
		return from, to
	}
	from, to = start(i), g.to
	if i+1 < len(groups) {
		to = max(start(i+1), from+1)
	}
	return from, to
}

// bandText returns the words of the description column in rows from to to,
// up to the first wide gap.
func (v *view) bandText(g *region, from, to int, cells []cell) []int {
	taken := map[int]bool{}
	for _, c := range cells {
		for _, w := range c.words {
			taken[w] = true
		}
	}
	lo, hi := v.descriptionRange(g)
	var out []int
	lastY := math.Inf(-1)
	for ri := from; ri < to && ri < len(v.rows); ri++ {
		r := &v.rows[ri]
		if len(out) > 0 && r.y-lastY > 3*v.em || v.rows[from].page != r.page {
			break
		}
		for _, w := range r.words {
			b := v.words[w].box
			if taken[w] || b.X0 < lo-0.8*v.em || b.Center().X > hi {
				continue
			}
			out = append(out, w)
			lastY = r.y
		}
	}
	return out
}

// descriptionRange is where descriptions stand: from the left end of their
// header to the next column that holds numbers.
func (v *view) descriptionRange(g *region) (lo, hi float64) {
	d := g.column(ColDescription)
	pos, width := 0.0, v.w
	if d != nil {
		pos = d.box.X0
	} else if s := g.column(ColSKU); s != nil {
		pos = s.box.X1 + 0.5*v.em
	} else if q := g.column(ColQuantity); q != nil && v.leftmost(g, ColQuantity) {
		pos = q.box.X1 + 0.5*v.em
	}
	hi = width
	for _, c := range g.cols {
		if c.box.X0 <= pos+v.em || d != nil && c.box.X0 <= d.box.X1 {
			continue
		}
		switch c.name {
		case ColAmount, ColUnitPrice, ColQuantity, ColVATRate, ColDiscount, ColUnit:
			hi = min(hi, c.box.X0-0.3*v.em)
		case ColSKU:
			hi = min(hi, c.box.X0-0.3*v.em)
		}
	}
	// A header in the middle of its column: text begins left of it.
	left := 0.0
	for _, c := range g.cols {
		if d != nil && c.name != ColDescription && c.box.X1 < d.box.X0 {
			left = max(left, c.box.X1)
		}
	}
	if d != nil && left == 0 {
		pos = min(pos, d.box.X0)
	}
	return pos, hi
}

func (v *view) leftmost(g *region, name string) bool {
	c := g.column(name)
	for _, o := range g.cols {
		if o.box.X0 < c.box.X0 {
			return false
		}
	}
	return true
}

// bandSKU returns the first article number of the band.
func (v *view) bandSKU(g *region, from, to int) string {
	s := g.column(ColSKU)
	if s == nil {
		return ""
	}
	for ri := from; ri < to && ri < len(v.rows); ri++ {
		for _, w := range v.rows[ri].words {
			b := v.words[w].box
			if b.X0 > s.box.X0-2*v.em && b.X0 < s.box.X1+v.em && strings.ContainsAny(v.words[w].text, "0123456789") {
				return strings.Trim(v.words[w].text, ",;:")
			}
		}
	}
	return ""
}
