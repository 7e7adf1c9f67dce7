package pdf

import (
	"image"
	"math"

	"github.com/docket-go/docket/layout"
)

// A turn is how the pixels of a picture lie on a page: where its columns and
// rows lead.
type turn struct {
	swap         bool // columns lead down or up the page
	flipX, flipY bool // along the page's axes, after the swap
}

// turnOf tells the turn of a picture whose top left, top right and bottom left
// corners lie at the given places; ok is false where it is not axis-parallel.
func turnOf(origin, right, down layout.Point) (t turn, ok bool) {
	cx, cy := right.X-origin.X, right.Y-origin.Y
	rx, ry := down.X-origin.X, down.Y-origin.Y
	if math.Abs(cx) < math.Abs(cy) {
		t.swap = true
		cx, cy, rx, ry = rx, ry, cx, cy
	}
	t.flipX, t.flipY = cx < 0, ry < 0
	ok = math.Abs(cy) <= axisSkew*math.Abs(cx) && math.Abs(rx) <= axisSkew*math.Abs(ry)
	return t, ok && cx != 0 && ry != 0
}

// size returns the size of a w x h picture after the turn.
func (t turn) size(w, h int) (int, int) {
	if t.swap {
		return h, w
	}
	return w, h
}

// apply turns an *image.Gray or *image.NRGBA.
func (t turn) apply(img image.Image) image.Image {
	if t == (turn{}) {
		return img
	}
	b := img.Bounds()
	w, h := t.size(b.Dx(), b.Dy())
	switch m := img.(type) {
	case *image.Gray:
		out := image.NewGray(image.Rect(0, 0, w, h))
		t.pixels(w, h, func(x, y, sx, sy int) { out.Pix[y*out.Stride+x] = m.Pix[sy*m.Stride+sx] })
		return out
	case *image.NRGBA:
		out := image.NewNRGBA(image.Rect(0, 0, w, h))
		t.pixels(w, h, func(x, y, sx, sy int) {
			copy(out.Pix[y*out.Stride+4*x:][:4], m.Pix[sy*m.Stride+4*sx:])
		})
		return out
	}
	return nil
}

// pixels calls set for each pixel (x, y) of the turned picture of w x h with
// its place in the source.
func (t turn) pixels(w, h int, set func(x, y, sx, sy int)) {
	for y := range h {
		for x := range w {
			sx, sy := x, y
			if t.flipX {
				sx = w - 1 - x
			}
			if t.flipY {
				sy = h - 1 - y
			}
			if t.swap {
				sx, sy = sy, sx
			}
			set(x, y, sx, sy)
		}
	}
}
