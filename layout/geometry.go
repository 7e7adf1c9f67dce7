package layout

import "math"

// A Point is a place on a page: points (1/72 inch) of the upright page, origin
// top left, y growing downwards.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// A Size is the width and height of an upright page in points (1/72 inch).
type Size struct {
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// A Rect is an axis-parallel box in points of the upright page, origin top
// left: X0 <= X1 and Y0 <= Y1. The zero Rect is the absent box.
type Rect struct {
	X0 float64 `json:"x0"`
	Y0 float64 `json:"y0"`
	X1 float64 `json:"x1"`
	Y1 float64 `json:"y1"`
}

// A Quad holds four corners in the order top left, top right, bottom right,
// bottom left as seen in the reading direction of what it encloses.
type Quad [4]Point

// Width returns the horizontal extent of r.
func (r Rect) Width() float64 { return r.X1 - r.X0 }

// Height returns the vertical extent of r.
func (r Rect) Height() float64 { return r.Y1 - r.Y0 }

// Center returns the middle of r.
func (r Rect) Center() Point { return Point{(r.X0 + r.X1) / 2, (r.Y0 + r.Y1) / 2} }

// Area returns width times height, 0 for an empty Rect.
func (r Rect) Area() float64 {
	if r.IsEmpty() {
		return 0
	}
	return r.Width() * r.Height()
}

// IsEmpty reports whether r encloses no area.
func (r Rect) IsEmpty() bool { return !(r.X0 < r.X1 && r.Y0 < r.Y1) }

// IsZero reports whether r is the absent box.
func (r Rect) IsZero() bool { return r == Rect{} }

// Union returns the smallest Rect that holds r and s; an absent box adds nothing.
func (r Rect) Union(s Rect) Rect {
	switch {
	case r.IsZero():
		return s
	case s.IsZero():
		return r
	}
	return Rect{min(r.X0, s.X0), min(r.Y0, s.Y0), max(r.X1, s.X1), max(r.Y1, s.Y1)}
}

// Intersect returns the common part of r and s, or the zero Rect.
func (r Rect) Intersect(s Rect) Rect {
	out := Rect{max(r.X0, s.X0), max(r.Y0, s.Y0), min(r.X1, s.X1), min(r.Y1, s.Y1)}
	if out.X0 > out.X1 || out.Y0 > out.Y1 {
		return Rect{}
	}
	return out
}

// Contains reports whether p lies in r, borders included.
func (r Rect) Contains(p Point) bool {
	return p.X >= r.X0 && p.X <= r.X1 && p.Y >= r.Y0 && p.Y <= r.Y1
}

// Overlap returns the share of r's area that s covers, 0 to 1.
func (r Rect) Overlap(s Rect) float64 {
	a := r.Area()
	if a == 0 {
		return 0
	}
	return r.Intersect(s).Area() / a
}

// IoU returns intersection over union of r and s, 0 to 1.
func (r Rect) IoU(s Rect) float64 {
	i := r.Intersect(s).Area()
	if u := r.Area() + s.Area() - i; u > 0 {
		return i / u
	}
	return 0
}

// Inset shrinks r by d points at each side (grows it where d is negative).
func (r Rect) Inset(d float64) Rect { return Rect{r.X0 + d, r.Y0 + d, r.X1 - d, r.Y1 - d} }

// Quad returns r's four corners.
func (r Rect) Quad() Quad {
	return Quad{{r.X0, r.Y0}, {r.X1, r.Y0}, {r.X1, r.Y1}, {r.X0, r.Y1}}
}

// Pixels returns r in pixels at dpi, rounded to the nearest pixel border:
// x0, y0, x1, y1.
func (r Rect) Pixels(dpi float64) (x0, y0, x1, y1 int) {
	k := dpi / 72
	return int(math.Round(r.X0 * k)), int(math.Round(r.Y0 * k)), int(math.Round(r.X1 * k)), int(math.Round(r.Y1 * k))
}

// RectFromPixels returns the Rect of a pixel box of an image at dpi.
func RectFromPixels(x0, y0, x1, y1, dpi float64) Rect {
	k := 72 / dpi
	return Rect{x0 * k, y0 * k, x1 * k, y1 * k}
}

// Relative returns r in units of the page: 0..1 of width and height.
func (r Rect) Relative(page Size) Rect {
	if page.W <= 0 || page.H <= 0 {
		return Rect{}
	}
	return Rect{r.X0 / page.W, r.Y0 / page.H, r.X1 / page.W, r.Y1 / page.H}
}

// Bounds returns the smallest Rect that holds q.
func (q Quad) Bounds() Rect {
	r := Rect{q[0].X, q[0].Y, q[0].X, q[0].Y}
	for _, p := range q[1:] {
		r = Rect{min(r.X0, p.X), min(r.Y0, p.Y), max(r.X1, p.X), max(r.Y1, p.Y)}
	}
	return r
}

// IsZero reports whether q is absent.
func (q Quad) IsZero() bool { return q == Quad{} }

// Area returns the area that q encloses, whatever the order of its corners.
func (q Quad) Area() float64 {
	twice := 0.0
	for i, p := range q {
		next := q[(i+1)%4]
		twice += p.X*next.Y - next.X*p.Y
	}
	return math.Abs(twice) / 2
}

// A Matrix is a projective map of the plane, row-major:
//
//	x' = (m0 x + m1 y + m2) / (m6 x + m7 y + m8)
//	y' = (m3 x + m4 y + m5) / (m6 x + m7 y + m8)
//
// The zero Matrix stands for the identity.
type Matrix [9]float64

// Identity is the map that changes nothing.
var Identity = Matrix{1, 0, 0, 0, 1, 0, 0, 0, 1}

// Apply maps p.
func (m Matrix) Apply(p Point) Point {
	if m == (Matrix{}) {
		return p
	}
	w := m[6]*p.X + m[7]*p.Y + m[8]
	return Point{(m[0]*p.X + m[1]*p.Y + m[2]) / w, (m[3]*p.X + m[4]*p.Y + m[5]) / w}
}

// ApplyQuad maps the four corners of q.
func (m Matrix) ApplyQuad(q Quad) Quad {
	for i := range q {
		q[i] = m.Apply(q[i])
	}
	return q
}

// Mul returns the map that applies n first and m second.
func (m Matrix) Mul(n Matrix) Matrix {
	if m == (Matrix{}) {
		return n
	}
	if n == (Matrix{}) {
		return m
	}
	var out Matrix
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				out[r*3+c] += m[r*3+k] * n[k*3+c]
			}
		}
	}
	return out
}

// Invert returns the inverse of m; ok is false where there is none.
func (m Matrix) Invert() (inv Matrix, ok bool) {
	if m == (Matrix{}) {
		return m, true
	}
	c := Matrix{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
	det := m[0]*c[0] + m[1]*c[3] + m[2]*c[6]
	if det == 0 || math.IsNaN(det) || math.IsInf(det, 0) {
		return Matrix{}, false
	}
	for i := range c {
		c[i] /= det
	}
	return c, true
}

// Rotation returns the map from a page turned upright to the page before the
// turn, where turned is the clockwise quarter turns in degrees (0, 90, 180,
// 270) that made it upright and upright is the size after the turn.
func Rotation(turned int, upright Size) Matrix {
	switch ((turned % 360) + 360) % 360 {
	case 90: // source (x, y) went to (H-y, x)
		return Matrix{0, 1, 0, -1, 0, upright.W, 0, 0, 1}
	case 180:
		return Matrix{-1, 0, upright.W, 0, -1, upright.H, 0, 0, 1}
	case 270: // source (x, y) went to (y, W-x)
		return Matrix{0, -1, upright.H, 1, 0, 0, 0, 0, 1}
	}
	return Identity
}
