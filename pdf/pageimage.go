package pdf

import (
	"context"
	"image"
	"math"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

const (
	ocrDPI     = 300
	finestKept = 1.5 // an embedded image finer than this times the DPI asked for is scaled down
)

// PageImage returns an image of page n (1-based) for OCR, with its resolution.
// Where the page is nothing but scanned pictures, that is the picture in the
// resolution of the file, but not much finer than o.DPI (default 300), which
// is faster and sharper than drawing it anew; else the page is rendered at
// o.DPI. The image shows the page upright as the file says, so origin is zero.
func (d *Document) PageImage(ctx context.Context, n int, o RenderOptions) (img image.Image, dpi float64, origin layout.Origin, err error) {
	if o.DPI == 0 {
		o.DPI = ocrDPI
	}
	err = d.page(ctx, n, func(p *pdfium.Page) error {
		v, err := d.viewOn(ctx, p, n)
		if err != nil {
			return err
		}
		if o.Width <= 0 && o.Height <= 0 {
			img, dpi = d.scanImage(p, v, o)
			for img != nil && dpi > finestKept*o.DPI {
				b := img.Bounds()
				img, dpi = shrink(img, (b.Dx()+1)/2, (b.Dy()+1)/2), dpi/2
			}
			if img != nil || p.Err() != nil {
				return p.Err()
			}
		}
		if img, err = d.drawPage(ctx, p, v, n, o); err != nil {
			return err
		}
		dpi = o.DPI
		if o.Width > 0 || o.Height > 0 {
			dpi = float64(img.Bounds().Dx()) * 72 / v.size().W
		}
		return nil
	})
	return img, dpi, layout.Origin{}, err
}

// scanImage returns the picture of a page that consists of pictures only, at
// their resolution, or nil.
func (d *Document) scanImage(p *pdfium.Page, v view, o RenderOptions) (image.Image, float64) {
	if p.HasAppearances() && !o.NoAnnotations {
		return nil, 0
	}
	scans, ok := d.findScans(p, v)
	if !ok {
		return nil, 0
	}
	dpi := 0.0
	for _, s := range scans {
		dpi = max(dpi, s.dpiX, s.dpiY)
	}
	if whole := math.Round(dpi); math.Abs(dpi-whole) < 0.01 {
		dpi = whole
	}
	size := v.size()
	w, h := int(math.Round(size.W*dpi/72)), int(math.Round(size.H*dpi/72))
	limit := d.limits.Pixels
	if limit > 0 && float64(w)*float64(h) > float64(limit) || w < 1 || h < 1 {
		return nil, 0
	}
	img := compose(scans, image.Pt(w, h), dpi, o.Gray)
	if img == nil {
		return nil, 0
	}
	return img, dpi
}
