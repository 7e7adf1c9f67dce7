package imageops

import (
	"image"
)

// SplitSpread cuts the image of an open book into its two pages at the fold. An
// image that shows one page is returned alone, as a copy.
func SplitSpread(img image.Image) []Warped {
	src := canonical(img)
	b := src.Bounds()
	whole := []Warped{{Image: Rotate(src, 0), back: identity}}
	if b.Dx() < 64 || b.Dy() < 64 || float64(b.Dx()) < 1.15*float64(b.Dy()) {
		return whole
	}
	at, ok := fold(grayView(src))
	if !ok {
		return whole
	}
	var out []Warped
	for _, r := range []image.Rectangle{image.Rect(0, 0, at, b.Dy()), image.Rect(at, 0, b.Dx(), b.Dy())} {
		back := identity
		back[2] = float64(r.Min.X)
		out = append(out, resampledCrop(src, r, back))
	}
	return out
}

// resampledCrop copies a part of an image.
func resampledCrop(src image.Image, r image.Rectangle, back Transform) Warped {
	switch s := src.(type) {
	case *image.Gray:
		return Warped{Image: ToGray(s.SubImage(r)), back: back}
	case *image.NRGBA:
		return Warped{Image: ToNRGBA(s.SubImage(r)), back: back}
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

// fold finds the gutter of a spread: near the middle, a band without writing
// with writing on both sides.
func fold(g *image.Gray) (x int, ok bool) {
	factor := max(1, max(g.Rect.Dx(), g.Rect.Dy())/800)
	small := shrink(g, factor)
	ink := inkOf(Binarize(Flatten(small), BinarizeOptions{Window: 25})).transposed()
	w := ink.h
	counts := make([]int, w)
	for x := range w {
		// A dark fold is one long run; writing is many short ones.
		ink.runs(x, func(y0, y1 int) {
			if y1-y0 < ink.w/6 {
				counts[x] += y1 - y0
			}
		})
	}
	total := 0
	for _, c := range counts {
		total += c
	}
	least := total / w / 8
	best, length, from := 0, 0, w*2/5
	for x := w * 2 / 5; x <= w*3/5; x++ {
		if x < w*3/5 && counts[x] <= least {
			continue
		}
		if x-from > length {
			length, best = x-from, from
		}
		from = x + 1
	}
	left, right := 0, 0
	for x, c := range counts {
		if x < best {
			left += c
		} else if x >= best+length {
			right += c
		}
	}
	if length < w/60 || total == 0 || min(left, right)*5 < total {
		return 0, false
	}
	return (best + length/2) * factor, true
}
