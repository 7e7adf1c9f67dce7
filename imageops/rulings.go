package imageops

import (
	"image"
	"math"
	"slices"
)

// Ruling is a drawn straight line, nearly horizontal or nearly vertical.
type Ruling struct {
	From, To Point   // ends of its middle, from left to right or top to bottom
	Width    float64 // thickness in pixels
}

// Horizontal reports whether the ruling lies rather than stands.
func (r Ruling) Horizontal() bool {
	return math.Abs(r.To.X-r.From.X) >= math.Abs(r.To.Y-r.From.Y)
}

// Box returns the inked area of the ruling.
func (r Ruling) Box() Rect {
	d := r.Width / 2
	box := Rect{min(r.From.X, r.To.X), min(r.From.Y, r.To.Y), max(r.From.X, r.To.X), max(r.From.Y, r.To.Y)}
	if r.Horizontal() {
		return Rect{box.X0, box.Y0 - d, box.X1, box.Y1 + d}
	}
	return Rect{box.X0 - d, box.Y0, box.X1 + d, box.Y1}
}

// StructureOptions tune FindStructure. The zero value is useful.
type StructureOptions struct {
	DPI float64 // resolution of the image; default 300
	// Words are the boxes of known words. Strokes within them are not taken
	// for lines.
	Words []Rect
}

// Structure is what is drawn on a page beside its text. All of it is in pixels
// of the image.
type Structure struct {
	Rulings    []Ruling
	Fills      []Fill
	Checkboxes []Checkbox
}

// workDPI is the resolution at which structure is looked for: enough for hair
// lines, which anti-aliasing keeps visible, and a quarter of the work.
const workDPI = 150

// FindStructure finds rulings, filled boxes and checkboxes in a page image. The
// page should be deskewed; up to about one degree is tolerated.
func FindStructure(img image.Image, o StructureOptions) Structure {
	g := grayView(img)
	if g.Rect.Empty() {
		return Structure{}
	}
	dpi := o.DPI
	if dpi <= 0 {
		dpi = 300
	}
	factor := max(1, int(dpi/workDPI))
	small := shrink(g, factor)
	f := finder{dpi: dpi / float64(factor), scale: float64(factor)}
	f.ink = inkOf(Binarize(small, BinarizeOptions{Window: int(f.dpi / 6)}))
	f.across = f.ink.transposed()
	for _, w := range o.Words {
		f.words = append(f.words, Rect{w.X0 / f.scale, w.Y0 / f.scale, w.X1 / f.scale, w.Y1 / f.scale})
	}
	s := Structure{Fills: f.fills(small), Checkboxes: f.checkboxes()}
	s.Rulings = f.rulings(s.Checkboxes)
	for i := range s.Rulings {
		r := &s.Rulings[i]
		r.From, r.To = Point{r.From.X * f.scale, r.From.Y * f.scale}, Point{r.To.X * f.scale, r.To.Y * f.scale}
		r.Width *= f.scale
	}
	for i := range s.Fills {
		s.Fills[i].Box = s.Fills[i].Box.scaled(f.scale)
	}
	for i := range s.Checkboxes {
		s.Checkboxes[i].Box = s.Checkboxes[i].Box.scaled(f.scale)
	}
	return s
}

func (r Rect) scaled(f float64) Rect { return Rect{r.X0 * f, r.Y0 * f, r.X1 * f, r.Y1 * f} }

// shrink takes the mean of n by n pixels.
func shrink(g *image.Gray, n int) *image.Gray {
	if n == 1 {
		return g
	}
	w, h := max(1, g.Rect.Dx()/n), max(1, g.Rect.Dy()/n)
	out := image.NewGray(image.Rect(0, 0, w, h))
	if n == 2 && g.Rect.Dx() > 1 && g.Rect.Dy() > 1 {
		halve(plane{out.Pix, out.Stride, w, h}, plane{g.Pix, g.Stride, 2 * w, 2 * h})
		return out
	}
	sums := make([]uint32, w)
	for y := range h {
		clear(sums)
		rows := min(n, g.Rect.Dy())
		cols := min(n, g.Rect.Dx())
		for j := range rows {
			row := g.Pix[(y*n+j)*g.Stride:]
			for x := range sums {
				for i := range cols {
					sums[x] += uint32(row[x*n+i])
				}
			}
		}
		area := uint32(rows * cols)
		for x, s := range sums {
			out.Pix[y*w+x] = uint8((s + area/2) / area)
		}
	}
	return out
}

// finder looks for structure in a binarized page.
type finder struct {
	ink    *bitmap
	across *bitmap // ink with its axes swapped
	dpi    float64 // of ink
	scale  float64 // pixels of the image a pixel of ink
	words  []Rect
}

// stroke is a chain of thin runs, one in each of consecutive rows, as far as it
// was followed. In ink it stands, in the transposed bitmap it lies.
type stroke struct {
	y0, y1   int // rows, y1 the last one
	x0, x1   int // last run
	runs     int // rows that have a thin run
	thick    int // sum of their lengths
	n        float64
	sy, sx   float64
	syy, sxy float64
	gap      int
}

func (s *stroke) extend(y, x0, x1 int) {
	s.y1, s.x0, s.x1, s.gap = y, x0, x1, 0
	s.runs++
	s.thick += x1 - x0
	mid := float64(x0+x1) / 2
	fy := float64(y) + .5
	s.n, s.sy, s.sx = s.n+1, s.sy+fy, s.sx+mid
	s.syy, s.sxy = s.syy+fy*fy, s.sxy+fy*mid
}

// line fits x = a + b y.
func (s *stroke) line() (a, b float64) {
	den := s.n*s.syy - s.sy*s.sy
	if den == 0 {
		return s.sx / s.n, 0
	}
	b = (s.n*s.sxy - s.sy*s.sx) / den
	return (s.sx - b*s.sy) / s.n, b
}

// strokes follows runs of at most maxThick pixels from row to row over gaps of
// at most maxGap rows and returns those that span at least minLen rows.
func strokes(b *bitmap, maxThick, maxGap, minLen int) []stroke {
	var open, next, done []stroke
	for y := range b.h {
		i := 0
		next = next[:0]
		b.runs(y, func(x0, x1 int) {
			if x1-x0 > maxThick {
				return
			}
			for i < len(open) && open[i].x1+1 < x0 { // ends left of this run
				next = leave(next, open[i], &done, maxGap, minLen)
				i++
			}
			if i < len(open) && open[i].x0 <= x1+1 {
				s := open[i]
				i++
				s.extend(y, x0, x1)
				next = append(next, s)
				return
			}
			s := stroke{y0: y}
			s.extend(y, x0, x1)
			next = append(next, s)
		})
		for ; i < len(open); i++ {
			next = leave(next, open[i], &done, maxGap, minLen)
		}
		// A stroke that waits in a gap may now lie right of a younger one.
		if !slices.IsSortedFunc(next, byPlace) {
			slices.SortFunc(next, byPlace)
		}
		open, next = next, open
	}
	for _, s := range open {
		if s.y1-s.y0+1 >= minLen {
			done = append(done, s)
		}
	}
	return done
}

func byPlace(a, b stroke) int { return a.x0 - b.x0 }

// leave keeps a stroke that found no run in a row, as long as its gap is small.
func leave(next []stroke, s stroke, done *[]stroke, maxGap, minLen int) []stroke {
	s.gap++
	// A stroke of a few rows is a letter: it is not worth waiting for.
	if s.gap <= min(maxGap, 1+(s.y1-s.y0)/2) {
		return append(next, s)
	}
	if s.y1-s.y0+1 >= minLen {
		*done = append(*done, s)
	}
	return next
}

// rulings finds lines in both directions.
func (f *finder) rulings(boxes []Checkbox) []Ruling {
	standing := f.standing(f.ink, false)
	lying := f.standing(f.across, true)
	for i, r := range lying {
		lying[i].From, lying[i].To = Point{r.From.Y, r.From.X}, Point{r.To.Y, r.To.X}
	}
	all := append(dropBars(lying, f.dpi, false), dropBars(standing, f.dpi, true)...)
	return slices.DeleteFunc(all, func(r Ruling) bool {
		return slices.ContainsFunc(boxes, func(c Checkbox) bool { return within(r.Box(), c.Box, 2) })
	})
}

func within(r, s Rect, by float64) bool {
	return r.X0 >= s.X0-by && r.Y0 >= s.Y0-by && r.X1 <= s.X1+by && r.Y1 <= s.Y1+by
}

// standing returns the vertical lines of a bitmap; swapped says that its axes
// are, for the words.
func (f *finder) standing(b *bitmap, swapped bool) []Ruling {
	maxThick := max(3, int(f.dpi/25))
	maxGap := max(4, int(f.dpi/20))
	minLen := max(12, int(f.dpi/5))
	if swapped {
		minLen = max(12, int(f.dpi/3.5)) // dashes and strokes of letters lie rather than stand
	}
	var out []Ruling
	for _, s := range strokes(b, maxThick, maxGap, minLen) {
		length := float64(s.y1 - s.y0 + 1)
		a, slope := s.line()
		thick := float64(s.thick) / float64(s.runs)
		r := Ruling{
			From:  Point{a + slope*(float64(s.y0)), float64(s.y0)},
			To:    Point{a + slope*(float64(s.y1)+1), float64(s.y1) + 1},
			Width: thick,
		}
		filled := .7 // dashes and crossings leave gaps in a long line
		if length < .6*f.dpi {
			filled = .93 // but a short one with gaps is letters above each other
		}
		if float64(s.runs) < filled*length || length < 9*thick || math.Abs(slope) > .03 || !f.straight(b, s, a, slope, thick) {
			continue
		}
		if f.inWord(r, swapped) {
			continue
		}
		out = append(out, r)
	}
	return join(out, f.dpi)
}

// straight reports whether ink follows the fitted line in nearly all of its
// rows, with paper on both sides of it in a good part of them: what touches ink
// everywhere is made of letters.
func (f *finder) straight(b *bitmap, s stroke, a, slope, thick float64) bool {
	hits, free := 0, 0
	side := thick/2 + 2
	for y := s.y0; y <= s.y1; y++ {
		x := a + slope*(float64(y)+.5)
		if !b.at(int(math.Floor(x-side)), y) && !b.at(int(math.Floor(x+side)), y) {
			free++
		}
		for d := -1.0; d <= 1; d++ {
			if b.at(int(math.Floor(x+d*(.5+thick/4))), y) {
				hits++
				break
			}
		}
	}
	n := float64(s.y1 - s.y0 + 1)
	return float64(hits) >= .85*n && float64(free) >= .4*n
}

// inWord reports whether most of a line lies inside words. A line at the foot of
// words is no part of them.
func (f *finder) inWord(r Ruling, swapped bool) bool {
	var inside float64
	x := (r.From.X + r.To.X) / 2
	for _, w := range f.words {
		if swapped {
			w = Rect{w.Y0, w.X0, w.Y0 + .85*w.Height(), w.X1}
		}
		if x > w.X0 && x < w.X1 {
			inside += max(0, min(r.To.Y, w.Y1)-max(r.From.Y, w.Y0))
		}
	}
	return inside > .6*(r.To.Y-r.From.Y)
}

// join makes one of the pieces of a line: collinear, with a small gap between.
func join(rs []Ruling, dpi float64) []Ruling {
	slices.SortFunc(rs, func(a, b Ruling) int { return int(math.Round(4 * (a.From.Y - b.From.Y))) })
	gap := dpi / 12
	var out []Ruling
	for _, r := range rs {
		joined := false
		for i := range out {
			o := &out[i]
			if r.From.Y-o.To.Y > gap || r.From.Y-o.To.Y < -gap {
				continue
			}
			if math.Abs(r.From.X-o.To.X) <= max(1.5, (r.Width+o.Width)/2) {
				n, m := o.To.Y-o.From.Y, r.To.Y-r.From.Y
				o.Width = (o.Width*n + r.Width*m) / (n + m)
				o.To = r.To
				joined = true
				break
			}
		}
		if !joined {
			out = append(out, r)
		}
	}
	return out
}

// dropBars removes lines that stand as close together as those of a barcode or
// a hatching: six or more, each within a tenth of an inch of the next, of like
// extent.
func dropBars(rs []Ruling, dpi float64, standing bool) []Ruling {
	at := func(r Ruling) (pos, from, to float64) {
		if standing {
			return (r.From.X + r.To.X) / 2, r.From.Y, r.To.Y
		}
		return (r.From.Y + r.To.Y) / 2, r.From.X, r.To.X
	}
	slices.SortFunc(rs, func(a, b Ruling) int {
		p, _, _ := at(a)
		q, _, _ := at(b)
		return int(math.Copysign(1, p-q))
	})
	drop := make([]bool, len(rs))
	for i := range rs {
		group := []int{i}
		last, from, to := at(rs[i])
		for j := i + 1; j < len(rs); j++ {
			p, f, t := at(rs[j])
			if p-last > dpi/10 {
				break
			}
			if math.Abs(f-from)+math.Abs(t-to) < .2*(to-from) && t-f < 2*dpi {
				group, last = append(group, j), p
			}
		}
		if len(group) >= 6 {
			for _, j := range group {
				drop[j] = true
			}
		}
	}
	i := -1
	return slices.DeleteFunc(rs, func(Ruling) bool { i++; return drop[i] })
}
