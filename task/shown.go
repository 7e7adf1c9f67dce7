package task

import (
	"image"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
)

// What a page without words shows is looked for in a small picture of it: what
// differs from the paper, away from the edges with their shadows. Specks and
// punch holes are a thousandth of a page, a photograph is much of it.
const (
	shownWidth = 200  // pixels
	shownEdge  = 0.04 // of each side
	shownOff   = 40   // grey values from the paper
	shownShare = 0.01 // of the page
)

// shown returns the box of the picture on a page image without words; false
// where the page is blank.
func shown(img image.Image, dpi float64) (layout.Rect, bool) {
	b := img.Bounds()
	if b.Dx() < 8 || b.Dy() < 8 {
		return layout.Rect{}, false
	}
	k := float64(min(shownWidth, b.Dx())) / float64(b.Dx())
	g := imageops.ToGray(imageops.Scale(img, max(1, int(k*float64(b.Dx()))), max(1, int(k*float64(b.Dy())))))
	w, h := g.Rect.Dx(), g.Rect.Dy()
	mx, my := int(shownEdge*float64(w)), int(shownEdge*float64(h))
	var count [256]int
	for y := my; y < h-my; y++ {
		for _, v := range g.Pix[y*g.Stride+mx : y*g.Stride+w-mx] {
			count[v]++
		}
	}
	all, paper := (w-2*mx)*(h-2*my), 0
	for n := count[0]; 2*n < all; n += count[paper] {
		paper++
	}
	box, n := image.Rectangle{}, 0
	for y := my; y < h-my; y++ {
		for x := mx; x < w-mx; x++ {
			if off := int(g.Pix[y*g.Stride+x]) - paper; off > shownOff || -off > shownOff {
				box = box.Union(image.Rect(x, y, x+1, y+1))
				n++
			}
		}
	}
	if float64(n) < shownShare*float64(all) {
		return layout.Rect{}, false
	}
	return layout.RectFromPixels(float64(box.Min.X)/k, float64(box.Min.Y)/k, float64(box.Max.X)/k, float64(box.Max.Y)/k, dpi), true
}
