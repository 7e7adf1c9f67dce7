package task

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"math"
	"reflect"
	"slices"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
)

// Export returns the document of a finished task that read one in another form
// (see the function Export), or with RoleSearchablePDF what Searchable makes of
// its input. It is made at the first call and kept with the task until that
// expires.
func (m *Manager) Export(ctx context.Context, id ID, role Role) (Artifact, error) {
	if role == RoleSearchablePDF {
		return m.exportSearchable(ctx, id)
	}
	if !slices.Contains(exports, role) {
		return Artifact{}, invalid("role", "%q cannot be written from a document", role)
	}
	return m.lazily(ctx, id, Artifact{Role: role}, func(s Snapshot) (lazy, error) {
		doc, err := m.document(ctx, s)
		if err != nil {
			return lazy{}, err
		}
		return lazy{a: exportArtifact(role, doc.Name), write: func(w io.Writer) error { return Export(w, doc, role) }}, nil
	})
}

// exportSearchable returns the searchable PDF of a task, which may have made it.
func (m *Manager) exportSearchable(ctx context.Context, id ID) (Artifact, error) {
	return m.lazily(ctx, id, Artifact{Role: RoleSearchablePDF}, func(s Snapshot) (lazy, error) {
		doc, err := m.document(ctx, s)
		if err != nil {
			return lazy{}, err
		}
		src, err := m.reopen(ctx, id)
		if err != nil {
			return lazy{}, err
		}
		return lazy{
			a: src.searchableFile(),
			write: func(w io.Writer) error {
				if err := m.pages.Acquire(ctx, 1); err != nil {
					return context.Cause(ctx)
				}
				defer m.pages.Release(1)
				return src.writeSearchable(ctx, w, doc)
			},
			close: src.close,
		}, nil
	})
}

// document returns the document in the result of a task.
func (m *Manager) document(ctx context.Context, s Snapshot) (*layout.Document, error) {
	switch s.Kind {
	case Recognize{}.Kind():
		doc, _, err := Result[*layout.Document](ctx, m, s.ID)
		return doc, err
	case Searchable{}.Kind(), Extract{}.Kind(), Process{}.Kind(), SplitDocuments{}.Kind():
		r, _, err := Result[struct {
			Document *layout.Document `json:"document"`
		}](ctx, m, s.ID)
		return r.Document, err
	}
	return nil, invalid("task", "%s is a %s, which makes no document", s.ID, s.Kind)
}

// PageImage returns the image of page n (1-based) of a task's input, as PNG.
// It is scaled down to width or height in pixels, 0 = free, never up, and keeps
// its aspect: where both are given the larger one rules. It can be asked for at
// any time until the task expires; the image of a size is kept once it is made,
// so let strangers choose among a few sizes only.
func (m *Manager) PageImage(ctx context.Context, id ID, n, width, height int) (Artifact, error) {
	if n < 1 || width < 0 || height < 0 {
		return Artifact{}, invalid("page", "page %d in %d x %d pixels is not possible", n, width, height)
	}
	return m.lazyImage(ctx, id, Artifact{Role: RolePageImage, Page: n}, width, height)
}

// PageImages lists the page images that PageImage can give, one for each page
// of a finished task's input. Those that are not there yet have no Key; their
// size is left out where only making them would tell.
func (m *Manager) PageImages(ctx context.Context, id ID) ([]Artifact, error) {
	if _, err := m.finished(ctx, id); err != nil {
		return nil, err
	}
	src, err := m.reopen(ctx, id)
	if err != nil {
		return nil, err
	}
	defer src.close()
	list := make([]Artifact, src.count())
	for i := range list {
		a := exportArtifact(RolePageImage, src.name)
		a.Task, a.Page = id, i+1
		if src.pdf != nil {
			if info, err := src.pdf.Page(i + 1); err == nil { // a damaged page has no size; PageImage says why
				a.Width, a.Height = pixels(info.Size)
			}
		}
		list[i] = a
	}
	infos, err := m.store.List(ctx, prefix(id)+"lazy/"+string(RolePageImage)+"-")
	for _, info := range infos {
		var a Artifact
		var n int
		if k, _ := fmt.Sscanf(info.Key, prefix(id)+"lazy/"+string(RolePageImage)+"-%d-0x0.json", &n); k != 1 || n < 1 || n > len(list) {
			continue
		}
		if m.getJSON(ctx, info.Key, &a) == nil {
			list[n-1] = a
		}
	}
	return list, asError(err)
}

// pixels is the size of the image of a page.
func pixels(s layout.Size) (w, h int) {
	return int(math.Ceil(s.W*pageImageDPI/72 - 0.001)), int(math.Ceil(s.H*pageImageDPI/72 - 0.001))
}

// Thumbnail returns a small image of the first page of a task's input.
func (m *Manager) Thumbnail(ctx context.Context, id ID) (Artifact, error) {
	return m.lazyImage(ctx, id, Artifact{Role: RoleThumbnail}, thumbnailSide, thumbnailSide)
}

func (m *Manager) lazyImage(ctx context.Context, id ID, a Artifact, width, height int) (Artifact, error) {
	bounded := a
	bounded.Width, bounded.Height = width, height
	return m.lazily(ctx, id, bounded, func(s Snapshot) (lazy, error) {
		src, err := m.reopen(ctx, id)
		if err != nil {
			return lazy{}, err
		}
		defer src.close()
		if err := m.pages.Acquire(ctx, 1); err != nil {
			return lazy{}, err
		}
		defer m.pages.Release(1)
		img, err := src.scaledImage(ctx, a, width, height)
		if err != nil {
			return lazy{}, err
		}
		out := exportArtifact(a.Role, src.name)
		out.Page, out.Width, out.Height = a.Page, img.Bounds().Dx(), img.Bounds().Dy()
		return lazy{a: out, write: func(w io.Writer) error {
			return imageops.Encode(w, img, imageops.EncodeOptions{Format: imageops.PNG})
		}}, nil
	})
}

// scaledImage returns the image of a thumbnail or page.
func (s *source) scaledImage(ctx context.Context, a Artifact, width, height int) (image.Image, error) {
	o := pdf.RenderOptions{DPI: pageImageDPI, Width: width, Height: height}
	if width <= 0 || height <= 0 || a.Role == RoleThumbnail {
		return s.pageImage(ctx, max(a.Page, 1), o)
	}
	size := image.Pt(s.image.Width, s.image.Height)
	switch {
	case s.pdf != nil:
		info, err := s.pdf.Page(a.Page)
		if err != nil {
			return nil, err
		}
		size.X, size.Y = pixels(info.Size)
	case !s.plain(): // its size is known when it is decoded
		img, err := s.pageImage(ctx, a.Page, pdf.RenderOptions{})
		if err != nil {
			return nil, err
		}
		return scaled(img, imageops.Fit(img.Bounds().Size(), width, height)), nil
	}
	to := imageops.Fit(size, width, height)
	o.Width, o.Height = to.X, to.Y
	return s.pageImage(ctx, max(a.Page, 1), o)
}

// reopen opens what a task worked on once more. The caller closes it.
func (m *Manager) reopen(ctx context.Context, id ID) (*source, error) {
	r, err := m.backend.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	def, ok := m.defs[r.Kind]
	if !ok {
		return nil, Errorf(NotConfigured, "this Manager does not know the operation %q", r.Kind)
	}
	op := reflect.New(def.typ)
	if err := json.Unmarshal(r.Params, op.Interface()); err != nil {
		return nil, Errorf(Internal, "the parameters of task %s do not parse: %w", id, err)
	}
	env := newEnv(m, r, func(Progress) {}, m.log)
	if o, ok := op.Elem().Interface().(interface {
		source(ctx context.Context, e *Env) (*source, error)
	}); ok {
		return o.source(ctx, env)
	}
	var f found
	if err := f.in(op.Elem(), ""); err != nil {
		return nil, err
	}
	if len(f.inputs) == 0 {
		return nil, Errorf(NotFound, "task %s has no input", id)
	}
	return env.open(ctx, *f.inputs[0])
}

// finished returns a task whose artifacts can be asked for.
func (m *Manager) finished(ctx context.Context, id ID) (Snapshot, error) {
	s, err := m.Get(ctx, id)
	switch {
	case err != nil:
		return s, err
	case s.State == Expired:
		return s, Errorf(ExpiredCode, "task %s has expired", id)
	case !s.State.IsFinal():
		return s, ErrNotDone
	}
	return s, nil
}

// lazy is an artifact that is about to be made.
type lazy struct {
	a     Artifact
	write func(io.Writer) error
	close func() // afterwards, or nil
}

// lazily returns an artifact that the task has made, or that is made from it
// when it is first asked for. Its key tells which; make says how. What stands under the key is either
// nothing or the whole artifact, so two callers at once do no harm.
func (m *Manager) lazily(ctx context.Context, id ID, want Artifact, make func(Snapshot) (lazy, error)) (Artifact, error) {
	s, err := m.finished(ctx, id)
	if err != nil {
		return Artifact{}, err
	}
	for _, a := range s.Outputs {
		if a.Role == want.Role && a.Page == want.Page && (want.Width == 0 && want.Height == 0 || a.Role == RoleThumbnail) {
			return a, nil
		}
	}
	var made Artifact
	key := lazyKey(id, want)
	if err := m.getJSON(ctx, key+".json", &made); err == nil {
		return made, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return Artifact{}, AsError(err)
	}
	l, err := make(s)
	if l.close != nil {
		defer l.close()
	}
	if err != nil {
		return Artifact{}, AsError(err)
	}
	l.a.Key = key
	a, err := m.save(ctx, id, l.a, l.write)
	if err != nil {
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
