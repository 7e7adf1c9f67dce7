package layout

import (
	"bufio"
	"io"
	"strings"
)

// ExportOptions say what an export contains. The zero value exports the
// content without page headers, footers and page numbers.
type ExportOptions struct {
	// Furniture includes page headers, footers and page numbers.
	Furniture bool
	// Reflow makes WriteText write a paragraph on one line, words hyphenated
	// at a line end made whole, instead of the lines of the page.
	Reflow bool
	// Layout makes WriteText keep the place of words on the page with spaces
	// and empty lines, instead of writing them in reading order.
	Layout bool
	// PipeTables makes WriteMarkdown write every table as a pipe table, for
	// readers that know no HTML: the text of a cell that spans stands in each
	// place it covers, and the first row is the header.
	PipeTables bool
	// Image returns the address of the image of a picture, block i of p, such as
	// the name of a file that the host has cut out of the page; Markdown and
	// HTML then show it. Default: none, only text on the picture is written.
	Image func(p *Page, i int) string
	// Placeholder stands in Markdown for a picture without an address, such as
	// "<!-- image -->". Default: nothing.
	Placeholder string
	// PageBreak is written between pages. Default: a form feed in text, an
	// empty line in Markdown.
	PageBreak string
}

// image returns the address of block i of p, empty where there is none.
func (o *ExportOptions) image(p *Page, i int) string {
	if o.Image == nil {
		return ""
	}
	return o.Image(p, i)
}

// WriteText writes the text of d in reading order, UTF-8, a page break between
// pages.
func WriteText(w io.Writer, d *Document, o ExportOptions) error {
	if o.PageBreak == "" {
		o.PageBreak = "\f"
	}
	out := bufio.NewWriter(w)
	for i := range d.Pages {
		if i > 0 {
			out.WriteString(o.PageBreak)
		}
		if o.Layout {
			out.WriteString(d.Pages[i].layoutText(o))
			continue
		}
		var b strings.Builder
		d.Pages[i].writeText(&b, o)
		out.WriteString(b.String())
	}
	return out.Flush()
}
