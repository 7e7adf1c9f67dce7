package layout

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
)

// HOCROptions tune WriteHOCR.
type HOCROptions struct {
	// DPI is the resolution of the pixels in which boxes are written. Default:
	// that of the page's image, or 300 for native text.
	DPI float64
	// System names the program in the ocr-system entry. Default "docket".
	System string
	// Image returns the name of the image of page i (0-based) of the document.
	// Default: the document's name.
	Image func(i int) string
}

// defaultDPI is the resolution of a page that has none of its own.
const defaultDPI = 300

// WriteHOCR writes d as hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/), in
// well-formed XML that is also HTML. Blocks are ocr_carea, ocr_table, ocr_photo
// and so on, with a data-role; text is ocr_par, ocr_line and ocrx_word. Boxes
// are whole pixels. ReadHOCR gives back words, lines and blocks.
func WriteHOCR(w io.Writer, d *Document, o HOCROptions) error {
	h := hocrWriter{w: bufio.NewWriter(w)}
	lang := "und"
	if len(d.Languages) > 0 {
		lang = d.Languages[0]
	}
	h.printf(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="%[1]s" lang="%[1]s">
<head>
<meta charset="utf-8"/>
<title>%[2]s</title>
<meta name="ocr-system" content="%[3]s"/>
<meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_table ocr_photo ocr_header ocr_footer ocr_pageno ocr_caption ocrp_wconf ocrp_lang ocrp_dir"/>
<meta name="ocr-number-of-pages" content="%[4]d"/>
</head>
<body>
`, escape(lang), escape(cmp.Or(d.Info.Title, d.Name)), escape(cmp.Or(o.System, "docket")), len(d.Pages))
	for i := range d.Pages {
		image := d.Name
		if o.Image != nil {
			image = o.Image(i)
		}
		h.page(&d.Pages[i], i, image, o.DPI)
	}
	h.printf("</body>\n</html>\n")
	return h.w.Flush()
}

// An hocrWriter writes one document; its bufio.Writer keeps the first error.
type hocrWriter struct {
	w     *bufio.Writer
	p     *Page
	n     int // number of the page in ids, 1-based
	dpi   float64
	block int
	par   int
	line  int
	word  int
}

func (h *hocrWriter) printf(format string, args ...any) { fmt.Fprintf(h.w, format, args...) }

// escape makes s safe in XML text and attributes; what XML cannot hold becomes U+FFFD.
func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

// quoted makes s safe in the value of a title property.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func (h *hocrWriter) bbox(r Rect) string {
	x0, y0, x1, y1 := r.Pixels(h.dpi)
	return fmt.Sprintf("bbox %d %d %d %d", x0, y0, max(x1, x0), max(y1, y0))
}

func (h *hocrWriter) page(p *Page, i int, image string, dpi float64) {
	h.p, h.n, h.dpi = p, i+1, cmp.Or(dpi, p.DPI, defaultDPI)
	if !(h.dpi > 0 && h.dpi <= 1e5) {
		h.dpi = defaultDPI
	}
	h.block, h.par, h.line, h.word = 0, 0, 0, 0
	title := fmt.Sprintf("image %s; %s; ppageno %d; scan_res %d %d",
		quoted(image), h.bbox(Rect{0, 0, p.Size.W, p.Size.H}), max(p.Number-1, 0), int(math.Round(h.dpi)), int(math.Round(h.dpi)))
	h.printf(`<div class="ocr_page" id="page_%d" title="%s"`, h.n, escape(title))
	if p.Language != "" {
		h.printf(` lang="%s"`, escape(p.Language))
	}
	if p.Source != "" {
		h.printf(` data-source="%s"`, escape(string(p.Source)))
	}
	h.printf(">\n")
	if len(p.Blocks) == 0 && len(p.Lines) > 0 {
		h.paragraph(Range{0, len(p.Lines)}, Rect{}, "")
	}
	for k := range p.Blocks {
		if p.Blocks[k].Parent == nil {
			h.writeBlock(k)
		}
	}
	h.printf("</div>\n")
}

// hocrClass is the class of a block's element.
func hocrClass(r Role) string {
	switch r {
	case RoleTable, RoleDocumentIndex:
		return "ocr_table"
	case RolePicture, RoleChart:
		return "ocr_photo"
	case RolePageHeader:
		return "ocr_header"
	case RolePageFooter:
		return "ocr_footer"
	case RolePageNumber:
		return "ocr_pageno"
	case RoleCaption:
		return "ocr_caption"
	}
	return "ocr_carea"
}

func (h *hocrWriter) writeBlock(i int) {
	b := &h.p.Blocks[i]
	h.block++
	h.printf(`<div class="%s" id="block_%d_%d" title="%s" data-role="%s"`, hocrClass(b.Role), h.n, h.block, h.bbox(b.Box), escape(string(b.Role)))
	if b.Level != 0 {
		h.printf(` data-level="%d"`, b.Level)
	}
	if b.Label != "" {
		h.printf(` data-label="%s"`, escape(b.Label))
	}
	if b.Language != "" {
		h.printf(` lang="%s"`, escape(b.Language))
	}
	if t := b.Table; t.drawable() {
		h.printf(` data-rows="%d" data-cols="%d">`+"\n", t.Rows, t.Cols)
		for _, c := range t.Cells {
			h.paragraph(c.Lines, c.Box, fmt.Sprintf(` data-cell="%d %d %d %d %t"`, c.Row, c.Col, max(c.RowSpan, 1), max(c.ColSpan, 1), c.Header))
		}
	} else {
		h.printf(">\n")
		if own := h.p.ownLines(i); own.Len() > 0 {
			h.paragraph(own, Rect{}, "")
		}
		for _, c := range b.Children {
			h.writeBlock(c)
		}
	}
	h.printf("</div>\n")
}

// paragraph writes lines as one ocr_par, which holds a cell where attr says so.
func (h *hocrWriter) paragraph(lines Range, box Rect, attr string) {
	if box.IsZero() {
		for i := lines.Start; i < lines.End; i++ {
			box = box.Union(h.p.Lines[i].Box)
		}
	}
	h.par++
	dir := ""
	if lines.Len() > 0 && h.rtl(h.p.Lines[lines.Start]) {
		dir = ` dir="rtl"`
	}
	h.printf(`<p class="ocr_par" id="par_%d_%d" title="%s"%s%s>`+"\n", h.n, h.par, h.bbox(box), attr, dir)
	for i := lines.Start; i < lines.End; i++ {
		h.writeLine(&h.p.Lines[i])
	}
	h.printf("</p>\n")
}

// rtl reports whether a line begins with a right-to-left word.
func (h *hocrWriter) rtl(l Line) bool { return l.Words.Len() > 0 && h.p.Words[l.Words.Start].RTL }

func (h *hocrWriter) writeLine(l *Line) {
	h.line++
	title := h.bbox(l.Box)
	_, _, _, y1 := l.Box.Pixels(h.dpi)
	if l.Baseline > 0 {
		title += fmt.Sprintf("; baseline 0 %d", int(math.Round(l.Baseline*h.dpi/72))-y1)
	}
	size := 0.0
	for i := l.Words.Start; i < l.Words.End; i++ {
		size = max(size, h.p.Words[i].Font.Size)
	}
	if size > 0 && size < 1e5 {
		title += fmt.Sprintf("; x_size %.1f", size*h.dpi/72)
	}
	if l.Words.Len() > 0 {
		if d := h.p.Words[l.Words.Start].Direction; d != 0 { // hOCR turns counter-clockwise
			title += fmt.Sprintf("; textangle %d", (360-d)%360)
		}
	}
	h.printf(`<span class="ocr_line" id="line_%d_%d" title="%s">`, h.n, h.line, title)
	for i := l.Words.Start; i < l.Words.End; i++ {
		w := &h.p.Words[i]
		if i > l.Words.Start && !w.Joined {
			h.w.WriteByte(' ')
		}
		h.writeWord(w)
	}
	h.printf("</span>\n")
}

func (h *hocrWriter) writeWord(w *Word) {
	h.word++
	title := h.bbox(w.Box)
	if w.Confidence > 0 {
		title += fmt.Sprintf("; x_wconf %d", int(math.Round(min(w.Confidence, 1)*100)))
	}
	if w.Font.Name != "" {
		title += "; x_font " + quoted(w.Font.Name)
	}
	if w.Font.Size > 0 && w.Font.Size < 1e5 {
		title += fmt.Sprintf("; x_fsize %.4g", w.Font.Size)
	}
	attr := ""
	if w.Language != "" {
		attr += fmt.Sprintf(` lang="%s"`, escape(w.Language))
	}
	if w.RTL {
		attr += ` dir="rtl"`
	}
	text := escape(w.Text)
	if w.Font.Italic {
		text = "<em>" + text + "</em>"
	}
	if w.Font.Bold {
		text = "<strong>" + text + "</strong>"
	}
	h.printf(`<span class="ocrx_word" id="word_%d_%d" title="%s"%s>%s</span>`, h.n, h.word, escape(title), attr, text)
}
