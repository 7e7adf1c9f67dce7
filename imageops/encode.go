package imageops

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
)

// EncodeOptions tune Encode.
type EncodeOptions struct {
	Format  string  // PNG, JPEG, TIFF or WebP; default PNG
	Quality int     // of JPEG, 1 to 100; default 85
	DPI     float64 // written as the resolution; default none; not for WebP
	// Small spends more time on a smaller file, where the format is lossless.
	Small bool
}

// Encode writes img. A grey image is written grey, and one of pure black and
// white with one bit a pixel, where the format can do that. JPEG has no alpha:
// what is transparent is written over white. WebP is written lossless only: no
// encoder for lossy WebP exists without cgo, so that a Quality with it is
// ErrUnsupported.
func Encode(w io.Writer, img image.Image, o EncodeOptions) error {
	src := canonical(img)
	b := src.Bounds()
	if b.Empty() {
		return fmt.Errorf("%w: nothing to encode", ErrEmpty)
	}
	if o.Quality < 0 || o.Quality > 100 {
		return fmt.Errorf("imageops: JPEG quality %d is not in 1-100", o.Quality)
	}
	if o.DPI < 0 || o.DPI > 100_000 || math.IsNaN(o.DPI) {
		return fmt.Errorf("imageops: resolution of %v dpi", o.DPI)
	}
	if o.Format == WebP && o.Quality != 0 {
		return fmt.Errorf("%w: WebP is written lossless, without a quality", ErrUnsupported)
	}
	switch o.Format {
	case PNG, "":
		return encodePNG(w, src, o)
	case JPEG:
		if max(b.Dx(), b.Dy()) > math.MaxUint16 {
			return fmt.Errorf("%w: JPEG holds at most 65535 x 65535 pixels, not %d x %d", ErrTooLarge, b.Dx(), b.Dy())
		}
		return encodeJPEG(w, src, o)
	case TIFF:
		return EncodeTIFF(w, func(yield func(image.Image, error) bool) { yield(src, nil) }, o)
	case WebP:
		return encodeWebP(w, src)
	}
	return fmt.Errorf("%w: cannot write format %.20q", ErrUnsupported, o.Format)
}

func encodePNG(w io.Writer, src image.Image, o EncodeOptions) error {
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if o.Small {
		e.CompressionLevel = png.BestCompression
	}
	if g, ok := src.(*image.Gray); ok && bilevel(g) {
		src = twoColors(g)
	}
	if o.DPI == 0 {
		return e.Encode(w, src)
	}
	chunk := make([]byte, 4, 21)
	chunk[3] = 9
	chunk = append(chunk, "pHYs"...)
	perMetre := uint32(math.Round(o.DPI / metresPerInch))
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	const afterHeader = 33 // signature and IHDR
	return e.Encode(&inserter{w: w, at: afterHeader, what: chunk}, src)
}

// bilevel reports whether g is pure black and white.
func bilevel(g *image.Gray) bool {
	for y := range g.Rect.Dy() {
		for _, v := range g.Pix[y*g.Stride : y*g.Stride+g.Rect.Dx()] {
			if v+1 > 1 { // neither 0 nor 255
				return false
			}
		}
	}
	return true
}

// twoColors returns a bilevel image with a palette, which PNG writes with one
// bit a pixel.
func twoColors(g *image.Gray) *image.Paletted {
	p := image.NewPaletted(image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()), color.Palette{color.Gray{0}, color.Gray{255}})
	for y := range g.Rect.Dy() {
		d := p.Pix[y*p.Stride : (y+1)*p.Stride]
		for x, v := range g.Pix[y*g.Stride : y*g.Stride+g.Rect.Dx()] {
			d[x] = v & 1
		}
	}
	return p
}

func encodeJPEG(w io.Writer, src image.Image, o EncodeOptions) error {
	quality := o.Quality
	if quality == 0 {
		quality = 85
	}
	var out image.Image
	switch src := src.(type) {
	case *image.Gray:
		out = src
	case *image.NRGBA:
		out = overWhite(src)
	}
	if o.DPI == 0 {
		return jpeg.Encode(w, out, &jpeg.Options{Quality: quality})
	}
	dpi := uint16(min(math.Round(o.DPI), math.MaxUint16))
	jfif := []byte{0xff, markerAPP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1}
	jfif = binary.BigEndian.AppendUint16(jfif, dpi)
	jfif = binary.BigEndian.AppendUint16(jfif, dpi)
	jfif = append(jfif, 0, 0)
	return jpeg.Encode(&inserter{w: w, at: 2, what: jfif}, out, &jpeg.Options{Quality: quality})
}

// overWhite returns src as an opaque RGBA, which the JPEG encoder has a fast
// path for; it shares memory with an opaque src.
func overWhite(src *image.NRGBA) *image.RGBA {
	if src.Opaque() {
		return &image.RGBA{Pix: src.Pix, Stride: src.Stride, Rect: src.Rect}
	}
	dst := image.NewRGBA(src.Rect)
	for y := range src.Rect.Dy() {
		s := src.Pix[y*src.Stride : y*src.Stride+4*src.Rect.Dx()]
		d := dst.Pix[y*dst.Stride:]
		for i := 0; i < len(s); i += 4 {
			a := uint32(s[i+3])
			for k := range 3 {
				d[i+k] = uint8((uint32(s[i+k])*a + 255*(255-a) + 127) / 255)
			}
			d[i+3] = 255
		}
	}
	return dst
}

// inserter puts bytes into a stream at a place.
type inserter struct {
	w    io.Writer
	at   int // bytes to pass before
	what []byte
}

func (i *inserter) Write(p []byte) (int, error) {
	if i.what == nil {
		return i.w.Write(p)
	}
	head := p[:min(i.at, len(p))]
	n, err := i.w.Write(head)
	i.at -= n
	if err != nil || i.at > 0 {
		return n, err
	}
	if _, err := io.Copy(i.w, bytes.NewReader(i.what)); err != nil {
		return n, err
	}
	i.what = nil
	m, err := i.w.Write(p[n:])
	return n + m, err
}
