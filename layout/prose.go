package layout

import "math"

// markProse marks phrases of running text: stacked lines of like width with
// many words, and captions.
func markProse(ph []*phrase) []bool {
	out := make([]bool, len(ph))
	markCaptions(ph, out)
	for i, a := range ph {
		if a.leads() {
			out[i] = true
			if i > 0 && math.Abs(ph[i-1].base-a.base) < 0.4*a.size && a.X0 > ph[i-1].X1 && a.X0-ph[i-1].X1 < 6*a.size { // its number
				out[i-1] = true
			}
		}
		if len(a.words) < 6 {
			continue
		}
		if len(a.words) >= 11 {
			out[i] = true
			continue
		}
		lo, hi := window(ph, i, 2.2*a.size+1)
		for j := lo; j < hi && !out[i]; j++ {
			b := ph[j]
			d := math.Abs(b.base - a.base)
			out[i] = j != i && len(b.words) >= 4 && d < 2.2*a.size && d > 0.5*a.size && math.Abs(a.X0-b.X0) < 2.5*a.size &&
				xOverlap(a.Rect, b.Rect) > 0.6*min(a.Width(), b.Width()) && math.Abs(a.size-b.size) < 1
		}
	}
	return out
}

// tooProsy reports whether lines of running text fill a box.
func tooProsy(ph []*phrase, box Rect) bool {
	n := 0
	for i, prose := range markProse(ph) {
		if prose && ph[i].Width() > 0.55*box.Width() {
			n++
		}
	}
	return n >= 2
}
