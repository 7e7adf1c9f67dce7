package lstm

import "image"

// Scaling has to give the very pixels that Leptonica gives Tesseract
// (pixScaleGeneral): area averages below 0.7, linear interpolation above, then
// a light sharpening.

// scaleTo resizes g, whose bounds start at (0,0) and whose stride is its
// width, to a height of h. It returns g itself where nothing is to be done,
// and nil where no pixel would remain.
func scaleTo(g *image.Gray, h int) *image.Gray {
	ws, hs := g.Rect.Dx(), g.Rect.Dy()
	f := float32(h) / float32(hs)
	switch f {
	case 1:
		return g
	case 0.5, 0.25, 0.125, 0.0625:
		for g.Rect.Dy() > h {
			if g = half(g); g == nil {
				return nil
			}
		}
		return finish(g, f)
	}
	wd, hd := int(float32(f*float32(ws))+0.5), int(float32(f*float32(hs))+0.5)
	if wd < 1 || hd < 1 {
		return nil
	}
	d := image.NewGray(image.Rect(0, 0, wd, hd))
	switch {
	case f < 0.7:
		area(g, d)
	case f == 2 || f == 4:
		linear(g, d, 0)
	default:
		linear(g, d, 128)
	}
	return finish(d, f)
}

func finish(d *image.Gray, f float32) *image.Gray {
	switch {
	case f < 0.7 && f > 0.2:
		return sharpen(d, 1, 0.2)
	case f >= 0.7 && f < 1.4:
		return sharpen(d, 2, 0.4)
	}
	return d
}

// half averages squares of four pixels.
func half(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx()/2, g.Rect.Dy()/2
	if w < 1 || h < 1 {
		return nil
	}
	d := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		a, b := g.Pix[2*y*g.Stride:], g.Pix[(2*y+1)*g.Stride:]
		for x := range w {
			d.Pix[y*w+x] = uint8((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1])) >> 2)
		}
	}
	return d
}

// span is the part of a source axis under one target pixel, in 1/16 pixel:
// whole pixels p0 to p1 and the fractions at both ends.
type span struct{ p0, f0, p1, f1 int }

func spans(src, dst int) []span {
	sc := float32(16 * float64(float32(src)) / float64(float32(dst)))
	s := make([]span, dst)
	for i := range s {
		a, b := int(sc*float32(i)), int(float64(sc)*(float64(i)+1))
		s[i] = span{min(a>>4, src-1), a & 15, b >> 4, b & 15}
	}
	return s
}

func area(g, d *image.Gray) {
	ws, hs := g.Rect.Dx(), g.Rect.Dy()
	sx, sy := spans(ws, d.Rect.Dx()), spans(hs, d.Rect.Dy())
	col := make([]int32, ws)
	for y, v := range sy {
		out := d.Pix[y*d.Stride : y*d.Stride+len(sx)]
		if v.p1 > hs-2 {
			for x, u := range sx {
				out[x] = g.Pix[v.p0*g.Stride+u.p0]
			}
			continue
		}
		blend(col, g, v)
		wy := 16 - v.f0 + 16*(v.p1-v.p0-1) + v.f1
		for x, u := range sx {
			if u.p1 > ws-2 {
				out[x] = g.Pix[v.p0*g.Stride+u.p0]
				continue
			}
			c := col[u.p0 : u.p1+1]
			n := len(c) - 1
			sum := (16-u.f0)*int(c[0]) + u.f1*int(c[n])
			for _, q := range c[1:n] {
				sum += 16 * int(q)
			}
			w := (16 - u.f0 + 16*(u.p1-u.p0-1) + u.f1) * wy
			out[x] = uint8((sum + 128) / w)
		}
	}
}

// blend sums the rows of a span with their weights.
func blend(col []int32, g *image.Gray, v span) {
	clear(col)
	for r := v.p0; r <= v.p1; r++ {
		w := int32(16)
		if r == v.p0 {
			w = int32(16 - v.f0)
		} else if r == v.p1 {
			w = int32(v.f1)
		}
		for x, q := range g.Pix[r*g.Stride : r*g.Stride+len(col)] {
			col[x] += w * int32(q)
		}
	}
}

func linear(g, d *image.Gray, round int) {
	ws, hs := g.Rect.Dx(), g.Rect.Dy()
	sx, sy := spans(ws, d.Rect.Dx()), spans(hs, d.Rect.Dy())
	for y, v := range sy {
		r0 := g.Pix[v.p0*g.Stride:]
		r1 := r0
		if v.p0 <= hs-2 {
			r1 = g.Pix[(v.p0+1)*g.Stride:]
		}
		for x, u := range sx {
			q := u.p0
			if q <= ws-2 {
				q++
			}
			d.Pix[y*d.Stride+x] = uint8(((16-v.f0)*((16-u.f0)*int(r0[u.p0])+u.f0*int(r0[q])) +
				v.f0*((16-u.f0)*int(r1[u.p0])+u.f0*int(r1[q])) + round) / 256)
		}
	}
}

// sharpen adds fract of (pixel - mean of its (2k+1)^2 neighbourhood); a border
// of k pixels stays as it is.
func sharpen(g *image.Gray, k int, fract float32) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	d := image.NewGray(g.Rect)
	copy(d.Pix, g.Pix)
	if w <= 2*k {
		return d
	}
	col := make([]int32, w)
	norm := float32(1.0 / float64((2*k+1)*(2*k+1)))
	for y := k; y < h-k; y++ {
		clear(col)
		for r := y - k; r <= y+k; r++ {
			for x, v := range g.Pix[r*w : r*w+w] {
				col[x] += int32(v)
			}
		}
		for x := k; x < w-k; x++ {
			s := int32(0)
			for _, v := range col[x-k : x+k+1] {
				s += v
			}
			p := float32(g.Pix[y*w+x])
			v := int(float64(p+float32(fract*(p-float32(norm*float32(s))))) + 0.5)
			d.Pix[y*w+x] = uint8(min(255, max(0, v)))
		}
	}
	return d
}
