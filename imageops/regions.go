package imageops

import (
	"math"
	"slices"
)

// maxContinued is how much the sides of a sheet may go on beyond its corners,
// without writing and with it.
const (
	maxContinued    = .4
	maxContinuedInk = .65
)

// levels are the barriers above which things are looked for.
var levels = []float32{2, 3, 5, 8, 12, 18, 26, 38, 55, 80, 115}

// regions finds the quadrilaterals that stand out from the ground at their
// whole border, whatever is on them: forms with dark heads, cards, pictures,
// many receipts. Things that the border of the picture cuts off are not found so.
func (f *field) regions(minArea float64) []candidate {
	d, w, h := f.wall, f.w/2, f.h/2
	seen := make([]bool, len(d))
	var all []candidate
	for _, level := range levels {
		for _, is := range islands(d, w, h, level, int(minArea*.8*float64(len(d))), seen) {
			if r, ok := f.region(is, float64(f.w)/float64(w), float64(f.h)/float64(h)); ok {
				all = append(all, r)
			}
		}
	}
	return all
}

// halved returns a channel at half the size.
func halved(p []float32, w, h int) []float32 {
	out := make([]float32, 0, w/2*(h/2))
	for y := range h / 2 {
		a, b := p[2*y*w:], p[(2*y+1)*w:]
		for x := range w / 2 {
			out = append(out, (a[2*x]+a[2*x+1]+b[2*x]+b[2*x+1])/4)
		}
	}
	return out
}

// region fits a quadrilateral to an island of a picture of 1/sx by 1/sy of the
// size, and measures it.
func (f *field) region(is island, sx, sy float64) (candidate, bool) {
	rough, ok := quadAround(hull(is.rim))
	if !ok {
		return candidate{}, false
	}
	if float64(is.area) < .8*rough.Area() {
		return candidate{}, false
	}
	rough = rough.scaled2(sx, sy)
	if !convex(rough) || !seen(rough) {
		return candidate{}, false
	}
	c := candidate{}
	if c.q, ok = f.refine(rough, &c); !ok || c.mean < .5 || c.weakest < .25 || quadOverlap(c.q, rough) < .9 {
		return candidate{}, false
	}
	for i, a := range c.q {
		if f.frame(a, c.q[(i+1)%4]) {
			return candidate{}, false
		}
	}
	if float64(is.area)*sx*sy < .8*c.q.Area() {
		return candidate{}, false
	}
	c.sides = [4]int{-1, -1, -1, -1}
	c.score = .7*c.mean + .3*c.weakest + .12*math.Sqrt(c.q.Area()/float64(f.w*f.h))
	f.look(&c)
	return c, true
}

// sideSamples is how many places of a side are looked at.
const sideSamples = 48

// refine moves the sides of a quadrilateral to the edges near them and measures
// how well these support them.
func (f *field) refine(rough Quad, c *candidate) (Quad, bool) {
	var lines [4]line
	c.weakest = 1
	for i, a := range rough {
		l, support := f.edgeAlong(a, rough[(i+1)%4])
		lines[i] = l
		c.weakest = min(c.weakest, support)
		c.mean += support / 4
	}
	var q Quad
	for i := range q {
		var ok bool
		if q[i], ok = meet(&lines[(i+3)%4], &lines[i]); !ok {
			return q, false
		}
	}
	return q, convex(q) && seen(q)
}

// edgeAlong fits a line to the steepest edges within some pixels of the segment
// from a to b, and returns the share of it that they support.
func (f *field) edgeAlong(a, b Point) (l line, support float64) {
	const reach = 6
	length := side(a, b)
	dx, dy := (b.X-a.X)/length, (b.Y-a.Y)/length
	nx, ny := -dy, dx // inwards
	var ts, ds []float64
	visible := 0
	for k := range sideSamples {
		t := length * (.04 + .92*(float64(k)+.5)/sideSamples)
		x, y := a.X+t*dx, a.Y+t*dy
		if x < 2 || y < 2 || x > float64(f.w-3) || y > float64(f.h-3) {
			continue
		}
		visible++
		best, at := f.edge*.6, math.NaN()
		for s := -2 * reach; s <= 2*reach; s++ {
			d := float64(s) / 2
			if g := f.across(x+d*nx, y+d*ny, nx, ny); g > best && f.sharpAcross(x+d*nx, y+d*ny, nx, ny) {
				best, at = g, d
			}
		}
		if !math.IsNaN(at) {
			ts, ds = append(ts, t), append(ds, at)
		}
	}
	slope, off := fitOffsets(ts, ds)
	n := 0
	for i, t := range ts {
		if math.Abs(ds[i]-off-slope*t) < 1.6 {
			n++
		}
	}
	p := Point{a.X + off*nx, a.Y + off*ny}
	q := Point{b.X + (off+slope*length)*nx, b.Y + (off+slope*length)*ny}
	m := side(p, q)
	l = line{a: -(q.Y - p.Y) / m, b: (q.X - p.X) / m}
	l.c = l.a*p.X + l.b*p.Y
	return l, float64(n) / float64(max(visible, 1))
}

// across is the length of the gradient at a place along a direction, of either
// sign.
func (f *field) across(x, y, nx, ny float64) float32 {
	u, v := int(math.Round(x)), int(math.Round(y))
	if u < 1 || v < 1 || u >= f.w-1 || v >= f.h-1 {
		return 0
	}
	i := v*f.w + u
	return abs32(f.gx[i]*float32(nx) + f.gy[i]*float32(ny))
}

// along reports whether an edge at a place runs across a direction.
func (f *field) along(x, y, nx, ny float64) bool {
	u, v := int(math.Round(x)), int(math.Round(y))
	if u < 1 || v < 1 || u >= f.w-1 || v >= f.h-1 {
		return false
	}
	i := v*f.w + u
	g := abs32(f.gx[i]*float32(nx) + f.gy[i]*float32(ny))
	return g > f.edge*.8 && g > .93*f.mag[i]
}

// sharpAcross is sharp for an edge of either sign.
func (f *field) sharpAcross(x, y, nx, ny float64) bool {
	i := int(math.Round(y))*f.w + int(math.Round(x))
	if float64(f.gx[i])*nx+float64(f.gy[i])*ny < 0 {
		nx, ny = -nx, -ny
	}
	return f.sharp(i, nx, ny)
}

// fitOffsets fits a line d = off + slope t: medians first, then least squares
// over what is near.
func fitOffsets(ts, ds []float64) (slope, off float64) {
	if len(ts) < 8 {
		return 0, 0
	}
	half := len(ts) / 2
	var slopes, offs []float64
	for i := range ts[:len(ts)-half] {
		slopes = append(slopes, (ds[i+half]-ds[i])/(ts[i+half]-ts[i]))
	}
	slices.Sort(slopes)
	slope = slopes[len(slopes)/2]
	for i, t := range ts {
		offs = append(offs, ds[i]-slope*t)
	}
	slices.Sort(offs)
	off = offs[len(offs)/2]
	for _, near := range []float64{2, 1.2} {
		var n, st, sd, stt, std float64
		for i, t := range ts {
			if d := ds[i]; math.Abs(d-off-slope*t) < near {
				n, st, sd, stt, std = n+1, st+t, sd+d, stt+t*t, std+t*d
			}
		}
		if den := n*stt - st*st; n >= 6 && den > 1 {
			slope = (n*std - st*sd) / den
			off = (sd - slope*st) / n
		}
	}
	return slope, off
}

// continues measures how much the sides of q go on as edges beyond its corners,
// as they do where q is one of the tiles of a floor: 0-1, the mean over both
// ends of all sides.
func (f *field) continues(q Quad) float64 {
	var on, all float64
	for i, a := range q {
		b := q[(i+1)%4]
		l := side(a, b)
		dx, dy := (b.X-a.X)/l, (b.Y-a.Y)/l
		reach := min(max(.25*l, 12), 40)
		for s := range 16 {
			t := 5 + reach*float64(s%8)/7
			x, y := b.X+t*dx, b.Y+t*dy
			if s >= 8 {
				x, y = a.X-t*dx, a.Y-t*dy
			}
			if x < 2 || y < 2 || x > float64(f.w-3) || y > float64(f.h-3) {
				continue
			}
			all++
			for d := -2.0; d <= 2; d++ {
				if f.along(x-d*dy, y+d*dx, -dy, dx) {
					on++
					break
				}
			}
		}
	}
	return on / max(all, 1)
}

// inked reports whether there is fine detail at a pixel, such as writing.
func (f *field) inked(i int) bool {
	lo, hi := f.raw[i], f.raw[i]
	for _, j := range [8]int{i - 1, i + 1, i - f.w, i + f.w, i - 2, i + 2, i - 2*f.w, i + 2*f.w} {
		lo, hi = min(lo, f.raw[j]), max(hi, f.raw[j])
	}
	return hi-lo > max(18, .12*hi)
}
