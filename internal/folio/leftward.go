package folio

import (
	"github.com/docket-go/docket/layout"
)

// hebrewTable is a table that is read from the right, with figures.
func hebrewTable(p *press) {
	p.page()
	box := p.textBox(60)
	size := p.size
	h := p.hebrewWords(3)
	p.say(layout.RoleSectionHeader, 1, h)
	p.leftwards(box.X1, box.Y0+size+4, hebrewBold, size+4, h)
	y := box.Y0 + 3*size
	y = p.hebrewParagraph(box, y)
	n, m := p.between(3, 5), p.between(4, 8)
	w := box.Width() / float64(n)
	step := 1.9 * size
	var rows [][]Cell
	for r := range m {
		var row []Cell
		for c := range n {
			right := box.X1 - w*float64(c)
			x := Cell{Header: r == 0}
			if r > 0 && c > 0 {
				x.Text = p.amount()
				p.right(right-5, y+1.35*size, hebrewFace, size, x.Text)
			} else {
				x.Text = p.hebrewWords(p.between(1, 2))
				p.leftwards(right-5, y+1.35*size, hebrewBold, size, x.Text)
			}
			p.frame(layout.Rect{X0: right - w, Y0: y, X1: right, Y1: y + step}, 0.5)
			row = append(row, x)
		}
		rows = append(rows, row)
		y += step
	}
	p.add(Block{Role: layout.RoleTable, Rows: rows})
	p.hebrewParagraph(box, y+10)
}

// hebrewParagraph sets a paragraph and returns the place below it.
func (p *press) hebrewParagraph(b layout.Rect, y float64) float64 {
	text := p.hebrewWords(p.between(20, 50)) + "."
	p.say(layout.RoleText, 0, text)
	for _, l := range p.wrap(text, hebrewFace, p.size, b.Width(), 0) {
		p.leftwards(b.X1, y+0.8*p.lead*p.size, hebrewFace, p.size, l)
		y += p.lead * p.size
	}
	return y + 0.8*p.size
}
