package imageops

import (
	"context"
	"image"
)

// DecodeOptions say how much of a picture is needed. JPEG files, which
// photographs and most scans are, are then read in a fraction of the time; for
// the other formats Enough changes nothing.
type DecodeOptions struct {
	Limits Limits
	// Gray asks for an *image.Gray: luma as it is in a JPEG file, without its
	// colour profile, and ToGray of all others.
	Gray bool
	// Enough is how many pixels the longer side needs; 0 for all. A picture that
	// has at least twice as many is made smaller while it is read, to an eighth at
	// most, and never below Enough. Image.Scale says what became of it.
	Enough int
}

// DecodeWith reads the first frame of the file src, as much as o asks for. Its
// errors are those of Decode; it gives up within a moment when ctx ends.
func DecodeWith(ctx context.Context, src []byte, o DecodeOptions) (*Image, error) {
	o.Limits = o.Limits.withDefaults()
	f, err := open(src, o.Limits)
	if err != nil {
		return nil, err
	}
	img, err := f.decodeFrame(ctx, f.frames[0], o)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	img.Frames = len(f.frames)
	return img, nil
}

// scale is by how much a picture of w by h pixels may be reduced.
func (o DecodeOptions) scale(w, h int64) int {
	s := 1
	for o.Enough > 0 && s < 8 && max(w, h)/int64(2*s) >= int64(o.Enough) {
		s *= 2
	}
	return s
}

// reduced is a length in pixels at a scale.
func reduced(n int64, scale int) int64 { return (n + int64(scale) - 1) / int64(scale) }

// rest is by how much the pixels of an upright frame reach over its left and its
// upper border at full size: a row or column that the scale does not divide is
// filled up at the right and below in the axes of the file, and orientations
// turn that to the other side.
func (fr frame) rest(scale int) (p Point) {
	x := float64(reduced(fr.w, scale)*int64(scale) - fr.w)
	y := float64(reduced(fr.h, scale)*int64(scale) - fr.h)
	switch fr.orientation {
	case 2:
		return Point{x, 0}
	case 3:
		return Point{x, y}
	case 4:
		return Point{0, y}
	case 6:
		return Point{y, 0}
	case 7:
		return Point{y, x}
	case 8:
		return Point{0, x}
	}
	return p
}

// enoughToDetect is the longer side from which DetectDocuments gains nothing:
// each cell of its field is then the mean over four pixels.
const enoughToDetect = 2 * detectSize

// DetectBytes is DetectDocuments for the first frame of an image file, of which
// it decodes no more than it needs. Quads are in pixels of the upright picture
// at full size, which the Config describes. Errors are those of Decode.
func DetectBytes(ctx context.Context, src []byte, l Limits, o DetectOptions) ([]Document, Config, error) {
	c, err := DecodeConfig(src, l)
	if err != nil {
		return nil, c, err
	}
	img, err := DecodeWith(ctx, src, DecodeOptions{Limits: l, Enough: enoughToDetect})
	if err != nil {
		return nil, c, err
	}
	docs := DetectDocuments(img.Pix, o)
	for i := range docs {
		for j, p := range docs[i].Quad {
			docs[i].Quad[j] = img.Whole(p)
		}
	}
	return docs, c, nil
}

// ThumbnailBytes is Thumbnail of the first frame of an image file, of which it
// decodes no more than it needs. Errors are those of Decode.
func ThumbnailBytes(ctx context.Context, src []byte, l Limits, width, height int) (image.Image, error) {
	c, err := DecodeConfig(src, l)
	if err != nil {
		return nil, err
	}
	to := Fit(image.Pt(c.Width, c.Height), width, height)
	img, err := DecodeWith(ctx, src, DecodeOptions{Limits: l, Enough: 2 * max(to.X, to.Y)})
	if err != nil {
		return nil, err
	}
	return Scale(opaque(img.Pix), to.X, to.Y), nil
}
