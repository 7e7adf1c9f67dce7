// Package scan tells the layout analysis what the pixels of a page show beside
// its words: rulings, shaded areas, checkboxes and how bold words are. It is
// where imageops and layout meet, which know nothing of each other.
package scan

import (
	"fmt"
	"image"

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
		in.Fills = append(in.Fills, layout.Fill{Box: points(f.Box), Color: fmt.Sprintf("#%02[1]x%02[1]x%02[1]x", f.Gray)})
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
