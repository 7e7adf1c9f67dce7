package task

import (
	"fmt"
	"image"
	"slices"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
)

// addStructure adds to what OCR read on a page image what is drawn there
// beside the text: lines, filled boxes, checkboxes, and which words are bold.
func addStructure(in *layout.PageInput, img image.Image, dpi float64) {
	if dpi <= 0 {
		dpi = in.DPI
	}
	if dpi <= 0 || len(in.Words) == 0 {
		return
	}
	if turn := in.Origin.Rotation; turn != 0 {
		img = imageops.Rotate(img, turn)
	}
	boxes := make([]imageops.Rect, len(in.Words))
	k := dpi / 72
	for i, w := range in.Words {
		boxes[i] = imageops.Rect{X0: w.Box.X0 * k, Y0: w.Box.Y0 * k, X1: w.Box.X1 * k, Y1: w.Box.Y1 * k}
	}
	s := imageops.FindStructure(img, imageops.StructureOptions{DPI: dpi, Words: boxes})
	points := func(r imageops.Rect) layout.Rect { return layout.RectFromPixels(r.X0, r.Y0, r.X1, r.Y1, dpi) }
	for _, r := range s.Rulings {
		in.Rulings = append(in.Rulings, layout.Ruling{Box: points(r.Box()), Width: r.Width / k})
	}
	for _, f := range s.Fills {
		in.Fills = append(in.Fills, layout.Fill{Box: points(f.Box), Color: fmt.Sprintf("#%02x%[1]02x%[1]02x", f.Gray)})
	}
	for _, c := range s.Checkboxes {
		in.Marks = append(in.Marks, layout.Mark{Box: points(c.Box), Kind: "checkbox", Checked: c.Checked, Confidence: c.Confidence})
	}
	markBold(in, imageops.StrokeWidths(img, boxes))
}

const (
	boldRatio    = 1.3 // pen of bold words against the usual pen of words of their size
	boldMinWords = 12  // on a page, for there to be a usual pen
	boldLetters  = 3   // in a word, for its pen to be measured well
)

// markBold sets Font.Bold of words whose pen is thicker than usual for their
// height. A word's box is as high as its letters, so the measure is only taken
// where it is nothing unusual; single words say little.
func markBold(in *layout.PageInput, pens []float64) {
	var ratios []float64
	ratio := func(i int) float64 {
		w := &in.Words[i]
		if h := w.Box.Height(); h > 0 && len([]rune(w.Text)) >= boldLetters {
			return pens[i] / h
		}
		return 0
	}
	for i := range in.Words {
		if r := ratio(i); r > 0 {
			ratios = append(ratios, r)
		}
	}
	if len(ratios) < boldMinWords {
		return
	}
	slices.Sort(ratios)
	usual := ratios[len(ratios)/2]
	for i := range in.Words {
		if ratio(i) > boldRatio*usual {
			in.Words[i].Font.Bold = true
		}
	}
}
