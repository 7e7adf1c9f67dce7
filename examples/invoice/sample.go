package main

import (
	"bytes"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// drawSample draws a scan of an invoice at 200 dpi.
func drawSample() ([]byte, error) {
	p := ocrtest.Page{DPI: 200, Skew: 0.6, Noise: 6, Pieces: []ocrtest.Piece{
		{X: 60, Y: 70, Text: "Harbour Paper Ltd", Font: ocrtest.Bold, Size: 15},
		{X: 60, Y: 88, Text: "7 Quay Street, Bristol BS1 4RT"},
		{X: 60, Y: 102, Text: "VAT No. GB980780684"},
		{X: 60, Y: 150, Text: "Invoice", Font: ocrtest.Bold, Size: 20},
		{X: 360, Y: 150, Text: "Invoice number: HP-20417"},
		{X: 360, Y: 166, Text: "Invoice date: 12 March 2026"},
		{X: 360, Y: 182, Text: "Due date: 11 April 2026"},
		{X: 60, Y: 182, Text: "Bill to: Linden Press plc"},
	}}
	row := func(y float64, font string, cells ...string) {
		for i, x := range []float64{60, 300, 370, 460} {
			p.Pieces = append(p.Pieces, ocrtest.Piece{X: x, Y: y, Text: cells[i], Font: font})
		}
	}
	row(230, ocrtest.Bold, "Description", "Quantity", "Unit price", "Amount")
	row(252, "", "Copy paper A4, white", "40", "4.20", "168.00")
	row(272, "", "Envelopes C5 with window", "12", "7.50", "90.00")
	row(292, "", "Labels for shelves", "8", "12.25", "98.00")
	for i, total := range [][2]string{{"Subtotal", "356.00"}, {"VAT 20%", "71.20"}, {"Total due GBP", "427.20"}} {
		y := 330 + 20*float64(i)
		p.Pieces = append(p.Pieces, ocrtest.Piece{X: 370, Y: y, Text: total[0]}, ocrtest.Piece{X: 460, Y: y, Text: total[1]})
	}
	img, _, err := p.Render()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = imageops.Encode(&b, img.Pix, imageops.EncodeOptions{DPI: img.DPI})
	return b.Bytes(), err
}
