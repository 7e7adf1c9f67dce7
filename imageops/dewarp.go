package imageops

import (
	"image"
	"math"
)

// DewarpOptions tune Dewarp. The zero value is useful.
type DewarpOptions struct {
	// Least is how far lines must leave the straight, as a share of the longer
	// side: below, readers do as well, and straightening costs sharpness. Default
	// .002, negative for none.
	Least         float64
	MinConfidence float64 // of the Curl; default .5
}

// Dewarp straightens the lines of a page that was not flat: the page of an open
// book, or one that had been rolled. A page that is flat, or without lines, is
// copied. The image may grow at the top and below, so that nothing is lost; what
// lies outside is white. Widths stay as they are.
func Dewarp(img image.Image, o DewarpOptions) (Warped, Curl) {
	src := canonical(img)
	c := EstimateCurl(src)
	if !c.bends(src.Bounds(), o) {
		return Warped{Image: Rotate(src, 0), back: identity}, c
	}
	return straighten(src, c.Bend), c
}

// bends reports whether a page of the given bounds is to be straightened.
func (c Curl) bends(b image.Rectangle, o DewarpOptions) bool {
	if o.Least == 0 {
		o.Least = .002
	}
	if o.MinConfidence == 0 {
		o.MinConfidence = .5
	}
	long := float64(max(b.Dx(), b.Dy()))
	// No paper is bent by more in one picture that can be read.
	return c.Confidence >= o.MinConfidence && c.Pixels >= o.Least*long && c.Pixels < long/8 && c.Bend.folds() < .5
}

// folds is how much the offset changes at most from one row to the next: from 1
// on, lines would change places.
func (b Bend) folds() (most float64) {
	cols := b.columns()
	for i := range cols {
		for _, v := range []float64{-1, 1} {
			most = max(most, math.Abs(cols[i][1]+2*v*cols[i][2])*2/b.Height)
		}
	}
	return most
}

// straighten makes the image that b maps to src.
func straighten(src image.Image, b Bend) Warped {
	cols := b.columns()
	top, bottom := 0.0, b.Height
	for i := range cols {
		top = min(top, straightened(&cols[i], 0, b.Height))
		bottom = max(bottom, straightened(&cols[i], b.Height, b.Height))
	}
	b.Top = max(0, math.Ceil(-top))
	h := int(b.Top + math.Ceil(bottom))
	bounds := image.Rect(0, 0, src.Bounds().Dx(), h)
	switch src := src.(type) {
	case *image.Gray:
		dst := image.NewGray(bounds)
		straightenRows(plane{dst.Pix, dst.Stride, bounds.Dx(), h}, plane{src.Pix, src.Stride, src.Rect.Dx(), src.Rect.Dy()}, 1, cols, b)
		return Warped{Image: dst, back: identity, bend: b}
	case *image.NRGBA:
		src = opaque(src).(*image.NRGBA)
		dst := image.NewNRGBA(bounds)
		straightenRows(plane{dst.Pix, dst.Stride, bounds.Dx(), h}, plane{src.Pix, src.Stride, src.Rect.Dx(), src.Rect.Dy()}, 4, cols, b)
		return Warped{Image: dst, back: identity, bend: b}
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

// straightenRows mixes each pixel, of n bytes, of the two above each other that
// it lies between.
func straightenRows(dst, src plane, n int, cols [][bendY]float64, b Bend) {
	const one = 1 << 8
	for y := range dst.h {
		at := float64(y) + .5 - b.Top
		v := 2*at/b.Height - 1
		row := dst.pix[y*dst.stride:][:n*dst.w]
		for x := range cols {
			p := int(math.Floor((at + offsetAt(&cols[x], v) - .5) * one))
			up, f := p>>8, p&(one-1)
			for k := n * x; k < n*(x+1); k++ {
				row[k] = uint8((src.tone(up, k)*(one-f) + src.tone(up+1, k)*f + one/2) / one)
			}
		}
	}
}

// tone is a byte of a row, white outside.
func (p *plane) tone(y, k int) int {
	if uint(y) >= uint(p.h) {
		return 255
	}
	return int(p.pix[y*p.stride+k])
}
