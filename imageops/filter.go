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
	return perChannel(src, func(p plane) {
		blurPlane(p, r1)
		blurPlane(p, r2)
	})
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

// perChannel applies f to a copy of each channel of a canonical image.
func perChannel(src image.Image, f func(plane)) image.Image {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	switch src := src.(type) {
	case *image.Gray:
		out := ToGray(src)
		f(plane{out.Pix, out.Stride, w, h})
		return out
	case *image.NRGBA:
		out := ToNRGBA(src)
		p := plane{make([]byte, w*h), w, w, h}
		for c := range 4 {
			if c == 3 && out.Opaque() {
				break
			}
			for i := range p.pix {
				p.pix[i] = out.Pix[4*i+c]
			}
			f(p)
			for i, v := range p.pix {
				out.Pix[4*i+c] = v
			}
		}
		return out
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

// blurPlane replaces every value by the mean of its window of 2r+1, edges
// repeated, first along x and then along y, in place.
func blurPlane(p plane, r int) {
	if r == 0 {
		return
	}
	n := uint32(2*r + 1)
	inv := (1<<24 + n/2) / n
	line := make([]uint8, p.w+2*r+1)
	for y := range p.h {
		row := p.pix[y*p.stride:][:p.w]
		copy(line[r:], row)
		for i := range r {
			line[i] = row[0]
			line[r+p.w+i] = row[p.w-1]
		}
		var sum uint32
		for _, v := range line[:2*r] {
			sum += uint32(v)
		}
		in, gone := line[2*r:][:len(row)], line[:len(row)]
		for x := range row {
			sum += uint32(in[x])
			row[x] = uint8((sum*inv + 1<<23) >> 24)
			sum -= uint32(gone[x])
		}
	}
	blurColumns(p, r, inv)
}

// blurColumns is the second half of blurPlane. It keeps the rows it has
// overwritten as long as they are in the window.
func blurColumns(p plane, r int, inv uint32) {
	sums := make([]uint32, p.w)
	kept := make([][]uint8, r+1) // ring of the original rows y-r-1 … y-1
	for i := range kept {
		kept[i] = make([]uint8, p.w)
	}
	row := func(y int) []uint8 { return p.pix[y*p.stride:][:p.w] }
	first := append([]uint8(nil), row(0)...)
	for y := -r; y <= r; y++ {
		for x, v := range row(min(max(y, 0), p.h-1)) {
			sums[x] += uint32(v)
		}
	}
	for y := range p.h {
		if y > 0 {
			in := row(min(y+r, p.h-1))
			gone := first
			if y-r-1 >= 0 {
				gone = kept[(y-r-1)%(r+1)]
			}
			for x := range sums {
				sums[x] += uint32(in[x]) - uint32(gone[x])
			}
		}
		cur := row(y)
		copy(kept[y%(r+1)], cur)
		for x, s := range sums {
			cur[x] = uint8((s*inv + 1<<23) >> 24)
		}
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

// Adjustment changes tones. The zero value changes nothing.
type Adjustment struct {
	Brightness float64 // added; 1 makes black white
	Contrast   float64 // -1 makes all grey, 1 doubles the distance from grey
	Gamma      float64 // exponent 1/Gamma; above 1 is brighter in the middle; default 1
}

// Adjust returns img with its tones changed.
func Adjust(img image.Image, a Adjustment) image.Image {
	gamma := a.Gamma
	if !(gamma > 0) {
		gamma = 1
	}
	var lut [256]uint8
	for i := range lut {
		v := math.Pow(float64(i)/255, 1/gamma)
		v = (v-.5)*(1+max(a.Contrast, -1)) + .5 + a.Brightness
		lut[i] = uint8(math.Round(255 * min(max(v, 0), 1)))
	}
	return mapTones(img, &lut)
}

// mapTones replaces every value of a colour channel.
func mapTones(img image.Image, lut *[256]uint8) image.Image {
	out := Rotate(img, 0) // a copy
	switch out := out.(type) {
	case *image.Gray:
		for i, v := range out.Pix {
			out.Pix[i] = lut[v]
		}
	case *image.NRGBA:
		for i := 0; i < len(out.Pix); i += 4 {
			p := out.Pix[i : i+3 : i+3]
			p[0], p[1], p[2] = lut[p[0]], lut[p[1]], lut[p[2]]
		}
	}
	return out
}

// Denoise returns img with each value replaced by the median of 3 by 3: single
// wrong pixels go, edges stay.
func Denoise(img image.Image) image.Image {
	src := canonical(img)
	if src.Bounds().Empty() {
		return Rotate(src, 0)
	}
	return perChannel(src, medianPlane)
}

func medianPlane(p plane) {
	src := append([]uint8(nil), p.pix...)
	row := func(y int) []uint8 { return src[min(max(y, 0), p.h-1)*p.stride:][:p.w] }
	for y := range p.h {
		a, b, c := row(y-1), row(y), row(y+1)
		d := p.pix[y*p.stride:][:p.w]
		// Columns of three are sorted once and used for three pixels.
		var lo, mid, hi [3]uint8
		sortColumn := func(i, x int) {
			u, v, w := a[x], b[x], c[x]
			if u > v {
				u, v = v, u
			}
			if v > w {
				v, w = w, v
			}
			if u > v {
				u, v = v, u
			}
			lo[i], mid[i], hi[i] = u, v, w
		}
		sortColumn(0, 0)
		sortColumn(1, 0)
		for x := range d {
			sortColumn((x+2)%3, min(x+1, p.w-1))
			d[x] = median3(max(lo[0], lo[1], lo[2]), median3(mid[0], mid[1], mid[2]), min(hi[0], hi[1], hi[2]))
		}
	}
}

func median3(a, b, c uint8) uint8 { return max(min(a, b), min(max(a, b), c)) }

// Despeckle returns a bilevel image without its specks: connected groups of at
// most maxPixels pixels of ink. Values below 128 count as ink.
func Despeckle(img image.Image, maxPixels int) *image.Gray {
	g := ToGray(img)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for i, v := range g.Pix {
		g.Pix[i] = 255 * (v >> 7)
	}
	const seen = 1 // ink that belongs to a larger group
	var group []int
	for start, v := range g.Pix {
		if v != 0 {
			continue
		}
		group = append(group[:0], start)
		g.Pix[start] = seen
		for k := 0; k < len(group); k++ {
			x, y := group[k]%w, group[k]/w
			for j := max(0, y-1); j <= min(h-1, y+1); j++ {
				for i := max(0, x-1); i <= min(w-1, x+1); i++ {
					if n := j*w + i; g.Pix[n] == 0 {
						g.Pix[n] = seen
						group = append(group, n)
					}
				}
			}
		}
		if len(group) <= maxPixels {
			for _, n := range group {
				g.Pix[n] = 255
			}
		}
	}
	for i, v := range g.Pix {
		if v == seen {
			g.Pix[i] = 0
		}
	}
	return g
}
