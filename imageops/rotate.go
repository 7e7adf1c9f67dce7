package imageops

import "image"

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
// swapped.
func orient(img image.Image, o int) image.Image {
	switch src := canonical(img).(type) {
	case *image.Gray:
		w, h := src.Rect.Dx(), src.Rect.Dy()
		dw, dh := orientedSize(w, h, o)
		dst := image.NewGray(image.Rect(0, 0, dw, dh))
		orientPix(dst.Pix, dst.Stride, src.Pix, src.Stride, w, h, o, 1)
		return dst
	case *image.NRGBA:
		w, h := src.Rect.Dx(), src.Rect.Dy()
		dw, dh := orientedSize(w, h, o)
		dst := image.NewNRGBA(image.Rect(0, 0, dw, dh))
		orientPix(dst.Pix, dst.Stride, src.Pix, src.Stride, w, h, o, 4)
		return dst
	}
	panic("imageops: canonical returned neither Gray nor NRGBA")
}

func orientedSize(w, h, o int) (int, int) {
	if o >= 5 {
		return h, w
	}
	return w, h
}

// orientPix writes every pixel (x, y) of the source, which has w by h pixels
// of n bytes, to its upright place.
func orientPix(dst []byte, dstStride int, src []byte, srcStride, w, h, o, n int) {
	// dst offset of source pixel (x, y) = base + x*dx + y*dy
	var base, dx, dy int
	right, bottom := (w-1)*n, (h-1)*dstStride
	switch o {
	default: // 1: as it is
		base, dx, dy = 0, n, dstStride
	case 2: // mirrored
		base, dx, dy = right, -n, dstStride
	case 3: // upside down
		base, dx, dy = right+bottom, -n, -dstStride
	case 4: // mirrored upside down
		base, dx, dy = bottom, n, -dstStride
	case 5: // transposed
		base, dx, dy = 0, dstStride, n
	case 6: // to be turned clockwise
		base, dx, dy = (h-1)*n, dstStride, -n
	case 7: // transversed
		base, dx, dy = (h-1)*n+(w-1)*dstStride, -dstStride, -n
	case 8: // to be turned counter-clockwise
		base, dx, dy = (w-1)*dstStride, -dstStride, n
	}
	// In blocks, so that a transposition stays within the cache.
	const block = 64
	for y0 := 0; y0 < h; y0 += block {
		for x0 := 0; x0 < w; x0 += block {
			for y := y0; y < min(y0+block, h); y++ {
				s := y*srcStride + x0*n
				d := base + x0*dx + y*dy
				for range min(block, w-x0) {
					if n == 1 {
						dst[d] = src[s]
					} else {
						copy(dst[d:d+4:d+4], src[s:s+4:s+4])
					}
					s += n
					d += dx
				}
			}
		}
	}
}
