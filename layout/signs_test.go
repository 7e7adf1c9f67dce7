package layout

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSignsBecomeBullets(t *testing.T) {
	s := newSketch(400, 300)
	for i, m := range []string{"\uf0b7", "\ue123", "\u0084\u0084"} {
		y := 60 + 14*float64(i)
		s.text(40, y, 10, m)
		s.text(56, y, 10, "an entry of some words")
	}
	p := Analyze(s.PageInput, Options{})
	if len(p.Blocks) != 4 || p.Blocks[0].Role != RoleList {
		t.Fatalf("want a list of three items, got %+v", p.Blocks)
	}
	for i := 1; i < 4; i++ {
		if got := p.BlockText(i); got != "• an entry of some words" {
			t.Errorf("item %d reads %q", i, got)
		}
	}
}

func TestUnreadableTextIsLeftOut(t *testing.T) {
	s := newSketch(400, 300)
	s.paragraph(40, 60, 320, 10, lorem)
	s.text(40, 200, 10, strings.Repeat("\ufffd", 12)+" 5 \ue001 3")
	p := Analyze(s.PageInput, Options{})
	if got := p.Text(); strings.ContainsAny(got, "\ufffd\ue001") || !strings.Contains(got, "5 3") {
		t.Errorf("text holds what cannot be read: %q", got)
	}
	if len(p.Warnings) != 1 || len(p.Words) != len(s.Words) {
		t.Errorf("%d of %d words, warnings %q", len(p.Words), len(s.Words), p.Warnings)
	}
}

func TestPlainSign(t *testing.T) {
	for _, c := range []struct{ text, font, want string }{
		{"\uf0b7", "SymbolMT", "•"}, {"\uf061\uf0b3", "Symbol", "α≥"}, {"\uf0fe", "Wingdings-Regular", "☑"},
		{"\uf0a8", "Wingdings", "☐"}, {"\uf041\uf05a", "Symbol", "ΑΖ"}, {"\uf031", "Symbol", "1"}, {"plain", "Symbol", "plain"}, {"\uf0ff", "Wingdings", "\uf0ff"},
	} {
		if got := plainSign(c.text, c.font); got != c.want {
			t.Errorf("%+q of %s is %q, want %q", c.text, c.font, got, c.want)
		}
	}
}

// leader sets a line of contents: its text, dots to the right margin, a number.
func (s *sketch) leader(x, y, size float64, text, page string) {
	for x = s.text(x, y, size, text) + 0.3*size; x < 330; x += 0.8 * size {
		s.text(x, y, size, ".")
	}
	s.text(342, y, size, page)
}

func TestContentsAreNoTable(t *testing.T) {
	s := newSketch(400, 400)
	s.bold(40, 40, 14, "Table of Contents")
	for i, e := range []string{"Notices", "1.1 Security fundamentals", "1.2 Current state of things", "2.1 Roles", "2.2 Separation of duties"} {
		s.leader(40, 70+14*float64(i), 10, e, []string{"vii", "1", "2", "10", "12"}[i])
	}
	p := Analyze(s.PageInput, Options{})
	var roles []Role
	for _, b := range p.Blocks {
		roles = append(roles, b.Role)
	}
	if diff := cmp.Diff([]Role{RoleTitle, RoleDocumentIndex}, roles); diff != "" {
		t.Fatal(diff)
	}
	if got := p.LineText(2); !strings.HasPrefix(got, "1.1 Security fundamentals .") || !strings.HasSuffix(got, ". 1") {
		t.Errorf("entry reads %q", got)
	}
}

func TestLeadersOfAccountsStayATable(t *testing.T) {
	s := newSketch(400, 300)
	s.text(300, 50, 10, "2023")
	s.text(350, 50, 10, "2024")
	for i, e := range []string{"Revenue", "Cost of sales", "Gross profit", "Taxes"} {
		y := 66 + 14*float64(i)
		for x := s.text(40, y, 10, e) + 3; x < 280; x += 8 {
			s.text(x, y, 10, ".")
		}
		s.text(300, y, 10, "1200")
		s.text(350, y, 10, "1300")
	}
	p := Analyze(s.PageInput, Options{})
	if len(p.Blocks) != 1 || p.Blocks[0].Table == nil || p.Blocks[0].Table.Cols != 3 || p.Blocks[0].Table.Rows != 5 {
		t.Errorf("want one table of 5 rows and 3 columns, got\n%s", p.Text())
	}
}

func TestListing(t *testing.T) {
	s := newSketch(500, 400)
	s.paragraph(40, 60, 420, 10, lorem)
	mono := func(x, y float64, text string) {
		for _, w := range strings.Fields(text) {
			x = s.font(x, y, Font{Name: "Fixed-Pitch", Size: 10}, w) + 5
		}
	}
	for i, c := range [][2]string{{"SELECT", "function_id,"}, {"", "user_name"}, {"FROM", "usage_table"}, {"ORDER BY", "identifier;"}} {
		mono(40, 140+12*float64(i), c[0])
		mono(40+11*5, 140+12*float64(i), c[1])
	}
	p := Analyze(s.PageInput, Options{})
	last := len(p.Blocks) - 1
	if p.Blocks[last].Role != RoleCode {
		t.Fatalf("the listing is %s", p.Blocks[last].Role)
	}
	want := []string{"SELECT     function_id,", "           user_name", "FROM       usage_table", "ORDER BY   identifier;"}
	if diff := cmp.Diff(want, p.codeLines(p.Blocks[last].Lines)); diff != "" {
		t.Error(diff)
	}
}

func TestPageHighGutter(t *testing.T) {
	s := newSketch(600, 400)
	for _, x := range []float64{40, 330} { // two pages side by side
		s.paragraph(x, 60, 230, 10, lorem)
		s.paragraph(x, 150, 230, 10, lorem)
		for i := range 4 {
			y := 260 + 14*float64(i)
			s.text(x, y, 10, "Port")
			if x > 300 {
				s.text(x+100, y, 10, "12")
				s.text(x+160, y, 10, "95")
			}
		}
	}
	p := Analyze(s.PageInput, Options{})
	for i := range p.Blocks {
		if p.Blocks[i].Table != nil && p.Blocks[i].Box.X0 < 300 {
			t.Errorf("a table goes over both pages:\n%s", p.BlockText(i))
		}
	}
}

func TestEscapeInline(t *testing.T) {
	for in, want := range map[string]string{
		"*ALLOBJ and *USE": "*ALLOBJ and *USE", "a *b* c": `a \*b\* c`, "file_name_x": "file_name_x", "_b_ c": `\_b\_ c`,
		"2 * 3 * 4": "2 * 3 * 4", "<b>": `\<b>`, "a < b": "a < b", "[x](y)": `[x\](y)`, "23. Item": "23. Item",
		"'*****' or '*****'": `'\*\*\*\*\*' or '\*\*\*\*\*'`, "x_y _z": "x_y _z",
		`\{a\}`: `\\{a\\}`, `C:\dir`: `C:\dir`, "AT&T; R&D": "AT&T; R&D", "&lt; &#65;": `\&lt; \&#65;`, "~5 km": "~5 km", "~a~ b": `\~a\~ b`, "<?x": `\<?x`, "\xff<b>": "\uFFFD\\<b>",
	} {
		if got := escapeInline(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"23. Item": `23\. Item`, ">5": `\>5`, "____": `\____`, "* * *": `\* * *`, "-": `\-`, "-5": "-5", "#": `\#`, "#5": "#5", "[a]: b": `\[a]: b`, "== x": "== x", "===": `\===`,
	} {
		if got := escapeMarkdown(in); got != want {
			t.Errorf("at the start of a line %q becomes %q, want %q", in, got, want)
		}
	}
	if got := escapeHeading("C #"); got != `C \#` {
		t.Errorf("a heading becomes %q", got)
	}
	if got := escapeItem("[x] done"); got != `\[x] done` {
		t.Errorf("an item becomes %q", got)
	}
}

func TestPipeTables(t *testing.T) {
	lt := LogicalTable{Rows: 2, Cols: 2, Cells: []TextCell{{Col: 0, RowSpan: 1, ColSpan: 2, Text: "a|b"}, {Row: 1, RowSpan: 1, ColSpan: 1, Text: "c"}, {Row: 1, Col: 1, RowSpan: 1, ColSpan: 1}}}
	if got, want := lt.markdown(true), "| a\\|b | a\\|b |\n| --- | --- |\n| c |  |"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := lt.markdown(false), `<table><tr><td colspan="2">a|b</td></tr><tr><td>c</td><td></td></tr></table>`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
