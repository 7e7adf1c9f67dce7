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
			img, dpi = d.scanImage(ctx, p, v, o, func(dpi float64) (float64, image.Point) { return dpiKept(dpi, o.DPI), image.Point{} })
			if kept := dpiKept(dpi, o.DPI); img != nil && kept < dpi {
				b, k := img.Bounds(), int(math.Round(dpi/kept))
				img, dpi = shrink(img, (b.Dx()+k-1)/k, (b.Dy()+k-1)/k), kept
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

// dpiKept returns the resolution in which a picture of dpi is kept where wanted is
// asked for: halved until it is not much finer.
func dpiKept(dpi, wanted float64) float64 {
	for dpi > finestKept*wanted {
		dpi /= 2
	}
	return dpi
}

// scanImage returns the picture of a page that consists of pictures only, at
// their resolution or a fraction of it, or nil. enough says for a resolution how
// much of it will do, and how large the page is then, zero where nobody minds a
// pixel.
func (d *Document) scanImage(ctx context.Context, p *pdfium.Page, v view, o RenderOptions, enough func(dpi float64) (float64, image.Point)) (image.Image, float64) {
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
	wanted, exact := enough(dpi)
	if reduce := reduceScans(scans, dpi, wanted); reduce > 1 {
		dpi /= float64(reduce)
		w, h = max(int(math.Round(size.W*dpi/72)), 1), max(int(math.Round(size.H*dpi/72)), 1)
	}
	if dx, dy := exact.X-w, exact.Y-h; dx|dy == 1 && dx >= 0 && dy >= 0 { // one is rounded, the other rounded up
		w, h = exact.X, exact.Y
	}
	img := compose(ctx, scans, image.Pt(w, h), dpi, o.Gray)
	if img == nil {
		return nil, 0
	}
	return img, dpi
}
