package layout

import (
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"
)

func (h *hocrReader) startPage(e xml.StartElement, props map[string]string) {
	h.endPage()
	h.found = true
	p := Page{Number: len(h.doc.Pages) + 1, State: PageDone, Source: SourceOCR, DPI: defaultDPI, Language: attr(e, "lang")}
	if v := numbers(props["scan_res"], 2); len(v) > 0 && v[0] >= 1 && v[0] <= 1e5 {
		p.DPI = v[0]
	}
	if s := attr(e, "data-source"); s != "" {
		p.Source = TextSource(s)
		if p.Source == SourceNative {
			p.DPI = 0
		}
	}
	if v := numbers(props["ppageno"], 1); len(v) == 1 && v[0] >= 0 && attr(e, "data-source") != "" {
		p.Number = int(v[0]) + 1
	}
	if v := numbers(props["scan_res"], 1); len(v) == 1 && v[0] >= 1 && v[0] <= 1e5 {
		h.scale = 72 / v[0]
	} else {
		h.scale = 72.0 / defaultDPI
	}
	b := h.box(props)
	p.Size = Size{b.X1, b.Y1}
	if h.doc.Name == "" {
		if img := unquote(props["image"]); img != "" {
			h.doc.Name = path.Base(img)
		}
	}
	h.doc.Pages = append(h.doc.Pages, p)
	h.page = &h.doc.Pages[len(h.doc.Pages)-1]
	h.blocks, h.cell, h.line = nil, -1, false
}

// ensurePage opens a page where a file has lines but no ocr_page.
func (h *hocrReader) ensurePage() {
	if h.page == nil {
		h.startPage(xml.StartElement{}, nil)
	}
}

func (h *hocrReader) endPage() {
	if h.page == nil {
		return
	}
	h.endLine()
	for len(h.blocks) > 0 {
		h.endBlock()
	}
	p := h.page
	for i := range p.Words { // a page without a box is as large as its words
		p.Size.W, p.Size.H = max(p.Size.W, p.Words[i].Box.X1), max(p.Size.H, p.Words[i].Box.Y1)
	}
	h.page = nil
}

// roleOf is the role of a block's element.
func roleOf(e xml.StartElement) Role {
	if r := attr(e, "data-role"); r != "" {
		return Role(r)
	}
	for _, c := range strings.Fields(attr(e, "class")) {
		switch c {
		case "ocr_table":
			return RoleTable
		case "ocr_photo", "ocr_image":
			return RolePicture
		case "ocr_header":
			return RolePageHeader
		case "ocr_footer":
			return RolePageFooter
		case "ocr_pageno":
			return RolePageNumber
		case "ocr_caption":
			return RoleCaption
		}
	}
	return RoleText
}

func (h *hocrReader) startBlock(e xml.StartElement, props map[string]string) {
	h.ensurePage()
	h.endLine()
	p := h.page
	i := len(p.Blocks)
	b := Block{Role: roleOf(e), Box: h.box(props), Lines: Range{Start: len(p.Lines)}, Label: attr(e, "data-label"), Language: attr(e, "lang")}
	b.Level, _ = strconv.Atoi(attr(e, "data-level"))
	rows, err1 := strconv.Atoi(attr(e, "data-rows"))
	cols, err2 := strconv.Atoi(attr(e, "data-cols"))
	if t := (&Table{Rows: rows, Cols: cols}); err1 == nil && err2 == nil && t.drawable() {
		t.Cells = []Cell{}
		b.Table = t
	}
	if n := len(h.blocks); n > 0 {
		parent := h.blocks[n-1]
		b.Parent = &parent
		p.Blocks[parent].Children = append(p.Blocks[parent].Children, i)
	}
	p.Blocks = append(p.Blocks, b)
	h.blocks = append(h.blocks, i)
	h.cell = -1
}

func (h *hocrReader) endBlock() {
	h.endLine()
	n := len(h.blocks)
	if h.page == nil || n == 0 {
		return
	}
	h.page.Blocks[h.blocks[n-1]].Lines.End = len(h.page.Lines)
	h.blocks = h.blocks[:n-1]
	h.cell = -1
}

func (h *hocrReader) startPar(e xml.StartElement, props map[string]string) {
	h.ensurePage()
	h.endLine()
	if len(h.blocks) == 0 { // a paragraph on the page itself
		h.startBlock(xml.StartElement{Attr: []xml.Attr{{Name: xml.Name{Local: "lang"}, Value: attr(e, "lang")}}}, props)
		h.page.Blocks[h.blocks[0]].Source = "paragraph"
		return
	}
	t := h.page.Blocks[h.blocks[len(h.blocks)-1]].Table
	if t == nil {
		return
	}
	var c Cell
	if n, _ := fmt.Sscanf(attr(e, "data-cell"), "%d %d %d %d %t", &c.Row, &c.Col, &c.RowSpan, &c.ColSpan, &c.Header); n != 5 ||
		c.Row < 0 || c.Col < 0 || c.RowSpan < 1 || c.ColSpan < 1 || c.RowSpan > t.Rows-c.Row || c.ColSpan > t.Cols-c.Col {
		return
	}
	if c.RowSpan == 1 {
		c.RowSpan = 0
	}
	if c.ColSpan == 1 {
		c.ColSpan = 0
	}
	c.Box, c.Lines.Start = h.box(props), len(h.page.Lines)
	t.Cells = append(t.Cells, c)
	h.cell = len(t.Cells) - 1
}

func (h *hocrReader) endPar() {
	h.endLine()
	n := len(h.blocks)
	if h.page == nil || n == 0 {
		return
	}
	b := &h.page.Blocks[h.blocks[n-1]]
	if h.cell >= 0 && b.Table != nil {
		b.Table.Cells[h.cell].Lines.End = len(h.page.Lines)
	}
	h.cell = -1
	if b.Source == "paragraph" {
		b.Source = ""
		h.endBlock()
	}
}

func (h *hocrReader) startLine(props map[string]string) {
	h.ensurePage()
	h.endLine()
	h.found = true
	p := h.page
	l := Line{Words: Range{Start: len(p.Words)}, Box: h.box(props)}
	if v := numbers(props["baseline"], 2); len(v) == 2 {
		l.Baseline = l.Box.Y1 + v[1]*h.scale
	}
	p.Lines = append(p.Lines, l)
	h.line, h.space = true, false
}

func (h *hocrReader) endLine() {
	if !h.line || h.page == nil {
		return
	}
	h.endWord()
	h.line = false
	p := h.page
	l := &p.Lines[len(p.Lines)-1]
	l.Words.End = len(p.Words)
	if l.Words.Len() == 0 {
		p.Lines = p.Lines[:len(p.Lines)-1]
		return
	}
	weight, sum := 0, 0.0
	for i := l.Words.Start; i < l.Words.End; i++ {
		w := &p.Words[i]
		n := max(len(w.Text), 1)
		weight += n
		sum += w.Confidence * float64(n)
		w.Baseline = l.Baseline
		if l.Box.IsZero() {
			l.Box = l.Box.Union(w.Box)
		}
	}
	l.Confidence = round3(sum / float64(max(weight, 1)))
	l.Hyphenated = endsHyphenated(p.Words[l.Words.End-1].Text)
}

func (h *hocrReader) startWord(e xml.StartElement, props map[string]string) {
	h.endWord()
	h.ensurePage()
	h.found = true
	if !h.line {
		h.startLine(nil)
	}
	w := Word{Box: h.box(props), Language: attr(e, "lang"), RTL: strings.EqualFold(attr(e, "dir"), "rtl")}
	if v := numbers(props["x_wconf"], 1); len(v) == 1 {
		w.Confidence = min(max(v[0]/100, 0), 1)
	}
	w.Font.Name = unquote(props["x_font"])
	if v := numbers(props["x_fsize"], 1); len(v) == 1 {
		w.Font.Size = max(v[0], 0)
	}
	w.Joined = h.page.Lines[len(h.page.Lines)-1].Words.Start < len(h.page.Words) && !h.space
	h.word, h.space = &w, false
	h.text.Reset()
}

func (h *hocrReader) endWord() {
	if h.word == nil {
		return
	}
	w := h.word
	h.word = nil
	raw := h.text.String()
	w.Text = strings.TrimSpace(raw)
	h.space = raw != "" && strings.TrimRight(raw, " \t\r\n") != raw
	if w.Text == "" {
		h.space = true
		return
	}
	h.page.Words = append(h.page.Words, *w)
}
