package imageops

import (
	"encoding/binary"
	"image"
	"math"
)

// ToSRGB shows the colours of an image in sRGB that an ICC profile describes, and
// returns it. A grey or NRGBA image is changed in place. Where the profile is
// broken, of a kind that is not read, or for other channels than the image has,
// the image stays as it is. Decode does this by itself.
func ToSRGB(img image.Image, icc []byte) image.Image {
	if p, ok := parseICC(icc); ok {
		return p.convert(img)
	}
	return img
}

// profile is an ICC colour profile (ICC.1:2022), as far as it takes to show its
// colours in sRGB: curves and a matrix for red, green and blue, a curve for
// grey, a table for CMYK and for red, green and blue without a matrix.
type profile struct {
	space  string       // "RGB ", "GRAY" or "CMYK"
	curves [3][]float64 // of red, green and blue, or the first of grey: 256 values to linear light
	matrix [9]float64   // linear red, green, blue to linear sRGB
	table  *colorTable  // of CMYK, and of red, green and blue where there is no matrix
}

// iccMost is the length from which a profile is not believed. Those of presses
// have two or three million bytes.
const iccMost = 8 << 20

// parseICC reads a profile. Metadata never makes an image unreadable: of a
// profile that is broken, of a kind that is not known here, or that says sRGB
// anyway, it reports false, and colours stay as they are.
func parseICC(b []byte) (*profile, bool) {
	if len(b) < 132 || len(b) > iccMost || string(b[36:40]) != "acsp" {
		return nil, false
	}
	p := &profile{space: string(b[16:20])}
	lab := string(b[20:24]) == "Lab "
	tags := iccTags(b)
	switch p.space {
	case "RGB ":
		matrix := p.readRGB(tags)
		if matrix && !p.plain() || !matrix && p.readTable(tags, 3, lab) {
			return p, true
		}
	case "GRAY":
		var ok bool
		if p.curves[0], ok = iccCurve(tags["kTRC"]); ok && !p.plain() {
			return p, true
		}
	case "CMYK":
		if p.readTable(tags, 4, lab) {
			return p, true
		}
	}
	return nil, false
}

// readTable reads the table for photographs, or else the one for exact colours.
func (p *profile) readTable(tags map[string][]byte, channels int, lab bool) bool {
	for _, name := range []string{"A2B0", "A2B1"} {
		if t, ok := parseColorTable(tags[name], channels, lab); ok {
			p.table = t
			return true
		}
	}
	return false
}

// iccTags returns the data of the tags by their names.
func iccTags(b []byte) map[string][]byte {
	n := min(int64(binary.BigEndian.Uint32(b[128:])), 200)
	tags := make(map[string][]byte)
	for i := range n {
		at := 132 + 12*i
		if at+12 > int64(len(b)) {
			break
		}
		from, size := int64(binary.BigEndian.Uint32(b[at+4:])), int64(binary.BigEndian.Uint32(b[at+8:]))
		if from+size <= int64(len(b)) {
			tags[string(b[at:at+4])] = b[from : from+size]
		}
	}
	return tags
}

// fixed is a number of the type s15Fixed16.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// xyzToSRGB maps XYZ under D50, which profiles are written for, to linear sRGB
// (the inverse of the primaries in the sRGB profile of the ICC).
var xyzToSRGB = [9]float64{
	3.1338561, -1.6168667, -.4906146,
	-.9787684, 1.9161415, .0334540,
	.0719453, -.2289914, 1.4052427,
}

func (p *profile) readRGB(tags map[string][]byte) bool {
	var m [9]float64 // columns are the primaries
	for i, name := range []string{"r", "g", "b"} {
		xyz := tags[name+"XYZ"]
		if len(xyz) < 20 {
			return false
		}
		var ok bool
		if p.curves[i], ok = iccCurve(tags[name+"TRC"]); !ok {
			return false
		}
		for k := range 3 {
			m[3*k+i] = fixed(xyz[8+4*k:])
		}
	}
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				p.matrix[3*i+j] += xyzToSRGB[3*i+k] * m[3*k+j]
			}
		}
	}
	return true
}

// plain reports whether the profile changes no value by more than one.
func (p *profile) plain() bool {
	if p.space == "GRAY" {
		for i, v := range p.grayTones() {
			if d := i - int(v); d > 1 || d < -1 {
				return false
			}
		}
		return true
	}
	for i, v := range p.matrix {
		want := 0.0
		if i%4 == 0 {
			want = 1
		}
		if math.Abs(v-want) > .004 {
			return false
		}
	}
	for _, c := range p.curves {
		for i, v := range c {
			if math.Abs(toSRGB(v)*255-float64(i)) > 1.2 {
				return false
			}
		}
	}
	return true
}

// toSRGB codes linear light 0-1 for sRGB (IEC 61966-2-1).
func toSRGB(v float64) float64 {
	v = min(max(v, 0), 1)
	if v <= .0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - .055
}

// grayTones maps values of a grey profile to those of sRGB.
func (p *profile) grayTones() (lut [256]uint8) {
	for i := range lut {
		lut[i] = uint8(math.Round(255 * toSRGB(p.curves[0][i])))
	}
	return lut
}

// iccCurve reads a tone curve, sampled, a power, or of one of the five forms,
// at 256 places.
func iccCurve(b []byte) ([]float64, bool) {
	if len(b) < 12 {
		return nil, false
	}
	out := make([]float64, 256)
	switch string(b[:4]) {
	case "curv":
		n := int64(binary.BigEndian.Uint32(b[8:]))
		if n > 65536 || 12+2*n > int64(len(b)) {
			return nil, false
		}
		for i := range out {
			x := float64(i) / 255
			switch n {
			case 0:
				out[i] = x
			case 1:
				out[i] = math.Pow(x, float64(binary.BigEndian.Uint16(b[12:]))/256)
			default:
				at := x * float64(n-1)
				k := min(int64(at), n-2)
				v0, v1 := float64(binary.BigEndian.Uint16(b[12+2*k:])), float64(binary.BigEndian.Uint16(b[14+2*k:]))
				out[i] = (v0 + (v1-v0)*(at-float64(k))) / 65535
			}
		}
		return out, true
	case "para":
		return iccParametric(b, out)
	}
	return nil, false
}

// iccParametric reads a curve of the type parametricCurveType.
func iccParametric(b []byte, out []float64) ([]float64, bool) {
	kind := int(binary.BigEndian.Uint16(b[8:]))
	if kind > 4 || len(b) < 12+4*[]int{1, 3, 4, 5, 7}[kind] {
		return nil, false
	}
	var v [7]float64 // g a b c d e f
	v[1] = 1
	for i := range []int{1, 3, 4, 5, 7}[kind] {
		v[i] = fixed(b[12+4*i:])
	}
	g, a, bb, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
	switch kind {
	case 1, 2: // 0 or a constant below -b/a
		if a == 0 {
			return nil, false
		}
		e, f, c, d = c, c, 0, -bb/a
		if kind == 1 {
			e, f = 0, 0
		}
	case 0:
		d = 0
	}
	for i := range out {
		x := float64(i) / 255
		if x >= d {
			out[i] = math.Pow(max(a*x+bb, 0), g) + e
		} else {
			out[i] = c*x + f
		}
		if math.IsNaN(out[i]) {
			return nil, false
		}
	}
	return out, true
}
