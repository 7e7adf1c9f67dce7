package layout

import (
	"bufio"
	"cmp"
	"fmt"
	"html"
	"io"
	"strings"
)

// WriteHTML writes d as one HTML document: headings, lists, tables with
// header cells and captions, figures and landmarks as assistive technology
// expects them. Each element carries its page box in points as data-bbox.
func WriteHTML(w io.Writer, d *Document, o ExportOptions) error {
	h := htmlWriter{w: bufio.NewWriter(w), o: o}
	lang := "" // says that it is not known
	if len(d.Languages) > 0 {
		lang = d.Languages[0]
	}
	h.printf("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n</head>\n<body>\n",
		html.EscapeString(lang), html.EscapeString(cmp.Or(d.Info.Title, d.Name, "Document")))
	for i := range d.Pages {
		h.page(&d.Pages[i])
	}
	h.printf("</body>\n</html>\n")
	return h.w.Flush()
}

// An htmlWriter writes one document; its bufio.Writer keeps the first error.
type htmlWriter struct {
	w    *bufio.Writer
	o    ExportOptions
	p    *Page
	done map[int]bool // captions that their table or figure has written
}

func (h *htmlWriter) printf(format string, args ...any) { fmt.Fprintf(h.w, format, args...) }

func (h *htmlWriter) page(p *Page) {
	h.p, h.done = p, map[int]bool{}
	lang := ""
	if p.Language != "" {
		lang = fmt.Sprintf(` lang="%s"`, html.EscapeString(p.Language))
	}
	h.printf("<section class=\"page\" aria-label=\"Page %[1]d\" data-page=\"%[1]d\" data-size=\"%[2]g %[3]g\"%[4]s>\n", p.Number, p.Size.W, p.Size.H, lang)
	for i := range p.Blocks {
		if c := captionOf(&p.Blocks[i], len(p.Blocks)); c >= 0 {
			h.done[c] = true
		}
	}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Parent == nil && !h.done[i] && (h.o.Furniture || !b.Role.IsFurniture()) {
			h.block(i)
		}
	}
	if len(p.Blocks) == 0 && len(p.Lines) > 0 {
		h.printf("<p>%s</p>\n", html.EscapeString(p.flow(Range{0, len(p.Lines)})))
	}
	h.printf("</section>\n")
}

// captionOf returns the caption of b, a table or a picture, or -1; n is the
// number of blocks.
func captionOf(b *Block, n int) int {
	c := b.Caption
	if b.Table.drawable() {
		c = b.Table.Caption
	}
	if c == nil || *c < 0 || *c >= n {
		return -1
	}
	return *c
}

// attrs returns the attributes common to all elements of a block.
func (h *htmlWriter) attrs(b *Block) string {
	s := " data-bbox=\"" + boxText(b.Box) + "\""
	if b.Language != "" && b.Language != h.p.Language {
		s += fmt.Sprintf(` lang="%s"`, html.EscapeString(b.Language))
	}
	if b.Lines.Len() > 0 {
		if l := h.p.Lines[b.Lines.Start]; l.Words.Len() > 0 && h.p.Words[l.Words.Start].RTL {
			s += ` dir="rtl"`
		}
	}
	return s
}

func boxText(r Rect) string {
	return fmt.Sprintf("%.1f %.1f %.1f %.1f", r.X0, r.Y0, r.X1, r.Y1)
}

func (h *htmlWriter) block(i int) {
	b := &h.p.Blocks[i]
	if b.Table.drawable() {
		h.table(b)
		return
	}
	text := html.EscapeString(h.p.flow(h.p.ownLines(i)))
	a := h.attrs(b)
	switch b.Role {
	case RoleTitle:
		h.printf("<h1%s>%s</h1>\n", a, text)
	case RoleSectionHeader:
		h.printf("<h%[1]d%[2]s>%[3]s</h%[1]d>\n", min(max(b.Level, 1)+1, 6), a, text)
	case RoleList:
		h.list(b, a)
	case RolePicture, RoleChart:
		h.figure(i, a)
	case RoleCode:
		h.printf("<pre%s><code>", a)
		for _, s := range h.p.codeLines(b.Lines) {
			h.printf("%s\n", html.EscapeString(s))
		}
		h.printf("</code></pre>\n")
	case RolePageHeader:
		h.printf("<header%s>%s</header>\n", a, text)
	case RolePageFooter, RolePageNumber:
		h.printf("<footer%s>%s</footer>\n", a, text)
	case RoleFootnote:
		h.printf("<p role=\"doc-footnote\"%s>%s</p>\n", a, text)
	case RoleMark:
		checked := ""
		if b.Label == MarkSelected {
			checked = " checked"
		}
		h.printf("<p%s><label><input type=\"checkbox\" disabled%s> %s</label></p>\n", a, checked, text)
	default:
		h.plain(b, a, text)
	}
}

// plain writes a paragraph or, for a block of blocks, a division.
func (h *htmlWriter) plain(b *Block, a, text string) {
	class := ""
	if b.Role != RoleText {
		class = fmt.Sprintf(` class="%s"`, html.EscapeString(string(b.Role)))
	}
	if len(b.Children) == 0 {
		if text == "" {
			text = html.EscapeString(b.Label)
		}
		h.printf("<p%s%s>%s</p>\n", class, a, text)
		return
	}
	h.printf("<div%s%s>", class, a)
	if text != "" {
		h.printf("<p>%s</p>\n", text)
	}
	h.children(b)
	h.printf("</div>\n")
}

func (h *htmlWriter) children(b *Block) {
	for _, c := range b.Children {
		h.block(c)
	}
}

// list writes a list; the markers of an ordered one are its own.
func (h *htmlWriter) list(b *Block, a string) {
	tag := "ul"
	if len(b.Children) > 0 && orderedLabel.MatchString(h.p.Blocks[b.Children[0]].Label) {
		tag = "ol"
	}
	h.printf("<%s%s>\n", tag, a)
	for _, c := range b.Children {
		h.item(c)
	}
	h.printf("</%s>\n", tag)
}

func (h *htmlWriter) item(i int) {
	b := &h.p.Blocks[i]
	text := h.p.flow(h.p.ownLines(i))
	value := ""
	if m := orderedLabel.FindStringSubmatch(b.Label); m != nil {
		value = fmt.Sprintf(` value="%s"`, m[1])
	}
	if value != "" || strings.IndexFunc(b.Label, isLetterOrDigit) < 0 {
		text = strings.TrimSpace(strings.TrimPrefix(text, b.Label))
	}
	h.printf("<li%s%s>%s", value, h.attrs(b), html.EscapeString(text))
	if len(b.Children) > 0 {
		h.list(&Block{Children: b.Children, Box: b.Box}, "")
	}
	h.printf("</li>\n")
}
