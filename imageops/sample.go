package imageops

import (
	"image"
	"image/color"
	"math"
)

// sample fills dst with what t says lies below each of its pixels in src, by
// bilinear interpolation; what lies outside of src gets the colour fill. Both
// images are of the same of our two types.
func sample(dst, src image.Image, t Transform, fill color.NRGBA) {
	switch d := dst.(type) {
	case *image.Gray:
		s := src.(*image.Gray)
		tone := luma(uint32(fill.R), uint32(fill.G), uint32(fill.B))
		for y := range d.Rect.Dy() {
			row := d.Pix[y*d.Stride : y*d.Stride+d.Rect.Dx()]
			from, to := inside(t, y, len(row), s.Rect.Dx(), s.Rect.Dy())
			for x := range row[:from] {
				row[x] = edgeGray(s, t, x, y, tone)
			}
			spans(t, y, from, to, func(x0, n int, u, v, du, dv int64) { grayRow(row[x0:x0+n], s, u, v, du, dv) })
			for x := to; x < len(row); x++ {
				row[x] = edgeGray(s, t, x, y, tone)
			}
		}
	case *image.NRGBA:
		s := src.(*image.NRGBA)
		for y := range d.Rect.Dy() {
			row := d.Pix[y*d.Stride : y*d.Stride+4*d.Rect.Dx()]
			w := len(row) / 4
			from, to := inside(t, y, w, s.Rect.Dx(), s.Rect.Dy())
			for x := range from {
				edgeColor(row[4*x:4*x+4], s, t, x, y, fill)
			}
			spans(t, y, from, to, func(x0, n int, u, v, du, dv int64) { colorRow(row[4*x0:4*(x0+n)], s, u, v, du, dv) })
			for x := to; x < w; x++ {
				edgeColor(row[4*x:4*x+4], s, t, x, y, fill)
			}
		}
	}
}

// inside returns the pixels from..to of row y of a destination whose place in
// the source has all four neighbours there. Along a row of a homography they
// are one interval.
func inside(t Transform, y, w, sw, sh int) (from, to int) {
	fy := float64(y) + .5
	x0, y0, z0 := t[0]*.5+t[1]*fy+t[2], t[3]*.5+t[4]*fy+t[5], t[6]*.5+t[7]*fy+t[8]
	lo, hi := 0.0, float64(w)
	// Keeps a + b x >= 0.
	keep := func(a, b float64) {
		switch {
		case b > 0:
			lo = max(lo, -a/b)
		case b < 0:
			hi = min(hi, -a/b)
		case a < 0:
			hi = -1
		}
	}
	const margin = .51 // of a pixel, for rounding between the points that are exact
	keep(z0-1e-9, t[6])
	keep(x0-margin*z0, t[0]-margin*t[6])
	keep((float64(sw)-margin)*z0-x0, (float64(sw)-margin)*t[6]-t[0])
	keep(y0-margin*z0, t[3]-margin*t[6])
	keep((float64(sh)-margin)*z0-y0, (float64(sh)-margin)*t[6]-t[3])
	if !(lo < hi) || sw < 2 || sh < 2 {
		return 0, 0
	}
	from, to = int(math.Ceil(lo+1e-6)), int(math.Floor(hi-1e-6))+1
	from, to = min(max(from, 0), w), min(to, w)
	if to <= from {
		return 0, 0
	}
	return from, to
}

// spanLength is over how many pixels the perspective is taken as straight: the
// error is below a hundredth of a pixel for views that can be read.
const spanLength = 16

// spans calls f for pieces of the row from..to, with the place in the source of
// the first pixel and the step, in 1/65536 of a pixel, half a pixel up and left
// for the interpolation.
func spans(t Transform, y, from, to int, f func(x0, n int, u, v, du, dv int64)) {
	if from >= to {
		return
	}
	at := func(x int) (u, v float64) {
		p := t.Apply(Point{float64(x) + .5, float64(y) + .5})
		return (p.X - .5) * 65536, (p.Y - .5) * 65536
	}
	u, v := at(from)
	for x := from; x < to; x += spanLength {
		n := min(spanLength, to-x)
		// The step ends at a pixel that is inside, where f is exact again.
		last := x + n - 1
		if x+n < to {
			last = x + n
		}
		u2, v2 := u, v
		steps := last - x
		var du, dv float64
		if steps > 0 {
			u2, v2 = at(last)
			du, dv = (u2-u)/float64(steps), (v2-v)/float64(steps)
		}
		f(x, n, int64(u), int64(v), int64(du), int64(dv))
		u, v = u2, v2
	}
}

func grayRow(dst []uint8, s *image.Gray, u, v, du, dv int64) {
	maxX, maxY := s.Rect.Dx()-2, s.Rect.Dy()-2
	pix, stride := s.Pix, s.Stride
	for x := range dst {
		x0, y0 := min(int(u>>16), maxX), min(int(v>>16), maxY)
		a, b := uint32(u>>8)&255, uint32(v>>8)&255
		o := y0*stride + x0
		p := pix[o : o+2 : o+2]
		q := pix[o+stride : o+stride+2 : o+stride+2]
		top := uint32(p[0])*(256-a) + uint32(p[1])*a
		low := uint32(q[0])*(256-a) + uint32(q[1])*a
		dst[x] = uint8((top*(256-b) + low*b + 1<<15) >> 16)
		u += du
		v += dv
	}
}

func colorRow(dst []uint8, s *image.NRGBA, u, v, du, dv int64) {
	const mask = 0x00ff00ff
	maxX, maxY := s.Rect.Dx()-2, s.Rect.Dy()-2
	pix, stride := s.Pix, s.Stride
	for i := 0; i < len(dst); i += 4 {
		x0, y0 := min(int(u>>16), maxX), min(int(v>>16), maxY)
		a, b := uint32(u>>8)&255, uint32(v>>8)&255
		o := y0*stride + 4*x0
		p := pix[o : o+8 : o+8]
		q := pix[o+stride : o+stride+8 : o+stride+8]
		p0 := uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24
		p1 := uint32(p[4]) | uint32(p[5])<<8 | uint32(p[6])<<16 | uint32(p[7])<<24
		q0 := uint32(q[0]) | uint32(q[1])<<8 | uint32(q[2])<<16 | uint32(q[3])<<24
		q1 := uint32(q[4]) | uint32(q[5])<<8 | uint32(q[6])<<16 | uint32(q[7])<<24
		t1 := ((p0&mask)*(256-a) + (p1&mask)*a) >> 8 & mask
		t2 := ((p0>>8&mask)*(256-a) + (p1>>8&mask)*a) >> 8 & mask
		l1 := ((q0&mask)*(256-a) + (q1&mask)*a) >> 8 & mask
		l2 := ((q0>>8&mask)*(256-a) + (q1>>8&mask)*a) >> 8 & mask
		c := (t1*(256-b)+l1*b)>>8&mask | (t2*(256-b)+l2*b)&^uint32(mask)
		d := dst[i : i+4 : i+4]
		d[0], d[1], d[2], d[3] = uint8(c), uint8(c>>8), uint8(c>>16), uint8(c>>24)
		u += du
		v += dv
	}
}

// edge calls f with the pixels around the place of a destination pixel and
// their weights, and returns the weight of what is outside of the source.
func edge(t Transform, x, y, w, h int, f func(x, y int, weight float64)) (outside float64) {
	if z := t[6]*(float64(x)+.5) + t[7]*(float64(y)+.5) + t[8]; z <= 1e-9 {
		return 1
	}
	p := t.Apply(Point{float64(x) + .5, float64(y) + .5})
	u, v := p.X-.5, p.Y-.5
	if !(u > -1 && v > -1 && u < float64(w) && v < float64(h)) {
		return 1
	}
	x0, y0 := int(math.Floor(u)), int(math.Floor(v))
	a, b := u-float64(x0), v-float64(y0)
	outside = 1
	for j := range 2 {
		for i := range 2 {
			wx, wy := 1-a, 1-b
			if i == 1 {
				wx = a
			}
			if j == 1 {
				wy = b
			}
			if xx, yy := x0+i, y0+j; xx >= 0 && yy >= 0 && xx < w && yy < h {
				f(xx, yy, wx*wy)
				outside -= wx * wy
			}
		}
	}
	return outside
}

func edgeGray(s *image.Gray, t Transform, x, y int, fill uint8) uint8 {
	var sum float64
	out := edge(t, x, y, s.Rect.Dx(), s.Rect.Dy(), func(x, y int, weight float64) { sum += weight * float64(s.Pix[y*s.Stride+x]) })
	return uint8(sum + out*float64(fill) + .5)
}

func edgeColor(dst []uint8, s *image.NRGBA, t Transform, x, y int, fill color.NRGBA) {
	var sum [4]float64
	out := edge(t, x, y, s.Rect.Dx(), s.Rect.Dy(), func(x, y int, weight float64) {
		for k := range sum {
			sum[k] += weight * float64(s.Pix[y*s.Stride+4*x+k])
		}
	})
	for k, v := range [4]uint8{fill.R, fill.G, fill.B, fill.A} {
		dst[k] = uint8(sum[k] + out*float64(v) + .5)
	}
}
