package quickjpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"testing"
)

// FuzzDecode compares with image/jpeg what both read. Blocks with a sample at
// the end of its range are left out: coefficients that no picture has overflow
// in image/jpeg.
func FuzzDecode(f *testing.F) {
	for i, p := range plans() {
		if i%5 == 0 {
			p.w, p.h = p.w/3, p.h/3
			f.Add(p.write(), i%2 == 0, byte(i/10))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, gray bool, scale byte) {
		o := Options{Gray: gray, Scale: 1 << (scale % 4), MaxPixels: 1 << 16}
		img, err := Decode(context.Background(), src, o)
		if err != nil {
			if !errors.Is(err, ErrLeft) && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		want, err := jpeg.Decode(bytes.NewReader(src))
		if err != nil {
			return // damage in what was not read
		}
		size := want.Bounds().Size()
		if got := img.Bounds().Size(); got != image.Pt(over(size.X, o.Scale), over(size.Y, o.Scale)) {
			t.Fatalf("size %v at scale %d of %v", got, o.Scale, size)
		}
		if o.Scale > 1 {
			return
		}
		pix, stride := luma(img)
		other, otherStride := luma(want)
		for y := 0; y < size.Y; y += 8 {
			for x := 0; x < size.X; x += 8 {
				if w, h := min(8, size.X-x), min(8, size.Y-y); within(pix[y*stride+x:], stride, w, h) {
					alike(t, "luma", pix[y*stride+x:], stride, other[y*otherStride+x:], otherStride, w, h)
				}
			}
		}
	})
}

func luma(img image.Image) (pix []byte, stride int) {
	switch img := img.(type) {
	case *image.Gray:
		return img.Pix, img.Stride
	case *image.YCbCr:
		return img.Y, img.YStride
	}
	return nil, 0
}

// within reports whether no sample is at the end of its range.
func within(pix []byte, stride, w, h int) bool {
	for y := range h {
		for _, v := range pix[y*stride:][:w] {
			if v == 0 || v == 255 {
				return false
			}
		}
	}
	return true
}
