package imageops

import (
	"image"
	"math"
)

// background is the brightness of the empty paper over a page, on a coarse
// grid. Lighting and shadows change it slowly.
type background struct {
	cell   int // side of a cell in pixels
	w, h   int
	level  [3][]float32 // red, green, blue; all the same for a grey image
	darker float64      // ratio of the darkest paper to the brightest
	paper  float64      // brightest paper, as luma
}

// backgroundCells is about how many cells are along the longer side.
const backgroundCells = 80

// backgroundOf estimates the paper below ink and pictures.
func backgroundOf(img image.Image) *background {
	size := img.Bounds().Size()
	b := &background{cell: max(8, max(size.X, size.Y)/backgroundCells)}
	b.w, b.h = (size.X+b.cell-1)/b.cell, (size.Y+b.cell-1)/b.cell
	luma := make([]float32, b.w*b.h)
	for c := range b.level {
		b.level[c] = make([]float32, b.w*b.h)
	}
	for cy := range b.h {
		for cx := range b.w {
			i := cy*b.w + cx
			at := image.Rect(cx*b.cell, cy*b.cell, (cx+1)*b.cell, (cy+1)*b.cell).Intersect(image.Rectangle{Max: size})
			var rgb [3]float32
			luma[i], rgb = brightest(img, at)
			for c := range rgb {
				b.level[c][i] = rgb[c]
			}
		}
	}
	known := b.plausible(luma)
	for c := range b.level {
		spread(b.level[c], known, b.w, b.h)
		smoothGrid(b.level[c], b.w, b.h)
	}
	b.measure()
	return b
}

// brightest returns the luma that a seventh of a cell's pixels exceed, and the
// mean colour of the pixels about it.
func brightest(img image.Image, at image.Rectangle) (float32, [3]float32) {
	var hist [256]int
	var sums [256][3]int
	n := 0
	step := max(1, min(at.Dx(), at.Dy())/12)
	for y := at.Min.Y; y < at.Max.Y; y += step {
		for x := at.Min.X; x < at.Max.X; x += step {
			var r, g, bl uint8
			switch src := img.(type) {
			case *image.Gray:
				r = src.Pix[y*src.Stride+x]
				g, bl = r, r
			case *image.NRGBA:
				p := src.Pix[y*src.Stride+4*x:]
				r, g, bl = p[0], p[1], p[2]
			}
			v := luma(uint32(r), uint32(g), uint32(bl))
			hist[v]++
			s := &sums[v]
			s[0], s[1], s[2] = s[0]+int(r), s[1]+int(g), s[2]+int(bl)
			n++
		}
	}
	left := n / 7
	v := 255
	for ; v > 0; v-- {
		if left -= hist[v]; left < 0 {
			break
		}
	}
	var rgb [3]float32
	m := 0
	for u := max(0, v-3); u <= min(255, v+3); u++ {
		m += hist[u]
		for c := range rgb {
			rgb[c] += float32(sums[u][c])
		}
	}
	for c := range rgb {
		rgb[c] /= float32(max(m, 1))
	}
	return float32(v), rgb
}

// plausible marks the cells that show paper: not much darker than the
// brightest cells of a wide neighbourhood, as a dark picture or band is.
func (b *background) plausible(luma []float32) []bool {
	reach := max(2, min(b.w, b.h)/4)
	top := maxFilter(luma, b.w, b.h, reach)
	known := make([]bool, len(luma))
	for i, v := range luma {
		known[i] = v >= .55*top[i]
	}
	return known
}

// maxFilter takes the maximum over a square in two passes.
func maxFilter(p []float32, w, h, reach int) []float32 {
	pass := func(src []float32, n, m, stepN, stepM int) []float32 {
		dst := make([]float32, len(src))
		for j := range m {
			for i := range n {
				v := float32(0)
				for k := max(0, i-reach); k <= min(n-1, i+reach); k++ {
					v = max(v, src[j*stepM+k*stepN])
				}
				dst[j*stepM+i*stepN] = v
			}
		}
		return dst
	}
	return pass(pass(p, w, h, 1, w), h, w, w, 1)
}

// spread fills unknown cells from the nearest known ones, ring by ring.
func spread(p []float32, known []bool, w, h int) {
	have := append([]bool(nil), known...)
	for {
		var fresh []int
		for i := range p {
			if have[i] {
				continue
			}
			var sum, n float32
			x, y := i%w, i/w
			for j := max(0, y-1); j <= min(h-1, y+1); j++ {
				for k := max(0, x-1); k <= min(w-1, x+1); k++ {
					if have[j*w+k] {
						sum, n = sum+p[j*w+k], n+1
					}
				}
			}
			if n > 0 {
				p[i] = sum / n
				fresh = append(fresh, i)
			}
		}
		if len(fresh) == 0 {
			return
		}
		for _, i := range fresh {
			have[i] = true
		}
	}
}

// smoothGrid takes the mean of 3 by 3 cells, twice.
func smoothGrid(p []float32, w, h int) {
	tmp := make([]float32, len(p))
	for range 2 {
		copy(tmp, p)
		for y := range h {
			for x := range w {
				var sum, n float32
				for j := max(0, y-1); j <= min(h-1, y+1); j++ {
					for k := max(0, x-1); k <= min(w-1, x+1); k++ {
						sum, n = sum+tmp[j*w+k], n+1
					}
				}
				p[y*w+x] = sum / n
			}
		}
	}
}

func (b *background) measure() {
	lo, hi := math.Inf(1), 0.0
	for i := range b.level[0] {
		v := float64(.299*b.level[0][i] + .587*b.level[1][i] + .114*b.level[2][i])
		lo, hi = min(lo, v), max(hi, v)
	}
	b.paper, b.darker = hi, 1
	if hi > 0 {
		b.darker = lo / hi
	}
}

// gains calls f for every row with the factors, in 1/4096, that bring the paper
// of each channel to white. The slice is used again for the next row.
func (b *background) gains(size image.Point, white float32, f func(y int, gain *[3][]int32)) {
	channels := 3
	if &b.level[0][0] == &b.level[1][0] {
		channels = 1
	}
	var gain [3][]int32
	line := make([]float32, b.w)
	for c := range channels {
		gain[c] = make([]int32, size.X)
	}
	for c := channels; c < 3; c++ {
		gain[c] = gain[0]
	}
	inv := 1 / float32(b.cell)
	for y := range size.Y {
		fy := (float32(y)+.5)*inv - .5
		j := min(max(int(fy), 0), b.h-1)
		k := min(j+1, b.h-1)
		t := min(max(fy-float32(j), 0), 1)
		for c := range channels {
			for i := range line {
				v := b.level[c][j*b.w+i]*(1-t) + b.level[c][k*b.w+i]*t
				line[i] = white * 4096 / max(v, 8)
			}
			b.row(gain[c], line, inv)
		}
		f(y, &gain)
	}
}

// row interpolates the gains of a row of cells for its pixels, in fixed point.
func (b *background) row(gain []int32, line []float32, inv float32) {
	x := 0
	for ; x < min(b.cell/2, len(gain)); x++ {
		gain[x] = int32(line[0])
	}
	for i := 0; i+1 < len(line) && x < len(gain); i++ {
		v := int64(line[i] * 65536)
		step := int64((line[i+1] - line[i]) * inv * 65536)
		v += step / 2
		for range min(b.cell, len(gain)-x) {
			gain[x] = int32(v >> 16)
			v += step
			x++
		}
	}
	for ; x < len(gain); x++ {
		gain[x] = int32(line[len(line)-1])
	}
}

// gray makes the three channels one.
func (b *background) gray() {
	for i := range b.level[0] {
		b.level[0][i] = .299*b.level[0][i] + .587*b.level[1][i] + .114*b.level[2][i]
	}
	b.level[1], b.level[2] = b.level[0], b.level[0]
}

// Flatten returns a grey image of img whose paper is evenly white: shadows and
// uneven light are divided out. Pictures and dark bands are kept.
func Flatten(img image.Image) *image.Gray {
	g := grayView(img)
	out := image.NewGray(image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()))
	if out.Rect.Empty() {
		return out
	}
	b := backgroundOf(g)
	b.gray()
	b.flatten(out, g)
	return out
}

func (b *background) flatten(dst, src *image.Gray) {
	b.gains(src.Rect.Size(), 250, func(y int, gain *[3][]int32) {
		d := dst.Pix[y*dst.Stride:][:src.Rect.Dx()]
		s := src.Pix[y*src.Stride:][:len(d)]
		k := gain[0][:len(d)]
		for x, v := range s {
			d[x] = uint8(min(int32(v)*k[x]>>12, 255))
		}
	})
}
