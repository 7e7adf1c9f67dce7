package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// drawSample draws a letter on a desk, photographed from one side.
func drawSample() ([]byte, error) {
	letter := ocrtest.Letter()
	letter.DPI = 150
	page, _, err := letter.Render()
	if err != nil {
		return nil, err
	}
	size := page.Pix.Bounds().Size()
	const edge = 220
	desk := image.NewNRGBA(image.Rect(0, 0, size.X+2*edge, size.Y+2*edge))
	draw.Draw(desk, desk.Rect, image.NewUniform(color.NRGBA{R: 92, G: 64, B: 44, A: 255}), image.Point{}, draw.Src)
	draw.Draw(desk, image.Rectangle{Max: size}.Add(image.Pt(edge, edge)), page.Pix, page.Pix.Bounds().Min, draw.Src)
	w, h := float64(desk.Rect.Dx()), float64(desk.Rect.Dy())
	photo, err := imageops.Warp(desk, imageops.Quad{{X: 40, Y: 90}, {X: w - 10, Y: 10}, {X: w - 70, Y: h - 20}, {X: 10, Y: h - 80}}, imageops.WarpOptions{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = imageops.Encode(&b, photo.Image, imageops.EncodeOptions{Format: imageops.JPEG})
	return b.Bytes(), err
}
