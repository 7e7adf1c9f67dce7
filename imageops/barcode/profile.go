package barcode

import "image"

// upright reports whether most edges of g are those of upright bars.
func upright(g *image.Gray) bool {
	across, along := 0, 0
	for y := g.Rect.Dy() / 4; y < g.Rect.Dy()*3/4; y++ {
		row := g.Pix[y*g.Stride:]
		for x := 1; x < g.Rect.Dx(); x++ {
			if d := int(row[x]) - int(row[x-1]); d > 12 || d < -12 {
				across += max(d, -d)
			}
			if d := int(row[x]) - int(g.Pix[(y-1)*g.Stride+x]); d > 12 || d < -12 {
				along += max(d, -d)
			}
		}
	}
	return across > 3*along
}

// profiles are two bands of a code of upright bars, each drawn anew from the mean
// of its rows: without noise, in parts of a pixel, and with the blur of a lens
// made up for by some amount.
func profiles(g *image.Gray, sharpen float64) (upper, lower *image.Gray) {
	h := g.Rect.Dy()
	top, bottom := h, 0 // of the code, within its quiet zone
	for y := range h {
		lo, hi := byte(255), byte(0)
		for _, v := range g.Pix[y*g.Stride:][:g.Rect.Dx()] {
			lo, hi = min(lo, v), max(hi, v)
		}
		if hi-lo > 60 {
			top, bottom = min(top, y), max(bottom, y)
		}
	}
	height := bottom - top
	return profile(g, top+height/4, top+height/2, sharpen), profile(g, top+height/2, top+height*3/4, sharpen)
}

// profile draws the mean of some rows of bars, in parts of a pixel.
func profile(g *image.Gray, from, to int, sharpen float64) *image.Gray {
	const fine, rows = 4, 8
	w := g.Rect.Dx()
	mean := make([]float64, w)
	for y := max(from, 0); y < min(max(to, from+1), g.Rect.Dy()); y++ {
		for x, v := range g.Pix[y*g.Stride:][:w] {
			mean[x] += float64(v)
		}
	}
	for x := range mean {
		mean[x] /= float64(max(to-from, 1))
	}
	v := make([]float64, fine*w)
	for i := range v {
		v[i] = cubic(mean, (float64(i)+.5)/fine-.5)
	}
	v = sharpened(v, 2*fine, sharpen)
	// Between the lightest and darkest within some bars.
	lo, hi := slid(v, 14*fine, func(a, b float64) bool { return a < b }), slid(v, 14*fine, func(a, b float64) bool { return a > b })
	out := image.NewGray(image.Rect(0, 0, len(v), rows))
	for i := range v {
		t := byte(255)
		if hi[i]-lo[i] > 40 && v[i] < (hi[i]+lo[i])/2 {
			t = 0
		}
		for y := range rows {
			out.Pix[y*out.Stride+i] = t
		}
	}
	return out
}

// cubic is the value of v between its places (Catmull and Rom).
func cubic(v []float64, x float64) float64 {
	at := func(i int) float64 { return v[min(max(i, 0), len(v)-1)] }
	i := int(x)
	if x < 0 {
		i--
	}
	f := x - float64(i)
	a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
	return b + f/2*(c-a+f*(2*a-5*b+4*c-d+f*(3*(b-c)+d-a)))
}

// sharpened adds what v has over its mean within r, k times.
func sharpened(v []float64, r int, k float64) []float64 {
	if k == 0 {
		return v
	}
	sum := make([]float64, len(v)+1)
	for i, x := range v {
		sum[i+1] = sum[i] + x
	}
	out := make([]float64, len(v))
	for i, x := range v {
		a, b := max(i-r, 0), min(i+r+1, len(v))
		out[i] = x + k*(x-(sum[b]-sum[a])/float64(b-a))
	}
	return out
}
