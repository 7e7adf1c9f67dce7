package imageops

import "image"

// BinarizeOptions tune Binarize. The zero value is useful.
type BinarizeOptions struct {
	// Window is the side of the square around each pixel whose mean and
	// deviation set its threshold; about twice the height of a line. Default
	// 51, which fits 300 dpi.
	Window int
	// K says how much darker than the mean ink must be where the deviation is
	// small. Default 0.2.
	K float64
}

const maxWindow = 1001

func (o BinarizeOptions) withDefaults() BinarizeOptions {
	if o.Window <= 0 {
		o.Window = 51
	}
	o.Window = min(o.Window|1, maxWindow)
	if o.K <= 0 {
		o.K = .2
	}
	return o
}

// Binarize returns img in pure black and white by the local threshold of
// Sauvola and Pietikäinen (Adaptive document image binarization, 2000):
// m (1 + k (s/128 - 1)) of mean m and deviation s around each pixel.
func Binarize(img image.Image, o BinarizeOptions) *image.Gray {
	o = o.withDefaults()
	g := grayView(img)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	if w == 0 || h == 0 {
		return out
	}
	s := sauvola{g: g, w: w, h: h, r: o.Window / 2, k: float32(o.K),
		sum: make([]int32, w), square: make([]int64, w)}
	for y := range min(s.r+1, h) {
		s.add(y, 1)
	}
	for y := range h {
		if y > 0 {
			if in := y + s.r; in < h {
				s.add(in, 1)
			}
			if gone := y - s.r - 1; gone >= 0 {
				s.add(gone, -1)
			}
		}
		s.row(y, out.Pix[y*w:(y+1)*w])
	}
	return out
}

// sauvola slides a window over the image with sums of its columns: a constant
// number of steps a pixel and memory for one row.
type sauvola struct {
	g       *image.Gray
	w, h, r int
	k       float32
	sum     []int32
	square  []int64
}

func (s *sauvola) add(y int, sign int32) {
	row := s.g.Pix[y*s.g.Stride:][:s.w]
	sum, square := s.sum[:len(row)], s.square[:len(row)]
	if sign > 0 {
		for x, v := range row {
			i := int32(v)
			sum[x] += i
			square[x] += int64(i * i)
		}
		return
	}
	for x, v := range row {
		i := int32(v)
		sum[x] -= i
		square[x] -= int64(i * i)
	}
}

func (s *sauvola) row(y int, dst []uint8) {
	w, r := s.w, s.r
	rows := min(s.h-1, y+r) - max(0, y-r) + 1
	var sum, square int64
	for x := range min(r+1, w) {
		sum += int64(s.sum[x])
		square += s.square[x]
	}
	from := s.g.Pix[y*s.g.Stride:][:w]
	edge := func(x int) {
		inv := 1 / float32(rows*(min(w-1, x+r)-max(0, x-r)+1))
		if s.paper(from[x], float32(sum)*inv, float32(square)*inv) {
			dst[x] = 255
		}
		if in := x + r + 1; in < w {
			sum += int64(s.sum[in])
			square += s.square[in]
		}
		if gone := x - r; gone >= 0 {
			sum -= int64(s.sum[gone])
			square -= s.square[gone]
		}
	}
	inner := max(w-2*r-1, 0) // pixels whose window and the next are within the row
	for x := range min(r, w) {
		edge(x)
	}
	if inner > 0 {
		inv := 1 / float32(rows*(2*r+1))
		v, d := from[r:r+inner], dst[r:r+inner]
		in, gone := s.sum[2*r+1:][:inner], s.sum[:inner]
		in2, gone2 := s.square[2*r+1:][:inner], s.square[:inner]
		for x := range d {
			if s.paper(v[x], float32(sum)*inv, float32(square)*inv) {
				d[x] = 255
			}
			sum += int64(in[x] - gone[x])
			square += in2[x] - gone2[x]
		}
	}
	for x := min(r, w) + inner; x < w; x++ {
		edge(x)
	}
}

// paper reports v > m (1 + k (s/128 - 1)), without the square root; square is
// the mean of the squares.
func (s *sauvola) paper(v uint8, m, square float32) bool {
	a := (float32(v) - m*(1-s.k)) * 128
	b := m * s.k
	return a > 0 && a*a > b*b*(square-m*m)
}

// otsu is the threshold that separates the values of g best: values up to it
// are dark (Otsu, A threshold selection method from gray-level histograms,
// 1979). spread is the deviation between the two classes' means.
func otsu(hist *[256]int) (threshold uint8, spread float64) {
	n, sum := 0, 0.0
	for i, c := range hist {
		n += c
		sum += float64(i) * float64(c)
	}
	var best, sumDark, dark float64
	for i, c := range hist {
		dark += float64(c)
		sumDark += float64(i) * float64(c)
		light := float64(n) - dark
		if dark == 0 || light == 0 {
			continue
		}
		gap := (sum-sumDark)/light - sumDark/dark
		if v := dark * light * gap * gap; v > best {
			best, threshold, spread = v, uint8(i), gap
		}
	}
	return threshold, spread
}

func histogram(g *image.Gray) *[256]int {
	var hist [256]int
	for y := range g.Rect.Dy() {
		for _, v := range g.Pix[y*g.Stride:][:g.Rect.Dx()] {
			hist[v]++
		}
	}
	return &hist
}
