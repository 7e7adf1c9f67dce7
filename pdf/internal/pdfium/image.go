package pdfium

import "image"

// An ImageInfo is what the file says of an image object.
type ImageInfo struct {
	Width, Height int
	Bits          int      // a pixel
	ColorSpace    int      // PDFium's number; 0 = unknown, as of stencil masks
	Filters       []string // such as DCTDecode, in the order of the file
}

// ImageInfo describes an image object.
func (o Object) ImageInfo() ImageInfo {
	in, s := o.page.in, uint64(o.page.in.scratch)
	var info ImageInfo
	if in.callBool("FPDFImageObj_GetImageMetadata", o.h, o.page.h, s) {
		b := in.read(in.scratch, 28) // width, height, dpi, dpi, bits, colour space, mark
		info.Bits, info.ColorSpace = int(u32At(b, 16)), int(u32At(b, 20))
	}
	if in.callBool("FPDFImageObj_GetImagePixelSize", o.h, s, s+4) {
		b := in.read(in.scratch, 8)
		info.Width, info.Height = int(u32At(b, 0)), int(u32At(b, 4))
	}
	for i := range min(max(in.callInt("FPDFImageObj_GetImageFilterCount", o.h), 0), 8) {
		name := in.bytesResult(func(buf, size uint64) uint64 {
			return in.call("FPDFImageObj_GetImageFilter", o.h, uint64(i), buf, size)
		})
		if len(name) > 0 {
			info.Filters = append(info.Filters, string(name[:len(name)-1]))
		}
	}
	return info
}

// Transparent reports whether the object is blended, masked by the graphics
// state or partly transparent.
func (o Object) Transparent() bool { return o.page.in.callBool("FPDFPageObj_HasTransparency", o.h) }

// RawImage returns the data of an image object as they stand in the file.
func (o Object) RawImage() []byte {
	in := o.page.in
	b := in.bytesResult(func(buf, size uint64) uint64 {
		return in.call("FPDFImageObj_GetImageDataRaw", o.h, buf, size)
	})
	return append([]byte(nil), b...)
}

const (
	formatBGR  = 2
	formatBGRA = 4
)

// Bitmap decodes an image object at its own size, without its mask: an
// *image.Gray or *image.NRGBA. It returns nil where PDFium cannot.
func (o Object) Bitmap(gray bool) image.Image {
	return o.page.in.pixels(o.page.in.call("FPDFImageObj_GetBitmap", o.h), gray)
}

// Thumbnail returns the picture of the page that the file holds for lists of
// pages, an *image.NRGBA, or nil where it holds none or PDFium cannot decode it.
func (p *Page) Thumbnail() image.Image {
	return p.in.pixels(p.in.call("FPDFPage_GetThumbnailAsBitmap", p.h), false)
}

// pixels converts a bitmap, and frees it.
func (in *Instance) pixels(bm uint64, gray bool) image.Image {
	if bm == 0 {
		return nil
	}
	defer in.call("FPDFBitmap_Destroy", bm)
	w, h := in.callInt("FPDFBitmap_GetWidth", bm), in.callInt("FPDFBitmap_GetHeight", bm)
	stride := in.callInt("FPDFBitmap_GetStride", bm)
	format := in.callInt("FPDFBitmap_GetFormat", bm)
	buf := uint32(in.call("FPDFBitmap_GetBuffer", bm))
	if in.err != nil || w <= 0 || h <= 0 || stride <= 0 {
		return nil
	}
	src := in.read(buf, stride*h)
	if in.err != nil {
		return nil
	}
	size := 4
	switch format {
	case formatGray:
		size = 1
	case formatBGR:
		size = 3
	case formatBGRx, formatBGRA:
	default:
		return nil
	}
	if gray {
		return grayImage(src, w, h, stride, size)
	}
	return colorImage(src, w, h, stride, size)
}

// grayImage converts rows of pixels of size bytes, grey or BGR, to luma.
func grayImage(src []byte, w, h, stride, size int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		row, out := src[y*stride:][:w*size], m.Pix[y*m.Stride:][:w]
		if size == 1 {
			copy(out, row)
			continue
		}
		for x := range out {
			p := row[x*size:]
			out[x] = uint8((29*uint32(p[0]) + 150*uint32(p[1]) + 77*uint32(p[2]) + 128) >> 8)
		}
	}
	return m
}

func colorImage(src []byte, w, h, stride, size int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		row, out := src[y*stride:][:w*size], m.Pix[y*m.Stride:][:4*w]
		for x := range w {
			p, q := row[x*size:], out[4*x:]
			if size == 1 {
				q[0], q[1], q[2], q[3] = p[0], p[0], p[0], 255
			} else {
				q[0], q[1], q[2], q[3] = p[2], p[1], p[0], 255
			}
		}
	}
	return m
}
