package imageops

import (
	"cmp"
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
	gx, gy []float32    // gradient across the channel where it is steepest
	mag    []float32    // its length
	edge   float32      // length from which a gradient counts
}

// newField makes the field of an image, with a longer side of at most size.
func newField(img image.Image, size int) *field {
	f := &field{}
	f.shrink(img, size)
	// Writing and rulings are dark and thin: a closing takes them off.
	r := max(2, max(f.w, f.h)/170)
	f.ch[0] = closeGray(f.ch[0], f.w, f.h, r)
	for c := range f.ch {
		f.ch[c] = binomial(f.ch[c], f.w, f.h)
	}
	f.gradient()
	return f
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
						sum[1] += int(ycc.Cb[o])
						sum[2] += int(ycc.Cr[o])
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

// closeGray takes off what is dark and narrower than 2r+1.
func closeGray(p []float32, w, h, r int) []float32 {
	out := p
	for _, bright := range []bool{true, false} {
		out = extreme(out, w, h, 1, w, r, bright)
		out = extreme(out, h, w, w, 1, r, bright)
	}
	return out
}

// extreme replaces every value by the largest or smallest within r along one
// axis of n values, a step apart.
func extreme(p []float32, n, m, stepN, stepM, r int, largest bool) []float32 {
	out := make([]float32, len(p))
	line := make([]float32, n)
	for j := range m {
		for i := range line {
			line[i] = p[j*stepM+i*stepN]
		}
		for i := range line {
			v := line[i]
			for _, u := range line[max(0, i-r):min(n, i+r+1)] {
				if largest {
					v = max(v, u)
				} else {
					v = min(v, u)
				}
			}
			out[j*stepM+i*stepN] = v
		}
	}
	return out
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
func (f *field) gradient() {
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
	sorted := slices.Clone(f.mag)
	slices.Sort(sorted)
	// A tenth of the pixels at most are edges, and none in noise alone.
	f.edge = min(max(sorted[n*88/100], 1.0, 2.2*sorted[n/2]), 4)
}

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
	var edges []int32
	for y := 2; y < f.h-2; y++ {
		for x := 2; x < f.w-2; x++ {
			i := y*f.w + x
			if f.mag[i] < f.edge || !f.crest(i) || !f.sharp(i, float64(f.gx[i]/f.mag[i]), float64(f.gy[i]/f.mag[i])) {
				continue
			}
			edges = append(edges, int32(i))
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
		f.fit(&l, edges)
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

// fit moves a line onto the edge pixels near it.
func (f *field) fit(l *line, edges []int32) {
	for range 3 {
		var n, sx, sy, sxx, sxy, syy float64
		for _, e := range edges {
			x, y := float64(int(e)%f.w), float64(int(e)/f.w)
			if math.Abs(l.a*x+l.b*y-l.c) > 2.5 {
				continue
			}
			m := float64(f.mag[e])
			if float64(f.gx[e])*l.a+float64(f.gy[e])*l.b < .93*m {
				continue
			}
			w := min(m, 20)
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
	stretch := 0.0
	for k := range n + 1 {
		stretch = max(0, stretch+float64(l.support[k+1]-l.support[k])-.6)
		l.run = max(l.run, stretch)
	}
	return l.run > 6
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
