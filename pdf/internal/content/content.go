// Package content takes content streams of PDF pages apart, as far as needed
// to see which resources they name and to take invisible text out. What it
// does not change it leaves byte for byte as it is.
package content

import (
	"bytes"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// An operation is an operator with its operands, as places in the stream.
type operation struct {
	name       string
	start, end int // of the whole, operands included
	operands   [][]byte
}

// maxOperands bounds what is remembered for one operator; those of PDF have at
// most 33.
const maxOperands = 1024

// operations calls f for each operation of data until it returns false. An
// inline image is one operation, BI. Garbage is skipped.
func operations(data []byte, f func(operation) bool) {
	p := parser{data: data}
	start := -1
	var operands [][]byte
	for {
		kind, tok := p.next()
		if kind == tokenEnd {
			return
		}
		if start < 0 {
			start = p.pos - len(tok)
		}
		if kind != tokenWord || isNumber(tok) || constant(tok) {
			if len(operands) < maxOperands {
				operands = append(operands, tok)
			}
			continue
		}
		op := operation{name: string(tok), start: start, operands: operands}
		if op.name == "BI" {
			op.operands = p.inlineImage()
		}
		op.end = p.pos
		if !f(op) {
			return
		}
		start, operands = -1, operands[:0]
	}
}

// Names adds to into all names that occur as operands in data, and in the
// dictionaries of inline images.
func Names(data []byte, into map[string]bool) {
	operations(data, func(op operation) bool {
		for _, o := range op.operands {
			if len(o) > 0 && o[0] == '/' {
				into[string(o[1:])] = true
				if n, err := types.DecodeName(string(o[1:])); err == nil {
					into[n] = true
				}
			}
		}
		return true
	})
}

// invisible is the text rendering mode that paints nothing.
const invisible = 3

// RemoveInvisible returns data without the text that is shown in rendering
// mode 3, as text layers of OCR are; changed is false where there is none.
func RemoveInvisible(data []byte) (out []byte, changed bool) {
	mode := 0
	var stack []int
	copied := 0
	drop := func(op operation, instead string) {
		out = append(out, data[copied:op.start]...)
		out = append(out, instead...)
		copied = op.end
		changed = true
	}
	operations(data, func(op operation) bool {
		switch op.name {
		case "q":
			if len(stack) < 1<<16 {
				stack = append(stack, mode)
			}
		case "Q":
			if n := len(stack); n > 0 {
				mode, stack = stack[n-1], stack[:n-1]
			}
		case "Tr":
			if n := len(op.operands); n > 0 {
				if v, err := strconv.Atoi(string(op.operands[n-1])); err == nil {
					mode = v
				}
			}
		case "Tj", "TJ":
			if mode == invisible {
				drop(op, "")
			}
		case "'":
			if mode == invisible {
				drop(op, "T*")
			}
		case "\"":
			if n := len(op.operands); mode == invisible && n >= 3 {
				drop(op, string(op.operands[n-3])+" Tw "+string(op.operands[n-2])+" Tc T*")
			}
		}
		return true
	})
	if !changed {
		return data, false
	}
	return append(out, data[copied:]...), true
}

type tokenKind int

const (
	tokenEnd   tokenKind = iota
	tokenWord            // operator, number or constant
	tokenOther           // name, string, array, dictionary
)

type parser struct {
	data []byte
	pos  int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0
}

func isNumber(tok []byte) bool {
	c := tok[0]
	return c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

func constant(tok []byte) bool {
	return string(tok) == "true" || string(tok) == "false" || string(tok) == "null"
}

// next returns the next token; arrays and dictionaries are one token.
func (p *parser) next() (tokenKind, []byte) {
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case space(c):
			p.pos++
		case c == '%':
			p.comment()
		case c == '(':
			return tokenOther, p.string()
		case c == '<' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '<', c == '[':
			return tokenOther, p.nested()
		case c == '<':
			return tokenOther, p.until('>')
		case c == '/':
			return tokenOther, p.name()
		case delimiter(c): // a closing one without its opening one
			p.pos++
		default:
			start := p.pos
			for p.pos < len(p.data) && !space(p.data[p.pos]) && !delimiter(p.data[p.pos]) {
				p.pos++
			}
			return tokenWord, p.data[start:p.pos]
		}
	}
	return tokenEnd, nil
}

func (p *parser) comment() {
	for p.pos < len(p.data) && p.data[p.pos] != '\n' && p.data[p.pos] != '\r' {
		p.pos++
	}
}

func (p *parser) name() []byte {
	start := p.pos
	p.pos++
	for p.pos < len(p.data) && !space(p.data[p.pos]) && !delimiter(p.data[p.pos]) {
		p.pos++
	}
	return p.data[start:p.pos]
}

func (p *parser) until(end byte) []byte {
	start := p.pos
	for p.pos < len(p.data) && p.data[p.pos] != end {
		p.pos++
	}
	p.pos = min(p.pos+1, len(p.data))
	return p.data[start:p.pos]
}

// string passes a literal string.
func (p *parser) string() []byte {
	start, depth := p.pos, 0
	for ; p.pos < len(p.data); p.pos++ {
		switch p.data[p.pos] {
		case '\\':
			p.pos++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.pos++
				return p.data[start:p.pos]
			}
		}
	}
	p.pos = len(p.data)
	return p.data[start:]
}

// nested passes an array or a dictionary, of whatever depth, without
// recursion.
func (p *parser) nested() []byte {
	start, depth := p.pos, 0
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '(':
			p.string()
			continue
		case c == '%':
			p.comment()
			continue
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '<' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '<':
			depth++
			p.pos++
		case c == '>' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '>':
			depth--
			p.pos++
		}
		p.pos++
		if depth <= 0 {
			break
		}
	}
	p.pos = min(p.pos, len(p.data))
	return p.data[start:p.pos]
}

// inlineImage passes an inline image behind BI and returns the tokens of its
// dictionary. Its data ends with EI between white space, behind which no more
// binary data stands.
func (p *parser) inlineImage() (dict [][]byte) {
	for {
		kind, tok := p.next()
		if kind == tokenEnd {
			return dict
		}
		if kind == tokenWord && string(tok) == "ID" {
			break
		}
		if len(dict) < maxOperands {
			dict = append(dict, tok)
		}
	}
	for at := p.pos; ; {
		i := bytes.Index(p.data[at:], []byte("EI"))
		if i < 0 {
			p.pos = len(p.data)
			return dict
		}
		at += i
		end := at + 2
		if at > 0 && space(p.data[at-1]) && (end == len(p.data) || space(p.data[end])) && isText(p.data[end:min(end+12, len(p.data))]) {
			p.pos = end
			return dict
		}
		at = end
	}
}

func isText(b []byte) bool {
	for _, c := range b {
		if c >= 0x7f || c < ' ' && !space(c) {
			return false
		}
	}
	return true
}
