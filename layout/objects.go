package layout

import "strings"

// An Object is a node of the layout tree that expert.ai's Extract service
// answers with: pages hold titles, texts, headers, footers and tables, tables
// hold cells. Boxes are whole pixels at 100 DPI, origin top left.
type Object struct {
	ID       int     `json:"id"`                // 1-based, in the order of the answer
	Page     int     `json:"page"`              // 1-based
	Parent   *int    `json:"parent"`            // nil for a page
	Children []int   `json:"children"`          // in reading order
	Type     string  `json:"type"`              // page, title, text, header, footer, table or cell
	Label    string  `json:"label,omitempty"`   // of a title: T1, T2 …
	Content  string  `json:"content,omitempty"` // lines, each with its line feed
	Box      [4]int  `json:"bbox"`              // x0, y0, x1, y1
	Row      *int    `json:"row,omitempty"`     // of a cell, 0-based
	Column   *int    `json:"column,omitempty"`  // of a cell, 0-based
	Head     *bool   `json:"isHEad,omitempty"`  // of a cell; the service spells it so
	Span     *[2]int `json:"span,omitempty"`    // rows and columns of a cell that spans
}

// objectDPI is the resolution of the boxes of Objects.
const objectDPI = 100

// Objects returns d as expert.ai's layout tree, in reading order.
func (d *Document) Objects() []Object {
	var b objectBuilder
	for i := range d.Pages {
		b.page(&d.Pages[i])
	}
	return b.out
}

type objectBuilder struct {
	out []Object
	p   *Page
}

// add appends an object below parent (0 = none) and returns its id.
func (b *objectBuilder) add(parent int, o Object) int {
	o.ID, o.Page, o.Children = len(b.out)+1, b.p.Number, []int{}
	b.out = append(b.out, o)
	if parent > 0 {
		b.out[o.ID-1].Parent = &parent
		b.out[parent-1].Children = append(b.out[parent-1].Children, o.ID)
	}
	return o.ID
}

func objectBox(r Rect) [4]int {
	x0, y0, x1, y1 := r.Pixels(objectDPI)
	return [4]int{x0, y0, x1, y1}
}

func (b *objectBuilder) page(p *Page) {
	b.p = p
	id := b.add(0, Object{Type: "page", Box: objectBox(Rect{X1: p.Size.W, Y1: p.Size.H})})
	for i := range p.Blocks {
		if p.Blocks[i].Parent == nil {
			b.block(i, id)
		}
	}
}

// block adds block i. The service knows no lists and pictures: their text
// stands below the page.
func (b *objectBuilder) block(i, parent int) {
	k := &b.p.Blocks[i]
	if k.Table.drawable() {
		b.table(k, parent)
		return
	}
	if own := b.p.ownLines(i); own.Len() > 0 {
		o := Object{Type: "text", Box: objectBox(k.Box), Content: b.lines(own)}
		switch k.Role {
		case RoleTitle:
			o.Type, o.Label = "title", "T1"
		case RoleSectionHeader:
			o.Type, o.Label = "title", "T"+string(rune('1'+min(max(k.Level, 1), 8)))
		case RolePageHeader:
			o.Type = "header"
		case RolePageFooter, RolePageNumber:
			o.Type = "footer"
		}
		b.add(parent, o)
	}
	for _, c := range k.Children {
		b.block(c, parent)
	}
}

func (b *objectBuilder) lines(r Range) string {
	var s strings.Builder
	for i := r.Start; i < r.End; i++ {
		b.p.lineText(&s, b.p.Lines[i])
		s.WriteByte('\n')
	}
	return s.String()
}

func (b *objectBuilder) table(k *Block, parent int) {
	id := b.add(parent, Object{Type: "table", Box: objectBox(k.Box)})
	for _, c := range k.Table.Cells {
		row, col, head := c.Row, c.Col, c.Header
		o := Object{Type: "cell", Box: objectBox(c.Box), Row: &row, Column: &col, Head: &head, Content: b.lines(c.Lines)}
		if c.RowSpan > 1 || c.ColSpan > 1 {
			o.Span = &[2]int{max(c.RowSpan, 1), max(c.ColSpan, 1)}
		}
		b.add(id, o)
	}
}
