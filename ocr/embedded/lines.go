package embedded

import (
	"context"
	"fmt"
	"image"
	"math"
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/lstm"
)

// reader is the line recogniser as an ocr.LineRecognizer.
type reader struct {
	models *models
}

func (r *reader) Languages() []string { return r.models.available() }

func (r *reader) RecognizeLines(ctx context.Context, in ocr.Image, regions []ocr.Region, o ocr.Options) ([]ocr.Line, error) {
	s, err := r.models.open(o.Languages)
	if err != nil {
		return nil, err
	}
	defer s.close()
	g, m := in.Gray(), memoOf(ctx)
	m.upright = g
	out := make([]ocr.Line, len(regions))
	for i, reg := range regions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q, c, res, err := s.region(ctx, g, reg.Quad)
		if err != nil {
			return nil, err
		}
		if reg.Score == strayScore && !res.character() {
			res.Words = nil
		}
		out[i] = m.line(q, c, res, in.DPI, o.Chars)
		m.lines = append(m.lines, lineRead{reg, q, c, res})
	}
	return out, nil
}

// A box higher than wide may hold text on a side, or a single character such as
// the quantity in a row of a table: up to maxGlyph times as high as wide it is
// also read as that, which counts unless the side is surer by uprightFavour.
const (
	maxGlyph      = 3.5
	uprightFavour = 0.1
)

// upright turns the corners of a box of text that stands back, so that it is
// read as it lies on the page.
func upright(q ocr.Quad) ocr.Quad { return ocr.Quad{q[1], q[2], q[3], q[0]} }

// region reads one region. Text on a side is read in both directions.
func (s *session) region(ctx context.Context, g *image.Gray, q ocr.Quad) (ocr.Quad, crop, reading, error) {
	c := cut(g, q)
	res, err := s.line(ctx, c.img)
	if err != nil {
		return q, c, res, err
	}
	if res.Conf < doubtful { // the box may cut into letters
		wider := cutGrown(g, q, widerEnds, widerSides)
		other, err := s.line(ctx, wider.img)
		if err != nil {
			return q, c, res, err
		}
		if other.Conf > res.Conf {
			c, res = wider, other
		}
	}
	if standing(q) {
		if u := upright(q); q.Width() < maxGlyph*q.Height() {
			uc := cut(g, u)
			other, err := s.line(ctx, uc.img)
			if err != nil {
				return q, c, res, err
			}
			if n := utf8.RuneCountInString(other.Text()); n == 1 && other.Conf+uprightFavour > res.Conf {
				return u, uc, other, nil
			}
		}
		f := ocr.Quad{q[2], q[3], q[0], q[1]}
		fc := cut(g, f)
		other, err := s.line(ctx, fc.img)
		if err != nil {
			return q, c, res, err
		}
		if other.Conf > res.Conf {
			q, c, res = f, fc, other
		}
	}
	return q, c, res, nil
}

// reading is what one language model made of a line.
type reading struct {
	lstm.Result
	language string
}

// line reads an image in every language of the session; the surest counts.
func (s *session) line(ctx context.Context, g *image.Gray) (best reading, err error) {
	for i, r := range s.readers {
		res, err := r.Line(ctx, g)
		if err != nil {
			return best, fmt.Errorf("embedded: %w", err)
		}
		if i == 0 || res.Conf > best.Conf {
			best = reading{res, s.languages[i]}
		}
	}
	return best, nil
}

// line turns a reading into an ocr.Line and notes how thick its strokes are.
func (m *memo) line(q ocr.Quad, c crop, r reading, dpi float64, chars bool) ocr.Line {
	l := line(q, c, r, dpi, chars)
	if len(l.Words) > 0 {
		m.strokes = append(m.strokes, strokes(&l, &c, r))
	}
	return l
}

// line turns a reading into an ocr.Line: pixels of the crop become points.
func line(q ocr.Quad, c crop, r reading, dpi float64, chars bool) ocr.Line {
	l := ocr.Line{Quad: q.Points(dpi)}
	if len(r.Words) == 0 {
		return l
	}
	base := c.baseline(r.Words)
	w := float64(c.img.Rect.Dx())
	l.Baseline = [2]layout.Point{c.point(0, base, dpi), c.point(w, base, dpi)}
	angle := q.Angle()
	for _, rw := range r.Words {
		box := c.quad(rw.Box, dpi)
		word := layout.Word{
			Text: rw.Text, Box: box.Bounds(), Confidence: calibrated(rw.Conf), Language: r.language,
			RTL: rw.RTL, Joined: rw.Joined,
		}
		word.Direction = (int(math.Round(angle/90))*90%360 + 360) % 360
		if math.Abs(math.Remainder(angle, 90)) > 0.5 {
			word.Quad = box
		}
		if word.Direction == 0 {
			word.Baseline = c.point(float64(rw.Box.Min.X), base, dpi).Y
		}
		if chars {
			for _, ch := range rw.Chars {
				b := c.quad(ch.Box, dpi)
				word.Chars = append(word.Chars, layout.Char{Text: ch.Text, Box: b.Bounds(), Confidence: calibrated(ch.Conf)})
			}
		}
		l.Words = append(l.Words, word)
	}
	size := math.Round(10*fontSize(l.Words)) / 10
	for i := range l.Words {
		l.Words[i].Font.Size = size
	}
	l.Confidence = meanConfidence(l.Words)
	return l
}
