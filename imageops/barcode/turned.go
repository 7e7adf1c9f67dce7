package barcode

import (
	"image"
	"math"

	"github.com/docket-go/docket/imageops"
)

// angles are those, in degrees and clockwise, by which what lies at a place may
// be turned: that of most of its edges, which are those of bars and modules. It
// is known up to a quarter. Where edges have no direction in common there is none.
func angles(g *image.Gray, at image.Rectangle) []float64 {
	var re, im, all float64
	step := max(1, max(at.Dx(), at.Dy())/400)
	for y := at.Min.Y + 1; y < at.Max.Y-1; y += step {
		for x := at.Min.X + 1; x < at.Max.X-1; x += step {
			i := y*g.Stride + x
			dx := float64(g.Pix[i+1]) - float64(g.Pix[i-1]) + .5*(float64(g.Pix[i+1-g.Stride])-float64(g.Pix[i-1-g.Stride])+float64(g.Pix[i+1+g.Stride])-float64(g.Pix[i-1+g.Stride]))
			dy := float64(g.Pix[i+g.Stride]) - float64(g.Pix[i-g.Stride]) + .5*(float64(g.Pix[i+g.Stride-1])-float64(g.Pix[i-g.Stride-1])+float64(g.Pix[i+g.Stride+1])-float64(g.Pix[i-g.Stride+1]))
			m := dx*dx + dy*dy
			if m < 900 {
				continue
			}
			// The fourth power of the direction is the same for all four sides.
			a, b := (dx*dx-dy*dy)/m, 2*dx*dy/m
			re, im, all = re+m*(a*a-b*b), im+m*2*a*b, all+m
		}
	}
	if all == 0 || math.Hypot(re, im) < .15*all {
		return nil
	}
	angle := math.Atan2(im, re) / 4 * 180 / math.Pi
	if math.Abs(angle) < 1.5 {
		return nil // as it lies
	}
	return []float64{angle}
}

// around is the rectangle, turned clockwise by an angle, around the ink of a place,
// with a margin. It begins with the corner that is to the top left once it is
// turned back.
func (p place) around(angle float64) imageops.Quad {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	minU, minV, maxU, maxV := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	half := (math.Abs(sin) + math.Abs(cos)) / 2
	for _, c := range p.cells {
		x, y := float64(c.X)+.5, float64(c.Y)+.5
		u, v := x*cos+y*sin, y*cos-x*sin
		minU, maxU = min(minU, u-half), max(maxU, u+half)
		minV, maxV = min(minV, v-half), max(maxV, v+half)
	}
	const margin = 1 // cells
	minU, minV, maxU, maxV = minU-margin, minV-margin, maxU+margin, maxV+margin
	var q imageops.Quad
	for i, c := range [4][2]float64{{minU, minV}, {maxU, minV}, {maxU, maxV}, {minU, maxV}} {
		k := float64(p.cell)
		q[i] = imageops.Point{X: k * (c[0]*cos - c[1]*sin), Y: k * (c[0]*sin + c[1]*cos)}
	}
	return q
}
