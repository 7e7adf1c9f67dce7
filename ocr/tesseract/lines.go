package tesseract

import (
	"context"
	"image"
	"math"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/tess"
)

// lineMargin is the ground around a line image, in pixels.
const lineMargin = 8

// RecognizeLines reads lines that a detector has found; see ocr.LineRecognizer.
func (e *Engine) RecognizeLines(ctx context.Context, in ocr.Image, regions []ocr.Region, o ocr.Options) ([]ocr.Line, error) {
	if err := in.Check(e.config.MaxPixels); err != nil {
		return nil, err
	}
	key, err := e.models(o.Languages)
	if err != nil {
		return nil, err
	}
	if in.DPI <= 0 {
		in.DPI = ocr.DefaultDPI
	}
	g := in.Gray()
	return tess.With(ctx, e.pool, key, func(c *client) ([]ocr.Line, error) {
		out := make([]ocr.Line, len(regions))
		for i, r := range regions {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			s := newStrip(g, r.Quad)
			if s == nil {
				continue
			}
			c.load(s.img, in.DPI)
			lines, err := c.read(ctx, e.config.mode(ocr.LayoutLine), image.Rectangle{}, o.Chars)
			if err != nil {
				return nil, err
			}
			out[i] = s.line(lines, r.Quad, in.DPI, key, o.Chars)
		}
		return out, nil
	})
}

// A strip is a line cut from the page and turned to be horizontal, at the
// page's resolution.
type strip struct {
	img    *image.Gray
	x0, y0 float64 // page pixel of its top left corner
	ux, uy float64 // page pixels along a column
	vx, vy float64 // page pixels along a row
	angle  float64 // degrees clockwise
}

// newStrip samples q with a margin; nil where q is too small to hold text.
func newStrip(g *image.Gray, q ocr.Quad) *strip {
	w, h := int(math.Round(q.Width())), int(math.Round(q.Height()))
	if w < minSide || h < minSide || w > 1<<15 || h > 1<<13 {
		return nil
	}
	s := &strip{img: image.NewGray(image.Rect(0, 0, w+2*lineMargin, h+2*lineMargin)), angle: q.Angle()}
	s.ux, s.uy = (q[1][0]-q[0][0])/float64(w), (q[1][1]-q[0][1])/float64(w)
	s.vx, s.vy = (q[3][0]-q[0][0])/float64(h), (q[3][1]-q[0][1])/float64(h)
	s.x0 = q[0][0] - lineMargin*(s.ux+s.vx)
	s.y0 = q[0][1] - lineMargin*(s.uy+s.vy)
	for y := range s.img.Rect.Dy() {
		row := s.img.Pix[y*s.img.Stride : (y+1)*s.img.Stride]
		for x := range row {
			u, v := float64(x)+0.5, float64(y)+0.5
			row[x] = sample(g, s.x0+u*s.ux+v*s.vx-0.5, s.y0+u*s.uy+v*s.vy-0.5)
		}
	}
	return s
}

// sample interpolates at a place of g, in pixels from its top left; outside,
// the border goes on.
func sample(g *image.Gray, x, y float64) uint8 {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	x, y = min(max(x, 0), float64(w-1)), min(max(y, 0), float64(h-1))
	i, j := int(x), int(y)
	fx, fy := x-float64(i), y-float64(j)
	i1, j1 := min(i+1, w-1), min(j+1, h-1)
	o := g.PixOffset(g.Rect.Min.X, g.Rect.Min.Y)
	at := func(i, j int) float64 { return float64(g.Pix[o+j*g.Stride+i]) }
	top := at(i, j)*(1-fx) + at(i1, j)*fx
	bottom := at(i, j1)*(1-fx) + at(i1, j1)*fx
	return uint8(top*(1-fy) + bottom*fy + 0.5)
}

// line puts what was read on a strip, mostly one line, on the page.
func (s *strip) line(lines []tess.Line, q ocr.Quad, dpi float64, key string, chars bool) ocr.Line {
	p := &ocr.Page{DPI: 72} // a point a pixel of the strip
	tess.Fill(p, lines, key, chars)
	out := ocr.Line{Quad: q.Points(dpi)}
	turn := (int(math.Round(s.angle/90))*90%360 + 360) % 360
	for i, l := range p.Lines {
		if i == 0 {
			out.Baseline = [2]layout.Point{s.point(l.Baseline[0], dpi), s.point(l.Baseline[1], dpi)}
		}
		for _, w := range l.Words {
			box := s.quad(w.Box, dpi)
			if math.Abs(math.Remainder(s.angle, 90)) > 0.5 {
				w.Quad = box
			}
			at := layout.Point{X: w.Box.X0, Y: w.Baseline}
			w.Box, w.Direction, w.Baseline = box.Bounds(), turn, 0
			if turn == 0 {
				w.Baseline = s.point(at, dpi).Y
			}
			for k, c := range w.Chars {
				w.Chars[k].Box = s.quad(c.Box, dpi).Bounds()
			}
			out.Words = append(out.Words, w)
			out.Confidence += w.Confidence
		}
	}
	if n := len(out.Words); n > 0 {
		out.Confidence /= float64(n)
	}
	return out
}

// point maps a pixel of the strip to points of the page.
func (s *strip) point(p layout.Point, dpi float64) layout.Point {
	return layout.Point{
		X: (s.x0 + p.X*s.ux + p.Y*s.vx) * 72 / dpi,
		Y: (s.y0 + p.X*s.uy + p.Y*s.vy) * 72 / dpi,
	}
}

func (s *strip) quad(r layout.Rect, dpi float64) layout.Quad {
	return layout.Quad{
		s.point(layout.Point{X: r.X0, Y: r.Y0}, dpi), s.point(layout.Point{X: r.X1, Y: r.Y0}, dpi),
		s.point(layout.Point{X: r.X1, Y: r.Y1}, dpi), s.point(layout.Point{X: r.X0, Y: r.Y1}, dpi),
	}
}
