package dbnet

import (
	"encoding/binary"
	"fmt"
	"image"
	"math"
	"slices"
)

// A resizer scales an image to the input of the network with a triangle filter
// that covers every source pixel, one output row at a time: first down the
// columns, eight bytes at once, then along the row.
type resizer struct {
	pix    []byte
	stride int
	bpp    int // 1 grey, 4 NRGBA
	from   int // first byte of a source row that is used
	n      int // bytes of a source row that are used
	top    int // output row that row 0 is
	tx, ty []taps
	even   []uint64 // sums of even bytes, four in a word
	odd    []uint64
	line   []byte // the source rows of one output row, averaged
}

// taps are the weights of the source pixels from first on; they add up to one.
type taps struct {
	first  int
	weight []uint32 // of 1 << tapBits
}

// tapBits keeps a weighted sum of bytes within 16 bits.
const tapBits = 8

func newResizer(img image.Image, size image.Point) (*resizer, error) {
	r := &resizer{}
	switch m := img.(type) {
	case *image.Gray:
		r.pix, r.stride, r.bpp = m.Pix, m.Stride, 1
	case *image.NRGBA:
		r.pix, r.stride, r.bpp = m.Pix, m.Stride, 4
	default:
		return nil, fmt.Errorf("dbnet: image of type %T", img)
	}
	src := img.Bounds().Size()
	r.n = src.X * r.bpp
	r.tx, r.ty = triangle(src.X, size.X), triangle(src.Y, size.Y)
	r.allocate()
	return r, nil
}

func (r *resizer) allocate() {
	words := (r.n + 7) / 8
	r.even, r.odd, r.line = make([]uint64, words), make([]uint64, words), make([]byte, 8*words)
}

// columns returns a resizer for n output columns from x on.
func (r *resizer) columns(x, n int) *resizer {
	c := *r
	c.tx = slices.Clone(r.tx[x : x+n])
	first, last := c.tx[0].first, c.tx[n-1].first+len(c.tx[n-1].weight)
	c.from, c.n = r.from+first*r.bpp, (last-first)*r.bpp
	for i := range c.tx {
		c.tx[i].first -= first
	}
	c.allocate()
	return &c
}

func triangle(in, out int) []taps {
	scale := float64(in) / float64(out)
	reach := math.Max(1, scale)
	ts := make([]taps, out)
	for o := range ts {
		c := (float64(o)+0.5)*scale - 0.5
		a, b := max(0, int(math.Ceil(c-reach))), min(in-1, int(math.Floor(c+reach)))
		var sum float64
		for i := a; i <= b; i++ {
			sum += 1 - math.Abs(float64(i)-c)/reach
		}
		t := taps{first: a}
		var done float64
		used := uint32(0)
		for i := a; i <= b; i++ { // round the running total, so that the weights add up
			done += (1 - math.Abs(float64(i)-c)/reach) / sum * (1 << tapBits)
			w := uint32(math.Round(done)) - used
			used += w
			t.weight = append(t.weight, w)
		}
		ts[o] = t
	}
	return ts
}

// The network was trained on BGR with these means and deviations in this order.
var (
	mean      = [3]float32{0.485, 0.456, 0.406}
	deviation = [3]float32{0.229, 0.224, 0.225}
)

// row writes output row y as four values a pixel.
func (r *resizer) row(y int, dst []float32) {
	r.column(r.ty[r.top+y])
	var k, b [3]float32
	for c := range k {
		k[c], b[c] = 1/(255*deviation[c]*(1<<tapBits)), -mean[c]/deviation[c]
	}
	if r.bpp == 1 {
		for x := range r.tx {
			t := &r.tx[x]
			var s uint32
			px := r.line[t.first:][:len(t.weight)]
			for i, w := range t.weight {
				s += w * uint32(px[i])
			}
			v, d := float32(s), dst[4*x:4*x+4:4*x+4]
			d[0], d[1], d[2], d[3] = v*k[0]+b[0], v*k[1]+b[1], v*k[2]+b[2], 0
		}
		return
	}
	for x := range r.tx {
		t := &r.tx[x]
		var s0, s1, s2 uint32
		px := r.line[4*t.first:][:4*len(t.weight)]
		for i, w := range t.weight {
			q := px[4*i : 4*i+4 : 4*i+4]
			s0, s1, s2 = s0+w*uint32(q[0]), s1+w*uint32(q[1]), s2+w*uint32(q[2])
		}
		d := dst[4*x : 4*x+4 : 4*x+4]
		d[0], d[1], d[2], d[3] = float32(s2)*k[0]+b[0], float32(s1)*k[1]+b[1], float32(s0)*k[2]+b[2], 0
	}
}

const evenBytes = 0x00ff00ff00ff00ff

// column averages source rows into line.
func (r *resizer) column(t taps) {
	clear(r.even)
	clear(r.odd)
	full := r.n / 8
	for i, w := range t.weight {
		src := r.pix[(t.first+i)*r.stride+r.from:][:r.n]
		k := uint64(w)
		for j := range full {
			v := binary.LittleEndian.Uint64(src[8*j:])
			r.even[j] += v & evenBytes * k
			r.odd[j] += v >> 8 & evenBytes * k
		}
		if full < len(r.even) {
			var rest [8]byte
			copy(rest[:], src[8*full:])
			v := binary.LittleEndian.Uint64(rest[:])
			r.even[full] += v & evenBytes * k
			r.odd[full] += v >> 8 & evenBytes * k
		}
	}
	const half = 0x0080008000800080
	for j := range r.even {
		v := (r.even[j]+half)>>8&evenBytes | (r.odd[j]+half)&^evenBytes
		binary.LittleEndian.PutUint64(r.line[8*j:], v)
	}
}
