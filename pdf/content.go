package pdf

import (
	"math"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

const (
	maxRulingWidth  = 3       // points; a filled box thinner than that is a line
	minRulingLength = 3       // points
	straight        = 0.5     // points by which a line may be off the axis
	maxSegments     = 20_000  // of one path; more is a drawing
	maxDrawn        = 100_000 // rulings and fills of a page
	minTick         = 2       // points; a drawing from this size up to the next may tick a box
	maxTick         = 24
	maxTicks        = 5_000
)

// A contentReader gathers what is drawn on a page besides text.
type contentReader struct {
	view    view
	bounds  layout.Rect
	rulings []layout.Ruling
	fills   []layout.Fill
	images  []layout.Image
	ticks   []layout.Rect
	objects int // that leave ink: paths, pictures, shadings
}

func newContentReader(v view) *contentReader {
	s := v.size()
	return &contentReader{view: v, bounds: layout.Rect{X1: s.W, Y1: s.H}}
}

// object takes an object that is not text.
func (r *contentReader) object(o pdfium.Object) {
	switch {
	case len(r.rulings)+len(r.fills) >= maxDrawn:
	case o.Kind == pdfium.ObjectPath:
		r.path(o)
	case o.Kind == pdfium.ObjectImage:
		r.picture(o)
	case o.Kind == pdfium.ObjectShading:
		r.objects++
	}
}

func (r *contentReader) picture(o pdfium.Object) {
	box := r.view.rect(o.Matrix().Rect(pdfium.Rect{X1: 1, Y1: 1}))
	if clip, ok := o.Clipped(); ok {
		box = box.Intersect(r.view.rect(clip))
	}
	if box = box.Intersect(r.bounds); !box.IsEmpty() {
		r.objects++
		r.images = append(r.images, layout.Image{Box: box})
	}
}

func (r *contentReader) path(o pdfium.Object) {
	fill, stroke := o.DrawMode()
	var fillColor pdfium.Color
	if fill {
		fillColor, fill = o.Fill()
		fill = fill && fillColor.A > 0
	}
	if stroke {
		c, ok := o.Stroke()
		stroke = ok && c.A > 0
	}
	if !fill && !stroke {
		return
	}
	white := fillColor.R == 255 && fillColor.G == 255 && fillColor.B == 255
	if stroke || !white {
		r.objects++
	}
	var width float64
	if stroke {
		width = o.StrokeWidth() * r.view.unit
	}
	for _, sub := range subpaths(o.Segments(maxSegments), r.view) {
		if stroke {
			r.strokeLines(sub, width)
		}
		if fill {
			r.fillBox(o, sub, fillColor, white)
		}
		if stroke || !white {
			r.tick(sub)
		}
	}
}

// A subpath is a chain of straight lines, or curved where the outline says so.
type subpath struct {
	points []layout.Point
	curved []bool // curved[i]: the step to points[i] is a curve
}

func subpaths(segments []pdfium.Segment, v view) []subpath {
	var out []subpath
	for i, s := range segments {
		if i == 0 || s.Kind == pdfium.SegmentMove {
			out = append(out, subpath{})
		}
		cur := &out[len(out)-1]
		cur.points = append(cur.points, v.point(s.X, s.Y))
		cur.curved = append(cur.curved, s.Kind == pdfium.SegmentCurve)
		if s.Close && len(cur.points) > 2 {
			cur.points = append(cur.points, cur.points[0])
			cur.curved = append(cur.curved, false)
		}
	}
	return out
}

func (r *contentReader) strokeLines(s subpath, width float64) {
	half := math.Max(width, 0.1) / 2
	for i := 1; i < len(s.points); i++ {
		if s.curved[i] {
			continue
		}
		a, b := s.points[i-1], s.points[i]
		dx, dy := math.Abs(a.X-b.X), math.Abs(a.Y-b.Y)
		if dx > straight && dy > straight || max(dx, dy) < minRulingLength {
			continue
		}
		box := layout.Rect{X0: min(a.X, b.X), Y0: min(a.Y, b.Y), X1: max(a.X, b.X), Y1: max(a.Y, b.Y)}
		if dx >= dy {
			box.Y0, box.Y1 = box.Y0-half, box.Y1+half
		} else {
			box.X0, box.X1 = box.X0-half, box.X1+half
		}
		r.ruling(box, width)
	}
}

func (r *contentReader) ruling(box layout.Rect, width float64) {
	if box = box.Intersect(r.bounds); !box.IsEmpty() && len(r.rulings) < maxDrawn {
		r.rulings = append(r.rulings, layout.Ruling{Box: box, Width: width})
	}
}

// tick takes a small subpath that is no line along the page and no rectangle.
func (r *contentReader) tick(s subpath) {
	if len(s.points) < 2 || len(r.ticks) >= maxTicks {
		return
	}
	box := layout.Rect{X0: s.points[0].X, Y0: s.points[0].Y, X1: s.points[0].X, Y1: s.points[0].Y}
	for _, p := range s.points[1:] {
		box = layout.Rect{X0: min(box.X0, p.X), Y0: min(box.Y0, p.Y), X1: max(box.X1, p.X), Y1: max(box.Y1, p.Y)}
	}
	if min(box.Width(), box.Height()) < minTick || max(box.Width(), box.Height()) > maxTick {
		return
	}
	if _, plain := s.rectangle(); !plain && !box.Intersect(r.bounds).IsEmpty() {
		r.ticks = append(r.ticks, box)
	}
}

// fillBox takes a filled subpath that is an axis-parallel rectangle: a line
// where it is thin, else a box behind text.
func (r *contentReader) fillBox(o pdfium.Object, s subpath, c pdfium.Color, white bool) {
	box, ok := s.rectangle()
	if !ok {
		return
	}
	if clip, clipped := o.Clipped(); clipped {
		box = box.Intersect(r.view.rect(clip))
	}
	thin := min(box.Width(), box.Height())
	switch long := max(box.Width(), box.Height()); {
	case thin <= maxRulingWidth && long >= minRulingLength && long >= 2*thin && !white:
		if box.Width() == 0 {
			box = layout.Rect{X0: box.X0 - 0.05, Y0: box.Y0, X1: box.X1 + 0.05, Y1: box.Y1}
		}
		if box.Height() == 0 {
			box = layout.Rect{X0: box.X0, Y0: box.Y0 - 0.05, X1: box.X1, Y1: box.Y1 + 0.05}
		}
		r.ruling(box, thin)
	case !white:
		if box = box.Intersect(r.bounds); !box.IsEmpty() && len(r.fills) < maxDrawn {
			r.fills = append(r.fills, layout.Fill{Box: box, Color: hexColor(c.R, c.G, c.B)})
		}
	}
}

// rectangle returns the box of s where s is an axis-parallel rectangle.
func (s subpath) rectangle() (layout.Rect, bool) {
	p := s.points
	for len(p) > 4 && near(p[len(p)-1], p[0]) {
		p = p[:len(p)-1]
	}
	if len(p) != 4 {
		return layout.Rect{}, false
	}
	for i := range p {
		a, b := p[i], p[(i+1)%4]
		if s.curved[i] || math.Abs(a.X-b.X) > straight && math.Abs(a.Y-b.Y) > straight {
			return layout.Rect{}, false
		}
	}
	return layout.Quad{p[0], p[1], p[2], p[3]}.Bounds(), true
}

func near(a, b layout.Point) bool {
	return math.Abs(a.X-b.X) < 0.01 && math.Abs(a.Y-b.Y) < 0.01
}
