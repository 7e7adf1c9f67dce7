package pdf

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// ExtractPages writes the given pages of d (1-based, as ParsePages returns
// them) to w as a new file, in the given order; a page may come twice. Links,
// bookmarks, form fields, page labels and layers of these pages are kept;
// links to other pages lead nowhere. Tags, embedded files and scripts of the
// document stay behind. Pages that a damaged file counts and does not have are
// written empty.
//
// Errors of this and the other operations match ErrPage, ErrPassword,
// ErrCorrupt, ErrTooLarge, ErrUnsupported, or the one of ctx.
func ExtractPages(ctx context.Context, w io.Writer, d *Document, pages []int, o WriteOptions) error {
	s, err := d.graph(ctx)
	if err != nil {
		return err
	}
	if err := checkPages(pages, len(s.Pages)); err != nil {
		return err
	}
	return wrapGraph(extract(ctx, w, s, &destinations{s: s}, pages, o))
}

func checkPages(pages []int, count int) error {
	if len(pages) == 0 {
		return fmt.Errorf("%w: none given, a file needs one", ErrPage)
	}
	if len(pages) > maxSelected {
		return fmt.Errorf("%w: %d pages to be written", ErrTooLarge, len(pages))
	}
	for _, n := range pages {
		if n < 1 || n > count {
			return fmt.Errorf("%w: page %d of %d", ErrPage, n, count)
		}
	}
	return nil
}

func extract(ctx context.Context, w io.Writer, s *cos.Source, dests *destinations, pages []int, o WriteOptions) error {
	a, err := newAssembly(w, o)
	if err != nil {
		return err
	}
	f := a.begin(s, dests)
	for _, n := range pages {
		f.reserve(n - 1)
	}
	if err := f.addReserved(ctx); err != nil {
		return err
	}
	if err := f.close(ctx, ""); err != nil {
		return err
	}
	return a.finishParts(ctx)
}

// RemovePages writes d without the given pages to w. At least one page must
// be left.
func RemovePages(ctx context.Context, w io.Writer, d *Document, pages []int, o WriteOptions) error {
	if err := checkPages(pages, d.PageCount()); err != nil {
		return err
	}
	var kept []int
	for n := 1; n <= d.PageCount(); n++ {
		if !slices.Contains(pages, n) {
			kept = append(kept, n)
		}
	}
	return ExtractPages(ctx, w, d, kept, o)
}

// SaveOptions say what Save changes. The zero value changes nothing but the
// way the file is written.
type SaveOptions struct {
	WriteOptions
	// Rotate turns pages clockwise by a multiple of 90 degrees.
	Rotate map[int]int // page (1-based) to degrees
	// Order is the new order of the pages, by their present numbers (1-based):
	// each must come once. nil keeps the order.
	Order []int
	// Attach embeds files and associates them with the document. One with the
	// name of an embedded file replaces it. Names are made safe as
	// Attachment.Name is; of two files with one name the last counts.
	Attach []Attachment
	// Detach leaves out all embedded files that the document has, those of
	// annotations included.
	Detach bool
}

// Save writes d to w as a new file, with the changes of o: turned or reordered
// pages, other metadata, embedded files, encryption (or none: a file opened
// with its password is written without it), optimised. All else is kept:
// bookmarks, forms, tags, layers, names.
func Save(ctx context.Context, w io.Writer, d *Document, o SaveOptions) error {
	s, err := d.graph(ctx)
	if err != nil {
		return err
	}
	return wrapGraph(save(ctx, w, s, o))
}

func save(ctx context.Context, w io.Writer, s *cos.Source, o SaveOptions) error {
	for n, degrees := range o.Rotate {
		if n < 1 || n > len(s.Pages) {
			return fmt.Errorf("%w: page %d of %d", ErrPage, n, len(s.Pages))
		}
		if degrees%90 != 0 {
			return fmt.Errorf("%w: turn by %d degrees", ErrUnsupported, degrees)
		}
	}
	order := o.Order
	if order == nil {
		order = numbers(len(s.Pages))
	}
	if sorted := slices.Sorted(slices.Values(order)); !slices.Equal(sorted, numbers(len(s.Pages))) {
		return fmt.Errorf("%w: the order must name each of %d pages once", ErrPage, len(s.Pages))
	}
	a, err := newAssembly(w, o.WriteOptions)
	if err != nil {
		return err
	}
	embeds := len(o.Attach) > 0 || o.Detach
	a.attached = len(o.Attach) > 0
	f := a.begin(s, nil)
	f.whole = true
	if o.Detach {
		f.detach()
	}
	f.edit = func(f *part, i int, d types.Dict) error {
		if degrees := o.Rotate[i+1]; degrees != 0 {
			turnPage(d, s.Frame(s.Pages[i]), degrees)
		}
		return nil
	}
	for _, n := range order {
		f.reserve(n - 1)
	}
	if err := f.addReserved(ctx); err != nil {
		return err
	}
	var without []string
	if o.Order != nil {
		without = append(without, "PageLabels") // they belong to positions, not to pages
	}
	if !embeds {
		return a.finishWhole(ctx, f, without, nil)
	}
	without = append(without, "Names", "AF")
	if o.Detach {
		without = append(without, "Collection")
	}
	return a.finishWhole(ctx, f, without, func(catalog types.Dict) error { return f.embedFiles(catalog, o) })
}

// A MergeInput is a part of a merged file: pages of a document, or an image.
type MergeInput struct {
	Document *Document
	Pages    []int      // of Document, 1-based; nil = all
	Image    *ImagePage // used where Document is nil
	// Bookmark is the title of a bookmark that leads to the part and holds
	// the part's own ones; empty adds none, and puts these at the top.
	Bookmark string
}

// Merge writes the inputs to w as one file, in their order. Bookmarks, links,
// form fields, page labels and layers are kept. A field whose name an earlier
// input has gets another one (total, total_2), since readers take fields of one
// name for one. Metadata is that of the first document. Tags, embedded files
// and scripts of documents stay behind.
func Merge(ctx context.Context, w io.Writer, inputs []MergeInput, o WriteOptions) error {
	if len(inputs) == 0 {
		return fmt.Errorf("%w: nothing to merge", ErrPage)
	}
	a, err := newAssembly(w, o)
	if err != nil {
		return err
	}
	m := merger{assembly: a, graphs: map[*Document]*cos.Source{}, uses: map[*Document]int{}}
	for _, in := range inputs {
		m.uses[in.Document]++
	}
	for i, in := range inputs {
		if err := m.merge(ctx, in); err != nil {
			return fmt.Errorf("input %d: %w", i+1, err)
		}
	}
	return wrapGraph(a.finishParts(ctx))
}

// A merger is an assembly with the documents that go into it.
type merger struct {
	*assembly
	graphs map[*Document]*cos.Source
	uses   map[*Document]int // how often each is an input
}

func (m *merger) merge(ctx context.Context, in MergeInput) error {
	if in.Document == nil {
		if in.Image == nil {
			return fmt.Errorf("%w: neither document nor image", ErrPage)
		}
		return m.mergeImage(ctx, in)
	}
	s := m.graphs[in.Document]
	if s == nil {
		var err error
		if s, err = in.Document.graph(ctx); err != nil {
			return err
		}
		m.graphs[in.Document] = s
	}
	pages := in.Pages
	if pages == nil {
		pages = numbers(len(s.Pages))
	}
	if err := checkPages(pages, len(s.Pages)); err != nil {
		return err
	}
	f := m.begin(s, &destinations{s: s})
	f.shared = m.uses[in.Document] > 1
	for _, n := range pages {
		f.reserve(n - 1)
	}
	if err := f.addReserved(ctx); err != nil {
		return wrapGraph(err)
	}
	return wrapGraph(f.close(ctx, in.Bookmark))
}

func (a *assembly) mergeImage(ctx context.Context, in MergeInput) error {
	images := &ImagePDF{w: a.w, tree: a.pages, layers: &a.layers}
	if err := images.AddPage(ctx, *in.Image); err != nil {
		return err
	}
	if in.Bookmark != "" {
		a.outline = append(a.outline, bookmark{entry: types.Dict{
			"Title": cos.Text(in.Bookmark), "Dest": types.Array{images.last, types.Name("Fit")},
		}})
	}
	return nil
}
