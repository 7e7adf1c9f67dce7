package barcode

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"testing"

	aztecwriter "github.com/boombuler/barcode/aztec"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/internal/scene"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

type sample struct {
	format, text string
	encode       func() (image.Image, error)
}

func samples() []sample {
	bar := func(w gozxing.Writer, f gozxing.BarcodeFormat, text string) func() (image.Image, error) {
		return func() (image.Image, error) { return w.Encode(text, f, 360, 120, nil) }
	}
	return []sample{
		{QRCode, "https://example.com/invoice?n=2026-0042", func() (image.Image, error) {
			return qrcode.NewQRCodeWriter().Encode("https://example.com/invoice?n=2026-0042", gozxing.BarcodeFormat_QR_CODE, 240, 240, nil)
		}},
		{DataMatrix, "DM 4711 abc", func() (image.Image, error) {
			m, err := datamatrix.NewDataMatrixWriter().Encode("DM 4711 abc", gozxing.BarcodeFormat_DATA_MATRIX, 160, 160, nil)
			return m, err
		}},
		{Code128, "PKG-00123456", bar(oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128, "PKG-00123456")},
		{Code39, "ABC-1234", bar(oned.NewCode39Writer(), gozxing.BarcodeFormat_CODE_39, "ABC-1234")},
		{Code93, "TEST93", bar(oned.NewCode93Writer(), gozxing.BarcodeFormat_CODE_93, "TEST93")},
		{EAN13, "4006381333931", bar(oned.NewEAN13Writer(), gozxing.BarcodeFormat_EAN_13, "4006381333931")},
		{EAN8, "96385074", bar(oned.NewEAN8Writer(), gozxing.BarcodeFormat_EAN_8, "96385074")},
		{UPCA, "036000291452", bar(oned.NewUPCAWriter(), gozxing.BarcodeFormat_UPC_A, "036000291452")},
		{UPCE, "01234565", bar(oned.NewUPCEWriter(), gozxing.BarcodeFormat_UPC_E, "01234565")},
		{Codabar, "40156-78", bar(oned.NewCodaBarWriter(), gozxing.BarcodeFormat_CODABAR, "A40156-78B")},
		{Aztec, "AZ 2026/11 ticket", func() (image.Image, error) {
			code, err := aztecwriter.Encode([]byte("AZ 2026/11 ticket"), 33, 0)
			if err != nil {
				return nil, err
			}
			b := code.Bounds()
			return imageops.Scale(code, 8*b.Dx(), 8*b.Dy()), nil
		}},
		{ITF, "12345678901231", bar(oned.NewITFWriter(), gozxing.BarcodeFormat_ITF, "12345678901231")},
	}
}

// put lays a code onto a cleared part of a page.
func put(t *testing.T, page *image.NRGBA, s sample, at image.Point, turn int) image.Rectangle {
	t.Helper()
	code, err := s.encode()
	if err != nil {
		t.Fatal(err)
	}
	code = imageops.Rotate(code, turn)
	r := code.Bounds().Add(at)
	draw.Draw(page, r.Inset(-20), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(page, r, code, image.Point{}, draw.Src)
	return r
}

func TestFind(t *testing.T) {
	for i, s := range samples() {
		for _, turn := range []int{0, 90} {
			width, height := 6.0, 7.0
			if testing.Short() { // half of the cases, on smaller pages
				if width, height = 4, 3.6; turn != i%2*90 {
					continue
				}
			}
			page := scene.NewPage(3, width, height, 200).Image
			where := put(t, page, s, image.Pt(220, 200), turn)
			if turn == 90 { // a little askew as well
				page = imageops.ToNRGBA(imageops.RotateFree(page, 1.5, nil).Image)
				where = where.Inset(-60)
			}
			codes, err := Find(t.Context(), page, Options{DPI: 200})
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, c := range codes {
				b := c.Quad.Bounds()
				if c.Text == s.text && c.Format == s.format {
					found = b.Pixels().In(where.Inset(-60))
					continue
				}
				t.Errorf("%s turned by %d: also %v", s.format, turn, c)
			}
			if !found {
				t.Errorf("%s turned by %d is not found: %v", s.format, turn, codes)
			}
		}
	}
}

// A UPC-A code is an EAN-13 code that starts with 0: it is called by what is
// looked for.
func TestFindUPCAsEAN(t *testing.T) {
	page := scene.NewPage(3, 4, 3.6, 200).Image
	for _, s := range samples() {
		if s.format == UPCA {
			put(t, page, s, image.Pt(220, 200), 0)
		}
	}
	codes, err := Find(t.Context(), page, Options{DPI: 200, Formats: []string{EAN13}})
	if err != nil || len(codes) != 1 || codes[0].Text != "0036000291452" {
		t.Errorf("%v, %v", codes, err)
	}
}

func TestFindSeveral(t *testing.T) {
	page := scene.NewPage(4, 5, 5, 200).Image
	all := samples()
	put(t, page, all[0], image.Pt(100, 100), 0)
	put(t, page, all[2], image.Pt(500, 400), 0)
	put(t, page, all[5], image.Pt(200, 700), 0)
	codes, err := Find(t.Context(), page, Options{DPI: 200})
	if err != nil || len(codes) != 3 || codes[0].Text != all[0].text || codes[1].Text != all[2].text || codes[2].Text != all[5].text {
		t.Errorf("%v, %v", codes, err)
	}
	codes, err = Find(t.Context(), page, Options{DPI: 200, Formats: []string{EAN13}})
	if err != nil || len(codes) != 1 || codes[0].Format != EAN13 {
		t.Errorf("only EAN-13: %v, %v", codes, err)
	}
}

func TestFindNone(t *testing.T) {
	width, height := 8.27, 11.69
	if testing.Short() {
		width, height = 4, 4
	}
	for seed := range uint64(2) {
		codes, err := Find(t.Context(), scene.NewPage(seed, width, height, 150).Image, Options{DPI: 150})
		if err != nil || len(codes) != 0 {
			t.Errorf("page %d: %v, %v", seed, codes, err)
		}
	}
	for _, r := range []image.Rectangle{{}, image.Rect(0, 0, 1, 1), image.Rect(-5, -5, 40, 40)} {
		if codes, err := Find(t.Context(), image.NewGray(r), Options{}); err != nil || len(codes) != 0 {
			t.Errorf("%v: %v, %v", r, codes, err)
		}
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	page := scene.NewPage(4, 4, 4, 200).Image
	put(t, page, samples()[0], image.Pt(100, 100), 0)
	if _, err := Find(ctx, page, Options{DPI: 200}); !errors.Is(err, why) {
		t.Errorf("on an ended context: %v", err)
	}
}
