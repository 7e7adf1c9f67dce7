package scene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// BentPhoto is a photograph, from somewhere above, of a page on a desk that is
// not flat.
type BentPhoto struct {
	*Curved // its Photo is of the page from straight above
	Image   *image.NRGBA
	edge    float64 // of what is seen from straight above beside the page, in pixels
	view    [9]float64
}

// NewBentPhoto makes a photograph of w by h pixels. All follows from the seed.
func NewBentPhoto(seed uint64, w, h int, o CurvedOptions) *BentPhoto {
	p := &BentPhoto{Curved: NewCurved(seed, 150, o)}
	s := &snapshot{Photo: &Photo{Image: image.NewNRGBA(image.Rect(0, 0, w, h))}, rnd: rand.New(rand.NewPCG(seed, 4321)), seed: seed, w: float64(w), h: float64(h)}
	tone := [3]rgb{{60, 52, 48}, {95, 70, 50}, {70, 90, 120}}[s.rnd.IntN(3)]
	if s.rnd.IntN(2) == 0 {
		s.boards(tone)
	} else {
		s.even(tone)
	}
	page := p.Curved.Image.Rect
	p.edge = math.Ceil(.1 * float64(page.Dx()))
	sheet := p.sheet()
	q := s.lay(float64(sheet.Rect.Dx())/float64(sheet.Rect.Dy()), s.w/2, s.h/2, s.w, s.h, .25, .12)
	p.view = homography(float64(sheet.Rect.Dx()), float64(sheet.Rect.Dy()), q)
	s.drawOver(sheet, q, rgb{1, .99, .96})
	s.expose()
	p.Image = s.Image
	return p
}

// sheet is the bent page as it is seen from straight above, and nothing beside it.
func (p *BentPhoto) sheet() *image.NRGBA {
	page := p.Curved.Image.Rect
	out := image.NewNRGBA(image.Rect(0, 0, page.Dx()+2*int(p.edge), page.Dy()+2*int(p.edge)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			px, py := p.ToPage(float64(x)+.5-p.edge, float64(y)+.5-p.edge)
			if px < 0 || py < 0 || px >= float64(page.Dx()) || py >= float64(page.Dy()) {
				continue
			}
			i := int(px)
			k := 1 - .35*math.Abs(p.bend.z[i+1]-p.bend.z[i])
			v := uint8(min(max(p.tone(px-.5, py-.5)*k-6, 0), 255))
			out.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
		}
	}
	return out
}

// ToPhoto maps a point of the flat page to the photograph, both in pixels.
func (p *BentPhoto) ToPhoto(x, y float64) (float64, float64) {
	x, y = p.FromPage(x, y)
	x, y = x+p.edge, y+p.edge
	t := p.view
	z := t[6]*x + t[7]*y + t[8]
	return (t[0]*x + t[1]*y + t[2]) / z, (t[3]*x + t[4]*y + t[5]) / z
}
