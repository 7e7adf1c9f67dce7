package layout

import (
	"fmt"
	"strings"
)

// markdown writes t as a pipe table or, where that cannot say it and pipes
// does not ask for it, as HTML.
func (t *LogicalTable) markdown(pipes bool) string {
	simple, header := t.Rows > 0 && t.Cols > 0, false
	for _, c := range t.Cells {
		simple = simple && c.RowSpan == 1 && c.ColSpan == 1
		header = header || c.Header && c.Row == 0
	}
	if !pipes && (!simple || !header) || t.Rows == 0 || t.Cols == 0 {
		return t.html()
	}
	var b strings.Builder
	for i, r := range t.grid() {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", t.Cols) + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// grid returns the cells of t as Markdown, those that span in each place they
// cover.
func (t *LogicalTable) grid() [][]string {
	rows := make([][]string, t.Rows)
	for i := range rows {
		rows[i] = make([]string, t.Cols)
	}
	for _, c := range t.Cells {
		text := strings.ReplaceAll(escapeInline(c.Text), "|", `\|`)
		for r := max(c.Row, 0); r < min(c.Row+c.RowSpan, t.Rows); r++ {
			for k := max(c.Col, 0); k < min(c.Col+c.ColSpan, t.Cols); k++ {
				rows[r][k] = text
			}
		}
	}
	return rows
}

// html writes t as an HTML table on one line.
func (t *LogicalTable) html() string {
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
		b.WriteString(">" + textEscape.Replace(c.Text) + "</" + tag + ">")
	}
	if row >= 0 {
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}

// textEscape makes text safe between the tags of HTML; quotes need nothing there.
var textEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
