package imageops

import (
	"image"
	"image/color"
	"image/draw"
)

// ToGray returns img in grey, as luma of ITU-R BT.601, what is transparent
// over white paper. It is always a copy.
func ToGray(img image.Image) *image.Gray {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	dst := image.NewGray(image.Rect(0, 0, w, h))
	if w == 0 || h == 0 {
		return dst
	}
	switch src := img.(type) {
	case *image.Gray:
		for y := range h {
			copy(dst.Pix[y*w:(y+1)*w], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.YCbCr:
		for y := range h {
			copy(dst.Pix[y*w:(y+1)*w], src.Y[src.YOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.NRGBA:
		for y := range h {
			nrgbaRowToGray(dst.Pix[y*w:(y+1)*w], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.RGBA:
		for y := range h {
			rgbaRowToGray(dst.Pix[y*w:(y+1)*w], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.Gray16:
		for y := range h {
			row := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):]
			d := dst.Pix[y*w : (y+1)*w]
			for x := range d {
				d[x] = row[2*x]
			}
		}
	case *image.Paletted:
		lut := grayPalette(src.Palette)
		for y := range h {
			row := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):]
			d := dst.Pix[y*w : (y+1)*w]
			for x := range d {
				d[x] = lut[row[x]]
			}
		}
	default:
		for y := range h {
			for x := range w {
				dst.Pix[y*w+x] = grayOver(color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA))
			}
		}
	}
	return dst
}

// luma is the BT.601 weighting in 16 bit fixed point, as color.GrayModel has it.
func luma(r, g, b uint32) uint8 { return uint8((19595*r + 38470*g + 7471*b + 1<<15) >> 16) }

// grayOver is the luma of c over white.
func grayOver(c color.NRGBA) uint8 {
	a := uint32(c.A)
	v := uint32(luma(uint32(c.R), uint32(c.G), uint32(c.B)))
	return uint8((v*a + 255*(255-a) + 127) / 255)
}

func nrgbaRowToGray(d, s []byte) {
	s = s[:4*len(d)]
	for x := range d {
		p := s[4*x : 4*x+4 : 4*x+4]
		if p[3] == 255 {
			d[x] = luma(uint32(p[0]), uint32(p[1]), uint32(p[2]))
		} else {
			d[x] = grayOver(color.NRGBA{p[0], p[1], p[2], p[3]})
		}
	}
}

func rgbaRowToGray(d, s []byte) {
	s = s[:4*len(d)]
	for x := range d {
		p := s[4*x : 4*x+4 : 4*x+4]
		d[x] = uint8(min(uint32(luma(uint32(p[0]), uint32(p[1]), uint32(p[2])))+255-uint32(p[3]), 255))
	}
}

// paletteColor is entry i of p, and opaque black where p has no such entry:
// decoders let indexes beyond the palette pass, and image.Paletted panics on
// them.
func paletteColor(p color.Palette, i int) color.NRGBA {
	if i >= len(p) || p[i] == nil {
		return color.NRGBA{A: 255}
	}
	return color.NRGBAModel.Convert(p[i]).(color.NRGBA)
}

func grayPalette(p color.Palette) (lut [256]uint8) {
	for i := range lut {
		lut[i] = grayOver(paletteColor(p, i))
	}
	return lut
}

// ToNRGBA returns img with red, green, blue and not premultiplied alpha of 8
// bits each. It is always a copy, also of an *image.NRGBA.
func ToNRGBA(img image.Image) *image.NRGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	if w == 0 || h == 0 {
		return dst
	}
	row := func(y int) []byte { return dst.Pix[y*dst.Stride : y*dst.Stride+4*w] }
	switch src := img.(type) {
	case *image.NRGBA:
		for y := range h {
			copy(row(y), src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.Gray:
		for y := range h {
			grayRowToNRGBA(row(y), src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.CMYK:
		drawOpaque(dst, src)
	case *image.YCbCr:
		if b.Min.X < 0 || b.Min.Y < 0 {
			convertYCbCr(dst, src)
		} else {
			drawOpaque(dst, src)
		}
	case *image.RGBA:
		for y := range h {
			unmultiply(row(y), src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.Paletted:
		var lut [256]color.NRGBA
		for i := range lut {
			lut[i] = paletteColor(src.Palette, i)
		}
		for y := range h {
			s, d := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):], row(y)
			for x := range w {
				c := lut[s[x]]
				d[4*x], d[4*x+1], d[4*x+2], d[4*x+3] = c.R, c.G, c.B, c.A
			}
		}
	case *image.NRGBA64:
		for y := range h {
			s, d := src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):], row(y)
			for i := range d {
				d[i] = s[2*i]
			}
		}
	default:
		convertPixels(dst, img)
	}
	return dst
}

// drawOpaque copies an opaque img. Then premultiplied or not is the same, and
// draw has fast paths to RGBA only.
func drawOpaque(dst *image.NRGBA, img image.Image) {
	as := &image.RGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	draw.Draw(as, as.Rect, img, img.Bounds().Min, draw.Src)
}

// convertYCbCr copies an image with a negative origin, where package image
// looks for subsampled chroma beyond its planes.
func convertYCbCr(dst *image.NRGBA, src *image.YCbCr) {
	b := src.Rect
	last := min(len(src.Cb), len(src.Cr)) - 1
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := min(max(src.COffset(b.Min.X+x, b.Min.Y+y), 0), last)
			r, g, bl := color.YCbCrToRGB(src.Y[src.YOffset(b.Min.X+x, b.Min.Y+y)], src.Cb[c], src.Cr[c])
			dst.SetNRGBA(x, y, color.NRGBA{r, g, bl, 255})
		}
	}
}

// convertPixels copies an image of any type, slowly.
func convertPixels(dst *image.NRGBA, img image.Image) {
	b := img.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			dst.SetNRGBA(x, y, color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA))
		}
	}
}

func grayRowToNRGBA(d, s []byte) {
	s = s[:len(d)/4]
	for x, v := range s {
		p := d[4*x : 4*x+4 : 4*x+4]
		p[0], p[1], p[2], p[3] = v, v, v, 255
	}
}

// unmultiply turns a row of RGBA into one of NRGBA.
func unmultiply(d, s []byte) {
	s = s[:len(d)]
	for i := 0; i < len(d); i += 4 {
		p, q := d[i:i+4:i+4], s[i:i+4:i+4]
		switch a := uint32(q[3]); a {
		case 255:
			copy(p, q)
		case 0:
			p[0], p[1], p[2], p[3] = 0, 0, 0, 0
		default:
			for k := range 3 {
				p[k] = uint8(min((uint32(q[k])*255+a/2)/a, 255))
			}
			p[3] = q[3]
		}
	}
}

// canonical returns img as *image.Gray or *image.NRGBA whose bounds start at
// the origin: img itself where it is one, a copy where not. For reading only.
func canonical(img image.Image) image.Image {
	switch src := img.(type) {
	case *image.Gray:
		if src.Rect.Min == (image.Point{}) {
			return src
		}
		return ToGray(src)
	case *image.NRGBA:
		if src.Rect.Min == (image.Point{}) {
			return src
		}
		return ToNRGBA(src)
	case *image.Gray16:
		return ToGray(src)
	case *image.Paletted:
		if grayOnly(src.Palette) {
			return ToGray(src)
		}
	}
	return ToNRGBA(img)
}

// grayOnly reports whether a palette is opaque and without colour.
func grayOnly(p color.Palette) bool {
	for i := range p {
		c := paletteColor(p, i)
		if c.R != c.G || c.G != c.B || c.A != 255 {
			return false
		}
	}
	return true
}

// grayView returns img in grey, itself where it is grey already. For reading
// only.
func grayView(img image.Image) *image.Gray {
	if g, ok := img.(*image.Gray); ok && g.Rect.Min == (image.Point{}) {
		return g
	}
	return ToGray(img)
}
