package imageops

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"testing"
)

// iccBytes writes a profile of a colour space.
func iccBytes(space, pcs string, tags map[string][]byte) []byte {
	b := make([]byte, 128, 4096)
	copy(b[16:], space)
	copy(b[20:], pcs)
	copy(b[36:], "acsp")
	be := binary.BigEndian
	b = be.AppendUint32(b, uint32(len(tags)))
	at := len(b) + 12*len(tags)
	var data []byte
	for name, v := range tags {
		b = append(b, name...)
		b = be.AppendUint32(b, uint32(at+len(data)))
		b = be.AppendUint32(b, uint32(len(v)))
		data = append(data, v...)
	}
	return append(b, data...)
}

func iccXYZ(x, y, z float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(v*65536)))
	}
	return b
}

// iccGamma is the curve of a power, in 1/256.
func iccGamma(power uint16) []byte {
	return binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), power)
}

// The primaries of sRGB under D50.
var iccRed, iccGreen, iccBlue = iccXYZ(.4360747, .2225045, .0139322), iccXYZ(.3850649, .7168786, .0971045), iccXYZ(.1430804, .0606169, .7141733)

func rgbProfile(red, green, blue, curve []byte) []byte {
	return iccBytes("RGB ", "XYZ ", map[string][]byte{"rXYZ": red, "gXYZ": green, "bXYZ": blue, "rTRC": curve, "gTRC": curve, "bTRC": curve})
}

// inkProfile has a table of two steps an ink: paper is white, each ink takes 40
// of the lightness, and black all.
func inkProfile() []byte {
	t := append([]byte("mft1\x00\x00\x00\x00\x04\x03\x02\x00"), make([]byte, 36)...)
	identity := make([]byte, 256)
	for i := range identity {
		identity[i] = byte(i)
	}
	t = append(t, bytes.Repeat(identity, 4)...)
	for i := range 16 {
		l := 100
		for ink := range 3 {
			l -= 20 * (i >> (3 - ink) & 1)
		}
		if i&1 == 1 {
			l = 0
		}
		t = append(t, byte(l*255/100), 128, 128)
	}
	t = append(t, bytes.Repeat(identity, 3)...)
	return iccBytes("CMYK", "Lab ", map[string][]byte{"A2B0": t})
}

// lutProfile has a table of version 4 of some channels: curves of gamma 1, two
// nodes a channel that are Lab of the amounts given by node, and behind them
// curves and a matrix that take the lightness to its half and back.
func lutProfile(space string, channels int, wide bool, node func(i int) (l, a, b float64)) []byte {
	linear := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x00")
	be := binary.BigEndian
	t := append([]byte("mAB \x00\x00\x00\x00"), byte(channels), 3, 0, 0)
	at := uint32(32)
	var data []byte
	part := func(b []byte) {
		t = be.AppendUint32(t, at+uint32(len(data)))
		data = append(data, b...)
	}
	part(bytes.Repeat(linear, 3))
	var matrix []byte
	for _, v := range []float64{2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0} {
		matrix = be.AppendUint32(matrix, uint32(int32(v*65536)))
	}
	part(matrix)
	part(bytes.Repeat(linear, 3))
	table := append(bytes.Repeat([]byte{2}, channels), make([]byte, 16-channels)...)
	if table = append(table, 1, 0, 0, 0); wide {
		table[16] = 2
	}
	for i := range 1 << channels {
		l, a, b := node(i)
		for _, v := range []float64{l / 200, (a + 128) / 255, (b + 128) / 255} {
			if wide {
				table = be.AppendUint16(table, uint16(v*65535+.5))
			} else {
				table = append(table, byte(v*255+.5))
			}
		}
	}
	part(append(table, make([]byte, -len(table)&3)...))
	part(bytes.Repeat(linear, channels))
	return iccBytes(space, "Lab ", map[string][]byte{"A2B0": append(t, data...)})
}

// mixed is a way without a table: the primaries of sRGB as a matrix and its curve.
func mixedProfile() []byte {
	be := binary.BigEndian
	t := append([]byte("mAB \x00\x00\x00\x00"), 3, 3, 0, 0)
	linear := bytes.Repeat([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x00"), 3)
	curves := bytes.Repeat(iccSRGB(), 3)
	for _, at := range []uint32{32, 32 + uint32(len(linear)), 32 + uint32(len(linear)) + 48, 0, 0} {
		t = be.AppendUint32(t, at)
	}
	t = append(t, linear...)
	for _, v := range []float64{.4360747, .3850649, .1430804, .2225045, .7168786, .0606169, .0139322, .0971045, .7141733, 0, 0, 0} {
		t = be.AppendUint32(t, uint32(int32(v*65536*32768/65535)))
	}
	return iccBytes("RGB ", "XYZ ", map[string][]byte{"A2B0": append(t, curves...)})
}

// TestLutAToB shows colours through tables of version 4.
func TestLutAToB(t *testing.T) {
	grays := func(i int) (l, a, b float64) { return float64(100 * i / 7), 0, 0 }
	inks := func(i int) (l, a, b float64) {
		if i&1 == 1 {
			return 0, 0, 0
		}
		return 100 - 20*float64(i>>1&1+i>>2&1+i>>3&1), 0, 0
	}
	tints := func(i int) (l, a, b float64) { return 54, 81 * float64(i>>2&1), 70 * float64(i>>2&1) } // of red in sRGB
	for _, c := range []struct {
		name string
		icc  []byte
		in   [4]uint8
		want [3]uint8
	}{
		{"rgb black", lutProfile("RGB ", 3, false, grays), [4]uint8{}, [3]uint8{0, 0, 0}},
		{"rgb white", lutProfile("RGB ", 3, true, grays), [4]uint8{255, 255, 255}, [3]uint8{255, 255, 255}},
		{"rgb between", lutProfile("RGB ", 3, true, grays), [4]uint8{0, 0, 255}, [3]uint8{34, 34, 34}}, // L* 14
		{"rgb red", lutProfile("RGB ", 3, true, tints), [4]uint8{255, 0, 0}, [3]uint8{255, 0, 0}},
		{"cmyk paper", lutProfile("CMYK", 4, true, inks), [4]uint8{}, [3]uint8{255, 255, 255}},
		{"cmyk two inks", lutProfile("CMYK", 4, false, inks), [4]uint8{255, 255, 0, 0}, [3]uint8{145, 145, 145}},
		{"cmyk black", lutProfile("CMYK", 4, true, inks), [4]uint8{0, 0, 0, 255}, [3]uint8{0, 0, 0}},
		{"no table", mixedProfile(), [4]uint8{200, 55, 128}, [3]uint8{200, 55, 128}},
	} {
		p, ok := parseICC(c.icc)
		if !ok {
			t.Errorf("%s: refused", c.name)
			continue
		}
		got := p.table.rgb(c.in)
		for k := range got {
			if !near(got[k], c.want[k], 3) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}

// pngWithProfile writes a PNG with an iCCP chunk.
func pngWithProfile(t testing.TB, img image.Image, icc []byte) []byte {
	t.Helper()
	chunk := encoded(t, func(w io.Writer) error {
		z := zlib.NewWriter(w)
		if _, err := z.Write(icc); err != nil {
			return err
		}
		return z.Close()
	})
	chunk = append([]byte("iCCPname\x00\x00"), chunk...)
	file := encoded(t, func(w io.Writer) error { return png.Encode(w, img) })
	out := binary.BigEndian.AppendUint32(bytes.Clone(file[:33]), uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, file[33:]...)
}

// jpegWithProfile writes a JPEG whose profile is cut into two segments, the
// second one first.
func jpegWithProfile(t testing.TB, img image.Image, icc []byte) []byte {
	t.Helper()
	file := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, img, &jpeg.Options{Quality: 100}) })
	out := bytes.Clone(file[:2])
	half := len(icc) / 2
	for _, n := range []byte{2, 1} {
		part := icc[:half]
		if n == 2 {
			part = icc[half:]
		}
		out = binary.BigEndian.AppendUint16(append(out, 0xff, markerAPP2), uint16(16+len(part)))
		out = append(append(append(out, "ICC_PROFILE\x00"...), n, 2), part...)
	}
	return append(out, file[2:]...)
}

// flat is an image of one colour.
func flat(c color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return m
}

func TestDecodeProfile(t *testing.T) {
	linear := rgbProfile(iccRed, iccGreen, iccBlue, iccGamma(256))
	swapped := rgbProfile(iccGreen, iccRed, iccBlue, iccGamma(563))
	gray := iccBytes("GRAY", "XYZ ", map[string][]byte{"kTRC": iccGamma(256)})
	tone := ToGray(flat(color.NRGBA{55, 55, 55, 255}))
	cmyk := func(c, m, y, k byte) []byte {
		return tiffBytes(binary.LittleEndian, false, []tiffField{short(tagWidth, 1), short(tagLength, 1), short(tagBitsPerSample, 8),
			short(tagPhotometric, cmykColor), short(tagCompression, 1), short(tagSamplesPerPixel, 4), iccField(inkProfile())}, [][]byte{{c, m, y, k}})
	}
	for _, c := range []struct {
		name string
		file []byte
		want color.NRGBA
	}{
		// 55/255 of the light is 128/255 in sRGB.
		{"png linear", pngWithProfile(t, flat(color.NRGBA{55, 55, 0, 255}), linear), color.NRGBA{128, 128, 0, 255}},
		{"png primaries swapped", pngWithProfile(t, flat(color.NRGBA{255, 0, 0, 255}), swapped), color.NRGBA{0, 255, 0, 255}},
		{"png grey", pngWithProfile(t, tone, gray), color.NRGBA{128, 128, 128, 255}},
		{"png grey with a profile for colour", pngWithProfile(t, tone, linear), color.NRGBA{55, 55, 55, 255}},
		{"png colour with a profile for grey", pngWithProfile(t, flat(color.NRGBA{55, 0, 0, 255}), gray), color.NRGBA{55, 0, 0, 255}},
		{"png sRGB", pngWithProfile(t, flat(color.NRGBA{55, 1, 200, 255}), rgbProfile(iccRed, iccGreen, iccBlue, iccSRGB())), color.NRGBA{55, 1, 200, 255}},
		{"png broken", pngWithProfile(t, flat(color.NRGBA{55, 1, 200, 255}), linear[:150]), color.NRGBA{55, 1, 200, 255}},
		{"jpeg linear", jpegWithProfile(t, flat(color.NRGBA{55, 55, 55, 255}), linear), color.NRGBA{128, 128, 128, 255}},
		{"jpeg grey", jpegWithProfile(t, tone, gray), color.NRGBA{128, 128, 128, 255}},
		{"tiff paper", cmyk(0, 0, 0, 0), color.NRGBA{255, 255, 255, 255}},
		{"tiff black", cmyk(0, 0, 0, 255), color.NRGBA{0, 0, 0, 255}},
		{"tiff two inks", cmyk(255, 255, 0, 0), color.NRGBA{145, 145, 145, 255}}, // L* 60
	} {
		img, err := Decode(bytes.NewReader(c.file), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := pixel(img.Pix, 0, 0)
		if !near(got.R, c.want.R, 2) || !near(got.G, c.want.G, 2) || !near(got.B, c.want.B, 2) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func iccField(b []byte) tiffField {
	f := tiffField{tag: tagICC, kind: 7}
	for _, v := range b {
		f.values = append(f.values, uint32(v))
	}
	return f
}

// iccSRGB is the curve of sRGB as one of five numbers.
func iccSRGB() []byte {
	b := []byte("para\x00\x00\x00\x00\x00\x03\x00\x00")
	for _, v := range []float64{2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(v*65536)))
	}
	return b
}

// CMYK of a JPEG goes through the table as well, whatever amounts it has.
func TestConvertCMYK(t *testing.T) {
	p, ok := parseICC(inkProfile())
	if !ok {
		t.Fatal("the profile is refused")
	}
	src := image.NewCMYK(image.Rect(2, 3, 4, 4))
	copy(src.Pix, []byte{0, 0, 0, 0, 255, 255, 255, 0})
	out := p.convert(src).(*image.NRGBA)
	if out.Rect != image.Rect(0, 0, 2, 1) || !near(out.Pix[0], 255, 1) || !near(out.Pix[4], 94, 2) { // L* 40
		t.Errorf("%v %v", out.Rect, out.Pix)
	}
}

func FuzzICC(f *testing.F) {
	f.Add(inkProfile())
	f.Add(rgbProfile(iccRed, iccGreen, iccBlue, iccSRGB()))
	f.Add(mixedProfile())
	f.Add(lutProfile("CMYK", 4, true, func(i int) (l, a, b float64) { return float64(6 * i), 0, 0 }))
	f.Add(iccBytes("GRAY", "XYZ ", map[string][]byte{"kTRC": iccGamma(512)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, ok := parseICC(b)
		if ok != (p != nil) {
			t.Fatalf("ok is %v, the profile %v", ok, p)
		}
		if !ok {
			return
		}
		cmyk := image.NewCMYK(image.Rect(0, 0, 2, 1))
		copy(cmyk.Pix[4:], []byte{255, 13, 200, 254})
		for _, img := range []image.Image{cmyk, flat(color.NRGBA{9, 255, 0, 255}), ToGray(flat(color.NRGBA{9, 255, 0, 255}))} {
			if got := p.convert(img); got.Bounds().Size() != img.Bounds().Size() {
				t.Fatalf("%T becomes %v", img, got.Bounds())
			}
		}
	})
}
