package pdf_test

import (
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestThumbnail reads the embedded picture of the first page of two.
func TestThumbnail(t *testing.T) {
	b := &builder{}
	rgb := b.stream("/Type /XObject /Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8", "\xff\x00\x00\x00\x80\xff")
	gray := b.stream("/Width 1 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x20\xf0")
	broken := b.stream("/Width 100000 /Height 100000 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x20")
	const box = "/MediaBox [0 0 100 100] "
	d := open(t, b.bytes(b.catalog("", testPage{entries: box + "/Thumb " + rgb}, testPage{entries: box + "/Thumb " + gray}, testPage{}, testPage{entries: box + "/Thumb " + broken})))
	for i, want := range [][]uint8{{255, 0, 0, 255, 0, 128, 255, 255}, {32, 32, 32, 255, 240, 240, 240, 255}, nil} {
		img, err := d.Thumbnail(t.Context(), i+1)
		if err != nil {
			t.Fatal(err)
		}
		var got []uint8
		if img != nil {
			got = img.(*image.NRGBA).Pix
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("page %d (-want +got):\n%s", i+1, diff)
		}
	}
	if img, err := d.Thumbnail(t.Context(), 4); img != nil && img.Bounds().Dx() > 1000 {
		t.Errorf("a picture of one byte became %v, %v", img.Bounds(), err)
	}
	if _, err := d.Thumbnail(t.Context(), 5); err == nil {
		t.Error("there is no page 5")
	}
}
