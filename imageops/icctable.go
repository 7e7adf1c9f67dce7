package imageops

import (
	"encoding/binary"
	"image"
	"math"
)

// colorTable gives the sRGB colour of some amounts of three lights or four inks,
// and what lies between.
type colorTable struct {
	channels int             // 3 or 4
	grid     [4]int          // nodes along each channel
	input    [4][256]float32 // amounts to places on the grid
	nodes    [][3]float32    // sRGB 0-255, the last channel changes fastest
}

// parseColorTable reads a table of some channels of the types lut8Type and
// lut16Type, and lutAToBType, which came with version 4.
func parseColorTable(b []byte, channels int, lab bool) (*colorTable, bool) {
	if len(b) < 52 || int(b[8]) != channels || b[9] != 3 {
		return nil, false
	}
	size, entries, results, at := 1, 256, 256, 48
	switch string(b[:4]) {
	case "mft1":
	case "mft2":
		entries, results, size, at = int(binary.BigEndian.Uint16(b[48:])), int(binary.BigEndian.Uint16(b[50:])), 2, 52
	case "mAB ":
		return parseLutAToB(b, channels, lab)
	default:
		return nil, false
	}
	t := &colorTable{channels: channels}
	n := 1
	for c := range channels {
		t.grid[c] = int(b[10])
		n *= t.grid[c]
	}
	if b[10] < 2 || b[10] > 33 || entries < 2 || entries > 4096 || results < 2 || results > 4096 || len(b) < at+size*(channels*entries+3*n+3*results) {
		return nil, false
	}
	value := func(i int) float64 { // number i of the file, 0-1
		if size == 1 {
			return float64(b[at+i]) / 255
		}
		return float64(binary.BigEndian.Uint16(b[at+2*i:])) / 65535
	}
	curve := func(first, n int, x float64) float64 {
		p := min(max(x, 0), 1) * float64(n-1)
		k := min(int(p), n-2)
		v := value(first + k)
		return v + (value(first+k+1)-v)*(p-float64(k))
	}
	for c := range channels {
		for i := range t.input[c] {
			t.input[c][i] = float32(curve(c*entries, entries, float64(i)/255) * float64(t.grid[c]-1))
		}
	}
	t.nodes = make([][3]float32, n)
	for i := range t.nodes {
		var pcs [3]float64
		for k := range pcs {
			pcs[k] = curve(channels*entries+3*n+k*results, results, value(channels*entries+3*i+k))
		}
		t.nodes[i] = fromPCS(pcs, lab, size == 2)
	}
	return t, true
}

// fromPCS turns a colour of the connection space, coded 0-1, to sRGB 0-255.
func fromPCS(v [3]float64, lab, wide bool) (out [3]float32) {
	xyz := [3]float64{v[0] * 65535 / 32768, v[1] * 65535 / 32768, v[2] * 65535 / 32768}
	if lab {
		l, a, b := v[0]*100, v[1]*255-128, v[2]*255-128
		if wide { // the coding of version 2, which lut16Type keeps
			l, a, b = v[0]*65535/652.8, v[1]*65535/256-128, v[2]*65535/256-128
		}
		f := func(t float64) float64 {
			if t > 6.0/29 {
				return t * t * t
			}
			return 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0/29)
		}
		y := (l + 16) / 116
		xyz = [3]float64{.9642 * f(y+a/500), f(y), .8249 * f(y-b/200)}
	}
	for i := range out {
		out[i] = float32(255 * toSRGB(xyzToSRGB[3*i]*xyz[0]+xyzToSRGB[3*i+1]*xyz[1]+xyzToSRGB[3*i+2]*xyz[2]))
	}
	return out
}

// rgb mixes the nodes around some amounts.
func (t *colorTable) rgb(v [4]uint8) (out [3]uint8) {
	base := 0
	var part [4]float32
	var step [4]int
	for i := range t.channels {
		p := t.input[i][v[i]]
		n := min(int(p), t.grid[i]-2)
		base = base*t.grid[i] + n
		part[i] = p - float32(n)
	}
	for i, s := t.channels-1, 1; i >= 0; i-- {
		step[i] = s
		s *= t.grid[i]
	}
	var sum [3]float32
	for corner := range 1 << t.channels {
		w, at := float32(1), base
		for i := range t.channels {
			if corner>>i&1 == 1 {
				w *= part[i]
				at += step[i]
			} else {
				w *= 1 - part[i]
			}
		}
		if w == 0 {
			continue
		}
		n := &t.nodes[at]
		sum[0], sum[1], sum[2] = sum[0]+w*n[0], sum[1]+w*n[1], sum[2]+w*n[2]
	}
	for i, v := range sum {
		out[i] = uint8(min(max(v+.5, 0), 255))
	}
	return out
}

// convert shows an image that a decoder has just made in sRGB. Where the profile
// is for other channels than the image has, it returns the image as it is.
func (p *profile) convert(img image.Image) image.Image {
	switch src := img.(type) {
	case *image.CMYK:
		if p.space == "CMYK" {
			return p.convertCMYK(src)
		}
	case *image.Gray:
		if p.space == "GRAY" {
			lut := p.grayTones()
			for y := range src.Rect.Dy() {
				for x, row := 0, src.Pix[y*src.Stride:]; x < src.Rect.Dx(); x++ {
					row[x] = lut[row[x]]
				}
			}
		}
	case *image.NRGBA:
		switch {
		case p.space != "RGB ":
		case p.table != nil:
			p.table.convertRGB(src)
		default:
			p.convertRGB(src)
		}
	}
	return img
}

func (p *profile) convertCMYK(src *image.CMYK) image.Image {
	b := src.Rect
	dst := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	var last [4]uint8
	rgb := p.table.rgb(last)
	for y := range b.Dy() {
		s, d := src.Pix[y*src.Stride:][:4*b.Dx()], dst.Pix[y*dst.Stride:]
		for i := 0; i < len(s); i += 4 {
			if ink := [4]uint8(s[i : i+4]); ink != last { // most pixels are like their neighbours
				last, rgb = ink, p.table.rgb(ink)
			}
			d[i], d[i+1], d[i+2], d[i+3] = rgb[0], rgb[1], rgb[2], 255
		}
	}
	return dst
}

// convertRGB shows the three lights of an image in sRGB.
func (t *colorTable) convertRGB(img *image.NRGBA) {
	var last [4]uint8
	rgb := t.rgb(last)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i < len(row); i += 4 {
			if v := [4]uint8{row[i], row[i+1], row[i+2]}; v != last {
				last, rgb = v, t.rgb(v)
			}
			row[i], row[i+1], row[i+2] = rgb[0], rgb[1], rgb[2]
		}
	}
}

func (p *profile) convertRGB(img *image.NRGBA) {
	const fine = 4095
	var code [fine + 1]uint8
	for i := range code {
		code[i] = uint8(math.Round(255 * toSRGB(float64(i)/fine)))
	}
	var linear [3][256]float32
	var m [9]float32
	for c := range linear {
		for i, v := range p.curves[c] {
			linear[c][i] = float32(v)
		}
	}
	for i, v := range p.matrix {
		m[i] = float32(v * fine)
	}
	coded := func(v float32) uint8 { return code[int(min(max(v+.5, 0), fine))] }
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i < len(row); i += 4 {
			q := row[i : i+3 : i+3]
			r, g, b := linear[0][q[0]], linear[1][q[1]], linear[2][q[2]]
			q[0], q[1], q[2] = coded(m[0]*r+m[1]*g+m[2]*b), coded(m[3]*r+m[4]*g+m[5]*b), coded(m[6]*r+m[7]*g+m[8]*b)
		}
	}
}
