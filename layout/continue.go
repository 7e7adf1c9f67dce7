package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// continuations marks paragraphs that go on in the next column or on the next
// page, and tables that go on on the next page.
func (d *Document) continuations() {
	var last *flowBlock
	for i := range d.Pages {
		p := &d.Pages[i]
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if b.Parent != nil || passesBy(b) {
				continue
			}
			at := &flowBlock{p, b, k}
			if last != nil && last.goesOnIn(at) {
				b.Continues = true
			}
			last = at
		}
	}
}

// passesBy reports whether the text of a page runs past b: furniture, notes,
// pictures and captions interrupt no paragraph.
func passesBy(b *Block) bool {
	switch b.Role {
	case RoleFootnote, RolePicture, RoleChart, RoleCaption:
		return true
	}
	return b.Role.IsFurniture()
}

// A flowBlock is a block in the flow of the text of a document.
type flowBlock struct {
	page  *Page
	block *Block
	index int
}

// goesOnIn reports whether the next block is a part of f's.
func (f *flowBlock) goesOnIn(next *flowBlock) bool {
	a, b := f.block, next.block
	newPage := f.page != next.page
	switch {
	case a.Table.drawable() && b.Table.drawable():
		return newPage && sameColumns(f.page, a, next.page, b)
	case a.Role != b.Role || a.Role != RoleText && a.Role != RoleListItem || a.Lines.Len() == 0 || b.Lines.Len() == 0:
		return false
	case !newPage && b.Box.Y0 >= a.Box.Y1-1: // below it: another paragraph
		return false
	}
	return endsOpen(f.page.LineText(a.Lines.End-1)) && continuesWord(next.page.LineText(b.Lines.Start)) &&
		math.Abs(sizeOf(f.page, a)-sizeOf(next.page, b)) < 0.6
}

// endsOpen reports whether a line ends within a sentence.
func endsOpen(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, `"'”’)»`))
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == ',' || r == '-' || r == ';' || r == '–' || r == '\u00ad'
}

// sizeOf returns the font size of the first line of b.
func sizeOf(p *Page, b *Block) float64 {
	l := p.Lines[b.Lines.Start]
	if l.Words.Len() == 0 {
		return 0
	}
	return cmp.Or(p.Words[l.Words.Start].Font.Size, l.Box.Height())
}

// sameColumns reports whether two tables have as many columns, at the same places.
func sameColumns(p *Page, a *Block, q *Page, b *Block) bool {
	if a.Table.Cols != b.Table.Cols || a.Box.Y1 < 0.6*p.Size.H || b.Box.Y0 > 0.4*q.Size.H {
		return false
	}
	x, y := columnExtents(a.Table), columnExtents(b.Table)
	near := 0
	for c := range x {
		empty := x[c].lo > x[c].hi || y[c].lo > y[c].hi
		if empty || math.Abs(x[c].lo-y[c].lo) < 12 || math.Abs(x[c].hi-y[c].hi) < 12 {
			near++
		}
	}
	return near*4 >= len(x)*3 && math.Abs(a.Box.Width()-b.Box.Width()) < 0.15*a.Box.Width()
}

// columnExtents returns from where to where each column's cells reach: columns
// of figures are set flush right.
func columnExtents(t *Table) []interval {
	out := slices.Repeat([]interval{{math.Inf(1), math.Inf(-1)}}, t.Cols)
	for _, c := range t.Cells {
		if c.Col >= 0 && c.Col < t.Cols && c.ColSpan <= 1 && !c.Box.IsZero() {
			out[c.Col] = interval{min(out[c.Col].lo, c.Box.X0), max(out[c.Col].hi, c.Box.X1)}
		}
	}
	return out
}

// headingLevels gives the headings of all pages levels by one scale: numbering
// first, else the rank of their type in the document.
func (d *Document) headingLevels() {
	type head struct {
		b    *Block
		rank float64
		text string
	}
	var heads []head
	for i := range d.Pages {
		p := &d.Pages[i]
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if b.Role != RoleSectionHeader || b.Lines.Len() == 0 || b.Source == sourceTag {
				continue
			}
			l := p.Lines[b.Lines.Start]
			r := sizeOf(p, b)
			if l.Words.Len() > 0 && p.Words[l.Words.Start].Font.Bold {
				r *= 1.04
			}
			t := p.BlockText(k)
			if t == strings.ToUpper(t) {
				r *= 1.03
			}
			heads = append(heads, head{b, r, t})
		}
	}
	slices.SortStableFunc(heads, func(a, b head) int { return cmp.Compare(b.rank, a.rank) })
	level, step := 0, math.Inf(1)
	for _, h := range heads {
		if h.rank < 0.94*step {
			level, step = level+1, h.rank
		}
		h.b.Level = min(level, 6)
		if n := numberDepth(h.text); n > 0 {
			h.b.Level = min(n, 6)
		}
	}
}

// A LogicalTable is a table with all its parts, which may stand on several
// pages; a header that a later part repeats is dropped.
type LogicalTable struct {
	Parts []TablePart
	Rows  int
	Cols  int
	Cells []TextCell // row by row; spanned places have none
}

// A TablePart is one part of a LogicalTable.
type TablePart struct {
	Page  int // index of Document.Pages
	Block int // index of Page.Blocks
	Row   int // row of the LogicalTable at which the part begins
}

// A TextCell is a cell of a LogicalTable.
type TextCell struct {
	Row, Col         int // 0-based
	RowSpan, ColSpan int // at least 1
	Header           bool
	Text             string
	Page             int  // index of Document.Pages
	Box              Rect // on that page
}

// Tables returns the tables of d in reading order, those that go on over pages
// as one.
func (d *Document) Tables() []LogicalTable {
	var out []LogicalTable
	for i := range d.Pages {
		p := &d.Pages[i]
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if !b.Table.drawable() {
				continue
			}
			if n := len(out); b.Continues && n > 0 && out[n-1].Cols == b.Table.Cols {
				out[n-1].add(p, i, k)
				continue
			}
			t := LogicalTable{Cols: b.Table.Cols}
			t.add(p, i, k)
			out = append(out, t)
		}
	}
	return out
}

// add appends the table of block k of p.
func (t *LogicalTable) add(p *Page, page, k int) {
	src := p.Blocks[k].Table
	cells := make([]TextCell, 0, len(src.Cells))
	for _, c := range src.Cells {
		cells = append(cells, TextCell{c.Row, c.Col, max(c.RowSpan, 1), max(c.ColSpan, 1), c.Header, p.CellText(c), page, c.Box})
	}
	skip := 0
	if len(t.Parts) > 0 {
		skip = t.repeated(cells)
	}
	t.Parts = append(t.Parts, TablePart{page, k, t.Rows})
	for _, c := range cells {
		if c.Row >= skip {
			c.Row += t.Rows - skip
			t.Cells = append(t.Cells, c)
		}
	}
	t.Rows += src.Rows - skip
}

// repeated returns how many rows at the top of cells are those of t's top.
func (t *LogicalTable) repeated(cells []TextCell) int {
	row := func(cells []TextCell, r int) string {
		var s []string
		for _, c := range cells {
			if c.Row == r {
				s = append(s, strings.ToLower(strings.Join(strings.Fields(c.Text), " ")))
			}
		}
		return strings.Join(s, "\t")
	}
	n := 0
	for ; n < 4 && n < t.Rows; n++ {
		a := row(t.Cells, n)
		if strings.TrimSpace(a) == "" || a != row(cells, n) {
			break
		}
	}
	return n
}
