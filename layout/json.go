package layout

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrDocument means that a stream is JSON but no Document: its indexes point
// at what is not there, or its blocks form no forest.
var ErrDocument = errors.New("layout: not a document")

//go:embed document.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of a Document as WriteJSON
// writes it. It is made of the types of this package.
func Schema() []byte { return append([]byte(nil), schema...) }

// WriteJSON writes d as JSON that meets Schema, one page a line.
func WriteJSON(w io.Writer, d *Document) error {
	out := bufio.NewWriter(w)
	shell := *d
	shell.Pages = []Page{}
	b, err := json.Marshal(&shell)
	if err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	head, tail := splitPages(b)
	out.Write(head)
	for i := range d.Pages {
		b, err := json.Marshal(&d.Pages[i])
		if err != nil {
			return fmt.Errorf("layout: page %d: %w", d.Pages[i].Number, err)
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(b)
	}
	out.Write(tail)
	out.WriteByte('\n')
	return out.Flush()
}

// splitPages cuts the JSON of a document without pages where they belong. A
// key of the name cannot stand before it but within a string, where quotes
// are escaped.
func splitPages(b []byte) (head, tail []byte) {
	const key = `"pages":[`
	for i := 0; i+len(key) <= len(b); i++ {
		switch b[i] {
		case '"':
			if string(b[i:i+len(key)]) == key {
				return b[:i+len(key)], b[i+len(key):]
			}
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		}
	}
	return b, nil
}

// ReadJSON reads a Document that WriteJSON or encoding/json wrote. All its
// indexes are checked, so that the document can be exported; where they do not
// hold the error matches ErrDocument.
func ReadJSON(r io.Reader) (*Document, error) {
	d := &Document{}
	if err := json.NewDecoder(r).Decode(d); err != nil {
		return nil, fmt.Errorf("layout: %w", err)
	}
	for i := range d.Pages {
		if err := d.Pages[i].check(); err != nil {
			return nil, fmt.Errorf("%w: page %d of %d: %w", ErrDocument, i+1, len(d.Pages), err)
		}
	}
	return d, nil
}

// within reports whether r is a range of n things.
func (r Range) within(n int) bool { return r.Start >= 0 && r.Start <= r.End && r.End <= n }

// check reports the first index of p that points nowhere.
func (p *Page) check() error {
	for i, l := range p.Lines {
		if !l.Words.within(len(p.Words)) {
			return fmt.Errorf("line %d holds words %d to %d of %d", i, l.Words.Start, l.Words.End, len(p.Words))
		}
	}
	for i := range p.Blocks {
		if err := p.checkBlock(i); err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
	}
	return nil
}

func (p *Page) checkBlock(i int) error {
	b := &p.Blocks[i]
	if !b.Lines.within(len(p.Lines)) {
		return fmt.Errorf("holds lines %d to %d of %d", b.Lines.Start, b.Lines.End, len(p.Lines))
	}
	if b.Parent != nil && (*b.Parent < 0 || *b.Parent >= i) {
		return fmt.Errorf("has parent %d, which must stand before it", *b.Parent)
	}
	for _, c := range b.Children { // children stand behind: no circle is possible
		if c <= i || c >= len(p.Blocks) || p.Blocks[c].Parent == nil || *p.Blocks[c].Parent != i {
			return fmt.Errorf("has child %d, which is none", c)
		}
	}
	if b.Caption != nil && (*b.Caption < 0 || *b.Caption >= len(p.Blocks)) {
		return fmt.Errorf("has caption %d of %d blocks", *b.Caption, len(p.Blocks))
	}
	if b.Table == nil {
		return nil
	}
	if b.Table.Caption != nil && (*b.Table.Caption < 0 || *b.Table.Caption >= len(p.Blocks)) {
		return fmt.Errorf("has caption %d of %d blocks", *b.Table.Caption, len(p.Blocks))
	}
	for k, c := range b.Table.Cells {
		if !c.Lines.within(len(p.Lines)) || c.Row < 0 || c.Row >= b.Table.Rows || c.Col < 0 || c.Col >= b.Table.Cols || c.RowSpan < 0 || c.ColSpan < 0 {
			return fmt.Errorf("cell %d leaves the table or the page", k)
		}
	}
	return nil
}
