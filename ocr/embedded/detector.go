package embedded

import (
	"context"
	"image"

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

func (d *detector) find(ctx context.Context, g *image.Gray) ([]ocr.Region, error) {
	size := g.Rect.Size()
	scale := min(1, inputSide/float64(max(size.X, size.Y)))
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
