package imageops

import "math"

// Transform maps the plane of one image to that of another by a homography:
// (x, y) goes to (X/Z, Y/Z) with X = t[0]x + t[1]y + t[2], Y = t[3]x + t[4]y +
// t[5] and Z = t[6]x + t[7]y + t[8].
type Transform [9]float64

// identity leaves points where they are.
var identity = Transform{1, 0, 0, 0, 1, 0, 0, 0, 1}

// Apply maps a point.
func (t Transform) Apply(p Point) Point {
	z := t[6]*p.X + t[7]*p.Y + t[8]
	return Point{(t[0]*p.X + t[1]*p.Y + t[2]) / z, (t[3]*p.X + t[4]*p.Y + t[5]) / z}
}

// ApplyQuad maps four corners.
func (t Transform) ApplyQuad(q Quad) Quad {
	for i := range q {
		q[i] = t.Apply(q[i])
	}
	return q
}

// Then returns the transform that applies t first and u second.
func (t Transform) Then(u Transform) (v Transform) {
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				v[3*i+j] += u[3*i+k] * t[3*k+j]
			}
		}
	}
	return v
}

// Inverse returns the transform back. The result is not finite where t maps the
// plane to a line.
func (t Transform) Inverse() (v Transform) {
	v = Transform{
		t[4]*t[8] - t[5]*t[7], t[2]*t[7] - t[1]*t[8], t[1]*t[5] - t[2]*t[4],
		t[5]*t[6] - t[3]*t[8], t[0]*t[8] - t[2]*t[6], t[2]*t[3] - t[0]*t[5],
		t[3]*t[7] - t[4]*t[6], t[1]*t[6] - t[0]*t[7], t[0]*t[4] - t[1]*t[3],
	}
	det := t[0]*v[0] + t[1]*v[3] + t[2]*v[6]
	for i := range v {
		v[i] /= det
	}
	return v
}

// quadTransform maps the rectangle from (0, 0) to (w, h) to the corners of q
// (Heckbert, Fundamentals of texture mapping and image warping, 1989).
func quadTransform(w, h float64, q Quad) Transform {
	dx1, dx2 := q[1].X-q[2].X, q[3].X-q[2].X
	dy1, dy2 := q[1].Y-q[2].Y, q[3].Y-q[2].Y
	sx, sy := q[0].X-q[1].X+q[2].X-q[3].X, q[0].Y-q[1].Y+q[2].Y-q[3].Y
	den := dx1*dy2 - dx2*dy1
	g := (sx*dy2 - dx2*sy) / den
	k := (dx1*sy - sx*dy1) / den
	return Transform{
		(q[1].X - q[0].X + g*q[1].X) / w, (q[3].X - q[0].X + k*q[3].X) / h, q[0].X,
		(q[1].Y - q[0].Y + g*q[1].Y) / w, (q[3].Y - q[0].Y + k*q[3].Y) / h, q[0].Y,
		g / w, k / h, 1,
	}
}

// rotation turns clockwise about the middle of an image of w by h and moves it
// to the middle of one of w2 by h2.
func rotation(degrees, w, h, w2, h2 float64) Transform {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return Transform{
		cos, -sin, w2/2 - cos*w/2 + sin*h/2,
		sin, cos, h2/2 - sin*w/2 - cos*h/2,
		0, 0, 1,
	}
}
