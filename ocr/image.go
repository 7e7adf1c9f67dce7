package ocr

import (
	"fmt"
	"image"
	"image/draw"
)

// Check returns an error that matches ErrImage where i cannot be read: it is
// nil, empty, or has more pixels than max.
func (i Image) Check(max int) error {
	if i.Pix == nil {
		return fmt.Errorf("%w: no image", ErrImage)
	}
	r := i.Pix.Bounds()
	switch {
	case r.Empty():
		return fmt.Errorf("%w: it is empty", ErrImage)
	case r.Dx() > max/r.Dy():
		return fmt.Errorf("%w: %dx%d pixels are more than %d", ErrImage, r.Dx(), r.Dy(), max)
	}
	return nil
}

// Turn returns img turned clockwise by 0, 90, 180 or 270 degrees; a new image
// where it has to be turned.
func Turn(img image.Image, degrees int) image.Image {
	if degrees%360 == 0 {
		return img
	}
	switch m := img.(type) {
	case *image.Gray:
		r := m.Bounds()
		d := image.NewGray(turnedBounds(r, degrees))
		turn(d.Pix, d.Stride, m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], m.Stride, r.Size(), 1, degrees)
		return d
	case *image.NRGBA:
		r := m.Bounds()
		d := image.NewNRGBA(turnedBounds(r, degrees))
		turn(d.Pix, d.Stride, m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], m.Stride, r.Size(), 4, degrees)
		return d
	}
	r := img.Bounds()
	n := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(n, n.Rect, img, r.Min, draw.Src)
	return Turn(n, degrees)
}

func turnedBounds(r image.Rectangle, degrees int) image.Rectangle {
	if degrees%180 != 0 {
		return image.Rect(0, 0, r.Dy(), r.Dx())
	}
	return image.Rect(0, 0, r.Dx(), r.Dy())
}

// turn moves pixels of n bytes. It walks the source in squares, which keeps
// both images in the cache.
func turn(dst []byte, ds int, src []byte, ss int, size image.Point, n, degrees int) {
	const square = 32
	w, h := size.X, size.Y
	for y0 := 0; y0 < h; y0 += square {
		for x0 := 0; x0 < w; x0 += square {
			for y := y0; y < min(h, y0+square); y++ {
				for x := x0; x < min(w, x0+square); x++ {
					var o int
					switch (degrees%360 + 360) % 360 {
					case 90:
						o = x*ds + (h-1-y)*n
					case 180:
						o = (h-1-y)*ds + (w-1-x)*n
					default:
						o = (w-1-x)*ds + y*n
					}
					copy(dst[o:o+n], src[y*ss+x*n:y*ss+x*n+n])
				}
			}
		}
	}
}

// TurnRect maps a rectangle on an image of the given size to the image turned
// clockwise.
func TurnRect(r image.Rectangle, size image.Point, degrees int) image.Rectangle {
	switch (degrees%360 + 360) % 360 {
	case 90:
		return image.Rect(size.Y-r.Max.Y, r.Min.X, size.Y-r.Min.Y, r.Max.X)
	case 180:
		return image.Rect(size.X-r.Max.X, size.Y-r.Max.Y, size.X-r.Min.X, size.Y-r.Min.Y)
	case 270:
		return image.Rect(r.Min.Y, size.X-r.Max.X, r.Max.Y, size.X-r.Min.X)
	}
	return r
}

// Crop returns the part r of img, in pixels from its top left, without copying
// where the image allows it.
func Crop(img image.Image, r image.Rectangle) image.Image {
	b := img.Bounds()
	r = r.Add(b.Min).Intersect(b)
	if r == b {
		return img
	}
	if s, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		return s.SubImage(r)
	}
	d := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(d, d.Rect, img, r.Min, draw.Src)
	return d
}
