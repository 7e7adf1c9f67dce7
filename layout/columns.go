package layout

import (
	"math"
	"slices"
)

// Text columns of a page are told apart by white space from top to bottom.
const (
	columnGutter = 1.5  // least width in font sizes of the body
	columnMargin = 0.08 // share of the height at top and bottom that is not looked at: headers and footers
	columnProse  = 3    // least lines of running text on either side
)

// pageGutters returns the middles of the white stretches that run down the
// whole page between columns of running text, from left to right: what stands
// at their two sides is no row of one table.
func (p *prepared) pageGutters(running []*phrase) []float64 {
	bins := int(p.size.W) + 1
	if bins < 3 || bins > columnBins {
		return nil
	}
	ink := make([]int, bins+1) // differences of how many words cover a point
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range p.runs {
		r := &p.runs[i]
		if y := r.Center().Y; y < columnMargin*p.size.H || y > (1-columnMargin)*p.size.H {
			continue
		}
		a, b := min(max(int(r.X0), 0), bins-1), min(max(int(r.X1)+1, 0), bins)
		if a < b {
			ink[a]++
			ink[b]--
		}
		lo, hi = min(lo, r.X0), max(hi, r.X1)
	}
	var out []float64
	cover, start := 0, -1
	for x := 0; x < bins; x++ {
		cover += ink[x]
		switch {
		case cover == 0 && start < 0:
			start = x
		case cover > 0 && start >= 0:
			mid := float64(start+x) / 2
			if float64(x-start) >= columnGutter*p.body && mid > lo && mid < hi && proseBeside(running, mid) {
				out = append(out, mid)
			}
			start = -1
		}
	}
	return out
}

// proseBeside reports whether running text stands on both sides of x.
func proseBeside(running []*phrase, x float64) bool {
	left, right := 0, 0
	for _, l := range running {
		if l.Center().X < x {
			left++
		} else {
			right++
		}
	}
	return left >= columnProse && right >= columnProse
}

// byColumn parts phrases by the gutters between which they stand.
func byColumn(ph []*phrase, gutters []float64) [][]*phrase {
	out := make([][]*phrase, len(gutters)+1)
	for _, l := range ph {
		k, _ := slices.BinarySearch(gutters, l.Center().X)
		out[k] = append(out[k], l)
	}
	return out
}
