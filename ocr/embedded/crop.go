package embedded

import (
	"image"
	"math"
	"slices"
	"strings"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/lstm"
)

// A line image is lineHeight pixels high, plus a margin of its ground colour.
const (
	lineHeight = 40
	lineMargin = 8
	maxLine    = 40_000 // pixels along a line
)

// A line is cut with this share of its height more at its ends, and above and
// below: the detector's boxes cut into letters now and then.
const (
	growEnds  = 0.2
	growSides = 0.05
	// A line that was read with less confidence than doubtful is read once more,
	// cut wider.
	doubtful   = 0.9
	widerEnds  = 0.3
	widerSides = 0.12
)

// A crop is the image of one line and its place on the page image.
type crop struct {
	img    *image.Gray
	x0, y0 float64 // page pixel of the crop's top left corner
	ux, uy float64 // page pixels along one column
	vx, vy float64 // page pixels along one row
}

// cut samples the line q of g, turned to be horizontal.
func cut(g *image.Gray, q ocr.Quad) crop { return cutGrown(g, q, growEnds, growSides) }

// cutGrown samples more than the line, by shares of its height.
func cutGrown(g *image.Gray, q ocr.Quad, ends, sides float64) crop {
	q = q.Grow(ends*q.Height(), sides*q.Height())
	h := max(1, q.Height())
	scale := h / lineHeight
	w := min(maxLine, max(8, int(math.Ceil(q.Width()/scale))))
	c := crop{img: image.NewGray(image.Rect(0, 0, w+2*lineMargin, lineHeight+2*lineMargin))}
	c.ux, c.uy = (q[1][0]-q[0][0])/float64(w), (q[1][1]-q[0][1])/float64(w)
	c.vx, c.vy = (q[3][0]-q[0][0])/lineHeight, (q[3][1]-q[0][1])/lineHeight
	c.x0 = q[0][0] - lineMargin*(c.ux+c.vx)
	c.y0 = q[0][1] - lineMargin*(c.uy+c.vy)
	c.sample(g, w, scale)
	ground := c.ground(w)
	c.eraseRules(w, ground)
	c.fillMargin(w, ground)
	return c
}

// sample averages n x n bilinear samples for each pixel inside the margin.
func (c *crop) sample(g *image.Gray, w int, scale float64) {
	const one = 1 << 16
	n := min(6, max(1, int(math.Ceil(scale))))
	maxX, maxY := (g.Rect.Dx()-1)*one, (g.Rect.Dy()-1)*one
	fixed := func(v float64) int { return int(math.Round(v * one)) }
	k := 1 / float64(n)
	sums := make([]int, w)
	for y := range lineHeight {
		clear(sums)
		for sy := range n {
			v := float64(lineMargin+y) + (float64(sy)+0.5)*k
			for sx := range n {
				u := lineMargin + (float64(sx)+0.5)*k
				px, py := fixed(c.x0+u*c.ux+v*c.vx-0.5), fixed(c.y0+u*c.uy+v*c.vy-0.5)
				dx, dy := fixed(c.ux), fixed(c.uy)
				for x := range sums {
					sums[x] += bilinear(g, min(max(px, 0), maxX), min(max(py, 0), maxY))
					px, py = px+dx, py+dy
				}
			}
		}
		row := c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin:]
		half := n * n * 128
		for x, s := range sums {
			row[x] = uint8((s + half) / (n * n * 256))
		}
	}
}

// bilinear interpolates at a place given in 1/65536 pixels; the result is in
// 1/256 of a grey level.
func bilinear(g *image.Gray, x, y int) int {
	i := y>>16*g.Stride + x>>16
	fx, fy := x>>8&255, y>>8&255
	right, down := 0, 0
	if fx > 0 {
		right = 1
	}
	if fy > 0 {
		down = g.Stride
	}
	p := g.Pix
	top := int(p[i])*(256-fx) + int(p[i+right])*fx
	bottom := int(p[i+down])*(256-fx) + int(p[i+down+right])*fx
	return (top*(256-fy) + bottom*fy) >> 8
}

// ground is the most frequent shade of the line, to within a few levels.
func (c *crop) ground(w int) uint8 {
	const near = 5
	var hist [256 + 2*near]int
	for y := range lineHeight {
		for _, v := range c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin:][:w] {
			hist[int(v)+near]++
		}
	}
	best, ground, sum := -1, 0, 0
	for v := range hist[:2*near] {
		sum += hist[v]
	}
	for v := range 256 {
		sum += hist[v+2*near]
		if sum > best {
			best, ground = sum, v
		}
		sum -= hist[v]
	}
	return uint8(ground)
}

// fillMargin paints the frame.
func (c *crop) fillMargin(w int, ground uint8) {
	for y := range c.img.Rect.Dy() {
		row := c.img.Pix[y*c.img.Stride : (y+1)*c.img.Stride]
		if y < lineMargin || y >= lineMargin+lineHeight {
			fill(row, ground)
			continue
		}
		fill(row[:lineMargin], ground)
		fill(row[lineMargin+w:], ground)
	}
}

// ruleZone is the part of a line's height, at the top and at the bottom, where
// drawn lines are looked for.
const ruleZone = lineHeight * 3 / 10

// touching is the share of the strokes of a line, half way up, that run into a
// drawn line below if it touches the letters that stand on the ground line, too.
const touching = 0.4

// eraseRules paints over drawn lines above and below the text, and what lies
// beyond them. A drawn line is darker (or lighter) than the ground over nearly
// the whole width, or over more than any stroke of a letter is long. Letters
// that reach through a line below keep what hangs under it.
func (c *crop) eraseRules(w int, ground uint8) {
	long := min(w*9/10, lineHeight*5/2)
	limit := c.contrast(w, ground) / 2
	top, bottom, under := -1, lineHeight, lineHeight
	for y := range ruleZone {
		if c.longest(y, w, ground, limit) >= long {
			top = y
		}
		if b := lineHeight - 1 - y; c.longest(b, w, ground, limit) >= long {
			if bottom == lineHeight {
				under = b + 1
			}
			bottom = b
		}
	}
	if top >= 0 {
		top++ // the soft edge of the line
	}
	var keep, into []bool
	if bottom < lineHeight {
		bottom--
		keep = c.hanging(w, ground, limit, bottom, min(under+1, lineHeight))
		into = c.entering(w, ground, limit, bottom)
	}
	for y := range lineHeight {
		row := c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin:][:w]
		switch {
		case y <= top:
			fill(row, ground)
		case y >= bottom:
			for x := range row {
				if !keep[x] && (y > under || !into[x]) {
					row[x] = ground
				}
			}
		}
	}
}

// entering tells the columns in which strokes of letters run into a drawn line
// below them: what hangs under the ground line does, unless the line touches
// all letters.
func (c *crop) entering(w int, ground uint8, limit, bottom int) []bool {
	ink := func(x, y int) bool {
		v := c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin+x]
		return int(max(v, ground)-min(v, ground)) > limit
	}
	into := make([]bool, w)
	all, some := 0, 0
	for x := range w {
		if ink(x, lineHeight/2) {
			all++
		}
		if bottom >= 2 && ink(x, bottom-1) && ink(x, bottom-2) {
			into[x] = true
			some++
		}
	}
	if some > int(touching*float64(all)) {
		clear(into)
	}
	return into
}

// hanging tells the columns of letters that reach through a drawn line in the
// rows from bottom to under: ink below it that somewhere has ink above it, too,
// and is no wider than a letter.
func (c *crop) hanging(w int, ground uint8, limit, bottom, under int) []bool {
	ink := func(x, y0, y1 int) bool {
		for y := max(y0, 0); y < min(y1, lineHeight); y++ {
			if v := c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin+x]; int(max(v, ground)-min(v, ground)) > limit {
				return true
			}
		}
		return false
	}
	keep := make([]bool, w)
	for x := 0; x < w; x++ {
		from, through := x, false
		for ; x < w && ink(x, under, lineHeight); x++ {
			through = through || ink(x, under, under+1) && ink(x, bottom-2, bottom)
		}
		if !through || x-from > lineHeight {
			continue
		}
		for k := from; k < x; k++ {
			keep[k] = true
		}
	}
	return keep
}

// contrast is how much the ink differs from the ground: what a fiftieth of the
// pixels exceed.
func (c *crop) contrast(w int, ground uint8) int {
	var hist [256]int
	for y := range lineHeight {
		for _, v := range c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin:][:w] {
			hist[max(v, ground)-min(v, ground)]++
		}
	}
	n := 0
	for d := 255; d > 0; d-- {
		if n += hist[d]; n >= w*lineHeight/50 {
			return d
		}
	}
	return 0
}

// longest is the length of the longest run of ink in row y; gaps of two pixels
// do not end it.
func (c *crop) longest(y, w int, ground uint8, limit int) int {
	best, start, end := 0, 0, -3
	for x, v := range c.img.Pix[(lineMargin+y)*c.img.Stride+lineMargin:][:w] {
		if int(max(v, ground)-min(v, ground)) <= limit {
			continue
		}
		if x > end+3 {
			start = x
		}
		end = x
		best = max(best, end-start+1)
	}
	return best
}

func fill(p []byte, v byte) {
	for i := range p {
		p[i] = v
	}
}

// point maps a place on the crop to points of the page.
func (c *crop) point(x, y, dpi float64) layout.Point {
	return layout.Point{X: (c.x0 + x*c.ux + y*c.vx) * 72 / dpi, Y: (c.y0 + x*c.uy + y*c.vy) * 72 / dpi}
}

func (c *crop) quad(r image.Rectangle, dpi float64) layout.Quad {
	x0, y0, x1, y1 := float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)
	return layout.Quad{c.point(x0, y0, dpi), c.point(x1, y0, dpi), c.point(x1, y1, dpi), c.point(x0, y1, dpi)}
}

// baseline is the median bottom of the words that have no descenders, or of all
// where each has one.
func (c *crop) baseline(words []lstm.Word) float64 {
	var plain, rest []int
	for _, w := range words {
		if strings.ContainsAny(w.Text, "gjpqyQ,;()[]{}|_@$/") {
			rest = append(rest, w.Box.Max.Y)
		} else {
			plain = append(plain, w.Box.Max.Y)
		}
	}
	if len(plain) == 0 {
		plain = rest
	}
	slices.Sort(plain)
	return float64(plain[len(plain)/2])
}
