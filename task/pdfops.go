package task

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
)

// Render makes images of pages: of a PDF, or of the frames of an image file.
type Render struct {
	Input   Input
	Pages   string  `json:",omitempty"` // such as 2-7 or 2,3,7; empty = all
	DPI     float64 `json:",omitempty"` // of PDF pages; default 300
	Width   int     `json:",omitempty"` // bound in pixels; only scaled down, the aspect is kept
	Height  int     `json:",omitempty"`
	Gray    bool    `json:",omitempty"`
	Format  string  `json:",omitempty"` // default png
	Quality int     `json:",omitempty"`
	Name    string  `json:",omitempty"`
}

// Kind implements Operation.
func (Render) Kind() string { return "render" }

// Validate checks the parameters.
func (o Render) Validate() error {
	errs := []error{validatePages("Pages", o.Pages), validateEncoding(o.Format, o.Quality)}
	if o.DPI != 0 && !(o.DPI >= 1 && o.DPI <= 2400) {
		errs = append(errs, invalid("DPI", "%g is not between 1 and 2400", o.DPI))
	}
	if o.Width < 0 {
		errs = append(errs, invalid("Width", "%d is negative", o.Width))
	}
	if o.Height < 0 {
		errs = append(errs, invalid("Height", "%d is negative", o.Height))
	}
	return together(errs...)
}

// Run implements Operation. A page that cannot be rendered is missing in the
// result, and the task is Partial.
func (o Render) Run(ctx context.Context, env *Env) (*Files, error) {
	s, err := env.open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	pages, err := s.choose(o.Pages)
	if err != nil {
		return nil, err
	}
	made := make([]Artifact, len(pages))
	format := plain(o.Format)
	base := strings.TrimSuffix(cmp.Or(o.Name, s.name), path.Ext(cmp.Or(o.Name, s.name)))
	err = env.Pages(ctx, Span{PhaseRead, 2, 98}, pages, func(ctx context.Context, p *Page) error {
		img, err := s.pageImage(ctx, p.Number, pdf.RenderOptions{DPI: positive(o.DPI, 300), Width: o.Width, Height: o.Height, Gray: o.Gray})
		if err != nil {
			return err
		}
		size := img.Bounds().Size()
		a := Artifact{
			Role: RoleGenerated, Name: numbered(base, p.Number) + extensions[format], MediaType: "image/" + format,
			Page: p.Number, Width: size.X, Height: size.Y,
		}
		a, err = env.Save(ctx, a, func(w io.Writer) error {
			return imageops.Encode(w, img, imageops.EncodeOptions{Format: format, Quality: o.Quality, DPI: s.imageDPI(o)})
		})
		made[slices.Index(pages, p.Number)] = a
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Files{Files: slices.DeleteFunc(made, func(a Artifact) bool { return a.SHA256 == "" })}, nil
}

// imageDPI is what is written into rendered images: nothing where they were
// scaled to fit.
func (s *source) imageDPI(o Render) float64 {
	if s.pdf == nil || o.Width > 0 || o.Height > 0 {
		return 0
	}
	return positive(o.DPI, 300)
}

func numbered(base string, n int) string { return fmt.Sprintf("%s-%d", base, n) }

// ExtractText reads a document and returns its text in one form.
type ExtractText struct {
	Input     Input
	Format    string   `json:",omitempty"` // plain, markdown, html, hocr, alto, docling or json; default plain
	Pages     string   `json:",omitempty"`
	OCR       OCRMode  `json:",omitempty"`
	Languages []string `json:",omitempty"`
	Raw       bool     `json:",omitempty"` // as in Recognize
	Furniture bool     `json:",omitempty"` // page headers, footers and numbers too, in plain, markdown and html
}

// Text is the result of ExtractText.
type Text struct {
	Format  string `json:"format"`
	Content string `json:"content"`
}

// textFormats maps the formats of ExtractText to the exports.
var textFormats = map[string]Role{
	"plain": RoleText, "markdown": RoleMarkdown, "html": RoleHTML, "hocr": RoleHOCR, "alto": RoleALTO, "docling": RoleDocling, "json": RoleJSON,
}

// Kind implements Operation.
func (ExtractText) Kind() string { return "extract-text" }

// Validate checks the parameters.
func (o ExtractText) Validate() error {
	err := validateReading(o.Pages, o.OCR, 0, nil)
	if _, ok := textFormats[cmp.Or(o.Format, "plain")]; !ok {
		return together(invalid("Format", "%q is none of plain, markdown, html, hocr, alto, docling and json", o.Format), err)
	}
	return err
}

// Run implements Operation.
func (o ExtractText) Run(ctx context.Context, env *Env) (*Text, error) {
	s, err := env.open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer s.close()
	doc, err := env.recognize(ctx, s, Recognize{Pages: o.Pages, OCR: o.OCR, Languages: o.Languages, Raw: o.Raw})
	if err != nil {
		return nil, err
	}
	format := cmp.Or(o.Format, "plain")
	var b strings.Builder
	err = export(&b, doc, textFormats[format], layout.ExportOptions{Furniture: o.Furniture})
	return &Text{Format: format, Content: b.String()}, err
}

// Thumbnail makes a small image of the first page.
type Thumbnail struct {
	Input  Input
	Width  int    `json:",omitempty"` // bound in pixels; default 256 x 256
	Height int    `json:",omitempty"`
	Format string `json:",omitempty"` // default png
}

// Kind implements Operation.
func (Thumbnail) Kind() string { return "thumbnail" }

// Validate checks the parameters.
func (o Thumbnail) Validate() error {
	return Render{Width: o.Width, Height: o.Height, Format: o.Format}.Validate()
}

// Run implements Operation.
func (o Thumbnail) Run(ctx context.Context, env *Env) (*Files, error) {
	if o.Width == 0 && o.Height == 0 {
		o.Width, o.Height = thumbnailSide, thumbnailSide
	}
	return Render{Input: o.Input, Pages: "1", DPI: pageImageDPI, Width: o.Width, Height: o.Height, Format: o.Format}.Run(ctx, env)
}
