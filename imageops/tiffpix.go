package imageops

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
)

// unpacker turns the bytes of blocks into pixels.
type unpacker struct {
	p    *tiffPage
	dst  image.Image
	data []byte  // bytes of the block at hand, one plane
	rows []uint8 // samples of the block scaled to 8 bits, interleaved
}

func newUnpacker(p *tiffPage, dst image.Image) *unpacker { return &unpacker{p: p, dst: dst} }

// fill decompresses the block of one plane, w by h pixels of some samples, into
// u.rows.
func (u *unpacker) fill(plane int, raw []byte, w, h, samples int) error {
	p := u.p
	if p.subX*p.subY > 1 {
		return u.fillSubsampled(raw, w, h)
	}
	rowBytes := (w*samples*p.bits + 7) / 8
	u.data = grow(u.data, rowBytes*h)
	if err := p.decompress(u.data, raw, w, h); err != nil {
		return err
	}
	u.rows = grow(u.rows, w*h*p.samples)
	line := make([]uint8, w*samples)
	for y := range h {
		row := u.data[y*rowBytes : (y+1)*rowBytes]
		u.line(line, row, samples)
		to := u.rows[y*w*p.samples : (y+1)*w*p.samples]
		if samples == p.samples {
			copy(to, line)
			continue
		}
		for x, v := range line {
			to[x*p.samples+plane] = v
		}
	}
	return nil
}

func grow(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

// line undoes the predictor on a row and scales its samples to 8 bits; indexes
// of a palette are not scaled.
func (u *unpacker) line(dst []uint8, row []byte, samples int) {
	p := u.p
	switch p.bits {
	case 8:
		if p.predictor == 2 {
			for i := samples; i < len(row); i++ {
				row[i] += row[i-samples]
			}
		}
		copy(dst, row)
	case 16:
		order := p.t.order
		if p.predictor == 2 {
			for i := samples; i < len(row)/2; i++ {
				order.PutUint16(row[2*i:], order.Uint16(row[2*i:])+order.Uint16(row[2*(i-samples):]))
			}
		}
		high := 0
		if order == binary.ByteOrder(binary.LittleEndian) {
			high = 1
		}
		for i := range dst {
			dst[i] = row[2*i+high]
		}
	case 1:
		scale := uint8(255)
		if p.photometric == paletteIdx {
			scale = 1
		}
		for i := range dst {
			dst[i] = row[i>>3] >> (7 - i&7) & 1 * scale
		}
	default:
		u.oddBits(dst, row)
	}
}

// oddBits reads samples of 2, 4 or 12 bits.
func (u *unpacker) oddBits(dst []uint8, row []byte) {
	n := u.p.bits
	var acc uint32
	have, at := 0, 0
	for i := range dst {
		for have < n {
			acc, have = acc<<8|uint32(row[at]), have+8
			at++
		}
		have -= n
		v := acc >> have & (1<<n - 1)
		switch {
		case u.p.photometric == paletteIdx:
			dst[i] = uint8(v)
		case n == 12:
			dst[i] = uint8(v >> 4)
		default:
			dst[i] = uint8(v * 255 / (1<<n - 1))
		}
	}
}

// fillSubsampled reads YCbCr in data units of subX by subY luma and two chroma
// samples.
func (u *unpacker) fillSubsampled(raw []byte, w, h int) error {
	p := u.p
	unitsX, unitsY := (w+p.subX-1)/p.subX, (h+p.subY-1)/p.subY
	unit := p.subX*p.subY + 2
	u.data = grow(u.data, unitsX*unitsY*unit)
	if err := p.decompress(u.data, raw, w, h); err != nil {
		return err
	}
	u.rows = grow(u.rows, w*h*3)
	for y := range h {
		for x := range w {
			b := u.data[(y/p.subY*unitsX+x/p.subX)*unit:]
			d := u.rows[(y*w+x)*3:]
			d[0] = b[y%p.subY*p.subX+x%p.subX]
			d[1], d[2] = b[unit-2], b[unit-1]
		}
	}
	return nil
}

// place writes the samples in u.rows as pixels to the part of dst that at
// covers.
func (u *unpacker) place(at image.Rectangle) {
	p := u.p
	w := at.Dx()
	in := at.Intersect(u.dst.Bounds())
	for y := in.Min.Y; y < in.Max.Y; y++ {
		row := u.rows[(y-at.Min.Y)*w*p.samples:][:in.Dx()*p.samples]
		switch dst := u.dst.(type) {
		case *image.Gray:
			u.placeGray(dst.Pix[dst.PixOffset(in.Min.X, y):][:in.Dx()], row)
		case *image.NRGBA:
			u.placeColor(dst.Pix[dst.PixOffset(in.Min.X, y):][:4*in.Dx()], row)
		}
	}
}

func (u *unpacker) placeGray(dst, row []byte) {
	p := u.p
	for x := range dst {
		v := row[x*p.samples]
		switch p.photometric {
		case whiteIsZero:
			v = 255 - v
		case paletteIdx:
			v = p.palette[v].R
		}
		dst[x] = v
	}
}

func (u *unpacker) placeColor(dst, row []byte) {
	p := u.p
	for x := range len(dst) / 4 {
		s := row[x*p.samples:][:p.samples]
		c := p.color(s)
		if p.alpha > 0 {
			c.A = s[p.alpha]
			if p.premultiplied && c.A < 255 {
				px := []byte{min(c.R, c.A), min(c.G, c.A), min(c.B, c.A), c.A}
				unmultiply(px, px)
				c = color.NRGBA{px[0], px[1], px[2], c.A}
			}
		}
		dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = c.R, c.G, c.B, c.A
	}
}

// color is the colour of a pixel's samples.
func (p *tiffPage) color(s []uint8) color.NRGBA {
	switch p.photometric {
	case whiteIsZero:
		return color.NRGBA{255 - s[0], 255 - s[0], 255 - s[0], 255}
	case blackIsZero:
		return color.NRGBA{s[0], s[0], s[0], 255}
	case paletteIdx:
		return p.palette[s[0]]
	case cmykColor:
		if p.inks != nil {
			c := p.inks.rgb([4]uint8{s[0], s[1], s[2], s[3]})
			return color.NRGBA{c[0], c[1], c[2], 255}
		}
		r, g, b := color.CMYKToRGB(s[0], s[1], s[2], s[3])
		return color.NRGBA{r, g, b, 255}
	case ycbcrColor:
		r, g, b := color.YCbCrToRGB(s[0], s[1], s[2])
		return color.NRGBA{r, g, b, 255}
	case cieLab:
		return labColor(s)
	}
	return color.NRGBA{s[0], s[1], s[2], 255}
}

// labColor converts CIE L*a*b* of TIFF (a and b signed) from D50 to sRGB.
func labColor(s []uint8) color.NRGBA {
	var a, b float64
	if len(s) >= 3 {
		a, b = float64(int8(s[1])), float64(int8(s[2]))
	}
	fy := (float64(s[0])*100/255 + 16) / 116
	inverse := func(f float64) float64 {
		if f > 6.0/29 {
			return f * f * f
		}
		return 3 * 36.0 / 841 * (f - 4.0/29)
	}
	x, y, z := .9642*inverse(fy+a/500), inverse(fy), .8249*inverse(fy-b/200)
	// XYZ of D50, adapted after Bradford, to linear sRGB.
	return color.NRGBA{
		srgb8(3.1338561*x - 1.6168667*y - .4906146*z),
		srgb8(-.9787684*x + 1.9161415*y + .0334540*z),
		srgb8(.0719453*x - .2289914*y + 1.4052427*z), 255}
}

// srgb8 encodes a linear component.
func srgb8(v float64) uint8 {
	v = min(max(v, 0), 1)
	if v <= .0031308 {
		v *= 12.92
	} else {
		v = 1.055*math.Pow(v, 1/2.4) - .055
	}
	return uint8(v*255 + .5)
}
