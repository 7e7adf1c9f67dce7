package barcode_test

import (
	"context"
	"fmt"
	"image"
	"image/draw"

	"github.com/docket-go/docket/imageops/barcode"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

func ExampleFind() {
	code, err := qrcode.NewQRCodeWriter().Encode("https://example.com/42", gozxing.BarcodeFormat_QR_CODE, 200, 200, nil)
	if err != nil {
		panic(err)
	}
	page := image.NewGray(image.Rect(0, 0, 600, 400))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(300, 100, 500, 300), code, image.Point{}, draw.Src)

	codes, err := barcode.Find(context.Background(), page, barcode.Options{DPI: 150})
	if err != nil {
		panic(err)
	}
	for _, c := range codes {
		fmt.Println(c.Format, c.Text)
	}
	// Output: qr_code https://example.com/42
}
