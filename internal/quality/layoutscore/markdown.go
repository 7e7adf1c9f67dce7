package layoutscore

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// pipeRow splits a line of a pipe table; nil where it is none.
func pipeRow(line string) []string {
	t := strings.TrimFunc(line, isSpace)
	if !strings.Contains(t, "|") {
		return nil
	}
	c := strings.Split(strings.TrimPrefix(t, "|"), "|")
	if strings.HasSuffix(t, "|") {
		c = c[:len(c)-1]
	}
	for i := range c {
		c[i] = strings.TrimFunc(c[i], isSpace)
	}
	return c
}

func isDelimiter(c []string) bool {
	for _, x := range c {
		x = strings.ReplaceAll(x, " ", "")
		if x == "" || strings.Trim(x, "-:") != "" {
			return false
		}
	}
	return len(c) > 0
}

// fit gives a row n cells; a row of three in a wider table repeats the middle
// one, as the bench does.
func fit(c []string, n int) []string {
	switch {
	case len(c) == n:
		return c
	case len(c) == 3 && n > 3:
		out := []string{c[0]}
		for range n - 2 {
			out = append(out, c[1])
		}
		return append(out, c[2])
	case len(c) < n:
		return append(c[:len(c):len(c)], make([]string, n-len(c))...)
	}
	return c[:n]
}

// pipeTablesToHTML rewrites the pipe tables of a Markdown text.
func pipeTablesToHTML(md string) string {
	lines := strings.SplitAfter(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(md), "\n")
	var b strings.Builder
	row := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for _, c := range cells {
			b.WriteString("<" + tag + ">" + html.EscapeString(c) + "</" + tag + ">")
		}
		b.WriteString("</tr>")
	}
	for i := 0; i < len(lines); {
		head := pipeRow(lines[i])
		if head == nil || i+1 >= len(lines) || !isDelimiter(pipeRow(lines[i+1])) {
			b.WriteString(lines[i])
			i++
			continue
		}
		n := max(len(head), len(pipeRow(lines[i+1])))
		var body [][]string
		for i += 2; i < len(lines); i++ {
			r := pipeRow(lines[i])
			if r == nil {
				break
			}
			body = append(body, fit(r, n))
		}
		head = fit(head, n)
		if strings.Join(head, "") == "" && len(body) > 0 {
			head, body = body[0], body[1:]
		}
		b.WriteString("<table>")
		row("th", head)
		for _, r := range body {
			row("td", r)
		}
		b.WriteString("</table>\n")
	}
	return b.String()
}

var (
	htmlTag  = regexp.MustCompile(`(?s)<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>`)
	htmlSpan = regexp.MustCompile(`(?i)(colspan|rowspan)\s*=\s*["']?\s*(\d+)`)
	lineFeed = regexp.MustCompile(`<br\s*/?>`)
	heading  = regexp.MustCompile(`^(#{1,6})\s+(.*)$`)
)

// A table is the tree of one table: rows of cells. size counts its nodes
// without the root and with the tags inside cells.
type table struct {
	root *node
	size int
}

// parseTables finds the tables of a text with HTML tables.
func parseTables(s string) []table {
	p := tableParser{}
	pos := 0
	for _, m := range htmlTag.FindAllStringSubmatchIndex(s, -1) {
		if p.cell != nil {
			p.cell.text += s[pos:m[0]]
		}
		pos = m[1]
		p.tag(m[3] > m[2], strings.ToLower(s[m[4]:m[5]]), s[m[6]:m[7]])
	}
	return p.out
}

type tableParser struct {
	out  []table
	open []int   // indexes of open tables
	rows []*node // the open row of each
	cell *node
}

func (p *tableParser) tag(closing bool, tag, attrs string) {
	n := len(p.open)
	switch tag {
	case "table":
		p.cell = nil
		if !closing {
			p.out = append(p.out, table{root: &node{tag: "table"}})
			p.open, p.rows = append(p.open, len(p.out)-1), append(p.rows, nil)
		} else if n > 0 {
			p.open, p.rows = p.open[:n-1], p.rows[:n-1]
		}
	case "thead", "tbody":
	case "tr":
		p.cell = nil
		if n == 0 {
			return
		}
		p.rows[n-1] = nil
		if !closing {
			t := &p.out[p.open[n-1]]
			r := &node{tag: "tr"}
			t.root.kids = append(t.root.kids, r)
			t.size++
			p.rows[n-1] = r
		}
	case "td", "th":
		p.cell = nil
		if n > 0 && !closing {
			p.startCell(&p.out[p.open[n-1]], p.rows[n-1], attrs)
		}
	default:
		p.inline(closing, tag)
	}
}

func (p *tableParser) startCell(t *table, row *node, attrs string) {
	c := &node{tag: "td", col: 1, row: 1}
	for _, a := range htmlSpan.FindAllStringSubmatch(attrs, -1) {
		v, err := strconv.Atoi(a[2])
		if err != nil {
			continue
		}
		if strings.EqualFold(a[1], "colspan") {
			c.col = v
		} else {
			c.row = v
		}
	}
	if row == nil {
		row = t.root
	}
	row.kids = append(row.kids, c)
	t.size++
	p.cell = c
}

// inline counts a tag inside a table; the bench takes its text as given.
func (p *tableParser) inline(closing bool, tag string) {
	if len(p.open) == 0 {
		return
	}
	if !closing {
		p.out[p.open[len(p.open)-1]].size++
	}
	if p.cell == nil {
		return
	}
	switch {
	case closing:
		p.cell.text += "</" + tag + ">"
	case tag == "br" || tag == "img":
		p.cell.text += "<" + tag + "></" + tag + ">"
	default:
		p.cell.text += "<" + tag + ">"
	}
}

func cellText(s string) string {
	return normalise(lineFeed.ReplaceAllString(html.UnescapeString(s), "\n"))
}

// headingTree makes a tree of headings with the text below each.
func headingTree(md string) (root *node, headings int) {
	root = &node{tag: "document"}
	at := root
	var pending []string
	flush := func() {
		if t := normalise(strings.Join(pending, " ")); t != "" {
			at.kids = append(at.kids, &node{tag: "content", text: t})
		}
		pending = nil
	}
	for line := range strings.SplitSeq(pipeTablesToHTML(md), "\n") {
		m := heading.FindStringSubmatch(line)
		if m == nil {
			pending = append(pending, line)
			continue
		}
		flush()
		at = &node{tag: "heading", text: normalise(m[2])}
		root.kids = append(root.kids, at)
		headings++
	}
	flush()
	return root, headings
}
