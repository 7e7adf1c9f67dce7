package imageops

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"testing"
)

// exifData is an EXIF structure with an orientation and a resolution.
func exifData(order binary.AppendByteOrder, orientation uint16, dpi uint32) []byte {
	b := []byte("II")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	entry := func(tag, kind uint16, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, 1)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = order.AppendUint16(b, 0)
		} else {
			b = order.AppendUint32(b, value)
		}
	}
	const values = 8 + 2 + 3*12 + 4
	entry(tagOrientation, 3, uint32(orientation))
	entry(tagXResolution, 5, values)
	entry(tagYResolution, 5, values+8)
	b = order.AppendUint32(b, 0)
	for _, v := range []uint32{dpi, 1, dpi * 2, 1} {
		b = order.AppendUint32(b, v)
	}
	return b
}

func withEXIF(t testing.TB, format string, src image.Image, exif []byte) []byte {
	switch format {
	case JPEG:
		b := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, src, &jpeg.Options{Quality: 95}) })
		app1 := append([]byte{0xff, markerAPP1, 0, 0}, "Exif\x00\x00"...)
		app1 = append(app1, exif...)
		binary.BigEndian.PutUint16(app1[2:], uint16(len(app1)-2))
		return slices.Insert(b, 2, app1...)
	case PNG:
		b := encoded(t, func(w io.Writer) error { return png.Encode(w, src) })
		chunk := binary.BigEndian.AppendUint32(nil, uint32(len(exif)))
		chunk = append(append(chunk, "eXIf"...), exif...)
		chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
		return slices.Insert(b, 33, chunk...)
	case WebP:
		vp8l := encoded(t, func(w io.Writer) error { return Encode(w, src, EncodeOptions{Format: WebP}) })[12:]
		size := src.Bounds().Size()
		x := []byte{8, 0, 0, 0, byte(size.X - 1), 0, 0, byte(size.Y - 1), 0, 0}
		body := append([]byte("WEBPVP8X\x0a\x00\x00\x00"), x...)
		body = append(body, vp8l...)
		body = binary.LittleEndian.AppendUint32(append(body, "EXIF"...), uint32(len(exif)))
		body = append(body, exif...)
		return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
	}
	panic(format)
}

// Every orientation is undone: what is decoded is the upright picture, and the
// resolution follows the axes.
func TestDecodeEXIF(t *testing.T) {
	upright := picture(48, 24)
	inverse := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
	for _, format := range []string{JPEG, PNG, WebP} {
		for o := 1; o <= 8; o++ {
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				stored := orient(upright, inverse[o])
				b := withEXIF(t, format, stored, exifData(order, uint16(o), 150))
				img, err := Decode(bytes.NewReader(b), Limits{})
				if err != nil {
					t.Fatalf("%s %d: %v", format, o, err)
				}
				if d := rms(t, img.Pix, upright); d > 6 {
					t.Errorf("%s %d: the picture is off by %.1f", format, o, d)
				}
				x, y := 150.0, 300.0
				if o >= 5 {
					x, y = y, x
				}
				if img.DPIX != x || img.DPIY != y || img.Orientation != o {
					t.Errorf("%s %d: %v x %v dpi, orientation %d", format, o, img.DPIX, img.DPIY, img.Orientation)
				}
				c, err := DecodeConfig(b, Limits{})
				if err != nil || c.Width != 48 || c.Height != 24 || c.DPIX != x || c.Orientation != o {
					t.Errorf("%s %d: %+v, %v", format, o, c, err)
				}
			}
		}
	}
}

func TestBrokenEXIFIsIgnored(t *testing.T) {
	src := picture(16, 8)
	good := exifData(binary.LittleEndian, 6, 100)
	for n := range len(good) {
		b := withEXIF(t, JPEG, src, good[:n])
		if _, err := Decode(bytes.NewReader(b), Limits{}); err != nil {
			t.Fatalf("EXIF cut to %d bytes: %v", n, err)
		}
	}
	b := withEXIF(t, JPEG, src, exifData(binary.LittleEndian, 9, 0))
	if img, err := Decode(bytes.NewReader(b), Limits{}); err != nil || img.Orientation != 1 || img.DPIX != 0 {
		t.Errorf("orientation 9 and 0 dpi: %+v, %v", img, err)
	}
}
