package imageops

import (
	"image"
	"math"
	"slices"
)

// Curl is by how much the lines of a page are bent.
type Curl struct {
	Bend Bend
	// Pixels is how far lines leave the straight, or the angle of the others, at the
	// worst places but for a few.
	Pixels     float64
	Confidence float64 // 0-1; 0 where there are no lines to measure
}

// bendSize is the longer side of the image that is measured.
const bendSize = 1200

const (
	maxBendFeet = 30_000 // more say nothing new
	leastLeave  = .7     // pixels of the small image
)

// EstimateCurl measures how text lines and rulings are bent. It follows the feet
// of the ink (as EstimateSkew does) from strip to strip across the page, fits a
// smooth surface to their slopes, and then to the lines that the feet gather
// in. The idea to straighten a page by a surface through its text lines is
// Bloomberg's (Leptonica, Dewarping text pages, 2010).
func EstimateCurl(img image.Image) Curl {
	g := grayView(img)
	if g.Rect.Dx() < 128 || g.Rect.Dy() < 128 {
		return Curl{}
	}
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	small := shrink(g, max(1, (max(g.Rect.Dx(), g.Rect.Dy())+bendSize/2)/bendSize))
	f := feet(inkOf(Binarize(small, BinarizeOptions{Window: 31})))
	if len(f.x) < 400 {
		return Curl{}
	}
	f.thin(maxBendFeet)
	b, ok := f.slopes()
	if !ok {
		return Curl{}
	}
	if f.leaves(b) < leastLeave { // flat: nothing to measure any closer
		return Curl{Bend: b.scaled(w, h), Pixels: f.leaves(b) * h / float64(f.h)}
	}
	for _, reach := range []float64{3, 2.5, 2, 1.5} {
		if b, ok = f.gather(b, reach); !ok {
			return Curl{}
		}
	}
	c := Curl{Bend: b.scaled(w, h)}
	c.Pixels = f.leaves(b) * h / float64(f.h)
	flat := max(f.rows(b.straight()).score(), f.rows(Bend{Width: b.Width, Height: b.Height}).score(), 1)
	gain := f.rows(b).score() / flat
	c.Confidence = min(1, max(0, (gain-1)/.3))
	return c
}

// thin leaves out feet, evenly, until there are at most n.
func (f *footprint) thin(n int) {
	step := (len(f.x) + n - 1) / n
	k := 0
	for i := 0; i < len(f.x); i += step {
		f.x[k], f.y[k] = f.x[i], f.y[i]
		k++
	}
	f.x, f.y = f.x[:k], f.y[:k]
}

// leaves is how far the feet leave the straight, at most but for a few.
func (f footprint) leaves(b Bend) float64 {
	b.Terms[0] = 0 // one angle of all lines is no bend
	cols := b.columns()
	var off []float64
	for i := 0; i < len(f.x); i += 7 {
		off = append(off, math.Abs(offsetAt(&cols[f.x[i]], 2*float64(f.y[i])/b.Height-1)))
	}
	slices.Sort(off)
	return off[len(off)*95/100]
}

const (
	bendStrips = 32
	bendBands  = 14
)

// slopes fits a bend to how the feet of one strip are shifted against those of
// the next, looked at in bands that overlap by half.
func (f footprint) slopes() (b Bend, ok bool) {
	b = Bend{Width: float64(f.w), Height: float64(f.h)}
	width := float64(f.w) / bendStrips
	strips := make([][]float32, bendStrips)
	for i := range strips {
		strips[i] = make([]float32, f.h)
	}
	for i, x := range f.x {
		s := strips[min(int(float64(x)/width), bendStrips-1)]
		for d, k := range []float32{1, 2, 3, 2, 1} {
			if y := int(f.y[i]) + d - 2; y >= 0 && y < f.h {
				s[y] += k
			}
		}
	}
	var s leastSquares
	band, reach := f.h/bendBands, max(3, int(width*.35))
	type seen struct {
		at     [bendTerms]float64
		slope  float64
		weight float64
	}
	var all []seen
	for i := range bendStrips - 1 {
		for y := reach; y+band+reach < f.h; y += band / 2 {
			shift, weight := shiftOf(strips[i][y:y+band], strips[i+1], y, reach)
			if weight > 0 {
				p := Point{float64(i+1) * width, float64(y + band/2)}
				all = append(all, seen{b.slopeBasis(p), shift / width, weight})
			}
		}
	}
	if len(all) < 3*bendTerms {
		return b, false
	}
	scale := math.Inf(1) // of what counts as an outlier
	for range 5 {
		s = leastSquares{}
		var off []float64
		for _, o := range all {
			r := o.slope - dotTerms(o.at, b.Terms)
			off = append(off, math.Abs(r))
			if k := r / scale; k*k < 1 {
				s.add(o.at, o.slope, o.weight*(1-k*k)*(1-k*k))
			}
		}
		if b.Terms, ok = s.solve(1e-3); !ok {
			return b, false
		}
		slices.Sort(off)
		scale = max(6*off[len(off)/2], .005)
	}
	return b, true
}

// slopeBasis is the derivative of basis along x.
func (b Bend) slopeBasis(p Point) (t [bendTerms]float64) {
	x, y := 2*p.X/b.Width-1, 2*p.Y/b.Height-1
	k := 2 / b.Width
	for j := range bendY {
		f := k
		for i := range BendPowers {
			t[j*BendPowers+i] = f * float64(i+1)
			f *= x
		}
		k *= y
	}
	return t
}

// shiftOf is by how much a band of one strip, at the height y, must be moved down
// to lie on the strip beside it; weight tells how clearly.
func shiftOf(band, beside []float32, y, reach int) (shift, weight float64) {
	scores := make([]float64, 2*reach+1)
	mean, best := 0.0, 0
	var own float64
	for _, v := range band {
		own += float64(v) * float64(v)
	}
	for i := range scores {
		d := i - reach
		sum, other := 0.0, 1.0
		for j, v := range band {
			u := beside[y+d+j]
			sum += float64(v * u)
			other += float64(u * u)
		}
		scores[i] = sum / math.Sqrt(other*(own+1))
		mean += scores[i] / float64(len(scores))
		if scores[i] > scores[best] {
			best = i
		}
	}
	if own < 300 || best == 0 || best == len(scores)-1 || scores[best] < .3 {
		return 0, 0
	}
	a, b, c := scores[best-1], scores[best], scores[best+1]
	shift = float64(best - reach)
	if den := a - 2*b + c; den < 0 {
		shift += (a - c) / (2 * den)
	}
	return shift, max(0, scores[best]-mean)
}

// rowBins are the feet by the height that they have on the straightened page, in
// halves of a pixel.
type rowBins []float64

// rows puts the feet where they are when b is straightened.
func (f footprint) rows(b Bend) rowBins {
	bins, cols := make(rowBins, 2*f.h+4), b.columns()
	for i, x := range f.x {
		y := straightened(&cols[x], float64(f.y[i]), b.Height)
		if at := int(2*y + 2); at >= 1 && at < len(bins)-1 {
			bins[at] += 2
			bins[at-1]++
			bins[at+1]++
		}
	}
	return bins
}

func (r rowBins) score() (sum float64) {
	for _, v := range r {
		sum += v * v
	}
	return sum
}

// peaks are the heights of the rows that feet gather in.
func (r rowBins) peaks() (rows []float64) {
	mean := 0.0
	for _, v := range r {
		mean += v / float64(len(r))
	}
	const apart = 6 // halves of a pixel
	for i := apart; i < len(r)-apart; i++ {
		if r[i] > 2*mean && r[i] >= slices.Max(r[i-apart:i]) && r[i] > slices.Max(r[i+1:i+apart+1]) {
			rows = append(rows, (float64(i)-1.5)/2)
		}
	}
	return rows
}

// gather fits b to the rows that the feet gather in: those within reach pixels of
// a row are taken to stand on it.
func (f footprint) gather(b Bend, reach float64) (Bend, bool) {
	rows := f.rows(b).peaks()
	if len(rows) < 3 {
		return b, false
	}
	var s leastSquares
	n, cols := 0, b.columns()
	for i, x := range f.x {
		y := float64(f.y[i])
		q := Point{float64(x) + .5, straightened(&cols[x], y, b.Height)}
		at, _ := slices.BinarySearch(rows, q.Y)
		best := math.Inf(1)
		for _, j := range []int{at - 1, at} {
			if j >= 0 && j < len(rows) && math.Abs(q.Y-rows[j]) < math.Abs(best) {
				best = q.Y - rows[j]
			}
		}
		if k := best / reach; k*k < 1 {
			s.add(b.basis(q), best+y-q.Y, (1-k*k)*(1-k*k))
			n++
		}
	}
	if n < 20*bendTerms {
		return b, false
	}
	terms, ok := s.solve(1e-4)
	b.Terms = terms
	return b, ok
}

func dotTerms(a, b [bendTerms]float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
