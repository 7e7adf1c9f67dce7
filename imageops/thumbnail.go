package imageops

import "image"

// Thumbnail returns img made smaller after the rule of Fit, with the paper
// behind what is transparent.
func Thumbnail(img image.Image, width, height int) image.Image {
	src := canonical(img)
	if n, ok := src.(*image.NRGBA); ok && !n.Opaque() {
		o := overWhite(n)
		src = &image.NRGBA{Pix: o.Pix, Stride: o.Stride, Rect: o.Rect}
	}
	size := Fit(src.Bounds().Size(), width, height)
	return Scale(src, size.X, size.Y)
}
