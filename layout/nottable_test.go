package layout

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Columns of words from A to Z, and the entries of an index, are lists.
func TestListsInColumns(t *testing.T) {
	names := strings.Fields("Adam Bert Carl Dora Emil Fritz Gina Hans Ida Jan Karl Lena Max Nora Otto")
	pages := 0
	for name, entry := range map[string]func(i int) string{
		"sorted": func(i int) string { return names[i] },
		"index": func(i int) string {
			pages += 7
			return fmt.Sprintf("%s river, %d, %d–%d", names[i], pages, pages+20, pages+22)
		},
	} {
		s := newSketch(595, 842)
		for i := range names {
			s.text(60+170*float64(i/5), 80+14*float64(i%5), 10, entry(i))
		}
		p := Analyze(s.PageInput, Options{})
		text := p.Text()
		if len(grids(&p)) > 0 || strings.Index(text, "Emil") > strings.Index(text, "Fritz") || strings.Index(text, "Bert") > strings.Index(text, "Fritz") {
			t.Errorf("%s: %d tables, read as\n%s", name, len(grids(&p)), text)
		}
	}
}

// Four narrow columns of prose between two rules are no table.
func TestNarrowColumnsAreNoTable(t *testing.T) {
	s := newSketch(595, 842)
	s.hline(40, 555, 60)
	s.hline(40, 555, 400)
	text := strings.ToLower(strings.Repeat(lorem+" ", 3))
	for c := range 4 {
		s.paragraph(40+132*float64(c), 80, 119, 8, fmt.Sprintf("C%d %s", c, text))
	}
	p := Analyze(s.PageInput, Options{})
	if g := grids(&p); len(g) > 0 {
		t.Errorf("table\n%s", g[0])
	}
	checkPage(t, &p)
}

// A label alone below headings heads the rows below it.
func TestLabelBelowHeadings(t *testing.T) {
	s := newSketch(595, 842)
	var words []placed
	for c, h := range []string{"*Notes", "*2021", "*2020"} {
		words = append(words, placed{250 + 100*float64(c), 80, h})
	}
	words = append(words, placed{60, 94, "*Income"})
	for r, l := range []string{"Sales", "Rents", "Other"} {
		y := 108 + 14*float64(r)
		words = append(words, placed{60, y, l}, placed{250, y, fmt.Sprint(r + 3)}, placed{350, y, fmt.Sprint(1400 + r)}, placed{450, y, fmt.Sprint(900 + r)})
	}
	p := setPage(s, words)
	want := []string{"|Notes|2021|2020|\nIncome||||\nSales|3|1400|900|\nRents|4|1401|901|\nOther|5|1402|902|"}
	if diff := cmp.Diff(want, grids(&p)); diff != "" {
		t.Error(diff)
	}
}

// Boxes to tick in the cells of a table are the cells' marks.
func TestMarksInCells(t *testing.T) {
	s := newSketch(595, 842)
	for i := range 4 {
		s.hline(60, 360, 80+20*float64(i))
		s.vline(60+100*float64(i), 80, 140)
	}
	for c, h := range []string{"Question", "Yes", "No"} {
		s.bold(65+100*float64(c), 94, 10, h)
	}
	for r := range 2 {
		s.text(65, 114+20*float64(r), 10, "Is it")
		for c := range 2 {
			s.square(205+100*float64(c), 106+20*float64(r), 8)
		}
	}
	s.Ticks = append(s.Ticks, Rect{206, 107, 213, 113}, Rect{306, 127, 313, 133})
	p := Analyze(s.PageInput, Options{})
	want := []string{"Question|Yes|No|\nIs it|☒|☐|\nIs it|☐|☒|"}
	if diff := cmp.Diff(want, grids(&p)); diff != "" {
		t.Error(diff)
	}
	for _, b := range p.Blocks {
		if b.Role == RoleMark {
			t.Errorf("a mark of its own at %v", b.Box)
		}
	}
	checkPage(t, &p)
}

// Spaces of justified lines that line up by chance are no gutter.
func TestJustifiedRiver(t *testing.T) {
	s := newSketch(300, 400)
	for i, line := range []string{"aaaa bbb cccc ddd", "eeee fff gggg hhh", "iiii jjj kkkk lll", "mmmm nnn oooo ppp", "qqqq rrr ssss ttt"} {
		x := 50.0
		for _, w := range strings.Fields(line) {
			x = s.text(x, 80+12*float64(i), 10, w) + 7
		}
	}
	p := Analyze(s.PageInput, Options{})
	if got := strings.Join(strings.Fields(p.Text()), " "); !strings.HasPrefix(got, "aaaa bbb cccc ddd eeee fff gggg hhh") {
		t.Errorf("read as %s", got)
	}
}

// Cells of sentences below bold headings, without any line, are a table.
func TestTextCells(t *testing.T) {
	s := newSketch(595, 842)
	for c, h := range []string{"Risk", "Effect", "Answer"} {
		s.bold(60+160*float64(c), 80, 10, h)
	}
	rows := [][3][]string{
		{{"Late start of it"}, {"The second part of the work", "begins after the winter"}, {"Ask for more time"}},
		{{"Loss of a ship"}, {"No goods from the island"}, {"We hire another one from the", "harbour for the whole year"}},
		{{"Rain"}, {"The road to the mine is closed", "for a week or for longer"}, {"Wait until it is dry again"}},
	}
	y := 104.0
	for _, r := range rows {
		for c, lines := range r {
			for k, l := range lines {
				s.text(60+160*float64(c), y+12*float64(k), 10, l)
			}
		}
		y += 30
	}
	p := Analyze(s.PageInput, Options{})
	want := []string{"Risk|Effect|Answer|\nLate start of it|The second part of the work begins after the winter|Ask for more time|\n" +
		"Loss of a ship|No goods from the island|We hire another one from the harbour for the whole year|\n" +
		"Rain|The road to the mine is closed for a week or for longer|Wait until it is dry again|"}
	if diff := cmp.Diff(want, grids(&p)); diff != "" {
		t.Error(diff)
	}
}

// Addresses below names in bold, side by side, are entries and no table.
func TestEntriesSideBySide(t *testing.T) {
	s := newSketch(595, 842)
	for c, names := range []string{"Adam Berg|Carl Dorn", "Emil Fink|Gina Holm"} {
		for g, name := range strings.Split(names, "|") {
			x, y := 60+250*float64(c), 80+70*float64(g)
			s.bold(x, y, 10, name)
			for k, l := range []string{"Harbour lane 4", "8850 Signal", "Tel. 123456"} {
				s.text(x, y+12*float64(k+1), 10, l)
			}
		}
	}
	p := Analyze(s.PageInput, Options{})
	if len(grids(&p)) > 0 || !strings.Contains(strings.Join(strings.Fields(p.Text()), " "), "Adam Berg Harbour lane 4 8850 Signal Tel. 123456 Carl Dorn") {
		t.Errorf("%d tables, read as\n%s", len(grids(&p)), p.Text())
	}
}
