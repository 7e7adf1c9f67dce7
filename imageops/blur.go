package imageops

import (
	"image"
	"math"
)

// Blur returns img softened by a bell of the given standard deviation in
// pixels, at most 200, as two means over windows; grey stays grey, all else
// becomes NRGBA.
func Blur(img image.Image, sigma float64) image.Image {
	src := canonical(img)
	if !(sigma >= .3) || src.Bounds().Empty() {
		return Rotate(src, 0)
	}
	r1, r2 := boxRadii(min(sigma, 200))
	return perChannel(src, func(p plane) { blurPlane(p, r1, r2) })
}

// boxRadii returns two windows of 2r+1 pixels whose means one after the other
// have a variance near sigma's.
func boxRadii(sigma float64) (r1, r2 int) {
	best := math.Inf(1)
	top := int(sigma*2) + 1
	for a := 0; a <= top; a++ {
		for b := a; b <= min(a+1, top); b++ {
			wa, wb := float64(2*a+1), float64(2*b+1)
			if d := math.Abs((wa*wa+wb*wb-2)/12 - sigma*sigma); d < best {
				best, r1, r2 = d, a, b
			}
		}
	}
	return r1, r2
}

// blurPlane replaces every value by the mean over a window of 2 r1 + 1 of the
// means over windows of 2 r2 + 1, along both axes, edges repeated, in place. Sums
// of sums are kept and divided once.
func blurPlane(p plane, r1, r2 int) {
	if r1+r2 == 0 {
		return
	}
	across := newLineBlur(p.w, r1, r2)
	down := newColumnBlur(p.w, r1, r2)
	row := make([]uint8, p.w)
	edge := r1 + r2
	for i := -edge; i < p.h+edge; i++ {
		if i == -edge || i > 0 && i < p.h { // else the row at the edge once more
			across.blur(row, p.pix[max(i, 0)*p.stride:][:p.w])
		}
		if y := i - edge; y >= 0 {
			down.add(row, p.pix[y*p.stride:][:p.w])
		} else {
			down.add(row, nil)
		}
	}
}

// divideBits is the precision of the factor that divides a sum of sums: the
// largest of 255 times 801 by 801 values leaves it exact.
const divideBits = 40

func divisor(r1, r2 int) uint64 {
	n := uint64(2*r1+1) * uint64(2*r2+1)
	return (1<<divideBits + n/2) / n
}

// lineBlur blurs rows.
type lineBlur struct {
	r1, r2 int
	inv    uint64
	line   []uint8  // the row with its ends repeated
	sums   []uint32 // over the first window
}

func newLineBlur(w, r1, r2 int) *lineBlur {
	return &lineBlur{r1: r1, r2: r2, inv: divisor(r1, r2), line: make([]uint8, w+2*(r1+r2)), sums: make([]uint32, w+2*r2)}
}

func (b *lineBlur) blur(dst, src []uint8) {
	edge := b.r1 + b.r2
	copy(b.line[edge:], src)
	for i := range edge {
		b.line[i] = src[0]
		b.line[edge+len(src)+i] = src[len(src)-1]
	}
	var sum uint32
	for _, v := range b.line[:2*b.r1] {
		sum += uint32(v)
	}
	sums := b.sums
	in, gone := b.line[2*b.r1:][:len(sums)], b.line[:len(sums)]
	for x := range sums {
		sum += uint32(in[x])
		sums[x] = sum
		sum -= uint32(gone[x])
	}
	sum = 0
	for _, v := range sums[:2*b.r2] {
		sum += v
	}
	dst = dst[:len(src)]
	more, less := sums[2*b.r2:][:len(dst)], sums[:len(dst)]
	for x := range dst {
		sum += more[x]
		dst[x] = uint8((uint64(sum)*b.inv + 1<<(divideBits-1)) >> divideBits)
		sum -= less[x]
	}
}

// columnBlur blurs columns of rows that come one after the other. It keeps the
// rows in the first window and the sums in the second.
type columnBlur struct {
	w, n1, n2, k int
	inv          uint64
	rows         []uint8
	sums         []uint32
	sum1, sum2   []uint32
}

func newColumnBlur(w, r1, r2 int) *columnBlur {
	n1, n2 := 2*r1+1, 2*r2+1
	return &columnBlur{w: w, n1: n1, n2: n2, inv: divisor(r1, r2), rows: make([]uint8, n1*w), sums: make([]uint32, n2*w),
		sum1: make([]uint32, w), sum2: make([]uint32, w)}
}

// add takes a row, and writes the blurred one in the middle of the windows to
// dst, which is nil as long as they are not full.
func (b *columnBlur) add(row, dst []uint8) {
	w := len(row)
	old := b.rows[b.k%b.n1*b.w:][:w]
	sum1, sum2 := b.sum1[:w], b.sum2[:w]
	j := b.k - (b.n1 - 1)
	b.k++
	if j < 0 { // the first window is not full
		for x, v := range row {
			sum1[x] += uint32(v)
			old[x] = v
		}
		return
	}
	before := b.sums[j%b.n2*b.w:][:w]
	if dst == nil {
		for x, v := range row {
			s := sum1[x] + uint32(v) - uint32(old[x])
			sum1[x], old[x] = s, v
			sum2[x] += s - before[x]
			before[x] = s
		}
		return
	}
	dst = dst[:w]
	for x, v := range row {
		s := sum1[x] + uint32(v) - uint32(old[x])
		sum1[x], old[x] = s, v
		t := sum2[x] + s - before[x]
		sum2[x], before[x] = t, s
		dst[x] = uint8((uint64(t)*b.inv + 1<<(divideBits-1)) >> divideBits)
	}
}

// Sharpen returns img with edges enhanced: what differs from its blur by sigma
// is amplified by 1+amount.
func Sharpen(img image.Image, sigma, amount float64) image.Image {
	src := canonical(img)
	soft := Blur(src, sigma)
	k := int32(math.Round(min(max(amount, 0), 20) * 256))
	mix := func(d, s []uint8, alpha bool) {
		for i, v := range s {
			if alpha && i&3 == 3 {
				d[i] = v
				continue
			}
			d[i] = uint8(min(max(int32(v)+((int32(v)-int32(d[i]))*k+128)>>8, 0), 255))
		}
	}
	switch src := src.(type) {
	case *image.Gray:
		out := soft.(*image.Gray)
		for y := range out.Rect.Dy() {
			mix(out.Pix[y*out.Stride:][:out.Rect.Dx()], src.Pix[y*src.Stride:][:out.Rect.Dx()], false)
		}
	case *image.NRGBA:
		out := soft.(*image.NRGBA)
		for y := range out.Rect.Dy() {
			mix(out.Pix[y*out.Stride:][:4*out.Rect.Dx()], src.Pix[y*src.Stride:][:4*out.Rect.Dx()], true)
		}
	}
	return soft
}
