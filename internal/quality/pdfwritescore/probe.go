package pdfwritescore

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// How much of a file the writers take.
const (
	maxParts = 5
	maxPages = 20
	layered  = 3 // pages that get words
)

// A writer makes files of a document in a folder.
type writer struct {
	name  string
	write func(ctx context.Context, d *pdf.Document, f *output) error
}

// writers lists what is tried on every file.
func writers() []writer {
	return []writer{
		{"searchable", func(ctx context.Context, d *pdf.Document, f *output) error {
			return searchable(ctx, d, f, pdf.SearchableOptions{})
		}},
		{"searchable-rewrite", func(ctx context.Context, d *pdf.Document, f *output) error {
			return searchable(ctx, d, f, pdf.SearchableOptions{Rewrite: true, Replace: true})
		}},
		{"split", split},
		{"extract", func(ctx context.Context, d *pdf.Document, f *output) error {
			pages := first(d, maxPages)
			slices.Reverse(pages)
			return f.file(len(pages), func(w io.Writer) error { return pdf.ExtractPages(ctx, w, d, pages, pdf.WriteOptions{}) })
		}},
		{"merge", merge},
		{"save", func(ctx context.Context, d *pdf.Document, f *output) error {
			o := pdf.SaveOptions{
				WriteOptions: pdf.WriteOptions{Optimize: true, Info: &layout.Info{Title: "Saved"}},
				Rotate:       map[int]int{1: 90}, Attach: []pdf.Attachment{{Name: "note.xml", Data: []byte("<note/>")}},
			}
			return f.file(d.PageCount(), func(w io.Writer) error { return pdf.Save(ctx, w, d, o) })
		}},
		{"encrypt", func(ctx context.Context, d *pdf.Document, f *output) error {
			o := pdf.SaveOptions{WriteOptions: pdf.WriteOptions{Encryption: &pdf.Encryption{OwnerPassword: "owner"}}, Detach: true}
			return f.file(d.PageCount(), func(w io.Writer) error { return pdf.Save(ctx, w, d, o) })
		}},
	}
}

// Probe writes a file in all ways into dir and prints one line each: what was
// written, with its number of pages, or how it ended. An error that is none of
// the library's typed ones is returned.
func Probe(ctx context.Context, file, dir string, log io.Writer) error {
	d, err := pdf.OpenFile(ctx, file, pdf.OpenOptions{})
	if err != nil {
		return verdict(log, "open", err)
	}
	defer d.Close()
	for _, w := range writers() {
		f := &output{dir: dir, name: w.name, log: log}
		if err := w.write(ctx, d, f); err != nil {
			if err := verdict(log, w.name, err); err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
		}
	}
	return nil
}

// verdict prints how a writer ended.
func verdict(log io.Writer, name string, err error) error {
	for _, typed := range []error{pdf.ErrEncrypted, pdf.ErrCorrupt, pdf.ErrTooLarge, pdf.ErrUnsupported, pdf.ErrPage} {
		if errors.Is(err, typed) {
			_, err = fmt.Fprintf(log, "%s\tfailed\t0\n", name)
			return err
		}
	}
	return err
}

// An output is what one writer makes.
type output struct {
	dir, name string
	log       io.Writer
	parts     int
}

// file writes one file of the given number of pages.
func (f *output) file(pages int, write func(w io.Writer) error) error {
	name := fmt.Sprintf("%s-%d.pdf", f.name, f.parts+1)
	f.parts++
	to, err := os.Create(filepath.Join(f.dir, name))
	if err != nil {
		return err
	}
	err = write(to)
	if err := errors.Join(err, to.Close()); err != nil {
		return errors.Join(err, os.Remove(to.Name()))
	}
	_, err = fmt.Fprintf(f.log, "%s\t%s\t%d\n", f.name, name, pages)
	return err
}

// first returns the numbers of the first pages of d.
func first(d *pdf.Document, limit int) []int {
	var out []int
	for n := range min(d.PageCount(), limit) {
		out = append(out, n+1)
	}
	return out
}

// searchable puts a grid of words on the first pages.
func searchable(ctx context.Context, d *pdf.Document, f *output, o pdf.SearchableOptions) error {
	var pages []layout.Page
	for _, n := range first(d, layered) {
		info, err := d.Page(n)
		if err != nil { // a page that cannot be read gets no words
			continue
		}
		p := layout.Page{Number: n, Size: info.Size}
		for i := range 12 {
			x, y := float64(i%3)*info.Size.W/3, float64(i/3)*info.Size.H/4
			box := layout.Rect{X0: x, Y0: y, X1: x + info.Size.W/5, Y1: y + info.Size.H/50}
			p.Words = append(p.Words, layout.Word{Text: fmt.Sprintf("Wort%dщ字", i), Box: box})
		}
		pages = append(pages, p)
	}
	return f.file(d.PageCount(), func(w io.Writer) error { return pdf.WriteSearchable(ctx, w, d, pages, o) })
}

func split(ctx context.Context, d *pdf.Document, f *output) error {
	var ranges []string
	for _, n := range first(d, maxParts) {
		ranges = append(ranges, fmt.Sprint(n))
	}
	return pdf.Split(ctx, d, pdf.SplitOptions{Ranges: ranges}, func(p pdf.SplitPart) (io.WriteCloser, error) {
		name := fmt.Sprintf("split-%d.pdf", p.Index+1)
		to, err := os.Create(filepath.Join(f.dir, name))
		if err == nil {
			_, err = fmt.Fprintf(f.log, "%s\t%s\t%d\n", f.name, name, len(p.Pages))
		}
		return to, err
	})
}

// merge joins a file with an image and itself.
func merge(ctx context.Context, d *pdf.Document, f *output) error {
	pages := first(d, maxPages)
	in := []pdf.MergeInput{
		{Document: d, Pages: pages, Bookmark: "first"}, {Image: &pdf.ImagePage{Image: image.NewGray(image.Rect(0, 0, 9, 9))}},
		{Document: d, Pages: pages[:1]},
	}
	return f.file(len(pages)+2, func(w io.Writer) error { return pdf.Merge(ctx, w, in, pdf.WriteOptions{}) })
}
