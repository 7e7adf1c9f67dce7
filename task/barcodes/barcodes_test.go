package barcodes_test

import (
	"context"
	"errors"
	"image"
	"image/draw"
	"testing"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task/barcodes"
)

// TestFind reads a QR code on a page of 100 dpi; its box is in points.
func TestFind(t *testing.T) {
	c, err := qr.Encode("SEPARATOR", qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = barcode.Scale(c, 200, 200); err != nil {
		t.Fatal(err)
	}
	page := image.NewGray(image.Rect(0, 0, 827, 1169))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	draw.Draw(page, image.Rect(300, 400, 500, 600), c, image.Point{}, draw.Src)
	got, err := barcodes.Find(context.Background(), page, 100)
	if err != nil || len(got) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if m := got[0]; m.Text != "SEPARATOR" || m.Kind != "barcode" || m.Format != "qr_code" || !m.Box.Contains(layout.Point{X: 288, Y: 360}) || m.Box.Width() < 100 || m.Box.Width() > 180 {
		t.Errorf("%+v", m)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := barcodes.Find(ctx, page, 100); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}
