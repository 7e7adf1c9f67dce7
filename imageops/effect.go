package imageops

import (
	"image"
)

// Effect changes the look of a page image. Implementations must be safe for
// concurrent use, must not write to img, and return an image of the same size
// that starts at (0, 0).
type Effect interface {
	// Name is a short lower-case name, words joined by hyphens.
	Name() string
	Apply(img image.Image) image.Image
}

// Effects returns the effects of this package.
func Effects() []Effect {
	return []Effect{Original{}, Grayscale{}, Scanner{}, BlackAndWhite{}, BlackBackground{}}
}

// EffectByName finds an effect of Effects by its name.
func EffectByName(name string) (Effect, bool) {
	for _, e := range Effects() {
		if e.Name() == name {
			return e, true
		}
	}
	return nil, false
}

// Original leaves an image as it is.
type Original struct{}

// Name returns "original".
func (Original) Name() string { return "original" }

// Apply returns a copy of img.
func (Original) Apply(img image.Image) image.Image { return Rotate(img, 0) }

// Grayscale takes the colours out.
type Grayscale struct{}

// Name returns "grayscale".
func (Grayscale) Name() string { return "grayscale" }

// Apply returns img in grey.
func (Grayscale) Apply(img image.Image) image.Image { return ToGray(img) }

// BlackAndWhite makes ink black and all else white, whatever the light.
type BlackAndWhite struct{}

// Name returns "black-and-white".
func (BlackAndWhite) Name() string { return "black-and-white" }

// Apply returns img in pure black and white.
func (BlackAndWhite) Apply(img image.Image) image.Image {
	g := grayView(img)
	// Without knowing the resolution, the window follows from a page having
	// about sixty lines.
	window := max(g.Rect.Dx(), g.Rect.Dy()) / 60
	return Despeckle(Binarize(g, BinarizeOptions{Window: max(window, 15)}), 3)
}

// BlackBackground shows white ink on black paper, colours kept.
type BlackBackground struct{}

// Name returns "black-background".
func (BlackBackground) Name() string { return "black-background" }

// Apply returns what Scanner makes of img with light and dark exchanged.
func (BlackBackground) Apply(img image.Image) image.Image {
	out := Scanner{}.Apply(img)
	switch out := out.(type) {
	case *image.Gray:
		for i, v := range out.Pix {
			out.Pix[i] = 255 - v
		}
	case *image.NRGBA:
		for i := 0; i < len(out.Pix); i += 4 {
			p := out.Pix[i : i+3 : i+3]
			// Lightness of HSL turned around; hue and saturation stay.
			d := 255 - int(max(p[0], p[1], p[2])) - int(min(p[0], p[1], p[2]))
			p[0], p[1], p[2] = uint8(int(p[0])+d), uint8(int(p[1])+d), uint8(int(p[2])+d)
		}
	}
	return out
}

// Scanner makes a photograph look scanned: no shadows, white paper, crisp ink,
// colours kept.
type Scanner struct{}

// Name returns "scanner".
func (Scanner) Name() string { return "scanner" }

// Apply returns img as a scanner would show it.
func (Scanner) Apply(img image.Image) image.Image {
	src := canonical(img)
	b := src.Bounds()
	if b.Empty() {
		return Rotate(src, 0)
	}
	paper := backgroundOf(src)
	tones := scannerTones()
	switch src := src.(type) {
	case *image.Gray:
		paper.gray()
		out := image.NewGray(src.Rect)
		paper.flatten(out, src)
		for i, v := range out.Pix {
			out.Pix[i] = tones[v]
		}
		return out
	case *image.NRGBA:
		out := image.NewNRGBA(src.Rect)
		paper.gains(b.Size(), 250, func(y int, gain *[3][]int32) {
			scanRow(out.Pix[y*out.Stride:][:4*b.Dx()], src.Pix[y*src.Stride:], gain, tones)
		})
		return out
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

// scannerTones makes what is nearly paper white and what is nearly ink black.
func scannerTones() *[256]uint8 {
	const black, white = 40, 225
	var lut [256]uint8
	for i := range lut {
		v := min(max(float64(i-black)/(white-black), 0), 1)
		lut[i] = uint8(255*(.4*v+.6*v*v*(3-2*v)) + .5)
	}
	return &lut
}

// scanRow divides the paper out of a row and changes its luma as tones say;
// the distance of the channels from luma stays.
func scanRow(dst, src []uint8, gain *[3][]int32, tones *[256]uint8) {
	src = src[:len(dst)]
	red, green, blue := gain[0], gain[1], gain[2]
	for x, i := 0, 0; i < len(dst); x, i = x+1, i+4 {
		p, d := src[i:i+4:i+4], dst[i:i+4:i+4]
		r := min(int32(p[0])*red[x]>>12, 255)
		g := min(int32(p[1])*green[x]>>12, 255)
		b := min(int32(p[2])*blue[x]>>12, 255)
		l := (19595*r + 38470*g + 7471*b + 1<<15) >> 16
		shift := int32(tones[l]) - l
		d[0] = uint8(min(max(r+shift, 0), 255))
		d[1] = uint8(min(max(g+shift, 0), 255))
		d[2] = uint8(min(max(b+shift, 0), 255))
		d[3] = p[3]
	}
}
