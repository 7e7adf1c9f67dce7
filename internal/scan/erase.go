package scan

import (
	"image"
	"math"
	"slices"

	"github.com/docket-go/docket/imageops"
)

// leastErased is the length in points from which Erased takes a line for a
// ruling: no stroke of text is as long.
const leastErased = 30

// Erased returns the image without its standing rulings and those that cross
// them, for OCR: beside a letter, or round a figure in a narrow cell, they read
// as letters. Strokes of letters that touch a ruling stay. The image itself is
// not changed; where it has no such rulings it is returned as it is.
func (p *Page) Erased() image.Image {
	k := p.dpi / 72
	var out *image.Gray
	for _, r := range p.found.Rulings {
		b := r.Box()
		if max(b.Width(), b.Height()) < leastErased*k || r.Horizontal() && !p.crossed(r) {
			continue
		}
		if out == nil {
			out = imageops.ToGray(p.img)
		}
		erase(out, r, 0.4*k)
	}
	if out == nil {
		return p.img
	}
	return out
}

// crossed reports whether a standing ruling meets the lying one r: then both
// bound cells, and r is no underline.
func (p *Page) crossed(r imageops.Ruling) bool {
	b, k := r.Box(), p.dpi/72
	return slices.ContainsFunc(p.found.Rulings, func(v imageops.Ruling) bool {
		c := v.Box()
		return !v.Horizontal() && c.Height() >= leastErased*k/2 &&
			c.X0 < b.X1+2*k && c.X1 > b.X0-2*k && c.Y0 < b.Y1+2*k && c.Y1 > b.Y0-2*k
	})
}

// leastContrast is the difference in grey levels to the paper from which a
// pixel belongs to a line.
const leastContrast = 24

// erase paints paper over a ruling and margin pixels at either side. It follows
// the line, which may be skewed, and looks at it across: where ink goes on
// beyond the margin, a letter crosses or touches the line and all is left.
func erase(g *image.Gray, r imageops.Ruling, margin float64) {
	reach := int(math.Ceil(r.Width/2 + margin))
	from, to := r.From, r.To
	step, side := 1, g.Stride // along the line, and across it
	along, across := g.Rect.Dx(), g.Rect.Dy()
	if !r.Horizontal() {
		from.X, from.Y, to.X, to.Y = from.Y, from.X, to.Y, to.X
		step, side, along, across = side, step, across, along
	}
	slope := 0.0
	if to.X > from.X {
		slope = (to.Y - from.Y) / (to.X - from.X)
	}
	for x := max(0, int(from.X)-1); x < min(along, int(to.X)+2); x++ {
		c := int(from.Y + (float64(x)+0.5-from.X)*slope)
		if c-reach-1 < 0 || c+reach+1 >= across {
			continue
		}
		at := func(d int) *uint8 { return &g.Pix[x*step+(c+d)*side] }
		paper := max(*at(-reach - 1), *at(reach + 1))
		line := min(*at(-1), *at(0), *at(1))
		if int(paper)-int(line) < leastContrast {
			continue
		}
		ink := uint8((int(paper) + int(line)) / 2)
		if *at(-reach - 1) < ink || *at(reach + 1) < ink {
			continue
		}
		for d := -reach; d <= reach; d++ {
			*at(d) = paper
		}
	}
}
