package layout

import (
	"cmp"
	"fmt"
	"html"
)

// figure writes a picture: the image where ExportOptions.Image has one, else
// an empty place that bears its name.
func (h *htmlWriter) figure(i int, a string) {
	b := &h.p.Blocks[i]
	name := html.EscapeString(cmp.Or(b.Label, string(b.Role)))
	h.printf("<figure%s>", a)
	if src := h.o.image(h.p, i); src != "" {
		h.printf("<img src=\"%s\" alt=\"%s\">", html.EscapeString(src), name)
	} else {
		h.printf("<div role=\"img\" aria-label=\"%s\"></div>", name)
	}
	h.children(b)
	if c := captionOf(b, len(h.p.Blocks)); c >= 0 {
		h.printf("<figcaption>%s</figcaption>", html.EscapeString(h.p.BlockText(c)))
	}
	h.printf("</figure>\n")
}

func (h *htmlWriter) table(b *Block) {
	t := b.Table
	h.printf("<table%s>\n", h.attrs(b))
	if c := captionOf(b, len(h.p.Blocks)); c >= 0 {
		h.printf("<caption>%s</caption>\n", html.EscapeString(h.p.BlockText(c)))
	}
	heads := t.headRows()
	row := -1
	for _, c := range t.Cells {
		for ; row < min(c.Row, t.Rows-1); row++ {
			h.rowBreak(row, heads, t.Rows)
		}
		tag, attr := "td", ""
		if c.Header {
			tag, attr = "th", ` scope="`+scopeOf(&c, heads)+`"`
		}
		if c.RowSpan > 1 {
			attr += fmt.Sprintf(` rowspan="%d"`, c.RowSpan)
		}
		if c.ColSpan > 1 {
			attr += fmt.Sprintf(` colspan="%d"`, c.ColSpan)
		}
		if !c.Box.IsZero() {
			attr += ` data-bbox="` + boxText(c.Box) + `"`
		}
		h.printf("<%[1]s%[2]s>%[3]s</%[1]s>", tag, attr, html.EscapeString(h.p.CellText(c)))
	}
	if row >= 0 {
		h.printf("</tr>\n")
		if heads > 0 && row < heads {
			h.printf("</thead>\n")
		} else {
			h.printf("</tbody>\n")
		}
	}
	h.printf("</table>\n")
}

// rowBreak ends row and begins the next one; the first heads rows are the
// table's head.
func (h *htmlWriter) rowBreak(row, heads, rows int) {
	if row >= 0 {
		h.printf("</tr>\n")
	}
	switch {
	case heads > 0 && row < 0:
		h.printf("<thead>\n")
	case row < 0:
		h.printf("<tbody>\n")
	case heads > 0 && row+1 == heads && heads < rows:
		h.printf("</thead>\n<tbody>\n")
	}
	h.printf("<tr>")
}

// headRows returns the number of rows at the top whose cells are all headers.
func (t *Table) headRows() int {
	plain := t.Rows
	for _, c := range t.Cells {
		if !c.Header {
			plain = min(plain, c.Row)
		}
	}
	for _, c := range t.Cells { // a cell that spans down would leave the head
		if c.Row < plain && c.Row+c.RowSpan > plain {
			return 0
		}
	}
	return plain
}

// scopeOf returns what a header cell heads.
func scopeOf(c *Cell, heads int) string {
	switch {
	case c.Row >= heads && heads > 0 && c.Col == 0 && c.RowSpan > 1:
		return "rowgroup"
	case c.Row >= heads && heads > 0:
		return "row"
	case c.ColSpan > 1:
		return "colgroup"
	}
	return "col"
}
