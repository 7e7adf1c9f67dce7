package imageops

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"iter"
	"math"
	"slices"
)

// EncodeTIFF writes the images of pages as the pages of one TIFF file, coded as
// Encode codes them. It holds at most two pages at a time, one of them
// compressed, and stops at the first error of pages. The Format in o is
// ignored.
func EncodeTIFF(w io.Writer, pages iter.Seq2[image.Image, error], o EncodeOptions) error {
	next, stop := iter.Pull2(pages)
	defer stop()
	t := tiffWriter{w: w, o: o}
	page, err, more := next()
	if !more {
		return fmt.Errorf("%w: no pages to encode", ErrEmpty)
	}
	if err := t.write([]byte("II*\x00\x08\x00\x00\x00")); err != nil {
		return err
	}
	for n := 1; more; n++ {
		if err != nil {
			return err
		}
		var data []byte
		var dir []tiffField
		if data, dir, err = t.encode(page); err != nil {
			return fmt.Errorf("page %d: %w", n, err)
		}
		page, err, more = next()
		if err := t.page(data, dir, more); err != nil {
			return err
		}
	}
	return nil
}

// tiffField is an entry of a directory, of type SHORT or LONG, or a RATIONAL
// where den is set.
type tiffField struct {
	tag    uint16
	kind   uint16
	values []uint32
	den    uint32
}

type tiffWriter struct {
	w  io.Writer
	o  EncodeOptions
	at int64
}

func (t *tiffWriter) write(b []byte) error {
	n, err := t.w.Write(b)
	t.at += int64(n)
	return err
}

// encode compresses a page: one of black and white after Group 4, all others
// with Deflate over differences.
func (t *tiffWriter) encode(page image.Image) ([]byte, []tiffField, error) {
	src := canonical(page)
	b := src.Bounds()
	if b.Empty() {
		return nil, nil, fmt.Errorf("%w: nothing to encode", ErrEmpty)
	}
	const short = 3
	dir := []tiffField{
		{tag: tagWidth, kind: 4, values: []uint32{uint32(b.Dx())}},
		{tag: tagLength, kind: 4, values: []uint32{uint32(b.Dy())}},
		{tag: tagRowsPerStrip, kind: 4, values: []uint32{uint32(b.Dy())}},
	}
	add := func(tag uint16, values ...uint32) {
		dir = append(dir, tiffField{tag: tag, kind: short, values: values})
	}
	if t.o.DPI > 0 {
		dpi := uint32(math.Round(t.o.DPI * 100))
		for _, tag := range []uint16{tagXResolution, tagYResolution} {
			dir = append(dir, tiffField{tag: tag, kind: 5, values: []uint32{dpi}, den: 100})
		}
		add(tagResolutionUnit, 2)
	}
	var data []byte
	var err error
	switch src := src.(type) {
	case *image.Gray:
		add(tagSamplesPerPixel, 1)
		if bilevel(src) {
			add(tagBitsPerSample, 1)
			add(tagPhotometric, whiteIsZero)
			add(tagCompression, compressG4)
			return encodeG4(src), dir, nil
		}
		add(tagBitsPerSample, 8)
		add(tagPhotometric, blackIsZero)
		data, err = t.deflate(plane{src.Pix, src.Stride, b.Dx(), b.Dy()}, 1, 1)
	case *image.NRGBA:
		samples := 4
		if src.Opaque() {
			samples = 3
		} else {
			add(tagExtraSamples, 2)
		}
		add(tagSamplesPerPixel, uint32(samples))
		add(tagBitsPerSample, slices.Repeat([]uint32{8}, samples)...)
		add(tagPhotometric, rgbColor)
		data, err = t.deflate(plane{src.Pix, src.Stride, b.Dx(), b.Dy()}, 4, samples)
	}
	add(tagCompression, compressDeflate)
	add(tagPredictor, 2)
	return data, dir, err
}

// deflate compresses the first `samples` of the n bytes of every pixel.
func (t *tiffWriter) deflate(src plane, n, samples int) ([]byte, error) {
	level := zlib.BestSpeed
	if t.o.Small {
		level = zlib.BestCompression
	}
	var buf bytes.Buffer
	z, err := zlib.NewWriterLevel(&buf, level)
	if err != nil {
		return nil, err
	}
	row := make([]byte, src.w*samples)
	for y := range src.h {
		line := src.pix[y*src.stride:][:n*src.w]
		for s := range samples {
			last := uint8(0)
			for x := range src.w {
				v := line[x*n+s]
				row[x*samples+s] = v - last
				last = v
			}
		}
		if _, err := z.Write(row); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return buf.Bytes(), err
}

// page writes the directory of a page and its data behind it.
func (t *tiffWriter) page(data []byte, dir []tiffField, more bool) error {
	dir = append(dir, tiffField{tag: tagStripOffsets, kind: 4, values: []uint32{0}},
		tiffField{tag: tagStripByteCounts, kind: 4, values: []uint32{uint32(len(data))}})
	slices.SortFunc(dir, func(a, b tiffField) int { return int(a.tag) - int(b.tag) })
	size := 2 + 12*len(dir) + 4
	extra := 0
	for _, f := range dir {
		if n := f.size(); n > 4 {
			extra += (n + 1) &^ 1
		}
	}
	dataAt := t.at + int64(size+extra)
	next := (dataAt + int64(len(data)) + 1) &^ 1
	if next > math.MaxUint32 {
		return fmt.Errorf("%w: TIFF holds at most 4 GiB", ErrTooLarge)
	}
	le := binary.LittleEndian
	head := le.AppendUint16(nil, uint16(len(dir)))
	var tail []byte
	for _, f := range dir {
		if f.tag == tagStripOffsets {
			f.values[0] = uint32(dataAt)
		}
		head = f.append(head, &tail, uint32(t.at)+uint32(size))
	}
	if !more {
		next = 0
	}
	head = le.AppendUint32(head, uint32(next))
	if len(data)&1 == 1 {
		data = append(data, 0)
	}
	for _, b := range [][]byte{head, tail, data} {
		if err := t.write(b); err != nil {
			return err
		}
	}
	return nil
}

func (f tiffField) size() int {
	switch f.kind {
	case 3:
		return 2 * len(f.values)
	case 5:
		return 8 * len(f.values)
	}
	return 4 * len(f.values)
}

// append writes the entry, with values that do not fit in it to tail, which
// will stand at tailAt.
func (f tiffField) append(b []byte, tail *[]byte, tailAt uint32) []byte {
	le := binary.LittleEndian
	var v []byte
	for _, n := range f.values {
		if f.kind == 3 {
			v = le.AppendUint16(v, uint16(n))
			continue
		}
		v = le.AppendUint32(v, n)
		if f.kind == 5 {
			v = le.AppendUint32(v, f.den)
		}
	}
	b = le.AppendUint16(b, f.tag)
	b = le.AppendUint16(b, f.kind)
	b = le.AppendUint32(b, uint32(len(f.values)))
	if len(v) <= 4 {
		return append(b, append(v, 0, 0, 0, 0)[:4]...)
	}
	b = le.AppendUint32(b, tailAt+uint32(len(*tail)))
	if len(v)&1 == 1 {
		v = append(v, 0)
	}
	*tail = append(*tail, v...)
	return b
}
