package layout

import (
	"cmp"
	"math"
	"slices"
)

// latticeTol is the distance in points within which rulings meet.
const latticeTol = 3.0

// lattice finds tables bounded by rulings on both axes: each set of connected
// rulings spans a grid of unit cells, and what no wall separates is one cell.
// This gives merged cells for free.
func (p *prepared) lattice() []*grid {
	hs, vs := p.hr, p.vr
	set := newDisjoint(len(hs) + len(vs))
	for j, v := range vs { // hs is sorted by coordinate
		i, _ := slices.BinarySearchFunc(hs, v.lo-latticeTol, func(s segment, y float64) int { return cmp.Compare(s.at, y) })
		for ; i < len(hs) && hs[i].at <= v.hi+latticeTol; i++ {
			if v.at >= hs[i].lo-latticeTol && v.at <= hs[i].hi+latticeTol {
				set.join(i, len(hs)+j)
			}
		}
	}
	type web struct{ h, v []segment }
	by := map[int]*web{}
	var order []*web
	for i := range set {
		f := set.find(i)
		w := by[f]
		if w == nil {
			w = &web{}
			by[f] = w
			order = append(order, w)
		}
		if i < len(hs) {
			w.h = append(w.h, hs[i])
		} else {
			w.v = append(w.v, vs[i-len(hs)])
		}
	}
	var out []*grid
	for _, w := range order {
		if len(w.h) == 0 || len(w.v) == 0 || len(w.h)+len(w.v) < 3 {
			continue
		}
		h, v := closeFrame(w.h, w.v)
		if g := p.wallGrid(h, v); g != nil {
			out = append(out, g)
		}
	}
	return out
}

// outerEnds returns the lowest (or highest) end of s and how many end there.
func outerEnds(s []segment, low bool) (at float64, n int) {
	at = math.Inf(-1)
	if low {
		at = math.Inf(1)
	}
	for _, x := range s {
		if low {
			at = min(at, x.lo)
		} else {
			at = max(at, x.hi)
		}
	}
	for _, x := range s {
		if low && x.lo-at < 4 || !low && at-x.hi < 4 {
			n++
		}
	}
	return at, n
}

func coordinates(s []segment) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, x := range s {
		lo, hi = min(lo, x.at), max(hi, x.at)
	}
	return lo, hi
}

// closeFrame adds the outer borders that a table lacks: where two rulings or
// more end together there is one.
func closeFrame(h, v []segment) (hs, vs []segment) {
	h, v = slices.Clone(h), slices.Clone(v)
	y0, y1 := coordinates(h)
	x0, x1 := coordinates(v)
	if at, n := outerEnds(h, true); n >= 2 && at < x0-5 {
		v = append(v, segment{at, y0, y1})
	}
	if at, n := outerEnds(h, false); n >= 2 && at > x1+5 {
		v = append(v, segment{at, y0, y1})
	}
	x0, x1 = coordinates(v)
	if at, n := outerEnds(v, true); n >= 2 && at < y0-5 {
		h = append(h, segment{at, x0, x1})
	}
	if at, n := outerEnds(v, false); n >= 2 && at > y1+5 {
		h = append(h, segment{at, x0, x1})
	}
	return h, v
}

// gridLines returns the distinct coordinates of s, and for each segment which.
func gridLines(s []segment) []float64 {
	at := make([]float64, len(s))
	for i, x := range s {
		at[i] = x.at
	}
	slices.Sort(at)
	var out []float64
	for i := 0; i < len(at); {
		j, sum := i, 0.0
		for j < len(at) && at[j]-at[i] < 3.2 {
			sum += at[j]
			j++
		}
		out = append(out, sum/float64(j-i))
		i = j
	}
	return out
}

// coverage returns, for each grid line and each interval between two crossing
// lines, which part of the interval segments of s cover.
func coverage(s []segment, lines, cross []float64) [][]float64 {
	out := make([][]float64, len(lines))
	for i := range out {
		out[i] = make([]float64, len(cross)-1)
	}
	for _, x := range s {
		for i, at := range lines {
			if math.Abs(x.at-at) >= latticeTol {
				continue
			}
			for k := range out[i] {
				if c := min(x.hi, cross[k+1]) - max(x.lo, cross[k]); c > 0 {
					out[i][k] += c / (cross[k+1] - cross[k])
				}
			}
		}
	}
	return out
}

// maxUnitCells bounds the grid that rulings may span.
const maxUnitCells = 20000

// wallGrid builds the table that a connected set of rulings bounds, or nil.
func (p *prepared) wallGrid(h, v []segment) *grid {
	xs, ys := gridLines(v), gridLines(h)
	nx, ny := len(xs)-1, len(ys)-1
	if nx < 1 || ny < 1 || nx*ny > maxUnitCells {
		return nil
	}
	hw, vw := coverage(h, ys, xs), coverage(v, xs, ys)
	set := newDisjoint(nx * ny)
	for y := range ny {
		for x := range nx {
			if x+1 < nx && vw[x+1][y] <= 0.75 {
				set.join(y*nx+x, y*nx+x+1)
			}
			if y+1 < ny && hw[y+1][x] <= 0.8 {
				set.join(y*nx+x, (y+1)*nx+x)
			}
		}
	}
	g := &grid{Rect: Rect{xs[0], ys[0], xs[nx], ys[ny]}, rows: ny, cols: nx, kind: "lattice"}
	g.cells = unitGroups(set, xs, ys)
	g.fill(p.runsIn(g.Rect))
	g.compact()
	if !g.plausibleLattice() {
		return nil
	}
	return g
}

// unitGroups turns sets of unit cells into cells; a set that is no rectangle
// falls back to its unit cells.
func unitGroups(set disjoint, xs, ys []float64) []gridCell {
	nx, ny := len(xs)-1, len(ys)-1
	type extent struct{ x0, y0, x1, y1, n int }
	by := map[int]*extent{}
	var order []int
	for y := range ny {
		for x := range nx {
			f := set.find(y*nx + x)
			e := by[f]
			if e == nil {
				e = &extent{x0: x, y0: y, x1: x, y1: y}
				by[f] = e
				order = append(order, f)
			}
			e.x0, e.x1, e.y1 = min(e.x0, x), max(e.x1, x), max(e.y1, y)
			e.n++
		}
	}
	var out []gridCell
	for _, f := range order {
		e := by[f]
		if (e.x1-e.x0+1)*(e.y1-e.y0+1) == e.n {
			out = append(out, gridCell{Rect: Rect{xs[e.x0], ys[e.y0], xs[e.x1+1], ys[e.y1+1]},
				r: e.y0, c: e.x0, rs: e.y1 - e.y0 + 1, cs: e.x1 - e.x0 + 1})
			continue
		}
		for y := e.y0; y <= e.y1; y++ {
			for x := e.x0; x <= e.x1; x++ {
				if set.find(y*nx+x) == f {
					out = append(out, gridCell{Rect: Rect{xs[x], ys[y], xs[x+1], ys[y+1]}, r: y, c: x, rs: 1, cs: 1})
				}
			}
		}
	}
	return out
}

// plausibleLattice tells a table from a frame around text.
func (g *grid) plausibleLattice() bool {
	full, long := 0, 0
	for i := range g.cells {
		if n := g.cells[i].letters(); n > 0 {
			full++
			if n > 400 {
				long++
			}
		}
	}
	switch {
	case full < 2, g.rows < 2 && g.cols < 2, long > full/2:
		return false
	case g.rows < 2 || g.cols < 2:
		return full >= 3
	}
	return true
}
