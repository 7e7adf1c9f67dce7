package ocr

import (
	"image"
	"image/color"
	"image/draw"
)

// Gray returns the image in shades of grey, transparent parts on white. An
// image that is grey already is returned as it is.
func (i Image) Gray() *image.Gray {
	r := i.Pix.Bounds()
	switch m := i.Pix.(type) {
	case *image.Gray:
		return m
	case *image.YCbCr: // its first plane is the grey image
		return grayRows(r, func(y int, dst []byte) { copy(dst, m.Y[m.YOffset(r.Min.X, r.Min.Y+y):]) })
	case *image.Paletted:
		shades := palette(m.Palette)
		return grayRows(r, func(y int, dst []byte) {
			for x, k := range m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):][:len(dst)] {
				dst[x] = shades[k]
			}
		})
	case *image.Gray16:
		return grayRows(r, func(y int, dst []byte) {
			src := m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):][:2*len(dst)]
			for x := range dst {
				dst[x] = src[2*x]
			}
		})
	case *image.NRGBA:
		return grayRows(r, func(y int, dst []byte) { grayNRGBA(dst, m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):]) })
	case *image.RGBA:
		return grayRows(r, func(y int, dst []byte) { grayRGBA(dst, m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):]) })
	}
	g := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(g, g.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(g, g.Rect, i.Pix, r.Min, draw.Over)
	return g
}

// grayRows makes an image of the size of r of which row fills row y.
func grayRows(r image.Rectangle, row func(y int, dst []byte)) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		row(y, g.Pix[y*g.Stride:][:r.Dx()])
	}
	return g
}

// palette returns the shade of each index; those that the palette lacks are
// white.
func palette(p color.Palette) (shades [256]byte) {
	for i := range shades {
		shades[i] = 255
		if i < len(p) {
			c := color.NRGBAModel.Convert(p[i]).(color.NRGBA)
			grayNRGBA(shades[i:i+1], []byte{c.R, c.G, c.B, c.A})
		}
	}
	return shades
}

// luma weighs the colours as ITU-R BT.601 does.
func luma(p []byte) uint32 {
	return (uint32(p[0])*19595 + uint32(p[1])*38470 + uint32(p[2])*7471 + 1<<15) >> 16
}

func grayNRGBA(dst, src []byte) {
	src = src[:4*len(dst)]
	for x := range dst {
		p := src[4*x : 4*x+4 : 4*x+4]
		v := luma(p)
		if a := uint32(p[3]); a != 255 {
			v = (v*a + 255*(255-a)) / 255
		}
		dst[x] = uint8(v)
	}
}

// grayRGBA takes colours that are multiplied by their opacity.
func grayRGBA(dst, src []byte) {
	src = src[:4*len(dst)]
	for x := range dst {
		p := src[4*x : 4*x+4 : 4*x+4]
		dst[x] = uint8(min(255, luma(p)+255-uint32(p[3])))
	}
}
