package ocr

import (
	"image"
	"math"

	"github.com/docket-go/docket/layout"
)

// RectQuad returns the corners of an upright rectangle.
func RectQuad(r image.Rectangle) Quad {
	x0, y0, x1, y1 := float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)
	return Quad{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}
}

// Height is the mean length of the sides that cross the reading direction.
func (q Quad) Height() float64 {
	return (math.Hypot(q[0][0]-q[3][0], q[0][1]-q[3][1]) + math.Hypot(q[1][0]-q[2][0], q[1][1]-q[2][1])) / 2
}

// Width is the mean length of the sides along the reading direction.
func (q Quad) Width() float64 {
	return (math.Hypot(q[0][0]-q[1][0], q[0][1]-q[1][1]) + math.Hypot(q[3][0]-q[2][0], q[3][1]-q[2][1])) / 2
}

// Angle is the reading direction in degrees clockwise from left to right.
func (q Quad) Angle() float64 {
	dx, dy := q[1][0]-q[0][0]+q[2][0]-q[3][0], q[1][1]-q[0][1]+q[2][1]-q[3][1]
	return math.Atan2(dy, dx) * 180 / math.Pi
}

// At returns the point at the shares u of the width and v of the height.
func (q Quad) At(u, v float64) (x, y float64) {
	a, b, c, d := (1-u)*(1-v), u*(1-v), u*v, (1-u)*v
	return a*q[0][0] + b*q[1][0] + c*q[2][0] + d*q[3][0], a*q[0][1] + b*q[1][1] + c*q[2][1] + d*q[3][1]
}

// Grow moves the ends of the line out by along, its upper and lower side by
// across, in pixels.
func (q Quad) Grow(along, across float64) Quad {
	w, h := q.Width(), q.Height()
	if w == 0 || h == 0 {
		return q
	}
	u, v := along/w, across/h
	var out Quad
	for i, p := range [4][2]float64{{-u, -v}, {1 + u, -v}, {1 + u, 1 + v}, {-u, 1 + v}} {
		out[i][0], out[i][1] = q.At(p[0], p[1])
	}
	return out
}

// Points returns q in points for an image at dpi.
func (q Quad) Points(dpi float64) layout.Quad {
	var out layout.Quad
	for i, p := range q {
		out[i] = layout.Point{X: p[0] * 72 / dpi, Y: p[1] * 72 / dpi}
	}
	return out
}
