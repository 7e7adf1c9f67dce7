package folio

import (
	"fmt"
	"html"
	"strings"

	"github.com/docket-go/docket/layout"
)

// A grid is a table to be set.
type grid struct {
	rows  [][]Cell
	head  int       // header rows
	align []byte    // of each column: l, r or c
	share []float64 // width of each column
	pad   float64   // above and below the text of a cell
	left  float64   // at the sides of it
	style string    // grid, frame, rules, book, zebra, open, turn
	size  float64
	ticks bool // cells of ☐ or ☒ are drawn as boxes
}

// A placed cell is a cell with its place.
type placedCell struct {
	Cell
	r, c, rs, cs int
	lines        []string
}

// place gives every cell of g its row and column.
func (g *grid) place() []placedCell {
	taken := map[[2]int]bool{}
	var out []placedCell
	for r, row := range g.rows {
		c := 0
		for _, x := range row {
			for taken[[2]int{r, c}] {
				c++
			}
			p := placedCell{Cell: x, r: r, c: c, rs: max(x.RowSpan, 1), cs: max(x.ColSpan, 1)}
			for i := range p.rs {
				for k := range p.cs {
					taken[[2]int{r + i, c + k}] = true
				}
			}
			c += p.cs
			out = append(out, p)
		}
	}
	return out
}

// newGrid makes up a table of rows and columns for a style.
func (p *press) newGrid(style string, rows, cols int) *grid {
	g := &grid{style: style, size: p.size - 0.5*float64(p.rnd.IntN(3)), pad: 1 + 3*p.rnd.Float64(), left: 3 + 3*p.rnd.Float64()}
	kinds := make([]string, cols)
	for c := range kinds {
		switch {
		case c == 0:
			kinds[c] = "label"
		case c == 1 && p.some(3):
			kinds[c] = "text"
		case p.some(6):
			kinds[c] = "date"
		default:
			kinds[c] = "number"
		}
		g.align = append(g.align, map[string]byte{"label": 'l', "text": 'l', "date": 'c', "number": 'r'}[kinds[c]])
		g.share = append(g.share, map[string]float64{"label": 1.7, "text": 2.4, "date": 1.1, "number": 1}[kinds[c]])
	}
	p.header(g, kinds)
	for r := range rows {
		var row []Cell
		for _, k := range kinds {
			row = append(row, Cell{Text: p.entry(k)})
		}
		if r > 0 && r+2 < rows && p.some(7) && style != "zebra" { // a row that heads others
			row = []Cell{{Text: p.heading(), ColSpan: cols}}
			if style != "grid" && style != "turn" { // no wall tells that it spans
				row = append([]Cell{{Text: row[0].Text}}, make([]Cell, cols-1)...)
			}
		}
		g.rows = append(g.rows, row)
	}
	if p.some(3) {
		g.rows[len(g.rows)-1][0].Text = "Total"
	}
	return g
}

// header adds one or two header rows.
func (p *press) header(g *grid, kinds []string) {
	cols := len(kinds)
	if cols >= 5 && g.style != "turn" && p.some(2) { // pairs of columns under one heading
		lead := 1
		if cols%2 == 0 {
			lead = 2
		}
		var top, below []Cell
		for c := range lead {
			top = append(top, Cell{Text: p.title(kinds[c]), RowSpan: 2, Header: true})
		}
		for c := lead; c < cols; c += 2 {
			top = append(top, Cell{Text: capital(p.pick(nouns)), ColSpan: 2, Header: true})
			below = append(below, Cell{Text: p.title(kinds[c]), Header: true}, Cell{Text: p.title(kinds[c+1]), Header: true})
		}
		g.rows, g.head = [][]Cell{top, below}, 2
		return
	}
	var row []Cell
	for _, k := range kinds {
		row = append(row, Cell{Text: p.title(k), Header: true})
	}
	g.rows, g.head = [][]Cell{row}, 1
}

func (p *press) title(kind string) string {
	if kind == "date" {
		return "Date"
	}
	if kind == "number" && p.some(4) {
		return fmt.Sprint(p.between(1995, 2026))
	}
	return capital(p.pick(nouns))
}

func (p *press) entry(kind string) string {
	switch kind {
	case "label":
		return p.heading()
	case "text":
		return p.phrase(p.between(2, 11))
	case "date":
		return p.date()
	}
	if p.some(15) {
		return "–"
	}
	return p.amount()
}

// table sets a table at the flow's place; false where it has no room.
func (f *flow) table(g *grid) bool {
	xs := g.columns(f.box)
	cells := g.place()
	heights := f.measure(g, cells, xs)
	sum := 0.0
	for _, h := range heights {
		sum += h
	}
	f.space(0.8 * f.size)
	if !f.room(sum + 0.8*f.size) {
		return false
	}
	if b := f.box; b.X0 != xs[0] { // another column of the page
		xs = g.columns(b)
	}
	f.add(Block{Role: layout.RoleTable, Rows: g.rows})
	f.set(g, cells, xs, heights)
	f.y += sum + 0.8*f.size
	f.first = false
	return true
}

// columns returns the borders of the columns of g in a box.
func (g *grid) columns(b layout.Rect) []float64 {
	all := 0.0
	for _, s := range g.share {
		all += s
	}
	xs := []float64{b.X0}
	for _, s := range g.share {
		xs = append(xs, xs[len(xs)-1]+b.Width()*s/all)
	}
	return xs
}

// measure wraps the cells and returns the heights of the rows.
func (f *flow) measure(g *grid, cells []placedCell, xs []float64) []float64 {
	heights := make([]float64, len(g.rows))
	for i := range cells {
		c := &cells[i]
		h := 1.2*g.size + 2*g.pad
		if g.style == "turn" && c.Header && c.c > 0 {
			c.lines = []string{c.Text}
			h = f.width(f.bold, g.size, c.Text) + 8
		} else {
			c.lines = f.wrap(c.Text, f.cellFace(c), g.size, xs[c.c+c.cs]-xs[c.c]-2*g.left, 0)
			h = 1.2*g.size*float64(len(c.lines)) + 2*g.pad
		}
		if c.rs == 1 {
			heights[c.r] = max(heights[c.r], h)
		}
	}
	for i := range cells { // what spans rows makes the last of them higher
		c := &cells[i]
		have := 0.0
		for r := c.r; r < c.r+c.rs; r++ {
			have += heights[r]
		}
		if need := 1.2*g.size*float64(len(c.lines)) + 2*g.pad; c.rs > 1 && need > have {
			heights[c.r+c.rs-1] += need - have
		}
	}
	return heights
}

func (p *press) cellFace(c *placedCell) face {
	if c.Header || c.cs > 1 {
		return p.bold
	}
	return p.body
}

// set draws a table.
func (f *flow) set(g *grid, cells []placedCell, xs, heights []float64) {
	ys := []float64{f.y}
	for _, h := range heights {
		ys = append(ys, ys[len(ys)-1]+h)
	}
	last := len(ys) - 1
	for i := range cells {
		c := &cells[i]
		box := layout.Rect{X0: xs[c.c], Y0: ys[c.r], X1: xs[c.c+c.cs], Y1: ys[c.r+c.rs]}
		f.cell(g, c, box)
		if g.style == "grid" || g.style == "turn" {
			f.frame(box, 0.5)
		}
		if (g.style == "book" || g.style == "rules") && c.Header && c.cs > 1 { // a short rule below a heading of several columns
			f.rule(box.X0+3, box.Y1, box.X1-3, box.Y1, 0.4)
		}
	}
	for r := range g.rows {
		row := layout.Rect{X0: xs[0], Y0: ys[r], X1: xs[len(xs)-1], Y1: ys[r+1]}
		switch {
		case g.style == "zebra" && r < g.head:
			f.tint(row, 0.75)
		case g.style == "zebra" && (r-g.head)%2 == 1:
			f.tint(row, 0.93)
		case g.style == "rules" && r+1 >= g.head:
			f.rule(row.X0, row.Y1, row.X1, row.Y1, 0.5)
		}
	}
	switch g.style {
	case "rules":
		f.rule(xs[0], ys[0], xs[len(xs)-1], ys[0], 0.5)
	case "book":
		for _, y := range []float64{ys[0], ys[g.head], ys[last]} {
			f.rule(xs[0], y, xs[len(xs)-1], y, 0.7)
		}
	}
}

// cell draws the text of a cell.
func (f *flow) cell(g *grid, c *placedCell, box layout.Rect) {
	fc := f.cellFace(c)
	if g.style == "turn" && c.Header && c.c > 0 {
		f.upwards(box.Center().X+0.35*g.size, box.Y1-4, fc, g.size, c.Text)
		return
	}
	if g.ticks && (c.Text == "☐" || c.Text == "☒") {
		f.tick(box.Center(), c.Text == "☒")
		return
	}
	y := box.Y0 + g.pad
	if c.rs > 1 {
		y = box.Center().Y - 0.6*g.size*float64(len(c.lines))
	}
	for _, l := range c.lines {
		w := f.width(fc, g.size, l)
		x := box.X0 + g.left
		switch {
		case c.Header && c.cs > 1:
			x = box.Center().X - w/2
		case c.cs > 1:
		case g.align[c.c] == 'r':
			x = box.X1 - g.left - w
		case g.align[c.c] == 'c':
			x = box.Center().X - w/2
		}
		f.put(x, y+g.size, fc, g.size, l, 0)
		y += 1.2 * g.size
	}
}

// tick draws a box to tick around a place.
func (p *press) tick(at layout.Point, ticked bool) {
	b := layout.Rect{X0: at.X - 4, Y0: at.Y - 4, X1: at.X + 4, Y1: at.Y + 4}
	p.frame(b, 0.6)
	if ticked {
		p.rule(b.X0, b.Y0, b.X1, b.Y1, 0.8)
		p.rule(b.X0, b.Y1, b.X1, b.Y0, 0.8)
	}
}

// html writes a table as layout's Markdown does.
func (b *Block) html() string {
	var s strings.Builder
	s.WriteString("<table>\n")
	for _, row := range b.Rows {
		s.WriteString("<tr>")
		for _, c := range row {
			name := "td"
			if c.Header {
				name = "th"
			}
			s.WriteString("<" + name)
			if c.RowSpan > 1 {
				fmt.Fprintf(&s, ` rowspan="%d"`, c.RowSpan)
			}
			if c.ColSpan > 1 {
				fmt.Fprintf(&s, ` colspan="%d"`, c.ColSpan)
			}
			fmt.Fprintf(&s, ">%s</%s>", html.EscapeString(c.Text), name)
		}
		s.WriteString("</tr>\n")
	}
	s.WriteString("</table>")
	return s.String()
}
