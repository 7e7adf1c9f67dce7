package pdf

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

const (
	defaultDPI = 150
	fitDPI     = 300 // from which Width and Height scale down
	bandBytes  = 48 << 20
)

// Render draws page n (1-based) on white: an *image.Gray or *image.NRGBA,
// upright as the page is shown. It fails with ErrTooLarge before anything is
// allocated where the image would pass the pixel limit.
func (d *Document) Render(ctx context.Context, n int, o RenderOptions) (image.Image, error) {
	var img image.Image
	err := d.page(ctx, n, func(p *pdfium.Page) error {
		v, err := d.viewOn(ctx, p, n)
		if err != nil {
			return err
		}
		size, err := d.imageSize(v, o)
		if err != nil {
			return err
		}
		if img = d.shrunkScan(ctx, p, v, o, size); img != nil || p.Err() != nil {
			return p.Err()
		}
		img, err = d.drawPage(ctx, p, v, n, o)
		return err
	})
	return img, err
}

// shrunkScan returns the image of a page that consists of pictures only, scaled
// down from them, which is faster than drawing them; or nil.
func (d *Document) shrunkScan(ctx context.Context, p *pdfium.Page, v view, o RenderOptions, size image.Point) image.Image {
	wanted := float64(size.X) * 72 / v.size().W
	img, dpi := d.scanImage(ctx, p, v, o, func(float64) (float64, image.Point) { return wanted, size })
	if img == nil || dpi < wanted*nearlyAll {
		return nil
	}
	return shrink(img, size.X, size.Y)
}

// imageSize returns the size of the image that o asks for.
func (d *Document) imageSize(v view, o RenderOptions) (image.Point, error) {
	page := v.size()
	width, height, err := o.pixels(page.W, page.H)
	if err != nil {
		return image.Point{}, err
	}
	limit := o.MaxPixels
	if limit == 0 {
		limit = d.limits.Pixels
	}
	if limit > 0 && int64(width)*int64(height) > limit {
		return image.Point{}, fmt.Errorf("%w: %d x %d pixels, the limit is %d", ErrTooLarge, width, height, limit)
	}
	return image.Pt(width, height), nil
}

// drawPage lets the renderer draw page n.
func (d *Document) drawPage(ctx context.Context, p *pdfium.Page, v view, n int, o RenderOptions) (image.Image, error) {
	size, err := d.imageSize(v, o)
	if err != nil {
		return nil, err
	}
	if d.renderer != nil {
		return d.renderer.RenderPage(ctx, RenderRequest{
			File: d.file(), Password: d.password, Page: n, Size: size, Gray: o.Gray, Annotations: !o.NoAnnotations,
		})
	}
	return drawBands(p, size, o.Gray, !o.NoAnnotations)
}

// drawBands lets PDFium draw the page to an image of the given size, in bands
// that bound what it needs of memory.
func drawBands(p *pdfium.Page, size image.Point, gray, annotations bool) (image.Image, error) {
	var img image.Image
	bytes := size.X
	if gray {
		img = image.NewGray(image.Rectangle{Max: size})
	} else {
		img = image.NewNRGBA(image.Rectangle{Max: size})
		bytes *= 4
	}
	rows := max(bandBytes/bytes, 1)
	for y := 0; y < size.Y; y += rows {
		b := pdfium.Band{
			Width: size.X, Height: size.Y, Y: y, Rows: min(rows, size.Y-y),
			Gray: gray, Annotations: annotations,
		}
		if err := p.Render(img, b); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// pixels returns the size of the image of a page of w x h points.
func (o RenderOptions) pixels(w, h float64) (width, height int, err error) {
	dpi := o.DPI
	if dpi == 0 {
		dpi = defaultDPI
		if o.Width > 0 || o.Height > 0 {
			dpi = fitDPI
		}
	}
	if !(dpi > 0) || !(w > 0) || !(h > 0) || math.IsInf(w*h*dpi, 0) {
		return 0, 0, fmt.Errorf("pdf: cannot render %g x %g points at %g dpi", w, h, dpi)
	}
	k := dpi / 72
	if o.Width > 0 {
		k = min(k, float64(o.Width)/w)
	}
	if o.Height > 0 {
		k = min(k, float64(o.Height)/h)
	}
	fw, fh := math.Ceil(w*k-0.001), math.Ceil(h*k-0.001)
	if fw > math.MaxInt32 || fh > math.MaxInt32 {
		return 0, 0, fmt.Errorf("%w: %g x %g pixels", ErrTooLarge, fw, fh)
	}
	return max(int(fw), 1), max(int(fh), 1), nil
}
