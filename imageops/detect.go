package imageops

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// Document is a sheet found in a photograph.
type Document struct {
	// Quad is the corners in pixels of the image, top left first as far as the
	// picture tells. They may lie outside of it where the sheet is cut off.
	Quad       Quad
	Confidence float64 // 0-1
}

// DetectOptions tune DetectDocuments. The zero value is useful.
type DetectOptions struct {
	Max           int     // most documents to return; default 8
	MinConfidence float64 // default .55
	MinArea       float64 // share of the image that a document covers; default .03
}

// detectSize is the longer side of the image that documents are looked for in.
const detectSize = 512

// DetectDocuments finds documents in a photograph: convex quadrilaterals whose
// sides stand out from the ground, and that are printed on or like paper. Where a
// corner is rounded or folded over, it is where the sides would meet. The surest
// comes first. An image that is all page, or holds none, gives an empty result.
func DetectDocuments(img image.Image, o DetectOptions) []Document {
	if o.Max <= 0 {
		o.Max = 8
	}
	if o.MinConfidence <= 0 {
		o.MinConfidence = .55
	}
	if o.MinArea <= 0 {
		o.MinArea = .03
	}
	b := img.Bounds()
	if b.Dx() < 32 || b.Dy() < 32 {
		return nil
	}
	small := &field{}
	small.shrink(img, detectSize)
	for _, p := range passes {
		if out := small.prepared(p).documents(o); len(out) > 0 {
			return out
		}
	}
	return nil
}

// pass is a way to look at a photograph.
type pass struct {
	closing  int     // side of the picture by the radius of what is taken off as writing
	opening  int     // side by radius of bright patches that are taken off as texture; 0 for none
	soft     int     // how often noise is softened
	quantile int     // percent of the pixels that are no edges
	noise    float32 // edges are this many times as steep as the median
	least    float32 // and at least that steep
	sure     float64 // least confidence; a sheet that needs it is not cut off
}

// passes are tried in turn until one shows a document: the plain look; one
// without texture, for sheets on cloth and tiles; and one for sheets that are
// hardly brighter than the ground.
var passes = []pass{
	{closing: 170, soft: 1, quantile: 88, noise: 2.2, least: 1},
	{closing: 170, opening: 22, soft: 1, quantile: 88, noise: 2.2, least: 1, sure: .75},
	{closing: 100, soft: 5, quantile: 80, noise: 2, least: .3, sure: .75},
}

// documents finds the sheets in a field, the surest first.
func (f *field) documents(o DetectOptions) []Document {
	quads := append(f.quads(f.lines(maxLines), o.MinArea), f.regions(o.MinArea)...)
	slices.SortStableFunc(quads, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	var found []candidate
	var first *candidate
	for _, c := range quads {
		if len(found) == o.Max {
			break
		}
		if c.confidence() < max(o.MinConfidence, f.sure) || c.borders > 0 && f.sure > 0 || taken(found, c.q) || !f.sheet(&c) {
			continue
		}
		c = f.wider(c, quads)
		if f.compare(&c); taken(found, c.q) || c.likeGround(first) {
			continue
		}
		if first == nil {
			first = &c
		}
		found = append(found, c)
	}
	out := make([]Document, len(found))
	for i, c := range found {
		out[i] = Document{Quad: upright(c.q.scaled2(f.sx, f.sy)), Confidence: c.confidence()}
	}
	slices.SortStableFunc(out, func(a, b Document) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return out
}

// sheet reports whether a candidate is printed on, or like blank paper, and no
// tile.
func (f *field) sheet(c *candidate) bool {
	blank := c.tone[0] > 110 && math.Abs(c.tone[1])+math.Abs(c.tone[2]) < 16 && c.paper > .8 && c.ground > .6
	if c.ink < .08 && !blank {
		return false
	}
	limit := maxContinued
	if c.ink > .2 {
		limit = maxContinuedInk
	}
	return f.continues(c.q) <= limit
}

// taken reports whether q lies on one of the sheets that were found.
func taken(found []candidate, q Quad) bool {
	return slices.ContainsFunc(found, func(c candidate) bool { return quadOverlap(c.q, q) > .12 })
}

func (q Quad) scaled2(sx, sy float64) Quad {
	for i := range q {
		q[i] = Point{q[i].X * sx, q[i].Y * sy}
	}
	return q
}

// upright starts the corners with the one that is most to the top left, so that
// a sheet that lies less than 45 degrees askew stands upright.
func upright(q Quad) Quad {
	best := 0
	for i := range q {
		if q[i].X+q[i].Y < q[best].X+q[best].Y {
			best = i
		}
	}
	// The first side should rather lie than stand.
	a, b, d := q[best], q[(best+1)%4], q[(best+3)%4]
	if math.Abs(b.Y-a.Y) > math.Abs(b.X-a.X) && math.Abs(d.X-a.X) > math.Abs(d.Y-a.Y) {
		best = (best + 3) % 4
	}
	return Quad{q[best], q[(best+1)%4], q[(best+2)%4], q[(best+3)%4]}
}

// quadOverlap is the share of the smaller of two convex quadrilaterals that
// both cover.
func quadOverlap(a, b Quad) float64 {
	poly := a[:]
	for i := range b {
		p, n := b[i], b[(i+1)%4]
		var cut []Point
		at := func(q Point) float64 { return (n.X-p.X)*(q.Y-p.Y) - (n.Y-p.Y)*(q.X-p.X) }
		for j, q := range poly {
			r := poly[(j+1)%len(poly)]
			dq, dr := at(q), at(r)
			if dq >= 0 {
				cut = append(cut, q)
			}
			if dq*dr < 0 {
				k := dq / (dq - dr)
				cut = append(cut, Point{q.X + (r.X-q.X)*k, q.Y + (r.Y-q.Y)*k})
			}
		}
		if poly = cut; len(poly) < 3 {
			return 0
		}
	}
	var area float64
	for i, p := range poly {
		n := poly[(i+1)%len(poly)]
		area += p.X*n.Y - n.X*p.Y
	}
	return area / 2 / min(a.Area(), b.Area())
}
