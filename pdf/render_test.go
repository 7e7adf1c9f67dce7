package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// dark counts the dark pixels of a part of page 1.
func dark(t *testing.T, d *pdf.Document, o pdf.RenderOptions, x0, y0, x1, y1 int) int {
	t.Helper()
	img, err := d.Render(t.Context(), 1, o)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 {
				n++
			}
		}
	}
	return n
}

func TestRender(t *testing.T) {
	d := open(t, file(testPage{content: "1 0 0 rg 0 150 200 150 re f 0 0 1 rg 200 0 200 150 re f"}))
	for _, tt := range []struct {
		o    pdf.RenderOptions
		w, h int
	}{
		{pdf.RenderOptions{}, 834, 625},
		{pdf.RenderOptions{DPI: 72}, 400, 300},
		{pdf.RenderOptions{DPI: 72, Gray: true}, 400, 300},
		{pdf.RenderOptions{Width: 200, Height: 200}, 200, 150},
		{pdf.RenderOptions{Height: 30}, 40, 30},
		{pdf.RenderOptions{DPI: 72, Width: 4000}, 400, 300}, // never scaled up
		{pdf.RenderOptions{DPI: 0.01}, 1, 1},
	} {
		img, err := d.Render(t.Context(), 1, tt.o)
		if err != nil {
			t.Fatalf("%+v: %v", tt.o, err)
		}
		if got := img.Bounds(); got != image.Rect(0, 0, tt.w, tt.h) {
			t.Errorf("%+v: %v, want %d x %d", tt.o, got, tt.w, tt.h)
			continue
		}
		if tt.w < 10 {
			continue
		}
		red, blue := img.At(tt.w/4, tt.h/4), img.At(tt.w*3/4, tt.h*3/4)
		if g, ok := img.(*image.Gray); ok != tt.o.Gray {
			t.Errorf("%+v: image is %T", tt.o, img)
		} else if ok {
			if g.GrayAt(tt.w-1, 0).Y != 255 || red.(color.Gray).Y > 128 || blue.(color.Gray).Y > 128 {
				t.Errorf("%+v: red is %v, blue %v", tt.o, red, blue)
			}
		} else if red != (color.NRGBA{255, 0, 0, 255}) || blue != (color.NRGBA{0, 0, 255, 255}) {
			t.Errorf("%+v: red is %v, blue %v", tt.o, red, blue)
		}
	}
}

// TestRenderBands compares an image that is drawn in several bands with
// one drawn at once.
func TestRenderBands(t *testing.T) {
	pdf.SkipInterpreted(t)
	d := open(t, file(testPage{content: "2 w 0 0 m 400 300 l S BT /F1 100 Tf 20 100 Td (Bands) Tj ET"}))
	large, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: 1440}) // 8000 x 6000, 183 MiB
	if err != nil {
		t.Fatal(err)
	}
	small, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: 144})
	if err != nil {
		t.Fatal(err)
	}
	differ := 0
	for y := range 600 {
		for x := range 800 {
			a, b := large.At(x*10+5, y*10+5).(color.NRGBA).R, small.At(x, y).(color.NRGBA).R
			if a != b && b != 0 && b != 255 {
				continue // a border
			}
			if math.Abs(float64(a)-float64(b)) > 128 {
				differ++
			}
		}
	}
	if differ > 20 {
		t.Errorf("%d of 480000 places differ", differ)
	}
}

func TestRenderLimits(t *testing.T) {
	d := open(t, file(testPage{}, testPage{entries: "/MediaBox [0 0 30000000 30000000]"}))
	for name, o := range map[string]pdf.RenderOptions{
		"dpi": {DPI: 10_000}, "pixels": {DPI: 72, MaxPixels: 1000}, "huge": {DPI: 1e300},
	} {
		if _, err := d.Render(t.Context(), 1, o); !errors.Is(err, pdf.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Render(t.Context(), 2, pdf.RenderOptions{}); !errors.Is(err, pdf.ErrTooLarge) {
		t.Errorf("huge page: %v", err)
	}
	for _, dpi := range []float64{-1, math.NaN(), math.Inf(1)} {
		if _, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: dpi}); err == nil {
			t.Errorf("%v dpi was taken", dpi)
		}
	}
}

// scanPage returns a page of 96 x 48 points that is one picture of 200 x 100
// pixels, grey, lying as matrix says.
func scanPage(t *testing.T, entries, matrix string, asJPEG bool) []byte {
	img := image.NewGray(image.Rect(0, 0, 200, 100))
	for y := range 100 {
		for x := range 200 {
			v := 250 - x/2
			if x < 40 && y < 20 { // a mark in the top left corner
				v = 0
			}
			img.Pix[y*img.Stride+x] = uint8(v)
		}
	}
	b := &builder{}
	data, filter := string(img.Pix), ""
	if asJPEG {
		var buf bytes.Buffer
		if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 95}); err != nil {
			t.Fatal(err)
		}
		data, filter = buf.String(), "/Filter /DCTDecode"
	}
	ref := b.stream("/Type /XObject /Subtype /Image /Width 200 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 "+filter, data)
	return b.bytes(b.catalog("", testPage{content: fmt.Sprintf("q %s cm /I Do Q", matrix), entries: entries, xobject: "/I " + ref}))
}

// TestPageImage compares the picture of a scanned page with what is rendered.
func TestPageImage(t *testing.T) {
	pdf.SkipInterpreted(t)
	const flat, tall = "/MediaBox [0 0 96 48]", "/MediaBox [0 0 48 96]"
	for _, tt := range []struct{ name, entries, matrix string }{
		{"upright", flat, "96 0 0 48 0 0"},
		{"upside down", flat, "-96 0 0 -48 96 48"},
		{"mirrored", flat, "-96 0 0 48 96 0"},
		{"on its side", tall, "0 96 -48 0 48 0"},
		{"rotated page", flat + "/Rotate 90", "96 0 0 48 0 0"},
		{"rotated back", tall + "/Rotate 270", "0 -96 48 0 0 96"},
		{"margin", "/MediaBox [-10 -5 96 53]", "96 0 0 48 0 0"},
		{"cropped", "/MediaBox [0 0 200 200] /CropBox [6 3 96 48]", "96 0 0 48 0 0"},
		{"not square", "/MediaBox [0 0 96 96]", "96 0 0 96 0 0"},
	} {
		for _, asJPEG := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s jpeg=%v", tt.name, asJPEG), func(t *testing.T) {
				d := open(t, scanPage(t, tt.entries, tt.matrix, asJPEG))
				img, dpi, origin, err := d.PageImage(t.Context(), 1, pdf.RenderOptions{Gray: true})
				if err != nil {
					t.Fatal(err)
				}
				if dpi != 150 || origin.Rotation != 0 {
					t.Fatalf("%v dpi, origin %v", dpi, origin)
				}
				compareDrawn(t, d, img.(*image.Gray))
			})
		}
	}
}

// compareDrawn compares the picture of a page at 150 dpi with the page drawn at
// twice that, for which the picture is too coarse to be taken.
func compareDrawn(t *testing.T, d *pdf.Document, img *image.Gray) {
	t.Helper()
	drawn, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: 300, Gray: true})
	if err != nil {
		t.Fatal(err)
	}
	fine := drawn.(*image.Gray)
	want := image.NewGray(image.Rect(0, 0, fine.Rect.Dx()/2, fine.Rect.Dy()/2))
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			sum := 0
			for _, p := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				sum += int(fine.GrayAt(2*x+p.X, 2*y+p.Y).Y)
			}
			want.SetGray(x, y, color.Gray{Y: uint8(sum / 4)})
		}
	}
	if mean := difference(img, want); mean > 4 {
		t.Errorf("%v and %v differ by %.1f in the mean", img.Bounds(), want.Bounds(), mean)
	}
}

// difference returns the mean difference of the common part of two images.
func difference(a, b *image.Gray) float64 {
	r := a.Rect.Intersect(b.Rect)
	if max(a.Rect.Dx()-r.Dx(), b.Rect.Dx()-r.Dx(), a.Rect.Dy()-r.Dy(), b.Rect.Dy()-r.Dy()) > 1 {
		return 255
	}
	var sum float64
	for y := range r.Dy() {
		for x := range r.Dx() {
			sum += math.Abs(float64(a.GrayAt(x, y).Y) - float64(b.GrayAt(x, y).Y))
		}
	}
	return sum / float64(r.Dx()*r.Dy())
}

// TestPageImageRenders lists pages whose pictures do not tell all.
func TestPageImageRenders(t *testing.T) {
	const page = "/MediaBox [0 0 96 48]"
	for _, tt := range []struct{ name, content, dict string }{
		{"text above", "q 96 0 0 48 0 0 cm /I Do Q BT /F1 8 Tf 5 5 Td (A) Tj ET", ""},
		{"line above", "q 96 0 0 48 0 0 cm /I Do Q 0 0 m 90 40 l S", ""},
		{"small", "q 40 0 0 20 0 0 cm /I Do Q", ""},
		{"skewed", "q 96 10 -10 48 0 0 cm /I Do Q", ""},
		{"stencil", "q 96 0 0 48 0 0 cm /I Do Q", "/ImageMask true"},
		{"colour key", "q 96 0 0 48 0 0 cm /I Do Q", "/ColorSpace /DeviceGray /Mask [0 1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.dict == "" {
				tt.dict = "/ColorSpace /DeviceGray"
			}
			bits := 8
			if tt.name == "stencil" {
				bits = 1
			}
			b := &builder{}
			ref := b.stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width 8 /Height 4 /BitsPerComponent %d %s", bits, tt.dict), "abcdefghijklmnopqrstuvwxyzABCDEF")
			d := open(t, b.bytes(b.catalog("", testPage{content: tt.content, entries: page, xobject: "/I " + ref})))
			img, dpi, _, err := d.PageImage(t.Context(), 1, pdf.RenderOptions{DPI: 144, Gray: true})
			if err != nil {
				t.Fatal(err)
			}
			if dpi != 144 || img.Bounds() != image.Rect(0, 0, 192, 96) {
				t.Errorf("%v at %v dpi: the page was not rendered", img.Bounds(), dpi)
			}
		})
	}
}

// TestStencil lays a stencil of fax data, its left half black, over the picture
// of a page, as office scanners do.
func TestStencil(t *testing.T) {
	bits := "001" + "00110101" + "000101" + "1" // no white, 8 black, the rest white
	for range 7 {
		bits += "111" // as the row above
	}
	bits += "000000000001000000000001"
	var fax []byte
	for len(bits) > 0 {
		bits += "0000000"[:(8-len(bits)%8)%8]
		v, err := strconv.ParseUint(bits[:8], 2, 8)
		if err != nil {
			t.Fatal(err)
		}
		fax, bits = append(fax, byte(v)), bits[8:]
	}
	for _, decode := range []string{"", "/Decode [1 0]"} {
		b := &builder{}
		page := b.stream("/Type /XObject /Subtype /Image /Width 200 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8", strings.Repeat("\xf0", 20_000))
		mask := b.stream("/Type /XObject /Subtype /Image /Width 16 /Height 8 /ImageMask true /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 16 /Rows 8 >>"+decode, string(fax))
		d := open(t, b.bytes(b.catalog("", testPage{
			content: "q 96 0 0 48 0 0 cm /I Do Q 1 0 0 rg q 7.68 0 0 3.84 48 24 cm /M Do Q",
			entries: "/MediaBox [0 0 96 48]", xobject: "/I " + page + " /M " + mask,
		})))
		img, dpi, _, err := d.PageImage(t.Context(), 1, pdf.RenderOptions{})
		if err != nil || dpi != 150 {
			t.Fatalf("%v dpi, %v", dpi, err)
		}
		left, right := img.At(102, 45), img.At(110, 45)
		if decode != "" {
			left, right = right, left
		}
		if left != (color.NRGBA{255, 0, 0, 255}) || right != (color.NRGBA{0xf0, 0xf0, 0xf0, 255}) {
			t.Errorf("%s: %v where painted, %v beside", decode, left, right)
		}
		gray, _, _, err := d.PageImage(t.Context(), 1, pdf.RenderOptions{Gray: true})
		if err != nil {
			t.Fatal(err)
		}
		compareDrawn(t, d, gray.(*image.Gray))
	}
}

// TestShrink scales the picture of a page down: a checkerboard must become grey.
func TestShrink(t *testing.T) {
	b := &builder{}
	board := strings.Repeat(strings.Repeat("\x00\xff", 100)+strings.Repeat("\xff\x00", 100), 50)
	ref := b.stream("/Type /XObject /Subtype /Image /Width 200 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8", board)
	d := open(t, b.bytes(b.catalog("", testPage{content: "q 96 0 0 48 0 0 cm /I Do Q", entries: "/MediaBox [0 0 96 48]", xobject: "/I " + ref})))
	for _, o := range []pdf.RenderOptions{{DPI: 75, Gray: true}, {DPI: 75}, {DPI: 61, Gray: true}, {Width: 33}} {
		img, err := d.Render(t.Context(), 1, o)
		if err != nil {
			t.Fatal(err)
		}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if v := color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y; v < 100 || v > 155 {
					t.Fatalf("%+v: %v at %d, %d of %v", o, v, x, y, img.Bounds())
				}
			}
		}
	}
}
