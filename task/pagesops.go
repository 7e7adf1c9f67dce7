package task

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// Split makes several PDFs of one. Without anything set it makes one of each
// page; at most one of Every, Ranges, OutlineLevel and MaxBytes may be set.
type Split struct {
	Input        Input
	Every        int      `json:",omitempty"` // pages a part
	Ranges       []string `json:",omitempty"` // pages of each part, such as 1-3
	OutlineLevel int      `json:",omitempty"` // a part at each bookmark of this depth or above, 1 = top
	MaxBytes     int64    `json:",omitempty"` // as many pages a part as fit
	Name         string   `json:",omitempty"` // of the files made, numbered; default from the input's
}

// Kind implements Operation.
func (Split) Kind() string { return "split" }

// Validate checks the parameters.
func (o Split) Validate() error {
	set := 0
	for _, is := range []bool{o.Every > 0, len(o.Ranges) > 0, o.OutlineLevel > 0, o.MaxBytes > 0} {
		if is {
			set++
		}
	}
	var errs []error
	if set > 1 {
		errs = append(errs, invalid("Every", "only one of Every, Ranges, OutlineLevel and MaxBytes can be used"))
	}
	for field, n := range map[string]int64{"Every": int64(o.Every), "OutlineLevel": int64(o.OutlineLevel), "MaxBytes": o.MaxBytes} {
		if n < 0 {
			errs = append(errs, invalid(field, "%d is negative", n))
		}
	}
	for i, r := range o.Ranges {
		errs = append(errs, validatePages(fmt.Sprintf("Ranges[%d]", i), r))
	}
	return together(errs...)
}

// Run implements Operation. The role of the files is RoleSubPDF.
func (o Split) Run(ctx context.Context, env *Env) (*Files, error) {
	d, name, err := env.onlyPDF(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	by := pdf.SplitOptions{Every: o.Every, Ranges: o.Ranges, OutlineLevel: o.OutlineLevel, MaxBytes: o.MaxBytes}
	if o.Every == 0 && len(o.Ranges) == 0 && o.OutlineLevel == 0 && o.MaxBytes == 0 {
		by.Every = 1
	}
	out := &Files{}
	base := stem(cmp.Or(o.Name, name))
	err = pdf.Split(ctx, d, by, func(p pdf.SplitPart) (io.WriteCloser, error) {
		if len(p.Pages) > 0 {
			env.Progress(Progress{Percent: 5 + 90*p.Pages[0]/d.PageCount(), Phase: PhaseWrite, PagesTotal: d.PageCount(), PagesDone: p.Pages[0] - 1})
		}
		a := Artifact{Role: RoleSubPDF, Name: numbered(base, p.Index+1) + ".pdf", MediaType: PDFType, Pages: len(p.Pages)}
		return env.create(ctx, a, func(a Artifact) { out.Files = append(out.Files, a) }), nil
	})
	return out, rangeError("Ranges", err)
}

// rangeError makes a bad page range a wrong parameter.
func rangeError(field string, err error) error {
	if errors.Is(err, pdf.ErrPageRange) {
		return invalid(field, "%v", err)
	}
	return err
}

// ExtractPages makes a PDF of some pages of another, in the order given.
type ExtractPages struct {
	Input Input
	Pages string // such as 2-7 or 3,1; required
	Name  string `json:",omitempty"`
}

// Kind implements Operation.
func (ExtractPages) Kind() string { return "extract-pages" }

// Validate checks the parameters.
func (o ExtractPages) Validate() error {
	if strings.TrimSpace(o.Pages) == "" {
		return invalid("Pages", "is required")
	}
	return validatePages("Pages", o.Pages)
}

// Run implements Operation.
func (o ExtractPages) Run(ctx context.Context, env *Env) (*Files, error) {
	d, name, err := env.onlyPDF(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	pages, err := pdf.ParsePages(o.Pages, d.PageCount())
	if err != nil {
		return nil, invalid("Pages", "%v", err)
	}
	env.Progress(Progress{Percent: 10, Phase: PhaseWrite, PagesTotal: len(pages)})
	return env.onePDF(ctx, cmp.Or(o.Name, stem(name)+"-pages"), len(pages), func(w io.Writer) error {
		return pdf.ExtractPages(ctx, w, d, pages, pdf.WriteOptions{})
	})
}

// Merge makes one PDF of several PDFs and images, in the order given.
type Merge struct {
	Inputs    []Input
	Bookmarks bool   `json:",omitempty"` // a bookmark for each input, with its name
	Name      string `json:",omitempty"` // default merged.pdf
}

// Kind implements Operation.
func (Merge) Kind() string { return "merge" }

// Validate checks the parameters.
func (o Merge) Validate() error {
	if len(o.Inputs) == 0 {
		return invalid("Inputs", "there is nothing to merge")
	}
	return nil
}

// Run implements Operation.
func (o Merge) Run(ctx context.Context, env *Env) (*Files, error) {
	var parts []pdf.MergeInput
	pages := 0
	for i, in := range o.Inputs {
		d, name, err := env.asPDF(ctx, in)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		part := pdf.MergeInput{Document: d}
		if o.Bookmarks {
			part.Bookmark = stem(name)
		}
		parts = append(parts, part)
		pages += d.PageCount()
		env.Progress(Progress{Percent: 5 + 40*(i+1)/len(o.Inputs), Phase: PhaseOpen})
	}
	env.Progress(Progress{Percent: 50, Phase: PhaseWrite, PagesTotal: pages})
	return env.onePDF(ctx, cmp.Or(o.Name, "merged"), pages, func(w io.Writer) error {
		return pdf.Merge(ctx, w, parts, pdf.WriteOptions{})
	})
}

// onlyPDF opens an input that must be a PDF. The caller closes it.
func (e *Env) onlyPDF(ctx context.Context, in Input) (*pdf.Document, string, error) {
	s, err := e.openSource(ctx, in, true)
	if err != nil {
		return nil, "", err
	}
	if s.pdf == nil {
		return nil, "", Errorf(Unsupported, "%s is an image, not a PDF", s.name)
	}
	return s.pdf, s.name, nil
}

// asPDF opens an input; an image becomes a PDF, frame by frame.
func (e *Env) asPDF(ctx context.Context, in Input) (*pdf.Document, string, error) {
	s, err := e.openSource(ctx, in, true)
	if err != nil {
		return nil, "", err
	}
	if s.pdf != nil {
		return s.pdf, s.name, nil
	}
	if err := e.m.pages.Acquire(ctx, 1); err != nil {
		return nil, "", err
	}
	defer e.m.pages.Release(1)
	var b bytes.Buffer
	if err := writeImagePDF(ctx, &b, s, &layout.Document{}); err != nil {
		return nil, "", err
	}
	d, err := e.openPDF(ctx, b.Bytes(), Input{}, true)
	return d, s.name, err
}

// onePDF keeps the one file that an operation makes.
func (e *Env) onePDF(ctx context.Context, name string, pages int, write func(w io.Writer) error) (*Files, error) {
	a, err := e.Save(ctx, Artifact{Role: RoleGenerated, Name: stem(name) + ".pdf", MediaType: PDFType, Pages: pages}, write)
	if err != nil {
		return nil, err
	}
	return &Files{Files: []Artifact{a}}, nil
}

// stem is a file name without its extension.
func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// create returns a writer of an artifact, which is kept when the writer is
// closed; saved is told of it then.
func (e *Env) create(ctx context.Context, a Artifact, saved func(Artifact)) io.WriteCloser {
	pr, pw := io.Pipe()
	w := &artifactWriter{PipeWriter: pw, saved: saved}
	w.wg.Go(func() {
		w.a, w.err = e.Save(ctx, a, func(to io.Writer) error {
			_, err := io.Copy(to, pr)
			return err
		})
		pr.CloseWithError(w.err)
	})
	return w
}

type artifactWriter struct {
	*io.PipeWriter
	wg    sync.WaitGroup
	a     Artifact
	err   error
	saved func(Artifact)
}

// Close ends the artifact and waits until the Store has it.
func (w *artifactWriter) Close() error {
	_ = w.PipeWriter.Close() // never fails
	w.wg.Wait()
	if w.err == nil {
		w.saved(w.a)
	}
	return w.err
}
