package embedded

import (
	"image"
	"math"

	"github.com/docket-go/docket/ocr"
)

// Text may differ from its ground in colour alone, such as red on green of the
// same luma: in shades of grey it is gone. Squares of the image where colour
// varies and luma does not are painted in the shades of the colour that varies
// most there.
const (
	squareSide    = 32   // pixels
	squareSamples = 8    // along a side, of a large image
	carriesLeast  = 14.0 // standard deviation of the colour
	carriesMore   = 3.0  // times that of the luma
	carriesFew    = 3    // squares that touch, or none is painted
	quiet         = 8.0  // standard deviation of a luma in which no text can be read
)

// readable returns the image in shades of grey in which its text can be read.
func readable(in ocr.Image) *image.Gray {
	g := in.Gray()
	read := colours(in.Pix)
	if read == nil {
		return g
	}
	s := newSquares(g, read)
	for _, group := range s.groups() {
		s.paint(g, group)
	}
	return g
}

// A square is what is known of one: how its colour varies.
type square struct {
	quiet   bool // no text can be read in its luma
	carries bool // colour alone tells text here
}

// squares are those of an image.
type squares struct {
	read colourReader
	size image.Point // of the image
	step int         // the distance of the samples that are taken
	w, h int
	all  []square
}

func newSquares(g *image.Gray, read colourReader) *squares {
	size := g.Rect.Size()
	s := &squares{read: read, size: size, step: 2, w: (size.X + squareSide - 1) / squareSide, h: (size.Y + squareSide - 1) / squareSide}
	if size.X*size.Y > 1<<20 {
		s.step = squareSide / squareSamples
	}
	s.all = make([]square, s.w*s.h)
	row := make([]rgb, (size.X+s.step-1)/s.step)
	sums := make([]spread, s.w)
	for i := range s.h {
		clear(sums)
		for y := i * squareSide; y < min(size.Y, (i+1)*squareSide); y += s.step {
			read(row, 0, y, s.step)
			addRow(sums, row, g.Pix[y*g.Stride:], s.step)
		}
		for k := range sums {
			s.all[i*s.w+k] = sums[k].square()
		}
	}
	return s
}

// A spread is the sums of luma, of red less green, and of twice blue less red
// and green, of some pixels, and the sums of their squares.
type spread struct{ n, luma, luma2, red, red2, blue, blue2 int }

// addRow adds samples, step apart, and their luma to the spreads of a row of
// squares.
func addRow(sums []spread, row []rgb, luma []uint8, step int) {
	per := squareSide / step
	for i := range sums {
		some := row[i*per : min(len(row), (i+1)*per)]
		l := luma[i*squareSide:]
		t := &sums[i]
		t.n += len(some)
		for k, c := range some {
			v := int(l[k*step])
			t.luma, t.luma2 = t.luma+v, t.luma2+v*v
			r, b := int(c[0])-int(c[1]), 2*int(c[2])-int(c[0])-int(c[1])
			t.red, t.red2 = t.red+r, t.red2+r*r
			t.blue, t.blue2 = t.blue+b, t.blue2+b*b
		}
	}
}

func (t *spread) square() square {
	n := float64(t.n)
	variance := func(sum, squares int) float64 {
		mean := float64(sum) / n
		return max(0, float64(squares)/n-mean*mean)
	}
	luma := math.Sqrt(variance(t.luma, t.luma2))
	colour := math.Sqrt(max(variance(t.red, t.red2), variance(t.blue, t.blue2)/4))
	return square{luma < quiet, luma < quiet && colour >= carriesLeast && colour >= carriesMore*luma}
}

// groups returns the squares to paint, each group of those that touch.
func (s *squares) groups() [][]int {
	seen := make([]bool, len(s.all))
	var out [][]int
	for i := range s.all {
		if !s.all[i].carries || seen[i] {
			continue
		}
		seen[i] = true
		group, few := []int{i}, 0
		for k := 0; k < len(group); k++ {
			if !s.all[group[k]].carries {
				continue // it belongs to the group, but what is beyond it does not
			}
			few++
			for _, j := range s.around(group[k]) {
				if !seen[j] && s.all[j].quiet {
					seen[j] = true
					group = append(group, j)
				}
			}
		}
		if few >= carriesFew {
			out = append(out, group)
		}
	}
	return out
}

// around returns the neighbours of a square.
func (s *squares) around(i int) []int {
	x, y := i%s.w, i/s.w
	var out []int
	for v := max(0, y-1); v <= min(s.h-1, y+1); v++ {
		for u := max(0, x-1); u <= min(s.w-1, x+1); u++ {
			if j := v*s.w + u; j != i {
				out = append(out, j)
			}
		}
	}
	return out
}

// each calls f with the colours of the pixels of square i, step apart, row by
// row.
func (s *squares) each(i, step int, f func(y int, row []rgb)) (r image.Rectangle) {
	x, y := i%s.w*squareSide, i/s.w*squareSide
	r = image.Rect(x, y, x+squareSide, y+squareSide).Intersect(image.Rectangle{Max: s.size})
	var buf [squareSide]rgb
	row := buf[:(r.Dx()+step-1)/step]
	for y := r.Min.Y; y < r.Max.Y; y += step {
		s.read(row, r.Min.X, y, step)
		f(y, row)
	}
	return r
}
