package layout

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
)

// WriteMarkdown writes d as GitHub Flavored Markdown. A table is written as a
// pipe table where it has a header row and no cell that spans, and as HTML
// otherwise.
func WriteMarkdown(w io.Writer, d *Document, o ExportOptions) error {
	out := bufio.NewWriter(w)
	for i := range d.Pages {
		if i > 0 && o.PageBreak != "" {
			out.WriteString(o.PageBreak)
		}
		p := &d.Pages[i]
		for _, s := range p.markdown(o) {
			out.WriteString(s)
			out.WriteString("\n\n")
		}
	}
	return out.Flush()
}

// markdown returns the top-level blocks of p as Markdown.
func (p *Page) markdown(o ExportOptions) []string {
	var out []string
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Parent != nil || b.Role.IsFurniture() && !o.Furniture {
			continue
		}
		if s := p.blockMarkdown(i, ""); s != "" {
			out = append(out, s)
		}
	}
	if len(p.Blocks) == 0 && len(p.Lines) > 0 {
		out = append(out, escapeMarkdown(p.flow(Range{0, len(p.Lines)})))
	}
	return out
}

func (p *Page) blockMarkdown(i int, indent string) string {
	b := &p.Blocks[i]
	if b.Table.drawable() {
		return p.tableMarkdown(b.Table)
	}
	text := p.flow(p.ownLines(i))
	switch b.Role {
	case RoleTitle:
		return "# " + escapeMarkdown(text)
	case RoleSectionHeader:
		return strings.Repeat("#", min(max(b.Level, 1)+1, 6)) + " " + escapeMarkdown(text)
	case RoleCode:
		return p.codeMarkdown(b)
	case RoleListItem:
		return p.itemMarkdown(i, text, indent)
	case RoleKeyValue:
		pairs := p.pairs(b)
		for k := range pairs {
			pairs[k] = escapeMarkdown(pairs[k])
		}
		return strings.Join(pairs, "  \n")
	case RoleDocumentIndex, RoleReference:
		return p.linesMarkdown(i)
	case RoleMark:
		box := "[ ] "
		if b.Label == MarkSelected {
			box = "[x] "
		}
		return strings.TrimRight(box+escapeMarkdown(text), " ")
	}
	var parts []string
	if text != "" {
		parts = append(parts, escapeMarkdown(text))
	}
	sep := "\n\n"
	if b.Role == RoleList {
		sep = "\n"
	}
	for _, c := range b.Children {
		if s := p.blockMarkdown(c, indent); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, sep)
}

// linesMarkdown keeps the lines of a block apart, as those of a contents list.
func (p *Page) linesMarkdown(i int) string {
	var out []string
	own := p.ownLines(i)
	for k := own.Start; k < own.End; k++ {
		out = append(out, escapeMarkdown(p.LineText(k)))
	}
	for _, c := range p.Blocks[i].Children {
		out = append(out, p.blockMarkdown(c, ""))
	}
	return strings.Join(out, "  \n")
}

func (p *Page) codeMarkdown(b *Block) string {
	var s strings.Builder
	s.WriteString("```\n")
	for k := b.Lines.Start; k < b.Lines.End; k++ {
		p.lineText(&s, p.Lines[k])
		s.WriteByte('\n')
	}
	return s.String() + "```"
}

var orderedLabel = regexp.MustCompile(`^\(?([0-9]{1,9})[.)]$`)

// itemMarkdown writes a list item; its text still begins with the marker as it
// stands on the page, which Markdown's own replaces where it can.
func (p *Page) itemMarkdown(i int, text, indent string) string {
	b := &p.Blocks[i]
	rest := strings.TrimSpace(strings.TrimPrefix(text, b.Label))
	marker := "- "
	if m := orderedLabel.FindStringSubmatch(b.Label); m != nil {
		marker = m[1] + ". "
	} else if b.Label != "" && strings.IndexFunc(b.Label, isLetterOrDigit) >= 0 {
		rest = text // a. and iv) have no Markdown marker
	}
	out := indent + marker + escapeMarkdown(rest)
	for _, c := range b.Children {
		k := strings.Repeat(" ", len(marker))
		s := p.blockMarkdown(c, indent+k)
		if p.Blocks[c].Role != RoleListItem && p.Blocks[c].Role != RoleList {
			s = indent + k + s
		}
		out += "\n" + s
	}
	return out
}

// tableMarkdown writes t as a pipe table or, where that cannot say it, HTML.
func (p *Page) tableMarkdown(t *Table) string {
	simple := t.Rows > 0 && t.Cols > 0
	header := 0
	for _, c := range t.Cells {
		if c.RowSpan > 1 || c.ColSpan > 1 {
			simple = false
		}
		if c.Header && c.Row == 0 {
			header++
		}
	}
	if !simple || header == 0 {
		return p.tableHTML(t)
	}
	rows := make([][]string, t.Rows)
	for i := range rows {
		rows[i] = make([]string, t.Cols)
	}
	for _, c := range t.Cells {
		if c.Row >= 0 && c.Row < t.Rows && c.Col >= 0 && c.Col < t.Cols {
			rows[c.Row][c.Col] = strings.ReplaceAll(escapeMarkdown(p.CellText(c)), "|", `\|`)
		}
	}
	var b strings.Builder
	for i, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", t.Cols) + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// tableHTML writes t as an HTML table on one line.
func (p *Page) tableHTML(t *Table) string {
	var b strings.Builder
	b.WriteString("<table>")
	row := -1
	for _, c := range t.Cells {
		for ; row < min(c.Row, t.Rows-1); row++ {
			if row >= 0 {
				b.WriteString("</tr>")
			}
			b.WriteString("<tr>")
		}
		tag := "td"
		if c.Header {
			tag = "th"
		}
		b.WriteString("<" + tag)
		if c.RowSpan > 1 {
			fmt.Fprintf(&b, ` rowspan="%d"`, c.RowSpan)
		}
		if c.ColSpan > 1 {
			fmt.Fprintf(&b, ` colspan="%d"`, c.ColSpan)
		}
		b.WriteString(">" + html.EscapeString(p.CellText(c)) + "</" + tag + ">")
	}
	if row >= 0 {
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}

var lineStartMark = regexp.MustCompile(`^(#{1,6}\s|[-+*>]\s|\d{1,9}[.)]\s|` + "```" + `|~~~|={3,}|-{3,})`)

// escapeMarkdown keeps s from being read as markup. It escapes no more than it
// must, so that the text stays readable as it is.
func escapeMarkdown(s string) string {
	if lineStartMark.MatchString(s) {
		if i := strings.IndexAny(s, "#-+*>.)`~="); i >= 0 {
			s = s[:i] + `\` + s[i:]
		}
	}
	if !strings.ContainsAny(s, "<*_`[") {
		return s
	}
	var b strings.Builder
	rs := []rune(s)
	for i, r := range rs {
		next, prev := rune(' '), rune(' ')
		if i+1 < len(rs) {
			next = rs[i+1]
		}
		if i > 0 {
			prev = rs[i-1]
		}
		switch {
		case r == '<' && (isLetterOrDigit(next) || next == '/' || next == '!'),
			r == '`',
			r == '*' && (next != ' ' || prev != ' ') && prev != '\\',
			r == '_' && !(isLetterOrDigit(prev) && isLetterOrDigit(next)) && (isLetterOrDigit(prev) || isLetterOrDigit(next)),
			r == ']' && next == '(':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
