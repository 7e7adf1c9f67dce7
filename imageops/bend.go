package imageops

import "math"

// A Bend is how the lines of a page that is not flat run in its image: a line
// that is straightened to the height y is found at y + f(x, y), where f is zero
// half across the image. It is a polynomial in x and y, both from -1 to 1 over
// the image. The zero Bend is straight.
type Bend struct {
	Width, Height float64            // of the bent image in pixels
	Top           float64            // rows that the straightened image has above the bent one's
	Terms         [bendTerms]float64 // pixels; of x, x², … x⁵, of these times y, and times y²
}

// BendPowers is how many powers of x there are in the terms of a Bend, from 1 on.
const BendPowers = 5

const (
	bendY     = 3 // powers of y, from 0 on
	bendTerms = BendPowers * bendY
)

// IsZero reports whether b is straight.
func (b Bend) IsZero() bool { return b == Bend{} }

// offset is by how much a point of the bent image stands lower than the point of
// the straightened one that it becomes, rows on top not counted.
func (b Bend) offset(p Point) float64 { return dotTerms(b.basis(p), b.Terms) }

// basis is what the terms are multiplied with at a point of the straightened
// image.
func (b Bend) basis(p Point) (t [bendTerms]float64) {
	x, y := 2*p.X/b.Width-1, 2*p.Y/b.Height-1
	k := 1.0
	for j := range bendY {
		f := k
		for i := range BendPowers {
			f *= x
			t[j*BendPowers+i] = f
		}
		k *= y
	}
	return t
}

// Apply maps a point of the straightened image to the bent one.
func (b Bend) Apply(p Point) Point {
	if b.IsZero() {
		return p
	}
	p.Y -= b.Top
	p.Y += b.offset(p)
	return p
}

// Invert maps a point of the bent image to the straightened one.
func (b Bend) Invert(p Point) Point {
	if b.IsZero() {
		return p
	}
	q := p
	for range 8 { // the offset changes little along y
		q.Y = p.Y - b.offset(q)
	}
	q.Y += b.Top
	return q
}

// scaled is b for an image of another size.
func (b Bend) scaled(w, h float64) Bend {
	out := Bend{Width: w, Height: h, Terms: b.Terms}
	for i := range out.Terms {
		out.Terms[i] *= h / b.Height
	}
	return out
}

// straight is all lines at one angle, that of b, which Deskew is for.
func (b Bend) straight() Bend {
	first := b.Terms[0]
	b.Terms = [bendTerms]float64{first}
	return b
}

// columns are the bend along each column of the image: the offset at the middle
// height, and what a power of y, from -1 to 1, adds to it.
func (b Bend) columns() [][bendY]float64 {
	all := make([][bendY]float64, int(b.Width))
	for x := range all {
		u := 2*(float64(x)+.5)/b.Width - 1
		for j := range bendY {
			sum := 0.0
			for i := BendPowers - 1; i >= 0; i-- { // Horner
				sum = (sum + b.Terms[j*BendPowers+i]) * u
			}
			all[x][j] = sum
		}
	}
	return all
}

// offsetAt is Offset in a column, at a height from -1 to 1.
func offsetAt(c *[bendY]float64, v float64) float64 { return c[0] + v*(c[1]+v*c[2]) }

// straightened is Invert in a column of an image of the given height.
func straightened(c *[bendY]float64, y, height float64) float64 {
	q, k := y, 2/height
	for range 5 {
		q = y - offsetAt(c, q*k-1)
	}
	return q
}

// leastSquares gathers the normal equations of a fit.
type leastSquares struct {
	m [bendTerms][bendTerms + 1]float64
}

func (s *leastSquares) add(at [bendTerms]float64, value, weight float64) {
	for i, v := range at {
		v *= weight
		row := &s.m[i]
		for j, u := range at {
			row[j] += v * u
		}
		row[bendTerms] += v * value
	}
}

// solve returns the terms that fit best; ridge is the share of each diagonal that
// is added to it, so that terms which nothing tells of stay small.
func (s *leastSquares) solve(ridge float64) (x [bendTerms]float64, ok bool) {
	m := s.m
	for i := range m {
		m[i][i] *= 1 + ridge
	}
	for i := range m {
		p := i
		for j := i + 1; j < bendTerms; j++ {
			if math.Abs(m[j][i]) > math.Abs(m[p][i]) {
				p = j
			}
		}
		m[i], m[p] = m[p], m[i]
		if m[i][i] == 0 {
			return x, false
		}
		for j := i + 1; j < bendTerms; j++ {
			f := m[j][i] / m[i][i]
			for k := i; k <= bendTerms; k++ {
				m[j][k] -= f * m[i][k]
			}
		}
	}
	for i := bendTerms - 1; i >= 0; i-- {
		x[i] = m[i][bendTerms]
		for j := i + 1; j < bendTerms; j++ {
			x[i] -= m[i][j] * x[j]
		}
		x[i] /= m[i][i]
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return x, false
		}
	}
	return x, true
}
