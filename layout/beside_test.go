package layout

import (
	"strings"
	"testing"
)

// The date of a letter is read where it stands by its height, also at the
// right of a page whose first lines stand at the left.
func TestLetterByHeight(t *testing.T) {
	s := newSketch(595, 842)
	s.text(400, 60, 10, "SENDER Partners")
	s.text(60, 100, 10, "ADDRESS Anna Berg")
	s.text(60, 112, 10, "Harbour lane 4")
	s.text(420, 150, 10, "DATE March 2026")
	s.text(60, 190, 10, "SUBJECT of the letter")
	s.text(60, 220, 10, "DEAR Anna,")
	s.paragraph(60, 250, 475, 10, "BODY "+lorem+" "+lorem)
	p := Analyze(s.PageInput, Options{})
	if got := order(&p); got != "SENDER ADDRESS DATE SUBJECT DEAR BODY" {
		t.Errorf("order is %s", got)
	}
	checkPage(t, &p)
}

// Two blocks of lines side by side are read one after the other.
func TestAddressesSideBySide(t *testing.T) {
	s := newSketch(595, 842)
	for i, w := range []string{"BILL to", "Anna Berg", "Harbour lane 4"} {
		s.text(60, 100+12*float64(i), 10, w)
	}
	for i, w := range []string{"SHIP to", "Carl Holm", "Market road 7"} {
		s.text(340, 100+12*float64(i), 10, w)
	}
	s.paragraph(60, 250, 475, 10, "BODY "+lorem+" "+lorem)
	p := Analyze(s.PageInput, Options{})
	if got := p.Text(); strings.Index(got, "Harbour") > strings.Index(got, "SHIP") {
		t.Errorf("read as\n%s", got)
	}
}

func TestMarginNotesComeLast(t *testing.T) {
	s := newSketch(595, 842)
	y := 80.0
	for _, w := range []string{"ONE ", "TWO ", "THREE "} {
		s.text(40, y, 7, "NOTE beside it")
		y = s.paragraph(160, y, 380, 10, w+lorem) + 14
	}
	p := Analyze(s.PageInput, Options{})
	if got := order(&p); got != "ONE TWO THREE NOTE NOTE NOTE" {
		t.Errorf("order is %s", got)
	}
}

// The years before paragraphs are read with them.
func TestLabelsAreReadWithTheirText(t *testing.T) {
	s := newSketch(595, 842)
	y := 80.0
	for _, w := range []string{"1990–1995", "1996–2003", "2004–2020"} {
		s.text(50, y, 10, w)
		y = s.paragraph(160, y, 380, 10, lorem) + 4
	}
	p := Analyze(s.PageInput, Options{})
	if got := order(&p); got != "1990–1995 1996–2003 2004–2020" {
		t.Errorf("order is %s", got)
	}
	checkPage(t, &p)
}

// The numbers of the lines are no labels of them.
func TestLineNumbersStayApart(t *testing.T) {
	s := newSketch(595, 842)
	for i, w := range strings.Fields("one two three four five six seven eight nine ten eleven twelve") {
		s.text(50, 80+22*float64(i), 10, strings.Repeat("1", 1+i/10)+"")
		s.text(100, 80+22*float64(i), 10, w+" words of a line that is numbered")
	}
	p := Analyze(s.PageInput, Options{})
	if got := p.Text(); strings.Contains(got, "1 one") {
		t.Errorf("read as\n%s", got)
	}
}

// A rule over the whole width parts what stands in columns above and below it.
func TestWideRulePartsColumns(t *testing.T) {
	s := newSketch(595, 842)
	for x, w := range map[float64]string{50: "A ", 315: "B "} {
		s.paragraph(x, 80, 230, 10, w+lorem+" "+lorem)
	}
	s.hline(50, 545, 300)
	for x, w := range map[float64]string{50: "C ", 315: "D "} {
		s.paragraph(x, 330, 230, 10, w+lorem+" "+lorem)
	}
	p := Analyze(s.PageInput, Options{})
	if got := order(&p); got != "A B C D" {
		t.Errorf("order is %s", got)
	}
}

// Answers to choose among are read line by line and make no table.
func TestOptionsOnALine(t *testing.T) {
	s := newSketch(595, 842)
	for i, w := range []string{"1. Which of the rivers is the longer one?", "2. Which of the islands is the larger one?"} {
		y := 80 + 60*float64(i)
		s.text(50, y, 10, w)
		for k, a := range []string{"A) north", "B) east", "C) south", "D) west"} {
			s.text(70+120*float64(k), y+16, 10, a)
		}
	}
	p := Analyze(s.PageInput, Options{})
	if len(grids(&p)) > 0 || !strings.Contains(strings.Join(strings.Fields(p.Text()), " "), "longer one? A) north B) east C) south D) west 2. Which") {
		t.Errorf("%d tables, read as\n%s", len(grids(&p)), p.Text())
	}
}
