package layout

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A segment is a horizontal or vertical ruling in the frame: at is its fixed
// coordinate, lo and hi its extent.
type segment struct{ at, lo, hi float64 }

func (s segment) length() float64 { return s.hi - s.lo }

// shapes takes the rulings, fills and images of in into the frame. Thin fills
// count as rulings, near-white ones do not count.
func (p *prepared) shapes(in *PageInput, o Options) {
	var boxes []Rect
	for i := range in.Rulings {
		if b := in.Rulings[i].Box; usable(b) {
			boxes = append(boxes, p.frame.in(upright(b)))
		}
	}
	for i := range in.Fills {
		f := in.Fills[i]
		if !usable(f.Box) || luminance(f.Color) > 0.985 {
			continue
		}
		b := p.frame.in(upright(f.Box))
		if w, h := b.Width(), b.Height(); min(w, h) <= 3 && max(w, h) > 3*min(w, h) {
			boxes = append(boxes, b)
		} else if min(w, h) > 4 && len(p.fills) < o.MaxRulings {
			p.fills = append(p.fills, Fill{b, f.Color})
		}
	}
	if len(boxes) > o.MaxRulings {
		p.warning = append(p.warning, fmt.Sprintf("layout: %d rulings, only the longest %d were used", len(boxes), o.MaxRulings))
		slices.SortStableFunc(boxes, func(a, b Rect) int {
			return cmp.Compare(max(b.Width(), b.Height()), max(a.Width(), a.Height()))
		})
		boxes = boxes[:o.MaxRulings]
	}
	for _, b := range boxes {
		c := b.Center()
		switch w, h := b.Width(), b.Height(); {
		case w >= h && w > 4:
			p.hr = append(p.hr, segment{c.Y, b.X0, b.X1})
		case h > w && h > 4:
			p.vr = append(p.vr, segment{c.X, b.Y0, b.Y1})
		}
	}
	p.hr, p.vr = mergeSegments(p.hr), mergeSegments(p.vr)
	p.things(in, o)
}

// things takes the form fields, ticks, marks and images of in into the frame.
func (p *prepared) things(in *PageInput, o Options) {
	for _, f := range in.Fields {
		if usable(f.Box) && len(p.fields) < o.MaxRulings {
			f.Box = p.frame.in(upright(f.Box))
			p.fields = append(p.fields, f)
		}
	}
	for _, t := range in.Ticks {
		if usable(t) && len(p.ticks) < maxBoxes {
			p.ticks = append(p.ticks, p.frame.in(upright(t)))
		}
	}
	for _, m := range in.Marks {
		if usable(m.Box) && len(p.marks) < o.MaxRulings {
			m.Box = p.frame.in(upright(m.Box))
			p.marks = append(p.marks, m)
		}
	}
	for i := range in.Images {
		if b := in.Images[i].Box; usable(b) {
			p.images = append(p.images, Image{p.frame.in(upright(b)), in.Images[i].Alt})
		}
	}
	if len(p.images) > maxImages {
		slices.SortStableFunc(p.images, func(a, b Image) int { return cmp.Compare(b.Box.Area(), a.Box.Area()) })
		p.images = p.images[:maxImages]
		p.warning = append(p.warning, "layout: too many images on the page, the smaller ones were not looked at")
	}
}

// luminance returns the lightness 0..1 of a #rrggbb colour; unknown is mid grey.
func luminance(c string) float64 {
	if len(c) != 7 || c[0] != '#' {
		return 0.5
	}
	var r, g, b int
	if _, err := fmt.Sscanf(c[1:], "%02x%02x%02x", &r, &g, &b); err != nil {
		return 0.5
	}
	return float64(r+g+b) / (3 * 255)
}

// mergeSegments snaps parallel rulings that lie within a stroke of each other
// and joins those that touch.
func mergeSegments(s []segment) []segment {
	slices.SortFunc(s, func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi))
	})
	var out []segment
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && s[j].at-s[j-1].at <= 1.2 && s[j].at-s[i].at <= 3 {
			j++
		}
		out = append(out, joinSegments(s[i:j])...)
		i = j
	}
	return out
}

// joinSegments joins what touches among segments of nearly one coordinate.
func joinSegments(s []segment) []segment {
	g := slices.Clone(s)
	at, weight := 0.0, 0.0
	for _, x := range g {
		at += x.at * x.length()
		weight += x.length()
	}
	at /= math.Max(weight, 1e-9)
	slices.SortFunc(g, func(a, b segment) int { return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi)) })
	out := []segment{{at, g[0].lo, g[0].hi}}
	for _, x := range g[1:] {
		if c := &out[len(out)-1]; x.lo <= c.hi+2.5 {
			c.hi = max(c.hi, x.hi)
		} else {
			out = append(out, segment{at, x.lo, x.hi})
		}
	}
	return out
}
