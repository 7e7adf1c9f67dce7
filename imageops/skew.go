package imageops

import (
	"image"
	"math"
	"math/bits"
)

// Skew is by how much the lines of a page are turned.
type Skew struct {
	Degrees    float64 // clockwise; RotateFree by -Degrees makes the page straight
	Confidence float64 // 0-1; 0 where the page has no lines to measure
}

// SkewOptions tune EstimateSkew and Deskew. The zero value is useful.
type SkewOptions struct {
	MaxDegrees float64 // how far is looked to both sides; default 15, at most 45
	// MinConfidence is below which Deskew leaves a page as it is; default .3.
	MinConfidence float64
	// Least is the angle below which Deskew leaves a page as it is: turning
	// costs sharpness. Default .1 degrees, negative for none.
	Least float64
}

// skewSize is the longer side of the image that is measured.
const skewSize = 1600

// EstimateSkew measures by how much the text lines and rulings of a page are
// turned: at the right angle the feet of the ink gather in the fewest rows
// (Postl, Detection of linear oblique structures and skew scan in digitized
// documents, 1986, with the baselines of Baird).
func EstimateSkew(img image.Image, o SkewOptions) Skew {
	limit := o.MaxDegrees
	if !(limit > 0) {
		limit = 15
	}
	limit = min(limit, 45)
	g := grayView(img)
	if g.Rect.Dx() < 16 || g.Rect.Dy() < 16 {
		return Skew{}
	}
	small := shrink(g, max(1, (max(g.Rect.Dx(), g.Rect.Dy())+skewSize-1)/skewSize))
	fine := feet(inkOf(Binarize(small, BinarizeOptions{Window: 31})))
	if len(fine.x) < 50 {
		return Skew{}
	}
	coarse := fine.coarser(4)
	best, _, mean := coarse.best(-limit, limit, .5)
	best, _, _ = fine.best(best-.6, best+.6, .1)
	best, score, _ := fine.best(best-.1, best+.1, .02)
	// What chance gathers is known from the coarse look over all angles.
	peak := coarse.score(best) / mean
	s := Skew{Degrees: best, Confidence: min(1, max(0, (peak-1.1)/.4))}
	if score == 0 || math.Abs(best) > limit {
		return Skew{}
	}
	return s
}

// Deskew turns a page straight. A page that is straight already, or has no
// lines, is copied.
func Deskew(img image.Image, o SkewOptions) (Warped, Skew) {
	least, confidence := o.Least, o.MinConfidence
	if least == 0 {
		least = .1
	}
	if confidence == 0 {
		confidence = .3
	}
	s := EstimateSkew(img, o)
	if s.Confidence < confidence || math.Abs(s.Degrees) < least {
		return Warped{Image: Rotate(img, 0), back: identity}, s
	}
	return RotateFree(img, -s.Degrees, nil), s
}

// footprint is where ink ends downwards.
type footprint struct {
	x, y []int32
	w, h int
}

// maxFeet bounds the work; more say nothing new.
const maxFeet = 120_000

func feet(b *bitmap) footprint {
	f := footprint{w: b.w, h: b.h}
	n := 0
	for y := range b.h - 1 {
		low := b.row(y + 1)
		for i, v := range b.row(y) {
			n += bits.OnesCount64(v &^ low[i])
		}
	}
	step := n/maxFeet + 1
	k := 0
	for y := range b.h - 1 {
		low := b.row(y + 1)
		for i, v := range b.row(y) {
			for v &^= low[i]; v != 0; v &= v - 1 {
				if k++; k%step == 0 {
					f.x = append(f.x, int32(i<<6+bits.TrailingZeros64(v)))
					f.y = append(f.y, int32(y))
				}
			}
		}
	}
	return f
}

// coarser is the footprint at a lower resolution, thinned alike.
func (f footprint) coarser(n int32) footprint {
	c := footprint{w: f.w/int(n) + 1, h: f.h/int(n) + 1}
	for i := 0; i < len(f.x); i += 2 {
		c.x, c.y = append(c.x, f.x[i]/n), append(c.y, f.y[i]/n)
	}
	return c
}

// score says how well the feet gather in rows turned clockwise by an angle: the
// sum of the squares of the rows' counts.
func (f footprint) score(degrees float64) float64 {
	slope := math.Tan(degrees * math.Pi / 180)
	shift := int64(math.Round(slope * (1 << 17))) // bins are half a pixel
	base := int64(1)
	if slope > 0 {
		base += int64(float64(f.w)*slope*2) + 2
	}
	bins := make([]int32, 2*f.h+int(2*math.Abs(slope)*float64(f.w))+8)
	for i, x := range f.x {
		bins[int64(f.y[i])*2+base-int64(x)*shift>>16]++
	}
	var sum float64
	for i := 1; i < len(bins)-1; i++ {
		v := float64(bins[i-1] + 2*bins[i] + bins[i+1])
		sum += v * v
	}
	return sum
}

// best returns the angle of the highest score between two angles, sharpened by
// the parabola through its neighbours, with its score and the mean of all.
func (f footprint) best(from, to, step float64) (degrees, score, mean float64) {
	n := int(math.Round((to-from)/step)) + 1
	scores := make([]float64, n)
	at := 0
	for i := range scores {
		scores[i] = f.score(from + float64(i)*step)
		mean += scores[i] / float64(n)
		if scores[i] > scores[at] {
			at = i
		}
	}
	degrees = from + float64(at)*step
	if at > 0 && at < n-1 {
		a, b, c := scores[at-1], scores[at], scores[at+1]
		if den := a - 2*b + c; den < 0 {
			degrees += step * (a - c) / (2 * den)
		}
	}
	return degrees, scores[at], mean
}
