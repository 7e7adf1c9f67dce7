package imageops

import (
	"encoding/binary"
	"image"
)

// tiffSample is a hand-made TIFF file and the picture that is in it.
type tiffSample struct {
	name string
	data []byte
	want image.Image
}

// tiffBytes writes one page with a byte order of choice, classic or BigTIFF.
// Offsets of the blocks are filled in.
func tiffBytes(order binary.AppendByteOrder, big bool, fields []tiffField, blocks [][]byte) []byte {
	w := tiffLayout{order: order, big: big, entry: 12, inline: 4, head: 2}
	if big {
		w.entry, w.inline, w.head = 20, 8, 8
	}
	b := w.header()
	at := len(b) + w.head + w.entry*(len(fields)+2) + w.inline // of the values that are not inline
	fields = w.place(fields, blocks, at)
	if big {
		b = order.AppendUint64(b, uint64(len(fields)))
	} else {
		b = order.AppendUint16(b, uint16(len(fields)))
	}
	var tail []byte
	for _, f := range fields {
		var v []byte
		b, v = w.field(b, f, at+len(tail))
		tail = append(tail, v...)
	}
	b = append(b, make([]byte, w.inline)...) // no next directory
	b = append(b, tail...)
	for _, block := range blocks {
		b = append(b, block...)
	}
	return b
}

// tiffLayout knows the sizes of the two layouts.
type tiffLayout struct {
	order               binary.AppendByteOrder
	big                 bool
	entry, inline, head int // bytes of a field, of the value in it, and of the number of fields
}

func (w tiffLayout) header() []byte {
	b := []byte("II")
	if w.order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	if !w.big {
		return w.order.AppendUint32(w.order.AppendUint16(b, 42), 8)
	}
	b = w.order.AppendUint16(w.order.AppendUint16(b, 43), 8)
	return w.order.AppendUint64(w.order.AppendUint16(b, 0), 16)
}

// place adds the fields that say where the blocks are, behind the values that
// start at at.
func (w tiffLayout) place(fields []tiffField, blocks [][]byte, at int) []tiffField {
	offsets, counts := tiffField{tag: tagStripOffsets, kind: 4}, tiffField{tag: tagStripByteCounts, kind: 4}
	for _, f := range fields {
		if f.tag == tagTileWidth {
			offsets.tag, counts.tag = tagTileOffsets, tagTileByteCounts
		}
	}
	for _, block := range blocks {
		offsets.values = append(offsets.values, 0)
		counts.values = append(counts.values, uint32(len(block)))
	}
	fields = append(append([]tiffField(nil), fields...), offsets, counts)
	for _, f := range fields {
		if n := len(w.values(f)); n > w.inline {
			at += n
		}
	}
	for i, block := range blocks {
		offsets.values[i] = uint32(at)
		at += len(block)
	}
	return fields
}

// values are the bytes of a field's values.
func (w tiffLayout) values(f tiffField) (v []byte) {
	for _, n := range f.values {
		switch f.kind {
		case 1, 7:
			v = append(v, byte(n))
		case 3:
			v = w.order.AppendUint16(v, uint16(n))
		default:
			v = w.order.AppendUint32(v, n)
		}
	}
	return v
}

// field appends a field, and returns the bytes that belong to where.
func (w tiffLayout) field(b []byte, f tiffField, where int) (out, tail []byte) {
	v := w.values(f)
	number := func(b []byte, n int) []byte {
		if w.big {
			return w.order.AppendUint64(b, uint64(n))
		}
		return w.order.AppendUint32(b, uint32(n))
	}
	b = w.order.AppendUint16(b, f.tag)
	b = w.order.AppendUint16(b, f.kind)
	b = number(b, len(f.values))
	if len(v) <= w.inline {
		return append(b, append(v, make([]byte, 8)...)[:w.inline]...), nil
	}
	return number(b, where), v
}

func short(tag uint16, values ...uint32) tiffField {
	return tiffField{tag: tag, kind: 3, values: values}
}

// packGray packs the upper n bits of the pixels of a part of g.
func packGray(g *image.Gray, r image.Rectangle, n int) (b []byte) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		var acc, have int
		for x := r.Min.X; x < r.Max.X; x++ {
			v := 0
			if (image.Point{x, y}).In(g.Rect) {
				v = int(g.GrayAt(x, y).Y)
			}
			if n > 8 {
				acc, have = acc<<n|v<<(n-8), have+n
			} else {
				acc, have = acc<<n|v>>(8-n), have+n
			}
			for ; have >= 8; have -= 8 {
				b = append(b, byte(acc>>(have-8)))
			}
		}
		if have > 0 {
			b = append(b, byte(acc<<(8-have)))
		}
	}
	return b
}

// posterize keeps the upper n bits and scales them to 0-255 as TIFF does.
func posterize(g *image.Gray, n int) *image.Gray {
	out := ToGray(g)
	for i, v := range out.Pix {
		out.Pix[i] = uint8(int(v) >> (8 - n) * 255 / (1<<n - 1))
	}
	return out
}

func packBits(b []byte) (out []byte) {
	for len(b) > 0 {
		n := 1
		for n < len(b) && n < 128 && b[n] == b[0] {
			n++
		}
		if n > 1 {
			out = append(out, byte(1-n), b[0])
		} else {
			out = append(out, 0, b[0])
		}
		b = b[n:]
	}
	return out
}

// groupThree codes bilevel rows in one dimension, or after the first row in two
// where twoD is set.
func groupThree(g *image.Gray, eol, twoD, align bool) []byte {
	codes := faxEncoding()
	var w bitWriter
	width := g.Rect.Dx()
	ref := []int{width, width, width}
	for y := range g.Rect.Dy() {
		row := g.Pix[y*g.Stride : y*g.Stride+width]
		cur := changes(nil, row)
		if eol {
			w.write(bitCode{1, 12})
		}
		if twoD {
			tag := uint32(1)
			if y%3 != 0 {
				tag = 0
			}
			w.write(bitCode{tag, 1})
		}
		if twoD && y%3 != 0 {
			encodeRow(&w, codes, ref, cur, width)
		} else {
			x := 0
			for i, c := range cur[:len(cur)-2] {
				w.run(codes[i&1], c-x)
				x = c
			}
		}
		if align && w.have > 0 {
			w.write(bitCode{0, 8 - w.have})
		}
		ref = cur
	}
	if eol {
		for range 6 {
			w.write(bitCode{1, 12})
			if twoD {
				w.write(bitCode{1, 1})
			}
		}
	}
	return w.flush()
}
