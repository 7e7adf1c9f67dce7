package imageops

import (
	"image"
	"math/bits"
)

// bitmap is a bilevel image of one bit a pixel, 1 for ink; bit 0 of a word is
// its leftmost pixel.
type bitmap struct {
	w, h   int
	stride int // words a row
	words  []uint64
}

func newBitmap(w, h int) *bitmap {
	stride := (w + 63) / 64
	return &bitmap{w: w, h: h, stride: stride, words: make([]uint64, stride*h)}
}

// inkOf packs the black pixels of a bilevel image.
func inkOf(g *image.Gray) *bitmap {
	b := newBitmap(g.Rect.Dx(), g.Rect.Dy())
	for y := range b.h {
		row := g.Pix[y*g.Stride:][:b.w]
		to := b.row(y)
		for x, v := range row {
			to[x>>6] |= uint64(^v>>7) << (x & 63)
		}
	}
	return b
}

func (b *bitmap) row(y int) []uint64 { return b.words[y*b.stride : (y+1)*b.stride] }

// at reports ink at a pixel; there is none outside.
func (b *bitmap) at(x, y int) bool {
	return uint(x) < uint(b.w) && uint(y) < uint(b.h) && b.words[y*b.stride+x>>6]>>(x&63)&1 != 0
}

// count is the number of ink pixels in a part of the image.
func (b *bitmap) count(r image.Rectangle) (n int) {
	r = r.Intersect(image.Rect(0, 0, b.w, b.h))
	if r.Empty() {
		return 0
	}
	first, last := r.Min.X>>6, (r.Max.X-1)>>6
	low := ^uint64(0) << (r.Min.X & 63)
	high := ^uint64(0) >> (63 - (r.Max.X-1)&63)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := b.row(y)
		for i := first; i <= last; i++ {
			v := row[i]
			if i == first {
				v &= low
			}
			if i == last {
				v &= high
			}
			n += bits.OnesCount64(v)
		}
	}
	return n
}

// transposed swaps the axes.
func (b *bitmap) transposed() *bitmap {
	t := newBitmap(b.h, b.w)
	var block [64]uint64
	for y0 := 0; y0 < b.h; y0 += 64 {
		for i := range b.stride {
			var any uint64
			for j := range block {
				block[j] = 0
				if y0+j < b.h {
					block[j] = b.words[(y0+j)*b.stride+i]
					any |= block[j]
				}
			}
			if any == 0 {
				continue
			}
			transpose64(&block)
			for j, v := range block {
				if x := i*64 + j; x < b.w {
					t.words[x*t.stride+y0>>6] = v
				}
			}
		}
	}
	return t
}

// transpose64 transposes a matrix of 64 by 64 bits (Warren, Hacker's Delight,
// 7-3).
func transpose64(a *[64]uint64) {
	mask := uint64(0x00000000ffffffff)
	for j := 32; j != 0; j, mask = j>>1, mask^mask<<(j>>1) {
		for k := 0; k < 64; k = (k + j + 1) &^ j {
			t := (a[k]>>j ^ a[k+j]) & mask
			a[k] ^= t << j
			a[k+j] ^= t
		}
	}
}

// runs calls f with the start and end of every run of ink in a row.
func (b *bitmap) runs(y int, f func(x0, x1 int)) {
	row := b.row(y)
	for x := 0; x < b.w; {
		v := row[x>>6] >> (x & 63)
		if v == 0 {
			x = (x | 63) + 1
			continue
		}
		x += bits.TrailingZeros64(v)
		from := x
		for x < b.w {
			v := ^row[x>>6] >> (x & 63)
			n := bits.TrailingZeros64(v) // of zeros shifted in at the top: at most to the end of the word
			if n < 64-x&63 {
				x += n
				break
			}
			x = (x | 63) + 1
		}
		f(from, min(x, b.w))
	}
}
