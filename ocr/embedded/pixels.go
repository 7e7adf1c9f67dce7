package embedded

import (
	"image"
	"image/color"
)

// A rgb is a colour.
type rgb [3]uint8

// A colourReader writes the colours of len(dst) pixels of an image to dst: those
// of row y from column x on, step apart, counted from its top left pixel. Pixels
// that are not opaque are white.
type colourReader func(dst []rgb, x, y, step int)

// colours returns what reads the colours of an image, or nil where it has none
// or none that is read cheaply.
func colours(img image.Image) colourReader {
	b := img.Bounds().Min
	switch m := img.(type) {
	case *image.NRGBA:
		return colours4(m.Pix[m.PixOffset(b.X, b.Y):], m.Stride)
	case *image.RGBA:
		return colours4(m.Pix[m.PixOffset(b.X, b.Y):], m.Stride)
	case *image.YCbCr:
		if b.X >= 0 && b.Y >= 0 {
			return coloursYCbCr(m)
		}
	case *image.Paletted:
		return coloursOf(m.Palette, m.Pix[m.PixOffset(b.X, b.Y):], m.Stride)
	}
	return nil
}

// colours4 reads pixels of four bytes, the fourth of which is the opacity.
func colours4(pix []byte, stride int) colourReader {
	return func(dst []rgb, x, y, step int) {
		o := y*stride + 4*x
		for i := range dst {
			p := pix[o : o+4 : o+4]
			if p[3] == 255 {
				dst[i] = rgb{p[0], p[1], p[2]}
			} else {
				dst[i] = rgb{255, 255, 255}
			}
			o += 4 * step
		}
	}
}

// coloursYCbCr converts as JPEG does, to within a level.
func coloursYCbCr(m *image.YCbCr) colourReader {
	half := uint(0) // how often the rows of chroma are halved
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		half = 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		half = 2
	}
	b := m.Rect.Min
	return func(dst []rgb, x, y, step int) {
		luma, chroma := m.Y[m.YOffset(b.X, b.Y+y):], m.COffset(b.X, b.Y+y)-b.X>>half
		cb, cr := m.Cb, m.Cr
		for i := range dst {
			k := chroma + (b.X+x)>>half
			l, u, v := int32(luma[x])<<16, int32(cb[k])-128, int32(cr[k])-128
			if u|v == 0 {
				dst[i] = rgb{luma[x], luma[x], luma[x]}
			} else {
				dst[i] = rgb{level(l + 91881*v), level(l - 22554*u - 46802*v), level(l + 116130*u)}
			}
			x += step
		}
	}
}

// level is a value of 16 bits behind the point as one of 0 to 255.
func level(v int32) uint8 {
	v = (v + 1<<15) >> 16
	if uint32(v) > 255 {
		v = ^v >> 31 & 255
	}
	return uint8(v)
}

// coloursOf reads pixels that are indexes; those that the palette lacks are
// white. It returns nil where the palette is grey.
func coloursOf(palette color.Palette, pix []byte, stride int) colourReader {
	var p [256]rgb
	grey := true
	for i := range p {
		p[i] = rgb{255, 255, 255}
		if i >= len(palette) {
			continue
		}
		if c := color.NRGBAModel.Convert(palette[i]).(color.NRGBA); c.A == 255 {
			p[i] = rgb{c.R, c.G, c.B}
			grey = grey && c.R == c.G && c.G == c.B
		}
	}
	if grey {
		return nil
	}
	return func(dst []rgb, x, y, step int) {
		o := y*stride + x
		for i := range dst {
			dst[i] = p[pix[o]]
			o += step
		}
	}
}
