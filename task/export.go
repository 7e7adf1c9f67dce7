package task

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
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
	p := &Page{Number: n}
	take, stop := s.inOrder(ctx)
	defer stop()
	if take(p); p.failed != nil {
		return nil, p.failed
	}
	pix, _ := squared(p.image)
	if to := imageops.Fit(pix.Bounds().Size(), o.Width, o.Height); to != pix.Bounds().Size() {
		pix = imageops.Scale(pix, to.X, to.Y)
	}
	if o.Gray {
		pix = imageops.ToGray(pix)
	}
	return pix, nil
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

// Export returns the document of a finished Recognize, Searchable, Extract or
// Process task in another form (see the function Export). It is made at the first call and
// kept with the task until that expires.
func (m *Manager) Export(ctx context.Context, id ID, role Role) (Artifact, error) {
	if !slices.Contains(exports, role) {
		return Artifact{}, invalid("role", "%q cannot be written from a document", role)
	}
	return m.lazily(ctx, id, Artifact{Role: role}, func(s Snapshot) (Artifact, func(io.Writer) error, error) {
		doc, err := m.document(ctx, s)
		if err != nil {
			return Artifact{}, nil, err
		}
		return exportArtifact(role, doc.Name), func(w io.Writer) error { return Export(w, doc, role) }, nil
	})
}

// document returns the document in the result of a task.
func (m *Manager) document(ctx context.Context, s Snapshot) (*layout.Document, error) {
	switch s.Kind {
	case Recognize{}.Kind():
		doc, _, err := Result[*layout.Document](ctx, m, s.ID)
		return doc, err
	case Searchable{}.Kind():
		r, _, err := Result[*SearchablePDF](ctx, m, s.ID)
		if err != nil {
			return nil, err
		}
		return r.Document, nil
	case Extract{}.Kind():
		r, _, err := Result[*Extraction](ctx, m, s.ID)
		if err != nil {
			return nil, err
		}
		return r.Document, nil
	case Process{}.Kind():
		r, _, err := Result[*Processed](ctx, m, s.ID)
		if err != nil {
			return nil, err
		}
		return r.Document, nil
	}
	return nil, invalid("task", "%s is a %s, which makes no document", s.ID, s.Kind)
}

// PageImage returns the image of page n (1-based) of a task's first input, as
// PNG. Width and height bound it in pixels, 0 = free; it is scaled down, never
// up, and keeps its aspect. It can be asked for at any time until the task
// expires; the image of a size is kept once it is made.
func (m *Manager) PageImage(ctx context.Context, id ID, n, width, height int) (Artifact, error) {
	if n < 1 || width < 0 || height < 0 {
		return Artifact{}, invalid("page", "page %d in %d x %d pixels is not possible", n, width, height)
	}
	return m.lazyImage(ctx, id, Artifact{Role: RolePageImage, Page: n}, width, height)
}

// Thumbnail returns a small image of the first page of a task's first input.
func (m *Manager) Thumbnail(ctx context.Context, id ID) (Artifact, error) {
	return m.lazyImage(ctx, id, Artifact{Role: RoleThumbnail}, thumbnailSide, thumbnailSide)
}

func (m *Manager) lazyImage(ctx context.Context, id ID, a Artifact, width, height int) (Artifact, error) {
	bounded := a
	bounded.Width, bounded.Height = width, height
	return m.lazily(ctx, id, bounded, func(s Snapshot) (Artifact, func(io.Writer) error, error) {
		if len(s.Inputs) == 0 {
			return a, nil, Errorf(NotFound, "task %s has no input of its own", id)
		}
		r, err := m.backend.Get(ctx, id)
		if err != nil {
			return a, nil, err
		}
		in := s.Inputs[0]
		src, err := newEnv(m, r, func(Progress) {}, m.log).open(ctx, Input{Key: in.Key, Name: in.Name})
		if err != nil {
			return a, nil, err
		}
		defer src.close()
		if err := m.pages.Acquire(ctx, 1); err != nil {
			return a, nil, err
		}
		defer m.pages.Release(1)
		img, err := src.pageImage(ctx, max(a.Page, 1), pdf.RenderOptions{DPI: pageImageDPI, Width: width, Height: height})
		if err != nil {
			return a, nil, err
		}
		out := exportArtifact(a.Role, src.name)
		out.Page, out.Width, out.Height = a.Page, img.Bounds().Dx(), img.Bounds().Dy()
		return out, func(w io.Writer) error {
			return imageops.Encode(w, img, imageops.EncodeOptions{Format: imageops.PNG})
		}, nil
	})
}

// lazily returns an artifact that is made from a task when it is first asked
// for. Its key tells which; make does the work. What stands under the key is
// either nothing or the whole artifact, so two callers at once do no harm.
func (m *Manager) lazily(ctx context.Context, id ID, want Artifact, make func(Snapshot) (Artifact, func(io.Writer) error, error)) (Artifact, error) {
	s, err := m.Get(ctx, id)
	if err != nil {
		return Artifact{}, err
	}
	switch {
	case s.State == Expired:
		return Artifact{}, Errorf(ExpiredCode, "task %s has expired", id)
	case !s.State.IsFinal():
		return Artifact{}, ErrNotDone
	}
	var made Artifact
	key := lazyKey(id, want)
	if err := m.getJSON(ctx, key+".json", &made); err == nil {
		return made, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return Artifact{}, AsError(err)
	}
	a, write, err := make(s)
	if err != nil {
		return Artifact{}, AsError(err)
	}
	a.Key = key
	if a, err = m.save(ctx, id, a, write); err != nil {
		return Artifact{}, err
	}
	return a, m.putJSON(ctx, key+".json", a)
}

// lazyKey is where an artifact made on demand stands.
func lazyKey(id ID, a Artifact) string {
	return fmt.Sprintf("%slazy/%s-%d-%dx%d", prefix(id), a.Role, a.Page, a.Width, a.Height)
}

func (m *Manager) getJSON(ctx context.Context, key string, v any) error {
	b, err := store.Bytes(ctx, m.store, key, maxResult)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

func (m *Manager) putJSON(ctx context.Context, key string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = m.store.Put(ctx, key, bytes.NewReader(b), store.PutOptions{MediaType: "application/json"})
	return asError(err)
}
