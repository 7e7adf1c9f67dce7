package embedded

import (
	"context"
	"image"
	"math"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/dbnet"
)

// inputSide is the longer side of the detector's input for a large page: what
// loses nothing against larger ones, measured on pages with small print.
const inputSide = 1280

// minScore of a box: lower than in PP-OCR, which rather loses faint text than
// reads what is none. What is no text the recogniser is unsure of.
const minScore = 0.5

// detector is the text detector as an ocr.Detector.
type detector struct {
	net    *dbnet.Detector
	models *models
}

func (d *detector) Detect(ctx context.Context, in ocr.Image, _ ocr.Options) ([]ocr.Region, error) {
	g := in.Gray()
	found := memoOf(ctx).regions
	if memoOf(ctx).img != g {
		var err error
		if found, err = d.find(ctx, g); err != nil {
			return nil, err
		}
	}
	found, err := d.mendStanding(ctx, g, found)
	if err != nil {
		return nil, err
	}
	return append(found, strays(g, found)...), nil
}

// longest is how many times as long as wide the part of a page may be that gets
// inputSide pixels.
const longest = 3

// find finds text with as few pixels as will do: once more with larger ones
// where the first look shows small text.
func (d *detector) find(ctx context.Context, g *image.Gray) ([]ocr.Region, error) {
	size := g.Rect.Size()
	long, short := float64(max(size.X, size.Y)), float64(min(size.X, size.Y))
	scale := bounded(size, min(1, max(inputSide/long, inputSide/(longest*short))))
	found, err := d.look(ctx, g, scale)
	if err != nil {
		return nil, err
	}
	if more := bounded(size, larger(found, scale)); more > 1.2*scale {
		scale = more
		if found, err = d.look(ctx, g, scale); err != nil {
			return nil, err
		}
	}
	if found, err = d.mendLarge(ctx, g, found, scale); err != nil {
		return nil, err
	}
	return parted(found, scale), nil
}

// Text is small where a box is thinner than smallText pixels of the input, and
// enough of it where smallShare of the length of all lines is. The thickness
// that it gets is goodText. A page whose input has less than tinyScale of its
// pixels along a side, and that shows nothing, is looked at with that.
const (
	smallText  = 11
	goodText   = 15
	smallShare = 0.25
	tinyScale  = 0.25
)

// larger returns the scale that suits the text found at a scale.
func larger(found []ocr.Region, scale float64) float64 {
	if len(found) == 0 {
		return min(1, max(scale, tinyScale))
	}
	var all, small, thick float64
	for _, r := range found {
		w, t := r.Quad.Width(), r.Quad.Height()*scale
		all += w
		if t < smallText {
			small += w
			thick += w * t
		}
	}
	if small < smallShare*all {
		return scale
	}
	return min(1, scale*goodText*small/thick)
}

// maxInput is the most pixels that the detector's input has.
const maxInput = 12e6

// bounded returns the scale, or the largest that keeps to maxInput.
func bounded(size image.Point, scale float64) float64 {
	return min(scale, math.Sqrt(maxInput/(float64(size.X)*float64(size.Y))))
}

func (d *detector) look(ctx context.Context, g *image.Gray, scale float64) ([]ocr.Region, error) {
	boxes, err := d.net.Detect(ctx, g, dbnet.Params{Scale: scale, MinScore: minScore})
	if err != nil {
		return nil, err
	}
	out := make([]ocr.Region, len(boxes))
	for i, b := range boxes {
		out[i] = ocr.Region{Quad: along(b), Score: b.Score}
	}
	return out, nil
}

// along turns the corners of a tall box so that its text runs from bottom to
// top, the usual direction of text on a side.
func along(b dbnet.Box) ocr.Quad {
	var q ocr.Quad
	w, h := b.Size()
	for i := range q {
		k := i
		if h >= 1.5*w {
			k = (i + 3) % 4
		}
		q[i] = [2]float64{b.Quad[k].X, b.Quad[k].Y}
	}
	return q
}
