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
	open    float64 // how much more one side lies within a sheet than the others
	paper   float64 // how much its inside is of one colour, 0-1
	ink     float64 // share of its inside beside writing and pictures
	ground  float64 // share of its sides with ground beyond them
	hollow  float64 // share of its inside that is ground
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
	sum, ok := f.sides(&c, &sides)
	if !ok {
		return c, false
	}
	c.score = .5*c.mean + .3*c.weakest + .2*sum/4 + .12*math.Sqrt(area/whole) - .16*c.beyond
	if p.sign != r.sign || p.sign == 0 { // rare: a sheet nearly as bright as the ground, with a shadow at its foot
		if c.borders > 0 {
			return c, false
		}
		c.score -= .15
	}
	return c, true
}

// sides measures how well edges support the sides of c, and returns the sum of
// what supports them, half for one that is a border of the picture.
func (f *field) sides(c *candidate, sides *[4]*line) (sum float64, ok bool) {
	c.weakest = 1
	var length, supported float64
	for i, s := range sides {
		a, b := c.q[i], c.q[(i+1)%4]
		if s.border {
			c.borders++
			sum += .5
			continue
		}
		support, visible := s.along(a, b)
		if visible < .3 || f.frame(a, b) {
			return 0, false
		}
		n := side(a, b)
		c.weakest = min(c.weakest, support)
		c.beyond = max(c.beyond, s.beyond(a, b))
		supported += support * n
		length += n
		sum += support
	}
	c.mean = supported / length
	return sum, c.borders <= 1 && c.weakest >= .35
}

// frame reports whether a side runs along a border of the picture: there is
// nothing beyond it that could tell a sheet from the ground.
func (f *field) frame(a, b Point) bool {
	const near = 6
	w, h := float64(f.w), float64(f.h)
	return max(a.X, b.X) < near || max(a.Y, b.Y) < near || min(a.X, b.X) > w-near || min(a.Y, b.Y) > h-near
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
