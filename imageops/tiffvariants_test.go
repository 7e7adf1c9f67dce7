package imageops

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"testing"
)

// tiffPixels is a picture in the forms that TIFF may hold it.
type tiffPixels struct {
	w, h               int
	colour, wantCMYK   *image.NRGBA
	gray, bw           *image.Gray
	rgb, planes, cmyk  []byte
	ycc                []byte // chroma at half the resolution
	strips, tiles      [][]byte
	lzwBytes, jpegData []byte
}

func newTIFFPixels(t testing.TB) *tiffPixels {
	p := &tiffPixels{w: 37, h: 23, colour: picture(37, 23), bw: bilevelPicture(37, 23)}
	p.gray = ToGray(p.colour)
	p.wantCMYK = image.NewNRGBA(p.gray.Rect)
	for i := 0; i < len(p.colour.Pix); i += 4 {
		p.rgb = append(p.rgb, p.colour.Pix[i:i+3]...)
		c, m, y, k := color.RGBToCMYK(p.colour.Pix[i], p.colour.Pix[i+1], p.colour.Pix[i+2])
		p.cmyk = append(p.cmyk, c, m, y, k)
		r, g, b := color.CMYKToRGB(c, m, y, k)
		copy(p.wantCMYK.Pix[i:], []byte{r, g, b, 255})
	}
	for k := range 3 {
		for i := k; i < len(p.rgb); i += 3 {
			p.planes = append(p.planes, p.rgb[i])
		}
	}
	p.lzwBytes = encoded(t, func(out io.Writer) error {
		z := lzw.NewWriter(out, lzw.MSB, 8) // differs from TIFF's after 511 codes; this is shorter
		if _, err := z.Write(packGray(p.gray, image.Rect(0, 0, p.w, 4), 8)); err != nil {
			return err
		}
		return z.Close()
	})
	p.jpegData = encoded(t, func(out io.Writer) error { return jpeg.Encode(out, p.colour, &jpeg.Options{Quality: 98}) })
	p.blocks()
	return p
}

// blocks cuts the grey picture into strips, tiles and subsampled units.
func (p *tiffPixels) blocks() {
	for y := 0; y < p.h; y += 5 {
		p.strips = append(p.strips, packBits(packGray(p.gray, image.Rect(0, y, p.w, min(y+5, p.h)), 8)))
	}
	for y := 0; y < p.h; y += 16 {
		for x := 0; x < p.w; x += 16 {
			p.tiles = append(p.tiles, packGray(p.gray, image.Rect(x, y, x+16, y+16), 8))
		}
	}
	for y := 0; y < p.h; y += 2 {
		for x := 0; x < p.w; x += 2 {
			for i := range 4 {
				p.ycc = append(p.ycc, p.gray.Pix[min(y+i/2, p.h-1)*p.w+min(x+i%2, p.w-1)])
			}
			p.ycc = append(p.ycc, 128, 128)
		}
	}
}

// fields are those that every page has.
func (p *tiffPixels) fields(bits, photometric, compression uint32, more ...tiffField) []tiffField {
	return append([]tiffField{short(tagWidth, uint32(p.w)), short(tagLength, uint32(p.h)), short(tagBitsPerSample, bits),
		short(tagPhotometric, photometric), short(tagCompression, compression)}, more...)
}

func tiffVariants(t testing.TB) []tiffSample {
	p := newTIFFPixels(t)
	base, gray, bw, colour, rect := p.fields, p.gray, p.bw, p.colour, p.gray.Rect
	le, be := binary.AppendByteOrder(binary.LittleEndian), binary.AppendByteOrder(binary.BigEndian)
	black := packGray(bw, rect, 1)
	for i, v := range black {
		black[i] = ^v // fax coding: 1 is black
	}
	n := p.w * p.h
	one := func(b []byte) [][]byte { return [][]byte{b} }
	return []tiffSample{
		{"grey", tiffBytes(le, false, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"big endian", tiffBytes(be, false, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"BigTIFF", tiffBytes(le, true, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"BigTIFF big endian", tiffBytes(be, true, base(8, 1, 1), one(packGray(gray, rect, 8))), gray},
		{"2 bits", tiffBytes(le, false, base(2, 1, 1), one(packGray(gray, rect, 2))), posterize(gray, 2)},
		{"4 bits", tiffBytes(le, false, base(4, 1, 1), one(packGray(gray, rect, 4))), posterize(gray, 4)},
		{"12 bits", tiffBytes(le, false, base(12, 1, 1), one(packGray(gray, rect, 12))), gray},
		{"16 bits", tiffBytes(be, false, base(16, 1, 1), one(packGray(gray, rect, 16))), gray},
		{"bilevel", tiffBytes(le, false, base(1, 1, 1), one(packGray(bw, rect, 1))), bw},
		{"white is zero", tiffBytes(le, false, base(1, 0, 1), one(black)), bw},
		{"fill order 2", tiffBytes(le, false, base(1, 1, 1, short(tagFillOrder, 2)), one(reversed(packGray(bw, rect, 1)))), bw},
		{"RLE", tiffBytes(le, false, base(1, 0, 2), one(groupThree(bw, false, false, true))), bw},
		{"G3", tiffBytes(le, false, base(1, 0, 3), one(groupThree(bw, true, false, false))), bw},
		{"G3 without EOL", tiffBytes(le, false, base(1, 0, 3), one(groupThree(bw, false, false, false))), bw},
		{"G3 in two dimensions", tiffBytes(le, false, base(1, 0, 3, short(tagT4Options, 1)), one(groupThree(bw, true, true, false))), bw},
		{"G3 fill order 2", tiffBytes(le, false, base(1, 0, 3, short(tagFillOrder, 2)), one(reversed(groupThree(bw, true, false, false)))), bw},
		{"G4", tiffBytes(le, false, base(1, 0, 4), one(encodeG4(bw))), bw},
		{"LZW", tiffBytes(le, false, append(base(8, 1, 5)[2:], short(tagWidth, uint32(p.w)), short(tagLength, 4)), one(p.lzwBytes)),
			&image.Gray{Pix: gray.Pix, Stride: p.w, Rect: image.Rect(0, 0, p.w, 4)}},
		{"PackBits strips", tiffBytes(le, false, base(8, 1, 32773, short(tagRowsPerStrip, 5)), p.strips), gray},
		{"tiles", tiffBytes(le, false, base(8, 1, 1, short(tagTileWidth, 16), short(tagTileLength, 16)), p.tiles), gray},
		{"RGB", tiffBytes(le, false, base(8, 2, 1, short(tagSamplesPerPixel, 3)), one(p.rgb)), colour},
		{"planes", tiffBytes(le, false, base(8, 2, 1, short(tagSamplesPerPixel, 3), short(tagPlanar, 2)),
			[][]byte{p.planes[:n], p.planes[n : 2*n], p.planes[2*n:]}), colour},
		{"CMYK", tiffBytes(le, false, base(8, 5, 1, short(tagSamplesPerPixel, 4)), one(p.cmyk)), p.wantCMYK},
		{"JPEG", tiffBytes(le, false, base(8, 6, 7, short(tagSamplesPerPixel, 3)), one(p.jpegData)), decoded(t, p.jpegData)},
		{"old-style JPEG", tiffBytes(le, false, base(8, 6, 6, short(tagSamplesPerPixel, 3), tiffField{tag: tagJPEGStart, kind: 4, values: []uint32{0}}), one(p.jpegData)), nil},
		{"YCbCr", tiffBytes(le, false, base(8, 6, 1, short(tagSamplesPerPixel, 3), short(tagYCbCrSubsample, 2, 2)), one(p.ycc)), gray},
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
