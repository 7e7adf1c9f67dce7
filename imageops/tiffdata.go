package imageops

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"math/bits"

	"golang.org/x/image/tiff/lzw"
)

// Values of tagCompression.
const (
	compressNone     = 1
	compressRLE      = 2
	compressG3       = 3
	compressG4       = 4
	compressLZW      = 5
	compressOldJPEG  = 6
	compressJPEG     = 7
	compressDeflate  = 8
	compressPackBits = 32773
	compressDeflate2 = 32946
)

// decompress fills dst with the bytes of a block of w by h pixels. A block that
// ends early is accepted as far as it goes when it has something in it: the rest
// of dst stays as it is. rowBytes is the length of a row in dst.
func (p *tiffPage) decompress(dst, raw []byte, w, h int) error {
	if p.lsbFirst && p.compression != compressRLE && p.compression != compressG3 && p.compression != compressG4 {
		raw = reversed(raw)
	}
	var n int
	var err error
	switch p.compression {
	case 0, compressNone:
		n = copy(dst, raw)
	case compressRLE, compressG3, compressG4:
		return p.decompressFax(dst, raw, w, h)
	case compressLZW:
		r := lzw.NewReader(bytes.NewReader(raw), lzw.MSB, 8)
		n, err = io.ReadFull(r, dst)
		err = errors.Join(err, r.Close())
	case compressDeflate, compressDeflate2:
		var r io.ReadCloser
		if r, err = zlib.NewReader(bytes.NewReader(raw)); err != nil {
			return fmt.Errorf("%w: tiff: %v", ErrCorrupt, err)
		}
		n, err = io.ReadFull(r, dst)
		err = errors.Join(err, r.Close())
	case compressPackBits:
		n = unpackBits(dst, raw)
	default:
		return fmt.Errorf("%w: tiff: compression %d", ErrUnsupported, p.compression)
	}
	if n == len(dst) {
		return nil
	}
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: tiff: a block of %d bytes has %d", ErrCorrupt, len(dst), n)
	}
	return fmt.Errorf("%w: tiff: %v", ErrCorrupt, err)
}

// reversed returns b with the bits of each byte in the other order.
func reversed(b []byte) []byte {
	r := make([]byte, len(b))
	for i, v := range b {
		r[i] = bits.Reverse8(v)
	}
	return r
}

// unpackBits is the run-length coding of TIFF 6.0 section 9.
func unpackBits(dst, raw []byte) (n int) {
	for len(raw) > 0 && n < len(dst) {
		c := int(int8(raw[0]))
		raw = raw[1:]
		switch {
		case c >= 0:
			m := copy(dst[n:], raw[:min(c+1, len(raw))])
			n += m
			raw = raw[min(c+1, len(raw)):]
		case c != -128 && len(raw) > 0:
			for range min(1-c, len(dst)-n) {
				dst[n] = raw[0]
				n++
			}
			raw = raw[1:]
		}
	}
	return n
}

// drawJPEG decodes a JPEG stream to a place in dst.
func (p *tiffPage) drawJPEG(ctx context.Context, dst image.Image, raw []byte, at image.Rectangle) error {
	stream, err := p.jpegStream(raw)
	if err != nil {
		return err
	}
	fr, err := openJPEG(stream)
	if err != nil {
		return err
	}
	if fr.w > int64(at.Dx()) || fr.h > max(int64(at.Dy()), int64(p.blockH)) {
		return fmt.Errorf("%w: tiff: JPEG of %d x %d in a block of %d x %d", ErrCorrupt, fr.w, fr.h, at.Dx(), at.Dy())
	}
	_, gray := dst.(*image.Gray)
	img, _, err := decodeJPEG(ctx, stream, DecodeOptions{Gray: gray}, fr.w, fr.h)
	if err != nil {
		return typed(TIFF, err)
	}
	switch dst := dst.(type) {
	case *image.Gray:
		src := ToGray(img)
		if p.photometric == whiteIsZero {
			for i, v := range src.Pix {
				src.Pix[i] = 255 - v
			}
		}
		for y := range min(src.Rect.Dy(), p.h-at.Min.Y) {
			d := dst.Pix[dst.PixOffset(at.Min.X, at.Min.Y+y):dst.PixOffset(p.w, at.Min.Y+y)]
			copy(d, src.Pix[y*src.Stride:(y+1)*src.Stride])
		}
	case *image.NRGBA:
		src := ToNRGBA(img)
		for y := range min(src.Rect.Dy(), p.h-at.Min.Y) {
			d := dst.Pix[dst.PixOffset(at.Min.X, at.Min.Y+y):dst.PixOffset(p.w, at.Min.Y+y)]
			copy(d, src.Pix[y*src.Stride:(y+1)*src.Stride])
		}
	}
	return nil
}

// jpegStream joins a block with the tables that all blocks share, and says that
// the colours are RGB where the directory says so.
func (p *tiffPage) jpegStream(raw []byte) ([]byte, error) {
	if len(raw) < 4 || raw[0] != 0xff || raw[1] != markerSOI {
		return nil, fmt.Errorf("%w: tiff: no JPEG in the block", ErrCorrupt)
	}
	stream := []byte{0xff, markerSOI}
	if p.photometric == rgbColor {
		adobe := []byte{0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}
		stream = append(stream, adobe...)
	}
	if len(p.tables) >= 4 {
		tables := p.tables[2:]
		if binary.BigEndian.Uint16(tables[len(tables)-2:]) == 0xff00|markerEOI {
			tables = tables[:len(tables)-2]
		}
		stream = append(stream, tables...)
	}
	return append(stream, raw[2:]...), nil
}
