package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// A Document is an open PDF. It is safe for concurrent use: pages are worked
// on in parallel as far as its Runtime allows.
type Document struct {
	data     []byte
	password string
	limits   Limits
	renderer Renderer // nil = rt
	rt       *Runtime // nil = not started yet
	src      *pdfium.Source

	repaired []byte // data with a new cross-reference table or decrypted, where it needed that

	count int
	info  layout.Info

	mu     sync.Mutex
	closed bool
	kinds  map[int]Classification
	kept   []*layout.PageInput // pages that Classify read, for Input

	units      []float64 // UserUnit of the pages, nil where all are 1
	unitsKnown bool
	parsed     *cos.Source // by openLazy, for the first operation
}

// Open opens a PDF held in memory. Errors match ErrEncrypted, ErrCorrupt,
// ErrTooLarge, ErrUnsupported, or the error of ctx. data must not change while
// the Document is in use.
func Open(ctx context.Context, data []byte, o OpenOptions) (*Document, error) {
	limits := o.Limits.withDefaults()
	if limits.Bytes > 0 && int64(len(data)) > limits.Bytes {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(data), limits.Bytes)
	}
	if len(data) == 0 {
		return nil, fmt.Errorf("%w: empty", ErrCorrupt)
	}
	d := &Document{data: data, password: o.Password, limits: limits, renderer: o.Renderer, rt: o.Runtime, src: pdfium.NewSource(data, o.Password)}
	if needsUnprotect(data) {
		if err := d.takePlain(); err != nil {
			return nil, err
		}
	}
	if o.Lazy && d.openLazy(ctx) {
		return d, nil
	}
	rt, err := d.runtime()
	if err != nil {
		return nil, err
	}
	err = d.begin(ctx)
	if errors.Is(err, ErrCorrupt) && d.openMended(ctx, rt) {
		return d, nil
	}
	if err != nil && ctx.Err() == nil && bytes.Contains(data, anyEncrypt) {
		if e := d.openUnprotected(ctx, rt); e == nil || errors.Is(e, ErrEncrypted) {
			err = e
		}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		rt.rt.Forget(d.src)
		return nil, err
	}
	return d, nil
}

// openMended opens the file with a new cross-reference table, or with a new
// page tree as well. It reports whether that gave a page.
func (d *Document) openMended(ctx context.Context, rt *Runtime) bool {
	for _, tree := range []bool{false, true} {
		mended := mend(d.data, tree)
		if mended == nil {
			continue
		}
		rt.rt.Forget(d.src)
		d.src, d.repaired = pdfium.NewSource(mended, d.password), mended
		if d.begin(ctx) != nil {
			continue
		}
		listed := d.count
		if d.countLoadable(ctx) == nil {
			if tree { // what it lists and is lost fails when it is asked for
				d.count = listed
			}
			return true
		}
	}
	return false
}

// OpenFile opens the file at path.
func OpenFile(ctx context.Context, path string, o OpenOptions) (*Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	defer f.Close()
	return OpenReader(ctx, f, o)
}

// OpenReader reads r to its end, but not beyond Limits.Bytes, and opens it.
func OpenReader(ctx context.Context, r io.Reader, o OpenOptions) (*Document, error) {
	if limit := o.Limits.withDefaults().Bytes; limit > 0 {
		r = io.LimitReader(r, limit+1)
	}
	var buf bytes.Buffer
	if _, err := io.Copy(&buf, contextReader{ctx, r}); err != nil {
		return nil, fmt.Errorf("pdf: read: %w", err)
	}
	return Open(ctx, buf.Bytes(), o)
}

// A contextReader fails when its context has ended.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// begin opens the file for the first time and reads what is known of it as a
// whole.
func (d *Document) begin(ctx context.Context) error {
	return d.use(ctx, func(in *pdfium.Instance) error {
		d.count = in.PageCount()
		if d.limits.Pages > 0 && d.count > d.limits.Pages {
			return fmt.Errorf("%w: %d pages, the limit is %d", ErrTooLarge, d.count, d.limits.Pages)
		}
		if d.count == 0 && in.Err() == nil {
			return fmt.Errorf("%w: no pages", pdfium.ErrFormat)
		}
		d.info = readInfo(in)
		return in.Err()
	})
}

// countLoadable sets the number of pages of a mended file to that of the last
// page that is there: its page tree cannot be believed. Pages before it that
// cannot be read are counted, and fail when they are asked for.
func (d *Document) countLoadable(ctx context.Context) error {
	return d.use(ctx, func(in *pdfium.Instance) error {
		last := 0
		for i := range d.count {
			p, err := in.LoadPage(i)
			if err == nil {
				last = i + 1
				p.Close()
			} else if in.Err() != nil {
				break
			}
		}
		if d.count = last; last == 0 && in.Err() == nil {
			return pdfium.ErrFormat
		}
		return in.Err()
	})
}

// use runs f with an instance that has d open.
func (d *Document) use(ctx context.Context, f func(*pdfium.Instance) error) error {
	d.mu.Lock()
	closed := d.closed
	d.mu.Unlock()
	if closed {
		return ErrClosed
	}
	err := d.try(ctx, f)
	if errors.Is(err, pdfium.ErrForms) { // from now on the forms of the file are left alone
		err = d.try(ctx, f)
	}
	return wrap(err)
}

func (d *Document) try(ctx context.Context, f func(*pdfium.Instance) error) error {
	rt, err := d.runtime()
	if err != nil {
		return err
	}
	in, err := rt.rt.Acquire(ctx, d.src)
	if err != nil {
		return err
	}
	defer rt.rt.Release(in)
	return f(in)
}

// file returns the bytes that the renderer reads: the file as it was given,
// mended, or decrypted.
func (d *Document) file() []byte {
	if d.repaired != nil {
		return d.repaired
	}
	return d.data
}

// rewrite writes the file to w as the renderer understands it, which mends
// much.
func (d *Document) rewrite(ctx context.Context, w io.Writer) error {
	return d.use(ctx, func(in *pdfium.Instance) error { return in.Save(w) })
}

// rewritePages writes a new file of the given pages (1-based) to w, without
// what belongs to the document as a whole, such as bookmarks and forms.
func (d *Document) rewritePages(ctx context.Context, w io.Writer, pages []int) error {
	numbers := make([]int, len(pages))
	for i, n := range pages {
		if n < 1 || n > d.count {
			return fmt.Errorf("%w: %d of %d", ErrPage, n, d.count)
		}
		numbers[i] = n - 1
	}
	return d.use(ctx, func(in *pdfium.Instance) error { return in.SavePages(w, numbers) })
}

// wrap turns errors of the renderer into those of this package.
func wrap(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pdfium.ErrPassword):
		return ErrEncrypted
	case errors.Is(err, pdfium.ErrSecurity):
		return fmt.Errorf("%w: security handler", ErrUnsupported)
	case errors.Is(err, pdfium.ErrFormat), errors.Is(err, pdfium.ErrTrap):
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	case errors.Is(err, pdfium.ErrMemory), errors.Is(err, pdfium.ErrWork):
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	case errors.Is(err, pdfium.ErrClosed):
		return ErrClosed
	}
	return err
}

// Close frees what the Document holds. Closing twice is harmless.
func (d *Document) Close() error {
	d.mu.Lock()
	closed, rt := d.closed, d.rt
	d.closed, d.parsed = true, nil
	d.mu.Unlock()
	if !closed && rt != nil {
		rt.rt.Forget(d.src)
	}
	return nil
}

// PageCount returns the number of pages.
func (d *Document) PageCount() int { return d.count }

// Info returns what the file says of itself.
func (d *Document) Info() layout.Info { return d.info }

// Bytes returns the file as it was given to Open. It must not be changed.
func (d *Document) Bytes() []byte { return d.data }

// page runs f with page n (1-based).
func (d *Document) page(ctx context.Context, n int, f func(*pdfium.Page) error) error {
	if n < 1 || n > d.count {
		return fmt.Errorf("%w: %d of %d", ErrPage, n, d.count)
	}
	err := d.use(ctx, func(in *pdfium.Instance) error {
		p, err := in.LoadPage(n - 1)
		if err != nil {
			return err
		}
		if err := f(p); err != nil {
			return err
		}
		return in.Err()
	})
	if err != nil {
		return fmt.Errorf("page %d: %w", n, err)
	}
	return nil
}
