package imageops

import (
	"image"
	"math"
)

// perChannel applies f to a copy of each channel of a canonical image.
func perChannel(src image.Image, f func(plane)) image.Image {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	switch src := src.(type) {
	case *image.Gray:
		out := ToGray(src)
		f(plane{out.Pix, out.Stride, w, h})
		return out
	case *image.NRGBA:
		out := ToNRGBA(src)
		p := plane{make([]byte, w*h), w, w, h}
		for c := range 4 {
			if c == 3 && out.Opaque() {
				break
			}
			for i := range p.pix {
				p.pix[i] = out.Pix[4*i+c]
			}
			f(p)
			for i, v := range p.pix {
				out.Pix[4*i+c] = v
			}
		}
		return out
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

// Adjustment changes tones. The zero value changes nothing.
type Adjustment struct {
	Brightness float64 // added; 1 makes black white
	Contrast   float64 // -1 makes all grey, 1 doubles the distance from grey
	Gamma      float64 // exponent 1/Gamma; above 1 is brighter in the middle; default 1
}

// Adjust returns img with its tones changed.
func Adjust(img image.Image, a Adjustment) image.Image {
	gamma := a.Gamma
	if !(gamma > 0) {
		gamma = 1
	}
	var lut [256]uint8
	for i := range lut {
		v := math.Pow(float64(i)/255, 1/gamma)
		v = (v-.5)*(1+max(a.Contrast, -1)) + .5 + a.Brightness
		lut[i] = uint8(math.Round(255 * min(max(v, 0), 1)))
	}
	return mapTones(img, &lut)
}

// mapTones replaces every value of a colour channel.
func mapTones(img image.Image, lut *[256]uint8) image.Image {
	out := Rotate(img, 0) // a copy
	switch out := out.(type) {
	case *image.Gray:
		for i, v := range out.Pix {
			out.Pix[i] = lut[v]
		}
	case *image.NRGBA:
		for i := 0; i < len(out.Pix); i += 4 {
			p := out.Pix[i : i+3 : i+3]
			p[0], p[1], p[2] = lut[p[0]], lut[p[1]], lut[p[2]]
		}
	}
	return out
}

// Despeckle returns a bilevel image without its specks: connected groups of at
// most maxPixels pixels of ink. Values below 128 count as ink.
func Despeckle(img image.Image, maxPixels int) *image.Gray {
	g := ToGray(img)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for i, v := range g.Pix {
		g.Pix[i] = 255 * (v >> 7)
	}
	const seen = 1 // ink that belongs to a larger group
	var group []int
	for start, v := range g.Pix {
		if v != 0 {
			continue
		}
		group = append(group[:0], start)
		g.Pix[start] = seen
		for k := 0; k < len(group); k++ {
			x, y := group[k]%w, group[k]/w
			for j := max(0, y-1); j <= min(h-1, y+1); j++ {
				for i := max(0, x-1); i <= min(w-1, x+1); i++ {
					if n := j*w + i; g.Pix[n] == 0 {
						g.Pix[n] = seen
						group = append(group, n)
					}
				}
			}
		}
		if len(group) <= maxPixels {
			for _, n := range group {
				g.Pix[n] = 255
			}
		}
	}
	for i, v := range g.Pix {
		if v == seen {
			g.Pix[i] = 0
		}
	}
	return g
}
