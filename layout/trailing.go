package layout

import (
	"math"
	"slices"
)

// maxTrailing bounds the lines that go on the cells of the last row.
const maxTrailing = 6

// withTrailing adds to the rows of a table without rules the lines below the
// last one that go on its cells: they begin where the cell above does, keep to
// its column, and their first word had no room on the line above. all are the
// phrases of the column of text, by height.
func withTrailing(rows []textRow, all []*phrase) []textRow {
	if len(rows) < 2 {
		return rows
	}
	box := boxOf(rows)
	open := rows[len(rows)-1].phrases // the lines that may go on
	for range maxTrailing {
		var next []*phrase
		base, size := open[0].base, open[0].size
		i := slices.IndexFunc(all, func(x *phrase) bool { return x.base > base+0.5*size })
		for ; i >= 0 && i < len(all) && all[i].base < base+1.5*size; i++ {
			if x := all[i]; xOverlap(x.Rect, box) > 0 {
				if !goesOnIn(open, x, rows, box) {
					return rows
				}
				next = append(next, x)
			}
		}
		if len(next) == 0 || len(next) == len(rows[len(rows)-1].phrases) && len(next) > 1 {
			return rows
		}
		more := rowsOf(next)
		if len(more) != 1 {
			return rows
		}
		rows = append(rows, more[0])
		open = more[0].phrases
	}
	return rows
}

// goesOnIn reports whether x goes on one of the open lines above it.
func goesOnIn(open []*phrase, x *phrase, rows []textRow, box Rect) bool {
	for _, q := range open {
		if math.Abs(q.X0-x.X0) > 2 || math.Abs(q.size-x.size) > 0.08*x.size || q.bold() != x.bold() {
			continue
		}
		column := interval{q.X0, q.X1}
		for _, r := range rows {
			for _, o := range r.phrases {
				if math.Abs(o.X0-q.X0) < 2 && len(r.phrases) > 1 {
					column.hi = max(column.hi, o.X1)
				}
			}
		}
		return x.X1 < column.hi+x.size && x.X1 < box.X1+1 && (wordGoesOn(q, x) || !fitsBehind(x, q, column))
	}
	return false
}
