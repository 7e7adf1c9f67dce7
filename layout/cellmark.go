package layout

import "math"

// The signs by which texts show the state of a mark.
const (
	signSelected   = "☒"
	signUnselected = "☐"
)

// toCell gives a checkbox or radio button to the cell of a table in which it
// stands. It reports false where it stands in none.
func (m Mark) toCell(rs []*region) bool {
	at := m.Box.Center()
	for _, r := range rs {
		if r.grid == nil || !r.grid.Rect.Inset(-1).Contains(at) {
			continue
		}
		if c := r.grid.cellAt(at); c != nil {
			c.marks = append(c.marks, m)
			return true
		}
	}
	return false
}

// cellAt returns the cell around a point or, between cells that are as large
// as their text, the one of the row and the column that it stands in.
func (g *grid) cellAt(at Point) *gridCell {
	row, col := -1, -1
	rowOff, colOff := math.Inf(1), math.Inf(1)
	for i := range g.cells {
		c := &g.cells[i]
		if c.IsZero() {
			continue
		}
		if c.Contains(at) {
			return c
		}
		if d := max(c.Y0-at.Y, at.Y-c.Y1, 0); c.rs <= 1 && d < rowOff {
			row, rowOff = c.r, d
		}
		if d := max(c.X0-at.X, at.X-c.X1, 0); c.cs <= 1 && d < colOff {
			col, colOff = c.c, d
		}
	}
	return g.lookup()[[2]int{row, col}]
}

// signs returns the signs of the marks of c.
func (c *Cell) signs() string {
	s := ""
	for _, m := range c.Marks {
		if m.Checked {
			s += signSelected
		} else {
			s += signUnselected
		}
	}
	return s
}
