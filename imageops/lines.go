package imageops

import (
	"cmp"
	"math"
	"slices"
)

// line is a straight edge: a x + b y = c with the unit normal (a, b) pointing
// to where it is brighter.
type line struct {
	a, b, c float64
	run     float64   // pixels of its best stretch, gaps taken off, less where many lines run beside it
	border  bool      // a border of the image, where a sheet may be cut off
	start   Point     // where the line enters the field
	support []float32 // sums of supported steps of one pixel from start
}

// maxLines is how many lines are combined to quadrilaterals, out of maxPeaks
// that are looked at.
const (
	maxLines = 32
	maxPeaks = 110
)

const houghAngles = 360

// lines finds straight edges by the Hough transform, each edge pixel voting for
// the lines that its gradient allows.
func (f *field) lines(most int) []line {
	diagonal := int(math.Ceil(math.Hypot(float64(f.w), float64(f.h))))
	width := 2*diagonal + 1
	votes := make([]float32, houghAngles*width)
	var sin, cos [houghAngles]float64
	for t := range sin {
		sin[t], cos[t] = math.Sincos(float64(t) * 2 * math.Pi / houghAngles)
	}
	var edges []edgePoint
	for y := 2; y < f.h-2; y++ {
		for x := 2; x < f.w-2; x++ {
			i := y*f.w + x
			if f.mag[i] < f.edge || !f.crest(i) || !f.sharp(i, float64(f.gx[i]/f.mag[i]), float64(f.gy[i]/f.mag[i])) {
				continue
			}
			edges = append(edges, edgePoint{float64(x), float64(y), float64(f.gx[i] / f.mag[i]), float64(f.gy[i] / f.mag[i]), float64(min(f.mag[i], 20))})
			angle := math.Atan2(float64(f.gy[i]), float64(f.gx[i])) * houghAngles / (2 * math.Pi)
			weight := min(f.mag[i]/f.edge, 3)
			for d := -4; d <= 4; d++ {
				t := (int(math.Round(angle)) + d + houghAngles) % houghAngles
				r := int(math.Round(float64(x)*cos[t]+float64(y)*sin[t])) + diagonal
				votes[t*width+r] += weight
			}
		}
	}
	var peaks []int32
	least := float32(f.h+f.w) / 30
	for i, v := range votes {
		if v >= least {
			peaks = append(peaks, int32(i))
		}
	}
	slices.SortStableFunc(peaks, func(i, j int32) int { return cmp.Compare(votes[j], votes[i]) })
	var out []line
	n := 0
	for _, at := range peaks {
		if n == maxPeaks {
			break
		}
		if votes[at] == 0 {
			continue // next to a higher one
		}
		n++
		t, r := int(at)/width, int(at)%width
		l := line{a: cos[t], b: sin[t], c: float64(r - diagonal)}
		l.fit(edges)
		if !slices.ContainsFunc(out, func(o line) bool { return f.same(&l, &o) }) && f.trace(&l) {
			out = append(out, l)
		}
		// Its neighbours describe the same edge.
		for d := -6; d <= 6; d++ {
			u := (t + d + houghAngles) % houghAngles
			reach := 4 + 2*max(d, -d)
			clear(votes[u*width+max(0, r-reach) : u*width+min(width, r+reach+1)])
		}
	}
	byRank(out)
	return out[:min(len(out), most)]
}

// byRank puts first what may be the side of a sheet: that is one long stretch,
// and few run beside it; a pattern is many short stretches, or many lines of
// one direction. It leaves the rank in run.
func byRank(out []line) {
	rank := make([]float64, len(out))
	for i := range out {
		beside := 0
		for j := range out {
			if out[i].a*out[j].a+out[i].b*out[j].b > math.Cos(4*math.Pi/180) {
				beside++
			}
		}
		rank[i] = out[i].run / (1 + .2*float64(max(0, beside-4)))
	}
	for i := range out {
		out[i].run = rank[i]
	}
	slices.SortStableFunc(out, func(a, b line) int { return cmp.Compare(b.run, a.run) })
}

// same reports whether two lines describe one edge.
func (f *field) same(p, q *line) bool {
	if p.a*q.a+p.b*q.b < math.Cos(2.5*math.Pi/180) {
		return false
	}
	x, y := float64(f.w)/2, float64(f.h)/2
	d := p.a*x + p.b*y - p.c
	x, y = x-d*p.a, y-d*p.b // the point of p nearest to the middle
	return math.Abs(q.a*x+q.b*y-q.c) < 2.5
}

// sharp reports whether an edge is over within a few pixels, as the border of a
// shadow is not. (a, b) is its direction.
func (f *field) sharp(i int, a, b float64) bool {
	const reach = 4.5
	x, y := i%f.w, i/f.w
	m := f.mag[i] * .65
	for _, d := range []float64{-reach, reach} {
		u, v := int(math.Round(float64(x)+d*a)), int(math.Round(float64(y)+d*b))
		if u < 0 || v < 0 || u >= f.w || v >= f.h {
			return true
		}
		if j := v*f.w + u; float64(f.gx[j])*a+float64(f.gy[j])*b < float64(m) {
			return true
		}
	}
	return false
}

// crest reports whether a gradient is the longest along its own direction.
func (f *field) crest(i int) bool {
	dx, dy := f.gx[i], f.gy[i]
	step := f.w
	switch ax, ay := max(dx, -dx), max(dy, -dy); {
	case ax > 2.4*ay:
		step = 1
	case ay > 2.4*ax:
	case dx*dy > 0:
		step = f.w + 1
	default:
		step = f.w - 1
	}
	return f.mag[i] >= f.mag[i-step] && f.mag[i] > f.mag[i+step]
}

// edgePoint is a pixel on an edge, the direction of its gradient, and its
// weight.
type edgePoint struct{ x, y, a, b, weight float64 }

// fit moves a line onto the edge pixels near it.
func (l *line) fit(edges []edgePoint) {
	for range 3 {
		var n, sx, sy, sxx, sxy, syy float64
		for i := range edges {
			e := &edges[i]
			x, y := e.x, e.y
			if d := l.a*x + l.b*y - l.c; d > 2.5 || d < -2.5 || e.a*l.a+e.b*l.b < .93 {
				continue
			}
			w := e.weight
			n, sx, sy = n+w, sx+w*x, sy+w*y
			sxx, sxy, syy = sxx+w*x*x, sxy+w*x*y, syy+w*y*y
		}
		if n == 0 {
			return
		}
		mx, my := sx/n, sy/n
		t := .5 * math.Atan2(2*(sxy/n-mx*my), (sxx/n-mx*mx)-(syy/n-my*my))
		a, b := -math.Sin(t), math.Cos(t)
		if a*l.a+b*l.b < 0 {
			a, b = -a, -b
		}
		l.a, l.b, l.c = a, b, a*mx+b*my
	}
}

// trace walks along a line through the field and sums up where an edge supports
// it.
func (f *field) trace(l *line) bool {
	// Direction with the brighter side to the right.
	dx, dy := l.b, -l.a
	px, py := l.a*l.c, l.b*l.c
	lo, hi := math.Inf(-1), math.Inf(1)
	clip := func(p, d, limit float64) {
		if math.Abs(d) < 1e-9 {
			return
		}
		t1, t2 := (1-p)/d, (limit-2-p)/d
		lo, hi = max(lo, min(t1, t2)), min(hi, max(t1, t2))
	}
	clip(px, dx, float64(f.w))
	clip(py, dy, float64(f.h))
	if hi-lo < 16 || math.IsInf(hi-lo, 0) {
		return false
	}
	l.start = Point{px + lo*dx, py + lo*dy}
	n := int(hi - lo)
	l.support = make([]float32, n+2)
	for k := range n + 1 {
		x, y := l.start.X+float64(k)*dx, l.start.Y+float64(k)*dy
		best := float32(0)
		for d := -2; d <= 2; d++ {
			u, v := int(math.Round(x+float64(d)*l.a)), int(math.Round(y+float64(d)*l.b))
			if u < 0 || v < 0 || u >= f.w || v >= f.h {
				continue
			}
			i := v*f.w + u
			m := f.mag[i]
			if m < f.edge*.7 {
				continue
			}
			if c := (f.gx[i]*float32(l.a) + f.gy[i]*float32(l.b)) / m; c > .88 && best < 1 && f.sharp(i, l.a, l.b) {
				best = max(best, min(1, m/f.edge))
			}
		}
		l.support[k+1] = l.support[k] + best
	}
	stretch, ground := 0.0, 0.0
	for k := range n + 1 {
		s := float64(l.support[k+1] - l.support[k])
		stretch = max(0, stretch+s-.6)
		l.run = max(l.run, stretch)
		if x, y := l.start.X+float64(k)*dx, l.start.Y+float64(k)*dy; s > 0 && (f.falls(x, y, l.a, l.b) || f.falls(x, y, -l.a, -l.b)) {
			ground += s
		}
	}
	if l.run <= 6 {
		return false
	}
	l.run *= .5 + ground/float64(l.support[n+1])
	return true
}

// along returns the share of the segment from p to q, which lies on the line,
// that an edge supports, and the share of it that is in the picture.
func (l *line) along(p, q Point) (supported, visible float64) {
	at := func(r Point) float64 { return (r.X-l.start.X)*l.b - (r.Y-l.start.Y)*l.a }
	t, u := at(p), at(q)
	if t > u {
		t, u = u, t
	}
	n := float64(len(l.support) - 1)
	v0, v1 := min(max(t, 0), n), min(max(u, 0), n)
	if v1-v0 < 1 {
		return 0, 0
	}
	s := float64(l.support[int(v1)] - l.support[int(v0)])
	return min(1, s/float64(max(1, int(v1)-int(v0)))), (v1 - v0) / (u - t)
}

// beyond returns how far an edge goes on over both ends of the segment from p
// to q: the lesser support of the two. A side of a sheet ends at its corners;
// the border of a shadow and the stripes of a cloth go on.
func (l *line) beyond(p, q Point) float64 {
	at := func(r Point) float64 { return (r.X-l.start.X)*l.b - (r.Y-l.start.Y)*l.a }
	t, u := at(p), at(q)
	if t > u {
		t, u = u, t
	}
	reach := min(max(.15*(u-t), 12), 40)
	const gap = 4 // the other side of the corner
	part := func(from, to float64) float64 {
		a, b := int(max(from, 0)), int(min(to, float64(len(l.support)-1)))
		if b-a < 6 {
			return 0
		}
		return float64(l.support[b]-l.support[a]) / float64(b-a)
	}
	return min(part(t-gap-reach, t-gap), part(u+gap, u+gap+reach))
}
