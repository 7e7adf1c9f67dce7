package embedded

import (
	"context"
	"image"

	"github.com/docket-go/docket/ocr"
)

// Letters that are much larger than those that the detector was trained on it
// finds in pieces, or not at all. Where boxes are thicker than largeText pixels
// of its input, the page is looked at once more, so small that the thickest
// gets largeGets; where there are no boxes at all, smallLook times smaller.
const (
	largeText = 140
	largeGets = 50
	smallLook = 4
	// A box of that look holds large letters where one is so thick that was
	// found before, and thinner lines take at most largeThin of it.
	largeThin = 0.3
)

// mendLarge puts words of large letters in the place of their pieces.
func (d *detector) mendLarge(ctx context.Context, g *image.Gray, found []ocr.Region, scale float64) ([]ocr.Region, error) {
	thickest := 0.0
	for _, r := range found {
		thickest = max(thickest, r.Quad.Height()*scale)
	}
	if len(found) > 0 && thickest < largeText {
		return found, nil
	}
	if len(found) == 0 {
		return d.look(ctx, g, scale/smallLook)
	}
	again, err := d.look(ctx, g, scale*largeGets/thickest)
	if err != nil {
		return nil, err
	}
	for _, a := range again {
		found = replaced(found, a, largeText/scale)
	}
	return found, nil
}

// replaced returns regions with the word a in the place of its pieces, if it is
// one of letters that are at least so thick.
func replaced(found []ocr.Region, a ocr.Region, thick float64) []ocr.Region {
	word := bounds(a.Quad)
	large, thin := false, 0
	var rest []ocr.Region
	for _, r := range found {
		b := bounds(r.Quad)
		switch {
		case 2*area(b.Intersect(word)) < area(b):
			rest = append(rest, r)
		case 2*r.Quad.Height() < a.Quad.Height():
			thin += area(b)
			rest = append(rest, r)
		default:
			large = large || r.Quad.Height() >= thick
		}
	}
	if !large || float64(thin) > largeThin*float64(area(word)) {
		return found
	}
	return append(rest, a)
}
