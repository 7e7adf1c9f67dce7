package imageops

import (
	"math"
	"slices"
)

// candidate is a quadrilateral that may be a sheet.
type candidate struct {
	q       Quad
	score   float64
	weakest float64 // support of its worst side
	mean    float64 // and of all
	beyond  float64 // how far a side goes on over both corners, for the worst
	even    float64 // share of its inside without edges
	paper   float64 // how much its inside is of one colour, 0-1
	common  float64 // share of the rest of the picture that looks alike
	tone    [3]float64
	sides   [4]int // numbers of its lines
	borders int    // sides that are borders of the image
}

// maxCandidates is how many of the best by their sides are looked into.
const maxCandidates = 400

// pair is two lines that may be opposite sides.
type pair struct {
	i, j int
	sign float64 // 1 when both are brighter inside, -1 when both are darker, 0 when they differ
}

// quads combines lines to quadrilaterals and returns them from the best down.
func (f *field) quads(lines []line, minArea float64) []candidate {
	lines = append(lines, f.borders()...)
	pairs := f.pairs(lines)
	var all []candidate
	for a, p := range pairs {
		for _, r := range pairs[a+1:] {
			if q, ok := f.quad(lines, p, r, minArea); ok {
				all = append(all, q)
			}
		}
	}
	byScore := func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, byScore)
	all = all[:min(len(all), maxCandidates)]
	for i := range all {
		f.look(&all[i])
	}
	slices.SortStableFunc(all, byScore)
	return all
}

// wider returns the largest candidate that c is a part of: it has most sides in
// common and the others are as sure. The border of a shadow on a sheet, or a
// band printed on it, looks like a side.
func wider(c candidate, all []candidate) candidate {
	for again := true; again; {
		again = false
		for _, d := range all {
			if d.q.Area() > 1.03*c.q.Area() && d.borders <= c.borders && shared(c, d) >= 2 &&
				d.weakest > c.weakest-.04 && d.mean > c.mean-.04 && d.even > .7 && d.paper > c.paper-.06 && d.even > c.even-.2 && d.beyond < c.beyond+.3 && quadOverlap(c.q, d.q) > .97 {
				c, again = d, true
				break
			}
		}
	}
	return c
}

func shared(c, d candidate) (n int) {
	for _, s := range c.sides {
		if slices.Contains(d.sides[:], s) {
			n++
		}
	}
	return n
}

// borders returns the sides of the picture, brighter inside.
func (f *field) borders() []line {
	w, h := float64(f.w), float64(f.h)
	return []line{
		{a: 1, c: 1, border: true}, {a: -1, c: 2 - w, border: true},
		{b: 1, c: 1, border: true}, {b: -1, c: 2 - h, border: true},
	}
}

// pairs finds lines that face each other at a distance.
func (f *field) pairs(lines []line) []pair {
	least := .1 * float64(min(f.w, f.h))
	mid := Point{float64(f.w) / 2, float64(f.h) / 2}
	var out []pair
	for i := range lines {
		for j := i + 1; j < len(lines); j++ {
			p, q := &lines[i], &lines[j]
			dot := p.a*q.a + p.b*q.b
			if p.border && q.border || math.Abs(dot) < math.Cos(42*math.Pi/180) {
				continue
			}
			// A point of each, nearest to the middle, on the bright or dark
			// side of the other?
			foot := func(l *line) Point {
				d := l.a*mid.X + l.b*mid.Y - l.c
				return Point{mid.X - d*l.a, mid.Y - d*l.b}
			}
			at := func(l *line, p Point) float64 { return l.a*p.X + l.b*p.Y - l.c }
			d1, d2 := at(p, foot(q)), at(q, foot(p))
			if math.Abs(d1) < least && math.Abs(d2) < least {
				continue
			}
			s1, s2 := math.Copysign(1, d1), math.Copysign(1, d2)
			switch {
			case p.border:
				out = append(out, pair{i, j, s2})
			case q.border:
				out = append(out, pair{i, j, s1})
			case s1 == s2:
				out = append(out, pair{i, j, s1})
			default:
				out = append(out, pair{i, j, 0})
			}
		}
	}
	return out
}

func meet(p, q *line) (Point, bool) {
	d := p.a*q.b - q.a*p.b
	if math.Abs(d) < .35 {
		return Point{}, false
	}
	return Point{(p.c*q.b - q.c*p.b) / d, (p.a*q.c - q.a*p.c) / d}, true
}

// quad makes the quadrilateral of two pairs of sides and scores its sides.
func (f *field) quad(lines []line, p, r pair, minArea float64) (candidate, bool) {
	sides := [4]*line{&lines[p.i], &lines[r.i], &lines[p.j], &lines[r.j]}
	c := candidate{sides: [4]int{p.i, r.i, p.j, r.j}}
	for i := range c.q { // corner i between sides i-1 and i
		var ok bool
		if c.q[i], ok = meet(sides[(i+3)%4], sides[i]); !ok {
			return c, false
		}
	}
	// Beyond the picture only a little is guessed.
	mx, my := .18*float64(f.w), .18*float64(f.h)
	for _, p := range c.q {
		if p.X < -mx || p.Y < -my || p.X > float64(f.w)+mx || p.Y > float64(f.h)+my {
			return c, false
		}
	}
	area := c.q.Area()
	if area < 0 {
		c.q[1], c.q[3] = c.q[3], c.q[1]
		sides[0], sides[1], sides[2], sides[3] = sides[3], sides[2], sides[1], sides[0]
		area = -area
	}
	whole := float64(f.w * f.h)
	if area < minArea*whole || area > 1.05*whole || !convex(c.q) || !seen(c.q) {
		return c, false
	}
	c.weakest = 1
	var sum, length, supported float64
	for i, s := range sides {
		a, b := c.q[i], c.q[(i+1)%4]
		n := side(a, b)
		support, visible := .5, 1.0
		if s.border {
			c.borders++
		} else {
			support, visible = s.along(a, b)
			if visible < .3 {
				return c, false
			}
			c.weakest = min(c.weakest, support)
			c.beyond = max(c.beyond, s.beyond(a, b))
			supported += support * n
			length += n
		}
		sum += support
	}
	if c.borders > 1 || c.weakest < .35 {
		return c, false
	}
	c.mean = supported / length
	c.score = .5*c.mean + .3*c.weakest + .2*sum/4 + .12*math.Sqrt(area/whole) - .16*c.beyond
	if p.sign != r.sign || p.sign == 0 { // rare: a sheet nearly as bright as the ground, with a shadow at its foot
		if c.borders > 0 {
			return c, false
		}
		c.score -= .15
	}
	return c, true
}

// seen reports whether a rectangle in front of a camera can look like q: no
// sharp corners, no side many times longer than the opposite one.
func seen(q Quad) bool {
	for i := range q {
		a, b, c := q[(i+3)%4], q[i], q[(i+1)%4]
		u, v := side(a, b), side(b, c)
		cos := ((a.X-b.X)*(c.X-b.X) + (a.Y-b.Y)*(c.Y-b.Y)) / (u * v)
		if math.Abs(cos) > .7 {
			return false
		}
		if o := side(c, q[(i+2)%4]); u > 2.6*o || o > 2.6*u {
			return false
		}
		if u > 12*v || v > 12*u {
			return false
		}
	}
	return true
}

// look samples the inside: a sheet is even and of one colour once its writing
// is off, a part of the ground between two lines is as uneven as the ground.
func (f *field) look(c *candidate) {
	t := quadTransform(1, 1, c.q)
	const n = 24
	edges, total := 0.0, 0.0
	var sum, square [3]float64
	var lumas []float64
	for j := range n {
		for i := range n {
			p := t.Apply(Point{.04 + .92*(float64(i)+.5)/n, .04 + .92*(float64(j)+.5)/n})
			x, y := int(p.X), int(p.Y)
			if x < 2 || y < 2 || x >= f.w-2 || y >= f.h-2 {
				continue
			}
			k := y*f.w + x
			total++
			if f.mag[k] > f.edge*.8 {
				edges++
			}
			for ch := range sum {
				v := float64(f.ch[ch][k])
				sum[ch], square[ch] = sum[ch]+v, square[ch]+v*v
			}
			lumas = append(lumas, float64(f.ch[0][k]))
		}
	}
	if total == 0 {
		c.score = 0
		return
	}
	c.even = 1 - edges/total
	var spread float64
	for ch := 1; ch < 3; ch++ {
		m := sum[ch] / total
		spread += max(0, square[ch]/total-m*m)
	}
	c.paper = max(0, 1-math.Sqrt(spread)/14)
	slices.Sort(lumas)
	c.tone = [3]float64{lumas[len(lumas)/2], sum[1] / total, sum[2] / total}
	c.score += .6*c.even + .15*c.paper - .6
}

// compare measures how much of the picture outside of c looks like its inside,
// as the ground does when c is a part of it.
func (f *field) compare(c *candidate) {
	alike, total := 0.0, 0.0
	for y := 2; y < f.h-2; y += 4 {
		for x := 2; x < f.w-2; x += 4 {
			if c.q.holds(Point{float64(x), float64(y)}) {
				continue
			}
			total++
			i := y*f.w + x
			if math.Abs(float64(f.ch[0][i])-c.tone[0]) < 14 && math.Abs(float64(f.ch[1][i])-c.tone[1])+math.Abs(float64(f.ch[2][i])-c.tone[2]) < 7 {
				alike++
			}
		}
	}
	c.common = alike / max(total, 1)
}

// holds reports whether p lies in q.
func (q Quad) holds(p Point) bool {
	for i, a := range q {
		b := q[(i+1)%4]
		if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < 0 {
			return false
		}
	}
	return true
}

// confidence maps what was measured to how often such a candidate is right.
func (c *candidate) confidence() float64 {
	v := .45*c.mean + .35*c.weakest + .2*c.even
	conf := min(1, max(0, (v-.45)/.45)) * min(1, .5+c.paper)
	if c.borders > 0 {
		conf *= .85
	}
	return conf * (1 - .4*c.beyond)
}

// likeGround reports whether c may be a part of the ground: it looks like much
// of what is around it, and its sides do not make up for that. first is the
// surest sheet of the picture; others that look like it are sheets too.
func (c *candidate) likeGround(first *candidate) bool {
	if first != nil {
		return math.Abs(c.tone[0]-first.tone[0]) > 45 || math.Abs(c.tone[1]-first.tone[1])+math.Abs(c.tone[2]-first.tone[2]) > 9 || c.borders > 0
	}
	limit := .35
	if c.borders > 0 {
		limit = .12
	}
	return c.common > limit && (c.borders > 0 || c.weakest < .8)
}
