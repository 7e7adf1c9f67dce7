package pdf

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"github.com/docket-go/docket/internal/quickjpeg"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// decodeJPEG decodes plain grey and YCbCr JPEGs in full size or divided by
// reduce, or returns nil. The luma of the latter is the grey image. What the
// quick decoder leaves comes in full size.
func decodeJPEG(ctx context.Context, data []byte, info pdfium.ImageInfo, reduce int, gray bool) image.Image {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width != info.Width || c.Height != info.Height {
		return nil
	}
	if c.ColorModel != color.GrayModel && c.ColorModel != color.YCbCrModel {
		return nil
	}
	src, err := quickjpeg.Decode(ctx, data, quickjpeg.Options{Gray: gray, Scale: reduce, MaxPixels: int64(c.Width) * int64(c.Height)})
	if err != nil && ctx.Err() == nil {
		src, err = jpeg.Decode(bytes.NewReader(data))
	}
	if err != nil {
		return nil
	}
	size := src.Bounds().Size()
	switch m := src.(type) {
	case *image.Gray:
		if gray {
			return m
		}
	case *image.YCbCr:
		if gray {
			return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: image.Rectangle{Max: size}}
		}
	default:
		return nil
	}
	out := image.NewNRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Bounds(), src, src.Bounds().Min, draw.Src)
	return out
}
