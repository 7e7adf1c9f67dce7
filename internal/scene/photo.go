package scene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// Photo is a photograph of documents on a ground.
type Photo struct {
	Image *image.NRGBA
	Quads [][4][2]float64 // corners of the documents: top left, top right, bottom right, bottom left
	Pages []*Page         // of the documents
	Kind  string          // name of the ground
}

// PhotoOptions choose what is photographed. The zero value is one page.
type PhotoOptions struct {
	Width, Height int // of the photograph; default 1000 x 750
	Documents     int // default 1; more are receipts side by side
	None          bool
	Hard          bool // shadows, low contrast, hands, cut corners are more likely
	Plain         bool // an even ground, good light
}

// Grounds are the names of the backgrounds.
var Grounds = []string{"dark", "bright", "wood", "checkered", "carpet", "granite", "striped", "cluttered"}

// NewPhoto makes a photograph. Page, ground, view and light follow from the
// seed.
func NewPhoto(seed uint64, o PhotoOptions) *Photo {
	rnd := rand.New(rand.NewPCG(seed, 99))
	if o.Width == 0 {
		o.Width, o.Height = 1000, 750
	}
	kind := int(seed % uint64(len(Grounds)))
	if o.Plain {
		kind = 0
	}
	p := &Photo{Image: image.NewNRGBA(image.Rect(0, 0, o.Width, o.Height)), Kind: Grounds[kind]}
	ground(rnd, p.Image, kind)
	n := max(o.Documents, 1)
	if o.None {
		n = 0
	}
	for i := range n {
		p.place(rnd, seed*16+uint64(i), i, n, o)
	}
	if o.Hard && rnd.IntN(3) == 0 && n > 0 {
		p.hand(rnd)
	}
	p.light(rnd, o)
	return p
}

// value is smooth noise of a wavelength in pixels, -1 to 1.
type value struct {
	grid [64][64]float64
	step float64
}

func newValue(rnd *rand.Rand, step float64) *value {
	v := &value{step: step}
	for y := range v.grid {
		for x := range v.grid[y] {
			v.grid[y][x] = rnd.Float64()*2 - 1
		}
	}
	return v
}

func (v *value) at(x, y float64) float64 {
	x, y = x/v.step, y/v.step
	i, j := int(math.Floor(x)), int(math.Floor(y))
	a, b := x-float64(i), y-float64(j)
	a, b = a*a*(3-2*a), b*b*(3-2*b)
	g := func(i, j int) float64 { return v.grid[j&63][i&63] }
	return (g(i, j)*(1-a)+g(i+1, j)*a)*(1-b) + (g(i, j+1)*(1-a)+g(i+1, j+1)*a)*b
}

type rgb [3]float64

func (c rgb) times(f float64) rgb { return rgb{c[0] * f, c[1] * f, c[2] * f} }

func (c rgb) pixel() color.NRGBA {
	b := func(v float64) uint8 { return uint8(min(max(v, 0), 255)) }
	return color.NRGBA{b(c[0]), b(c[1]), b(c[2]), 255}
}

// ground paints the background.
func ground(rnd *rand.Rand, m *image.NRGBA, kind int) {
	base := []rgb{{55, 50, 48}, {205, 200, 190}, {150, 105, 65}, {190, 190, 195}, {110, 105, 120}, {140, 138, 135}, {120, 140, 165}, {125, 110, 95}}[kind]
	base = base.times(.8 + .4*rnd.Float64())
	coarse, fine := newValue(rnd, 60+60*rnd.Float64()), newValue(rnd, 2+3*rnd.Float64())
	angle := rnd.Float64() * math.Pi
	sin, cos := math.Sincos(angle)
	size := 25 + 45*rnd.Float64()
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			fx, fy := float64(x), float64(y)
			u, v := fx*cos+fy*sin, fy*cos-fx*sin
			k := 1 + .06*coarse.at(fx, fy) + .02*fine.at(fx, fy)
			switch Grounds[kind] {
			case "wood":
				k += .14*coarse.at(u/8, v*2) + .06*fine.at(u/12, v)
				if math.Mod(math.Abs(v), 4*size) < 2 {
					k *= .6 // joints between boards
				}
			case "checkered":
				if (int(math.Floor(u/size))+int(math.Floor(v/size)))&1 == 0 {
					k *= .45
				}
			case "carpet":
				k += .25 * fine.at(fx, fy)
			case "granite":
				k += .3*fine.at(fx/2, fy/2)*fine.at(fy, fx) + .08*fine.at(fx*2, fy*2)
			case "striped":
				if math.Mod(math.Abs(u), size) < size/3 {
					k *= .7
				}
			}
			m.SetNRGBA(x, y, base.times(k).pixel())
		}
	}
	if Grounds[kind] == "cluttered" {
		for range 14 {
			clutter(rnd, m)
		}
	}
}

// clutter draws a dark or coloured box, as a key, pen or book.
func clutter(rnd *rand.Rand, m *image.NRGBA) {
	w, h := float64(m.Rect.Dx()), float64(m.Rect.Dy())
	cx, cy := rnd.Float64()*w, rnd.Float64()*h
	a, b := w*(.01+.06*rnd.Float64()), h*(.01+.05*rnd.Float64())
	sin, cos := math.Sincos(rnd.Float64() * math.Pi)
	c := rgb{150 * rnd.Float64(), 150 * rnd.Float64(), 150 * rnd.Float64()}
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			if math.Abs(dx*cos+dy*sin) < a && math.Abs(dy*cos-dx*sin) < b {
				m.SetNRGBA(x, y, c.pixel())
			}
		}
	}
}

// place puts document i of n into the picture.
func (p *Photo) place(rnd *rand.Rand, seed uint64, i, n int, o PhotoOptions) {
	w, h := float64(o.Width), float64(o.Height)
	inchW, inchH := 8.27, 11.69
	switch {
	case n > 1 || rnd.IntN(4) == 0:
		inchW, inchH = 3.1, 4.5+3.5*rnd.Float64() // a receipt
	case rnd.IntN(3) == 0:
		inchW, inchH = inchH, inchW
	}
	// The part of the picture that the document may fill.
	cellW, cellH := w/float64(n), h
	cx, cy := cellW*(float64(i)+.5), h/2
	fill := .72 + .2*rnd.Float64()
	q := view(rnd, inchW/inchH, cx, cy, cellW*fill, cellH*fill, w)
	if o.Hard && n == 1 && rnd.IntN(4) == 0 {
		dx, dy := (rnd.Float64()-.5)*.25*w, (rnd.Float64()-.5)*.25*h
		for k := range q {
			q[k][0], q[k][1] = q[k][0]+dx, q[k][1]+dy
		}
	}
	dpi := 1.2 * max(math.Hypot(q[1][0]-q[0][0], q[1][1]-q[0][1])/inchW, math.Hypot(q[3][0]-q[0][0], q[3][1]-q[0][1])/inchH)
	page := NewPage(seed, inchW, inchH, dpi)
	tint := rgb{1, .995 - .02*rnd.Float64(), .985 - .05*rnd.Float64()}.times(.9 + .08*rnd.Float64())
	p.shadow(rnd, q)
	p.draw(page.Image, q, tint)
	p.Quads, p.Pages = append(p.Quads, q), append(p.Pages, page)
}

// view projects a sheet of an aspect, seen from somewhere above, into a box
// about (cx, cy).
func view(rnd *rand.Rand, aspect, cx, cy, boxW, boxH, width float64) (q [4][2]float64) {
	ax, ay, az := (rnd.Float64()-.5)*.9, (rnd.Float64()-.5)*.7, (rnd.Float64()-.5)*.7
	f := width * (.9 + .5*rnd.Float64())
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i, c := range [4][2]float64{{-aspect, -1}, {aspect, -1}, {aspect, 1}, {-aspect, 1}} {
		x, y, z := c[0]*math.Cos(az)-c[1]*math.Sin(az), c[0]*math.Sin(az)+c[1]*math.Cos(az), 0.0
		y, z = y*math.Cos(ax), y*math.Sin(ax)
		x, z = x*math.Cos(ay)+z*math.Sin(ay), -x*math.Sin(ay)+z*math.Cos(ay)
		q[i] = [2]float64{f * x / (z + 4), f * y / (z + 4)}
		minX, maxX = min(minX, q[i][0]), max(maxX, q[i][0])
		minY, maxY = min(minY, q[i][1]), max(maxY, q[i][1])
	}
	k := min(boxW/(maxX-minX), boxH/(maxY-minY))
	for i := range q {
		q[i] = [2]float64{cx + (q[i][0]-(minX+maxX)/2)*k, cy + (q[i][1]-(minY+maxY)/2)*k}
	}
	return q
}

// shadow darkens the ground beside a sheet.
func (p *Photo) shadow(rnd *rand.Rand, q [4][2]float64) {
	dx, dy := (rnd.Float64()-.5)*16, 2+8*rnd.Float64()
	deep, soft := .15+.35*rnd.Float64(), 4+10*rnd.Float64()
	p.each(q, soft+20, func(x, y int) {
		d := depth(q, float64(x)+.5-dx, float64(y)+.5-dy)
		if k := min(max(.5+d/soft, 0), 1); k > 0 {
			p.scale(x, y, 1-deep*k)
		}
	})
}

// depth is the distance of a point to the nearest side of q, positive inside.
func depth(q [4][2]float64, x, y float64) float64 {
	d := math.Inf(1)
	for i, a := range q {
		b := q[(i+1)%4]
		ex, ey := b[0]-a[0], b[1]-a[1]
		d = min(d, (ex*(y-a[1])-ey*(x-a[0]))/math.Hypot(ex, ey))
	}
	return d
}

// each calls f for the pixels near q.
func (p *Photo) each(q [4][2]float64, margin float64, f func(x, y int)) {
	r := image.Rectangle{Min: image.Pt(1<<30, 1<<30), Max: image.Pt(-1<<30, -1<<30)}
	for _, c := range q {
		r.Min.X, r.Min.Y = min(r.Min.X, int(c[0]-margin)), min(r.Min.Y, int(c[1]-margin))
		r.Max.X, r.Max.Y = max(r.Max.X, int(c[0]+margin)+1), max(r.Max.Y, int(c[1]+margin)+1)
	}
	r = r.Intersect(p.Image.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			f(x, y)
		}
	}
}

func (p *Photo) scale(x, y int, k float64) {
	c := p.Image.NRGBAAt(x, y)
	p.Image.SetNRGBA(x, y, rgb{float64(c.R), float64(c.G), float64(c.B)}.times(k).pixel())
}

// draw projects a page onto its quadrilateral with smooth borders.
func (p *Photo) draw(page *image.NRGBA, q [4][2]float64, tint rgb) {
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	t := inverse(homography(w, h, q))
	p.each(q, 2, func(x, y int) {
		cover := min(max(depth(q, float64(x)+.5, float64(y)+.5)+.5, 0), 1)
		if cover == 0 {
			return
		}
		var sum rgb
		const n = 2 // samples each way
		for k := range n * n {
			fx, fy := float64(x)+(float64(k%n)+.5)/n, float64(y)+(float64(k/n)+.5)/n
			z := t[6]*fx + t[7]*fy + t[8]
			u, v := (t[0]*fx+t[1]*fy+t[2])/z, (t[3]*fx+t[4]*fy+t[5])/z
			c := page.NRGBAAt(int(min(max(u, 0), w-1)), int(min(max(v, 0), h-1)))
			sum[0], sum[1], sum[2] = sum[0]+float64(c.R)*tint[0], sum[1]+float64(c.G)*tint[1], sum[2]+float64(c.B)*tint[2]
		}
		sum = sum.times(cover / (n * n))
		old := p.Image.NRGBAAt(x, y)
		under := rgb{float64(old.R), float64(old.G), float64(old.B)}.times(1 - cover)
		p.Image.SetNRGBA(x, y, rgb{sum[0] + under[0], sum[1] + under[1], sum[2] + under[2]}.pixel())
	})
}

// homography maps (0, 0)-(w, h) to q.
func homography(w, h float64, q [4][2]float64) [9]float64 {
	dx1, dx2 := q[1][0]-q[2][0], q[3][0]-q[2][0]
	dy1, dy2 := q[1][1]-q[2][1], q[3][1]-q[2][1]
	sx, sy := q[0][0]-q[1][0]+q[2][0]-q[3][0], q[0][1]-q[1][1]+q[2][1]-q[3][1]
	den := dx1*dy2 - dx2*dy1
	g, k := (sx*dy2-dx2*sy)/den, (dx1*sy-sx*dy1)/den
	return [9]float64{(q[1][0] - q[0][0] + g*q[1][0]) / w, (q[3][0] - q[0][0] + k*q[3][0]) / h, q[0][0],
		(q[1][1] - q[0][1] + g*q[1][1]) / w, (q[3][1] - q[0][1] + k*q[3][1]) / h, q[0][1], g / w, k / h, 1}
}

// inverse is the adjugate, which is the inverse up to a factor.
func inverse(t [9]float64) [9]float64 {
	return [9]float64{
		t[4]*t[8] - t[5]*t[7], t[2]*t[7] - t[1]*t[8], t[1]*t[5] - t[2]*t[4],
		t[5]*t[6] - t[3]*t[8], t[0]*t[8] - t[2]*t[6], t[2]*t[3] - t[0]*t[5],
		t[3]*t[7] - t[4]*t[6], t[1]*t[6] - t[0]*t[7], t[0]*t[4] - t[1]*t[3],
	}
}

// hand lays a finger over one side of the first document.
func (p *Photo) hand(rnd *rand.Rand) {
	q := p.Quads[0]
	i := rnd.IntN(4)
	a, b := q[i], q[(i+1)%4]
	k := .25 + .5*rnd.Float64()
	x0, y0 := a[0]+(b[0]-a[0])*k, a[1]+(b[1]-a[1])*k
	size := float64(p.Image.Rect.Dx()) * (.025 + .02*rnd.Float64())
	skin := rgb{215, 165, 135}.times(.6 + .4*rnd.Float64())
	ex, ey := b[0]-a[0], b[1]-a[1]
	l := math.Hypot(ex, ey)
	nx, ny := ey/l, -ex/l // outwards
	p.each([4][2]float64{{x0, y0}, {x0 + nx*5*size, y0}, {x0, y0 + ny*5*size}, {x0 + nx*5*size, y0 + ny*5*size}}, 2*size, func(x, y int) {
		dx, dy := float64(x)-x0, float64(y)-y0
		along, across := dx*nx+dy*ny, dx*ny-dy*nx
		inside := size - math.Abs(across)
		if along < 0 {
			inside = size - math.Hypot(across, along)
		}
		if inside > 0 {
			p.Image.SetNRGBA(x, y, skin.times(.75+.25*min(1, inside/size*2)).pixel())
		}
	})
}

// light adds a gradient, perhaps a cast shadow, and the noise of the sensor.
func (p *Photo) light(rnd *rand.Rand, o PhotoOptions) {
	w, h := float64(o.Width), float64(o.Height)
	gx, gy := (rnd.Float64()-.5)*.5, (rnd.Float64()-.5)*.5
	level := .85 + .15*rnd.Float64()
	shadow := !o.Plain && (o.Hard || rnd.IntN(3) == 0)
	sin, cos := math.Sincos(rnd.Float64() * 2 * math.Pi)
	offset, deep, soft := (rnd.Float64()-.5)*.5*w, .2+.3*rnd.Float64(), 15+60*rnd.Float64()
	noise := 2 + 5*rnd.Float64()
	if o.Plain {
		gx, gy, noise = gx/5, gy/5, 1
	}
	for y := range o.Height {
		for x := range o.Width {
			k := level * (1 + gx*(float64(x)/w-.5) + gy*(float64(y)/h-.5))
			if shadow {
				d := (float64(x)-w/2)*cos + (float64(y)-h/2)*sin - offset
				k *= 1 - deep*min(max(.5+d/soft, 0), 1)
			}
			c := p.Image.NRGBAAt(x, y)
			p.Image.SetNRGBA(x, y, rgb{float64(c.R)*k + rnd.NormFloat64()*noise, float64(c.G)*k + rnd.NormFloat64()*noise,
				float64(c.B)*k + rnd.NormFloat64()*noise}.pixel())
		}
	}
}
