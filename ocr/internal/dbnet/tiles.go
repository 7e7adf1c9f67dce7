package dbnet

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/docket-go/docket/ocr/internal/onnx"
)

// An input with a side longer than whole is run in tiles, whose maps are put
// together before boxes are made: no line is cut. Tiles share overlap pixels,
// of which each gives the half on its side.
const (
	whole   = 1440
	side    = 1280
	overlap = 160
)

// A span is a tile along one axis: n pixels from at on, of which those from
// from to to are kept.
type span struct{ at, n, from, to int }

// spans cuts a length, a multiple of grain, into equal tiles.
func spans(length int) []span {
	if length <= whole {
		return []span{{0, length, 0, length}}
	}
	count := (length - overlap + side - overlap - 1) / (side - overlap)
	n := (length + (count-1)*overlap + count - 1) / count
	n = (n + grain - 1) / grain * grain
	out := make([]span, count)
	for i := range out {
		out[i] = span{at: i * (length - n) / (count - 1), n: n, to: length}
		if i > 0 {
			middle := (out[i-1].at + n + out[i].at) / 2
			out[i-1].to, out[i].from = middle, middle
		}
	}
	return out
}

// run computes the map of an image at the size in.
func (d *Detector) run(ctx context.Context, img image.Image, in image.Point, m *onnx.Map) error {
	rs, err := newResizer(img, in)
	if err != nil {
		return err
	}
	cols, rows := spans(in.X), spans(in.Y)
	if len(cols) == 1 && len(rows) == 1 {
		return d.part(ctx, rs, in, m)
	}
	m.W, m.H = in.X, in.Y
	m.Pix = slices.Grow(m.Pix[:0], in.X*in.Y)[:in.X*in.Y]
	var tile onnx.Map
	for _, c := range cols {
		part := rs.columns(c.at, c.n)
		for _, r := range rows {
			part.top = r.at
			if err := d.part(ctx, part, image.Pt(c.n, r.n), &tile); err != nil {
				return err
			}
			for y := r.from; y < r.to; y++ {
				copy(m.Pix[y*m.W+c.from:y*m.W+c.to], tile.Pix[(y-r.at)*tile.W+c.from-c.at:])
			}
		}
	}
	return nil
}

func (d *Detector) part(ctx context.Context, rs *resizer, in image.Point, m *onnx.Map) error {
	if err := d.s.Run(ctx, onnx.Input{W: in.X, H: in.Y, Row: rs.row}, m); err != nil {
		return fmt.Errorf("dbnet: %w", err)
	}
	if m.W != in.X || m.H != in.Y {
		return fmt.Errorf("dbnet: output of %dx%d for an input of %v", m.W, m.H, in)
	}
	return nil
}
