package layout

import (
	"bufio"
	"io"
	"regexp"
	"strings"
)

// WriteMarkdown writes d as GitHub Flavored Markdown. A table is written as a
// pipe table where it has a header row and no cell that spans, and as HTML
// otherwise, unless ExportOptions.PipeTables asks for pipes throughout. Paragraphs and tables that go on over pages are made whole; what
// ExportOptions.PageBreak says stands where a page begins.
func WriteMarkdown(w io.Writer, d *Document, o ExportOptions) error {
	out := bufio.NewWriter(w)
	m := markdownWriter{doc: d, o: o, tables: map[TablePart]*LogicalTable{}, open: -1}
	tables := d.Tables()
	for i := range tables {
		for k, part := range tables[i].Parts {
			part.Row = 0
			if k == 0 {
				m.tables[part] = &tables[i]
			} else {
				m.tables[part] = nil
			}
		}
	}
	for i := range d.Pages {
		if i > 0 && o.PageBreak != "" {
			m.parts = append(m.parts, o.PageBreak)
		}
		m.page(i)
	}
	for _, s := range m.parts {
		out.WriteString(s)
		out.WriteString("\n\n")
	}
	return out.Flush()
}

// A markdownWriter gathers the parts of one document.
type markdownWriter struct {
	doc    *Document
	o      ExportOptions
	tables map[TablePart]*LogicalTable // by first part; nil for the others
	parts  []string
	open   int // index of the part that a continuing paragraph goes on, -1 = none
}

// page adds the top-level blocks of page i.
func (m *markdownWriter) page(i int) {
	p := &m.doc.Pages[i]
	for k := range p.Blocks {
		b := &p.Blocks[k]
		if b.Parent != nil || b.Role.IsFurniture() && !m.o.Furniture {
			continue
		}
		if b.Table.drawable() {
			if t := m.tables[TablePart{Page: i, Block: k}]; t != nil {
				m.parts = append(m.parts, t.markdown(m.o.PipeTables))
			}
			continue
		}
		s := m.block(p, k, "")
		if s == "" {
			continue
		}
		if b.Continues && b.Role == RoleText && m.open >= 0 && m.open < len(m.parts) {
			m.parts[m.open] = joinFlow(m.parts[m.open], s)
			continue
		}
		m.parts = append(m.parts, s)
		if !passesBy(b) {
			m.open = -1
			if b.Role == RoleText {
				m.open = len(m.parts) - 1
			}
		}
	}
	if len(p.Blocks) == 0 && len(p.Lines) > 0 {
		m.parts = append(m.parts, escapeMarkdown(p.flow(Range{0, len(p.Lines)})))
	}
}

// joinFlow joins two stretches of running text.
func joinFlow(a, b string) string {
	if endsHyphenated(a) && continuesWord(b) {
		return string(dropHyphen([]byte(a), b)) + b
	}
	return a + " " + b
}

func (m *markdownWriter) block(p *Page, i int, indent string) string {
	b := &p.Blocks[i]
	if b.Table.drawable() { // within another block
		t := LogicalTable{Cols: b.Table.Cols}
		t.add(p, 0, i)
		return t.markdown(m.o.PipeTables)
	}
	text := p.flow(p.ownLines(i))
	switch b.Role {
	case RoleTitle:
		return "# " + escapeHeading(text)
	case RoleSectionHeader:
		return strings.Repeat("#", min(max(b.Level, 1)+1, 6)) + " " + escapeHeading(text)
	case RoleCode:
		return p.codeMarkdown(b)
	case RoleListItem:
		return m.item(p, i, text, indent)
	case RoleKeyValue:
		pairs := p.pairs(b)
		for k := range pairs {
			pairs[k] = escapeMarkdown(pairs[k])
		}
		return strings.Join(pairs, "  \n")
	case RoleDocumentIndex, RoleReference:
		return m.lines(p, i)
	case RoleMark:
		box := "[ ] "
		if b.Label == MarkSelected {
			box = "[x] "
		}
		return strings.TrimRight(box+escapeMarkdown(text), " ")
	}
	var parts []string
	if b.Role == RolePicture || b.Role == RoleChart {
		if src := m.o.image(p, i); src != "" {
			parts = append(parts, "!["+altEscape.Replace(b.Label)+"]("+linkTarget(src)+")")
		} else if m.o.Placeholder != "" {
			parts = append(parts, m.o.Placeholder)
		}
	}
	if text != "" {
		parts = append(parts, escapeMarkdown(text))
	}
	sep := "\n\n"
	if b.Role == RoleList {
		sep = "\n"
	}
	for _, c := range b.Children {
		if s := m.block(p, c, indent); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, sep)
}

// lines keeps the lines of a block apart, as those of a contents list.
func (m *markdownWriter) lines(p *Page, i int) string {
	var out []string
	own := p.ownLines(i)
	for k := own.Start; k < own.End; k++ {
		out = append(out, escapeMarkdown(p.LineText(k)))
	}
	for _, c := range p.Blocks[i].Children {
		out = append(out, m.block(p, c, ""))
	}
	return strings.Join(out, "  \n")
}

// codeMarkdown writes a listing, fenced by more backticks than it holds in a row.
func (p *Page) codeMarkdown(b *Block) string {
	text := strings.Join(p.codeLines(b.Lines), "\n")
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "\n" + text + "\n" + fence
}

var orderedLabel = regexp.MustCompile(`^\(?([0-9]{1,9})[.)]$`)

// item writes a list item; its text still begins with the marker as it
// stands on the page, which Markdown's own replaces where it can.
func (m *markdownWriter) item(p *Page, i int, text, indent string) string {
	b := &p.Blocks[i]
	rest := strings.TrimSpace(strings.TrimPrefix(text, b.Label))
	marker := "- "
	if m := orderedLabel.FindStringSubmatch(b.Label); m != nil {
		marker = m[1] + ". "
	} else if b.Label != "" && strings.IndexFunc(b.Label, isLetterOrDigit) >= 0 {
		rest = text // a. and iv) have no Markdown marker
	}
	out := indent + marker + escapeItem(rest)
	for _, c := range b.Children {
		k := strings.Repeat(" ", len(marker))
		s := m.block(p, c, indent+k)
		if p.Blocks[c].Role != RoleListItem && p.Blocks[c].Role != RoleList {
			s = indent + k + s
		}
		out += "\n" + s
	}
	return out
}

// altEscape makes text safe between the brackets of an image.
var altEscape = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "\n", " ")

// linkTarget writes an address as the target of a Markdown link.
func linkTarget(s string) string {
	if strings.ContainsAny(s, " ()<>") {
		return "<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A").Replace(s) + ">"
	}
	return s
}
