package embedded

import (
	"cmp"
	"context"
	"image"
	"slices"
	"unicode"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/dbnet"
)

// The detector was trained on lines that lie: of small print that stands, such
// as a note in the margin, it finds some letters here and there. Where pieces
// stand one above the other, the strip of the page that they are on is turned
// and looked at once more.
const (
	stripReach  = 12  // how far such pieces are apart at most, in thicknesses of the line
	stripGround = 1.5 // of the page on both sides of the line, likewise
	stripText   = 24  // pixels that the thickness of the line gets in the detector's input
	stripLong   = 4   // a line found is so many times as long as thick
	stripMost   = 6   // strips of a page
	// What is found there counts where it is read as text.
	stripConf = 0.8
	stripRead = 6 // letters and digits at least
)

// A strip is where pieces stand one above the other.
type strip struct {
	area  image.Rectangle
	thick float64 // of the line
}

// strips returns where pieces stand one above the other, the longest first.
func strips(found []ocr.Region) []strip {
	var pieces []ocr.Region
	for _, r := range found {
		if standing(r.Quad) {
			pieces = append(pieces, r)
		}
	}
	slices.SortStableFunc(pieces, func(a, b ocr.Region) int {
		return cmp.Compare(bounds(a.Quad).Min.Y, bounds(b.Quad).Min.Y)
	})
	var all []strip
	for _, p := range pieces {
		b, t := bounds(p.Quad), p.Quad.Height()
		i := slices.IndexFunc(all, func(s strip) bool {
			x := min(s.area.Max.X, b.Max.X) - max(s.area.Min.X, b.Min.X)
			return 2*x >= min(b.Dx(), s.area.Dx()) && float64(b.Min.Y-s.area.Max.Y) <= stripReach*min(t, s.thick) &&
				max(t, s.thick) <= 2.5*min(t, s.thick)
		})
		if i < 0 {
			all = append(all, strip{b, t})
			continue
		}
		s := &all[i]
		s.area, s.thick = s.area.Union(b), max(s.thick, t)
	}
	slices.SortStableFunc(all, func(a, b strip) int { return cmp.Compare(b.area.Dy(), a.area.Dy()) })
	return all[:min(len(all), stripMost)]
}

// mendStanding looks at strips once more, and puts the lines found there in
// the place of the pieces that they cover.
func (d *detector) mendStanding(ctx context.Context, g *image.Gray, found []ocr.Region) ([]ocr.Region, error) {
	some := strips(found)
	if len(some) == 0 {
		return found, nil
	}
	s, err := d.models.open(memoOf(ctx).languages)
	if err != nil {
		return nil, err
	}
	defer s.close()
	out := slices.Clone(found)
	for _, at := range some {
		if !slices.ContainsFunc(out, func(r ocr.Region) bool { return standing(r.Quad) && bounds(r.Quad).In(at.area) }) {
			continue // a line found on an earlier strip covers it
		}
		lines, err := d.lookTurned(ctx, g, at)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			_, _, r, err := s.region(ctx, g, l.Quad)
			if err != nil {
				return nil, err
			}
			if r.text() {
				out = append(slices.DeleteFunc(out, func(r ocr.Region) bool { return covers(l, r) }), l)
			}
		}
	}
	return out, nil
}

// covers reports whether r is a piece of the standing line l.
func covers(l, r ocr.Region) bool {
	b, p := bounds(l.Quad), bounds(r.Quad)
	return p.Dx() <= 2*b.Dx() && 2*area(p.Intersect(b)) > area(p)
}

// text reports whether a reading is one of text, not of a picture or of
// characters that lie in a column.
func (r reading) text() bool {
	all, plain := 0, 0
	for _, c := range r.Text() {
		if all++; unicode.IsLetter(c) || unicode.IsDigit(c) {
			plain++
		}
	}
	return r.Conf >= stripConf && plain >= stripRead && 3*plain >= 2*all
}

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }

// lookTurned returns the lines that run from bottom to top on a strip. Where one
// reaches its end more of the page is looked at.
func (d *detector) lookTurned(ctx context.Context, g *image.Gray, s strip) ([]ocr.Region, error) {
	page := image.Rectangle{Max: g.Rect.Size()}
	side := int(stripGround * s.thick)
	for reach := int(stripReach * s.thick); ; reach *= 3 {
		r := image.Rect(s.area.Min.X-side, s.area.Min.Y-reach, s.area.Max.X+side, s.area.Max.Y+reach).Intersect(page)
		lines, err := d.turned(ctx, g, r, s)
		if err != nil {
			return nil, err
		}
		cut := slices.ContainsFunc(lines, func(l ocr.Region) bool {
			b := bounds(l.Quad).Inset(-int(s.thick))
			return b.Min.Y < r.Min.Y && r.Min.Y > 0 || b.Max.Y > r.Max.Y && r.Max.Y < page.Max.Y
		})
		if !cut {
			return lines, nil
		}
	}
}

// turned looks at the part r of the page, turned, and returns the lines that
// stand on s.
func (d *detector) turned(ctx context.Context, g *image.Gray, r image.Rectangle, s strip) ([]ocr.Region, error) {
	img := ocr.Turn(ocr.Crop(g, r), 90)
	scale := min(1, stripText/s.thick, 2*inputSide/float64(r.Dy()))
	boxes, err := d.net.Detect(ctx, img, dbnet.Params{Scale: scale, MinScore: minScore})
	if err != nil {
		return nil, err
	}
	var out []ocr.Region
	for _, b := range boxes {
		var q ocr.Quad
		for i, p := range b.Quad {
			q[i] = [2]float64{float64(r.Min.X) + p.Y, float64(r.Max.Y) - p.X}
		}
		at := bounds(q)
		middle := (at.Min.X + at.Max.X) / 2
		if q.Width() >= stripLong*q.Height() && middle >= s.area.Min.X && middle < s.area.Max.X {
			out = append(out, ocr.Region{Quad: q, Score: b.Score})
		}
	}
	return out, nil
}
