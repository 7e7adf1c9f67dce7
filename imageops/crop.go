package imageops

import "image"

// contentSize is the longer side of the image that content and borders are
// looked for in.
const contentSize = 1000

// CropToContent cuts off what is empty around the writing and pictures of a
// page, and the dark borders of a scan, but for a margin in pixels. Specks do
// not count. An image without content is copied.
func CropToContent(img image.Image, margin int) Warped {
	src := canonical(img)
	size := src.Bounds().Size()
	if size.X < 16 || size.Y < 16 {
		return Warped{Image: Rotate(src, 0), back: identity}
	}
	factor := max(1, (max(size.X, size.Y)+contentSize-1)/contentSize)
	small := shrink(grayView(src), factor)
	if factor == 1 {
		small = ToGray(small) // painted below
	}
	dark := scanBorder(small)
	dark.paint(small)
	var box image.Rectangle
	for _, r := range components(inkOf(Binarize(small, BinarizeOptions{Window: 31}))) {
		if r.Dx()*r.Dy() >= 6 && max(r.Dx(), r.Dy()) >= 3 { // more than a speck
			box = box.Union(r)
		}
	}
	if box.Empty() {
		return Warped{Image: Rotate(src, 0), back: identity}
	}
	cut := image.Rect(box.Min.X*factor, box.Min.Y*factor, box.Max.X*factor, box.Max.Y*factor)
	cut = cut.Inset(-max(margin, 0)).Intersect(image.Rectangle{Max: size})
	back := identity
	back[2], back[5] = float64(cut.Min.X), float64(cut.Min.Y)
	return resampledCrop(src, cut, back)
}

// RemoveBorder returns img with the dark borders painted white that a scanner
// leaves around a page that is smaller than its glass or lies askew. A border
// runs along at least half of a side. Without one the result is a copy.
func RemoveBorder(img image.Image) image.Image {
	out := Rotate(img, 0)
	size := out.Bounds().Size()
	if size.X < 16 || size.Y < 16 {
		return out
	}
	factor := max(1, (max(size.X, size.Y)+contentSize-1)/contentSize)
	dark := scanBorder(shrink(grayView(out), factor))
	if dark.n == 0 {
		return out
	}
	for y := range size.Y {
		for x := range size.X {
			if !dark.at(x/factor, y/factor) {
				continue
			}
			switch m := out.(type) {
			case *image.Gray:
				m.Pix[y*m.Stride+x] = 255
			case *image.NRGBA:
				copy(m.Pix[y*m.Stride+4*x:], "\xff\xff\xff\xff")
			}
		}
	}
	return out
}

// border marks the pixels of dark borders.
type border struct {
	w, h, n int
	dark    []bool
}

// at reports whether a pixel is border, or next to one: its soft edge.
func (b *border) at(x, y int) bool {
	for j := max(y-1, 0); j <= min(y+1, b.h-1); j++ {
		for i := max(x-1, 0); i <= min(x+1, b.w-1); i++ {
			if b.dark[j*b.w+i] {
				return true
			}
		}
	}
	return false
}

// paint makes the border of g white.
func (b *border) paint(g *image.Gray) {
	if b.n == 0 {
		return
	}
	for y := range b.h {
		for x := range b.w {
			if b.at(x, y) {
				g.Pix[y*g.Stride+x] = 255
			}
		}
	}
}

// scanBorder floods what is dark from the sides that are dark for the most
// part, up to a fifth of the image.
func scanBorder(g *image.Gray) *border {
	b := &border{w: g.Rect.Dx(), h: g.Rect.Dy()}
	b.dark = make([]bool, b.w*b.h)
	hist := histogram(g)
	limit := uint8(quantile(hist[:], b.w*b.h*3/4) / 2) // half as bright as paper
	var stack []image.Point
	depth := min(b.w, b.h) / 5
	visit := func(x, y int) {
		if x < 0 || y < 0 || x >= b.w || y >= b.h || b.dark[y*b.w+x] || g.Pix[y*g.Stride+x] >= limit ||
			min(x, y, b.w-1-x, b.h-1-y) > depth {
			return
		}
		b.dark[y*b.w+x] = true
		b.n++
		stack = append(stack, image.Pt(x, y))
	}
	for _, s := range []struct {
		n  int
		at func(i int) (x, y int)
	}{
		{b.w, func(i int) (int, int) { return i, 0 }}, {b.w, func(i int) (int, int) { return i, b.h - 1 }},
		{b.h, func(i int) (int, int) { return 0, i }}, {b.h, func(i int) (int, int) { return b.w - 1, i }},
	} {
		n := 0
		for i := range s.n {
			if x, y := s.at(i); g.Pix[y*g.Stride+x] < limit {
				n++
			}
		}
		if 2*n < s.n {
			continue
		}
		for i := range s.n {
			visit(s.at(i))
		}
	}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		visit(p.X-1, p.Y)
		visit(p.X+1, p.Y)
		visit(p.X, p.Y-1)
		visit(p.X, p.Y+1)
	}
	return b
}
