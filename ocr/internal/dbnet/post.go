package dbnet

import (
	"cmp"
	"math"
	"slices"

	"github.com/docket-go/docket/ocr/internal/onnx"
)

// A run is a row of neighbouring text pixels, x0 <= x <= x1.
type run struct {
	y, x0, x1 int32
	root      int32 // union-find
}

// boxes finds the connected pieces of the probability map and puts a rectangle
// around each, in pixels of the image: sx and sy are image pixels per map pixel.
func boxes(m *onnx.Map, p Params, sx, sy float64) []Box {
	runs := connect(m, float32(p.Threshold))
	members := map[int32][]int32{}
	var roots []int32
	for i := range runs {
		r := find(runs, int32(i))
		if members[r] == nil {
			roots = append(roots, r)
		}
		members[r] = append(members[r], int32(i))
	}
	var out []Box
	var pts []Point
	for _, r := range roots {
		pts = pts[:0]
		for _, i := range members[r] {
			v := runs[i]
			pts = append(pts, Point{float64(v.x0), float64(v.y)})
			if v.x1 > v.x0 {
				pts = append(pts, Point{float64(v.x1), float64(v.y)})
			}
		}
		if b, ok := box(m, p, pts); ok {
			for k := range b.Quad {
				b.Quad[k] = Point{(b.Quad[k].X + 0.5) * sx, (b.Quad[k].Y + 0.5) * sy}
			}
			out = append(out, b)
		}
	}
	return out
}

// connect returns the runs of pixels above the threshold, row by row, joined
// with those of the row above that they touch, also at corners.
func connect(m *onnx.Map, threshold float32) []run {
	var runs []run
	above := 0 // first run of the row above
	for y := range m.H {
		row := m.Pix[y*m.W : (y+1)*m.W]
		start := len(runs)
		for x := 0; x < len(row); x++ {
			if row[x] <= threshold {
				continue
			}
			x0 := x
			for x+1 < len(row) && row[x+1] > threshold {
				x++
			}
			runs = append(runs, run{int32(y), int32(x0), int32(x), int32(len(runs))})
		}
		for i, j := start, above; i < len(runs) && j < start; {
			a, b := &runs[i], &runs[j]
			if a.x0 <= b.x1+1 && b.x0 <= a.x1+1 {
				ra, rb := find(runs, int32(i)), find(runs, int32(j))
				runs[max(ra, rb)].root = min(ra, rb)
			}
			if a.x1 < b.x1 {
				i++
			} else {
				j++
			}
		}
		above = start
	}
	return runs
}

func find(runs []run, i int32) int32 {
	for runs[i].root != i {
		runs[i].root = runs[runs[i].root].root
		i = runs[i].root
	}
	return i
}

// box makes the box of one connected piece, in map pixels.
func box(m *onnx.Map, p Params, pts []Point) (Box, bool) {
	r, ok := minRect(hull(pts))
	if !ok {
		return Box{}, false
	}
	w, h := dist(r[0], r[1]), dist(r[1], r[2])
	if min(w, h) < 3 {
		return Box{}, false
	}
	score := meanInside(m, r)
	if score < p.MinScore {
		return Box{}, false
	}
	r = grow(r, w*h*p.Unclip/(2*(w+h)))
	if min(dist(r[0], r[1]), dist(r[1], r[2])) < 5 {
		return Box{}, false
	}
	return Box{Quad: fromTopLeft(r), Score: score}, true
}

func dist(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// hull is Andrew's monotone chain over points that come sorted by y, then x.
func hull(pts []Point) []Point {
	side := func(o, a, b Point) float64 { return (a.X-o.X)*(b.Y-o.Y) - (a.Y-o.Y)*(b.X-o.X) }
	var h []Point
	extend := func(p Point, from int) {
		for len(h) >= from+2 && side(h[len(h)-2], h[len(h)-1], p) >= 0 {
			h = h[:len(h)-1]
		}
		h = append(h, p)
	}
	for _, p := range pts {
		extend(p, 0)
	}
	from := len(h) - 1
	for i := len(pts) - 2; i >= 0; i-- {
		extend(pts[i], from)
	}
	return h[:max(1, len(h)-1)]
}

// minRect returns the rectangle of least area around a convex polygon; one of
// its sides lies on a side of the polygon.
func minRect(h []Point) ([4]Point, bool) {
	if len(h) < 3 {
		return [4]Point{}, false
	}
	best := math.Inf(1)
	var res [4]Point
	for i, a := range h {
		b := h[(i+1)%len(h)]
		l := dist(a, b)
		if l == 0 {
			continue
		}
		ux, uy := (b.X-a.X)/l, (b.Y-a.Y)/l
		x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
		for _, p := range h {
			u, v := p.X*ux+p.Y*uy, -p.X*uy+p.Y*ux
			x0, x1, y0, y1 = min(x0, u), max(x1, u), min(y0, v), max(y1, v)
		}
		if area := (x1 - x0) * (y1 - y0); area < best {
			best = area
			at := func(u, v float64) Point { return Point{u*ux - v*uy, u*uy + v*ux} }
			res = [4]Point{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)}
		}
	}
	return res, !math.IsInf(best, 1)
}

// axes returns the unit vectors along the first two sides and their lengths.
func axes(r [4]Point) (u, v Point, w, h float64) {
	w, h = dist(r[0], r[1]), dist(r[1], r[2])
	return Point{(r[1].X - r[0].X) / w, (r[1].Y - r[0].Y) / w}, Point{(r[2].X - r[1].X) / h, (r[2].Y - r[1].Y) / h}, w, h
}

// grow moves each side out by d.
func grow(r [4]Point, d float64) [4]Point {
	u, v, _, _ := axes(r)
	at := func(p Point, su, sv float64) Point {
		return Point{p.X + d*(su*u.X+sv*v.X), p.Y + d*(su*u.Y+sv*v.Y)}
	}
	return [4]Point{at(r[0], -1, -1), at(r[1], 1, -1), at(r[2], 1, 1), at(r[3], -1, 1)}
}

// fromTopLeft orders corners clockwise from the top left: the two leftmost make
// the left side, the two rightmost the right side.
func fromTopLeft(r [4]Point) [4]Point {
	s := r[:]
	slices.SortFunc(s, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
	if s[0].Y > s[1].Y {
		s[0], s[1] = s[1], s[0]
	}
	if s[2].Y > s[3].Y {
		s[2], s[3] = s[3], s[2]
	}
	return [4]Point{s[0], s[2], s[3], s[1]}
}

// meanInside averages the map over the pixels of a rectangle.
func meanInside(m *onnx.Map, r [4]Point) float64 {
	u, v, w, h := axes(r)
	y0, y1 := r[0].Y, r[0].Y
	for _, p := range r[1:] {
		y0, y1 = min(y0, p.Y), max(y1, p.Y)
	}
	var sum float64
	n := 0
	for y := max(0, int(y0)); y <= min(m.H-1, int(y1)); y++ {
		dy := float64(y) - r[0].Y
		lo, hi := 0.0, float64(m.W-1)
		lo, hi = clip(lo, hi, u.X, dy*u.Y-r[0].X*u.X, w)
		lo, hi = clip(lo, hi, v.X, dy*v.Y-r[0].X*v.X, h)
		for x := int(math.Ceil(lo)); x <= int(math.Floor(hi)); x++ {
			sum += float64(m.Pix[y*m.W+x])
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// clip narrows lo..hi to where -0.5 <= k*x+c <= limit+0.5.
func clip(lo, hi, k, c, limit float64) (float64, float64) {
	a, b := -0.5-c, limit+0.5-c
	if math.Abs(k) < 1e-9 {
		if a > 0 || b < 0 {
			return 1, 0
		}
		return lo, hi
	}
	a, b = a/k, b/k
	return max(lo, min(a, b)), min(hi, max(a, b))
}
