package imageops

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
)

// ErrQuad means four points that are not the corners of a convex quadrilateral
// in the order of Quad.
var ErrQuad = errors.New("imageops: not a convex quadrilateral")

// Warped is an image that was cut out of another, or turned, with the way back.
type Warped struct {
	Image image.Image
	back  Transform
	bend  Bend // comes before back
}

// ToSource maps a point of the image to the image that it was made from.
func (w Warped) ToSource(p Point) Point { return w.back.Apply(w.bend.Apply(p)) }

// FromSource maps a point of the image that it was made from to the image.
func (w Warped) FromSource(p Point) Point { return w.bend.Invert(w.back.Inverse().Apply(p)) }

// Transform returns the map from the image to the one that it was made from.
// Where a page was straightened it comes after Bend.
func (w Warped) Transform() Transform { return w.back }

// Bend returns how a page that was straightened had been bent; it is zero for all
// others.
func (w Warped) Bend() Bend { return w.bend }

// WarpOptions tune Warp. The zero value is useful.
type WarpOptions struct {
	// Width and Height of the result. Where one is 0 it follows from the other
	// and the aspect of the document; where both are, the result has about as
	// many pixels as the quadrilateral.
	Width, Height int
	// Fill is what lies outside of the image; default white.
	Fill color.Color
	// MaxPixels bounds the result; default 100 million.
	MaxPixels int64
}

// Warp cuts the quadrilateral q out of img and makes it an upright rectangle,
// with the aspect that the document in front of the camera has. Corners may lie
// outside of the image. It fails with ErrQuad, ErrEmpty or ErrTooLarge.
func Warp(img image.Image, q Quad, o WarpOptions) (Warped, error) {
	src := canonical(img)
	size := src.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return Warped{}, fmt.Errorf("%w: nothing to warp", ErrEmpty)
	}
	if !convex(q) {
		return Warped{}, fmt.Errorf("%w: %v", ErrQuad, q)
	}
	w, h := warpedSize(q, size, o)
	limit := o.MaxPixels
	if limit <= 0 {
		limit = 100_000_000
	}
	if w*h > float64(limit) || math.IsNaN(w*h) {
		return Warped{}, fmt.Errorf("%w: warped to %.0f x %.0f pixels, limit %d", ErrTooLarge, w, h, limit)
	}
	return resampled(src, quadTransform(w, h, q), int(w), int(h), o.Fill), nil
}

// resampled makes the image of w by h pixels that back maps to src.
func resampled(src image.Image, back Transform, w, h int, fill color.Color) Warped {
	background := color.NRGBA{255, 255, 255, 255}
	if fill != nil {
		background = color.NRGBAModel.Convert(fill).(color.NRGBA)
	}
	var dst image.Image
	if _, gray := src.(*image.Gray); gray {
		dst = image.NewGray(image.Rect(0, 0, w, h))
	} else {
		dst = image.NewNRGBA(image.Rect(0, 0, w, h))
	}
	sample(dst, src, back, background)
	return Warped{Image: dst, back: back}
}

// convex reports whether q runs clockwise around an area worth a pixel, with
// all corners to the right.
func convex(q Quad) bool {
	for i := range q {
		a, b, c := q[i], q[(i+1)%4], q[(i+2)%4]
		cross := (b.X-a.X)*(c.Y-b.Y) - (b.Y-a.Y)*(c.X-b.X)
		if !(cross > 1e-6*math.Hypot(b.X-a.X, b.Y-a.Y)*math.Hypot(c.X-b.X, c.Y-b.Y)) || math.IsInf(cross, 0) {
			return false
		}
	}
	return q.Area() >= 1
}

// warpedSize is the size of the rectangle that q becomes.
func warpedSize(q Quad, size image.Point, o WarpOptions) (w, h float64) {
	aspect := q.aspect(size)
	switch {
	case o.Width > 0 && o.Height > 0:
		return float64(o.Width), float64(o.Height)
	case o.Width > 0:
		w, h = float64(o.Width), float64(o.Width)/aspect
	case o.Height > 0:
		w, h = float64(o.Height)*aspect, float64(o.Height)
	default:
		// The longer of opposite sides keeps its pixels, in the mean of both
		// directions.
		across := max(side(q[0], q[1]), side(q[3], q[2]))
		down := max(side(q[0], q[3]), side(q[1], q[2]))
		h = math.Sqrt(across * down / aspect)
		w = h * aspect
	}
	return math.Max(1, math.Round(w)), math.Max(1, math.Round(h))
}

func side(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// usualFocal is the focal length of the main camera of a telephone, 26 mm on
// film of 36 by 24, in halves of the diagonal.
const usualFocal = 1.2

// Aspect returns width by height of the rectangle that q is a photograph of,
// in an image of the given size whose camera looked at its middle.
func (q Quad) Aspect(size image.Point) float64 {
	if !convex(q) {
		return 0
	}
	return q.aspect(size)
}

// aspect follows Zhang and He (Whiteboard scanning and image enhancement,
// 2007): two vanishing points give the focal length, and that the ratio of the
// sides. Where sides are nearly parallel, or no camera can have made the
// picture, the focal length of usual cameras takes its place.
func (q Quad) aspect(size image.Point) float64 {
	plain := (side(q[0], q[1]) + side(q[3], q[2])) / (side(q[0], q[3]) + side(q[1], q[2]))
	cx, cy := float64(size.X)/2, float64(size.Y)/2
	unit := math.Hypot(cx, cy) // so that numbers stay near one
	if unit == 0 {
		return plain
	}
	m := func(p Point) [3]float64 { return [3]float64{(p.X - cx) / unit, (p.Y - cy) / unit, 1} }
	m1, m2, m3, m4 := m(q[0]), m(q[1]), m(q[3]), m(q[2]) // Zhang's order: TL, TR, BL, BR
	k2 := dot(cross(m1, m4), m3) / dot(cross(m2, m4), m3)
	k3 := dot(cross(m1, m4), m2) / dot(cross(m3, m4), m2)
	var n2, n3 [3]float64
	for i := range 3 {
		n2[i], n3[i] = k2*m2[i]-m1[i], k3*m3[i]-m1[i]
	}
	f2 := -(n2[0]*n3[0] + n2[1]*n3[1]) / (n2[2] * n3[2])
	// Cameras see between 20 and 140 degrees along the diagonal; outside, the
	// corners are not good enough to tell.
	if math.Abs(n2[2]) < .02 || math.Abs(n3[2]) < .02 || !(f2 > .4*.4 && f2 < 5*5) {
		f2 = usualFocal * usualFocal
	}
	length := func(n [3]float64) float64 { return (n[0]*n[0]+n[1]*n[1])/f2 + n[2]*n[2] }
	r := math.Sqrt(length(n2) / length(n3))
	if math.IsNaN(r) || r > 2*plain || r < plain/2 {
		return plain
	}
	return r
}

func dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// RotateFree turns img clockwise by any angle, into an image that is large
// enough to hold all of it.
func RotateFree(img image.Image, degreesClockwise float64, fill color.Color) Warped {
	src := canonical(img)
	b := src.Bounds()
	if b.Empty() || math.IsNaN(degreesClockwise) || math.IsInf(degreesClockwise, 0) {
		return Warped{Image: Rotate(src, 0), back: identity}
	}
	w, h := float64(b.Dx()), float64(b.Dy())
	sin, cos := math.Sincos(degreesClockwise * math.Pi / 180)
	w2 := math.Ceil(math.Abs(cos)*w + math.Abs(sin)*h - 1e-6)
	h2 := math.Ceil(math.Abs(sin)*w + math.Abs(cos)*h - 1e-6)
	back := rotation(degreesClockwise, w, h, w2, h2).Inverse()
	return resampled(src, back, int(w2), int(h2), fill)
}
