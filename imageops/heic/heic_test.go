package heic

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
)

func newDecoder(t testing.TB) *Decoder {
	t.Helper()
	d, err := New(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func photo(t testing.TB) (file []byte, want *image.NRGBA) {
	t.Helper()
	file, err := os.ReadFile("testdata/photo.heic")
	if err != nil {
		t.Fatal(err)
	}
	return file, scene.NewPhoto(3, scene.PhotoOptions{Width: 240, Height: 180}).Image
}

// off is the root of the mean square by which a part of a picture differs from
// another of its size.
func off(got *image.NRGBA, at image.Point, want *image.NRGBA) float64 {
	sum := 0.0
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			p, q := got.Pix[got.PixOffset(at.X+x, at.Y+y):], want.Pix[want.PixOffset(x, y):]
			for k := range 3 {
				d := float64(p[k]) - float64(q[k])
				sum += d * d
			}
		}
	}
	return math.Sqrt(sum / float64(3*want.Rect.Dx()*want.Rect.Dy()))
}

func TestDecode(t *testing.T) {
	file, want := photo(t)
	d := newDecoder(t)
	img, err := d.Decode(t.Context(), file, imageops.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if img.Format != Format || img.Pix.Bounds() != want.Rect || img.Frames != 1 || img.Orientation != 1 {
		t.Errorf("%s of %v, %d frames, orientation %d", img.Format, img.Pix.Bounds(), img.Frames, img.Orientation)
	}
	if r := off(img.Pix.(*image.NRGBA), image.Point{}, want); r > 8 {
		t.Errorf("off by %.1f", r)
	}
	if _, err := imageops.DecodeBytes(t.Context(), file, imageops.Limits{}); !errors.Is(err, imageops.ErrUnsupported) {
		t.Errorf("imageops itself: %v", err)
	}
}

// boxed makes a box.
func boxed(kind string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), kind...), body...)
}

// frameOf returns the boxes that describe the one frame of file, and the frame.
func frameOf(file []byte) (config, size, frame []byte) {
	for x := range boxes(child(child(child(file, "meta")[4:], "iprp"), "ipco")) {
		switch x.kind {
		case "hvcC":
			config = boxed("hvcC", x.body)
		case "ispe":
			size = boxed("ispe", x.body)
		}
	}
	return config, size, child(file, "mdat")
}

// grid makes a file whose picture is the frame of another one, n times side by
// side, cut off on the right by some pixels and turned by the given properties.
func grid(t testing.TB, file []byte, n, less int, more ...[]byte) []byte {
	t.Helper()
	p, err := parse(file)
	if err != nil {
		t.Fatal(err)
	}
	config, size, frame := frameOf(file)
	be := binary.BigEndian.AppendUint16
	head := []byte{0, 0, 0, byte(n - 1)}
	head = be(be(head, uint16(n*p.width-less)), uint16(p.height))
	infe := func(id int, kind string) []byte {
		return boxed("infe", []byte{2, 0, 0, 0, 0, byte(id), 0, 0}, []byte(kind), []byte{0})
	}
	iinf := [][]byte{{0, 0, 0, 0, 0, byte(n + 1)}, infe(1, "grid")}
	ipma := [][]byte{{0, 0, 0, 0, 0, 0, 0, byte(n + 1)}, {0, 1, byte(1 + len(more)), 2}}
	for i := range more {
		ipma = append(ipma, []byte{byte(3 + i)})
	}
	iref := [][]byte{{0, 1, 0, byte(n)}}
	for i := range n {
		iinf = append(iinf, infe(2+i, "hvc1"))
		ipma = append(ipma, []byte{0, byte(2 + i), 2, 0x81, 2})
		iref = append(iref, []byte{0, byte(2 + i)})
	}
	build := func(at int) []byte { // at is where the data of the file begin
		iloc := [][]byte{{1, 0, 0, 0, 0x44, 0, 0, byte(n + 1)}, {0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, byte(len(head))}}
		for i := range n {
			iloc = append(iloc, []byte{0, byte(2 + i), 0, 0, 0, 0, 0, 1}, binary.BigEndian.AppendUint32(nil, uint32(at)), binary.BigEndian.AppendUint32(nil, uint32(len(frame))))
		}
		return slices.Concat(boxed("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), boxed("meta", []byte{0, 0, 0, 0},
			boxed("pitm", []byte{0, 0, 0, 0, 0, 1}), boxed("iinf", iinf...), boxed("iloc", iloc...), boxed("idat", head),
			boxed("iref", []byte{0, 0, 0, 0}, boxed("dimg", iref...)),
			boxed("iprp", boxed("ipco", append([][]byte{config, size}, more...)...), boxed("ipma", ipma...))), boxed("mdat", frame))
	}
	return build(len(build(0)) - len(frame))
}

// Grids, as telephones write them, are put together, turned and mirrored.
func TestGrid(t *testing.T) {
	file, want := photo(t)
	d := newDecoder(t)
	for _, c := range []struct {
		name  string
		more  [][]byte
		w, h  int
		first image.Point // where the first tile comes to lie
		tile  func(image.Image) image.Image
	}{
		{"plain", nil, 700, 180, image.Point{}, func(m image.Image) image.Image { return m }},
		{"turned", [][]byte{boxed("irot", []byte{1})}, 180, 700, image.Pt(0, 460), func(m image.Image) image.Image { return imageops.Rotate(m, 270) }},
		{"upside down", [][]byte{boxed("irot", []byte{2})}, 700, 180, image.Pt(460, 0), func(m image.Image) image.Image { return imageops.Rotate(m, 180) }},
	} {
		img, err := d.Decode(t.Context(), grid(t, file, 3, 20, c.more...), imageops.Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if b := img.Pix.Bounds(); b != image.Rect(0, 0, c.w, c.h) {
			t.Errorf("%s: %v", c.name, b)
			continue
		}
		if r := off(img.Pix.(*image.NRGBA), c.first, imageops.ToNRGBA(c.tile(want))); r > 8 {
			t.Errorf("%s: off by %.1f", c.name, r)
		}
	}
	for axis, first := range []image.Point{{460, 0}, {0, 0}} {
		img, err := d.Decode(t.Context(), grid(t, file, 3, 20, boxed("imir", []byte{byte(axis)})), imageops.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := img.Pix.(*image.NRGBA)
		a, b := got.NRGBAAt(first.X+10, 20), want.NRGBAAt(229, 20)
		if axis == 1 {
			b = want.NRGBAAt(10, 159)
		}
		if math.Abs(float64(a.R)-float64(b.R)) > 25 {
			t.Errorf("mirrored about axis %d: %v, want %v", axis, a, b)
		}
	}
}

func TestErrors(t *testing.T) {
	file, _ := photo(t)
	d := newDecoder(t)
	for name, c := range map[string]struct {
		src  []byte
		l    imageops.Limits
		want error
	}{
		"empty":          {nil, imageops.Limits{}, imageops.ErrEmpty},
		"another format": {[]byte("GIF89a, and more"), imageops.Limits{}, imageops.ErrUnsupported},
		"too long":       {file, imageops.Limits{Bytes: 100}, imageops.ErrTooLarge},
		"too many":       {file, imageops.Limits{Pixels: 240*180 - 1}, imageops.ErrTooLarge},
		"only a head":    {file[:40], imageops.Limits{}, imageops.ErrCorrupt},
		"cut off":        {file[:len(file)/2], imageops.Limits{}, imageops.ErrCorrupt},
	} {
		if _, err := d.Decode(t.Context(), c.src, c.l); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	// More frames than the picture has room for would cost time for nothing.
	if _, err := d.Decode(t.Context(), grid(t, file, 3, 2*240+1), imageops.Limits{}); !errors.Is(err, imageops.ErrCorrupt) {
		t.Errorf("a frame beyond the picture: %v", err)
	}
	for n := 60; n < len(file); n += 1 + len(file)/40 { // what is wrong in a frame may pass unseen
		broken := slices.Clone(file)
		broken[n] ^= 0x5a
		if _, err := d.Decode(t.Context(), broken, imageops.Limits{Pixels: 1 << 20}); err != nil &&
			!errors.Is(err, imageops.ErrCorrupt) && !errors.Is(err, imageops.ErrUnsupported) && !errors.Is(err, imageops.ErrTooLarge) {
			t.Errorf("byte %d: %v", n, err)
		}
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
	for ctx.Err() == nil {
		if _, err := d.Decode(ctx, file, imageops.Limits{}); err != nil && !errors.Is(err, why) {
			t.Fatalf("a context that ends: %v", err)
		}
	}
	if _, err := d.Decode(t.Context(), file, imageops.Limits{}); err != nil {
		t.Errorf("the next file: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	file, _ := photo(f)
	f.Add(file)
	f.Add(grid(f, file, 2, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := parse(b)
		switch {
		case err != nil && !errors.Is(err, imageops.ErrCorrupt) && !errors.Is(err, imageops.ErrUnsupported):
			t.Fatalf("an error of no kind: %v", err)
		case err == nil && (p.width < 1 || p.height < 1 || len(p.parts) != p.columns*p.rows):
			t.Fatalf("%d x %d pixels of %d parts", p.width, p.height, len(p.parts))
		}
	})
}
