package imageops

import (
	"encoding/binary"
	"image"
	"math"
)

// Scale returns img with w by h pixels, the aspect as it comes. Grey images
// stay grey, all others become NRGBA. Shrinking takes the mean over the area of
// each new pixel, widened to a smooth kernel below a factor of two; growing is
// cubic (Catmull-Rom). A width or height below one gives an empty image.
func Scale(img image.Image, w, h int) image.Image {
	src := canonical(img)
	b := src.Bounds()
	w, h = max(w, 0), max(h, 0)
	if b.Empty() || w == 0 || h == 0 {
		w, h = 0, 0
	}
	switch src := src.(type) {
	case *image.Gray:
		if w == b.Dx() && h == b.Dy() {
			return ToGray(src)
		}
		dst := image.NewGray(image.Rect(0, 0, w, h))
		if w > 0 {
			resample(plane{dst.Pix, dst.Stride, w, h}, plane{src.Pix, src.Stride, b.Dx(), b.Dy()}, 1)
		}
		return dst
	case *image.NRGBA:
		if w == b.Dx() && h == b.Dy() {
			return ToNRGBA(src)
		}
		dst := image.NewNRGBA(image.Rect(0, 0, w, h))
		if w > 0 {
			scaleNRGBA(dst, src)
		}
		return dst
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

// scaleNRGBA scales with premultiplied alpha where there is any, so that the
// colour of what is transparent does not show.
func scaleNRGBA(dst, src *image.NRGBA) {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	to := plane{dst.Pix, dst.Stride, dst.Rect.Dx(), dst.Rect.Dy()}
	if src.Opaque() {
		resample(to, plane{src.Pix, src.Stride, w, h}, 4)
		return
	}
	pre := make([]byte, 4*w*h)
	for y := range h {
		s, d := src.Pix[y*src.Stride:y*src.Stride+4*w], pre[4*y*w:4*(y+1)*w]
		for i := 0; i < len(d); i += 4 {
			a := uint32(s[i+3])
			for k := range 3 {
				d[i+k] = uint8((uint32(s[i+k])*a + 127) / 255)
			}
			d[i+3] = s[i+3]
		}
	}
	resample(to, plane{pre, 4 * w, w, h}, 4)
	for y := range dst.Rect.Dy() {
		row := dst.Pix[y*dst.Stride : y*dst.Stride+4*dst.Rect.Dx()]
		for i := 3; i < len(row); i += 4 { // rounding may leave a colour above its alpha
			for k := 1; k <= 3; k++ {
				row[i-k] = min(row[i-k], row[i])
			}
		}
		unmultiply(row, row)
	}
}

// plane is pixels of some bytes each.
type plane struct {
	pix    []byte
	stride int
	w, h   int
}

// taps are the weights with which pixels start, start+1, … of a line make up
// one pixel of the scaled line; they sum to 1<<weightBits.
type taps struct {
	start  int
	weight []int32
}

const weightBits = 20

// lineTaps returns the taps for each of n pixels made from a line of m.
func lineTaps(n, m int) []taps {
	scale := float64(m) / float64(n)
	kernel, radius := catmullRom, 2.0
	switch {
	case scale >= 2: // exact mean over the area
		kernel, radius = nil, scale/2
	case scale > 1: // between, the kernel widens with the step
		radius = 2 * scale
	}
	all := make([]taps, n)
	weights := make([]float64, int(2*radius)+3)
	for i := range all {
		mid := (float64(i) + .5) * scale
		lo, hi := int(math.Floor(mid-radius)), int(math.Ceil(mid+radius))
		lo, hi = max(lo, 0), min(hi, m)
		ws := weights[:hi-lo]
		var sum float64
		for j := range ws {
			x := float64(lo + j)
			if kernel == nil {
				ws[j] = max(0, min(x+1, mid+radius)-max(x, mid-radius))
			} else {
				ws[j] = kernel((x + .5 - mid) / max(scale, 1))
			}
			sum += ws[j]
		}
		all[i] = fixedTaps(lo, ws, sum)
	}
	return all
}

// fixedTaps rounds weights so that they sum to exactly one.
func fixedTaps(start int, ws []float64, sum float64) taps {
	t := taps{start: start, weight: make([]int32, len(ws))}
	rest, largest := int32(1<<weightBits), 0
	for j, w := range ws {
		t.weight[j] = int32(math.Round(w / sum * (1 << weightBits)))
		rest -= t.weight[j]
		if t.weight[j] > t.weight[largest] {
			largest = j
		}
	}
	t.weight[largest] += rest
	for len(t.weight) > 1 && t.weight[len(t.weight)-1] == 0 {
		t.weight = t.weight[:len(t.weight)-1]
	}
	for len(t.weight) > 1 && t.weight[0] == 0 {
		t.weight, t.start = t.weight[1:], t.start+1
	}
	return t
}

// catmullRom is the cubic convolution kernel of Keys with a = -1/2.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return (1.5*x-2.5)*x*x + 1
	case x < 2:
		return ((-.5*x+2.5)*x-4)*x + 2
	}
	return 0
}

// resample scales pixels of n bytes: first along y over whole rows, which is
// cheap and mostly makes less, then along x.
func resample(dst, src plane, n int) {
	if dst.w*2 == src.w && dst.h*2 == src.h && n == 1 {
		halve(dst, src)
		return
	}
	xs, ys := lineTaps(dst.w, src.w), lineTaps(dst.h, src.h)
	acc := make([]int32, n*src.w)
	line := make([]byte, n*src.w)
	for y := range dst.h {
		mixRows(acc, src, ys[y], n)
		for i, v := range acc {
			line[i] = clamp8(v)
		}
		row := dst.pix[y*dst.stride : y*dst.stride+n*dst.w]
		if n == 1 {
			mixGray(row, line, xs)
		} else {
			mixNRGBA(row, line, xs)
		}
	}
}

func clamp8(v int32) uint8 {
	v = (v + 1<<(weightBits-1)) >> weightBits
	if uint32(v) > 255 {
		if v < 0 {
			return 0
		}
		return 255
	}
	return uint8(v)
}

func mixRows(acc []int32, src plane, t taps, n int) {
	for j, w := range t.weight {
		row := src.pix[(t.start+j)*src.stride:]
		row = row[:n*src.w]
		acc := acc[:len(row)]
		if j == 0 {
			for i, v := range row {
				acc[i] = int32(v) * w
			}
			continue
		}
		for i, v := range row {
			acc[i] += int32(v) * w
		}
	}
}

func mixGray(dst, line []byte, xs []taps) {
	for x, t := range xs {
		var s int32
		from := line[t.start : t.start+len(t.weight)]
		for j, v := range from {
			s += int32(v) * t.weight[j]
		}
		dst[x] = clamp8(s)
	}
}

func mixNRGBA(dst, line []byte, xs []taps) {
	for x, t := range xs {
		var r, g, b, a int32
		from := line[4*t.start : 4*(t.start+len(t.weight))]
		for j, w := range t.weight {
			p := from[4*j : 4*j+4 : 4*j+4]
			r += int32(p[0]) * w
			g += int32(p[1]) * w
			b += int32(p[2]) * w
			a += int32(p[3]) * w
		}
		d := dst[4*x : 4*x+4 : 4*x+4]
		d[0], d[1], d[2], d[3] = clamp8(r), clamp8(g), clamp8(b), clamp8(a)
	}
}

// halve takes the mean of 2 by 2 grey pixels, four at a time in lanes of 16 bits.
func halve(dst, src plane) {
	const low, two = 0x00ff00ff00ff00ff, 0x0002000200020002
	for y := range dst.h {
		a := src.pix[2*y*src.stride:][:2*dst.w]
		b := src.pix[(2*y+1)*src.stride:][:2*dst.w]
		d := dst.pix[y*dst.stride:][:dst.w]
		x := 0
		for ; len(d)-x >= 4; x += 4 {
			p, q := binary.LittleEndian.Uint64(a[2*x:]), binary.LittleEndian.Uint64(b[2*x:])
			s := (p&low + p>>8&low + q&low + q>>8&low + two) >> 2 & low
			s = (s | s>>8) & 0x0000ffff0000ffff
			binary.LittleEndian.PutUint32(d[x:], uint32(s|s>>16))
		}
		for ; x < len(d); x++ {
			d[x] = uint8((uint32(a[2*x]) + uint32(a[2*x+1]) + uint32(b[2*x]) + uint32(b[2*x+1]) + 2) >> 2)
		}
	}
}
