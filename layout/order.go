package layout

import (
	"cmp"
	"math"
	"slices"
)

// orderMax is the number of regions up to which the full order is computed;
// above it the page is cut by white space.
const orderMax = 400

// readingOrder sorts regions by Breuel's partial order (T. M. Breuel, "High
// Performance Document Layout Analysis", 2003) with a depth-first topological
// sort: a before b where a lies above b and they overlap in x, or where a lies
// left of b and no region between them vertically overlaps both.
func readingOrder(rs []*region, rtl bool) []*region {
	rs = slices.Clone(rs)
	slices.SortStableFunc(rs, func(a, b *region) int {
		if math.Abs(a.Y0-b.Y0) > 3 {
			return cmp.Compare(a.Y0, b.Y0)
		}
		if rtl {
			return cmp.Compare(b.X1, a.X1)
		}
		return cmp.Compare(a.X0, b.X0)
	})
	if len(rs) > orderMax {
		return cutOrder(rs, rtl, 0)
	}
	n := len(rs)
	seen := make([]bool, n)
	out := make([]*region, 0, n)
	var visit func(int)
	visit = func(i int) {
		seen[i] = true
		for j := range n {
			if !seen[j] && before(rs, rs[j], rs[i], rtl) {
				visit(j)
			}
		}
		out = append(out, rs[i])
	}
	for i := range n {
		if !seen[i] {
			visit(i)
		}
	}
	return out
}

// before reports whether a is read before b.
func before(rs []*region, a, b *region, rtl bool) bool {
	if stacked(a, b) {
		return a.Center().Y < b.Center().Y
	}
	if a.X0 >= b.X0 != rtl {
		return false
	}
	lo, hi := min(a.Y0, b.Y0), max(a.Y1, b.Y1)
	for _, c := range rs {
		y := c.Center().Y
		if c == a || c == b || y <= lo || y >= hi || !stacked(c, a) || !stacked(c, b) {
			continue
		}
		if y > a.Y1-1 && y < b.Y0+1 || y > b.Y1-1 && y < a.Y0+1 {
			return false
		}
	}
	return true
}

func stacked(a, b *region) bool {
	return xOverlap(a.Rect, b.Rect) > 0.08*min(a.Width(), b.Width())
}

// cutOrder sorts regions by recursive cuts at the widest white space, the
// XY-cut, for pages of very many regions.
func cutOrder(rs []*region, rtl bool, depth int) []*region {
	if len(rs) < 2 || depth > 40 {
		return rs
	}
	xGap, xAt := widestGap(rs, func(r *region) (float64, float64) { return r.X0, r.X1 })
	yGap, yAt := widestGap(rs, func(r *region) (float64, float64) { return r.Y0, r.Y1 })
	var a, b []*region
	switch {
	case xGap <= 0 && yGap <= 0:
		return rs
	case xGap > yGap:
		for _, r := range rs {
			if r.X0 < xAt != rtl {
				a = append(a, r)
			} else {
				b = append(b, r)
			}
		}
	default:
		for _, r := range rs {
			if r.Y0 < yAt {
				a = append(a, r)
			} else {
				b = append(b, r)
			}
		}
	}
	return append(cutOrder(a, rtl, depth+1), cutOrder(b, rtl, depth+1)...)
}

// widestGap returns the widest interval that no region covers, and its end.
func widestGap(rs []*region, extent func(*region) (float64, float64)) (gap, at float64) {
	s := slices.Clone(rs)
	slices.SortStableFunc(s, func(a, b *region) int {
		x, _ := extent(a)
		y, _ := extent(b)
		return cmp.Compare(x, y)
	})
	_, end := extent(s[0])
	for _, r := range s[1:] {
		lo, hi := extent(r)
		if lo-end > gap {
			gap, at = lo-end, lo
		}
		end = max(end, hi)
	}
	return gap, at
}
