package lstm

import "image"

// ink tells the pixels of a line that differ from the ground.
type ink struct {
	g      *image.Gray
	ground int
	limit  int    // difference from the ground that makes ink
	cols   []bool // columns that hold ink
}

// newInk looks at g, whose bounds start at (0,0). The ground is the median of
// the first and the last row; what differs from it by more than half of what a
// fiftieth of the pixels do is ink, so that a dark spot does not make faint
// letters ground. Rows within margin of the top and the bottom are
// left out of cols: they may hold parts of other lines.
func newInk(g *image.Gray, margin int) *ink {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	k := &ink{g: g, cols: make([]bool, w)}
	var hist [256]int
	for x := range w {
		hist[g.Pix[x]]++
		hist[g.Pix[(h-1)*g.Stride+x]]++
	}
	for n := 0; k.ground < 255; k.ground++ {
		if n += hist[k.ground]; n >= w {
			break
		}
	}
	var differ [256]int
	for y := range h {
		for _, v := range g.Pix[y*g.Stride : y*g.Stride+w] {
			differ[max(int(v)-k.ground, k.ground-int(v))]++
		}
	}
	for n, d := 0, 255; d > 0; d-- {
		if n += differ[d]; n > w*h/50 {
			k.limit = d / 2
			break
		}
	}
	for y := margin; y < h-margin; y++ {
		for x, v := range g.Pix[y*g.Stride : y*g.Stride+w] {
			if k.is(v) {
				k.cols[x] = true
			}
		}
	}
	return k
}

func (k *ink) is(v uint8) bool {
	d := int(v) - k.ground
	return d > k.limit || -d > k.limit
}

// extent is the range of columns from the first to the last with ink.
func (k *ink) extent() (x0, x1 int) {
	x0, x1 = 0, len(k.cols)
	for x0 < x1 && !k.cols[x0] {
		x0++
	}
	for x1 > x0 && !k.cols[x1-1] {
		x1--
	}
	return x0, x1
}

// gap returns the middle of the widest run of columns without ink in [a, b),
// or at where there is none.
func (k *ink) gap(a, b, at int) int {
	best := 0
	for x := max(a, 0); x < min(b, len(k.cols)); x++ {
		n := x
		for n < min(b, len(k.cols)) && !k.cols[n] {
			n++
		}
		if n-x > best {
			best, at = n-x, (x+n)/2
		}
		x = max(x, n-1)
	}
	return at
}

// widest is the length of the longest run of columns without ink in [a, b).
func (k *ink) widest(a, b int) int {
	best, n := 0, 0
	for x := max(a, 0); x < min(b, len(k.cols)); x++ {
		if n++; k.cols[x] {
			n = 0
		}
		best = max(best, n)
	}
	return best
}

// tighten shrinks a box to the ink in it. Where there is none it stays.
func (k *ink) tighten(b image.Rectangle) image.Rectangle {
	b = b.Intersect(k.g.Rect)
	out := image.Rectangle{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := k.g.Pix[y*k.g.Stride+b.Min.X : y*k.g.Stride+b.Max.X]
		for x, v := range row {
			if k.is(v) {
				out = out.Union(image.Rect(b.Min.X+x, y, b.Min.X+x+1, y+1))
			}
		}
	}
	if out.Empty() {
		return b
	}
	return out
}
