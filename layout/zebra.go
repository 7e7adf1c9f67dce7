package layout

import (
	"math"
	"slices"
)

// Fills of rows are told by their height and by how much of the table's width
// they cover.
const (
	mostStripe  = 8   // height in font sizes
	stripeShare = 0.9 // of the width
	leastTurns  = 3   // changes between rows on fills and others
)

// stripes returns the borders between rows that stand on fills, from top to
// bottom: the upper and lower ends of fills as wide as box. Fills of cells
// beside each other count as one. It returns nil where fewer than two stand
// apart or one below the other: then they are no rows.
func (p *prepared) stripes(box Rect) []float64 {
	var bands []Rect
	for _, f := range p.fills {
		b := f.Box.Intersect(Rect{box.X0 - 2*p.body, box.Y0 - p.body, box.X1 + 2*p.body, box.Y1 + p.body})
		if b.IsZero() || f.Box.Height() > mostStripe*p.body || b.Height() < 0.7*f.Box.Height() {
			continue
		}
		k := slices.IndexFunc(bands, func(o Rect) bool { return math.Abs(o.Y0-f.Box.Y0) < 1.5 && math.Abs(o.Y1-f.Box.Y1) < 1.5 })
		if k < 0 {
			bands = append(bands, Rect{b.X0, f.Box.Y0, b.X1, f.Box.Y1})
		} else {
			bands[k] = bands[k].Union(Rect{b.X0, f.Box.Y0, b.X1, f.Box.Y1})
		}
	}
	var seps []float64
	n := 0
	for _, b := range bands {
		if b.Width() < stripeShare*box.Width() {
			continue
		}
		n++
		for _, y := range []float64{b.Y0, b.Y1} {
			if !slices.ContainsFunc(seps, func(o float64) bool { return math.Abs(o-y) < 1.5 }) {
				seps = append(seps, y)
			}
		}
	}
	if n < 2 {
		return nil
	}
	slices.Sort(seps)
	return seps
}
