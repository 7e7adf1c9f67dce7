package layout

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ErrHOCR means that a stream is not hOCR: no markup, or no element of class
// ocr_page, ocr_line or ocrx_word in it.
var ErrHOCR = errors.New("layout: not hOCR")

// ReadHOCR reads hOCR as WriteHOCR, Tesseract and other engines write it: HTML
// or XHTML, UTF-8 or ISO 8859-1. Pixels become points by each page's scan_res
// or, without one, at 300 DPI. Blocks are as the file has them; Analyze (on
// Page.Input) finds better ones. It reads about as many bytes as it needs of
// memory and fails with ErrHOCR or the error of r.
func ReadHOCR(r io.Reader) (*Document, error) {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.AutoClose = xml.HTMLAutoClose
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "utf-8", "utf8", "us-ascii":
			return in, nil
		case "iso-8859-1", "latin1", "windows-1252":
			return &latin1Reader{r: in}, nil
		}
		return nil, fmt.Errorf("%w: charset %q", ErrHOCR, charset)
	}
	h := hocrReader{doc: &Document{}}
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				if h.found && len(h.doc.Pages) > 0 { // truncated: keep what was read
					h.doc.Warnings = append(h.doc.Warnings, "hOCR breaks off: "+syntax.Error())
					break
				}
				return nil, fmt.Errorf("%w: %v", ErrHOCR, err)
			}
			return nil, fmt.Errorf("layout: reading hOCR: %w", err)
		}
		h.token(t)
	}
	if !h.found {
		return nil, ErrHOCR
	}
	h.closeAll()
	return h.doc, nil
}

// latin1Reader turns ISO 8859-1 into UTF-8.
type latin1Reader struct {
	r    io.Reader
	rest []byte
}

func (l *latin1Reader) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		var buf [2048]byte
		n, err := l.r.Read(buf[:])
		for _, c := range buf[:n] {
			l.rest = append(l.rest, string(rune(c))...)
		}
		if n == 0 {
			return 0, err
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// An hocrReader builds a Document from tokens.
type hocrReader struct {
	doc    *Document
	found  bool
	stack  []hocrElement
	page   *Page // nil between pages
	scale  float64
	word   *Word
	text   strings.Builder
	space  bool  // white space since the last word
	blocks []int // open blocks
	cell   int   // open cell of the innermost block, or -1
	line   bool
	title  bool
}

type hocrElement struct {
	tag, kind string
}

// maxHOCRDepth bounds the nesting that is followed.
const maxHOCRDepth = 200

func (h *hocrReader) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		h.start(t)
	case xml.EndElement:
		h.end(strings.ToLower(t.Name.Local))
	case xml.CharData:
		switch {
		case h.word != nil:
			h.text.Write(t)
		case h.title:
			h.doc.Info.Title += string(t)
		case strings.TrimSpace(string(t)) == "" && len(t) > 0:
			h.space = true
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}

func (h *hocrReader) start(e xml.StartElement) {
	tag := strings.ToLower(e.Name.Local)
	el := hocrElement{tag: tag}
	title := properties(attr(e, "title"))
	for _, c := range strings.Fields(attr(e, "class")) {
		switch c {
		case "ocr_page":
			el.kind = "page"
		case "ocr_line", "ocr_textfloat", "ocr_caption", "ocr_header", "ocr_footer", "ocr_pageno", "ocrx_line":
			el.kind = "line"
			if attr(e, "data-role") != "" || tag == "div" {
				el.kind = "block"
			}
		case "ocr_carea", "ocrx_block", "ocr_table", "ocr_photo", "ocr_image", "ocr_float":
			el.kind = "block"
		case "ocr_par":
			el.kind = "par"
		case "ocrx_word":
			el.kind = "word"
		}
	}
	switch el.kind {
	case "page":
		h.startPage(e, title)
	case "block":
		h.startBlock(e, title)
	case "par":
		h.startPar(e, title)
	case "line":
		h.startLine(title)
	case "word":
		h.startWord(e, title)
	}
	h.inline(tag, e)
	if len(h.stack) < maxHOCRDepth {
		h.stack = append(h.stack, el)
	}
}

// inline takes what plain HTML elements tell.
func (h *hocrReader) inline(tag string, e xml.StartElement) {
	switch {
	case tag == "html" && attr(e, "lang") != "" && attr(e, "lang") != "und":
		h.doc.Languages = []string{attr(e, "lang")}
	case tag == "title":
		h.title = true
	case h.word != nil && (tag == "strong" || tag == "b"):
		h.word.Font.Bold = true
	case h.word != nil && (tag == "em" || tag == "i"):
		h.word.Font.Italic = true
	}
}

func (h *hocrReader) end(tag string) {
	if tag == "title" {
		h.title = false
	}
	for i := len(h.stack) - 1; i >= 0; i-- {
		if h.stack[i].tag != tag {
			continue
		}
		for k := len(h.stack) - 1; k >= i; k-- {
			h.closeElement(h.stack[k].kind)
		}
		h.stack = h.stack[:i]
		return
	}
}

func (h *hocrReader) closeAll() {
	for _, el := range slices.Backward(h.stack) {
		h.closeElement(el.kind)
	}
	h.stack = nil
	h.endPage()
}

func (h *hocrReader) closeElement(kind string) {
	switch kind {
	case "word":
		h.endWord()
	case "line":
		h.endLine()
	case "par":
		h.endPar()
	case "block":
		h.endBlock()
	case "page":
		h.endPage()
	}
}

// properties splits a title attribute such as `bbox 0 0 9 9; image "a;b"`.
func properties(title string) map[string]string {
	out := map[string]string{}
	for title != "" {
		end, inQuote := len(title), false
		for i := 0; i < len(title); i++ {
			switch c := title[i]; {
			case c == '\\' && inQuote:
				i++
			case c == '"':
				inQuote = !inQuote
			case c == ';' && !inQuote:
				end = i
			}
			if end < len(title) {
				break
			}
		}
		k, v, _ := strings.Cut(strings.TrimSpace(title[:end]), " ")
		if k != "" {
			out[k] = strings.TrimSpace(v)
		}
		title = title[min(end+1, len(title)):]
	}
	return out
}

// unquote takes the quotes and escapes off a property's value.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(s[1 : len(s)-1])
}

// numbers parses up to n numbers of a property.
func numbers(s string, n int) []float64 {
	var out []float64
	for _, f := range strings.Fields(s) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || len(out) == n || v != v || v > maxCoordinate || v < -maxCoordinate {
			break
		}
		out = append(out, v)
	}
	return out
}

// box returns the bbox property in points.
func (h *hocrReader) box(props map[string]string) Rect {
	v := numbers(props["bbox"], 4)
	if len(v) < 4 {
		return Rect{}
	}
	return upright(Rect{v[0] * h.scale, v[1] * h.scale, v[2] * h.scale, v[3] * h.scale})
}
