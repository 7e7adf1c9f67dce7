package pdf

import (
	"image"
	"image/color"
	"image/draw"
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

// paste draws img into r of dst, scaled bilinearly where the sizes differ.
func paste(dst draw.Image, img image.Image, r image.Rectangle) {
	b := img.Bounds()
	if b.Size() == r.Size() {
		draw.Draw(dst, r, img, b.Min, draw.Src)
		return
	}
	xs, ys := taps(r.Dx(), b.Dx()), taps(r.Dy(), b.Dy())
	for y := max(r.Min.Y, 0); y < min(r.Max.Y, dst.Bounds().Dy()); y++ {
		ty := ys[y-r.Min.Y]
		for x := max(r.Min.X, 0); x < min(r.Max.X, dst.Bounds().Dx()); x++ {
			tx := xs[x-r.Min.X]
			switch m := img.(type) {
			case *image.Gray:
				a := tx.mix(m.Pix[ty.a*m.Stride+tx.a], m.Pix[ty.a*m.Stride+tx.b])
				c := tx.mix(m.Pix[ty.b*m.Stride+tx.a], m.Pix[ty.b*m.Stride+tx.b])
				dst.(*image.Gray).Pix[y*dst.(*image.Gray).Stride+x] = ty.mix(a, c)
			case *image.NRGBA:
				var px [4]uint8
				for k := range px {
					a := tx.mix(m.Pix[ty.a*m.Stride+4*tx.a+k], m.Pix[ty.a*m.Stride+4*tx.b+k])
					c := tx.mix(m.Pix[ty.b*m.Stride+4*tx.a+k], m.Pix[ty.b*m.Stride+4*tx.b+k])
					px[k] = ty.mix(a, c)
				}
				dst.(*image.NRGBA).SetNRGBA(x, y, color.NRGBA{px[0], px[1], px[2], 255})
			}
		}
	}
}

// A tap says between which two source pixels a target pixel lies.
type tap struct {
	a, b   int
	weight int // of b, in 256ths
}

func (t tap) mix(a, b uint8) uint8 {
	return uint8((int(a)*(256-t.weight) + int(b)*t.weight + 128) >> 8)
}

func taps(n, src int) []tap {
	out := make([]tap, n)
	k := float64(src) / float64(n)
	for i := range out {
		pos := max((float64(i)+0.5)*k-0.5, 0)
		a := min(int(pos), src-1)
		out[i] = tap{a, min(a+1, src-1), int((pos - float64(a)) * 256)}
	}
	return out
}

// halve scales an *image.Gray or *image.NRGBA to half its size by the mean of
// four pixels.
func halve(img image.Image) image.Image {
	b := img.Bounds()
	w, h := (b.Dx()+1)/2, (b.Dy()+1)/2
	mean := func(pix []uint8, stride, step, x, y, k int) uint8 {
		x1, y1 := min(2*x+1, b.Dx()-1), min(2*y+1, b.Dy()-1)
		return uint8((int(pix[2*y*stride+2*x*step+k]) + int(pix[2*y*stride+x1*step+k]) +
			int(pix[y1*stride+2*x*step+k]) + int(pix[y1*stride+x1*step+k]) + 2) / 4)
	}
	switch m := img.(type) {
	case *image.Gray:
		out := image.NewGray(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				out.Pix[y*out.Stride+x] = mean(m.Pix, m.Stride, 1, x, y, 0)
			}
		}
		return out
	case *image.NRGBA:
		out := image.NewNRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				for k := range 4 {
					out.Pix[y*out.Stride+4*x+k] = mean(m.Pix, m.Stride, 4, x, y, k)
				}
			}
		}
		return out
	}
	return img
}
