package layout

import (
	"math"
	"slices"
)

// Drawn checkboxes are squares of this size in points, with nothing or a tick in them.
const (
	leastBox = 5
	mostBox  = 18
	maxBoxes = 2000 // short standing lines up to which squares are looked for

	leastTick = 0.4 // size of what ticks a square, of its own
)

// drawnBoxes adds the squares that lines of the page make to its marks, unless
// others touch them, as the cells for single letters of a form do. The tick in
// a square becomes its state and stands on no line.
func (p *prepared) drawnBoxes() {
	var sides []segment
	for _, v := range p.vr {
		if v.length() >= leastBox && v.length() <= mostBox {
			sides = append(sides, v)
		}
	}
	if len(sides) > maxBoxes {
		return
	}
	var squares []Rect
	for i, a := range sides { // sorted by coordinate
		for _, b := range sides[i+1:] {
			if b.at-a.at > 1.35*a.length() {
				break
			}
			if b.at-a.at > 0.75*a.length() && math.Abs(a.lo-b.lo) < 1.2 && math.Abs(a.hi-b.hi) < 1.2 &&
				p.lineAt(a.lo, a.at, b.at) && p.lineAt(a.hi, a.at, b.at) {
				squares = append(squares, Rect{a.at, a.lo, b.at, a.hi})
				break
			}
		}
	}
	for i, q := range squares {
		near := q.Inset(-2)
		if !slices.ContainsFunc(squares[:i], near.meets) && !slices.ContainsFunc(squares[i+1:], near.meets) {
			p.addBox(q)
		}
	}
}

// lineAt reports whether a line from x0 to x1, hardly longer, lies at height y.
func (p *prepared) lineAt(y, x0, x1 float64) bool {
	return slices.ContainsFunc(p.hr, func(h segment) bool {
		return math.Abs(h.at-y) < 1.5 && math.Abs(h.lo-x0) < 1.5 && math.Abs(h.hi-x1) < 1.5
	})
}

// addBox makes a mark of a square that holds nothing but a tick.
func (p *prepared) addBox(q Rect) {
	m := Mark{Box: q, Kind: "checkbox", Confidence: 0.8}
	tick := -1
	for i := range p.runs {
		if !q.Contains(p.runs[i].Center()) {
			continue
		}
		switch p.runs[i].text {
		case "x", "X", "×", "✓", "✔", "✗", "✘", "☓", "•", "■", "●":
			tick, m.Checked = i, true
		default:
			return
		}
	}
	if slices.ContainsFunc(p.marks, func(o Mark) bool { return o.Box.IoU(q) > 0.3 }) ||
		slices.ContainsFunc(p.fields, func(f Field) bool { return f.Box.Overlap(q) > 0.5 || q.Overlap(f.Box) > 0.5 }) {
		return
	}
	for _, f := range p.fills {
		m.Checked = m.Checked || q.Contains(f.Box.Center()) && f.Box.Area() < 0.9*q.Area() && luminance(f.Color) < 0.4
	}
	for _, t := range p.ticks {
		m.Checked = m.Checked || q.Inset(-1).Contains(t.Center()) && t.Width() < 1.6*q.Width() && t.Width() > leastTick*q.Width() && t.Height() > leastTick*q.Height()
	}
	p.marks = append(p.marks, m)
	if tick >= 0 {
		p.rest = append(p.rest, p.runs[tick].ids...)
		p.runs = slices.Delete(p.runs, tick, tick+1)
	}
}

// meets reports whether r and o have a point in common.
func (r Rect) meets(o Rect) bool {
	return r.X0 <= o.X1 && o.X0 <= r.X1 && r.Y0 <= o.Y1 && o.Y0 <= r.Y1
}
