package layout

import (
	"slices"
	"strconv"
)

// maxFolds is how many times a long table may be set side by side.
const (
	maxFolds    = 4
	leastFolded = 4 // rows
)

// unfold puts the parts of a long, narrow table that stand side by side on the
// page one below the other. They are told by their first columns, which count
// on from each other without a gap.
func (g *grid) unfold() {
	for n := maxFolds; n >= 2; n-- {
		if g.cols%n == 0 && g.cols/n >= 2 && g.rows >= leastFolded && g.countsOn(n) {
			g.stack(n)
			return
		}
	}
}

// countsOn reports whether the first columns of n parts hold one number after
// the other; only the last part may be shorter.
func (g *grid) countsOn(n int) bool {
	at := g.lookup()
	width := g.cols / n
	next := 0
	for part := range n {
		ended := false
		for r := range g.rows {
			c := at[[2]int{r, part * width}]
			if c == nil || c.rs > 1 || c.cs > 1 {
				return false
			}
			if len(c.lines) == 0 {
				ended = true
				continue
			}
			v, err := strconv.Atoi(c.text())
			if err != nil || ended || part+r > 0 && v != next {
				return false
			}
			next = v + 1
		}
		if ended && part < n-1 {
			return false
		}
	}
	return !slices.ContainsFunc(g.cells, func(c gridCell) bool { return c.rs > 1 || c.cs > 1 })
}

// stack moves the parts of g below the first and drops the empty rows.
func (g *grid) stack(n int) {
	width, rows := g.cols/n, g.rows
	for i := range g.cells {
		c := &g.cells[i]
		part := c.c / width
		c.r, c.c = c.r+part*rows, c.c-part*width
	}
	g.cols, g.rows = width, rows*n
	g.seps = nil
	for g.rows > 0 && !slices.ContainsFunc(g.cells, func(c gridCell) bool { return c.r == g.rows-1 && len(c.lines) > 0 }) {
		g.rows--
	}
	g.cells = slices.DeleteFunc(g.cells, func(c gridCell) bool { return c.r >= g.rows })
	g.sort()
}
