package imageops

import (
	"image"
	"math"
	"slices"
)

// Fill is a box of even tone that is not paper, such as the shaded head of a
// table.
type Fill struct {
	Box  Rect
	Gray uint8 // its tone
}

// fillCell is the side in pixels of the cells that fills are made of.
const fillCell = 6

// fills finds boxes of even tone: cells most of whose pixels have one value
// that differs from the paper's, joined to regions that fill their boxes.
func (f *finder) fills(g *image.Gray) []Fill {
	w, h := g.Rect.Dx()/fillCell, g.Rect.Dy()/fillCell
	if w < 3 || h < 3 {
		return nil
	}
	paper := paperTone(g)
	tone := make([]int16, w*h) // of the cell, -1 for paper and for what is not even
	for cy := range h {
		for cx := range w {
			tone[cy*w+cx] = evenTone(g, cx*fillCell, cy*fillCell, paper)
		}
	}
	var out []Fill
	var stack []int
	for start, t := range tone {
		if t < 0 {
			continue
		}
		box, n, sum := image.Rectangle{}, 0, 0
		stack = append(stack[:0], start)
		tone[start] = -1
		values := []int16{t}
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			v := values[len(values)-1]
			stack, values = stack[:len(stack)-1], values[:len(values)-1]
			x, y := i%w, i/w
			n, sum = n+1, sum+int(v)
			box = box.Union(image.Rect(x, y, x+1, y+1))
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if x+dx < 0 || x+dx >= w || y+dy < 0 || y+dy >= h {
						continue
					}
					j := i + dy*w + dx
					if tone[j] >= 0 && max(tone[j]-v, v-tone[j]) <= 10 {
						stack, values = append(stack, j), append(values, tone[j])
						tone[j] = -1
					}
				}
			}
		}
		area := box.Dx() * box.Dy()
		if float64(n) < .8*float64(area) || area > w*h*9/10 ||
			float64(min(box.Dx(), box.Dy())*fillCell) < f.dpi/12 || float64(max(box.Dx(), box.Dy())*fillCell) < f.dpi/4 {
			continue // no box, the whole page, or a letter
		}
		out = append(out, Fill{Box: rectOf(box).scaled(fillCell), Gray: uint8(sum / n)})
	}
	if len(out) > 500 {
		return nil // a pattern, no page
	}
	return joinFills(out)
}

// joinFills makes one of boxes side by side, or one above the other, that a
// ruling parts.
func joinFills(fills []Fill) []Fill {
	const near = fillCell + 1
	beside := func(a, b Fill) bool {
		p, q := a.Box, b.Box
		same := func(a, b float64) bool { return math.Abs(a-b) < near }
		return max(int(a.Gray)-int(b.Gray), int(b.Gray)-int(a.Gray)) <= 6 &&
			(same(p.Y0, q.Y0) && same(p.Y1, q.Y1) && same(p.X1, q.X0) || same(p.X0, q.X0) && same(p.X1, q.X1) && same(p.Y1, q.Y0))
	}
	for i := 0; i < len(fills); i++ {
		for j := 0; j < len(fills); j++ {
			if i == j || !beside(fills[i], fills[j]) {
				continue
			}
			p, q := fills[i].Box, fills[j].Box
			fills[i].Box = Rect{min(p.X0, q.X0), min(p.Y0, q.Y0), max(p.X1, q.X1), max(p.Y1, q.Y1)}
			fills = slices.Delete(fills, j, j+1)
			i = -1 // from the start: the larger box may touch others now
			break
		}
	}
	return fills
}

// paperTone is the most frequent bright value.
func paperTone(g *image.Gray) int {
	hist := histogram(g)
	best := 255
	for v := 128; v < 256; v++ {
		if hist[v] > hist[best] {
			best = v
		}
	}
	return best
}

// evenTone is the value of most pixels of a cell, -1 where there is none or it
// is the paper's.
func evenTone(g *image.Gray, x0, y0, paper int) int16 {
	var bins [16]int
	var sums [16]int
	for y := y0; y < y0+fillCell; y++ {
		for _, v := range g.Pix[y*g.Stride+x0:][:fillCell] {
			bins[v>>4]++
			sums[v>>4] += int(v)
		}
	}
	best := 0
	for b := range bins {
		if bins[b] > bins[best] {
			best = b
		}
	}
	n, sum := bins[best], sums[best]
	for _, b := range []int{best - 1, best + 1} { // a tone at the border of two bins
		if b >= 0 && b < 16 && bins[b] > 0 && math.Abs(float64(sums[b])/float64(bins[b])-float64(sums[best])/float64(bins[best])) < 10 {
			n, sum = n+bins[b], sum+sums[b]
		}
	}
	t := sum / n
	if n*2 < fillCell*fillCell || t > paper-8 { // half of a cell may be text
		return -1
	}
	return int16(t)
}
