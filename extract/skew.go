package extract

import (
	"cmp"
	"math"
	"slices"
)

// slope returns the skew of words as dy/dx: the one whose sheared projection
// profile is peakiest. Where one row ends beside the next one's begin a wrong
// slope is as peaky as the right one: the search stays near what the lines
// themselves show, or else near level.
func (v *view) slope(ws []int) float64 {
	if len(ws) < 8 {
		return 0
	}
	centre, reach, pull := 0.0, 0.08, 1.2
	if s, ok := v.lineSlope(v.words[ws[0]].page); ok {
		centre, reach, pull = s, 0.015, 0.15
	}
	best, bestScore := centre, -1.0
	profile := map[int]float64{}
	for k := -16; k <= 16; k++ {
		off := float64(k) / 16 * reach
		s := centre + off
		clear(profile)
		for _, i := range ws {
			c := v.words[i].box.Center()
			profile[int(math.Floor((c.Y-s*c.X)/(v.em/3)))] += v.words[i].box.Width()
		}
		t := 0.0
		for i, f := range profile {
			u := f + 0.5*profile[i+1] + 0.5*profile[i-1]
			t += u * u
		}
		t *= 1 - pull*math.Abs(off)/0.08
		if t > bestScore*1.0000001 {
			bestScore, best = t, s
		}
	}
	return best
}

// lineSlope returns the median slope of the long lines of a page, weighted by
// their lengths. It is not known where the words of a line were given the box
// of the line.
func (v *view) lineSlope(page int) (float64, bool) {
	type leaning struct{ s, weight float64 }
	var all []leaning
	total := 0.0
	pv := &v.pages[page]
	for i := pv.line0; i < pv.line1; i++ {
		ws := v.lines[i].words
		a, b := &v.words[ws[0]], &v.words[ws[len(ws)-1]]
		dx := b.box.Center().X - a.box.Center().X
		if dx < 5*v.em || a.box.Y0 == b.box.Y0 && a.box.Y1 == b.box.Y1 {
			continue
		}
		all = append(all, leaning{(b.mid() - a.mid()) / dx, dx})
		total += dx
	}
	if len(all) < 6 {
		return 0, false
	}
	slices.SortFunc(all, func(a, b leaning) int { return cmp.Compare(a.s, b.s) })
	half := 0.0
	for _, l := range all {
		if half += l.weight; half >= total/2 {
			return max(-0.15, min(0.15, l.s)), true
		}
	}
	return 0, false
}
