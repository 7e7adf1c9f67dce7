package scene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// SnapshotKinds are the situations that NewSnapshot makes.
var SnapshotKinds = []string{"plain", "several", "folded", "cut", "hand", "stack", "white", "dark", "card", "book", "steep", "turned", "picture"}

// NewSnapshot makes a photograph of a kind, of size w x h, unlike those of
// NewPhoto: other grounds, a blur, and documents that are no flawless white
// sheets. The rest follows from the seed.
func NewSnapshot(seed uint64, kind string, w, h int) *Photo {
	rnd := rand.New(rand.NewPCG(seed, 1234))
	p := &Photo{Image: image.NewNRGBA(image.Rect(0, 0, w, h))}
	s := &snapshot{Photo: p, rnd: rnd, seed: seed, w: float64(w), h: float64(h)}
	s.desk(kind)
	switch kind {
	case "none":
	case "several":
		s.several()
	case "stack":
		s.stack()
	case "book":
		s.book()
	default:
		s.single(kind)
	}
	s.expose()
	return p
}

// snapshot is a photograph in the making.
type snapshot struct {
	*Photo
	rnd  *rand.Rand
	seed uint64
	w, h float64
}

// in is a number between lo and hi.
func (s *snapshot) in(lo, hi float64) float64 { return lo + (hi-lo)*s.rnd.Float64() }

// desk paints what the documents lie on.
func (s *snapshot) desk(kind string) {
	desks := []func(rgb){s.cloth, s.boards, s.marble, s.tiles, s.even}
	tones := []rgb{{60, 52, 48}, {95, 70, 50}, {165, 125, 85}, {120, 125, 130}, {70, 90, 120}, {150, 60, 55}, {185, 178, 165}, {75, 110, 80}}
	i := s.rnd.IntN(len(desks))
	tone := tones[s.rnd.IntN(len(tones))].times(s.in(.85, 1.15))
	switch kind {
	case "white":
		i, tone = 4-2*s.rnd.IntN(2), rgb{222, 220, 214}.times(s.in(.92, 1.05))
	case "dark":
		if s.rnd.IntN(2) == 0 {
			tone = rgb{200, 196, 185}.times(s.in(.9, 1.1))
		} else {
			tone = rgb{125, 120, 112}.times(s.in(.9, 1.1))
		}
	}
	desks[i](tone)
	s.Kind = []string{"cloth", "boards", "marble", "tiles", "even"}[i]
	if s.rnd.IntN(3) == 0 && kind != "white" {
		for range 2 + s.rnd.IntN(5) {
			s.thing()
		}
	}
}

// paint sets every pixel to tone times what f says.
func (s *snapshot) paint(tone rgb, f func(x, y float64) float64) {
	for y := range int(s.h) {
		for x := range int(s.w) {
			s.Image.SetNRGBA(x, y, tone.times(f(float64(x), float64(y))).pixel())
		}
	}
}

// unit is the size of a thousandth of the picture's longer side.
func (s *snapshot) unit() float64 { return max(s.w, s.h) / 1000 }

// layers is noise of several wavelengths.
func (s *snapshot) layers(step float64) func(x, y float64) float64 {
	var all []*value
	for k := step; k > 1.5 && len(all) < 6; k /= 2 {
		all = append(all, newValue(s.rnd, k))
	}
	return func(x, y float64) float64 {
		sum, weight := 0.0, .5
		for _, v := range all {
			sum += weight * v.at(x, y)
			weight /= 2
		}
		return sum
	}
}

func (s *snapshot) cloth(tone rgb) {
	sin, cos := math.Sincos(s.in(0, math.Pi))
	step, deep := s.in(3, 9)*s.unit(), s.in(.05, .18)
	folds := s.layers(250 * s.unit())
	s.paint(tone, func(x, y float64) float64 {
		u, v := (x*cos+y*sin)/step, (y*cos-x*sin)/step
		return 1 + deep*math.Sin(2*math.Pi*u)*math.Sin(2*math.Pi*v) + .18*folds(x, y)
	})
}

func (s *snapshot) boards(tone rgb) {
	sin, cos := math.Sincos(s.in(0, math.Pi))
	grain, broad := s.layers(14*s.unit()), s.layers(300*s.unit())
	width, deep := s.in(70, 220)*s.unit(), s.in(.1, .3)
	s.paint(tone, func(x, y float64) float64 {
		u, v := x*cos+y*sin, y*cos-x*sin
		board := math.Floor(v / width)
		k := 1 + deep*grain(u/18+400*board, v) + .2*broad(u, v) + .08*math.Sin(board*12.9)
		if v-board*width < 1.5*s.unit() {
			k *= .55
		}
		return k
	})
}

func (s *snapshot) marble(tone rgb) {
	a, b := s.layers(220*s.unit()), s.layers(90*s.unit())
	deep := s.in(.1, .35)
	s.paint(tone, func(x, y float64) float64 {
		vein := math.Abs(a(x, y) + .4*b(x, y))
		return 1 - deep*math.Exp(-vein*18) + .08*b(y, x)
	})
}

func (s *snapshot) tiles(tone rgb) {
	sin, cos := math.Sincos(s.in(0, math.Pi))
	size, joint, other := s.in(60, 240)*s.unit(), s.in(2, 7)*s.unit(), s.in(.5, 1)
	fine := s.layers(20 * s.unit())
	s.paint(tone, func(x, y float64) float64 {
		u, v := x*cos+y*sin, y*cos-x*sin
		i, j := math.Floor(u/size), math.Floor(v/size)
		k := 1 + .1*fine(x, y)
		if (int(i)+int(j))&1 == 0 {
			k *= other
		}
		if u-i*size < joint || v-j*size < joint {
			k *= 1.25
		}
		return k
	})
}

func (s *snapshot) even(tone rgb) {
	broad, fine := s.layers(400*s.unit()), newValue(s.rnd, 1.5)
	s.paint(tone, func(x, y float64) float64 { return 1 + .05*broad(x, y) + .015*fine.at(x, y) })
}

// thing lays a cup, a pen or a book of some colour onto the desk.
func (s *snapshot) thing() {
	cx, cy, u := s.in(0, s.w), s.in(0, s.h), s.unit()
	c := rgb{s.in(10, 230), s.in(10, 230), s.in(10, 230)}
	if s.rnd.IntN(2) == 0 {
		r := s.in(15, 80) * u
		s.each([4][2]float64{{cx - r, cy - r}, {cx + r, cy - r}, {cx + r, cy + r}, {cx - r, cy + r}}, 2, func(x, y int) {
			if d := math.Hypot(float64(x)-cx, float64(y)-cy); d < r {
				s.Image.SetNRGBA(x, y, c.times(1-.4*math.Abs(d/r-.8)).pixel())
			}
		})
		return
	}
	q := view(s.rnd, s.in(.05, 1.5), cx, cy, s.in(40, 260)*u, s.in(40, 260)*u, s.w)
	s.flat(q, c)
}

// flat fills q with a colour.
func (s *snapshot) flat(q [4][2]float64, c rgb) {
	m := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		m.SetNRGBA(i%8, i/8, c.pixel())
	}
	s.shadow(s.rnd, q)
	s.draw(m, q, rgb{1, 1, 1})
}

// expose adds light, a shadow over all, the blur of the lens and noise.
func (s *snapshot) expose() {
	gx, gy, level := s.in(-.5, .5), s.in(-.5, .5), s.in(.75, 1.08)
	cast, deep, soft := s.rnd.IntN(3) == 0, s.in(.15, .45), s.in(10, 120)*s.unit()
	sin, cos := math.Sincos(s.in(0, 2*math.Pi))
	offset := s.in(-.3, .3) * s.w
	warm := rgb{s.in(.94, 1.06), 1, s.in(.88, 1.08)}
	vignette := s.in(0, .3)
	at := func(x, y float64) float64 {
		k := level * (1 + gx*(x/s.w-.5) + gy*(y/s.h-.5))
		dx, dy := x/s.w-.5, y/s.h-.5
		k *= 1 - vignette*2*(dx*dx+dy*dy)
		if cast {
			d := (x-s.w/2)*cos + (y-s.h/2)*sin - offset + 30*s.unit()*math.Sin((y*cos-x*sin)/(90*s.unit()))
			k *= 1 - deep*min(max(.5+d/soft, 0), 1)
		}
		return k
	}
	noise := s.in(1, 6)
	if s.rnd.IntN(2) == 0 {
		s.soften()
	}
	for y := range int(s.h) {
		for x := range int(s.w) {
			c, k := s.Image.NRGBAAt(x, y), at(float64(x), float64(y))
			s.Image.SetNRGBA(x, y, rgb{float64(c.R)*k*warm[0] + s.rnd.NormFloat64()*noise, float64(c.G)*k*warm[1] + s.rnd.NormFloat64()*noise,
				float64(c.B)*k*warm[2] + s.rnd.NormFloat64()*noise}.pixel())
		}
	}
}

// soften is a blur of about one pixel in a thousand.
func (s *snapshot) soften() {
	r := max(1, int(math.Round(s.in(.6, 1.6)*s.unit())))
	src := *s.Image
	src.Pix = append([]byte(nil), s.Image.Pix...)
	for y := range int(s.h) {
		for x := range int(s.w) {
			var sum [3]int
			n := 0
			for _, d := range [9][2]int{{0, 0}, {r, 0}, {-r, 0}, {0, r}, {0, -r}, {r, r}, {-r, -r}, {r, -r}, {-r, r}} {
				u, v := min(max(x+d[0], 0), int(s.w)-1), min(max(y+d[1], 0), int(s.h)-1)
				o := src.PixOffset(u, v)
				sum[0], sum[1], sum[2], n = sum[0]+int(src.Pix[o]), sum[1]+int(src.Pix[o+1]), sum[2]+int(src.Pix[o+2]), n+1
			}
			s.Image.SetNRGBA(x, y, color.NRGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
}
