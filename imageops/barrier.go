package imageops

import "slices"

// barrier measures how much a way from the border of the picture to each pixel
// has to climb at least: the lowest possible range of the values along it
// (minimum barrier distance; the raster scans are those of Zhang et al., "Minimum
// Barrier Salient Object Detection at 80 FPS", 2015). The ground is within low
// barriers however light and colour drift across it, things that lie on it are
// behind their borders.
func barrier(p []float32, w, h int) []float32 {
	s := &barrierScan{w: w, h: h, hi: make([]float32, w*h), lo: make([]float32, w*h), d: make([]float32, w*h)}
	s.run(p)
	return s.d
}

// walls adds up the barriers of luma and of both chromas, which count double.
// Those of chroma are the same for all passes but for noise.
func (f *field) walls(chroma [2][]float32) []float32 {
	w, h := f.w/2, f.h/2
	sum := barrier(halved(f.ch[0], f.w, f.h), w, h)
	for i := range sum {
		sum[i] += 2 * (chroma[0][i] + chroma[1][i])
	}
	return sum
}

// barrierScan holds, for each pixel, the largest and the smallest value of the
// best way found so far, and their difference.
type barrierScan struct {
	w, h      int
	hi, lo, d []float32
}

func (s *barrierScan) run(p []float32) {
	const far = 1 << 20
	copy(s.hi, p)
	copy(s.lo, p)
	for y := range s.h {
		row := s.d[y*s.w : (y+1)*s.w]
		for x := range row {
			row[x] = far
		}
		row[0], row[s.w-1] = 0, 0
	}
	clear(s.d[:s.w])
	clear(s.d[(s.h-1)*s.w:])
	for range 2 {
		for y := 1; y < s.h-1; y++ {
			for i := y*s.w + 1; i < (y+1)*s.w-1; i++ {
				s.step(p[i], i, i-1)
				s.step(p[i], i, i-s.w)
			}
		}
		for y := s.h - 2; y > 0; y-- {
			for i := (y+1)*s.w - 2; i > y*s.w; i-- {
				s.step(p[i], i, i+1)
				s.step(p[i], i, i+s.w)
			}
		}
	}
}

// step takes the way over pixel j to pixel i, of value v, where it is better.
func (s *barrierScan) step(v float32, i, j int) {
	hi, lo := max(v, s.hi[j]), min(v, s.lo[j])
	if hi-lo < s.d[i] {
		s.hi[i], s.lo[i], s.d[i] = hi, lo, hi-lo
	}
}

// wallAt is the barrier in front of a place of the field.
func (f *field) wallAt(x, y float64) float32 {
	w, h := f.w/2, f.h/2
	return f.wall[min(max(int(y/2), 0), h-1)*w+min(max(int(x/2), 0), w-1)]
}

// grounded is the share of the sides of q with ground beyond it: the barrier is
// much lower there than within.
func (f *field) grounded(q Quad) float64 {
	const steps = 16
	low, all := 0.0, 0.0
	for i, a := range q {
		b := q[(i+1)%4]
		l := side(a, b)
		nx, ny := (b.Y-a.Y)/l, -(b.X-a.X)/l // outwards
		for k := range steps {
			t := .05 + .9*(float64(k)+.5)/steps
			x, y := a.X+(b.X-a.X)*t, a.Y+(b.Y-a.Y)*t
			if u, v := x+12*nx, y+12*ny; u < 0 || v < 0 || u >= float64(f.w) || v >= float64(f.h) {
				continue
			}
			all++
			if f.falls(x, y, nx, ny) {
				low++
			}
		}
	}
	return low / max(all, 1)
}

// falls reports whether the barrier is much lower on the side of (x, y) that
// (nx, ny) points to than on the other.
func (f *field) falls(x, y, nx, ny float64) bool {
	out := f.wallAt(x+6*nx, y+6*ny)
	for _, d := range []float64{9, 12} {
		out = min(out, f.wallAt(x+d*nx, y+d*ny))
	}
	in := f.wallAt(x-5*nx, y-5*ny)
	return out < .4*in && in > 2
}

// island is a connected part of a picture.
type island struct {
	area int
	rim  []Point // its leftmost and rightmost corner in each row, down and up again
}

// islands finds the connected parts where d is above a level, of an area of at
// least least pixels and not touching the border of the picture.
func islands(d []float32, w, h int, level float32, least int, seen []bool) []island {
	clear(seen)
	var out []island
	var stack []int32
	left, right := make([]int, h), make([]int, h)
	for start := range d {
		if seen[start] || d[start] <= level {
			continue
		}
		for y := range h {
			left[y], right[y] = w, -1
		}
		area, border := 0, false
		seen[start] = true
		stack = append(stack[:0], int32(start))
		for len(stack) > 0 {
			i := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			x, y := i%w, i/w
			area++
			left[y], right[y] = min(left[y], x), max(right[y], x)
			if x == 0 || y == 0 || x == w-1 || y == h-1 {
				border = true
				continue
			}
			for _, j := range [4]int{i - 1, i + 1, i - w, i + w} {
				if !seen[j] && d[j] > level {
					seen[j] = true
					stack = append(stack, int32(j))
				}
			}
		}
		if area >= least && !border {
			out = append(out, island{area, rim(left, right)})
		}
	}
	return out
}

// rim lists the corners of the pixels at the ends of rows.
func rim(left, right []int) []Point {
	var down, up []Point
	for y := range left {
		if right[y] < 0 {
			continue
		}
		l, r, t := float64(left[y]), float64(right[y]+1), float64(y)
		down = append(down, Point{r, t}, Point{r, t + 1})
		up = append(up, Point{l, t}, Point{l, t + 1})
	}
	slices.Reverse(up)
	return append(down, up...)
}

// hull is the convex hull of points, clockwise as it is seen (Andrew's monotone
// chain).
func hull(points []Point) []Point {
	p := slices.Clone(points)
	slices.SortFunc(p, func(a, b Point) int {
		switch {
		case a.X != b.X && a.X < b.X, a.X == b.X && a.Y < b.Y:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	var out []Point
	for range 2 {
		from := len(out)
		for _, q := range p {
			for len(out) >= from+2 && turnOf(out[len(out)-2], out[len(out)-1], q) <= 0 {
				out = out[:len(out)-1]
			}
			out = append(out, q)
		}
		out = out[:len(out)-1]
		slices.Reverse(p)
	}
	return out
}

// turnOf is positive when a, b, c turn clockwise as it is seen.
func turnOf(a, b, c Point) float64 { return (b.X-a.X)*(c.Y-b.Y) - (b.Y-a.Y)*(c.X-b.X) }

// quadAround reduces a convex polygon to the quadrilateral around it: the side
// whose neighbours meet beyond it with the least area between goes first. So a
// rounded or folded corner is where the sides would meet.
func quadAround(p []Point) (Quad, bool) {
	p = slices.Clone(p)
	for len(p) > 4 {
		best, at, meet := 0.0, -1, Point{}
		for i := range p {
			n := len(p)
			a, b, c, d := p[(i+n-1)%n], p[i], p[(i+1)%n], p[(i+2)%n]
			den := (b.X-a.X)*(d.Y-c.Y) - (b.Y-a.Y)*(d.X-c.X)
			if den <= 1e-9 {
				continue // the neighbours part
			}
			k := ((c.X-a.X)*(d.Y-c.Y) - (c.Y-a.Y)*(d.X-c.X)) / den
			q := Point{a.X + k*(b.X-a.X), a.Y + k*(b.Y-a.Y)}
			if area := turnOf(b, q, c); area >= 0 && (at < 0 || area < best) {
				best, at, meet = area, i, q
			}
		}
		if at < 0 {
			return Quad{}, false
		}
		p[at] = meet
		p = slices.Delete(p, (at+1)%len(p), (at+1)%len(p)+1)
	}
	if len(p) < 4 {
		return Quad{}, false
	}
	return Quad(p), true
}
