package layout

import (
	"strings"
	"testing"
)

// order returns the first words of the top-level blocks.
func order(p *Page) string {
	var out []string
	for i := range p.Blocks {
		if p.Blocks[i].Parent == nil {
			out = append(out, first(p.BlockText(i)))
		}
	}
	return strings.Join(out, " ")
}

func TestSideBarComesLast(t *testing.T) {
	for name, box := range map[string]func(*sketch){
		"tinted": func(s *sketch) { s.Fills = append(s.Fills, Fill{Box: Rect{30, 90, 170, 230}, Color: "#eeeeee"}) },
		"framed": func(s *sketch) {
			s.hline(30, 170, 90)
			s.hline(30, 170, 230)
			s.vline(30, 90, 230)
			s.vline(170, 90, 230)
		},
	} {
		s := newSketch(500, 400)
		box(s)
		s.paragraph(40, 110, 120, 9, "SIDE "+lorem)
		y := s.paragraph(190, 60, 280, 10, "MAIN "+lorem)
		y = s.paragraph(190, y+14, 280, 10, "MORE "+lorem)
		s.paragraph(190, y+14, 280, 10, "END "+lorem)
		p := Analyze(s.PageInput, Options{})
		if got := order(&p); got != "MAIN MORE END SIDE" {
			t.Errorf("%s: order is %s", name, got)
		}
		checkPage(t, &p)
	}
}

// A box in the flow of its own column is read where it stands.
func TestBoxInColumnStays(t *testing.T) {
	s := newSketch(500, 400)
	s.Fills = append(s.Fills, Fill{Box: Rect{30, 110, 240, 190}, Color: "#eeeeee"})
	s.paragraph(40, 60, 190, 10, "LEFT "+lorem[:90])
	s.paragraph(40, 130, 190, 9, "BOX "+lorem[:90])
	s.paragraph(40, 220, 190, 10, "UNDER "+lorem)
	s.paragraph(270, 60, 190, 10, "RIGHT "+lorem)
	p := Analyze(s.PageInput, Options{})
	if got := order(&p); got != "LEFT BOX UNDER RIGHT" {
		t.Errorf("order is %s", got)
	}
}

func (s *sketch) square(x, y, size float64) {
	s.hline(x, x+size, y)
	s.hline(x, x+size, y+size)
	s.vline(x, y, y+size)
	s.vline(x+size, y, y+size)
}

func TestDrawnBoxes(t *testing.T) {
	s := newSketch(400, 300)
	s.text(40, 60, 10, "Please tick what you want us to send to you.")
	for i, l := range []string{"The list of ships", "The list of ports"} {
		y := 90 + 20*float64(i)
		s.square(40, y-8, 9)
		s.text(56, y, 10, l)
	}
	s.text(42, 109, 7, "x")
	for i := range 6 { // cells for the letters of a name
		s.square(200+9*float64(i), 180, 9)
	}
	p := Analyze(s.PageInput, Options{})
	var got []string
	for i := range p.Blocks {
		if p.Blocks[i].Role == RoleMark {
			got = append(got, p.Blocks[i].Label+": "+p.BlockText(i))
		}
	}
	if want := "unselected: The list of ships, selected: The list of ports"; strings.Join(got, ", ") != want {
		t.Errorf("marks are %q, want %q", got, want)
	}
	if len(p.Words) != len(s.Words) {
		t.Errorf("%d words of %d are left", len(p.Words), len(s.Words))
	}
	checkPage(t, &p)
}

func TestContentsWithoutLeaders(t *testing.T) {
	entries := func(head string, pages ...string) *sketch {
		s := newSketch(400, 300)
		s.bold(40, 50, 14, head)
		for i, n := range pages {
			y := 80 + 15*float64(i)
			s.text(40, y, 10, "About the "+strings.Repeat("old ", i)+"harbour")
			s.text(360-5*float64(len(n)), y, 10, n)
		}
		return s
	}
	p := Analyze(entries("Inhalt", "1", "4", "9", "12", "33").PageInput, Options{})
	if got := texts(&p, RoleDocumentIndex); len(got) != 1 || !strings.Contains(got[0], "About the old harbour 4") || len(grids(&p)) > 0 {
		t.Errorf("contents are %q, %d tables", got, len(grids(&p)))
	}
	p = Analyze(entries("Ships by port", "1", "4", "9", "12", "33").PageInput, Options{})
	if got := texts(&p, RoleDocumentIndex); len(got) > 0 {
		t.Errorf("rising figures below another heading are contents: %q", got)
	}
}

func TestCaptionByItsPlace(t *testing.T) {
	s := newSketch(400, 400)
	s.paragraph(40, 50, 320, 10, lorem)
	s.Images = append(s.Images, Image{Box: Rect{60, 120, 300, 220}})
	s.font(60, 232, Font{Name: "Italic", Size: 9, Italic: true}, "A quay of long ago")
	s.paragraph(40, 260, 320, 10, lorem)
	p := Analyze(s.PageInput, Options{})
	if got := texts(&p, RoleCaption); len(got) != 1 || got[0] != "A quay of long ago" {
		t.Errorf("captions are %q:\n%s", got, p.Text())
	}
}

// A page of nothing but listings is no typescript, a typed letter is.
func TestPageOfListings(t *testing.T) {
	page := func(lines ...string) *Page {
		s := newSketch(500, 400)
		for i, l := range lines {
			x := 40.0
			for _, w := range strings.Fields(l) { // an exact pitch
				s.Words = append(s.Words, Word{Text: w, Box: Rect{x, 53 + 12*float64(i), x + 6*float64(len(w)), 62 + 12*float64(i)}, Confidence: 1, Baseline: 60 + 12*float64(i), Font: Font{Name: "Courier", Size: 10}})
				x += 6 * float64(len(w)+1)
			}
		}
		p := Analyze(s.PageInput, Options{})
		return &p
	}
	code := page("for (i = 0; i < ships; i++) {", "tons[i] = weigh(ship[i]);", "sum += tons[i];", "}", "return sum / (ships + 1);")
	if got := texts(code, RoleCode); len(got) != 1 {
		t.Errorf("%d listings, want 1:\n%s", len(got), code.Text())
	}
	letter := page("Dear Rosa, the harbour lay still", "under a pale sky and no boat had", "moved since the night before while", "the men on the quay mended nets")
	if got := texts(letter, RoleCode); len(got) != 0 {
		t.Errorf("a letter is a listing: %q", got)
	}
}

// What OCR read badly in larger type is a label of a picture, no heading.
func TestMisreadIsNoHeading(t *testing.T) {
	for conf, want := range map[float64]int{0.95: 1, 0.5: 0} {
		s := newSketch(400, 300)
		s.text(40, 60, 18, "Harbour of the north")
		s.paragraph(40, 90, 320, 10, lorem)
		for i := range s.Words {
			s.Words[i].Source, s.Words[i].Confidence = SourceOCR, conf
		}
		p := Analyze(s.PageInput, Options{})
		if got := len(texts(&p, RoleSectionHeader)) + len(texts(&p, RoleTitle)); got != want {
			t.Errorf("confidence %g: %d headings, want %d:\n%s", conf, got, want, p.Text())
		}
	}
}
