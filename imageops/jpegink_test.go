package imageops

import (
	"image/color"
	"math/bits"
	"testing"
)

// inkJPEG writes a baseline JPEG of 8 x 8 pixels of one amount of four inks, with
// the transform of Adobe's segment, or without that segment where it is below 0.
func inkJPEG(inks [4]uint8, transform int) []byte {
	b := []byte{0xff, 0xd8}
	segment := func(m byte, data ...byte) {
		b = append(append(b, 0xff, m, byte((len(data)+2)>>8), byte(len(data)+2)), data...)
	}
	if transform >= 0 {
		segment(markerAPP14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, byte(transform))
	}
	table := []byte{0}
	for range 64 {
		table = append(table, 8) // so that a mean of m is coded as m - 128
	}
	segment(0xdb, table...)
	segment(0xc0, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)
	dc := append([]byte{0x00}, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // twelve codes of four bits
	for n := range byte(12) {
		dc = append(dc, n)
	}
	segment(0xc4, dc...)
	segment(0xc4, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // the end of a block is one bit
	segment(markerSOS, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0)
	var word, n uint64
	put := func(v uint64, size int) {
		word, n = word<<size|v&(1<<size-1), n+uint64(size)
	}
	for _, v := range inks {
		d := int(v) - 128
		size := bits.Len(uint(max(d, -d)))
		put(uint64(size), 4)
		if d < 0 {
			d--
		}
		put(uint64(d), size)
		put(0, 1)
	}
	put(1<<16-1, int((8-n%8)%8))
	for i := int(n) - 8; i >= 0; i -= 8 {
		if b = append(b, byte(word>>i)); byte(word>>i) == 0xff {
			b = append(b, 0)
		}
	}
	return append(b, 0xff, 0xd9)
}

// TestDecodeInks reads JPEGs of four inks: Adobe's programs write them inverted,
// perhaps as brightness and colour, others as they are.
func TestDecodeInks(t *testing.T) {
	for _, c := range []struct {
		name      string
		stored    [4]uint8
		transform int
		want      color.NRGBA
	}{
		{"inverted", [4]uint8{255, 0, 0, 255}, 0, color.NRGBA{255, 0, 0, 255}},
		{"inverted, half black", [4]uint8{255, 255, 255, 128}, 0, color.NRGBA{128, 128, 128, 255}},
		{"brightness and colour", [4]uint8{179, 171, 1, 255}, 2, color.NRGBA{255, 0, 0, 255}},
		{"not inverted", [4]uint8{0, 255, 255, 0}, -1, color.NRGBA{255, 0, 0, 255}},
		{"not inverted, half black", [4]uint8{0, 0, 0, 128}, -1, color.NRGBA{127, 127, 127, 255}},
	} {
		img, err := DecodeBytes(t.Context(), inkJPEG(c.stored, c.transform), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := pixel(img.Pix, 4, 4); !near(got.R, c.want.R, 3) || !near(got.G, c.want.G, 3) || !near(got.B, c.want.B, 3) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
