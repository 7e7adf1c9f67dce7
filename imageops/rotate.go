package imageops

import (
	"image"

	"github.com/disintegration/imaging"
)

// Rotate turns img clockwise by a multiple of 90 degrees; other angles are
// taken to the nearest multiple. Grey images stay grey, all others become
// NRGBA.
func Rotate(img image.Image, degreesClockwise int) image.Image {
	turns := degreesClockwise % 360
	if turns < 0 {
		turns += 360
	}
	switch (turns + 45) / 90 % 4 {
	case 1:
		return orient(img, 6)
	case 2:
		return orient(img, 3)
	case 3:
		return orient(img, 8)
	}
	return orient(img, 1)
}

// orient returns a copy of img that is upright when img is turned as EXIF
// orientation o says: 2-4 mirrored or upside down, 5-8 also with its axes
// swapped. Package imaging turns colour; it would make colour of grey.
func orient(img image.Image, o int) image.Image {
	switch src := canonical(img).(type) {
	case *image.Gray:
		w, h := src.Rect.Dx(), src.Rect.Dy()
		dw, dh := orientedSize(w, h, o)
		dst := image.NewGray(image.Rect(0, 0, dw, dh))
		orientGray(dst.Pix, dst.Stride, src.Pix, src.Stride, w, h, o)
		return dst
	case *image.NRGBA:
		return orientColor(src, o)
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

func orientedSize(w, h, o int) (int, int) {
	if o >= 5 {
		return h, w
	}
	return w, h
}

func orientColor(src *image.NRGBA, o int) image.Image {
	switch o {
	case 2:
		return imaging.FlipH(src)
	case 3:
		return imaging.Rotate180(src)
	case 4:
		return imaging.FlipV(src)
	case 5:
		return imaging.Transpose(src)
	case 6:
		return imaging.Rotate270(src) // counter-clockwise
	case 7:
		return imaging.Transverse(src)
	case 8:
		return imaging.Rotate90(src)
	}
	return imaging.Clone(src)
}

// orientGray writes every pixel (x, y) of the source, which has w by h pixels
// of one byte, to its upright place.
func orientGray(dst []byte, dstStride int, src []byte, srcStride, w, h, o int) {
	// dst offset of source pixel (x, y) = base + x*dx + y*dy
	var base, dx, dy int
	right, bottom := w-1, (h-1)*dstStride
	switch o {
	default: // 1: as it is
		base, dx, dy = 0, 1, dstStride
	case 2: // mirrored
		base, dx, dy = right, -1, dstStride
	case 3: // upside down
		base, dx, dy = right+bottom, -1, -dstStride
	case 4: // mirrored upside down
		base, dx, dy = bottom, 1, -dstStride
	case 5: // transposed
		base, dx, dy = 0, dstStride, 1
	case 6: // to be turned clockwise
		base, dx, dy = h-1, dstStride, -1
	case 7: // transversed
		base, dx, dy = h-1+(w-1)*dstStride, -dstStride, -1
	case 8: // to be turned counter-clockwise
		base, dx, dy = (w-1)*dstStride, -dstStride, 1
	}
	// In blocks, so that a transposition stays within the cache.
	const block = 64
	for y0 := 0; y0 < h; y0 += block {
		for x0 := 0; x0 < w; x0 += block {
			for y := y0; y < min(y0+block, h); y++ {
				s := y*srcStride + x0
				d := base + x0*dx + y*dy
				for range min(block, w-x0) {
					dst[d] = src[s]
					s++
					d += dx
				}
			}
		}
	}
}
