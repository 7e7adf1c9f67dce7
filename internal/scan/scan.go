// Package scan tells the layout analysis what the pixels of a page show beside
// its words: rulings, shaded areas, checkboxes and how bold words are. It is
// where imageops and layout meet, which know nothing of each other.
package scan

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
)

// AddStructure fills the Rulings, Fills, Marks and Strokes of in from the image
// that its words were read from. img is turned as in.Origin.Rotation says,
// dpi is its resolution.
func AddStructure(in *layout.PageInput, img image.Image, dpi float64) {
	if in.Origin.Rotation != 0 {
		img = imageops.Rotate(img, in.Origin.Rotation)
	}
	k := dpi / 72
	words := make([]imageops.Rect, len(in.Words))
	for i := range in.Words {
		b := in.Words[i].Box
		words[i] = imageops.Rect{X0: b.X0 * k, Y0: b.Y0 * k, X1: b.X1 * k, Y1: b.Y1 * k}
	}
	s := imageops.FindStructure(img, imageops.StructureOptions{DPI: dpi, Words: words})
	points := func(r imageops.Rect) layout.Rect { return layout.RectFromPixels(r.X0, r.Y0, r.X1, r.Y1, dpi) }
	for _, r := range s.Rulings {
		in.Rulings = append(in.Rulings, layout.Ruling{Box: points(r.Box()), Width: r.Width / k})
	}
	for _, f := range s.Fills {
		in.Fills = append(in.Fills, layout.Fill{Box: points(f.Box), Color: fmt.Sprintf("#%02x%02x%02x", f.Gray, f.Gray, f.Gray)})
	}
	for _, c := range s.Checkboxes {
		in.Marks = append(in.Marks, layout.Mark{Box: points(c.Box), Kind: "checkbox", Checked: c.Checked, Confidence: c.Confidence})
	}
	in.Strokes = imageops.StrokeWidths(img, words)
	for i := range in.Strokes {
		in.Strokes[i] /= k
	}
}

// leastErased is the length in points from which EraseRulings takes a line for
// a ruling: no stroke of text is as long.
const leastErased = 30

// EraseRulings returns img without its standing rulings and without those that
// cross them, for OCR: beside a letter, or round a figure in a narrow cell,
// they read as letters. dpi is the resolution. img itself is not changed; where
// it has no such rulings it is returned as it is.
func EraseRulings(img image.Image, dpi float64) image.Image {
	k := dpi / 72
	found := imageops.FindStructure(img, imageops.StructureOptions{DPI: dpi}).Rulings
	var out draw.Image
	for _, r := range found {
		b := r.Box()
		if max(b.Width(), b.Height()) < leastErased*k || r.Horizontal() && !crossing(r, found, k) {
			continue
		}
		if out == nil {
			out = imageops.ToGray(img)
		}
		b = imageops.Rect{X0: b.X0 - 0.4*k, Y0: b.Y0 - 0.4*k, X1: b.X1 + 0.4*k, Y1: b.Y1 + 0.4*k}
		draw.Draw(out, b.Pixels(), image.NewUniform(color.White), image.Point{}, draw.Src)
	}
	if out == nil {
		return img
	}
	return out
}

// crossing reports whether a standing ruling meets the lying one r: then both
// bound cells, and r is no underline.
func crossing(r imageops.Ruling, all []imageops.Ruling, k float64) bool {
	b := r.Box()
	for _, v := range all {
		if c := v.Box(); !v.Horizontal() && c.Height() >= leastErased*k/2 &&
			c.X0 < b.X1+2*k && c.X1 > b.X0-2*k && c.Y0 < b.Y1+2*k && c.Y1 > b.Y0-2*k {
			return true
		}
	}
	return false
}
