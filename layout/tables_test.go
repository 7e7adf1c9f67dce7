package layout

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// table returns the only table of p as rows of cell texts; a span shows as ^n
// (rows) and >n (columns) behind the text.
func table(t *testing.T, p *Page) [][]string {
	t.Helper()
	var out [][]string
	n := 0
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Table == nil {
			continue
		}
		n++
		out = make([][]string, b.Table.Rows)
		for _, c := range b.Table.Cells {
			s := p.CellText(c)
			if c.RowSpan > 1 {
				s += "^" + string(rune('0'+c.RowSpan))
			}
			if c.ColSpan > 1 {
				s += ">" + string(rune('0'+c.ColSpan))
			}
			out[c.Row] = append(out[c.Row], s)
		}
	}
	if n != 1 {
		t.Fatalf("%d tables, want 1; text:\n%s", n, p.Text())
	}
	checkPage(t, p)
	return out
}

func TestTableRuled(t *testing.T) {
	s := newSketch(612, 792)
	s.paragraph(50, 60, 500, 10, lorem)
	for _, y := range []float64{200, 220, 240, 260} {
		s.hline(50, 350, y)
	}
	s.vline(50, 200, 260)
	s.vline(350, 200, 260)
	s.vline(150, 200, 260)
	s.vline(250, 220, 260) // the top row's last two cells are one
	s.text(60, 214, 10, "Name")
	s.text(200, 214, 10, "Size and weight")
	for i, r := range [][]string{{"bolt", "12", "40"}, {"nut", "11", "35"}} {
		for k, c := range r {
			s.text(60+100*float64(k), 234+20*float64(i), 10, c)
		}
	}
	p := Analyze(s.PageInput, Options{})
	want := [][]string{{"Name", "Size and weight>2"}, {"bolt", "12", "40"}, {"nut", "11", "35"}}
	if d := cmp.Diff(want, table(t, &p)); d != "" {
		t.Error(d)
	}
}

func TestTableBooktabs(t *testing.T) {
	s := newSketch(612, 792)
	s.paragraph(50, 60, 500, 10, lorem)
	for _, y := range []float64{200, 218, 260} {
		s.hline(50, 400, y)
	}
	for i, r := range [][]string{{"Port", "Ships", "Tons"}, {"Graz", "12", "400"}, {"Linz", "8", "95"}, {"Wels", "3", "17"}} {
		for k, c := range r {
			s.text(60+120*float64(k), 213+14*float64(i), 10, c)
		}
	}
	p := Analyze(s.PageInput, Options{})
	want := [][]string{{"Port", "Ships", "Tons"}, {"Graz", "12", "400"}, {"Linz", "8", "95"}, {"Wels", "3", "17"}}
	if d := cmp.Diff(want, table(t, &p)); d != "" {
		t.Error(d)
	}
}

// The wrap test keeps a cell of two lines in one row without any ruling.
func TestTableWrappedCells(t *testing.T) {
	s := newSketch(612, 792)
	y := 100.0
	for _, r := range [][]string{
		{"Item", "Count", "Price"}, {"hexagon bolts of", "12", "40.50"}, {"galvanised steel", "", ""},
		{"a very long name", "7", "1.00"}, {"that wraps here", "", ""}, {"washers", "100", "3.20"},
	} {
		for k, c := range r {
			s.text([]float64{60, 200, 300}[k], y, 10, c)
		}
		y += 12
	}
	p := Analyze(s.PageInput, Options{})
	want := [][]string{{"Item", "Count", "Price"}, {"hexagon bolts of galvanised steel", "12", "40.50"},
		{"a very long name that wraps here", "7", "1.00"}, {"washers", "100", "3.20"}}
	if d := cmp.Diff(want, table(t, &p)); d != "" {
		t.Error(d)
	}
}

// Prose in columns, lists and tables of contents are no tables.
func TestNoInventedTables(t *testing.T) {
	columns := newSketch(612, 792)
	columns.paragraph(50, 60, 240, 10, strings.Repeat(lorem+" ", 3))
	columns.paragraph(320, 60, 240, 10, strings.Repeat(lorem+" ", 3))
	list := newSketch(612, 792)
	for i, w := range []string{"take the ferry to the island", "walk along the beach", "climb the tower", "return before dark"} {
		list.text(50, 100+14*float64(i), 10, "•")
		list.text(66, 100+14*float64(i), 10, w)
	}
	toc := newSketch(612, 792)
	for i, w := range []string{"Introduction", "Method", "Results", "Discussion", "Conclusions"} {
		y := 100 + 14*float64(i)
		x := toc.text(50, y, 10, w)
		toc.text(x+5, y, 10, strings.Repeat(".", 60))
		toc.text(500, y, 10, []string{"1", "5", "12", "20", "31"}[i])
	}
	for name, s := range map[string]*sketch{"columns": columns, "list": list, "contents": toc} {
		p := Analyze(s.PageInput, Options{})
		for _, b := range p.Blocks {
			if b.Table != nil {
				t.Errorf("%s: a table was found\n%s", name, p.Text())
			}
		}
		checkPage(t, &p)
	}
}
