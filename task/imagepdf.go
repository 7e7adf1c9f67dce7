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
	all := make([]int, s.image.Frames)
	for i := range all {
		all[i] = i + 1
	}
	take, stop := s.inOrder(ctx)
	defer stop()
	return writeFrames(ctx, w, s, doc, all, take)
}

// writeFrames writes some frames, in rising order, as the pages of a PDF, with
// the words that doc has of them. What cannot be decoded is left out;
// Document.PageErrors tells of it.
func writeFrames(ctx context.Context, w io.Writer, s *source, doc *layout.Document, frames []int, take func(p *Page)) error {
	read := map[int]*layout.Page{}
	for i := range doc.Pages {
		if p := &doc.Pages[i]; p.State != layout.PageFailed {
			read[p.Number] = p
		}
	}
	out := pdf.NewImagePDF(w, pdf.ImagePDFOptions{Info: doc.Info})
	for _, n := range frames {
		p := &Page{Number: n}
		if take(p); ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if p.failed != nil {
			continue
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
