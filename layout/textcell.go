package layout

import (
	"math"
	"slices"
)

// How tables whose cells hold sentences are told from running text.
const (
	textHeads   = 3  // cells of the row that heads them
	textCellGap = 3  // widest leading, in font sizes
	mostText    = 80 // lines of such a table
	leastText   = 2  // rows of several cells
)

// textCells takes back that phrases (sorted by height) are running text where
// they begin below the cells of a row of headings and end before the next of
// them, with nothing else between.
func textCells(ph []*phrase, prose []bool) {
	for i := 0; i < len(ph); {
		j := i + 1
		for j < len(ph) && math.Abs(ph[j].base-ph[i].base) < 0.4*ph[i].size {
			j++
		}
		if heads := slices.Clone(ph[i:j]); len(heads) >= textHeads && !slices.Contains(prose[i:j], true) && !slices.ContainsFunc(heads, func(x *phrase) bool { return !x.bold() }) {
			slices.SortFunc(heads, func(a, b *phrase) int { return int(math.Copysign(1, a.X0-b.X0)) })
			if end := textUnder(heads, ph, j); end > j && !proseColumns(rowsOf(ph[j:end])) {
				for k := j; k < end; k++ {
					prose[k] = false
				}
			}
		}
		i = j
	}
}

// textUnder returns the end of the phrases from j on that stand below heads,
// or j where they are no rows of cells.
func textUnder(heads, ph []*phrase, j int) int {
	last, size := heads[0].base, heads[0].size
	end, rows := j, 0
	lo, hi := heads[0].X0-2, heads[len(heads)-1]
	for k := j; k < len(ph) && k < j+mostText*len(heads); k++ {
		x := ph[k]
		if x.X1 < lo || x.X0 > hi.X1 && x.X0 > hi.X0+2 && x.X0-hi.X1 > 10*size { // of another column of the page
			return j
		}
		if x.base-last > textCellGap*size || math.Abs(x.size-size) > 0.2*size || !underHead(x, heads) {
			break
		}
		if k > j && math.Abs(x.base-last) < 0.4*size && ph[k-1].X0 != x.X0 {
			rows++
		}
		last, end = x.base, k+1
	}
	if rows < leastText {
		return j
	}
	return end
}

// underHead reports whether x begins where one of heads (from left to right)
// does and ends before the next.
func underHead(x *phrase, heads []*phrase) bool {
	for i, h := range heads {
		if math.Abs(x.X0-h.X0) < 2 {
			return i+1 == len(heads) || x.X1 < heads[i+1].X0-0.3*x.size
		}
	}
	return false
}
