package embedded

import (
	"cmp"
	"math"
	"slices"

	"github.com/docket-go/docket/ocr"
)

// The detector grows its boxes by a share of their height. Where print is small
// and lines stand close they overlap then, and each holds ink of its neighbours.
const (
	partShare  = 0.3  // of the shorter line that both must have above one another
	partMost   = 0.45 // of the lower box that both may share: lines that share more are parts of one another
	partAngles = 5.0  // degrees that they may differ by
	// The network's map lies so many of its pixels below the text, whatever the
	// size of the print.
	mapBelow = 1.2
)

// parted moves the edges of lines that overlap to where they meet. They were
// found at the given scale.
func parted(found []ocr.Region, scale float64) []ocr.Region {
	order := make([]int, 0, len(found))
	for i, r := range found {
		if !standing(r.Quad) {
			order = append(order, i)
		}
	}
	top := func(i int) float64 { return min(found[i].Quad[0][1], found[i].Quad[1][1]) }
	bottom := func(i int) float64 { return max(found[i].Quad[2][1], found[i].Quad[3][1]) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(top(a), top(b)) })
	out := slices.Clone(found)
	for k, i := range order {
		for _, j := range order[k+1:] {
			if top(j) >= bottom(i) {
				break
			}
			part(found[i].Quad, found[j].Quad, mapBelow/scale, &out[i].Quad, &out[j].Quad)
		}
	}
	return out
}

// part moves the lower edge of the line above and the upper edge of the one
// below apart where the boxes a and b, as they were found, overlap; they lie so many pixels too low.
func part(a, b ocr.Quad, low float64, above, below *ocr.Quad) {
	x0, x1 := max(a[0][0], b[0][0]), min(a[1][0], b[1][0])
	if x1-x0 < partShare*min(a.Width(), b.Width()) || math.Abs(a.Angle()-b.Angle()) > partAngles {
		return
	}
	x := (x0 + x1) / 2
	lower, upper := edge(a[3], a[2], x), edge(b[0], b[1], x)
	over := lower - upper
	ha, hb := a.Height(), b.Height()
	if over <= 0 || over > partMost*min(ha, hb) || edge(a[0], a[1], x) >= upper {
		return
	}
	// Each was grown in proportion to its height.
	at := lower - over*ha/(ha+hb) - low
	if up := edge(above[3], above[2], x) - at; up > 0 {
		above[2][1] -= up
		above[3][1] -= up
	}
	if down := at - edge(below[0], below[1], x); down > 0 {
		below[0][1] += down
		below[1][1] += down
	}
}

// edge is the height at x of the line through two points.
func edge(p, q [2]float64, x float64) float64 {
	if q[0] == p[0] {
		return (p[1] + q[1]) / 2
	}
	return p[1] + (q[1]-p[1])*(x-p[0])/(q[0]-p[0])
}
