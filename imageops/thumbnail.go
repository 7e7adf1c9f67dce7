package imageops

import "image"

// Thumbnail returns img made smaller after the rule of Fit, with the paper
// behind what is transparent.
func Thumbnail(img image.Image, width, height int) image.Image {
	src := opaque(canonical(img))
	size := Fit(src.Bounds().Size(), width, height)
	return Scale(src, size.X, size.Y)
}

// opaque puts the paper behind what is transparent.
func opaque(img image.Image) image.Image {
	if n, ok := img.(*image.NRGBA); ok && !n.Opaque() {
		o := overWhite(n)
		return &image.NRGBA{Pix: o.Pix, Stride: o.Stride, Rect: o.Rect}
	}
	return img
}
