package layout

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// LineText returns the text of line i: its words with a space between them
// unless they are joined. Words without a readable character, such as signs of
// private use, are left out. It panics if i is out of range.
func (p *Page) LineText(i int) string {
	var b strings.Builder
	p.lineText(&b, p.Lines[i])
	return b.String()
}

func (p *Page) lineText(b *strings.Builder, l Line) {
	some := false
	for k := l.Words.Start; k < l.Words.End; k++ {
		w := &p.Words[k]
		if !readable(w.Text) {
			continue
		}
		if some && !w.Joined {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
		some = true
	}
}

// BlockText returns the text of block i as running text: lines joined by a
// space, hyphenated words made whole. The rows of a table stand on lines of
// their own with a tab between cells, as do the children of a block.
func (p *Page) BlockText(i int) string {
	b := &p.Blocks[i]
	if b.Table.drawable() {
		return strings.Join(p.tableLines(b.Table), "\n")
	}
	if b.Role == RoleKeyValue {
		return strings.Join(p.pairs(b), "\n")
	}
	var parts []string
	if own := p.ownLines(i); own.Len() > 0 {
		parts = append(parts, p.flow(own))
	}
	for _, c := range b.Children {
		if t := p.BlockText(c); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, "\n")
}

// pairs returns the keys of a key-value region, each with its value behind it.
func (p *Page) pairs(b *Block) []string {
	var out []string
	for _, c := range b.Children {
		t := p.BlockText(c)
		if n := len(out); n > 0 && p.Blocks[c].Role == RoleValue {
			out[n-1] += " " + t
		} else {
			out = append(out, t)
		}
	}
	return out
}

// CellText returns the text of a cell of one of p's tables as running text,
// behind the signs ☒ and ☐ for its marks.
func (p *Page) CellText(c Cell) string {
	return joinNonEmpty(c.signs(), p.flow(c.Lines), " ")
}

// ownLines returns the lines of block i that are not its children's. They
// stand before the children's lines.
func (p *Page) ownLines(i int) Range {
	r := p.Blocks[i].Lines
	for _, c := range p.Blocks[i].Children {
		if k := p.Blocks[c].Lines; k.Len() > 0 {
			r.End = min(r.End, k.Start)
		}
	}
	return r
}

// flow joins lines to running text.
func (p *Page) flow(lines Range) string {
	var out []byte
	open := false // the last line ends within a word
	for i := lines.Start; i < lines.End; i++ {
		t := p.LineText(i)
		if t == "" {
			continue
		}
		switch {
		case len(out) == 0:
		case open && continuesWord(t):
			out = dropHyphen(out, t)
		case open: // a compound such as "Anglo-\nSaxon" keeps its hyphen
		case !cjkBreak(out, t):
			out = append(out, ' ')
		}
		out = append(out, t...)
		open = p.Lines[i].Hyphenated
	}
	return string(out)
}

// continuesWord reports whether t starts as the rest of a hyphenated word does.
func continuesWord(t string) bool {
	r, _ := utf8.DecodeRuneInString(t)
	return unicode.IsLower(r)
}

// dropHyphen cuts the hyphen off the end of s unless the next line begins with
// a conjunction ("two- and three-part").
func dropHyphen(s []byte, next string) []byte {
	first, _, _ := strings.Cut(next, " ")
	switch first {
	case "and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e":
		return append(s, ' ')
	}
	for _, h := range [...]string{"-", "\u00ad", "\u2010"} {
		if t, ok := bytes.CutSuffix(s, []byte(h)); ok {
			return t
		}
	}
	return s
}

// cjkBreak reports whether a line break between s and t stands for no space,
// as between ideographs and kana.
func cjkBreak(s []byte, t string) bool {
	a, _ := utf8.DecodeLastRune(s)
	b, _ := utf8.DecodeRuneInString(t)
	return wideScript(a) && wideScript(b)
}

func wideScript(r rune) bool {
	return r >= 0x2e80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60)
}

// drawable reports whether t is there and of a size that can be laid out and
// that its cells account for; a Document may come from anywhere.
func (t *Table) drawable() bool {
	return t != nil && t.Rows >= 0 && t.Cols >= 0 && t.Rows <= 1e6 && t.Cols <= 1e4 && t.Rows*t.Cols <= min(4e6, 1000+100*len(t.Cells))
}

// tableLines returns the rows of t, cells separated by a tab.
func (p *Page) tableLines(t *Table) []string {
	rows := make([][]string, t.Rows)
	for _, c := range t.Cells {
		if c.Row < 0 || c.Row >= t.Rows || c.Col < 0 || c.Col >= t.Cols {
			continue
		}
		if rows[c.Row] == nil {
			rows[c.Row] = make([]string, t.Cols)
		}
		rows[c.Row][c.Col] = strings.ReplaceAll(p.CellText(c), "\t", " ")
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = strings.TrimRight(strings.Join(r, "\t"), "\t")
	}
	return out
}

// Text returns the text of the page in reading order: lines as they stand on
// the page, an empty line between blocks, the rows of a table on one line each
// with tabs between cells.
func (p *Page) Text() string {
	var b strings.Builder
	p.writeText(&b, ExportOptions{Furniture: true})
	return b.String()
}

// Text returns the text of all pages in reading order, a form feed after each
// page but the last.
func (d *Document) Text() string {
	var b strings.Builder
	for i := range d.Pages {
		if i > 0 {
			b.WriteByte('\f')
		}
		d.Pages[i].writeText(&b, ExportOptions{Furniture: true})
	}
	return b.String()
}

// writeText appends the text of the page's top-level blocks.
func (p *Page) writeText(b *strings.Builder, o ExportOptions) {
	if len(p.Blocks) == 0 { // not analysed
		for i := range p.Lines {
			p.lineText(b, p.Lines[i])
			b.WriteByte('\n')
		}
		return
	}
	first := true
	for i := range p.Blocks {
		k := &p.Blocks[i]
		if k.Parent != nil || k.Role.IsFurniture() && !o.Furniture {
			continue
		}
		t := p.blockLines(i, o)
		if len(t) == 0 {
			continue
		}
		if !first {
			b.WriteByte('\n')
		}
		first = false
		for _, l := range t {
			b.WriteString(l)
			b.WriteByte('\n')
		}
	}
}

// blockLines returns the lines of text of block i and its children.
func (p *Page) blockLines(i int, o ExportOptions) []string {
	b := &p.Blocks[i]
	if b.Table.drawable() {
		return p.tableLines(b.Table)
	}
	if b.Role == RoleKeyValue {
		return p.pairs(b)
	}
	var out []string
	own := p.ownLines(i)
	if b.Role == RoleCode {
		out = p.codeLines(own)
	} else if o.Reflow {
		if t := p.flow(own); t != "" {
			out = append(out, t)
		}
	} else {
		for k := own.Start; k < own.End; k++ {
			out = append(out, p.LineText(k))
		}
	}
	for _, c := range b.Children {
		out = append(out, p.blockLines(c, o)...)
	}
	return out
}
