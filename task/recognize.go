package task

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/docket-go/docket/layout"
)

// Recognize reads a PDF or an image file: words, lines, blocks and tables in
// reading order. The result is the document. Pages with usable text of their
// own are not sent through OCR. A page that fails does not fail the task:
// Document.PageErrors tells of it and the task is Partial.
type Recognize struct {
	Input     Input
	Pages     string   `json:",omitempty"` // such as 2-7 or 1,3,8-; empty = all
	OCR       OCRMode  `json:",omitempty"` // default OCRAuto
	Languages []string `json:",omitempty"` // BCP 47 or Tesseract's names; empty = the engine's default
	DPI       float64  `json:",omitempty"` // of pages rendered for OCR; default Config.DPI
	Chars     bool     `json:",omitempty"` // boxes of single characters too
	Raw       bool     `json:",omitempty"` // pixels are read as they are; default: what is photographed, shaded, skewed or speckled is cleaned before, see layout.Origin
	// Want names artifacts to be made beside the result: RoleText,
	// RoleMarkdown, RoleHOCR, RoleJSON, RoleSearchablePDF, RolePageImage,
	// RoleThumbnail. What is not named here can be made later, as long as the
	// task has not expired, with Manager.Export, PageImage and Thumbnail.
	Want []Role `json:",omitempty"`
}

// Kind implements Operation.
func (Recognize) Kind() string { return "recognize" }

// recognizable are the roles that Want may name.
var recognizable = append(slices.Clone(exports), RoleSearchablePDF, RolePageImage, RoleThumbnail)

// Validate checks the parameters.
func (r Recognize) Validate() error {
	return validateReading(r.Pages, r.OCR, r.DPI, r.Want)
}

func validateReading(pages string, mode OCRMode, dpi float64, want []Role) error {
	errs := []error{validatePages("Pages", pages)}
	switch mode {
	case OCRAuto, OCRAlways, OCRNever:
	default:
		errs = append(errs, invalid("OCR", "%q is none of always, never and empty", mode))
	}
	if dpi != 0 && !(dpi >= 36 && dpi <= 1200) {
		errs = append(errs, invalid("DPI", "%g is not between 36 and 1200", dpi))
	}
	for _, w := range want {
		if !slices.Contains(recognizable, w) {
			errs = append(errs, invalid("Want", "%q cannot be made of a document", w))
		}
	}
	return together(errs...)
}

// Run implements Operation.
func (r Recognize) Run(ctx context.Context, env *Env) (*layout.Document, error) {
	s, err := env.open(ctx, r.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, r)
	if err != nil {
		return nil, err
	}
	return doc, env.artifacts(ctx, s, doc, r.Want)
}

// recognize reads the pages of s.
func (e *Env) recognize(ctx context.Context, s *source, r Recognize) (*layout.Document, error) {
	pages, err := s.choose(r.Pages)
	if err != nil {
		return nil, err
	}
	how := reading{OCR: r.OCR, DPI: positive(r.DPI, e.m.config.DPI), Languages: r.Languages, Chars: r.Chars, Raw: r.Raw}
	doc := &layout.Document{Name: s.name, MediaType: s.mediaType, Converted: time.Now().UTC().Truncate(time.Second)}
	if s.pdf != nil {
		doc.Info = s.pdf.Info()
	}
	c := &collector{name: s.checkpoints(how), pages: map[int]layout.Page{}}
	span := Span{Phase: PhaseRead, From: 2, To: 88}
	if s.pdf != nil {
		err = e.Pages(ctx, span, pages, func(ctx context.Context, p *Page) error {
			return c.once(ctx, e, p, func() (layout.Page, error) { return e.readPDF(ctx, s, p, how) })
		})
	} else {
		err = e.recognizeFrames(ctx, s, pages, span, how, c)
	}
	if err != nil {
		return nil, err
	}
	e.Progress(Progress{Percent: 90, Phase: PhaseLayout})
	doc.PageErrors = e.pageErrors()
	for _, n := range pages {
		doc.Pages = append(doc.Pages, c.page(n))
	}
	layout.AnalyzeDocument(doc, layout.Options{})
	doc.Languages = languages(doc)
	return doc, nil
}

// recognizeFrames reads the frames of an image file, each decoded when a
// worker is free for it.
func (e *Env) recognizeFrames(ctx context.Context, s *source, pages []int, span Span, how reading, c *collector) error {
	if how.OCR == OCRNever {
		return invalid("OCR", "an image has no text but what OCR reads")
	}
	if _, err := e.OCR(); err != nil {
		return err
	}
	take, stop := s.inOrder(ctx)
	defer stop()
	return e.eachPage(ctx, span, pages, take, func(ctx context.Context, p *Page) error {
		return c.once(ctx, e, p, func() (layout.Page, error) {
			if p.failed != nil {
				return layout.Page{}, p.failed
			}
			pix, dpi := squared(p.image)
			in, seen, err := e.readPixels(ctx, p, pix, dpi, how)
			if err != nil {
				return layout.Page{}, err
			}
			return e.analyze(ctx, in, seen.at(in.DPI))
		})
	})
}

// A collector gathers the pages of a document as they are finished.
type collector struct {
	name  string // of checkpoints
	mu    sync.Mutex
	pages map[int]layout.Page
}

// once reads a page unless an earlier attempt has done so already.
func (c *collector) once(ctx context.Context, e *Env, p *Page, read func() (layout.Page, error)) error {
	var page layout.Page
	if !e.restore(ctx, c.name, p.Number, &page) {
		start := time.Now()
		var err error
		if page, err = read(); err != nil {
			return err
		}
		if err := e.checkpoint(ctx, c.name, p.Number, time.Since(start), page); err != nil {
			e.logger.Warn("task: cannot keep a checkpoint", "page", p.Number, "err", err)
		}
	}
	page.Number = p.Number
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[p.Number] = page
	return nil
}

// checkpoints names the checkpoints of the pages of s: an operation of a host
// may read several inputs, or one in several ways.
func (s *source) checkpoints(how reading) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s|%+v", s.id, how) // never fails
	return fmt.Sprintf("page-%x", h.Sum64())
}

// page returns page n, or what stands for it where it failed.
func (c *collector) page(n int) layout.Page {
	if p, ok := c.pages[n]; ok {
		return p
	}
	return layout.Page{Number: n, State: layout.PageFailed}
}

// languages lists the languages of the pages, most pages first.
func languages(d *layout.Document) []string {
	n := map[string]int{}
	var out []string
	for i := range d.Pages {
		l := d.Pages[i].Language
		if l == "" {
			continue
		}
		if n[l]++; n[l] == 1 {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return n[b] - n[a] })
	return out
}
