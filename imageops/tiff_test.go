package imageops

import (
	"bytes"
	"compress/lzw"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"testing"
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
	b := []byte("II")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	if big {
		b = order.AppendUint16(b, 43)
		b = order.AppendUint16(b, 8)
		b = order.AppendUint16(b, 0)
		b = order.AppendUint64(b, 16)
	} else {
		b = order.AppendUint16(b, 42)
		b = order.AppendUint32(b, 8)
	}
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
	entry, inline := 12, 4
	head := 2
	if big {
		entry, inline, head = 20, 8, 8
	}
	at := len(b) + head + entry*len(fields) + inline
	tailSize := 0
	for _, f := range fields {
		if f.size() > inline {
			tailSize += f.size()
		}
	}
	next := at + tailSize
	for i, block := range blocks {
		fields[len(fields)-2].values[i] = uint32(next)
		next += len(block)
	}
	if big {
		b = order.AppendUint64(b, uint64(len(fields)))
	} else {
		b = order.AppendUint16(b, uint16(len(fields)))
	}
	var tail []byte
	for _, f := range fields {
		var v []byte
		for _, n := range f.values {
			switch f.kind {
			case 1, 7:
				v = append(v, byte(n))
			case 3:
				v = order.AppendUint16(v, uint16(n))
			default:
				v = order.AppendUint32(v, n)
			}
		}
		b = order.AppendUint16(b, f.tag)
		b = order.AppendUint16(b, f.kind)
		if big {
			b = order.AppendUint64(b, uint64(len(f.values)))
		} else {
			b = order.AppendUint32(b, uint32(len(f.values)))
		}
		if len(v) <= inline {
			b = append(b, append(v, make([]byte, 8)...)[:inline]...)
			continue
		}
		where := uint64(at + len(tail))
		if big {
			b = order.AppendUint64(b, where)
		} else {
			b = order.AppendUint32(b, uint32(where))
		}
		tail = append(tail, v...)
	}
	b = append(b, make([]byte, inline)...) // no next directory
	b = append(b, tail...)
	for _, block := range blocks {
		b = append(b, block...)
	}
	return b
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

func tiffVariants(t testing.TB) []tiffSample {
	const w, h = 37, 23
	colour := picture(w, h)
	gray := ToGray(colour)
	bw := bilevelPicture(w, h)
	rect := gray.Rect
	base := func(bits, photometric, compression uint32, more ...tiffField) []tiffField {
		return append([]tiffField{short(tagWidth, w), short(tagLength, h), short(tagBitsPerSample, bits),
			short(tagPhotometric, photometric), short(tagCompression, compression)}, more...)
	}
	le, be := binary.AppendByteOrder(binary.LittleEndian), binary.AppendByteOrder(binary.BigEndian)
	black := make([]byte, len(packGray(bw, rect, 1)))
	for i, v := range packGray(bw, rect, 1) {
		black[i] = ^v // fax coding: 1 is black
	}
	sixteen := packGray(gray, rect, 16)
	lzwBytes := encoded(t, func(out io.Writer) error {
		z := lzw.NewWriter(out, lzw.MSB, 8) // differs from TIFF's after 511 codes; this is shorter
		if _, err := z.Write(packGray(gray, image.Rect(0, 0, w, 4), 8)); err != nil {
			return err
		}
		return z.Close()
	})
	jpegBytes := encoded(t, func(out io.Writer) error { return jpeg.Encode(out, colour, &jpeg.Options{Quality: 98}) })
	var rgb, planes []byte
	for i := 0; i < len(colour.Pix); i += 4 {
		rgb = append(rgb, colour.Pix[i:i+3]...)
	}
	for k := range 3 {
		for i := k; i < len(rgb); i += 3 {
			planes = append(planes, rgb[i])
		}
	}
	n := w * h
	var cmyk []byte
	wantCMYK := image.NewNRGBA(rect)
	for i := range n {
		c, m, y, k := color.RGBToCMYK(rgb[3*i], rgb[3*i+1], rgb[3*i+2])
		cmyk = append(cmyk, c, m, y, k)
		r, g, b := color.CMYKToRGB(c, m, y, k)
		copy(wantCMYK.Pix[4*i:], []byte{r, g, b, 255})
	}
	var strips [][]byte
	for y := 0; y < h; y += 5 {
		strips = append(strips, packBits(packGray(gray, image.Rect(0, y, w, min(y+5, h)), 8)))
	}
	var tiles [][]byte
	for y := 0; y < h; y += 16 {
		for x := 0; x < w; x += 16 {
			tiles = append(tiles, packGray(gray, image.Rect(x, y, x+16, y+16), 8))
		}
	}
	var ycc []byte
	for y := 0; y < h; y += 2 {
		for x := 0; x < w; x += 2 {
			for dy := range 2 {
				for dx := range 2 {
					ycc = append(ycc, gray.Pix[min(y+dy, h-1)*w+min(x+dx, w-1)])
				}
			}
			ycc = append(ycc, 128, 128)
		}
	}
	one := func(b []byte) [][]byte { return [][]byte{b} }
	return []tiffSample{
		{"grey", tiffBytes(le, false, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"big endian", tiffBytes(be, false, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"BigTIFF", tiffBytes(le, true, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"BigTIFF big endian", tiffBytes(be, true, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"2 bits", tiffBytes(le, false, base(2, 1, 1), one(packGray(gray, rect, 2))), posterize(gray, 2)},
		{"4 bits", tiffBytes(le, false, base(4, 1, 1), one(packGray(gray, rect, 4))), posterize(gray, 4)},
		{"12 bits", tiffBytes(le, false, base(12, 1, 1), one(packGray(gray, rect, 12))), gray},
		{"16 bits", tiffBytes(be, false, base(16, 1, 1), one(sixteen)), gray},
		{"bilevel", tiffBytes(le, false, base(1, 1, 1), one(packGray(bw, rect, 1))), bw},
		{"white is zero", tiffBytes(le, false, base(1, 0, 1), one(black)), bw},
		{"fill order 2", tiffBytes(le, false, base(1, 1, 1, short(tagFillOrder, 2)), one(reversed(packGray(bw, rect, 1)))), bw},
		{"RLE", tiffBytes(le, false, base(1, 0, 2), one(groupThree(bw, false, false, true))), bw},
		{"G3", tiffBytes(le, false, base(1, 0, 3), one(groupThree(bw, true, false, false))), bw},
		{"G3 without EOL", tiffBytes(le, false, base(1, 0, 3), one(groupThree(bw, false, false, false))), bw},
		{"G3 in two dimensions", tiffBytes(le, false, base(1, 0, 3, short(tagT4Options, 1)), one(groupThree(bw, true, true, false))), bw},
		{"G3 fill order 2", tiffBytes(le, false, base(1, 0, 3, short(tagFillOrder, 2)), one(reversed(groupThree(bw, true, false, false)))), bw},
		{"G4", tiffBytes(le, false, base(1, 0, 4), one(encodeG4(bw))), bw},
		{"LZW", tiffBytes(le, false, append(base(8, 1, 5)[2:], short(tagWidth, w), short(tagLength, 4)), one(lzwBytes)),
			&image.Gray{Pix: gray.Pix, Stride: w, Rect: image.Rect(0, 0, w, 4)}},
		{"PackBits strips", tiffBytes(le, false, base(8, 1, 32773, short(tagRowsPerStrip, 5)), strips), gray},
		{"tiles", tiffBytes(le, false, base(8, 1, 1, short(tagTileWidth, 16), short(tagTileLength, 16)), tiles), gray},
		{"RGB", tiffBytes(le, false, base(8, 2, 1, short(tagSamplesPerPixel, 3)), one(rgb)), colour},
		{"planes", tiffBytes(le, false, base(8, 2, 1, short(tagSamplesPerPixel, 3), short(tagPlanar, 2)),
			[][]byte{planes[:n], planes[n : 2*n], planes[2*n:]}), colour},
		{"CMYK", tiffBytes(le, false, base(8, 5, 1, short(tagSamplesPerPixel, 4)), one(cmyk)), wantCMYK},
		{"JPEG", tiffBytes(le, false, base(8, 6, 7, short(tagSamplesPerPixel, 3)), one(jpegBytes)), decoded(t, jpegBytes)},
		{"old-style JPEG", tiffBytes(le, false, base(8, 6, 6, short(tagSamplesPerPixel, 3), tiffField{tag: tagJPEGStart, kind: 4, values: []uint32{0}}), one(jpegBytes)), nil},
		{"YCbCr", tiffBytes(le, false, base(8, 6, 1, short(tagSamplesPerPixel, 3), short(tagYCbCrSubsample, 2, 2)), one(ycc)), gray},
	}
}

func decoded(t testing.TB, b []byte) image.Image {
	t.Helper()
	img, err := Decode(bytes.NewReader(b), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return img.Pix
}

func TestTIFFVariants(t *testing.T) {
	for _, s := range tiffVariants(t) {
		t.Run(s.name, func(t *testing.T) {
			img, err := Decode(bytes.NewReader(s.data), Limits{})
			if s.want == nil {
				if !errors.Is(err, ErrCorrupt) {
					t.Errorf("error %v, want ErrCorrupt", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if d := rms(t, img.Pix, s.want); d > 0 {
				t.Errorf("off by %.2f", d)
			}
		})
	}
}

// Every width of runs and every mode of Group 4 comes back.
func TestG4RoundTrip(t *testing.T) {
	for _, w := range []int{1, 2, 7, 8, 9, 63, 64, 65, 2559, 2560, 2561, 2623, 2624, 2625, 6000} {
		for _, g := range []*image.Gray{bilevelPicture(w, 20), image.NewGray(image.Rect(0, 0, w, 3)), noise(w, 12)} {
			b := encoded(t, func(out io.Writer) error { return Encode(out, g, EncodeOptions{Format: TIFF}) })
			if d := rms(t, decoded(t, b), g); d > 0 {
				t.Errorf("width %d: off by %.2f", w, d)
			}
		}
	}
}

func noise(w, h int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, w, h))
	v := uint32(1)
	for i := range g.Pix {
		v = v*1664525 + 1013904223
		g.Pix[i] = uint8(int32(v) >> 31)
	}
	return g
}

// Line noise in a fax costs the rows it hits and no others.
func TestG3Damage(t *testing.T) {
	bw := bilevelPicture(200, 60)
	data := groupThree(bw, true, false, false)
	data[len(data)/2] ^= 0xff
	data[len(data)/2+1] ^= 0x5a
	fields := []tiffField{short(tagWidth, 200), short(tagLength, 60), short(tagPhotometric, 0), short(tagCompression, 3)}
	got := decoded(t, tiffBytes(binary.LittleEndian, false, fields, [][]byte{data})).(*image.Gray)
	bad := 0
	for y := range 60 {
		if !bytes.Equal(got.Pix[y*200:(y+1)*200], bw.Pix[y*200:(y+1)*200]) {
			bad++
		}
	}
	if bad > 3 {
		t.Errorf("%d rows are damaged", bad)
	}
}

func TestMultiPageTIFF(t *testing.T) {
	pages := []image.Image{picture(30, 20), bilevelPicture(50, 60), ToGray(picture(7, 9)), picture(1, 1)}
	b := encoded(t, func(w io.Writer) error {
		return EncodeTIFF(w, func(yield func(image.Image, error) bool) {
			for _, p := range pages {
				if !yield(p, nil) {
					return
				}
			}
		}, EncodeOptions{DPI: 204.5})
	})
	frames, err := Frames(context.Background(), b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for img, err := range frames {
		if err != nil {
			t.Fatal(err)
		}
		if img.Frame != i || img.Frames != len(pages) || img.DPIX != 204.5 {
			t.Errorf("frame %d of %d, %v dpi", img.Frame, img.Frames, img.DPIX)
		}
		if d := rms(t, img.Pix, pages[i]); d > 0 {
			t.Errorf("frame %d is off by %.2f", i, d)
		}
		i++
	}
	if i != len(pages) {
		t.Errorf("%d frames", i)
	}
	if _, err := Frames(context.Background(), b, Limits{Frames: 3}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("four pages under a limit of three: %v", err)
	}
	if frames, err = Frames(context.Background(), b, Limits{Pixels: 1000}); err != nil {
		t.Fatal(err)
	}
	var errs []error
	for _, err := range frames {
		errs = append(errs, err)
	}
	if len(errs) != 4 || errs[0] != nil || !errors.Is(errs[1], ErrTooLarge) || errs[2] != nil || errs[3] != nil {
		t.Errorf("only the second page is over the limit: %v", errs)
	}
}

func TestEncodeTIFFStops(t *testing.T) {
	boom := errors.New("boom")
	err := EncodeTIFF(io.Discard, func(yield func(image.Image, error) bool) {
		_ = yield(picture(3, 3), nil) && yield(nil, boom)
	}, EncodeOptions{})
	if !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if err := EncodeTIFF(io.Discard, func(func(image.Image, error) bool) {}, EncodeOptions{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("no pages: %v", err)
	}
}

// Directories that point at each other end.
func TestTIFFLoop(t *testing.T) {
	b := encoded(t, func(w io.Writer) error { return Encode(w, picture(3, 3), EncodeOptions{Format: TIFF}) })
	n := int(binary.LittleEndian.Uint16(b[8:]))
	binary.LittleEndian.PutUint32(b[10+12*n:], 8)
	c, err := DecodeConfig(b, Limits{})
	if err != nil || c.Frames != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

func ExampleFrames() {
	var buf bytes.Buffer
	pages := func(yield func(image.Image, error) bool) {
		_ = yield(image.NewGray(image.Rect(0, 0, 20, 30)), nil) && yield(image.NewNRGBA(image.Rect(0, 0, 40, 10)), nil)
	}
	if err := EncodeTIFF(&buf, pages, EncodeOptions{DPI: 300}); err != nil {
		panic(err)
	}
	frames, err := Frames(context.Background(), buf.Bytes(), Limits{})
	if err != nil {
		panic(err)
	}
	for img, err := range frames {
		if err != nil {
			panic(err)
		}
		fmt.Printf("%d of %d: %v at %v dpi\n", img.Frame+1, img.Frames, img.Pix.Bounds().Size(), img.DPIX)
	}
	// Output:
	// 1 of 2: (20,30) at 300 dpi
	// 2 of 2: (40,10) at 300 dpi
}
