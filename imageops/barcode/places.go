package barcode

import (
	"image"
	"math"
	"slices"

	"github.com/docket-go/docket/imageops"
)

// place is where a barcode may be.
type place struct {
	image.Rectangle
	askew bool          // further than readers of gozxing cope with
	cells []image.Point // of ink
	cell  int           // pixels a cell
}

// leastCells is how many cells of ink are no code.
const leastCells = 40

// places finds where a barcode may be: areas of dense ink, as high as several
// lines of text are not, that fill their boxes.
func places(g *image.Gray, dpi float64, most int) []place {
	cell := max(2, int(dpi/50)) // cells of a fiftieth of an inch
	bw := imageops.Binarize(g, imageops.BinarizeOptions{Window: int(dpi / 3)})
	w, h := g.Rect.Dx()/cell, g.Rect.Dy()/cell
	ink := make([]bool, w*h)
	for y := range h {
		for x := range w {
			n := 0
			for j := range cell {
				for _, v := range bw.Pix[(y*cell+j)*bw.Stride+x*cell:][:cell] {
					if v == 0 {
						n++
					}
				}
			}
			ink[y*w+x] = n*8 > cell*cell
		}
	}
	var out []place
	for _, c := range candidates(ink, w, h) {
		r := c.Rectangle
		box := image.Rect(r.Min.X*cell, r.Min.Y*cell, r.Max.X*cell, r.Max.Y*cell)
		inch := func(n int) float64 { return float64(n) / dpi }
		if short, long := min(inch(box.Dx()), inch(box.Dy())), max(inch(box.Dx()), inch(box.Dy())); short < .16 || long < .22 || long > 6 {
			continue
		}
		out = append(out, place{box.Inset(-cell - cell/2).Intersect(g.Rect), c.askew, c.cells, cell})
		if len(out) == most {
			break
		}
	}
	return out
}

// candidates are the boxes of dense ink: with small gaps closed, as in codes of
// two dimensions, and with the wide gaps between bars closed along either axis.
func candidates(ink []bool, w, h int) []place {
	const wide = 4
	all := groups(closed(closed(ink, h, w, w, 1, 1), w, h, 1, w, 1), w, h)
	for _, boxes := range [][]place{groups(closed(ink, w, h, 1, w, wide), w, h), groups(closed(ink, h, w, w, 1, wide), w, h)} {
		for _, b := range boxes {
			if i := slices.IndexFunc(all, func(o place) bool { return alike(o.Rectangle, b.Rectangle) }); i >= 0 {
				all[i].Rectangle, all[i].askew = all[i].Union(b.Rectangle), all[i].askew && b.askew // the end of a code may lie behind a gap
				all[i].cells = append(all[i].cells, b.cells...)
			} else {
				all = append(all, b)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b place) int { return a.Min.Y - b.Min.Y })
	return all
}

// alike reports whether two boxes are nearly the same.
func alike(a, b image.Rectangle) bool {
	d := a.Intersect(b)
	return d.Dx()*d.Dy()*10 > 9*max(a.Dx()*a.Dy(), b.Dx()*b.Dy())
}

// closed fills gaps of at most n cells along one axis, of length cells a step
// apart, in each of some lines.
func closed(ink []bool, length, lines, step, lineStep, n int) []bool {
	out := slices.Clone(ink)
	for l := range lines {
		last := -1
		for i := range length {
			if !ink[l*lineStep+i*step] {
				continue
			}
			if last >= 0 && i-last-1 <= n {
				for j := last + 1; j < i; j++ {
					out[l*lineStep+j*step] = true
				}
			}
			last = i
		}
	}
	return out
}

// spread gathers how connected cells lie.
type spread struct{ n, x, y, xx, xy, yy float64 }

func (s *spread) add(x, y float64) {
	s.n, s.x, s.y = s.n+1, s.x+x, s.y+y
	s.xx, s.xy, s.yy = s.xx+x*x, s.xy+x*y, s.yy+y*y
}

// fills reports whether the cells fill a rectangle, which may lie askew: its area
// is twelve times the root of the determinant of its second moments.
func (s *spread) fills() bool {
	mx, my := s.x/s.n, s.y/s.n
	xx, xy, yy := s.xx/s.n-mx*mx+1./12, s.xy/s.n-mx*my, s.yy/s.n-my*my+1./12
	return s.n > .75*12*math.Sqrt(max(xx*yy-xy*xy, 0))
}

// groups returns the boxes of connected cells that mostly fill them, or a
// rectangle askew in them, from top to bottom.
func groups(ink []bool, w, h int) []place {
	var out []place
	seen := make([]bool, len(ink))
	var stack []int
	for start := range ink {
		if !ink[start] || seen[start] {
			continue
		}
		box, n, s := image.Rectangle{}, 0, spread{}
		var cells []image.Point
		seen[start] = true
		for stack = append(stack[:0], start); len(stack) > 0; n++ {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := i%w, i/w
			box = box.Union(image.Rect(x, y, x+1, y+1))
			s.add(float64(x), float64(y))
			cells = append(cells, image.Pt(x, y))
			for _, d := range [4]struct {
				j  int
				in bool
			}{{i - 1, x > 0}, {i + 1, x < w-1}, {i - w, y > 0}, {i + w, y < h-1}} {
				if d.in && ink[d.j] && !seen[d.j] {
					seen[d.j] = true
					stack = append(stack, d.j)
				}
			}
		}
		if area := box.Dx() * box.Dy(); n < leastCells {
			continue
		} else if n*10 >= area*6 {
			out = append(out, place{Rectangle: box, cells: cells})
		} else if n*16 >= area && s.fills() {
			out = append(out, place{Rectangle: box, askew: true, cells: cells})
		}
	}
	return out
}
