package lstm_test

import (
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// fontsVariable names a folder of fonts of the Noto family, below which they
// stand as Debian puts them (truetype/noto, opentype/noto).
const fontsVariable = "DOCKET_FONTS"

// scripts are lines for models of other scripts than the Latin one, as they are
// seen from left to right once those that run the other way are turned round.
var scripts = []struct {
	models []string
	font   string
	rtl    bool
	lines  []string
}{
	{[]string{"heb"}, "truetype/noto/NotoSansHebrew-Regular.ttf", true, []string{
		"חשבונית מס מספר 4711", "סך הכל לתשלום: 1,234.50", "תאריך 12/03/2024 (מקור)", "שלום docket עולם"}},
	{[]string{"ara", "fas", "urd", "Arabic"}, "truetype/noto/NotoNaskhArabic-Regular.ttf", true, []string{
		"فاتورة رقم 4711", "المبلغ الإجمالي: 1,234.50", "التاريخ 12/03/2024", "مرحبا docket بالعالم"}},
	{[]string{"hin", "Devanagari"}, "truetype/noto/NotoSansDevanagari-Regular.ttf", false, []string{
		"चालान संख्या 4711", "कुल राशि 1,234.50", "भारत का नगर"}},
	{[]string{"ben"}, "truetype/noto/NotoSansBengali-Regular.ttf", false, []string{"চালান নম্বর 4711", "মোট টাকা 1,234.50"}},
	{[]string{"tam"}, "truetype/noto/NotoSansTamil-Regular.ttf", false, []string{"பட்டியல் எண் 4711", "மொத்த தொகை 1,234.50"}},
	{[]string{"tha"}, "truetype/noto/NotoSansThai-Regular.ttf", false, []string{"ใบแจ้งหนี้เลขที่ 4711", "ยอดรวม 1,234.50 บาท"}},
	{[]string{"chi_sim", "chi_tra", "jpn", "kor"}, "opentype/noto/NotoSansCJK-Regular.ttc", false, []string{
		"发票号码 4711", "合计金额 1,234.50 元", "請求書番号 第4711号", "合計金額は1,234円です", "청구서 번호 4711", "합계 금액 1,234원", "こんにちは docket 世界"}},
}

// drawLine draws text of the given size, black on white.
func drawLine(t *testing.T, f *opentype.Font, text string, size float64) *image.Gray {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	defer face.Close()
	margin := int(size / 4)
	w := font.MeasureString(face, text).Ceil() + 2*margin
	m := face.Metrics()
	g := image.NewGray(image.Rect(0, 0, w, (m.Ascent+m.Descent).Ceil()+2*margin))
	draw.Draw(g, g.Rect, image.White, image.Point{}, draw.Src)
	d := font.Drawer{Dst: g, Src: image.Black, Face: face, Dot: fixed.P(margin, margin+m.Ascent.Ceil())}
	d.DrawString(text)
	return g
}

func parseFont(t *testing.T, b []byte) *opentype.Font {
	c, err := opentype.ParseCollection(b)
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.Font(0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Models of other scripts, whose characters have codes of several outputs or
// run from right to left, must give libtesseract's words on lines in their own
// script.
func TestScriptsEqualLibtesseract(t *testing.T) {
	models, fonts := os.Getenv(tessdataVariable), os.Getenv(fontsVariable)
	if models == "" {
		models = "/usr/share/tesseract-ocr/5/tessdata"
	}
	if fonts == "" {
		fonts = "/usr/share/fonts"
	}
	for _, s := range scripts {
		for _, name := range s.models {
			t.Run(name, func(t *testing.T) {
				data, err := os.ReadFile(filepath.Join(models, name+".traineddata"))
				if err != nil {
					t.Skipf("no model (%s names a folder): %v", tessdataVariable, err)
				}
				b, err := os.ReadFile(filepath.Join(fonts, s.font))
				if err != nil {
					t.Skipf("no font (%s names a folder): %v", fontsVariable, err)
				}
				f := parseFont(t, b)
				var lines []*image.Gray
				for _, text := range s.lines {
					r := []rune(text)
					if s.rtl {
						slices.Reverse(r)
					}
					for _, size := range []float64{18, 30, 60} {
						lines = append(lines, drawLine(t, f, string(r), size))
					}
				}
				if n := compare(t, data, lines); n > 0 {
					t.Errorf("%d of %d lines differ", n, len(lines))
				}
			})
		}
	}
}
