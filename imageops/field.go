package imageops

import (
	"image"
	"math"
	"slices"
)

// field is a small version of a photograph with the writing taken off and its
// edges.
type field struct {
	w, h   int
	sx, sy float64      // pixels of the image a pixel of the field
	ch     [3][]float32 // luma and two chroma
	raw    []float32    // luma with its writing
	gx, gy []float32    // gradient across the channel where it is steepest
	mag    []float32    // its length
	sure   float64      // least confidence of a document
	chroma [2][]float32 // barriers of chroma, kept for further passes
	wall   []float32    // barrier between each pixel and the border of the picture, at half the size
	edge   float32      // length from which a gradient counts
}

// prepared returns a field of the same picture, made ready for lines.
func (f *field) prepared(p pass) *field {
	g := &field{w: f.w, h: f.h, sx: f.sx, sy: f.sy, ch: f.ch, raw: f.ch[0], sure: p.sure}
	long := max(f.w, f.h)
	// Writing and rulings are dark and thin: a closing takes them off.
	r := max(2, long/p.closing)
	g.ch[0] = extremes(g.ch[0], f.w, f.h, r, true)
	if p.opening > 0 {
		g.ch[0] = extremes(g.ch[0], f.w, f.h, long/p.opening, false)
	}
	for c := range g.ch {
		for range p.soft {
			g.ch[c] = binomial(g.ch[c], f.w, f.h)
		}
	}
	g.gradient(p)
	for i := range f.chroma {
		if f.chroma[i] == nil {
			f.chroma[i] = barrier(halved(g.ch[i+1], g.w, g.h), g.w/2, g.h/2)
		}
	}
	g.wall = g.walls(f.chroma)
	return g
}

// shrink samples each cell at up to 4 by 4 places.
func (f *field) shrink(img image.Image, size int) {
	b := img.Bounds()
	s := max(1, float64(max(b.Dx(), b.Dy()))/float64(size))
	f.w, f.h = max(1, int(float64(b.Dx())/s)), max(1, int(float64(b.Dy())/s))
	f.sx, f.sy = float64(b.Dx())/float64(f.w), float64(b.Dy())/float64(f.h)
	for c := range f.ch {
		f.ch[c] = make([]float32, f.w*f.h)
	}
	ycc, isYCbCr := img.(*image.YCbCr)
	if isYCbCr && (b.Min.X < 0 || b.Min.Y < 0) {
		isYCbCr = false
	}
	if !isYCbCr {
		img = canonical(img)
	}
	for y := range f.h {
		y0, y1 := int(float64(y)*f.sy), max(int(float64(y+1)*f.sy), int(float64(y)*f.sy)+1)
		stepY := max(1, (y1-y0)/4)
		for x := range f.w {
			x0, x1 := int(float64(x)*f.sx), max(int(float64(x+1)*f.sx), int(float64(x)*f.sx)+1)
			stepX := max(1, (x1-x0)/4)
			var sum [3]int
			n := 0
			for v := y0; v < y1; v += stepY {
				for u := x0; u < x1; u += stepX {
					n++
					switch src := img.(type) {
					case *image.YCbCr:
						o := src.COffset(b.Min.X+u, b.Min.Y+v)
						sum[0] += int(ycc.Y[src.YOffset(b.Min.X+u, b.Min.Y+v)])
						sum[1] += int(ycc.Cb[o]) - 128
						sum[2] += int(ycc.Cr[o]) - 128
					case *image.Gray:
						sum[0] += int(src.Pix[v*src.Stride+u])
					case *image.NRGBA:
						p := src.Pix[v*src.Stride+4*u:]
						r, g, bl := int(p[0]), int(p[1]), int(p[2])
						l := (19595*r + 38470*g + 7471*bl) >> 16
						sum[0] += l
						sum[1] += (bl - l) * 9 / 16
						sum[2] += (r - l) * 11 / 16
					}
				}
			}
			i := y*f.w + x
			for c := range sum {
				f.ch[c][i] = float32(sum[c]) / float32(n)
			}
		}
	}
}

// extremes takes off what is narrower than 2r+1: dark things by a closing, bright
// ones by an opening.
func extremes(p []float32, w, h, r int, closing bool) []float32 {
	out := slices.Clone(p)
	for _, largest := range []bool{closing, !closing} {
		line := make([]float32, max(w, h)+2*r)
		for y := range h {
			extreme(out[y*w:], w, 1, r, largest, line)
		}
		for x := range w {
			extreme(out[x:], h, w, r, largest, line)
		}
	}
	return out
}

// extreme replaces each of n values, a step apart, by the largest or smallest
// within r. Windows double in length until two of them cover 2r+1.
func extreme(p []float32, n, step, r int, largest bool, line []float32) {
	sign := float32(1)
	if !largest {
		sign = -1
	}
	line = line[:n+2*r]
	for i := range line {
		line[i] = sign * p[min(max(i-r, 0), n-1)*step]
	}
	width := 1
	for ; 2*width <= 2*r+1; width *= 2 {
		for i := range len(line) - width {
			line[i] = max(line[i], line[i+width])
		}
	}
	for i := range n {
		p[i*step] = sign * max(line[i], line[i+2*r+1-width])
	}
}

// binomial softens with 1 4 6 4 1 along both axes.
func binomial(p []float32, w, h int) []float32 {
	tmp, out := make([]float32, len(p)), make([]float32, len(p))
	for y := range h {
		row := p[y*w : (y+1)*w]
		for x := range row {
			a, b, c, d := row[max(x-2, 0)], row[max(x-1, 0)], row[min(x+1, w-1)], row[min(x+2, w-1)]
			tmp[y*w+x] = (a + d + 4*(b+c) + 6*row[x]) / 16
		}
	}
	for y := range h {
		a, b, c, d := tmp[max(y-2, 0)*w:], tmp[max(y-1, 0)*w:], tmp[min(y+1, h-1)*w:], tmp[min(y+2, h-1)*w:]
		for x := range w {
			out[y*w+x] = (a[x] + d[x] + 4*(b[x]+c[x]) + 6*tmp[y*w+x]) / 16
		}
	}
	return out
}

// gradient takes differences of luma and of chroma, which counts double, and
// keeps the longer; the sign is that of luma where it changes at all.
func (f *field) gradient(p pass) {
	n := f.w * f.h
	f.gx, f.gy, f.mag = make([]float32, n), make([]float32, n), make([]float32, n)
	for y := 1; y < f.h-1; y++ {
		for x := 1; x < f.w-1; x++ {
			i := y*f.w + x
			var bestX, bestY, best float32
			for c, p := range f.ch {
				dx := (p[i+1]-p[i-1])*2 + p[i+1-f.w] - p[i-1-f.w] + p[i+1+f.w] - p[i-1+f.w]
				dy := (p[i+f.w]-p[i-f.w])*2 + p[i+f.w-1] - p[i-f.w-1] + p[i+f.w+1] - p[i-f.w+1]
				if c > 0 {
					dx, dy = dx*2, dy*2
				}
				if m := dx*dx + dy*dy; m > best*1.001 {
					if c > 0 && bestX*dx+bestY*dy < 0 {
						dx, dy = -dx, -dy
					}
					bestX, bestY, best = dx, dy, m
				}
			}
			f.gx[i], f.gy[i], f.mag[i] = bestX/8, bestY/8, float32(math.Sqrt(float64(best)))/8
		}
	}
	// A part of the pixels at most are edges, and none in noise alone.
	const fine = 64 // steps of a grey level
	hist := make([]int, 128*fine)
	for _, m := range f.mag {
		hist[min(int(m*fine), len(hist)-1)]++
	}
	level := func(n int) float32 { return float32(quantile(hist, n)) / fine }
	f.edge = min(max(level(n*p.quantile/100), p.least, p.noise*level(n/2)), 4)
}
