package main

import (
	"image"
	"image/color"
	"math/rand/v2"
	"os"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/docket-go/docket/imageops"
)

// The sample is an A4 page, 1240 x 1754 pixels at 150 dpi.
const sampleDPI = 150

// sampleText is what the sample says: size in points, bold or not, text; an
// empty text is a gap.
var sampleText = []struct {
	size float64
	bold bool
	text string
}{
	{20, true, "Harbour Lights Trading"},
	{10, false, "12 Quay Street, Port Ellis"},
	{24, false, ""},
	{14, true, "Invoice 2026-0042"},
	{11, false, "Date: 14 March 2026"},
	{18, false, ""},
	{11, false, "Thank you for your order. We have delivered the goods listed"},
	{11, false, "below to your warehouse and ask you to pay within thirty days."},
	{18, false, ""},
	{11, false, "20 lanterns, brass                      480.00"},
	{11, false, "6 coils of rope, 25 m                   132.00"},
	{11, true, "Total                                         612.00"},
	{24, false, ""},
	{11, false, "Kind regards"},
	{11, false, "Marian Okafor"},
}

// writeSample draws a letter as a scanner sees it, with grey paper and noise,
// and writes it as PNG.
func writeSample(file string) error {
	page := image.NewGray(image.Rect(0, 0, 1240, 1754))
	for i := range page.Pix {
		page.Pix[i] = 245
	}
	y := 90.0 * sampleDPI / 72
	for _, l := range sampleText {
		y += l.size * 1.4 * sampleDPI / 72
		if err := drawLine(page, l.text, l.size, l.bold, fixed.P(80*sampleDPI/72, int(y))); err != nil {
			return err
		}
	}
	noise := rand.New(rand.NewPCG(1, 2)) // the same sample every time
	for i, p := range page.Pix {
		page.Pix[i] = uint8(max(0, min(255, int(p)+noise.IntN(17)-8)))
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := imageops.Encode(f, page, imageops.EncodeOptions{Format: imageops.PNG, DPI: sampleDPI}); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// drawLine draws text with its baseline starting at dot.
func drawLine(page *image.Gray, text string, size float64, bold bool, dot fixed.Point26_6) error {
	data := goregular.TTF
	if bold {
		data = gobold.TTF
	}
	f, err := opentype.Parse(data)
	if err != nil {
		return err
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: sampleDPI})
	if err != nil {
		return err
	}
	d := font.Drawer{Dst: page, Src: image.NewUniform(color.Gray{Y: 30}), Face: face, Dot: dot}
	d.DrawString(text)
	return face.Close()
}
