package imageops

import (
	"math"
	"slices"
)

// wider returns the largest candidate that c is a part of: it has most sides in
// common, the others are as sure, and what it has beyond c looks like c. The
// border of a shadow on a sheet, or a band printed on it, looks like a side.
func (f *field) wider(c candidate, all []candidate) candidate {
	for again := true; again; {
		again = false
		for _, d := range all {
			if f.frames(&c, &d) {
				c, again = d, true
				break
			}
			if d.q.Area() < 1.03*c.q.Area() || d.borders > c.borders || shared(c, d) < 2 || d.even < .6 ||
				d.paper < c.paper-.06 || d.even < c.even-.2 || quadOverlap(c.q, d.q) < .97 {
				continue
			}
			loss := .04 // of support that is made up for
			switch tone, chroma := f.beyondTone(&c, &d); {
			case chroma > 6 || tone < .45:
				continue
			case d.q.Area() < 1.1*c.q.Area() && (tone < .93 || c.weakest > .9): // the shadow that the sheet throws
				continue
			case d.weakest > .55 && tone > .94:
				loss = .25
			}
			if d.weakest > c.weakest-loss && d.mean > c.mean-loss && (loss > .1 || d.beyond < c.beyond+.3) {
				c, again = d, true
				break
			}
		}
	}
	return c
}

// frames reports whether d is c with something printed beside it that c takes
// for ground: more of its sides have ground beyond them. Where c may well be a
// whole sheet, the sides of d must be as good, or it is the outline of a stack.
func (f *field) frames(c, d *candidate) bool {
	loss := .3
	if c.ink > .3 {
		loss = .07
	}
	return d.q.Area() > 1.03*c.q.Area() && d.borders <= c.borders && d.ground > max(c.ground+.1, .7) &&
		d.mean > max(.75, c.mean-loss) && d.weakest > max(.55, c.weakest-2*loss) &&
		quadOverlap(c.q, d.q) > .97 && d.even > .5 && d.hollow < .02 && f.sheet(d)
}

// beyondTone compares what d has beyond c with the inside of c: the ratio of
// the brightness, and the distance of the colours.
func (f *field) beyondTone(c, d *candidate) (tone, chroma float64) {
	t := quadTransform(1, 1, d.q)
	var lumas []float64
	var sum [3]float64
	const n = 40
	for j := range n {
		for i := range n {
			p := t.Apply(Point{(float64(i) + .5) / n, (float64(j) + .5) / n})
			x, y := int(p.X), int(p.Y)
			if c.q.holds(p) || x < 0 || y < 0 || x >= f.w || y >= f.h {
				continue
			}
			k := y*f.w + x
			lumas = append(lumas, float64(f.ch[0][k]))
			sum[1] += float64(f.ch[1][k])
			sum[2] += float64(f.ch[2][k])
		}
	}
	if len(lumas) == 0 {
		return 1, 0
	}
	slices.Sort(lumas)
	k := float64(len(lumas))
	return lumas[len(lumas)/2] / max(c.tone[0], 1), math.Abs(sum[1]/k-c.tone[1]) + math.Abs(sum[2]/k-c.tone[2])
}

// openness measures how much more one side is open than the others: a side is open
// where the sheet goes on beyond it, as it does beyond a line that is printed
// on it. On a ground as bright as the sheet all sides are.
func (f *field) openness(c *candidate) float64 {
	const steps = 14
	at := func(p Point) int {
		return min(max(int(p.Y), 0), f.h-1)*f.w + min(max(int(p.X), 0), f.w-1)
	}
	var shares []float64
	for i, a := range c.q {
		b := c.q[(i+1)%4]
		l := side(a, b)
		nx, ny := (b.Y-a.Y)/l, -(b.X-a.X)/l // outwards
		open, seen := 0.0, 0.0
		for k := range steps {
			t := .06 + .88*(float64(k)+.5)/steps
			p := Point{a.X + (b.X-a.X)*t, a.Y + (b.Y-a.Y)*t}
			if out := (Point{p.X + 20*nx, p.Y + 20*ny}); out.X < 0 || out.Y < 0 || out.X >= float64(f.w) || out.Y >= float64(f.h) {
				continue
			}
			seen++
			in := -1
			for _, d := range []float64{5, 8, 11} {
				if j := at(Point{p.X - d*nx, p.Y - d*ny}); in < 0 || f.ch[0][j] > f.ch[0][in] {
					in = j
				}
			}
			for _, d := range []float64{10, 15, 20} {
				j := at(Point{p.X + d*nx, p.Y + d*ny})
				if abs32(f.ch[0][j]-f.ch[0][in]) < 10 && abs32(f.ch[1][j]-f.ch[1][in])+abs32(f.ch[2][j]-f.ch[2][in]) < 6 {
					open++
					break
				}
			}
		}
		if seen*3 > steps {
			shares = append(shares, open/seen)
		}
	}
	if len(shares) < 2 {
		return 0
	}
	slices.Sort(shares)
	most := shares[len(shares)-1]
	var rest float64
	for _, v := range shares[:len(shares)-1] {
		rest += v / float64(len(shares)-1)
	}
	return most - rest
}

func abs32(v float32) float32 { return max(v, -v) }

func shared(c, d candidate) (n int) {
	for _, s := range c.sides {
		if slices.Contains(d.sides[:], s) {
			n++
		}
	}
	return n
}

// look samples the inside: a sheet is even and of one colour once its writing
// is off, a part of the ground between two lines is as uneven as the ground.
func (f *field) look(c *candidate) {
	t := quadTransform(1, 1, c.q)
	const n = 24
	edges, total := 0.0, 0.0
	var sum, square [3]float64
	var lumas [256]int
	walls := make([]float32, 0, n*n)
	for j := range n {
		for i := range n {
			p := t.Apply(Point{.04 + .92*(float64(i)+.5)/n, .04 + .92*(float64(j)+.5)/n})
			x, y := int(p.X), int(p.Y)
			if x < 2 || y < 2 || x >= f.w-2 || y >= f.h-2 {
				continue
			}
			k := y*f.w + x
			total++
			walls = append(walls, f.wallAt(p.X, p.Y))
			if f.inked(k) {
				c.ink++
			}
			if f.mag[k] > f.edge*.8 {
				edges++
			}
			for ch := range sum {
				v := float64(f.ch[ch][k])
				sum[ch], square[ch] = sum[ch]+v, square[ch]+v*v
			}
			lumas[int(min(max(f.ch[0][k], 0), 255))]++
		}
	}
	if total == 0 {
		c.score = 0
		return
	}
	c.even, c.ink = 1-edges/total, c.ink/total
	var spread float64
	for ch := 1; ch < 3; ch++ {
		m := sum[ch] / total
		spread += max(0, square[ch]/total-m*m)
	}
	c.paper = max(0, 1-math.Sqrt(spread)/14)
	c.tone = [3]float64{float64(quantile(lumas[:], int(total)/2)), sum[1] / total, sum[2] / total}
	c.open = f.openness(c)
	c.ground, c.hollow = f.grounded(c.q), lowShare(walls)
	c.score += .3*c.ground + .6*c.even + .3*c.plain() + .12*min(1, c.ink/.15) - 2*max(0, c.hollow-.01) - .85 - .3*max(0, c.open-.15) - .08*float64(c.borders)
}

// lowShare is the share of values that are far below their median.
func lowShare(v []float32) float64 {
	slices.Sort(v)
	low, _ := slices.BinarySearch(v, .35*v[len(v)/2])
	return float64(low) / float64(len(v))
}

// compare measures how much of the picture outside of c looks like its inside,
// as the ground does when c is a part of it. A coloured ground is known by its
// colour in light and shadow.
func (f *field) compare(c *candidate) {
	alike, total := 0.0, 0.0
	red, blue := c.tone[2]/max(c.tone[0], 1), c.tone[1]/max(c.tone[0], 1)
	coloured := math.Abs(red)+math.Abs(blue) > .12
	for y := 2; y < f.h-2; y += 4 {
		for x := 2; x < f.w-2; x += 4 {
			if c.q.holds(Point{float64(x), float64(y)}) {
				continue
			}
			total++
			i := y*f.w + x
			l, b, r := float64(f.ch[0][i]), float64(f.ch[1][i]), float64(f.ch[2][i])
			switch {
			case math.Abs(l-c.tone[0]) < 14 && math.Abs(b-c.tone[1])+math.Abs(r-c.tone[2]) < 7:
				alike++
			case coloured && l > 20 && math.Abs(b/l-blue)+math.Abs(r/l-red) < .05:
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

// plain is how little of what is on c makes it unlike a sheet of paper: with
// ground all around, that may have any colour.
func (c *candidate) plain() float64 { return min(1, max(c.paper, 1.6*c.ground-.6)) }

// confidence maps what was measured to how often such a candidate is right.
func (c *candidate) confidence() float64 {
	v := .45*c.mean + .35*c.weakest + .2*c.even
	conf := min(1, max(0, (v-.45)/.45)) * min(1, .5+c.plain())
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
		if c.ground > .75 && c.borders == 0 {
			return false
		}
		return math.Abs(c.tone[0]-first.tone[0]) > 45 || math.Abs(c.tone[1]-first.tone[1])+math.Abs(c.tone[2]-first.tone[2]) > 9 || c.borders > 0
	}
	if c.common > .8 {
		return true // a box that is printed on a page
	}
	limit := .35
	if c.borders > 0 {
		limit = .12
	}
	return c.common > limit && (c.borders > 0 || c.weakest < .8)
}
