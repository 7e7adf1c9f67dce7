package embedded

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/docket-go/docket/ocr"
)

// orienter finds out how a page lies. Boxes that stand rather than lie tell a
// page on a side; which side is up is what the line recogniser reads better.
type orienter struct {
	detector *detector
	models   *models
}

// A memo carries what one step of a call learnt to the later ones.
type memo struct {
	languages []string
	img       *image.Gray
	regions   []ocr.Region // of img

	upright *image.Gray
	lines   []lineRead  // all regions of upright, in order
	strokes [][]float64 // of the words of each line that has some, see strokes
}

type memoKey struct{}

func withMemo(ctx context.Context, m *memo) context.Context {
	return context.WithValue(ctx, memoKey{}, m)
}

func memoOf(ctx context.Context) *memo {
	if m, ok := ctx.Value(memoKey{}).(*memo); ok {
		return m
	}
	return &memo{}
}

// Lines are read both ways up until the difference of their confidences, times
// their characters, is beyond doubt.
const (
	sureUpright  = 0.93 // confidence above that of every line upside down that was tried
	sureLength   = 10   // characters
	beyondDoubt  = 5.0
	maxUprightTo = 8 // lines
)

func (o *orienter) Orientation(ctx context.Context, in ocr.Image) (ocr.Orientation, error) {
	g, m := in.Gray(), memoOf(ctx)
	found, err := o.detector.find(ctx, g)
	if err != nil {
		return ocr.Orientation{}, err
	}
	m.img, m.regions = g, found
	s, err := o.models.open(m.languages)
	if err != nil {
		return ocr.Orientation{}, err
	}
	defer s.close()
	side, confidence := onSide(found)
	flipped, sure, err := s.flipped(ctx, g, found, side)
	if err != nil {
		return ocr.Orientation{}, err
	}
	out := ocr.Orientation{Confidence: confidence * sure, Skew: medianSkew(found)}
	switch {
	case side && flipped: // text runs from top to bottom
		out.Rotation = 270
	case side:
		out.Rotation = 90
	case flipped:
		out.Rotation = 180
	}
	return out, nil
}

// onSide reports whether most text stands, and how clear that is, 0 to 1.
func onSide(regions []ocr.Region) (bool, float64) {
	var tall, wide float64
	for _, r := range regions {
		if r.Quad.Width() < 1.5*r.Quad.Height() {
			continue
		}
		if standing(r.Quad) {
			tall += r.Quad.Width()
		} else {
			wide += r.Quad.Width()
		}
	}
	if tall+wide == 0 {
		return false, 0
	}
	return tall > wide, math.Abs(tall-wide) / (tall + wide)
}

func standing(q ocr.Quad) bool {
	a := math.Abs(q.Angle())
	return a > 45 && a < 135
}

// flipped reports whether the lines that stand (or lie) read better turned by
// 180 degrees, and how sure that is, 0 to 1.
func (s *session) flipped(ctx context.Context, g *image.Gray, regions []ocr.Region, side bool) (bool, float64, error) {
	var lines []ocr.Quad
	for _, r := range regions {
		if standing(r.Quad) == side {
			lines = append(lines, r.Quad)
		}
	}
	// Lines of about 20 characters tell most for their price.
	shape := func(q ocr.Quad) float64 { return math.Abs(math.Log(q.Width() / (10 * max(1, q.Height())))) }
	slices.SortStableFunc(lines, func(a, b ocr.Quad) int { return cmp.Compare(shape(a), shape(b)) })
	var sum float64
	for _, q := range lines[:min(len(lines), maxUprightTo)] {
		c := cut(g, q)
		up, err := s.line(ctx, c.img)
		if err != nil {
			return false, 0, err
		}
		n := utf8.RuneCountInString(up.Text())
		if up.Conf >= sureUpright && n >= sureLength && sum >= 0 {
			return false, 1, nil
		}
		c = cut(g, ocr.Quad{q[2], q[3], q[0], q[1]})
		down, err := s.line(ctx, c.img)
		if err != nil {
			return false, 0, err
		}
		k := utf8.RuneCountInString(down.Text())
		if k == 0 && n == 0 {
			continue
		}
		sum += (up.Conf - down.Conf) * float64(min(40, max(n, k)))
		if math.Abs(sum) >= beyondDoubt {
			break
		}
	}
	return sum < 0, min(1, math.Abs(sum)/beyondDoubt), nil
}

// medianSkew is the median angle of the long lines, in degrees from the nearest
// quarter turn, weighted by their length.
func medianSkew(regions []ocr.Region) float64 {
	type weighted struct{ angle, length float64 }
	var all []weighted
	var total float64
	for _, r := range regions {
		if w := r.Quad.Width(); w > 4*r.Quad.Height() {
			all = append(all, weighted{math.Remainder(r.Quad.Angle(), 90), w})
			total += w
		}
	}
	slices.SortFunc(all, func(a, b weighted) int { return cmp.Compare(a.angle, b.angle) })
	var sum float64
	for _, a := range all {
		if sum += a.length; sum >= total/2 {
			return a.angle
		}
	}
	return 0
}
