// Package scan tells the layout analysis what the pixels of a page show beside
// its words: rulings, shaded areas, checkboxes and how bold words are. It is
// where imageops and layout meet, which know nothing of each other.
package scan

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
)

// A Page is a page image with what is drawn on it.
type Page struct {
	img   image.Image
	dpi   float64
	found imageops.Structure
}

// Find looks for what is drawn on img, whose resolution is dpi.
func Find(img image.Image, dpi float64) *Page {
	return &Page{img, dpi, imageops.FindStructure(img, imageops.StructureOptions{DPI: dpi})}
}

// leastErased is the length in points from which Erased takes a line for a
// ruling: no stroke of text is as long.
const leastErased = 30

// Erased returns the image without its standing rulings and those that cross
// them, for OCR: beside a letter, or round a figure in a narrow cell, they read
// as letters. The image itself is not changed; where it has no such rulings it
// is returned as it is.
func (p *Page) Erased() image.Image {
	k := p.dpi / 72
	var out draw.Image
	for _, r := range p.found.Rulings {
		b := r.Box()
		if max(b.Width(), b.Height()) < leastErased*k || r.Horizontal() && !p.crossed(r) {
			continue
		}
		if out == nil {
			out = imageops.ToGray(p.img)
		}
		b = imageops.Rect{X0: b.X0 - 0.4*k, Y0: b.Y0 - 0.4*k, X1: b.X1 + 0.4*k, Y1: b.Y1 + 0.4*k}
		draw.Draw(out, b.Pixels(), image.NewUniform(color.White), image.Point{}, draw.Src)
	}
	if out == nil {
		return p.img
	}
	return out
}

// crossed reports whether a standing ruling meets the lying one r: then both
// bound cells, and r is no underline.
func (p *Page) crossed(r imageops.Ruling) bool {
	b, k := r.Box(), p.dpi/72
	return slices.ContainsFunc(p.found.Rulings, func(v imageops.Ruling) bool {
		c := v.Box()
		return !v.Horizontal() && c.Height() >= leastErased*k/2 &&
			c.X0 < b.X1+2*k && c.X1 > b.X0-2*k && c.Y0 < b.Y1+2*k && c.Y1 > b.Y0-2*k
	})
}

// Add fills the Rulings, Fills, Marks and Strokes of in, whose words were read
// from the page: turned as in.Origin.Rotation says, as an engine does that
// finds a page on its side.
func (p *Page) Add(in *layout.PageInput) {
	if in.Origin.Rotation != 0 {
		p = Find(imageops.Rotate(p.img, in.Origin.Rotation), p.dpi)
	}
	k := p.dpi / 72
	words := make([]imageops.Rect, len(in.Words))
	for i := range in.Words {
		b := in.Words[i].Box
		words[i] = imageops.Rect{X0: b.X0 * k, Y0: b.Y0 * k, X1: b.X1 * k, Y1: b.Y1 * k}
	}
	points := func(r imageops.Rect) layout.Rect { return layout.RectFromPixels(r.X0, r.Y0, r.X1, r.Y1, p.dpi) }
	for _, r := range p.found.Rulings {
		if !inWord(r, words) {
			in.Rulings = append(in.Rulings, layout.Ruling{Box: points(r.Box()), Width: r.Width / k})
		}
	}
	for _, f := range p.found.Fills {
		in.Fills = append(in.Fills, layout.Fill{Box: points(f.Box), Color: fmt.Sprintf("#%02x%[1]02x%[1]02x", f.Gray)})
	}
	for _, c := range p.found.Checkboxes {
		in.Marks = append(in.Marks, layout.Mark{Box: points(c.Box), Kind: "checkbox", Checked: c.Checked, Confidence: c.Confidence})
	}
	in.Strokes = imageops.StrokeWidths(p.img, words)
	for i := range in.Strokes {
		in.Strokes[i] /= k
	}
}

// inWord reports whether most of a line lies inside one word: a stroke of a
// letter, not a line. A line at the foot of a word underlines it.
func inWord(r imageops.Ruling, words []imageops.Rect) bool {
	b := r.Box()
	for _, w := range words {
		x := min(b.X1, w.X1) - max(b.X0, w.X0)
		y := min(b.Y1, w.Y1) - max(b.Y0, w.Y0)
		switch {
		case x <= 0 || y <= 0:
		case r.Horizontal() && x > 0.6*b.Width() && (b.Y0+b.Y1)/2 < w.Y0+0.85*w.Height():
			return true
		case !r.Horizontal() && y > 0.6*b.Height():
			return true
		}
	}
	return false
}
