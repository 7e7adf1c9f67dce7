package pdf

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/google/go-cmp/cmp"
)

func grayRamp(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = byte(i%w + i/w*3)
	}
	return m
}

// corners is an image whose corners differ, so that turns can be told apart.
func corners(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 255, 255, 255}
			switch {
			case x < w/4 && y < h/4:
				c = color.NRGBA{255, 0, 0, 255}
			case x >= w-w/4 && y < h/4:
				c = color.NRGBA{0, 0, 255, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func encodePNG(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	check(t, png.Encode(&b, m))
	return b.Bytes()
}

func encodeJPEG(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

// withEXIF puts an EXIF segment with a turn and 300 dpi into a JPEG file.
func withEXIF(jpg []byte, orientation byte) []byte {
	tiff := "MM\x00*\x00\x00\x00\x08\x00\x03" +
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00" +
		"\x01\x1a\x00\x05\x00\x00\x00\x01\x00\x00\x00\x32" +
		"\x01\x1b\x00\x05\x00\x00\x00\x01\x00\x00\x00\x32" +
		"\x00\x00\x00\x00\x00\x00\x01\x2c\x00\x00\x00\x01"
	seg := "Exif\x00\x00" + tiff
	return []byte(string(jpg[:2]) + "\xff\xe1" + string([]byte{byte((len(seg) + 2) >> 8), byte(len(seg) + 2)}) + seg + string(jpg[2:]))
}

func imagePDF(t testing.TB, o ImagePDFOptions, pages ...ImagePage) []byte {
	t.Helper()
	var b bytes.Buffer
	d := NewImagePDF(&b, o)
	for _, p := range pages {
		check(t, d.AddPage(context.Background(), p))
	}
	check(t, d.Close())
	return b.Bytes()
}

func open(t testing.TB, b []byte) *Document {
	t.Helper()
	d, err := Open(context.Background(), b, OpenOptions{})
	check(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func TestImagePDFSizes(t *testing.T) {
	words := &layout.Page{Size: layout.Size{W: 300, H: 200}, Words: []layout.Word{{Text: "x", Box: layout.Rect{X0: 1, Y0: 1, X1: 9, Y1: 9}}}}
	turned := &layout.Page{Size: layout.Size{W: 200, H: 300}, Origin: layout.Origin{Rotation: 90, Size: layout.Size{W: 300, H: 200}, Matrix: layout.Rotation(90, layout.Size{W: 200, H: 300})}}
	g := grayRamp(600, 400)
	for _, c := range []struct {
		name string
		page ImagePage
		want layout.Size
	}{
		{"resolution given", ImagePage{Image: g, DPIX: 150}, layout.Size{W: 288, H: 192}},
		{"two resolutions", ImagePage{Image: g, DPIX: 150, DPIY: 300}, layout.Size{W: 288, H: 96}},
		{"unknown fits A4", ImagePage{Image: g}, layout.Size{W: 841.89, H: 561.26}},
		{"page tells", ImagePage{Image: g, Page: words}, layout.Size{W: 300, H: 200}},
		{"page was turned", ImagePage{Image: g, Page: turned}, layout.Size{W: 200, H: 300}},
		{"EXIF resolution and turn", ImagePage{Encoded: withEXIF(encodeJPEG(t, g), 6)}, layout.Size{W: 96, H: 144}},
		{"wider than a page may be", ImagePage{Image: grayRamp(500, 2), DPIX: 1, DPIY: 1}, layout.Size{W: 36000, H: 144}},
	} {
		s, err := cos.Read(context.Background(), imagePDF(t, ImagePDFOptions{}, c.page), "", cos.Limits{})
		check(t, err)
		w, h := s.Frame(s.Pages[0]).Size()
		near := cmp.Comparer(func(a, b float64) bool { return a-b < 0.01 && b-a < 0.01 })
		if diff := cmp.Diff(c.want, layout.Size{W: w, H: h}, near); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestImagePDFPixels renders the pages at the resolution of their images: what
// was put in without loss must come out again.
func TestImagePDFPixels(t *testing.T) {
	bw := grayRamp(203, 101)
	for i := range bw.Pix {
		if bw.Pix[i] = 255; i%7 < 3 || i/203%9 == 0 {
			bw.Pix[i] = 0
		}
	}
	pal := image.NewPaletted(image.Rect(0, 0, 90, 60), color.Palette{color.White, color.Black, color.NRGBA{200, 10, 60, 255}})
	for i := range pal.Pix {
		pal.Pix[i] = byte(i / 11 % 3)
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	gray16 := image.NewGray16(image.Rect(5, 5, 60, 50))
	for y := 5; y < 50; y++ {
		for x := 5; x < 60; x++ {
			gray16.SetGray16(x, y, color.Gray16{uint16(x*y) * 257 & 0xff00})
		}
	}
	for _, c := range []struct {
		name string
		img  image.Image
		enc  []byte
	}{
		{"grey", grayRamp(120, 80), nil}, {"colour", corners(64, 48), nil}, {"black and white", bw, nil},
		{"transparent", clear, nil}, {"palette", pal, nil}, {"16 bit", gray16, nil},
		{"PNG grey", grayRamp(120, 80), encodePNG(t, grayRamp(120, 80))},
		{"PNG colour", corners(64, 48), encodePNG(t, corners(64, 48))},
		{"PNG palette", pal, encodePNG(t, pal)},
	} {
		page := ImagePage{Image: c.img, Encoded: c.enc, DPIX: 72}
		if c.enc != nil {
			page.Image = nil
		}
		file := imagePDF(t, ImagePDFOptions{}, page)
		qpdfCheck(t, file)
		got, err := open(t, file).Render(context.Background(), 1, RenderOptions{DPI: 72})
		check(t, err)
		if worst := difference(c.img, got); worst > 2 {
			t.Errorf("%s: pixels differ by up to %d", c.name, worst)
		}
	}
}

// difference returns the largest difference of a channel of a on white and b.
func difference(a, b image.Image) int {
	ab, bb := a.Bounds(), b.Bounds()
	if ab.Size() != bb.Size() {
		return 999
	}
	worst := 0
	for y := range ab.Dy() {
		for x := range ab.Dx() {
			r, g, bl, al := a.At(ab.Min.X+x, ab.Min.Y+y).RGBA()
			R, G, B, _ := b.At(bb.Min.X+x, bb.Min.Y+y).RGBA()
			for _, p := range [][2]uint32{{r + 0xffff - al, R}, {g + 0xffff - al, G}, {bl + 0xffff - al, B}} {
				worst = max(worst, int(p[0]>>8)-int(p[1]>>8), int(p[1]>>8)-int(p[0]>>8))
			}
		}
	}
	return worst
}

func TestImagePDFTurns(t *testing.T) {
	src := encodeJPEG(t, corners(80, 40))
	// Where red (top left as stored) and blue (top right) are shown, as x, y
	// in quarters.
	for o, want := range map[byte][4]int{
		1: {0, 0, 3, 0}, 2: {3, 0, 0, 0}, 3: {3, 3, 0, 3}, 4: {0, 3, 3, 3},
		5: {0, 0, 0, 3}, 6: {3, 0, 3, 3}, 7: {3, 3, 3, 0}, 8: {0, 3, 0, 0},
	} {
		img, err := open(t, imagePDF(t, ImagePDFOptions{}, ImagePage{Encoded: withEXIF(src, o)})).Render(context.Background(), 1, RenderOptions{DPI: 300})
		check(t, err)
		b := img.Bounds()
		at := func(qx, qy int) color.NRGBA {
			return color.NRGBAModel.Convert(img.At((2*qx+1)*b.Dx()/8, (2*qy+1)*b.Dy()/8)).(color.NRGBA)
		}
		if c := at(want[0], want[1]); c.R < 200 || c.B > 60 {
			t.Errorf("orientation %d: %v where red should be", o, c)
		}
		if c := at(want[2], want[3]); c.B < 200 || c.R > 60 {
			t.Errorf("orientation %d: %v where blue should be", o, c)
		}
	}
}

func TestImagePDFWords(t *testing.T) {
	needTool(t, "pdftotext")
	rng := rand.New(rand.NewPCG(5, 6))
	upright := layout.Size{W: 500, H: 700}
	page := wordPage(1, upright, rng)
	var in []ImagePage
	for _, turn := range []int{0, 90, 180, 270} {
		p := page
		raw := upright
		if turn%180 != 0 {
			raw = layout.Size{W: raw.H, H: raw.W}
		}
		p.Origin = layout.Origin{Rotation: turn, Size: raw, Matrix: layout.Rotation(turn, upright)}
		in = append(in, ImagePage{Image: grayRamp(int(raw.W), int(raw.H)), Page: &p},
			ImagePage{Image: grayRamp(250, 350), Page: &p, Upright: true})
	}
	file := imagePDF(t, ImagePDFOptions{}, in...)
	qpdfCheck(t, file)
	got := popplerWords(t, file)
	for i := range in {
		comparePlaces(t, "page "+string(rune('1'+i)), page.Words, got[i], 1)
	}
}

func TestImagePDFErrors(t *testing.T) {
	ctx := context.Background()
	var b bytes.Buffer
	d := NewImagePDF(&b, ImagePDFOptions{})
	for _, c := range []struct {
		name string
		page ImagePage
		want error
	}{
		{"nothing", ImagePage{}, ErrCorrupt},
		{"GIF", ImagePage{Encoded: []byte("GIF89a")}, ErrUnsupported},
		{"cut JPEG", ImagePage{Encoded: encodeJPEG(t, grayRamp(9, 9))[:30]}, ErrCorrupt},
		{"cut PNG", ImagePage{Encoded: encodePNG(t, grayRamp(99, 99))[:80]}, ErrCorrupt},
		{"transparent PNG", ImagePage{Encoded: encodePNG(t, image.NewNRGBA(image.Rect(0, 0, 4, 4)))}, ErrUnsupported},
		{"huge sheet", ImagePage{Image: grayRamp(9, 9), DPIX: 1e-9}, ErrTooLarge},
		{"no pixels", ImagePage{Image: image.NewGray(image.Rectangle{})}, ErrCorrupt},
	} {
		if err := d.AddPage(ctx, c.page); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	check(t, d.AddPage(ctx, ImagePage{Image: grayRamp(3, 3)}))
	check(t, d.Close())
	if n := open(t, b.Bytes()).PageCount(); n != 1 {
		t.Errorf("%d pages after refused ones, want 1", n)
	}
	if err := d.AddPage(ctx, ImagePage{Image: grayRamp(3, 3)}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if err := NewImagePDF(&b, ImagePDFOptions{}).Close(); !errors.Is(err, ErrCorrupt) {
		t.Errorf("no pages: %v", err)
	}
}

func TestImagePDFInfo(t *testing.T) {
	o := ImagePDFOptions{Info: layout.Info{Title: "Rechnung № 7 – 日本", Author: "a(b", Custom: map[string]string{"Vorgang": "äß"}}}
	file := imagePDF(t, o, ImagePage{Image: grayRamp(5, 5)})
	s, err := cos.Read(context.Background(), file, "", cos.Limits{})
	check(t, err)
	info, _ := s.Dict(s.Info())
	if len(info) != 3 {
		t.Errorf("information dictionary %v", info)
	}
	got := open(t, file).Info()
	if got.Title != o.Info.Title || got.Author != o.Info.Author {
		t.Errorf("got %q, %q", got.Title, got.Author)
	}
	if again := imagePDF(t, o, ImagePage{Image: grayRamp(5, 5)}); !bytes.Equal(file, again) {
		t.Error("two runs differ")
	}
	if strings.Count(string(file), "%%EOF") != 1 {
		t.Error("more than one end of file")
	}
}
