package pdf

import (
	"image"
	"image/color"
	"image/draw"
)

// paste draws an *image.Gray or *image.NRGBA into r of dst, which is of the
// same type, scaled bilinearly where the sizes differ.
func paste(dst draw.Image, img image.Image, r image.Rectangle) {
	b := img.Bounds()
	if b.Size() == r.Size() {
		copyInto(dst, img, r)
		return
	}
	switch m := img.(type) {
	case *image.Gray:
		enlarge(dst.(*image.Gray).Pix, dst.(*image.Gray).Stride, dst.Bounds().Size(), m.Pix, m.Stride, b.Size(), r, 1)
	case *image.NRGBA:
		enlarge(dst.(*image.NRGBA).Pix, dst.(*image.NRGBA).Stride, dst.Bounds().Size(), m.Pix, m.Stride, b.Size(), r, 4)
	}
}

// copyInto copies img, of the size of r, to r of dst, row by row: package draw has
// no quick way for grey images.
func copyInto(dst draw.Image, img image.Image, r image.Rectangle) {
	part := r.Intersect(dst.Bounds())
	if part.Empty() {
		return
	}
	var to, from []uint8
	var toStride, fromStride, step int
	switch m := img.(type) {
	case *image.Gray:
		d := dst.(*image.Gray)
		to, toStride, from, fromStride, step = d.Pix, d.Stride, m.Pix, m.Stride, 1
	case *image.NRGBA:
		d := dst.(*image.NRGBA)
		to, toStride, from, fromStride, step = d.Pix, d.Stride, m.Pix, m.Stride, 4
	}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		row := from[(y-r.Min.Y)*fromStride+(part.Min.X-r.Min.X)*step:][:part.Dx()*step]
		copy(to[y*toStride+part.Min.X*step:], row)
	}
}

// enlarge scales src of the given size to r of dst; step is the number of
// bytes of a pixel.
func enlarge(dst []uint8, dstStride int, dstSize image.Point, src []uint8, stride int, size image.Point, r image.Rectangle, step int) {
	xs, ys := taps(r.Dx(), size.X), taps(r.Dy(), size.Y)
	x0, x1 := max(r.Min.X, 0), min(r.Max.X, dstSize.X)
	for y := max(r.Min.Y, 0); y < min(r.Max.Y, dstSize.Y); y++ {
		ty := ys[y-r.Min.Y]
		upper, lower := src[ty.a*stride:], src[ty.b*stride:]
		out := dst[y*dstStride:]
		for x := x0; x < x1; x++ {
			tx := xs[x-r.Min.X]
			for k := range step {
				a := tx.mix(upper[tx.a*step+k], upper[tx.b*step+k])
				c := tx.mix(lower[tx.a*step+k], lower[tx.b*step+k])
				out[x*step+k] = ty.mix(a, c)
			}
		}
	}
}

// A tap says between which two source pixels a target pixel lies.
type tap struct {
	a, b   int
	weight int // of b, in 256ths
}

func (t tap) mix(a, b uint8) uint8 {
	return uint8((int(a)*(256-t.weight) + int(b)*t.weight + 128) >> 8)
}

func taps(n, src int) []tap {
	out := make([]tap, n)
	k := float64(src) / float64(n)
	for i := range out {
		pos := max((float64(i)+0.5)*k-0.5, 0)
		a := min(int(pos), src-1)
		out[i] = tap{a, min(a+1, src-1), int((pos - float64(a)) * 256)}
	}
	return out
}

// stamp paints ink into r of dst through alpha, scaled where the sizes differ.
func stamp(dst draw.Image, alpha *image.Gray, r image.Rectangle, ink color.NRGBA) {
	if alpha.Rect.Size() != r.Size() {
		if r.Dx() < alpha.Rect.Dx() || r.Dy() < alpha.Rect.Dy() {
			alpha = shrink(alpha, r.Dx(), r.Dy()).(*image.Gray)
		} else {
			large := image.NewGray(image.Rectangle{Max: r.Size()})
			paste(large, alpha, large.Rect)
			alpha = large
		}
	}
	part := r.Intersect(dst.Bounds())
	luma := color.GrayModel.Convert(ink).(color.Gray).Y
	for y := part.Min.Y; y < part.Max.Y; y++ {
		row := alpha.Pix[(y-r.Min.Y)*alpha.Stride+part.Min.X-r.Min.X:][:part.Dx()]
		switch m := dst.(type) {
		case *image.Gray:
			out := m.Pix[y*m.Stride+part.Min.X:][:len(row)]
			for i, a := range row {
				if a != 0 {
					out[i] = blend(out[i], luma, a)
				}
			}
		case *image.NRGBA:
			out := m.Pix[y*m.Stride+4*part.Min.X:][:4*len(row)]
			for i, a := range row {
				if a != 0 {
					p := out[4*i:]
					p[0], p[1], p[2] = blend(p[0], ink.R, a), blend(p[1], ink.G, a), blend(p[2], ink.B, a)
				}
			}
		}
	}
}

func blend(under, over, alpha uint8) uint8 {
	return uint8((int(under)*(255-int(alpha)) + int(over)*int(alpha) + 127) / 255)
}

// shrink scales an *image.Gray or *image.NRGBA to w x h by the mean of the area
// that each pixel covers. A size larger than the image's is filled by its
// nearest pixels.
func shrink(img image.Image, w, h int) image.Image {
	b := img.Bounds()
	if b.Dx() == w && b.Dy() == h {
		return img
	}
	switch m := img.(type) {
	case *image.Gray:
		out := image.NewGray(image.Rect(0, 0, w, h))
		shrinkRows(out.Pix, out.Stride, w, h, m.Pix, m.Stride, b.Size(), 1)
		return out
	case *image.NRGBA:
		out := image.NewNRGBA(image.Rect(0, 0, w, h))
		shrinkRows(out.Pix, out.Stride, w, h, m.Pix, m.Stride, b.Size(), 4)
		return out
	}
	return img
}

// unit is the weight of a whole pixel along one axis.
const unit = 256

// shrinkRows adds up, for each row of dst, the rows of src that it covers,
// weighted, and then the columns of the sum.
func shrinkRows(dst []uint8, dstStride, w, h int, src []uint8, stride int, size image.Point, step int) {
	if size == image.Pt(2*w, 2*h) {
		halve(dst, dstStride, w, h, src, stride, step)
		return
	}
	spansX, spansY := coverages(w, size.X), coverages(h, size.Y)
	sum := make([]uint32, size.X*step)
	for y, sy := range spansY {
		clear(sum)
		for r := sy.from; r <= sy.to; r++ {
			weight := sy.weight(r)
			row := src[r*stride:][:len(sum)]
			for i := range sum {
				sum[i] += uint32(row[i]) * weight
			}
		}
		out := dst[y*dstStride:]
		perRow := 1 / float64(sy.total)
		for x := range spansX {
			sx := &spansX[x]
			inverse := perRow / float64(sx.total)
			for k := range step {
				acc := uint64(sum[sx.from*step+k]) * uint64(sx.first)
				if sx.to > sx.from {
					var whole uint64
					for c := sx.from + 1; c < sx.to; c++ {
						whole += uint64(sum[c*step+k])
					}
					acc += whole*unit + uint64(sum[sx.to*step+k])*uint64(sx.last)
				}
				out[x*step+k] = uint8(float64(acc)*inverse + 0.5)
			}
		}
	}
}

// halve is shrinkRows for the half of an even size.
func halve(dst []uint8, dstStride, w, h int, src []uint8, stride, step int) {
	for y := range h {
		upper := src[2*y*stride:][:2*w*step]
		lower := src[(2*y+1)*stride:][:2*w*step]
		out := dst[y*dstStride:][:w*step]
		if step == 1 {
			for x := range out {
				a, b := upper[2*x:2*x+2:2*x+2], lower[2*x:2*x+2:2*x+2]
				out[x] = uint8((uint(a[0]) + uint(a[1]) + uint(b[0]) + uint(b[1]) + 2) / 4)
			}
			continue
		}
		for i := range out {
			at := 2*(i-i%step) + i%step
			out[i] = uint8((uint(upper[at]) + uint(upper[at+step]) + uint(lower[at]) + uint(lower[at+step]) + 2) / 4)
		}
	}
}

// A coverage is the source pixels that a target pixel covers: from and to with
// their weights, all between with weight unit.
type coverage struct {
	from, to    int
	first, last uint32
	total       uint32
}

func (s coverage) weight(i int) uint32 {
	switch i {
	case s.from:
		return s.first
	case s.to:
		return s.last
	}
	return unit
}

func coverages(n, src int) []coverage {
	out := make([]coverage, n)
	for i := range out {
		a, b := i*src*unit/n, (i+1)*src*unit/n
		b = max(b, a+1)
		from := min(a/unit, src-1)
		to := min((b-1)/unit, src-1)
		s := coverage{from: from, to: to, first: uint32(min(b, (from+1)*unit) - a), last: uint32(b - to*unit)}
		if to == from {
			s.last = s.first
			s.total = s.first
		} else {
			s.total = s.first + s.last + uint32(to-from-1)*unit
		}
		out[i] = s
	}
	return out
}
