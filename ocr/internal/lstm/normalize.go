package lstm

import "image"

// blackWhite estimates ink and paper from the local extremes of the middle row
// (ComputeBlackWhite).
func blackWhite(g *image.Gray) (black, white float32) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	var lo, hi [256]int
	nlo, nhi := 0, 0
	if w >= 3 {
		l := g.Pix[h/2*g.Stride:]
		for x := 1; x+1 < w; x++ {
			p, c, n := l[x-1], l[x], l[x+1]
			if c < p && c <= n || c <= p && c < n {
				lo[c]++
				nlo++
			}
			if c > p && c >= n || c >= p && c > n {
				hi[c]++
				nhi++
			}
		}
	}
	if nlo == 0 {
		lo[0], nlo = 1, 1
	}
	if nhi == 0 {
		hi[255], nhi = 1, 1
	}
	return quantile(lo[:], nlo, 0.25), quantile(hi[:], nhi, 0.75)
}

func quantile(b []int, n int, q float64) float32 {
	target := min(float64(n), max(1, q*float64(n)))
	sum, i := 0, 0
	for i < len(b) && float64(sum) < target {
		sum += b[i]
		i++
	}
	return float32(float64(i) - (float64(sum)-target)/float64(b[i-1]))
}

// toPlane stretches grey values so that [black, white] becomes [-127, 127].
func toPlane(s *scratch, g *image.Gray) *plane {
	black, white := blackWhite(g)
	c := (white - black) / 2
	if c <= 0 {
		c = 1
	}
	var lut [256]int8
	for i := range lut {
		v := 128 * ((float32(i)-black)/c - 1)
		lut[i] = int8(min(127, max(-127, roundAway(v))))
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	p := s.plane(dims{w, h, 1})
	for y := range h {
		row := p.v[y*w : (y+1)*w]
		for x, v := range g.Pix[y*g.Stride : y*g.Stride+w] {
			row[x] = lut[v]
		}
	}
	return p
}
