package scene

import (
	"image"
	"math"
	"math/rand/v2"
	"sort"
)

// Curved is a page that was not flat when it was photographed from above.
type Curved struct {
	*Page  // flat; its boxes are in pixels of the flat page
	Photo  *image.Gray
	bend   bend
	centre [2]float64 // of the view, in pixels
}

// CurvedOptions say how a page is bent. The zero value leaves it to the seed.
type CurvedOptions struct {
	Flat bool // not at all: the page is photographed all the same
	// Rise is how far the paper rises or sinks as a share of its width; default
	// between .05 and .15.
	Rise float64
}

// bend is the shape of a page along its width.
type bend struct {
	z []float64 // height above the table by way along the paper, in pixels
	x []float64 // place across the table
	m []float64 // how much larger it is seen
	u []float64 // place in the photograph
}

// NewCurved makes a photograph, from straight above, of a page of size A4 that is
// bent about an upright axis: sunk into the fold of a book at its left or right
// border, or rolled. Its shape, text and the place of the camera follow from the
// seed.
func NewCurved(seed uint64, dpi float64, o CurvedOptions) *Curved {
	rnd := rand.New(rand.NewPCG(seed, 99))
	c := &Curved{Page: NewPage(seed, 8.27, 11.69, dpi)}
	w, h := c.Image.Rect.Dx(), c.Image.Rect.Dy()
	rise := o.Rise
	if rise == 0 {
		rise = .05 + .1*rnd.Float64()
	}
	kind, length, up := rnd.IntN(3), .15+.2*rnd.Float64(), rnd.IntN(2) == 0
	if o.Flat {
		rise = 0
	}
	shape := func(t float64) float64 {
		switch kind {
		case 0: // into the fold at the left
			return -rise * math.Exp(-t/length)
		case 1:
			return -rise * math.Exp(-(1-t)/length)
		}
		if up {
			return rise * 4 * t * (1 - t)
		}
		return rise * (2*t - 1) * (2*t - 1)
	}
	c.centre = [2]float64{float64(w) * (.4 + .2*rnd.Float64()), float64(h) * (.4 + .2*rnd.Float64())}
	c.bend = newBend(w, shape, c.centre[0], float64(h)*(1.3+.7*rnd.Float64()))
	c.render(rnd)
	return c
}

// newBend follows the paper, whose length does not change, and sees it from a
// height.
func newBend(w int, shape func(float64) float64, centre, height float64) bend {
	var b bend
	x, last := 0.0, shape(0)*float64(w)
	for i := range w + 1 {
		z := shape(float64(i)/float64(w)) * float64(w)
		if i > 0 {
			x += math.Sqrt(max(0, 1-(z-last)*(z-last)))
		}
		last = z
		b.z, b.x = append(b.z, z), append(b.x, x)
	}
	shift := (float64(w) - x) / 2
	for i, z := range b.z {
		m := height / (height - z)
		b.m = append(b.m, m)
		b.u = append(b.u, centre+(b.x[i]+shift-centre)*m)
	}
	return b
}

// ToPage maps a point of the photograph to the flat page, both in pixels.
func (c *Curved) ToPage(x, y float64) (float64, float64) {
	i := min(max(sort.SearchFloat64s(c.bend.u, x), 1), len(c.bend.u)-1)
	k := (x - c.bend.u[i-1]) / (c.bend.u[i] - c.bend.u[i-1])
	m := c.bend.m[i-1] + k*(c.bend.m[i]-c.bend.m[i-1])
	return float64(i-1) + k, c.centre[1] + (y-c.centre[1])/m
}

// FromPage maps a point of the flat page to the photograph.
func (c *Curved) FromPage(x, y float64) (float64, float64) {
	i := min(max(int(x), 0), len(c.bend.u)-2)
	k := x - float64(i)
	m := c.bend.m[i] + k*(c.bend.m[i+1]-c.bend.m[i])
	return c.bend.u[i] + k*(c.bend.u[i+1]-c.bend.u[i]), c.centre[1] + (y-c.centre[1])*m
}

// render makes the photograph: paper is darker where it leans, and pixels are
// noisy.
func (c *Curved) render(rnd *rand.Rand) {
	w, h := c.Image.Rect.Dx(), c.Image.Rect.Dy()
	c.Photo = image.NewGray(image.Rect(0, 0, w, h))
	for x := range w {
		px, _ := c.ToPage(float64(x)+.5, 0)
		i := min(max(int(px), 0), w-1)
		light := 1 - .35*math.Abs(c.bend.z[i+1]-c.bend.z[i])
		for y := range h {
			_, py := c.ToPage(float64(x)+.5, float64(y)+.5)
			v := c.tone(px-.5, py-.5)*light - 6 + 2*rnd.NormFloat64()
			c.Photo.Pix[y*c.Photo.Stride+x] = uint8(min(max(v, 0), 255))
		}
	}
}

// tone is the grey of the flat page between its pixels, white beside it.
func (c *Curved) tone(x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	at := func(u, v int) float64 {
		if !(image.Point{X: u, Y: v}).In(c.Image.Rect) {
			return 255
		}
		p := c.Image.Pix[c.Image.PixOffset(u, v):]
		return .299*float64(p[0]) + .587*float64(p[1]) + .114*float64(p[2])
	}
	u, v, fx, fy := int(x0), int(y0), x-x0, y-y0
	return (at(u, v)*(1-fx)+at(u+1, v)*fx)*(1-fy) + (at(u, v+1)*(1-fx)+at(u+1, v+1)*fx)*fy
}
