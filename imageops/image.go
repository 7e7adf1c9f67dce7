package imageops

import (
	"errors"
	"fmt"
	"image"
)

// Errors that callers branch on. What they are wrapped in says more.
var (
	// ErrUnsupported means bytes of no known image format, or of a variant of
	// one that cannot be read or written here.
	ErrUnsupported = errors.New("imageops: unsupported image")
	// ErrTooLarge means that a limit is exceeded.
	ErrTooLarge = errors.New("imageops: image too large")
	// ErrCorrupt means an image that its format does not allow, or a part of
	// one.
	ErrCorrupt = errors.New("imageops: corrupt image")
	// ErrEmpty means no bytes, or an image without pixels.
	ErrEmpty = errors.New("imageops: empty image")
)

// Limits bound what decoding may take. They are checked against what the file
// declares, before memory for pixels is taken.
type Limits struct {
	Bytes  int64 // length of the file; default 256 MiB
	Pixels int64 // width times height of one frame; default 100 million
	Frames int   // frames of one file; default 10000
}

func (l Limits) withDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 256 << 20
	}
	if l.Pixels <= 0 {
		l.Pixels = 100_000_000
	}
	if l.Frames <= 0 {
		l.Frames = 10_000
	}
	return l
}

// check accepts the dimensions of a frame.
func (l Limits) check(w, h int64) error {
	switch {
	case w < 0 || h < 0:
		return fmt.Errorf("%w: %d x %d pixels", ErrCorrupt, w, h)
	case w == 0 || h == 0:
		return fmt.Errorf("%w: %d x %d pixels", ErrEmpty, w, h)
	case w > l.Pixels || h > l.Pixels/w:
		return fmt.Errorf("%w: %d x %d pixels, limit %d", ErrTooLarge, w, h, l.Pixels)
	}
	return nil
}

// Formats that Image.Format, Config.Format and EncodeOptions.Format name.
const (
	PNG  = "png"
	JPEG = "jpeg"
	GIF  = "gif"
	BMP  = "bmp"
	TIFF = "tiff"
	WebP = "webp"
)

// Image is a decoded frame, upright.
type Image struct {
	// Pix is an *image.Gray or an *image.NRGBA whose bounds start at (0, 0).
	// It is grey when the file holds no colour by its format.
	Pix    image.Image
	Format string // one of the constants above
	// DPIX and DPIY are the resolution in pixels an inch along the axes of
	// Pix, 0 where the file does not say.
	DPIX, DPIY float64
	Frame      int // number of this frame, from 0
	Frames     int // number of frames in the file
	// Orientation is what the file said, in the numbers of EXIF: 1 for
	// upright, 2-8 for what was turned and mirrored to make Pix upright.
	Orientation int
	// Scale is how many pixels of the file one pixel of Pix covers in width and
	// in height: 1, or more where DecodeOptions.Enough allowed it.
	Scale int
	rest  Point // what Whole takes off
}

// Whole returns where a point of Pix lies in the upright picture at full size.
func (m *Image) Whole(p Point) Point {
	return Point{p.X*float64(m.Scale) - m.rest.X, p.Y*float64(m.Scale) - m.rest.Y}
}

// Config describes a file without its pixels.
type Config struct {
	Format        string
	Width, Height int // of the first frame, upright
	DPIX, DPIY    float64
	Frames        int
	Orientation   int // of the first frame, as in Image
	Gray          bool
}
