package layout

import (
	"fmt"
	"strings"
	"testing"
)

// grids returns the tables of a page, rows with bars between their cells; a
// span is written behind the text as (rows x columns).
func grids(p *Page) []string {
	var out []string
	for i := range p.Blocks {
		t := p.Blocks[i].Table
		if t == nil {
			continue
		}
		rows := make([]string, t.Rows)
		for _, c := range t.Cells {
			s := p.CellText(c)
			if c.RowSpan > 1 || c.ColSpan > 1 {
				s += fmt.Sprintf("(%dx%d)", max(c.RowSpan, 1), max(c.ColSpan, 1))
			}
			rows[c.Row] += s + "|"
		}
		out = append(out, strings.Join(rows, "\n"))
	}
	return out
}

// A cells test sets words at places and expects one table.
type placed struct {
	x, y float64
	text string
}

func setPage(s *sketch, words []placed) Page {
	for _, w := range words {
		if t, bold := strings.CutPrefix(w.text, "*"); bold {
			s.bold(w.x, w.y, 10, t)
		} else {
			s.text(w.x, w.y, 10, w.text)
		}
	}
	return Analyze(s.PageInput, Options{})
}

func TestStripesAreRows(t *testing.T) {
	s := newSketch(500, 300)
	for _, y := range []float64{50, 92} { // the header, and every other row
		s.Fills = append(s.Fills, Fill{Box: Rect{36, y, 420, y + 14 + 12*float64(int(y)/92)}, Color: "#dddddd"})
	}
	p := setPage(s, []placed{{40, 60, "*Port"}, {200, 60, "*Ships"}, {350, 60, "*Tons"},
		{40, 74, "Linz on the"}, {200, 74, "8"}, {350, 74, "95"}, {40, 86, "river"},
		{40, 102, "Wels with a"}, {200, 102, "3"}, {350, 102, "17"}, {40, 114, "market"},
		{40, 130, "Steyr"}, {200, 130, "5"}, {350, 130, "44"}})
	want := "Port|Ships|Tons|\nLinz on the river|8|95|\nWels with a market|3|17|\nSteyr|5|44|"
	if got := grids(&p); len(got) != 1 || got[0] != want {
		t.Errorf("tables are\n%s\nwant\n%s", strings.Join(got, "\n\n"), want)
	}
}

func TestTurnedHeads(t *testing.T) {
	s := newSketch(500, 300)
	rows := []placed{{40, 130, "Linz"}, {200, 130, "8"}, {260, 130, "95"}, {40, 150, "Wels"}, {200, 150, "3"}, {260, 150, "17"}, {40, 170, "Steyr"}, {200, 170, "5"}, {260, 170, "44"}}
	for i, h := range []string{"Ships", "Tons"} {
		x := 198 + 60*float64(i)
		s.Words = append(s.Words, Word{Text: h, Box: Rect{x, 80, x + 10, 115}, Confidence: 1, Direction: 270, Font: Font{Size: 10}})
	}
	for i := range 5 {
		y := []float64{76, 118, 138, 158, 178}[i]
		s.hline(36, 300, y)
	}
	for _, x := range []float64{36, 180, 240, 300} {
		s.vline(x, 76, 178)
	}
	p := setPage(s, rows)
	want := "|Ships|Tons|\nLinz|8|95|\nWels|3|17|\nSteyr|5|44|"
	if got := grids(&p); len(got) != 1 || got[0] != want {
		t.Errorf("tables are\n%s\nwant\n%s", strings.Join(got, "\n\n"), want)
	}
	checkPage(t, &p)
}

// A mark at the margin of the page is no heading of a column.
func TestTurnedMarginIsNoHead(t *testing.T) {
	s := newSketch(500, 300)
	s.Words = append(s.Words, Word{Text: "draft", Box: Rect{10, 80, 20, 115}, Confidence: 1, Direction: 270, Font: Font{Size: 10}})
	s.paragraph(60, 60, 380, 10, lorem)
	p := Analyze(s.PageInput, Options{})
	if !strings.Contains(p.Text(), "draft\n") || len(grids(&p)) > 0 {
		t.Errorf("text is %q", p.Text())
	}
}

func TestShortRulesHeadColumns(t *testing.T) {
	s := newSketch(500, 300)
	for _, y := range []float64{50, 94, 158} {
		s.hline(36, 420, y)
	}
	s.hline(140, 270, 72)
	s.hline(290, 420, 72)
	p := setPage(s, []placed{{40, 75, "Port"}, {185, 66, "2024"}, {335, 66, "2025"}, {150, 88, "Ships"}, {220, 88, "Tons"}, {300, 88, "Ships"}, {370, 88, "Tons"},
		{40, 108, "Linz"}, {150, 108, "8"}, {220, 108, "95"}, {300, 108, "9"}, {370, 108, "97"},
		{40, 128, "Wels"}, {150, 128, "3"}, {220, 128, "17"}, {300, 128, "4"}, {370, 128, "21"},
		{40, 148, "Steyr"}, {150, 148, "5"}, {220, 148, "44"}, {300, 148, "6"}, {370, 148, "40"}})
	want := "Port(2x1)|2024(1x2)|2025(1x2)|\nShips|Tons|Ships|Tons|\nLinz|8|95|9|97|\nWels|3|17|4|21|\nSteyr|5|44|6|40|"
	if got := grids(&p); len(got) != 1 || got[0] != want {
		t.Errorf("tables are\n%s\nwant\n%s", strings.Join(got, "\n\n"), want)
	}
}

// Two ruled tables of one width with a sentence between stay two.
func TestTextBetweenRuledTables(t *testing.T) {
	s := newSketch(500, 400)
	var words []placed
	for k := range 2 {
		y := 50 + 140*float64(k)
		for _, d := range []float64{0, 16, 62} {
			s.hline(36, 420, y+d)
		}
		for i, row := range []string{"Port Ships Tons", "Linz 8 95", "Wels 3 17", "Steyr 5 44"} {
			for c, x := range strings.Fields(row) {
				words = append(words, placed{40 + 150*float64(c), y + 12 + 15*float64(i), x})
			}
		}
	}
	words = append(words, placed{36, 150, "Between the two there stands a sentence of more than a few words."})
	if p := setPage(s, words); len(grids(&p)) != 2 {
		t.Errorf("%d tables, want 2:\n%s", len(grids(&p)), p.Text())
	}
}

// What goes on the cells of the last row belongs to the table.
func TestTrailingLines(t *testing.T) {
	s := newSketch(500, 300)
	p := setPage(s, []placed{{40, 60, "*Date"}, {120, 60, "*Details"}, {350, 60, "*Sum"},
		{40, 78, "1/2"}, {120, 78, "Freight of the harbour company"}, {350, 78, "95.00"},
		{40, 96, "2/2"}, {120, 96, "Tug"}, {350, 96, "17.00"},
		{40, 114, "3/2"}, {120, 114, "Pilot from the bridge to the"}, {350, 114, "44.00"}, {120, 126, "island"}})
	want := "Date|Details|Sum|\n1/2|Freight of the harbour company|95.00|\n2/2|Tug|17.00|\n3/2|Pilot from the bridge to the island|44.00|"
	if got := grids(&p); len(got) != 1 || got[0] != want {
		t.Errorf("tables are\n%s\nwant\n%s", strings.Join(got, "\n\n"), want)
	}
}

func TestUnfold(t *testing.T) {
	s := newSketch(500, 300)
	var words []placed
	for r := range 6 {
		y := 60 + 14*float64(r)
		words = append(words, placed{40, y, fmt.Sprint(r + 1)}, placed{90, y, fmt.Sprint(100 + r)})
		if r < 5 {
			words = append(words, placed{240, y, fmt.Sprint(r + 7)}, placed{290, y, fmt.Sprint(106 + r)})
		}
	}
	p := setPage(s, words)
	if got := grids(&p); len(got) != 1 || !strings.HasPrefix(got[0], "1|100|\n2|101|") || !strings.HasSuffix(got[0], "\n11|110|") {
		t.Errorf("tables are\n%s", strings.Join(got, "\n\n"))
	}
}
