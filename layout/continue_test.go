package layout

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A table with its header repeated on the next page is one; a paragraph that a
// page break cuts is one.
func TestContinuation(t *testing.T) {
	d := &Document{}
	for i := range 2 {
		s := newSketch(400, 400)
		s.Number = i + 1
		y := 60.0
		if i == 0 {
			y = s.paragraph(50, y, 300, 10, "at first "+lorem+" "+lorem) + 100
		} else {
			y = 40
		}
		rows := [][]string{{"Port", "Ships", "Tons"}, {"Linz", "8", "95"}, {"Wels", "3", "17"}}
		if i == 1 {
			rows = [][]string{{"Port", "Ships", "Tons"}, {"Graz", "5", "50"}, {"Bonn", "9", "81"}}
		}
		for _, h := range []float64{0, 16, 46} {
			s.hline(50, 350, y+h+60*float64(1-i))
		}
		for r, row := range rows {
			for k, c := range row {
				s.text(60+100*float64(k), y+60*float64(1-i)+12+14*float64(r), 10, c)
			}
		}
		d.Pages = append(d.Pages, Analyze(s.PageInput, Options{}))
	}
	AnalyzeDocument(d, Options{})
	tables := d.Tables()
	if len(tables) != 1 {
		t.Fatalf("%d tables, want 1:\n%s", len(tables), d.Text())
	}
	got := make([][]string, tables[0].Rows)
	for _, c := range tables[0].Cells {
		got[c.Row] = append(got[c.Row], c.Text)
	}
	want := [][]string{{"Port", "Ships", "Tons"}, {"Linz", "8", "95"}, {"Wels", "3", "17"}, {"Graz", "5", "50"}, {"Bonn", "9", "81"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p := tables[0].Parts; len(p) != 2 || p[1].Row != 3 || p[1].Page != 1 {
		t.Errorf("parts %+v", p)
	}
	var b strings.Builder
	if err := WriteMarkdown(&b, d, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "| Port |"); n != 1 {
		t.Errorf("the header stands %d times:\n%s", n, b.String())
	}
}

func TestParagraphOverPages(t *testing.T) {
	d := &Document{}
	for i, text := range []string{"at first " + lorem + " and then the ferry-", "man " + lorem + "."} {
		s := newSketch(400, 400)
		s.Number = i + 1
		s.paragraph(50, 60, 300, 10, text)
		d.Pages = append(d.Pages, Analyze(s.PageInput, Options{}))
	}
	AnalyzeDocument(d, Options{})
	if !d.Pages[1].Blocks[0].Continues {
		t.Fatal("the paragraph of page 2 does not continue")
	}
	var b strings.Builder
	if err := WriteMarkdown(&b, d, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "at first "+lorem+" and then the ferryman "+lorem+".\n\n"; got != want {
		t.Errorf("got %q", got)
	}
}
