package extract

import (
	"math"
	"sort"
	"strings"

	"github.com/docket-go/docket/extract/value"
	"github.com/shopspring/decimal"
)

// An item is a line item under construction.
type item struct {
	amount          *cell
	quantity, price *cell
	rate, discount  *cell
	unit, sku       string
	description     string
	descWords       []int
	kind            RowKind
	row, lastRow    int
	verified        bool // quantity times price is the amount
	amountValue     decimal.Decimal
	quantityOne     bool // no quantity is printed, price and amount are equal
}

// A cell is a number in a table.
type cell struct {
	num   value.Number
	words []int
	row   int
	col   int // of the row
	box   [4]float64
	name  string // column by place
	unit  string
}

// lineItems finds the rows of the line items and the regions that they stand
// in.
func (x *extraction) lineItems() ([]item, []region) {
	min := 3
	if x.receipt {
		min = 2
	}
	if !x.receipt {
		regions := x.view.itemRegions(min)
		var items []item
		var used []region
		for i := range regions {
			g := &regions[i]
			if len(used) > 0 && used[0].priced() && !g.priced() {
				continue // discounts and charges on the document
			}
			got := x.view.tableItems(g)
			if len(got) > 0 {
				items, used = append(items, got...), append(used, regions[i])
			}
		}
		if len(items) > 0 {
			return items, used
		}
		if len(x.view.amounts(false)) < 2 {
			return nil, nil // numbers alone are no prices: a till's rolls may leave out the cents, letters do not
		}
	}
	items, g := x.view.receiptItems(x.best(FieldGross))
	return items, []region{g}
}

// priced reports whether g has a column of quantities or prices.
func (g *region) priced() bool { return g.column(ColQuantity) != nil || g.column(ColUnitPrice) != nil }

// numbersIn returns the numbers of row ri.
func (v *view) numbersIn(ri int) []cell {
	r := &v.rows[ri]
	var out []cell
	for j := 0; j < len(r.words); j++ {
		c, ok := v.numberAt(ri, j)
		if !ok {
			continue
		}
		out = append(out, c)
		j += len(c.words) - 1
	}
	return out
}

// numberAt reads a number that begins at word j of row ri.
func (v *view) numberAt(ri, j int) (cell, bool) {
	r := &v.rows[ri]
	if c, ok := v.amountAt(ri, j, false); ok {
		out := cell{num: c.number, words: c.words, row: ri, col: j}
		out.place(v)
		return out, true
	}
	w := r.words[j]
	t := v.words[w].text
	if !strings.ContainsAny(t, "0123456789") || len(t) > 14 {
		return cell{}, false
	}
	text, unit := splitUnit(strings.Trim(t, "()"))
	n, ok := value.ParseNumber(text, value.NumberOptions{Decimal: v.dec, TaxCodes: false})
	if !ok || n.Decimals > 6 || n.Value.Abs().GreaterThan(decimal.New(1, 7)) {
		return cell{}, false
	}
	out := cell{num: n, words: []int{w}, row: ri, col: j, unit: unit}
	if j+1 < len(r.words) {
		next := v.words[r.words[j+1]].text
		if strings.HasPrefix(next, "%") {
			out.num.Percent = true
		} else if unitWord(next) && out.unit == "" {
			out.unit = next
		}
	}
	out.place(v)
	return out, true
}

func (c *cell) place(v *view) {
	a, b := v.words[c.words[0]].box, v.words[c.words[len(c.words)-1]].box
	c.box = [4]float64{a.X0, min(a.Y0, b.Y0), b.X1, max(a.Y1, b.Y1)}
}

func (c *cell) y() float64 { return (c.box[1] + c.box[3]) / 2 }

var units = wordSet(`stk stuck st stck pcs pc ea each x unit units uni unid un kg g gr l lt ltr ml m m2 m² m3 cm mm km std h hr hrs hours stunden tage tag day days monat month months
	pal karton box ctn pkt pck pack dz set psch pauschal un. und pç u c62 h87 hur kgm mtr mtk ltr une qm cbm`)

func unitWord(s string) bool { return units[strings.ToLower(strings.Trim(s, ".,()"))] }

// splitUnit cuts "2x" and "3kg" into number and unit.
func splitUnit(s string) (string, string) {
	i := len(s)
	for i > 0 && !isDigitByte(s[i-1]) {
		i--
	}
	if i > 0 && i < len(s) && unitWord(s[i:]) {
		return s[:i], strings.Trim(s[i:], ".()")
	}
	if len(s) > 1 && (s[0] == '@' || s[0] == 'x' || s[0] == 'X') {
		return s[1:], ""
	}
	return s, ""
}

// nearest returns the column that c stands in, empty beyond all.
func (g *region) nearest(v *view, c *cell) string {
	best, name := 6*v.em, ""
	for _, col := range g.cols {
		d := min(math.Abs(c.box[2]-col.box.X1), math.Abs(c.box[0]-col.box.X0), math.Abs((c.box[0]+c.box[2])/2-(col.box.X0+col.box.X1)/2))
		if d < best {
			best, name = d, col.name
		}
	}
	return name
}

// multiply looks for quantity and price among cells whose product is amount.
// Cells that stand in the columns of that name are preferred.
func multiply(cells []cell, amount decimal.Decimal) (q, p *cell) {
	best := math.Inf(-1)
	for i := range cells {
		for j := range cells {
			a, b := &cells[i], &cells[j]
			if i == j || a.num.Percent || b.num.Percent || a.num.Value.IsZero() || a.num.Currency != "" || a.num.Decimals > 3 {
				continue
			}
			prod := a.num.Value.Mul(b.num.Value)
			tol := decimal.Max(decimal.New(6, -3), a.num.Value.Abs().Mul(decimal.New(5, int32(-max(b.num.Decimals, 2)-1))))
			if prod.Sub(amount).Abs().GreaterThan(tol) {
				continue
			}
			s := 0.0
			if a.name == ColQuantity {
				s += 2
			}
			if b.name == ColUnitPrice {
				s += 2
			}
			if a.num.Decimals == 0 {
				s++
			}
			if b.num.Decimals == 2 {
				s += 0.5
			}
			if a.unit != "" {
				s++
			}
			if a.row == b.row && a.col < b.col {
				s += 0.3
			}
			s -= 0.01 * float64(abs64(int64(a.col-b.col)))
			if s > best {
				best, q, p = s, a, b
			}
		}
	}
	return q, p
}

// itemRows turns items into the rows of the result.
func (x *extraction) itemRows(items []item) []Row {
	out := make([]Row, 0, len(items))
	facts := x.factsOf(items)
	x.cellIn = nil
	for i := range items {
		it := &items[i]
		b := rowBuilder{x: x, it: it, facts: facts, cells: map[string]Value{}, in: map[string][]float64{}}
		b.build()
		if !it.verified {
			x.alternatives(it, b.cells, x.view.otherNumbers(it))
		} else {
			x.alternatives(it, b.cells, nil)
		}
		out = append(out, Row{Kind: it.kind, Cells: b.cells})
		x.cellIn = append(x.cellIn, b.in)
	}
	return out
}

// otherNumbers returns the numbers on the rows of it that are none of its
// cells.
func (v *view) otherNumbers(it *item) []cell {
	var out []cell
	for ri := it.row; ri <= min(it.lastRow, it.row+3); ri++ {
		for _, c := range v.numbersIn(ri) {
			taken := false
			for _, o := range []*cell{it.amount, it.quantity, it.price, it.rate, it.discount} {
				taken = taken || o != nil && same(o, &c)
			}
			if !taken && !c.num.Percent {
				out = append(out, c)
			}
		}
	}
	return out
}

// A rowBuilder makes the cells of one row.
type rowBuilder struct {
	x     *extraction
	it    *item
	facts tableFacts
	cells map[string]Value
	in    map[string][]float64 // what the confidences are made of
}

func (b *rowBuilder) build() {
	it := b.it
	b.put(ColAmount, KindMoney, it.amount, moneyNorm(it.amountValue))
	if it.quantity != nil {
		b.put(ColQuantity, KindNumber, it.quantity, it.quantity.num.Value.String())
	} else if it.quantityOne {
		b.put(ColQuantity, KindNumber, nil, "1")
	}
	if it.price != nil {
		b.put(ColUnitPrice, KindMoney, it.price, moneyNorm(it.price.num.Value))
	} else if p, ok := it.shareOf(); ok {
		b.put(ColUnitPrice, KindMoney, nil, moneyNorm(p))
	} else if it.quantity == nil {
		b.put(ColUnitPrice, KindMoney, nil, moneyNorm(it.amountValue))
		b.put(ColQuantity, KindNumber, nil, "1")
	}
	if it.rate != nil {
		b.put(ColVATRate, KindNumber, it.rate, it.rate.num.Value.String())
	}
	if it.discount != nil {
		b.put(ColDiscount, KindMoney, it.discount, moneyNorm(it.discount.num.Value))
	}
	for col, s := range map[string]string{ColDescription: it.description, ColUnit: it.unit, ColSKU: it.sku} {
		if s == "" {
			continue
		}
		v := Value{Kind: KindString, Norm: s, Raw: s, Source: SourceRanker}
		var words []int
		if col == ColDescription {
			words = it.descWords
			v.Evidence = b.x.view.evidence(words)
		}
		b.set(col, v, words)
	}
}

// put adds a number; c is nil where it is computed.
func (b *rowBuilder) put(col string, kind Kind, c *cell, norm string) {
	if norm == "" {
		return
	}
	val := Value{Kind: kind, Norm: norm, Raw: norm, Source: SourceRanker, Origin: OriginComputed}
	var words []int
	if c != nil {
		words = c.words
		val.Evidence = b.x.view.evidence(words)
		val.Raw, val.Currency, val.Origin = val.Evidence.Text, c.num.Currency, ""
		if c.num.Repaired {
			val.Origin = OriginRepaired
			val.Issues = []string{"read with damaged characters put right"}
		}
	}
	b.set(col, val, words)
}

func (b *rowBuilder) set(col string, v Value, words []int) {
	in := b.x.cellInputs(b.it, b.facts, words, &v)
	v.Confidence = b.x.cellConfidence(col, in)
	b.cells[col], b.in[col] = v, in
}

// shareOf returns the price of one unit where only quantity and amount are
// printed and the division comes out even.
func (it *item) shareOf() (decimal.Decimal, bool) {
	if it.quantity == nil || !it.quantity.num.Value.IsPositive() {
		return decimal.Zero, false
	}
	p := it.amountValue.DivRound(it.quantity.num.Value, 2)
	return p, p.Mul(it.quantity.num.Value).Equal(it.amountValue)
}

// describe sets the description of it from words, in reading order.
func (it *item) describe(v *view, words []int) {
	sort.SliceStable(words, func(a, b int) bool {
		wa, wb := &v.words[words[a]], &v.words[words[b]]
		if wa.row != wb.row {
			return wa.row < wb.row
		}
		return wa.col < wb.col
	})
	it.descWords = words
	it.description = strings.Trim(v.wordsText(words), " :;,.-*")
}

// discountWords and chargeWords tell rows that are no goods.
func (v *view) rowKind(ri int, amount decimal.Decimal) RowKind {
	for _, h := range v.rows[ri].labels {
		switch h.field {
		case FieldAllowances, "~disc":
			if amount.IsNegative() {
				return RowDiscount
			}
		case FieldCharges:
			return RowCharge
		}
	}
	if amount.IsNegative() {
		return RowDiscount
	}
	return RowItem
}
