package imageops

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"

	"github.com/docket-go/docket/internal/quickjpeg"
)

// JPEG markers, ITU-T T.81 table B.1.
const (
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP2  = 0xe2
	markerAPP14 = 0xee
)

// jpegMaxScans is how many scans over the image a progressive file may have
// where they are many pixels together. Encoders write about ten; each costs a
// pass over all blocks, in a handful of bytes.
const (
	jpegMaxScans      = 200
	jpegMaxScanPixels = 2_000_000_000
)

// openJPEG reads the segments before the first scan.
func openJPEG(src []byte) (frame, error) {
	fr := frame{orientation: 1}
	found := false
	var icc iccChunks
	for marker, data := range jpegSegments(src) {
		switch {
		case marker == markerAPP0 && len(data) >= 12 && string(data[:5]) == "JFIF\x00":
			fr.dpiX, fr.dpiY = jfifDensity(data)
		case marker == markerAPP1 && len(data) > 6 && string(data[:6]) == "Exif\x00\x00":
			e := parseEXIF(data[6:])
			fr.orientation = e.orientation
			if e.dpiX > 0 {
				fr.dpiX, fr.dpiY = e.dpiX, e.dpiY
			}
		case marker == markerAPP2 && len(data) > 14 && string(data[:12]) == "ICC_PROFILE\x00":
			icc.add(data[12], data[14:])
		case isSOF(marker) && len(data) >= 6 && !found:
			found = true
			fr.h = int64(binary.BigEndian.Uint16(data[1:]))
			fr.w = int64(binary.BigEndian.Uint16(data[3:]))
			fr.gray = data[5] == 1
		}
	}
	if !found {
		return frame{}, fmt.Errorf("%w: jpeg: no frame header", ErrCorrupt)
	}
	if n := countScans(src); n > jpegMaxScans && int64(n)*fr.w*fr.h > jpegMaxScanPixels {
		return frame{}, fmt.Errorf("%w: jpeg: %d scans over %d x %d pixels", ErrTooLarge, n, fr.w, fr.h)
	}
	fr.decode = func(ctx context.Context, o DecodeOptions) (image.Image, int, error) {
		return decodeJPEG(ctx, src, o, fr.w, fr.h)
	}
	fr.profile, _ = parseICC(icc.join())
	return plausible(fr), nil
}

// decodeJPEG decodes what o asks for of a picture that says it has w by h
// pixels, which the caller has checked, and leaves to image/jpeg what quickjpeg does not read.
func decodeJPEG(ctx context.Context, src []byte, o DecodeOptions, w, h int64) (pix image.Image, scale int, err error) {
	scale = o.scale(w, h)
	pix, err = quickjpeg.Decode(ctx, src, quickjpeg.Options{Gray: o.Gray, Scale: scale, MaxPixels: w * h})
	if errors.Is(err, quickjpeg.ErrLeft) {
		scale = 1
		adobe := withAdobe(src)
		pix, err = jpeg.Decode(&ctxReader{ctx: ctx, r: bytes.NewReader(adobe)})
		if inks, ok := pix.(*image.CMYK); ok && len(adobe) > len(src) { // which took them to be inverted
			for i, v := range inks.Pix {
				inks.Pix[i] = 255 - v
			}
		}
	}
	return pix, scale, err
}

// withAdobe returns a JPEG of four inks that has no segment of Adobe with one,
// which image/jpeg asks for, and any other JPEG as it is. Without the segment
// the amounts of ink are not inverted, as libjpeg reads them.
func withAdobe(src []byte) []byte {
	four := false
	for m, data := range jpegSegments(src) {
		if isSOF(m) && len(data) > 5 {
			four = data[5] == 4
		}
		if m == markerAPP14 && bytes.HasPrefix(data, []byte("Adobe")) {
			return src
		}
	}
	if !four {
		return src
	}
	segment := []byte{0xff, markerAPP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}
	return slices.Concat(src[:2], segment, src[2:])
}

// isSOF reports whether a marker starts a frame header; among C0-CF three
// markers mean something else.
func isSOF(m byte) bool { return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc }

// jpegSegments yields marker segments up to and without the first scan.
func jpegSegments(b []byte) func(yield func(byte, []byte) bool) {
	return func(yield func(byte, []byte) bool) {
		for i := 2; i+4 <= len(b); {
			if b[i] != 0xff {
				i++ // garbage between segments, which decoders skip
				continue
			}
			m := b[i+1]
			if m == 0xff || m == 0 || m >= 0xd0 && m <= markerSOI {
				i++
				continue
			}
			n := int(binary.BigEndian.Uint16(b[i+2:]))
			if m == markerSOS || m == markerEOI || n < 2 || i+2+n > len(b) || !yield(m, b[i+4:i+2+n]) {
				return
			}
			i += 2 + n
		}
	}
}

func jfifDensity(data []byte) (x, y float64) {
	x = float64(binary.BigEndian.Uint16(data[8:]))
	y = float64(binary.BigEndian.Uint16(data[10:]))
	switch data[7] {
	case 1: // per inch
		return x, y
	case 2: // per centimetre
		return x * 2.54, y * 2.54
	}
	return 0, 0 // an aspect only
}

// iccChunks are the parts of a profile, which the segments number from 1.
type iccChunks [256][]byte

func (c *iccChunks) add(number byte, data []byte) {
	if c[number] == nil {
		c[number] = data
	}
}

func (c *iccChunks) join() []byte { return bytes.Join(c[:], nil) }

func countScans(b []byte) (n int) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] == markerSOS {
			n++
		}
	}
	return n
}
