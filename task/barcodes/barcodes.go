// Package barcodes finds barcodes on the pages of documents, for
// task.Config.Barcodes:
//
//	m, err := task.NewManager(task.Config{Barcodes: barcodes.Find})
//
// They become blocks of the layout, and those that mark a separator sheet split
// piles. It stands apart so that only hosts that want barcodes link their reader.
package barcodes

import (
	"context"
	"image"

	"github.com/docket-go/docket/imageops/barcode"
	"github.com/docket-go/docket/layout"
)

// Find returns the barcodes on the image of an upright page as marks: Text is
// what they say, Format one of the constants of imageops/barcode, the box in
// points of the page. The error is that of ctx.
func Find(ctx context.Context, page image.Image, dpi float64) ([]layout.Mark, error) {
	codes, err := barcode.Find(ctx, page, barcode.Options{DPI: dpi})
	if err != nil {
		return nil, err
	}
	var out []layout.Mark
	for _, c := range codes {
		b := c.Quad.Bounds()
		out = append(out, layout.Mark{Kind: "barcode", Text: c.Text, Format: c.Format, Confidence: 1, Box: layout.RectFromPixels(b.X0, b.Y0, b.X1, b.Y1, dpi)})
	}
	return out, nil
}
