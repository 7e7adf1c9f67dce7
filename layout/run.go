package layout

import (
	"cmp"
	"math"
	"slices"
)

// headAbove returns the line right above row whose words stand over row's
// phrases one by one, set so tight that they read as one phrase, or nil.
func headAbove(row textRow, all []*phrase) *textRow {
	if len(row.phrases) < 3 {
		return nil
	}
	em := row.phrases[0].size
	i, _ := slices.BinarySearchFunc(all, row.base()-0.5*em, func(x *phrase, y float64) int { return cmp.Compare(x.base, y) })
	for i--; i >= 0 && row.base()-all[i].base < 2.4*em; i-- {
		x := all[i]
		if xOverlap(x.Rect, row.Rect) < 0.5*row.Width() || x.Width() > 1.3*row.Width() || math.Abs(x.size-em) > 0.25*em {
			continue
		}
		pieces := x.cutAt(0.35)
		hit := map[int]bool{}
		for _, q := range pieces {
			for k, c := range row.phrases {
				if xOverlap(q.Rect, c.Rect) > 0.4*min(q.Width(), c.Width()) {
					hit[k] = true
				}
			}
		}
		if len(hit)*10 >= len(row.phrases)*7 && len(pieces) >= len(row.phrases) {
			return &textRow{x.Rect, pieces}
		}
	}
	return nil
}

func boxOf(rows []textRow) Rect {
	var box Rect
	for _, r := range rows {
		box = box.Union(r.Rect)
	}
	return box
}

func phrasesOf(rows []textRow) []*phrase {
	var out []*phrase
	for _, r := range rows {
		out = append(out, r.phrases...)
	}
	return out
}

// boldHead reports whether the first row is bold and the others are not.
func boldHead(rows []textRow) bool {
	for i, r := range rows {
		bold := 0
		for _, p := range r.phrases {
			if p.bold() {
				bold++
			}
		}
		if i == 0 && bold < len(r.phrases) || i > 0 && bold*2 > len(r.phrases) {
			return false
		}
	}
	return true
}

// trimRun cuts rows off the ends of a run that stand further away than the
// rows of a table do and are set in another size: page headers, captions.
func trimRun(rows []textRow) []textRow {
	if len(rows) < 3 {
		return rows
	}
	var gaps []float64
	for i := 1; i < len(rows); i++ {
		gaps = append(gaps, rows[i].base()-rows[i-1].base())
	}
	sorted := slices.Clone(gaps)
	slices.Sort(sorted)
	usual := sorted[(len(sorted)-1)/2]
	far := func(gap float64, a, b *textRow) bool {
		sa, sb := a.phrases[0].size, b.phrases[0].size
		return gap > 1.7*usual && (math.Abs(sa-sb) > 0.08*max(sa, sb) || gap > 2.4*usual)
	}
	for len(rows) >= 3 && far(gaps[0], &rows[0], &rows[1]) {
		rows, gaps = rows[1:], gaps[1:]
	}
	for len(rows) >= 3 && far(gaps[len(gaps)-1], &rows[len(rows)-1], &rows[len(rows)-2]) {
		rows, gaps = rows[:len(rows)-1], gaps[:len(gaps)-1]
	}
	return rows
}

// widerRun returns the phrases that belong to the rows of g but were taken for
// running text: long cells between or beside the others, and what goes on
// below the last row. Text that goes on above or below the table is none.
func widerRun(g *grid, rows []textRow, all []*phrase) []*phrase {
	have := map[*phrase]bool{}
	for _, x := range phrasesOf(rows) {
		have[x] = true
	}
	top, bottom := rows[0].base(), rows[len(rows)-1].base()
	em := rows[0].phrases[0].size
	i, _ := slices.BinarySearchFunc(all, top-8*em, func(x *phrase, y float64) int { return cmp.Compare(x.base, y) })
	var left, right, inner []*phrase
	for ; i < len(all) && all[i].base < bottom+8*em; i++ {
		switch x := all[i]; {
		case have[x] || math.Abs(x.size-em) > 0.25*em:
		case x.X1 < g.X0+0.3*g.Width() && x.Center().X < g.X0+em:
			left = append(left, x)
		case x.X0 > g.X1-0.3*g.Width() && x.Center().X > g.X1-em:
			right = append(right, x)
		case x.X0 > g.X0-em && x.X1 < g.X1+em && x.base > top-0.5*em && x.base < bottom+0.5*em:
			inner = append(inner, x)
		}
	}
	return slices.Concat(confined(left, top, bottom), inner, confined(right, top, bottom))
}

// confined returns the phrases of a column (by height) that stand between top
// and bottom with the lines that are stacked on them, or none where the column
// goes on further up or down than the lines of a cell would.
func confined(col []*phrase, top, bottom float64) []*phrase {
	var out []*phrase
	for i := 0; i < len(col); {
		j := i + 1
		for j < len(col) && col[j].base-col[j-1].base < 1.6*col[j].size {
			j++
		}
		stack := col[i:j]
		first, last := stack[0], stack[len(stack)-1]
		i = j
		if last.base < top-0.5*last.size || first.base > bottom+1.5*first.size {
			continue
		}
		if first.base < top-3.2*first.size || last.base > bottom+4*last.size {
			return nil
		}
		out = append(out, stack...)
	}
	return out
}

// shaded reports whether at least one row, but not all, stands on a fill of
// about its own height, and whether several such rows lie between others.
func (p *prepared) shaded(rows []textRow) (some, striped bool) {
	n, turns, last := 0, 0, false
	for i, r := range rows {
		on := slices.ContainsFunc(p.fills, func(f Fill) bool {
			return f.Box.Contains(r.Center()) && f.Box.Height() < 4*r.Height() && xOverlap(f.Box, r.Rect) > 0.9*r.Width()
		})
		if on {
			n++
		}
		if i > 0 && on != last {
			turns++
		}
		last = on
	}
	return n > 0 && n < len(rows), turns >= leastTurns
}
