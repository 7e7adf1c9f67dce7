package heic

import (
	"encoding/binary"
	"image"
	"math"
	"slices"
	"testing"

	"github.com/docket-go/docket/imageops"
)

// alone makes a file of the frame of another one, with an auxiliary picture of
// the same frame that is what urn says, and properties of the picture.
func alone(t testing.TB, file []byte, urn string, more ...[]byte) []byte {
	t.Helper()
	config, size, frame := frameOf(file)
	infe := func(id byte) []byte { return boxed("infe", []byte{2, 0, 0, 0, 0, id, 0, 0}, []byte("hvc1"), []byte{0}) }
	ipma := []byte{0, 0, 0, 0, 0, 0, 0, 2, 0, 1, byte(2 + len(more)), 1, 2}
	for i := range more {
		ipma = append(ipma, byte(4+i))
	}
	ipma = append(ipma, 0, 2, 3, 1, 2, 3)
	build := func(at int) []byte { // at is where the data of the file begin
		iloc := []byte{0, 0, 0, 0, 0x44, 0, 0, 2}
		for id := range byte(2) {
			iloc = append(iloc, 0, 1+id, 0, 0, 0, 1)
			iloc = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(iloc, uint32(at)), uint32(len(frame)))
		}
		return slices.Concat(boxed("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), boxed("meta", []byte{0, 0, 0, 0},
			boxed("pitm", []byte{0, 0, 0, 0, 0, 1}), boxed("iinf", []byte{0, 0, 0, 0, 0, 2}, infe(1), infe(2)), boxed("iloc", iloc),
			boxed("iref", []byte{0, 0, 0, 0}, boxed("auxl", []byte{0, 2, 0, 1, 0, 1})),
			boxed("iprp", boxed("ipco", slices.Concat(config, size, boxed("auxC", []byte{0, 0, 0, 0}, []byte(urn), []byte{0})), slices.Concat(more...)),
				boxed("ipma", ipma))), boxed("mdat", frame))
	}
	return build(len(build(0)) - len(frame))
}

const alphaURN = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"

func decoded(t *testing.T, d *Decoder, file []byte) *image.NRGBA {
	t.Helper()
	img, err := d.Decode(t.Context(), file, imageops.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return img.Pix.(*image.NRGBA)
}

// TestAlpha takes transparency from an auxiliary picture, and from none that is
// something else, such as depth.
func TestAlpha(t *testing.T) {
	file, want := photo(t)
	d := newDecoder(t)
	got := decoded(t, d, alone(t, file, alphaURN))
	opaque := decoded(t, d, alone(t, file, "urn:mpeg:hevc:2015:auxid:2"))
	worst := 0.0
	for i := 3; i < len(want.Pix); i += 4 {
		if opaque.Pix[i] != 255 {
			t.Fatalf("byte %d of a picture with depth is %d", i, opaque.Pix[i])
		}
		if p := opaque.Pix[i-3 : i]; slices.Max(p) < 250 { // colours that are cut off have another luma
			luma := .299*float64(p[0]) + .587*float64(p[1]) + .114*float64(p[2])
			worst = max(worst, math.Abs(float64(got.Pix[i])-luma))
		}
	}
	if worst > 6 {
		t.Errorf("transparency is off by %.1f", worst)
	}
}

func clap(numbers ...int32) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, uint32(n)), 2)
	}
	return boxed("clap", b)
}

// TestOrder crops and turns in the order that the file says.
func TestOrder(t *testing.T) {
	file, _ := photo(t)
	d := newDecoder(t)
	whole := decoded(t, d, file)
	quarter := boxed("irot", []byte{3}) // clockwise
	// 100 x 60 pixels, of which the middle lies 30 to the right and 20 above.
	crop := clap(200, 120, 60, -40)
	for _, c := range []struct {
		name string
		more [][]byte
		size image.Point
		from image.Point // of the pixel that comes to the top left
	}{
		{"cropped", [][]byte{crop}, image.Pt(100, 60), image.Pt(100, 40)},
		{"cropped, then turned", [][]byte{crop, quarter}, image.Pt(60, 100), image.Pt(100, 99)},
		{"turned, then cropped", [][]byte{quarter, crop}, image.Pt(100, 60), image.Pt(70, 109)},
		{"mirrored, then cropped", [][]byte{boxed("imir", []byte{0}), crop}, image.Pt(100, 60), image.Pt(139, 40)},
		{"beyond the picture", [][]byte{clap(200, 120, 600, 0)}, image.Pt(240, 180), image.Pt(0, 0)},
		{"no fraction", [][]byte{boxed("clap", make([]byte, 32))}, image.Pt(240, 180), image.Pt(0, 0)},
	} {
		got := decoded(t, d, alone(t, file, "depth", c.more...))
		if got.Rect.Size() != c.size {
			t.Errorf("%s: %v", c.name, got.Rect)
			continue
		}
		if a, b := got.NRGBAAt(0, 0), whole.NRGBAAt(c.from.X, c.from.Y); a != b {
			t.Errorf("%s: %v at the top left, want %v", c.name, a, b)
		}
	}
}

// TestProfile shows Display P3, named or as a profile, in sRGB.
func TestProfile(t *testing.T) {
	file, _ := photo(t)
	d := newDecoder(t)
	plain := decoded(t, d, alone(t, file, "depth", boxed("colr", []byte("nclx\x00\x01\x00\x0d\x00\x06\x80"))))
	named := decoded(t, d, alone(t, file, "depth", boxed("colr", []byte("nclx\x00\x0c\x00\x0d\x00\x06\x80"))))
	icc := decoded(t, d, alone(t, file, "depth", boxed("colr", []byte("prof"), iccOf(primaries[12])), boxed("colr", []byte("nclx\x00\x01\x00\x0d\x00\x06\x80"))))
	if !slices.Equal(named.Pix, icc.Pix) {
		t.Error("the same colours differ by how they are named")
	}
	want := image.NewNRGBA(plain.Rect)
	copy(want.Pix, plain.Pix)
	imageops.ToSRGB(want, iccOf(primaries[12]))
	if slices.Equal(plain.Pix, named.Pix) || !slices.Equal(want.Pix, named.Pix) {
		t.Error("the primaries that are named are not taken out")
	}
	one := image.NewNRGBA(image.Rect(0, 0, 1, 1))
	copy(one.Pix, []byte{200, 100, 100, 255})
	imageops.ToSRGB(one, iccOf(primaries[12]))
	for i, v := range [3]float64{215, 93, 96} { // by the matrix from Display P3 to sRGB of CSS Color 4
		if math.Abs(float64(one.Pix[i])-v) > 2 {
			t.Errorf("red of Display P3 becomes %v", one.Pix)
			break
		}
	}
}
