package pdfium

import "math"

// Matrix is a map of the plane: x' = a x + c y + e, y' = b x + d y + f.
type Matrix struct{ A, B, C, D, E, F float64 }

// Apply maps a point.
func (m Matrix) Apply(x, y float64) (float64, float64) {
	return m.A*x + m.C*y + m.E, m.B*x + m.D*y + m.F
}

// Mul returns the map that applies n first and m second.
func (m Matrix) Mul(n Matrix) Matrix {
	e, f := m.Apply(n.E, n.F)
	return Matrix{
		m.A*n.A + m.C*n.B, m.B*n.A + m.D*n.B,
		m.A*n.C + m.C*n.D, m.B*n.C + m.D*n.D, e, f,
	}
}

// Rect returns the smallest rectangle that holds the image of r.
func (m Matrix) Rect(r Rect) Rect {
	if m.B == 0 && m.C == 0 {
		x0, y0, x1, y1 := m.A*r.X0+m.E, m.D*r.Y0+m.F, m.A*r.X1+m.E, m.D*r.Y1+m.F
		return Rect{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
	}
	x0, y0 := m.Apply(r.X0, r.Y0)
	out := Rect{x0, y0, x0, y0}
	for _, p := range [3][2]float64{{r.X1, r.Y0}, {r.X0, r.Y1}, {r.X1, r.Y1}} {
		x, y := m.Apply(p[0], p[1])
		out = Rect{min(out.X0, x), min(out.Y0, y), max(out.X1, x), max(out.Y1, y)}
	}
	return out
}

// Scale returns how much m enlarges lengths, in the geometric mean.
func (m Matrix) Scale() float64 { return math.Sqrt(math.Abs(m.A*m.D - m.B*m.C)) }

// The kinds of page objects.
const (
	ObjectText    = 1
	ObjectPath    = 2
	ObjectImage   = 3
	ObjectShading = 4
	objectForm    = 5
)

// An Object is a drawn thing on a page.
type Object struct {
	page *Page
	h    uint64
	Kind int
	CTM  Matrix // from the space of the object's own matrix to user space
	rec  record
}

// A record is what docket_objects tells of an object, see gen/batch.go.
type record struct {
	object, kind uint32
	matrix       Matrix
	size         float64 // of the font
	mode         int
	font         uint32
	fill         Color
	filled       bool // fill is known
	marks        int
}

const recordSize = 72

func recordAt(b []byte) record {
	r := record{
		object: u32At(b, 0), kind: u32At(b, 4), matrix: Matrix{A: 1, D: 1}, size: f32At(b, 32), mode: int(int32(u32At(b, 36))), font: u32At(b, 40),
		fill: Color{b[44], b[48], b[52], b[56]}, filled: u32At(b, 60) != 0, marks: int(int32(u32At(b, 68))),
	}
	if u32At(b, 64) != 0 {
		r.matrix = Matrix{f32At(b, 8), f32At(b, 12), f32At(b, 16), f32At(b, 20), f32At(b, 24), f32At(b, 28)}
	}
	return r
}

const (
	maxFormDepth = 12
	maxObjects   = 200_000
)

// Objects calls yield for the objects of the page in the order of drawing, those
// inside form XObjects included, until it returns false.
func (p *Page) Objects(yield func(Object) bool) error {
	in := p.in
	left := maxObjects
	var walk func(count, get string, parent uint64, ctm Matrix, depth int) bool
	walk = func(count, get string, parent uint64, ctm Matrix, depth int) bool {
		n := max(in.callInt(count, parent), 0)
		const batch = scratchSize / recordSize
		for at := 0; at < n; at += batch {
			for _, r := range in.records(get, parent, at, min(at+batch, n)) {
				if left--; in.err != nil || left < 0 {
					return false
				}
				switch {
				case r.object == 0:
				case r.kind != objectForm:
					if !yield(Object{p, uint64(r.object), int(r.kind), ctm, r}) {
						return false
					}
				case depth < maxFormDepth && !walk("FPDFFormObj_CountObjects", "docket_form_objects", uint64(r.object), ctm.Mul(r.matrix), depth+1):
					return false
				}
			}
		}
		return true
	}
	walk("FPDFPage_CountObjects", "docket_objects", p.h, Matrix{A: 1, D: 1}, 0)
	return in.err
}

// records reads a range of the objects of parent.
func (in *Instance) records(get string, parent uint64, from, to int) []record {
	in.call(get, parent, uint64(from), uint64(to), uint64(in.batch))
	out := make([]record, 0, to-from)
	for b := in.read(in.batch, recordSize*(to-from)); len(b) >= recordSize && in.err == nil; b = b[recordSize:] {
		out = append(out, recordAt(b))
	}
	return out
}

// Matrix returns the map from the object's own space to user space; for an
// image that is the unit square.
func (o Object) Matrix() Matrix { return o.CTM.Mul(o.rec.matrix) }

// Bounds returns the extent of the object in user space.
func (o Object) Bounds() Rect {
	in, s := o.page.in, uint64(o.page.in.scratch)
	if !in.callBool("FPDFPageObj_GetBounds", o.h, s, s+4, s+8, s+12) {
		return Rect{}
	}
	b := in.read(in.scratch, 16) // left, bottom, right, top
	return o.CTM.Rect(Rect{f32At(b, 0), f32At(b, 4), f32At(b, 8), f32At(b, 12)})
}

// A Color is a colour as PDFium resolved it to RGB.
type Color struct{ R, G, B, A uint8 }

// Fill returns the fill colour.
func (o Object) Fill() (c Color, ok bool) { return o.rec.fill, o.rec.filled }

// Stroke returns the stroke colour.
func (o Object) Stroke() (c Color, ok bool) {
	in, s := o.page.in, uint64(o.page.in.scratch)
	if !in.callBool("FPDFPageObj_GetStrokeColor", o.h, s, s+4, s+8, s+12) {
		return Color{}, false
	}
	b := in.read(in.scratch, 16)
	return Color{b[0], b[4], b[8], b[12]}, true
}

// StrokeWidth returns the width of the pen in user space.
func (o Object) StrokeWidth() float64 {
	in := o.page.in
	if !in.callBool("FPDFPageObj_GetStrokeWidth", o.h, uint64(in.scratch)) {
		return 0
	}
	return f32At(in.read(in.scratch, 4), 0) * o.Matrix().Scale()
}

// DrawMode tells how a path is painted.
func (o Object) DrawMode() (fill, stroke bool) {
	in, s := o.page.in, uint64(o.page.in.scratch)
	if !in.callBool("FPDFPath_GetDrawMode", o.h, s, s+4) {
		return false, false
	}
	b := in.read(in.scratch, 8)
	return u32At(b, 0) != 0, u32At(b, 4) != 0
}

// The kinds of path segments.
const (
	SegmentLine  = 0
	SegmentCurve = 1
	SegmentMove  = 2
)

// A Segment is a step of a path in user space.
type Segment struct {
	Kind  int
	X, Y  float64 // its end
	Close bool    // it closes the subpath
}

// segmentSize is the size of the records of docket_path, see gen/batch.go.
const segmentSize = 16

// Segments returns the steps of a path, or nothing where there are more than
// limit.
func (o Object) Segments(limit int) []Segment {
	in := o.page.in
	n := in.callInt("FPDFPath_CountSegments", o.h)
	if n <= 0 || n > limit {
		return nil
	}
	m := o.Matrix()
	out := make([]Segment, 0, n)
	const batch = scratchSize / segmentSize
	for at := 0; at < n && in.err == nil; at += batch {
		end := min(at+batch, n)
		in.call("docket_path", o.h, uint64(at), uint64(end), uint64(in.batch))
		for b := in.read(in.batch, segmentSize*(end-at)); len(b) >= segmentSize; b = b[segmentSize:] {
			x, y := m.Apply(f32At(b, 0), f32At(b, 4))
			out = append(out, Segment{Kind: int(int32(u32At(b, 8))), X: x, Y: y, Close: u32At(b, 12) == 1})
		}
	}
	if in.err != nil {
		return nil
	}
	return out
}

// Clipped returns the extent of the object's clip path in user space; ok is
// false where it has none that is simple enough to tell.
func (o Object) Clipped() (r Rect, ok bool) {
	in, s := o.page.in, uint64(o.page.in.scratch)
	clip := in.call("FPDFPageObj_GetClipPath", o.h)
	if clip == 0 {
		return r, false
	}
	for i := range min(max(in.callInt("FPDFClipPath_CountPaths", clip), 0), 64) {
		n := in.callInt("FPDFClipPath_CountPathSegments", clip, uint64(i))
		if n <= 0 || n > 64 {
			continue
		}
		var one Rect
		for k := range n {
			h := in.call("FPDFClipPath_GetPathSegment", clip, uint64(i), uint64(k))
			in.call("FPDFPathSegment_GetPoint", h, s, s+4)
			b := in.read(in.scratch, 8)
			x, y := o.CTM.Apply(f32At(b, 0), f32At(b, 4))
			if k == 0 {
				one = Rect{x, y, x, y}
			}
			one = Rect{min(one.X0, x), min(one.Y0, y), max(one.X1, x), max(one.Y1, y)}
		}
		if !ok {
			r, ok = one, true
		} else {
			r = Rect{max(r.X0, one.X0), max(r.Y0, one.Y0), min(r.X1, one.X1), min(r.Y1, one.Y1)}
		}
	}
	return r, ok
}

// Handle returns the number by which Char.Object names a text object.
func (o Object) Handle() uint32 { return uint32(o.h) }
