package embedded

import (
	"image"
	"math"
)

// paint paints a group in the shades of the colour that varies most in it; what
// most pixels have becomes the lighter end.
func (s *squares) paint(g *image.Gray, group []int) {
	carriers := func(f func(c rgb)) {
		for _, i := range group {
			if s.all[i].carries {
				s.each(i, s.step, func(_ int, row []rgb) {
					for _, c := range row {
						f(c)
					}
				})
			}
		}
	}
	var m moments
	carriers(m.add)
	axis := m.principal()
	mean := axis.shade(m.mean())
	low, high, third := math.Inf(1), math.Inf(-1), 0.0
	carriers(func(c rgb) {
		v := axis.shade(vector{float64(c[0]), float64(c[1]), float64(c[2])})
		low, high, third = min(low, v), max(high, v), third+(v-mean)*(v-mean)*(v-mean)
	})
	dark, light := low, high
	if third > 0 { // few pixels are far above the mean: those are the ink
		dark, light = high, low
	}
	k := 255 / (light - dark)
	for _, i := range group {
		x := i % s.w * squareSide
		s.each(i, 1, func(y int, row []rgb) {
			dst := g.Pix[y*g.Stride+x:]
			for i, c := range row {
				v := axis.shade(vector{float64(c[0]), float64(c[1]), float64(c[2])})
				dst[i] = uint8(min(255, max(0, (v-dark)*k+0.5)))
			}
		})
	}
}

// A vector is a colour or a direction among colours.
type vector [3]float64

// shade is how far a colour lies along an axis.
func (axis *vector) shade(c vector) float64 { return axis[0]*c[0] + axis[1]*c[1] + axis[2]*c[2] }

// moments are the sums of colours and of their products.
type moments struct {
	n    float64
	sum  vector
	prod [3]vector
}

func (m *moments) add(c rgb) {
	m.n++
	for a := range c {
		m.sum[a] += float64(c[a])
		for b := range c {
			m.prod[a][b] += float64(c[a]) * float64(c[b])
		}
	}
}

func (m *moments) mean() vector { return vector{m.sum[0] / m.n, m.sum[1] / m.n, m.sum[2] / m.n} }

func (m *moments) covariance(a, b int) float64 {
	return m.prod[a][b]/m.n - m.sum[a]/m.n*m.sum[b]/m.n
}

// principal is the axis along which the colours vary most, by power iteration.
func (m *moments) principal() vector {
	v := vector{1, 0.5, -0.7}
	for range 30 {
		var w vector
		n := 0.0
		for a := range w {
			for b := range v {
				w[a] += m.covariance(a, b) * v[b]
			}
			n += w[a] * w[a]
		}
		if n == 0 {
			return v
		}
		for a := range w {
			v[a] = w[a] / math.Sqrt(n)
		}
	}
	return v
}
