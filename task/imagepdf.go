package task

import (
	"context"
	"errors"
	"io"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// writeImagePDF writes the frames of an image file as the pages of a PDF, each
// decoded when it is its turn.
func writeImagePDF(ctx context.Context, w io.Writer, s *source, doc *layout.Document) error {
	read := map[int]*layout.Page{}
	for i := range doc.Pages {
		if p := &doc.Pages[i]; p.State != layout.PageFailed {
			read[p.Number] = p
		}
	}
	out := pdf.NewImagePDF(w, pdf.ImagePDFOptions{Info: doc.Info})
	take, stop := s.inOrder(ctx)
	defer stop()
	for n := 1; n <= s.image.Frames; n++ {
		p := &Page{Number: n}
		if take(p); ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if p.failed != nil {
			continue // doc.PageErrors tells of it
		}
		pix, dpi := squared(p.image)
		page := pdf.ImagePage{Image: pix, DPIX: dpi, DPIY: dpi, Page: read[n]}
		if s.image.Frames == 1 && pix == p.image.Pix { // neither a part of the file nor stretched
			page.Encoded = s.data
		}
		if err := out.AddPage(ctx, page); err != nil {
			return errors.Join(err, out.Close())
		}
	}
	return out.Close()
}
