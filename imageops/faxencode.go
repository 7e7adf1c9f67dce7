package imageops

import (
	"image"
	"strings"
	"sync"
)

// bitCode is a code to write: its lowest n bits.
type bitCode struct {
	bits uint32
	n    int
}

// faxEncoding holds the codes of white and black runs.
var faxEncoding = sync.OnceValue(func() *[2][]bitCode {
	var codes [2][]bitCode
	for c, list := range []string{faxWhiteCodes, faxBlackCodes} {
		for _, code := range strings.Fields(list) {
			var b bitCode
			for _, bit := range code {
				b = bitCode{b.bits<<1 | uint32(bit-'0'), b.n + 1}
			}
			codes[c] = append(codes[c], b)
		}
	}
	return &codes
})

// faxVertical are the codes for a1 being -3 … 3 pixels right of b1.
var faxVertical = [7]bitCode{{0b0000010, 7}, {0b000010, 6}, {0b010, 3}, {1, 1}, {0b011, 3}, {0b000011, 6}, {0b0000011, 7}}

type bitWriter struct {
	out  []byte
	acc  uint64
	have int
}

func (w *bitWriter) write(b bitCode) {
	w.acc = w.acc<<b.n | uint64(b.bits)
	for w.have += b.n; w.have >= 8; w.have -= 8 {
		w.out = append(w.out, byte(w.acc>>(w.have-8)))
	}
}

func (w *bitWriter) flush() []byte {
	if w.have > 0 {
		w.write(bitCode{0, 8 - w.have})
	}
	return w.out
}

// run writes a run of a colour.
func (w *bitWriter) run(codes []bitCode, n int) {
	for n >= 2560+64 {
		w.write(codes[63+2560/64])
		n -= 2560
	}
	if n >= 64 {
		w.write(codes[63+n/64])
		n %= 64
	}
	w.write(codes[n])
}

// changes returns the places where a row of black (0) and white changes its
// colour, from white before the row, ended by its width.
func changes(dst []int, row []uint8) []int {
	dst = dst[:0]
	last := uint8(255)
	for x, v := range row {
		if v != last {
			dst = append(dst, x)
			last = v
		}
	}
	return append(dst, len(row), len(row), len(row))
}

// encodeG4 codes a bilevel image after ITU-T T.6.
func encodeG4(g *image.Gray) []byte {
	codes := faxEncoding()
	var w bitWriter
	width := g.Rect.Dx()
	ref, cur := changes(nil, nil), []int(nil)
	for i := range ref {
		ref[i] = width
	}
	for y := range g.Rect.Dy() {
		cur = changes(cur, g.Pix[y*g.Stride:y*g.Stride+width])
		encodeRow(&w, codes, ref, cur, width)
		ref, cur = cur, ref
	}
	w.write(bitCode{1, 12}) // end of the block
	w.write(bitCode{1, 12})
	return w.flush()
}

// encodeRow codes a row against the one before; see faxDecoder.row2D.
func encodeRow(w *bitWriter, codes *[2][]bitCode, ref, cur []int, width int) {
	a0, black, a, b := -1, 0, 0, 0
	for a0 < width {
		b = max(b-1, 0)
		b += (b ^ black) & 1
		for ref[b] <= a0 && ref[b] < width {
			b += 2
		}
		a1, b1 := cur[a], ref[b]
		if b2 := ref[min(b+1, len(ref)-1)]; b2 < a1 {
			w.write(bitCode{0b0001, 4}) // pass
			a0 = b2
			continue
		}
		if d := a1 - b1; d >= -3 && d <= 3 {
			w.write(faxVertical[d+3])
			a0, black = a1, black^1
			a = min(a+1, len(cur)-1)
			continue
		}
		a2 := cur[min(a+1, len(cur)-1)]
		w.write(bitCode{0b001, 3})
		w.run(codes[black], a1-max(a0, 0))
		w.run(codes[black^1], a2-a1)
		a0 = a2
		a = min(a+2, len(cur)-1)
	}
}
