// Package dbnet finds lines of text on page images with the text detector of
// PP-OCRv4, a differentiable-binarisation network (Liao et al., "Real-time Scene
// Text Detection with Differentiable Binarization", 2020), which it embeds with
// int8 weights. README.md tells where the weights come from.
package dbnet

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"image"
	"io"
	"math"
	"sync"

	"github.com/docket-go/docket/ocr/internal/onnx"
)

//go:embed det.onnx.gz
var model []byte

// Version names the embedded network.
const Version = "ch_PP-OCRv4_det int8"

// A Point is a place on an image: pixels, origin at the top left corner of the
// top left pixel.
type Point struct{ X, Y float64 }

// A Box is a rectangle around a piece of a text line.
type Box struct {
	Quad  [4]Point // clockwise; the first is the top left one on the image
	Score float64  // mean text probability, 0 to 1
}

// Size returns the length of the upper and of the left edge.
func (b *Box) Size() (w, h float64) { return dist(b.Quad[0], b.Quad[1]), dist(b.Quad[1], b.Quad[2]) }

// A Detector is the loaded network. It is safe for concurrent use.
type Detector struct {
	s    *onnx.Session
	maps sync.Pool // *onnx.Map
}

// New loads the embedded network.
func New() (*Detector, error) {
	z, err := gzip.NewReader(bytes.NewReader(model))
	if err != nil {
		return nil, fmt.Errorf("dbnet: %w", err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("dbnet: %w", err)
	}
	s, err := onnx.Load(b)
	if err != nil {
		return nil, fmt.Errorf("dbnet: %w", err)
	}
	return &Detector{s: s}, nil
}

// Params tune a detection. The zero value means the defaults.
type Params struct {
	Scale     float64 // pixels of the network's input per pixel of the image; default 1
	Threshold float64 // of a text pixel, default 0.3
	MinScore  float64 // of a box, default 0.6
	Unclip    float64 // growth of a box over its shrunken kernel, default 1.5
}

func (p Params) withDefaults() Params {
	if p.Scale == 0 {
		p.Scale = 1
	}
	if p.Threshold == 0 {
		p.Threshold = 0.3
	}
	if p.MinScore == 0 {
		p.MinScore = 0.6
	}
	if p.Unclip == 0 {
		p.Unclip = 1.5
	}
	return p
}

// grain is the multiple that the sides of the network's input must be of.
const grain = 32

// maxInput bounds the pixels of an input, and so the memory of its map.
const maxInput = 1 << 24

// InputSize returns the size of the network's input for an image.
func InputSize(size image.Point, scale float64) image.Point {
	f := func(v int) int { return max(1, int(math.Round(float64(v)*scale/grain))) * grain }
	return image.Pt(f(size.X), f(size.Y))
}

// Detect returns the boxes of text on img, which is grey or opaque NRGBA. Boxes
// are in pixels of img from its top left pixel. A large input takes no more
// memory than a small one but for the map of text, 4 bytes a pixel. The error
// matches ctx's or onnx.ErrSize.
func (d *Detector) Detect(ctx context.Context, img image.Image, p Params) ([]Box, error) {
	p = p.withDefaults()
	size := img.Bounds().Size()
	in := InputSize(size, p.Scale)
	if in.X*in.Y > maxInput {
		return nil, fmt.Errorf("dbnet: %w: input of %v", onnx.ErrSize, in)
	}
	m, _ := d.maps.Get().(*onnx.Map)
	if m == nil {
		m = new(onnx.Map)
	}
	defer func() {
		if cap(m.Pix) <= whole*whole { // a larger one is rarely needed
			d.maps.Put(m)
		}
	}()
	if err := d.run(ctx, img, in, m); err != nil {
		return nil, err
	}
	return boxes(m, p, float64(size.X)/float64(in.X), float64(size.Y)/float64(in.Y)), nil
}

// ArenaBytes returns the memory that detection on an image of this size takes.
func (d *Detector) ArenaBytes(size image.Point, scale float64) (int, error) {
	in := InputSize(size, scale)
	return d.s.ArenaBytes(spans(in.X)[0].n, spans(in.Y)[0].n)
}

// Trim frees the memory of idle runs.
func (d *Detector) Trim() { d.s.Trim() }
