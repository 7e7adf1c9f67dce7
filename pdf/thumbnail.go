package pdf

import (
	"context"
	"image"

	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// Thumbnail returns the small picture of page n (1-based) that the file itself
// holds (its entry Thumb), as it is: it may be older than the page. It is nil
// where there is none that can be decoded; Render with a Width makes one.
func (d *Document) Thumbnail(ctx context.Context, n int) (image.Image, error) {
	var img image.Image
	err := d.page(ctx, n, func(p *pdfium.Page) error {
		img = p.Thumbnail()
		return p.Err()
	})
	return img, err
}
