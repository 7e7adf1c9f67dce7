package imageops

import (
	"image"
	"math"
)

// Point is a place in an image, in pixels from its top left corner.
type Point struct{ X, Y float64 }

// Rect is an upright box in pixels: X0 <= X1, Y0 <= Y1.
type Rect struct{ X0, Y0, X1, Y1 float64 }

// Width returns the horizontal extent of r.
func (r Rect) Width() float64 { return r.X1 - r.X0 }

// Height returns the vertical extent of r.
func (r Rect) Height() float64 { return r.Y1 - r.Y0 }

// Pixels returns the pixels that r touches.
func (r Rect) Pixels() image.Rectangle {
	return image.Rect(int(math.Floor(r.X0)), int(math.Floor(r.Y0)), int(math.Ceil(r.X1)), int(math.Ceil(r.Y1)))
}

func rectOf(r image.Rectangle) Rect {
	return Rect{float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)}
}

// Quad is the corners of a document in the order top left, top right, bottom
// right, bottom left, as seen by its reader.
type Quad [4]Point

// Bounds returns the smallest Rect that holds q.
func (q Quad) Bounds() Rect {
	r := Rect{q[0].X, q[0].Y, q[0].X, q[0].Y}
	for _, p := range q[1:] {
		r = Rect{min(r.X0, p.X), min(r.Y0, p.Y), max(r.X1, p.X), max(r.Y1, p.Y)}
	}
	return r
}

// Area returns the area of q, negative where its corners run counter-clockwise.
func (q Quad) Area() float64 {
	var a float64
	for i, p := range q {
		n := q[(i+1)%4]
		a += p.X*n.Y - n.X*p.Y
	}
	return a / 2
}

// Scaled returns q with all coordinates multiplied.
func (q Quad) Scaled(f float64) Quad {
	for i := range q {
		q[i] = Point{q[i].X * f, q[i].Y * f}
	}
	return q
}
