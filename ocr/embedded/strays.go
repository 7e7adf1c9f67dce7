package embedded

import (
	"image"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/docket-go/docket/ocr"
)

// The detector misses characters that stand alone, such as a quantity of 1 in
// its column: they are smaller than what it was trained to find. Strays are ink
// of a letter's size on the rows of lines that it found. They score strayScore,
// and what is no character the recogniser tells.
const (
	strayScore = 0.3
	strayConf  = 0.9  // least confidence of the recogniser in a stray
	strayMost  = 80   // of a page
	strayLow   = 0.3  // least height, in heights of the line's box
	strayHigh  = 0.85 // greatest height
	strayWide  = 1.3  // greatest width
	strayApart = 0.25 // least distance to what stands beside it
)

// strays returns regions for the ink beside lines that no region covers.
func strays(g *image.Gray, found []ocr.Region) []ocr.Region {
	var out []ocr.Region
	boxes := make([]image.Rectangle, len(found))
	for i, r := range found {
		boxes[i] = bounds(r.Quad)
	}
	for i, r := range found {
		h := r.Quad.Height()
		if a := math.Abs(r.Quad.Angle()); h < 8 || a > 2 || r.Quad.Width() < 1.5*h {
			continue
		}
		row := boxes[i]
		row.Min.X, row.Max.X = 0, g.Rect.Dx()
		row = row.Intersect(g.Rect.Sub(g.Rect.Min))
		out = append(out, straysOn(g, row, h, boxes, out)...)
		if len(out) > strayMost { // a picture or dirt, not characters
			return nil
		}
	}
	return out
}

func bounds(q ocr.Quad) image.Rectangle {
	x0, y0, x1, y1 := q[0][0], q[0][1], q[0][0], q[0][1]
	for _, p := range q {
		x0, y0, x1, y1 = min(x0, p[0]), min(y0, p[1]), max(x1, p[0]), max(y1, p[1])
	}
	return image.Rect(int(x0), int(y0), int(math.Ceil(x1)), int(math.Ceil(y1)))
}

// straysOn looks along one row, whose lines are h high.
func straysOn(g *image.Gray, row image.Rectangle, h float64, boxes []image.Rectangle, before []ocr.Region) []ocr.Region {
	taken := make([]bool, row.Dx())
	cover := func(b image.Rectangle) {
		if b.Intersect(row).Dy()*4 > row.Dy() {
			for x := max(b.Min.X, 0); x < min(b.Max.X, len(taken)); x++ {
				taken[x] = true
			}
		}
	}
	for _, b := range boxes {
		cover(b)
	}
	for _, r := range before {
		cover(bounds(r.Quad))
	}
	limit := inkLimit(g, row)
	var out []ocr.Region
	apart := int(strayApart * h)
	for x := 0; x < len(taken); {
		b := blob(g, row, x, taken, limit, apart)
		if b.Empty() {
			break
		}
		x = b.Max.X + 1
		w, t := float64(b.Dx()), float64(b.Dy())
		touches := b.Min.Y <= row.Min.Y || b.Max.Y >= row.Max.Y
		if touches || w > strayWide*h || t < strayLow*h || t > strayHigh*h || nearTaken(taken, b, apart) {
			continue
		}
		pad := int(0.2 * h)
		out = append(out, ocr.Region{Quad: ocr.RectQuad(image.Rect(b.Min.X-pad/2, row.Min.Y, b.Max.X+pad/2, row.Max.Y)), Score: strayScore})
	}
	return out
}

// inkLimit is the shade below which a pixel of the row is ink: half way between
// paper, the median, and the darkest twentieth of a hundredth.
func inkLimit(g *image.Gray, row image.Rectangle) uint8 {
	var hist [256]int
	for y := row.Min.Y; y < row.Max.Y; y++ {
		for _, v := range g.Pix[y*g.Stride : y*g.Stride+row.Max.X] {
			hist[v]++
		}
	}
	at := func(n int) int {
		for v := range hist {
			if n -= hist[v]; n < 0 {
				return v
			}
		}
		return 255
	}
	all := row.Dx() * row.Dy()
	paper, dark := at(all/2), at(all/200)
	if paper-dark < 40 {
		return 0
	}
	return uint8((paper + dark) / 2)
}

// blob returns the next group of columns with ink from x on that no region
// takes; gaps of up to apart columns do not end it. It is empty at the end of
// the row.
func blob(g *image.Gray, row image.Rectangle, x int, taken []bool, limit uint8, apart int) image.Rectangle {
	var b image.Rectangle
	for ; x < len(taken); x++ {
		if taken[x] {
			if !b.Empty() {
				return b
			}
			continue
		}
		for y := row.Min.Y; y < row.Max.Y; y++ {
			if g.Pix[y*g.Stride+x] < limit {
				b = b.Union(image.Rect(x, y, x+1, y+1))
			}
		}
		if !b.Empty() && x >= b.Max.X+apart {
			return b
		}
	}
	return b
}

// nearTaken reports whether a region stands so near that the blob belongs to it.
func nearTaken(taken []bool, b image.Rectangle, apart int) bool {
	return slices.Contains(taken[max(0, b.Min.X-apart):b.Min.X], true) ||
		slices.Contains(taken[b.Max.X:min(len(taken), b.Max.X+apart)], true)
}

// character reports whether a reading is one of a letter or digit, or of two,
// beyond doubt. Upright strokes may be anything.
func (r reading) character() bool {
	text := []rune(r.Text())
	if r.Conf < strayConf || len(text) == 0 || len(text) > 2 {
		return false
	}
	return !slices.ContainsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) || strings.ContainsRune("lIi|", c)
	})
}
