package imageops

import (
	"image"
)

// The encoder for lossless WebP (VP8L, RFC 9649): green subtracted, one of
// five predictors a block, backward references, one set of prefix codes.

// lsbWriter writes bits from the lowest up.
type lsbWriter struct {
	out  []byte
	acc  uint64
	have int
}

func (w *lsbWriter) write(v uint32, n int) {
	w.acc |= uint64(v) << w.have
	for w.have += n; w.have >= 8; w.have -= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
	}
}

func (w *lsbWriter) bytes() []byte {
	if w.have > 0 {
		return append(w.out, byte(w.acc))
	}
	return w.out
}

const (
	vp8lMagic      = 0x2f
	vp8lBlockBits  = 4 // predictors are chosen for blocks of 16 x 16
	vp8lMaxMatch   = 4096
	vp8lWindow     = 1<<20 - 120
	vp8lGreenCodes = 256 + 24
	vp8lDistCodes  = 40
)

// encodeVP8L returns the bit stream of an *image.Gray or *image.NRGBA.
func encodeVP8L(src image.Image) []byte {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	pix, alpha := argb(src)
	var out lsbWriter
	out.write(vp8lMagic, 8)
	out.write(uint32(w-1), 14)
	out.write(uint32(h-1), 14)
	out.write(alpha, 1)
	out.write(0, 3) // version

	out.write(1|2<<1, 3) // transform: green subtracted
	for i, p := range pix {
		g := p >> 8 & 255
		pix[i] = p&0xff00ff00 | (p>>16-g)&255<<16 | (p-g)&255
	}
	out.write(1|0<<1, 3) // transform: predictors
	out.write(vp8lBlockBits-2, 3)
	residual, modes, mw := predict(pix, w, h)
	out.image(modes, mw, false)
	out.write(0, 1) // no more transforms
	out.image(residual, w, true)
	return out.bytes()
}

// argb returns the pixels as 32 bits and 1 when some are not opaque.
func argb(src image.Image) (pix []uint32, alpha uint32) {
	b := src.Bounds()
	pix = make([]uint32, 0, b.Dx()*b.Dy())
	switch src := src.(type) {
	case *image.Gray:
		for y := range b.Dy() {
			for _, v := range src.Pix[y*src.Stride:][:b.Dx()] {
				pix = append(pix, 0xff000000|uint32(v)*0x010101)
			}
		}
	case *image.NRGBA:
		for y := range b.Dy() {
			row := src.Pix[y*src.Stride:][:4*b.Dx()]
			for i := 0; i < len(row); i += 4 {
				pix = append(pix, uint32(row[i+3])<<24|uint32(row[i])<<16|uint32(row[i+1])<<8|uint32(row[i+2]))
				if row[i+3] != 255 {
					alpha = 1
				}
			}
		}
	}
	return pix, alpha
}

// vp8lModes are the predictors that the encoder chooses from.
var vp8lModes = []uint32{1, 2, 7, 11, 12}

// predicted is what a mode makes of the left, top and top-left pixels.
func predicted(mode, l, t, tl uint32) uint32 {
	switch mode {
	case 1:
		return l
	case 2:
		return t
	case 7: // mean of left and top
		return (l^t)&0xfefefefe>>1 + l&t
	case 11: // left or top, whichever is nearer to left + top - top-left
		if distance(t, tl) < distance(l, tl) {
			return l
		}
		return t
	}
	var p uint32 // left + top - top-left, clamped
	for s := 0; s < 32; s += 8 {
		v := int32(l>>s&255) + int32(t>>s&255) - int32(tl>>s&255)
		p |= uint32(min(max(v, 0), 255)) << s
	}
	return p
}

// distance is the sum of the differences of the four channels.
func distance(a, b uint32) (d int32) {
	for s := 0; s < 32; s += 8 {
		v := int32(a>>s&255) - int32(b>>s&255)
		d += max(v, -v)
	}
	return d
}

// subtract takes q from p in each channel.
func subtract(p, q uint32) uint32 {
	const even, odd = 0x00ff00ff, 0xff00ff00
	return ((p|odd)-(q&even))&even | ((p|even)-(q&odd))&odd
}

// predict returns what the best predictor of each block leaves of pix, and the
// predictors as an image of its own.
func predict(pix []uint32, w, h int) (residual, modes []uint32, mw int) {
	const size = 1 << vp8lBlockBits
	mw = (w + size - 1) / size
	mh := (h + size - 1) / size
	residual, modes = make([]uint32, len(pix)), make([]uint32, mw*mh)
	for by := range mh {
		for bx := range mw {
			x0, y0, x1, y1 := bx*size, by*size, min((bx+1)*size, w), min((by+1)*size, h)
			best, cost := uint32(1), int64(-1)
			for _, m := range vp8lModes {
				var c int64
				for y := max(y0, 1); y < y1 && (cost < 0 || c < cost); y++ {
					for x := max(x0, 1); x < x1; x++ {
						i := y*w + x
						r := subtract(pix[i], predicted(m, pix[i-1], pix[i-w], pix[i-w-1]))
						for s := 0; s < 32; s += 8 {
							v := int32(int8(r >> s))
							c += int64(max(v, -v))
						}
					}
				}
				if cost < 0 || c < cost {
					best, cost = m, c
				}
			}
			modes[by*mw+bx] = 0xff000000 | best<<8
			for y := y0; y < y1; y++ {
				for x := x0; x < x1; x++ {
					i := y*w + x
					p := uint32(0xff000000)
					switch {
					case y > 0 && x > 0:
						p = predicted(best, pix[i-1], pix[i-w], pix[i-w-1])
					case y > 0:
						p = pix[i-w]
					case x > 0:
						p = pix[i-1]
					}
					residual[i] = subtract(pix[i], p)
				}
			}
		}
	}
	return residual, modes, mw
}

// vp8lToken is a pixel, or with length > 0 a copy from dist pixels back.
type vp8lToken struct {
	pixel  uint32
	length int32
	dist   int32
}

// image writes entropy-coded pixels. Only the main image says that it has no
// more than one set of codes.
func (w *lsbWriter) image(pix []uint32, width int, main bool) {
	w.write(0, 1) // no colour cache
	if main {
		w.write(0, 1)
	}
	tokens := references(pix)
	counts := [5][]int{make([]int, vp8lGreenCodes), make([]int, 256), make([]int, 256), make([]int, 256), make([]int, vp8lDistCodes)}
	for _, t := range tokens {
		if t.length == 0 {
			counts[0][t.pixel>>8&255]++
			counts[1][t.pixel>>16&255]++
			counts[2][t.pixel&255]++
			counts[3][t.pixel>>24]++
			continue
		}
		code, _, _ := prefixCode(int(t.length))
		counts[0][256+code]++
		code, _, _ = prefixCode(distanceCode(int(t.dist), width))
		counts[4][code]++
	}
	var codes [5][]bitCode
	for i := range counts {
		codes[i] = w.prefixCodes(counts[i])
	}
	put := func(c bitCode) { w.write(c.bits, c.n) }
	for _, t := range tokens {
		if t.length == 0 {
			put(codes[0][t.pixel>>8&255])
			put(codes[1][t.pixel>>16&255])
			put(codes[2][t.pixel&255])
			put(codes[3][t.pixel>>24])
			continue
		}
		code, extra, n := prefixCode(int(t.length))
		put(codes[0][256+code])
		w.write(extra, n)
		code, extra, n = prefixCode(distanceCode(int(t.dist), width))
		put(codes[4][code])
		w.write(extra, n)
	}
}

// distanceCode is how a distance in pixels is written: the nearest two have
// short codes of their own.
func distanceCode(dist, width int) int {
	switch dist {
	case width:
		return 1
	case 1:
		return 2
	}
	return dist + 120
}

// references finds repeats by hash chains.
func references(pix []uint32) []vp8lToken {
	const hashBits, chain, least = 16, 12, 3
	tokens := make([]vp8lToken, 0, len(pix)/4)
	head := make([]int32, 1<<hashBits) // position + 1 of the last pixels of a hash
	prev := make([]int32, len(pix))
	hash := func(i int) uint32 {
		return (pix[i]*0x9e3779b1 ^ pix[i+1]*0x85ebca6b ^ pix[i+2]*0xc2b2ae35) >> (32 - hashBits)
	}
	enter := func(i int) {
		if i+least <= len(pix) {
			k := hash(i)
			prev[i], head[k] = head[k], int32(i+1)
		}
	}
	for i := 0; i < len(pix); {
		length, dist := 0, 0
		if i+least <= len(pix) {
			for at, tries := int(head[hash(i)])-1, chain; at >= 0 && i-at < vp8lWindow && tries > 0; at, tries = int(prev[at])-1, tries-1 {
				n := 0
				for n < vp8lMaxMatch && i+n < len(pix) && pix[i+n] == pix[at+n] {
					n++
				}
				if n > length {
					length, dist = n, i-at
				}
				if n > 256 {
					break
				}
			}
		}
		if length < least {
			tokens = append(tokens, vp8lToken{pixel: pix[i]})
			enter(i)
			i++
			continue
		}
		tokens = append(tokens, vp8lToken{length: int32(length), dist: int32(dist)})
		for j := i; j < i+length; j += 1 + length/256 {
			enter(j)
		}
		i += length
	}
	return tokens
}
