package scene

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// single lays one document of a kind onto the desk.
func (s *snapshot) single(kind string) {
	inchW, inchH := 8.27, 11.69
	switch {
	case kind == "card":
		inchW, inchH = 3.37, 2.125
	case s.rnd.IntN(4) == 0:
		inchW, inchH = 3.1, s.in(5, 9)
	case s.rnd.IntN(3) == 0:
		inchW, inchH = inchH, inchW
	}
	boxW, boxH := s.in(.6, .92)*s.w, s.in(.6, .92)*s.h
	if kind == "card" {
		boxW, boxH = s.in(.3, .7)*s.w, s.in(.3, .7)*s.h
	}
	cx, cy := s.w/2+s.in(-.5, .5)*(s.w-boxW), s.h/2+s.in(-.5, .5)*(s.h-boxH)
	tilt, turn := .35, .3
	switch kind {
	case "steep":
		tilt = .85
	case "turned":
		turn = math.Pi / 2
	}
	q := s.lay(inchW/inchH, cx, cy, boxW, boxH, tilt, turn)
	if kind == "cut" {
		q = s.beyond(q)
	}
	page := s.page(kind, inchW, inchH, q)
	s.shadow(s.rnd, q)
	switch kind {
	case "card":
		s.round(page.Image)
	case "folded":
		s.fold(page.Image)
	}
	tint := rgb{1, s.in(.97, 1), s.in(.93, 1)}.times(s.in(.85, 1))
	s.drawOver(page.Image, q, tint)
	s.Quads, s.Pages = append(s.Quads, q), append(s.Pages, page)
	if kind == "hand" {
		for range 1 + s.rnd.IntN(3) {
			s.hand(s.rnd)
		}
	}
}

// lay projects a sheet, tilted and turned by up to what is given in radians,
// into a box.
func (s *snapshot) lay(aspect, cx, cy, boxW, boxH, tilt, turn float64) (q [4][2]float64) {
	ax, ay, az := s.in(-tilt, tilt), s.in(-tilt, tilt)*.7, s.in(-turn, turn)
	f := s.in(.9, 1.4)
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i, c := range [4][2]float64{{-aspect, -1}, {aspect, -1}, {aspect, 1}, {-aspect, 1}} {
		x, y := c[0]*math.Cos(az)-c[1]*math.Sin(az), c[0]*math.Sin(az)+c[1]*math.Cos(az)
		z := y * math.Sin(ax)
		y *= math.Cos(ax)
		x, z = x*math.Cos(ay)+z*math.Sin(ay), z*math.Cos(ay)-x*math.Sin(ay)
		q[i] = [2]float64{f * x / (z + 3.5), f * y / (z + 3.5)}
		minX, maxX = min(minX, q[i][0]), max(maxX, q[i][0])
		minY, maxY = min(minY, q[i][1]), max(maxY, q[i][1])
	}
	k := min(boxW/(maxX-minX), boxH/(maxY-minY))
	for i := range q {
		q[i] = [2]float64{cx + (q[i][0]-(minX+maxX)/2)*k, cy + (q[i][1]-(minY+maxY)/2)*k}
	}
	return q
}

// beyond moves q over one border of the picture by a tenth of its size.
func (s *snapshot) beyond(q [4][2]float64) [4][2]float64 {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range q {
		minX, maxX, minY, maxY = min(minX, c[0]), max(maxX, c[0]), min(minY, c[1]), max(maxY, c[1])
	}
	over := s.in(.03, .12)
	var dx, dy float64
	switch s.rnd.IntN(4) {
	case 0:
		dx = -minX - over*(maxX-minX)
	case 1:
		dx = s.w - maxX + over*(maxX-minX)
	case 2:
		dy = -minY - over*(maxY-minY)
	default:
		dy = s.h - maxY + over*(maxY-minY)
	}
	for i := range q {
		q[i][0], q[i][1] = q[i][0]+dx, q[i][1]+dy
	}
	return q
}

// page makes what is on a document whose place in the picture is q.
func (s *snapshot) page(kind string, inchW, inchH float64, q [4][2]float64) *Page {
	dpi := 1.2 * max(math.Hypot(q[1][0]-q[0][0], q[1][1]-q[0][1])/inchW, math.Hypot(q[3][0]-q[0][0], q[3][1]-q[0][1])/inchH)
	p := NewPage(s.seed*32+uint64(len(s.Pages)), inchW, inchH, dpi)
	w, h := float64(p.Image.Rect.Dx()), float64(p.Image.Rect.Dy())
	box := func(x0, y0, x1, y1 float64, c rgb) {
		p.fill(image.Rect(int(x0*w), int(y0*h), int(x1*w), int(y1*h)), c.pixel())
	}
	colour := func() rgb { return rgb{s.in(20, 220), s.in(20, 220), s.in(20, 220)} }
	switch kind {
	case "dark":
		ink := colour().times(.45)
		for i, v := range p.Image.Pix { // white on a dark colour
			if c := i % 4; c < 3 {
				p.Image.Pix[i] = uint8(ink[c] + (255-float64(v))*.8*(1-ink[c]/255))
			}
		}
	case "card":
		c := rgb{s.in(150, 240), s.in(150, 240), s.in(150, 240)}
		multiply(p.Image, c)
		box(.06, .3, .32, .85, colour())
		if s.rnd.IntN(2) == 0 {
			box(0, 0, 1, .16, colour())
		}
	case "picture":
		box(0, 0, 1, s.in(.08, .25), colour())
		box(s.in(.1, .3), .5, s.in(.6, .9), s.in(.7, .9), colour())
		if s.rnd.IntN(2) == 0 {
			box(0, .93, 1, 1, colour())
		}
	}
	return p
}

func multiply(m *image.NRGBA, c rgb) {
	for i := range m.Pix {
		if k := i % 4; k < 3 {
			m.Pix[i] = uint8(float64(m.Pix[i]) * c[k] / 255)
		}
	}
}

// round makes the corners of a card transparent.
func (s *snapshot) round(m *image.NRGBA) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	r := float64(w) * .037
	for y := range h {
		for x := range w {
			dx := max(r-float64(x), float64(x)-float64(w-1)+r, 0)
			dy := max(r-float64(y), float64(y)-float64(h-1)+r, 0)
			if math.Hypot(dx, dy) > r {
				m.SetNRGBA(x, y, color.NRGBA{})
			}
		}
	}
}

// fold turns one corner over: it shows its back, and the ground beside it. Lines
// across the page stay from having been folded in a letter.
func (s *snapshot) fold(m *image.NRGBA) {
	w, h := float64(m.Rect.Dx()), float64(m.Rect.Dy())
	a, b := s.in(.06, .2)*min(w, h), s.in(.06, .2)*min(w, h)
	right, low := s.rnd.IntN(2) == 0, s.rnd.IntN(2) == 0
	back := uint8(s.in(190, 240))
	for y := range int(h) {
		for x := range int(w) {
			fx, fy := float64(x), float64(y)
			if d := math.Abs(fy - math.Round(fy/h*3)*h/3); d < 1.5 && y > 9 && y < int(h)-9 {
				c := m.NRGBAAt(x, y)
				m.SetNRGBA(x, y, color.NRGBA{c.R - c.R/8, c.G - c.G/8, c.B - c.B/8, 255})
			}
			if right {
				fx = w - 1 - fx
			}
			if low {
				fy = h - 1 - fy
			}
			switch k := fx/a + fy/b; {
			case k < 1:
				m.SetNRGBA(x, y, color.NRGBA{})
			case fx < a && fy < b:
				m.SetNRGBA(x, y, color.NRGBA{back, back, back, 255})
			}
		}
	}
}

// drawOver draws a page that may be transparent in places.
func (s *snapshot) drawOver(m *image.NRGBA, q [4][2]float64, tint rgb) {
	holes := false
	for i := 3; i < len(m.Pix); i += 4 {
		holes = holes || m.Pix[i] == 0
	}
	if !holes {
		s.draw(m, q, tint)
		return
	}
	// What shows through the holes is what is there.
	t := homography(float64(m.Rect.Dx()), float64(m.Rect.Dy()), q)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if m.Pix[m.PixOffset(x, y)+3] != 0 {
				continue
			}
			fx, fy := float64(x)+.5, float64(y)+.5
			z := t[6]*fx + t[7]*fy + t[8]
			u, v := int((t[0]*fx+t[1]*fy+t[2])/z), int((t[3]*fx+t[4]*fy+t[5])/z)
			c := s.Image.NRGBAAt(min(max(u, 0), int(s.w)-1), min(max(v, 0), int(s.h)-1))
			for k, b := range [3]*uint8{&c.R, &c.G, &c.B} {
				*b = uint8(min(float64(*b)/tint[k], 255))
			}
			m.SetNRGBA(x, y, c)
		}
	}
	s.draw(m, q, tint)
}

// several lays two to six receipts side by side, or in two rows.
func (s *snapshot) several() {
	columns, rows := 2+s.rnd.IntN(2), 1+s.rnd.IntN(2)
	for i := range columns * rows {
		inchW, inchH := 3.1, s.in(3.5, 8)
		if s.rnd.IntN(4) == 0 {
			inchW, inchH = inchH, inchW
		}
		cw, ch := s.w/float64(columns), s.h/float64(rows)
		cx, cy := cw*(float64(i%columns)+.5), ch*(float64(i/columns)+.5)
		q := s.lay(inchW/inchH, cx, cy, cw*s.in(.6, .92), ch*s.in(.6, .92), .25, .35)
		page := s.page("several", inchW, inchH, q)
		s.shadow(s.rnd, q)
		s.draw(page.Image, q, rgb{1, s.in(.97, 1), s.in(.93, 1)}.times(s.in(.85, 1)))
		s.Quads, s.Pages = append(s.Quads, q), append(s.Pages, page)
	}
}

// stack lays a sheet on others, which show beside it.
func (s *snapshot) stack() {
	boxW, boxH := s.in(.6, .8)*s.w, s.in(.6, .8)*s.h
	cx, cy := s.w/2, s.h/2
	for range 1 + s.rnd.IntN(3) {
		u := s.unit()
		q := s.lay(8.27/11.69, cx+s.in(-90, 90)*u, cy+s.in(-60, 60)*u, boxW, boxH, .1, .5)
		under := s.page("under", 8.27, 11.69, q)
		s.shadow(s.rnd, q)
		s.draw(under.Image, q, rgb{1, .99, .97}.times(s.in(.7, .95)))
	}
	q := s.lay(8.27/11.69, cx, cy, boxW, boxH, .25, .3)
	page := s.page("stack", 8.27, 11.69, q)
	s.shadow(s.rnd, q)
	s.draw(page.Image, q, rgb{1, .99, .97}.times(s.in(.9, 1)))
	s.Quads, s.Pages = append(s.Quads, q), append(s.Pages, page)
}

// book lays an open book onto the desk: two pages that darken into their fold.
func (s *snapshot) book() {
	q := s.lay(2*6.0/9, s.w/2, s.h/2, s.in(.7, .92)*s.w, s.in(.7, .92)*s.h, .2, .15)
	left, right := s.page("book", 6, 9, q), s.page("book", 6, 9, q)
	w, h := left.Image.Rect.Dx(), left.Image.Rect.Dy()
	both := image.NewNRGBA(image.Rect(0, 0, 2*w, h))
	draw.Draw(both, image.Rect(0, 0, w, h), left.Image, image.Point{}, draw.Src)
	draw.Draw(both, image.Rect(w, 0, 2*w, h), right.Image, image.Point{}, draw.Src)
	reach := s.in(.05, .2) * float64(w)
	for y := range h {
		for x := range 2 * w {
			d := math.Abs(float64(x - w))
			o := both.PixOffset(x, y)
			k := 1 - .55*math.Exp(-d/reach)
			for c := range 3 {
				both.Pix[o+c] = uint8(float64(both.Pix[o+c]) * k)
			}
		}
	}
	s.shadow(s.rnd, q)
	s.draw(both, q, rgb{1, .99, .96}.times(s.in(.85, 1)))
	s.Quads, s.Pages = append(s.Quads, q), append(s.Pages, left, right)
}
