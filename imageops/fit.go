package imageops

import (
	"image"
	"math"
)

// Fit returns the size to which an image of the given size is scaled when it is
// asked for with a width, a height (0 where not given), or both. Images are
// only ever made smaller and keep their aspect. Where both are given, the
// larger of the two rules and the other follows from the aspect.
func Fit(size image.Point, width, height int) image.Point {
	if size.X <= 0 || size.Y <= 0 || width <= 0 && height <= 0 {
		return size
	}
	var f float64
	if width >= height {
		f = float64(width) / float64(size.X)
	} else {
		f = float64(height) / float64(size.Y)
	}
	if f >= 1 {
		return size
	}
	scaled := func(n int) int { return max(1, int(math.Round(float64(n)*f))) }
	return image.Pt(scaled(size.X), scaled(size.Y))
}
