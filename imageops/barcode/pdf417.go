package barcode

import (
	"image"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/docket-go/docket/imageops"
)

// Widths in modules, bars and spaces in turn (ISO/IEC 15438, 5.3.2 and 5.3.3).
var (
	startWidths = []float64{8, 1, 1, 1, 1, 1, 1, 3}
	stopWidths  = []float64{7, 1, 1, 3, 1, 1, 1, 2, 1}
)

const (
	symbolModules = 17
	stopModules   = 18
	maxColumns    = 30
	maxRows       = 90
)

// codewords gives the cluster, 0 to 2, and value of a pattern of modules.
var codewords = sync.OnceValue(func() map[uint32][2]int {
	const digits = "0123456789abcdefghijklmnopqrstuv"
	all := make(map[uint32][2]int, 3*929)
	for cluster, s := range patterns {
		for v := range len(s) / 3 {
			m := uint32(1)
			for _, d := range []byte(s[3*v : 3*v+3]) {
				m = m<<5 | uint32(strings.IndexByte(digits, d))
			}
			all[m<<1] = [2]int{cluster, v}
		}
	}
	return all
})

// stacked reads the PDF417 code of a place, whichever side it stands on.
func stacked(g *image.Gray, at image.Rectangle) (Code, bool) {
	grow := max(at.Dx(), at.Dy())/20 + 4
	at = at.Inset(-grow).Intersect(g.Rect)
	for _, turn := range likelyTurns(g.SubImage(at)) {
		img := imageops.Rotate(g.SubImage(at), turn).(*image.Gray)
		frame, ok := findFrame(img)
		if !ok {
			continue
		}
		words, ok := readFrame(img, frame)
		if !ok {
			continue
		}
		if text, ok := textOf(words); ok && text != "" {
			return Code{Text: text, Format: PDF417, Quad: unturned(frame.quad(), turn, at)}, true
		}
	}
	return Code{}, false
}

// likelyTurns are the angles, clockwise, at which some rows of a place show the
// start pattern: most places hold none at any.
func likelyTurns(img image.Image) (turns []int) {
	for _, turn := range []int{0, 90} {
		g := imageops.Rotate(img, turn).(*image.Gray)
		w, h := float64(g.Rect.Dx()), g.Rect.Dy()
		ahead, back := 0, 0
		for i := range 24 {
			y := (float64(i) + .5) * float64(h) / 24
			e := trace(g, imageops.Point{Y: y}, imageops.Point{X: w, Y: y}, w/10)
			if e.hold(startWidths) {
				ahead++
			}
			if e.reversed(w).hold(startWidths) {
				back++
			}
		}
		if ahead > 1 {
			turns = append(turns, turn)
		}
		if back > 1 {
			turns = append(turns, turn+180)
		}
	}
	return turns
}

// unturned maps a quadrilateral of a place that was turned clockwise back to the
// image. Its corners still begin at the top left of the code.
func unturned(q imageops.Quad, turn int, at image.Rectangle) imageops.Quad {
	w, h := float64(at.Dx()), float64(at.Dy())
	for i, p := range q {
		switch turn {
		case 90:
			p = imageops.Point{X: p.Y, Y: h - p.X}
		case 180:
			p = imageops.Point{X: w - p.X, Y: h - p.Y}
		case 270:
			p = imageops.Point{X: w - p.Y, Y: p.X}
		}
		q[i] = imageops.Point{X: p.X + float64(at.Min.X), Y: p.Y + float64(at.Min.Y)}
	}
	return q
}

// edges are where a line through an image turns from light to dark and back, in
// pixels from its start; the first turns to dark.
type edges []float64

// trace finds the edges on the line from p to q between the lightest and darkest
// of what is near.
func trace(g *image.Gray, p, q imageops.Point, reach float64) edges {
	const step = .5
	length := math.Hypot(q.X-p.X, q.Y-p.Y)
	n := int(length/step) + 1
	if n < 8 {
		return nil
	}
	v := make([]float64, n)
	for i := range v {
		k := float64(i) * step / length
		v[i] = toneAt(g, p.X+(q.X-p.X)*k, p.Y+(q.Y-p.Y)*k)
	}
	r := max(4, int(reach/step))
	lo, hi := slid(v, r, func(a, b float64) bool { return a < b }), slid(v, r, func(a, b float64) bool { return a > b })
	var out edges
	dark := false
	for i := 1; i < n; i++ {
		if hi[i]-lo[i] < 24 {
			continue
		}
		t := (hi[i] + lo[i]) / 2
		if d := v[i] < t; d != dark {
			k := 0.0
			if v[i-1] != v[i] {
				k = min(max((t-v[i-1])/(v[i]-v[i-1]), 0), 1)
			}
			out, dark = append(out, (float64(i-1)+k)*step), d
		}
	}
	return out
}

// toneAt is the grey at a point, which may lie outside.
func toneAt(g *image.Gray, x, y float64) float64 {
	x, y = min(max(x-.5, 0), float64(g.Rect.Dx()-1)), min(max(y-.5, 0), float64(g.Rect.Dy()-1))
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, g.Rect.Dx()-1), min(y0+1, g.Rect.Dy()-1)
	fx, fy := x-float64(x0), y-float64(y0)
	a, b := g.Pix[y0*g.Stride:], g.Pix[y1*g.Stride:]
	return (float64(a[x0])*(1-fx)+float64(a[x1])*fx)*(1-fy) + (float64(b[x0])*(1-fx)+float64(b[x1])*fx)*fy
}

// slid is, for each value, the first of those within r in the given order.
func slid(v []float64, r int, before func(a, b float64) bool) []float64 {
	out := make([]float64, len(v))
	var queue []int // whose values come ever later in the order
	for i := range len(v) + r {
		if i < len(v) {
			for len(queue) > 0 && !before(v[queue[len(queue)-1]], v[i]) {
				queue = queue[:len(queue)-1]
			}
			queue = append(queue, i)
		}
		if at := i - r; at >= 0 {
			for queue[0] < at-r {
				queue = queue[1:]
			}
			out[at] = v[queue[0]]
		}
	}
	return out
}

// matches reports whether the runs from edge i on have the given widths, and how
// wide a module is.
func (e edges) matches(i int, widths []float64) (module float64, ok bool) {
	if i+len(widths) >= len(e) {
		return 0, false
	}
	total := 0.0
	for _, w := range widths {
		total += w
	}
	module = (e[i+len(widths)] - e[i]) / total
	// Ink that has spread makes every bar wider and every space narrower.
	spread := 0.0
	for k, w := range widths {
		if k%2 == 0 {
			spread += (e[i+k+1]-e[i+k])/module - w
		}
	}
	spread /= float64((len(widths) + 1) / 2)
	if math.Abs(spread) > .6 {
		return 0, false
	}
	for k, w := range widths {
		got := (e[i+k+1] - e[i+k]) / module
		if k%2 == 0 {
			got -= spread
		} else {
			got += spread * float64((len(widths)+1)/2) / float64(len(widths)/2)
		}
		if math.Abs(got-w) > .45+.06*w {
			return 0, false
		}
	}
	return module, true
}

// hold reports whether runs of the given widths are among those of e.
func (e edges) hold(widths []float64) bool {
	for i := 0; i < len(e); i += 2 {
		if _, ok := e.matches(i, widths); ok {
			return true
		}
	}
	return false
}

// reversed are the edges seen from the other end of a line of some length.
func (e edges) reversed(length float64) edges {
	out := make(edges, len(e)&^1)
	for i := range out {
		out[i] = length - e[len(out)-1-i]
	}
	return out
}

// mark is where a start or stop pattern was seen.
type mark struct{ x, y, module float64 }

// side is the line that marks lie on: x = at + slope·y, from the first to the
// last of them.
type side struct{ at, slope, top, bottom float64 }

func (s side) point(t float64) imageops.Point {
	y := s.top + t*(s.bottom-s.top)
	return imageops.Point{X: s.at + s.slope*y, Y: y}
}

// frame is where a code lies in an image.
type frame struct {
	left, right side
	module      float64
}

func (f frame) quad() imageops.Quad {
	return imageops.Quad{f.left.point(0), f.right.point(0), f.right.point(1), f.left.point(1)}
}

// findFrame looks for start and stop patterns along the rows of an image.
func findFrame(g *image.Gray) (f frame, ok bool) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	var starts, stops []mark
	step := max(1, h/160)
	for y := 0; y < h; y += step {
		at := float64(y) + .5
		e := trace(g, imageops.Point{Y: at}, imageops.Point{X: float64(w), Y: at}, float64(w)/10)
		for i := 0; i < len(e); i += 2 {
			if m, ok := e.matches(i, startWidths); ok {
				starts = append(starts, mark{e[i], at, m})
			}
			if m, ok := e.matches(i, stopWidths); ok {
				stops = append(stops, mark{e[i+len(stopWidths)], at, m})
			}
		}
	}
	left, module, ok1 := sideOf(starts)
	right, other, ok2 := sideOf(stops)
	if !ok1 || !ok2 || module > 1.4*other || other > 1.4*module || right.point(.5).X-left.point(.5).X < 3*symbolModules*module {
		return f, false
	}
	f = frame{left, right, (module + other) / 2}
	f.square()
	return f, true
}

// square sets the ends of both sides across from each other: where a code lies
// askew, rows of the image leave it before they have passed all of a pattern,
// above at one side and below at the other.
func (f *frame) square() {
	l, r := f.left.point(.5), f.right.point(.5)
	drop := -(f.left.slope + f.right.slope) / 2 * (r.X - l.X)
	f.left.top, f.left.bottom = min(f.left.top, f.right.top-drop), max(f.left.bottom, f.right.bottom-drop)
	f.right.top, f.right.bottom = f.left.top+drop, f.left.bottom+drop
}

// sheared is f with its right side some pixels lower.
func (f frame) sheared(by float64) frame {
	f.right.top += by
	f.right.bottom += by
	return f
}

// sideOf fits a line to marks, most of which belong to it, after Theil and Sen.
func sideOf(marks []mark) (s side, module float64, ok bool) {
	if len(marks) < 4 {
		return s, 0, false
	}
	var slopes, ats, modules []float64
	for i, a := range marks {
		for _, b := range marks[i+1:] {
			if b.y > a.y {
				slopes = append(slopes, (b.x-a.x)/(b.y-a.y))
			}
		}
	}
	if len(slopes) == 0 {
		return s, 0, false
	}
	s.slope = median(slopes)
	for _, m := range marks {
		ats, modules = append(ats, m.x-s.slope*m.y), append(modules, m.module)
	}
	s.at, module = median(ats), median(modules)
	s.top, s.bottom = math.Inf(1), math.Inf(-1)
	n := 0
	for _, m := range marks {
		if math.Abs(m.x-s.slope*m.y-s.at) < 2*module {
			s.top, s.bottom = min(s.top, m.y), max(s.bottom, m.y)
			n++
		}
	}
	return s, module, n >= 4 && s.bottom-s.top >= 3*module && math.Abs(s.slope) < .4
}

func median(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}

// modulesOf rounds widths to the modules of a codeword, and returns their
// pattern.
func modulesOf(widths []float64) (pattern uint32, ok bool) {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	var n [8]int
	sum := 0
	for k, w := range widths {
		n[k] = min(max(int(math.Round(w*symbolModules/total)), 1), 6)
		sum += n[k]
	}
	for ; sum != symbolModules; sum += sign(symbolModules - sum) {
		d := sign(symbolModules - sum)
		best, gain := -1, math.Inf(-1)
		for k, w := range widths {
			if off := float64(d) * (w*symbolModules/total - float64(n[k])); off > gain && n[k]+d >= 1 && n[k]+d <= 6 {
				best, gain = k, off
			}
		}
		if best < 0 {
			return 0, false
		}
		n[best] += d
	}
	for k, c := range n {
		for range c {
			pattern = pattern<<1 | uint32(1-k%2)
		}
	}
	return pattern, true
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}
