package imageops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"iter"
)

// Decode reads the first frame of an image in any format that Sniff knows. It
// fails with ErrEmpty, ErrUnsupported, ErrTooLarge or ErrCorrupt, or with the
// error of r. Colours that come with an ICC profile are shown in sRGB: red,
// green and blue with a matrix, grey with a curve, CMYK with a table.
func Decode(r io.Reader, l Limits) (*Image, error) {
	return DecodeContext(context.Background(), r, l)
}

// DecodeContext is Decode that gives up within a moment when ctx ends, also
// between two reads of r.
func DecodeContext(ctx context.Context, r io.Reader, l Limits) (*Image, error) {
	l = l.withDefaults()
	src, err := io.ReadAll(io.LimitReader(&ctxReader{ctx: ctx, r: r}, l.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("imageops: read: %w", err)
	}
	return DecodeBytes(ctx, src, l)
}

// DecodeBytes is Decode for a file in memory. It gives up within a moment when
// ctx ends.
func DecodeBytes(ctx context.Context, src []byte, l Limits) (*Image, error) {
	frames, err := Frames(ctx, src, l)
	if err != nil {
		return nil, err
	}
	for img, err := range frames {
		return img, err
	}
	return nil, ErrEmpty
}

// Frames reads the file src and yields its frames one after the other; only the
// pages of a TIFF file count as frames, an animation has one, its first. A
// frame is decoded when it is asked for and not kept. A frame that cannot be
// decoded yields an error and the frames after it still follow; when ctx ends,
// its cause is the last thing yielded. An error of Frames itself means that the
// file has no frame that could be tried.
func Frames(ctx context.Context, src []byte, l Limits) (iter.Seq2[*Image, error], error) {
	l = l.withDefaults()
	f, err := open(src, l)
	if err != nil {
		return nil, err
	}
	return func(yield func(*Image, error) bool) {
		for i, fr := range f.frames {
			if ctx.Err() != nil {
				yield(nil, context.Cause(ctx))
				return
			}
			img, err := f.decodeFrame(ctx, fr, DecodeOptions{Limits: l})
			if err != nil {
				img = nil
				if ctx.Err() != nil {
					err = context.Cause(ctx)
				} else if len(f.frames) > 1 {
					err = fmt.Errorf("frame %d: %w", i+1, err)
				}
			} else {
				img.Frame, img.Frames = i, len(f.frames)
			}
			if !yield(img, err) {
				return
			}
		}
	}, nil
}

// DecodeConfig describes src without decoding pixels. It fails where Frames
// fails and where the first frame is over a limit.
func DecodeConfig(src []byte, l Limits) (Config, error) {
	l = l.withDefaults()
	f, err := open(src, l)
	if err != nil {
		return Config{}, err
	}
	first := f.frames[0]
	if first.err != nil {
		return Config{}, first.err
	}
	if err := l.check(first.w, first.h); err != nil {
		return Config{}, err
	}
	c := Config{Format: f.format, Frames: len(f.frames), Orientation: first.orientation,
		DPIX: first.dpiX, DPIY: first.dpiY, Gray: first.gray}
	c.Width, c.Height = orientedSize(int(first.w), int(first.h), first.orientation)
	if first.orientation >= 5 {
		c.DPIX, c.DPIY = c.DPIY, c.DPIX
	}
	return c, nil
}

// file is an image file whose headers were read.
type file struct {
	format string
	src    []byte
	frames []frame // at least one
}

// frame is what the headers say of one frame, in the axes of the file.
type frame struct {
	w, h        int64
	gray        bool
	dpiX, dpiY  float64
	orientation int
	err         error    // why this frame cannot be decoded
	profile     *profile // of its colours, nil where they are sRGB
	decode      func(context.Context, DecodeOptions) (pix image.Image, scale int, err error)
}

// whole makes the decode of a frame of a decoder that always makes all of a
// picture. It reads src in small steps, between which the context may end.
func whole(src []byte, decode func(io.Reader) (image.Image, error)) func(context.Context, DecodeOptions) (image.Image, int, error) {
	return func(ctx context.Context, _ DecodeOptions) (image.Image, int, error) {
		pix, err := decode(&ctxReader{ctx: ctx, r: bytes.NewReader(src)})
		return pix, 1, err
	}
}

// open reads the headers of src.
func open(src []byte, l Limits) (*file, error) {
	if len(src) == 0 {
		return nil, ErrEmpty
	}
	if int64(len(src)) > l.Bytes {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, l.Bytes)
	}
	f := &file{format: sniff(src), src: src}
	var fr frame
	var err error
	switch f.format {
	case TIFF:
		if f.frames, err = openTIFF(src, l); err != nil {
			return nil, typed(TIFF, err)
		}
		return f, nil
	case PNG:
		fr, err = openPNG(src)
	case JPEG:
		fr, err = openJPEG(src)
	case GIF:
		fr, err = openGIF(src)
	case BMP:
		fr, err = openBMP(src)
	case WebP:
		fr, err = openWebP(src)
	default:
		return nil, fmt.Errorf("%w: %s", ErrUnsupported, unknown(src))
	}
	if err != nil {
		return nil, typed(f.format, err)
	}
	f.frames = []frame{fr}
	return f, nil
}

// decodeFrame makes the pixels of one frame. Decoders are foreign code fed with
// foreign bytes: a panic in one is a corrupt file.
func (f *file) decodeFrame(ctx context.Context, fr frame, o DecodeOptions) (img *Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("%w: %s: %v", ErrCorrupt, f.format, p)
		}
	}()
	if fr.err != nil {
		return nil, fr.err
	}
	if err := o.Limits.check(fr.w, fr.h); err != nil {
		return nil, err
	}
	pix, scale, err := fr.pixels(ctx, o)
	if err != nil {
		return nil, typed(f.format, err)
	}
	if b := pix.Bounds(); int64(b.Dx()) != reduced(fr.w, scale) || int64(b.Dy()) != reduced(fr.h, scale) {
		return nil, fmt.Errorf("%w: %s of %d x %d pixels declares %d x %d", ErrCorrupt, f.format, b.Dx(), b.Dy(), fr.w, fr.h)
	}
	return fr.finish(pix, f.format, scale), nil
}

// pixels decodes a frame in the axes of the file.
func (fr frame) pixels(ctx context.Context, o DecodeOptions) (pix image.Image, scale int, err error) {
	if pix, scale, err = fr.decode(ctx, o); err != nil {
		return nil, 0, err
	}
	if _, inks := pix.(*image.CMYK); !inks {
		pix = owned(pix)
	}
	if fr.profile != nil {
		pix = fr.profile.convert(pix)
	}
	pix = owned(pix)
	if o.Gray {
		pix = grayView(pix)
	}
	return pix, scale, nil
}

// finish stands a frame upright.
func (fr frame) finish(pix image.Image, format string, scale int) *Image {
	img := &Image{Pix: pix, Format: format, DPIX: fr.dpiX / float64(scale), DPIY: fr.dpiY / float64(scale), Orientation: fr.orientation,
		Scale: scale, rest: fr.rest(scale)}
	if fr.orientation > 1 {
		img.Pix = orient(pix, fr.orientation)
		if fr.orientation >= 5 {
			img.DPIX, img.DPIY = img.DPIY, img.DPIX
		}
	}
	return img
}

// owned returns the image that a decoder made as one of our two types, without
// a copy where its pixels already have the right form.
func owned(img image.Image) image.Image {
	switch src := img.(type) {
	case *image.RGBA:
		if src.Rect.Min == (image.Point{}) {
			for y := range src.Rect.Dy() {
				row := src.Pix[y*src.Stride : y*src.Stride+4*src.Rect.Dx()]
				unmultiply(row, row)
			}
			return &image.NRGBA{Pix: src.Pix, Stride: src.Stride, Rect: src.Rect}
		}
	}
	return canonical(img)
}

// ctxReader feeds a decoder in small steps and stops it when the context ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.r.Read(p[:min(len(p), 4096)])
}

// typed gives the error of a decoder one of our sentinels.
func typed(format string, err error) error {
	for _, known := range []error{ErrCorrupt, ErrUnsupported, ErrTooLarge, ErrEmpty} {
		if errors.Is(err, known) {
			return err
		}
	}
	var pngU png.UnsupportedError
	var jpegU jpeg.UnsupportedError
	if errors.As(err, &pngU) || errors.As(err, &jpegU) {
		return fmt.Errorf("%w: %s: %v", ErrUnsupported, format, err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s: it ends too early", ErrCorrupt, format)
	}
	return fmt.Errorf("%w: %s: %v", ErrCorrupt, format, err)
}

func openGIF(src []byte) (frame, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(src))
	if err != nil {
		return frame{}, err
	}
	return frame{w: int64(c.Width), h: int64(c.Height), orientation: 1, decode: whole(src, func(r io.Reader) (image.Image, error) {
		img, err := gif.Decode(r)
		if err != nil {
			return nil, err
		}
		return onCanvas(img, c.Width, c.Height), nil
	})}, nil
}

// onCanvas puts the first picture of a GIF to its place on the logical screen,
// which is white around it.
func onCanvas(img image.Image, w, h int) image.Image {
	if img.Bounds() == image.Rect(0, 0, w, h) {
		return img
	}
	c := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range c.Pix {
		c.Pix[i] = 255
	}
	src, b := ToNRGBA(img), img.Bounds()
	at := b.Intersect(c.Rect)
	for y := at.Min.Y; y < at.Max.Y; y++ {
		copy(c.Pix[c.PixOffset(at.Min.X, y):c.PixOffset(at.Max.X, y)], src.Pix[src.PixOffset(at.Min.X-b.Min.X, y-b.Min.Y):])
	}
	return c
}
