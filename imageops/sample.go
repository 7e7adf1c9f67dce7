package imageops

import (
	"encoding/binary"
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

// spanLength is over how many pixels of a row the perspective is taken as
// straight, so that the error stays below a hundredth of a pixel: over n pixels
// a curve leaves its chord by n² / 8 times the second derivative, which is about
// 2 t[6] / z times the first. Without perspective spans are as long as the fixed point of their steps allows.
func spanLength(t Transform, from, to int, y float64) int {
	z := func(x int) float64 { return math.Abs(t[6]*float64(x) + t[7]*y + t[8]) }
	least := min(z(from), z(to))
	p, q := t.Apply(Point{float64(from), y}), t.Apply(Point{float64(to), y})
	step := max(side(p, q)/float64(to-from), .1) * max(z(from), z(to)) / least // where it is longest
	n := math.Sqrt(.08 * least / (2*math.Abs(t[6])*step + 1e-12))
	return int(min(max(n, 8), 512))
}

// spans calls f for pieces of the row from..to, with the place in the source of
// the first pixel and the step, in 1/65536 of a pixel, half a pixel up and left
// for the interpolation.
func spans(t Transform, y, from, to int, f func(x0, n int, u, v, du, dv int64)) {
	if from >= to {
		return
	}
	at := func(x int) (u, v float64) {
		fx, fy := float64(x)+.5, float64(y)+.5
		k := 65536 / (t[6]*fx + t[7]*fy + t[8])
		return (t[0]*fx+t[1]*fy+t[2])*k - .5*65536, (t[3]*fx+t[4]*fy+t[5])*k - .5*65536
	}
	u, v := at(from)
	long := spanLength(t, from, to, float64(y)+.5)
	for x := from; x < to; x += long {
		n := min(long, to-x)
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

// clampSpan moves the ends of a span that rounding has put beyond the pixels
// 0..most whose right or lower neighbour exists; along a line all between are
// inside then.
func clampSpan(u, du int64, n, most int) (int64, int64) {
	last := u + du*int64(n-1)
	limit := int64(most)<<16 | 0xffff
	if u >= 0 && u <= limit && last >= 0 && last <= limit {
		return u, du
	}
	u, last = min(max(u, 0), limit), min(max(last, 0), limit)
	if n > 1 {
		du = (last - u) / int64(n-1)
	}
	return u, du
}

func grayRow(dst []uint8, s *image.Gray, u, v, du, dv int64) {
	u, du = clampSpan(u, du, len(dst), s.Rect.Dx()-2)
	v, dv = clampSpan(v, dv, len(dst), s.Rect.Dy()-2)
	pix, stride := s.Pix, s.Stride
	for x := range dst {
		a, b := int32(u>>8&255), int32(v>>8&255)
		o := int(v>>16)*stride + int(u>>16)
		p := pix[o : o+2 : o+2]
		q := pix[o+stride : o+stride+2 : o+stride+2]
		top := int32(p[0])<<8 + (int32(p[1])-int32(p[0]))*a
		low := int32(q[0])<<8 + (int32(q[1])-int32(q[0]))*a
		dst[x] = uint8((top<<8 + (low-top)*b + 1<<15) >> 16)
		u += du
		v += dv
	}
}

// colorRow mixes two pixels of four channels at once: first the upper pair
// with the lower, in lanes of 16 bits, then left with right.
func colorRow(dst []uint8, s *image.NRGBA, u, v, du, dv int64) {
	const low, half = 0x00ff00ff00ff00ff, 0x0080008000800080
	u, du = clampSpan(u, du, len(dst)/4, s.Rect.Dx()-2)
	v, dv = clampSpan(v, dv, len(dst)/4, s.Rect.Dy()-2)
	pix, stride := s.Pix, s.Stride
	for i := 0; i < len(dst); i += 4 {
		a, b := uint64(u>>8)&255, uint64(v>>8)&255
		o := int(v>>16)*stride + int(u>>16)*4
		p := binary.LittleEndian.Uint64(pix[o : o+8 : o+8])
		q := binary.LittleEndian.Uint64(pix[o+stride : o+stride+8 : o+stride+8])
		even := (p&low*(256-b) + q&low*b + half) >> 8 & low
		odd := (p>>8&low*(256-b) + q>>8&low*b + half) >> 8 & low
		left, right := even&0xffffffff|odd<<32, even>>32|odd&^0xffffffff
		c := (left*(256-a) + right*a + half) >> 8 & low
		binary.LittleEndian.PutUint32(dst[i:i+4:i+4], uint32(c)|uint32(c>>24))
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
