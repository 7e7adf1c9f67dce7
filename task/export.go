package task

import (
	"cmp"
	"context"
	"encoding/json"
	"image"
	"io"
	"path"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// exports are the roles that are written from a document alone.
var exports = []Role{RoleText, RoleMarkdown, RoleHTML, RoleHOCR, RoleALTO, RoleDocling, RoleJSON}

// exportTypes are the media type and extension of what a role holds.
var exportTypes = map[Role][2]string{
	RoleText:          {"text/plain; charset=utf-8", ".txt"},
	RoleMarkdown:      {"text/markdown; charset=utf-8", ".md"},
	RoleHTML:          {"text/html; charset=utf-8", ".html"},
	RoleHOCR:          {"text/html; charset=utf-8", ".hocr.html"},
	RoleALTO:          {"application/xml", ".alto.xml"},
	RoleDocling:       {"application/json", ".docling.json"},
	RoleJSON:          {"application/json", ".json"},
	RoleSearchablePDF: {PDFType, ".searchable.pdf"},
	RolePageImage:     {"image/png", ".png"},
	RoleThumbnail:     {"image/png", ".thumbnail.png"},
}

// exportArtifact describes an artifact of a document before it is written.
func exportArtifact(role Role, source string) Artifact {
	base := strings.TrimSuffix(source, path.Ext(source))
	return Artifact{Role: role, Name: cmp.Or(base, "document") + exportTypes[role][1], MediaType: exportTypes[role][0]}
}

// Export writes d to w in the form that role names: RoleText, RoleMarkdown,
// RoleHTML, RoleHOCR, RoleALTO, RoleDocling or RoleJSON.
func Export(w io.Writer, d *layout.Document, role Role) error {
	return export(w, d, role, layout.ExportOptions{})
}

func export(w io.Writer, d *layout.Document, role Role, o layout.ExportOptions) error {
	switch role {
	case RoleText:
		return layout.WriteText(w, d, o)
	case RoleMarkdown:
		return layout.WriteMarkdown(w, d, o)
	case RoleHTML:
		return layout.WriteHTML(w, d, o)
	case RoleHOCR:
		return layout.WriteHOCR(w, d, layout.HOCROptions{})
	case RoleALTO:
		return layout.WriteALTO(w, d, layout.ALTOOptions{})
	case RoleDocling:
		return layout.WriteDocling(w, d)
	case RoleJSON:
		return json.NewEncoder(w).Encode(d)
	}
	return invalid("role", "%q cannot be written from a document", role)
}

// artifacts saves what want names.
func (e *Env) artifacts(ctx context.Context, s *source, doc *layout.Document, want []Role) error {
	e.Progress(Progress{Percent: 92, Phase: PhaseWrite})
	for _, role := range want {
		var err error
		switch role {
		case RoleSearchablePDF:
			_, err = e.saveSearchable(ctx, s, doc)
		case RolePageImage:
			err = e.savePageImages(ctx, s, doc)
		case RoleThumbnail:
			err = e.saveThumbnail(ctx, s, doc)
		default:
			_, err = e.Save(ctx, exportArtifact(role, s.name), func(w io.Writer) error { return Export(w, doc, role) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pageImage returns the image of a page, at most as large as its natural size.
func (s *source) pageImage(ctx context.Context, n int, o pdf.RenderOptions) (image.Image, error) {
	if s.pdf != nil {
		return s.pdf.Render(ctx, n, o)
	}
	if n > s.image.Frames {
		return nil, Errorf(NotFound, "there is no page %d", n)
	}
	size := image.Pt(s.image.Width, s.image.Height)
	if to := within(size, o.Width, o.Height); to != size && s.plain() {
		img, err := imageops.DecodeWith(ctx, s.data, imageops.DecodeOptions{Limits: s.limits, Gray: o.Gray, Enough: 2 * max(to.X, to.Y)})
		if err != nil {
			return nil, err
		}
		return imageops.Scale(img.Pix, to.X, to.Y), nil
	}
	p := &Page{Number: n}
	take, stop := s.inOrder(ctx)
	defer stop()
	if take(p); p.failed != nil {
		return nil, p.failed
	}
	pix, _ := squared(p.image)
	pix = scaled(pix, within(pix.Bounds().Size(), o.Width, o.Height))
	if o.Gray {
		pix = imageops.ToGray(pix)
	}
	return pix, nil
}

// plain reports whether the one frame of an image file is a page as it stands.
func (s *source) plain() bool { return s.image.Frames == 1 && s.image.DPIX == s.image.DPIY }

// within returns the size to which an image is scaled down to lie within a
// width and a height, 0 = free.
func within(size image.Point, width, height int) image.Point {
	to := imageops.Fit(size, width, 0)
	if height > 0 && to.Y > height {
		to = imageops.Fit(size, 0, height)
	}
	return to
}

func scaled(img image.Image, to image.Point) image.Image {
	if to == img.Bounds().Size() {
		return img
	}
	return imageops.Scale(img, to.X, to.Y)
}

const (
	pageImageDPI  = 150 // of the images of PDF pages
	thumbnailSide = 256 // pixels of the longer side
)

// savePageImages makes the images of the pages of doc.
func (e *Env) savePageImages(ctx context.Context, s *source, doc *layout.Document) error {
	var pages []int
	for _, p := range doc.Pages {
		if p.State != layout.PageFailed {
			pages = append(pages, p.Number)
		}
	}
	return e.Pages(ctx, Span{PhaseWrite, 92, 96}, pages, func(ctx context.Context, p *Page) error {
		img, err := s.pageImage(ctx, p.Number, pdf.RenderOptions{DPI: pageImageDPI})
		if err != nil {
			return err
		}
		return e.saveImage(ctx, exportArtifact(RolePageImage, s.name), p.Number, img)
	})
}

func (e *Env) saveThumbnail(ctx context.Context, s *source, doc *layout.Document) error {
	if len(doc.Pages) == 0 {
		return nil
	}
	img, err := s.pageImage(ctx, doc.Pages[0].Number, pdf.RenderOptions{DPI: pageImageDPI, Width: thumbnailSide, Height: thumbnailSide})
	if err != nil {
		return err
	}
	return e.saveImage(ctx, exportArtifact(RoleThumbnail, s.name), 0, img)
}

// saveImage keeps img as PNG.
func (e *Env) saveImage(ctx context.Context, a Artifact, page int, img image.Image) error {
	a.Page, a.Width, a.Height = page, img.Bounds().Dx(), img.Bounds().Dy()
	_, err := e.Save(ctx, a, func(w io.Writer) error {
		return imageops.Encode(w, img, imageops.EncodeOptions{Format: imageops.PNG})
	})
	return err
}
