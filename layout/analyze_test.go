package layout

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAnalyzeColumns(t *testing.T) {
	s := newSketch(612, 792)
	s.bold(150, 80, 20, "Two columns of news")
	s.paragraph(50, 120, 240, 10, "LEFT "+lorem)
	s.paragraph(320, 120, 240, 10, "RIGHT "+lorem)
	p := Analyze(s.PageInput, Options{})
	var got []string
	for i := range p.Blocks {
		got = append(got, string(p.Blocks[i].Role)+": "+first(p.BlockText(i)))
	}
	want := []string{"section_header: Two", "text: LEFT", "text: RIGHT"}
	if p.Blocks[0].Role == RoleTitle {
		want[0] = "title: Two"
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := p.BlockText(1); got != "LEFT "+lorem {
		t.Errorf("paragraph reads %q", got)
	}
}

func first(s string) string { w, _, _ := strings.Cut(s, " "); return w }

// Every input word must stand in the result exactly once, whatever its state,
// and ranges must tile.
func TestAnalyzeLosesNothing(t *testing.T) {
	s := newSketch(612, 792)
	s.text(50, 100, 10, "plain text here")
	s.text(50, 100, 10, "plain text here") // drawn twice
	s.Words = append(s.Words,
		Word{Text: "nan", Box: Rect{math.NaN(), 0, 1, 1}},
		Word{Text: "inf", Box: Rect{0, math.Inf(1), 1, 1}},
		Word{Text: "huge", Box: Rect{0, 0, 1e300, 1}},
		Word{Text: "hidden", Box: Rect{50, 200, 90, 210}, Invisible: true},
		Word{Text: "outside", Box: Rect{-500, 200, -400, 210}},
		Word{Text: "turned", Box: Rect{20, 300, 30, 350}, Direction: 270},
		Word{Text: "swapped", Box: Rect{200, 310, 150, 300}},
		Word{Text: " ", Box: Rect{200, 310, 210, 300}},
		Word{Text: "dot", Box: Rect{300, 300, 300, 300}})
	p := Analyze(s.PageInput, Options{})
	count := map[string]int{}
	for _, w := range s.Words {
		count[w.Text]++
	}
	for _, w := range p.Words {
		count[w.Text]--
	}
	for w, n := range count {
		if n != 0 {
			t.Errorf("%q: %d words too few", w, n)
		}
	}
	checkPage(t, &p)
	for _, w := range []string{"turned", "swapped", "dot"} {
		if !strings.Contains(p.Text(), w) {
			t.Errorf("%q is not in the text", w)
		}
	}
	if strings.Contains(p.Text(), "hidden") || strings.Count(p.Text(), "plain") != 1 {
		t.Errorf("text is %q", p.Text())
	}
	if len(p.Warnings) == 0 {
		t.Error("no warning of broken boxes")
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}

// checkPage verifies the invariants of the model.
func checkPage(t *testing.T, p *Page) {
	t.Helper()
	word := 0
	for i, l := range p.Lines {
		if l.Words.Start != word || l.Words.Len() < 1 {
			t.Fatalf("line %d covers %v, want to start at %d", i, l.Words, word)
		}
		word = l.Words.End
		if p.Words[l.Words.Start].Joined {
			t.Errorf("line %d begins with a joined word", i)
		}
	}
	if word > len(p.Words) {
		t.Fatal("lines reach past the words")
	}
	line := 0
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Parent == nil {
			if b.Lines.Start != line {
				t.Fatalf("block %d covers %v, want to start at %d", i, b.Lines, line)
			}
			line = b.Lines.End
		} else if q := &p.Blocks[*b.Parent]; b.Lines.Start < q.Lines.Start || b.Lines.End > q.Lines.End {
			t.Errorf("block %d reaches out of its parent", i)
		}
		if b.Table != nil {
			checkTable(t, b)
		}
	}
	if line != len(p.Lines) {
		t.Fatalf("blocks cover %d of %d lines", line, len(p.Lines))
	}
}

func checkTable(t *testing.T, b *Block) {
	t.Helper()
	seen := map[[2]int]bool{}
	line := b.Lines.Start
	for _, c := range b.Table.Cells {
		if c.Lines.Start != line {
			t.Errorf("cell %d,%d covers %v, want to start at %d", c.Row, c.Col, c.Lines, line)
		}
		line = c.Lines.End
		for r := c.Row; r < c.Row+max(c.RowSpan, 1); r++ {
			for k := c.Col; k < c.Col+max(c.ColSpan, 1); k++ {
				if seen[[2]int{r, k}] || r >= b.Table.Rows || k >= b.Table.Cols {
					t.Errorf("cell %d,%d overlaps or leaves the table", c.Row, c.Col)
				}
				seen[[2]int{r, k}] = true
			}
		}
	}
	if len(seen) != b.Table.Rows*b.Table.Cols {
		t.Errorf("table of %dx%d has %d places filled", b.Table.Rows, b.Table.Cols, len(seen))
	}
}

func TestAnalyzeRotatedPage(t *testing.T) {
	for _, dir := range []int{90, 180, 270} {
		t.Run(fmt.Sprint(dir), func(t *testing.T) {
			s := newSketch(612, 792)
			s.text(50, 100, 10, "first line of text")
			s.text(50, 112, 10, "second line of text")
			f := frame{dir: dir, page: Size{612, 792}}
			if dir != 180 {
				f.page = Size{792, 612}
			}
			s.Size = f.page
			for i := range s.Words {
				w := &s.Words[i]
				w.Box, w.Direction, w.Baseline = f.out(w.Box), dir, 0
			}
			p := Analyze(s.PageInput, Options{})
			if got, want := p.Text(), "first line of text\nsecond line of text\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if !p.Blocks[0].Box.Contains(p.Words[0].Box.Center()) {
				t.Errorf("block %v does not hold word %v", p.Blocks[0].Box, p.Words[0].Box)
			}
			checkPage(t, &p)
		})
	}
}

func TestAnalyzeRTL(t *testing.T) {
	s := newSketch(400, 400)
	// Seen from left to right: third, 2024 AD, second, first.
	x := 50.0
	for _, w := range []string{"שלישי", "2024", "AD", "שני", "ראשון"} {
		x = s.text(x, 100, 10, w) + 5
	}
	p := Analyze(s.PageInput, Options{})
	if got, want := p.LineText(0), "ראשון שני 2024 AD שלישי"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJoined(t *testing.T) {
	s := newSketch(400, 400)
	s.Words = []Word{
		{Text: "Graz", Box: Rect{50, 90, 70, 102}, Font: Font{Size: 10}},
		{Text: ",", Box: Rect{70.2, 90, 72, 102}, Font: Font{Size: 10}},
		{Text: "Austria", Box: Rect{77, 90, 110, 102}, Font: Font{Size: 10}},
	}
	p := Analyze(s.PageInput, Options{})
	if got := p.Text(); got != "Graz, Austria\n" {
		t.Errorf("got %q", got)
	}
}

// A raised mark is a piece of the word before it, not a line of its own.
func TestRaisedMark(t *testing.T) {
	s := newSketch(400, 400)
	x := s.text(50, 100, 10, "Total")
	s.text(x+0.1, 96, 6, "12")
	s.text(x+15, 100, 10, "amount")
	p := Analyze(s.PageInput, Options{})
	if got := p.Text(); got != "Total12 amount\n" {
		t.Errorf("got %q", got)
	}
}

func TestOCRHints(t *testing.T) {
	// One line whose word boxes fit the ink, as OCR gives them.
	in := PageInput{Number: 1, Size: Size{400, 400}, Source: SourceOCR, DPI: 300}
	for _, w := range []Word{
		{Text: "ace", Box: Rect{50, 100, 68, 105}}, {Text: "Typing", Box: Rect{73, 97.8, 110, 107}},
		{Text: "now", Box: Rect{115, 100, 135, 105}}, {Text: "below", Box: Rect{50, 110, 80, 117}},
	} {
		w.Confidence = 0.9
		in.Words = append(in.Words, w)
	}
	in.Lines = []Range{{0, 3}, {3, 4}}
	p := Analyze(in, Options{})
	if got := p.Text(); got != "ace Typing now\nbelow\n" {
		t.Errorf("got %q", got)
	}
	if len(p.Blocks) != 1 {
		t.Errorf("%d blocks, want 1", len(p.Blocks))
	}
}

func TestHiddenLayerIsText(t *testing.T) {
	s := newSketch(400, 400)
	s.text(50, 100, 10, "an old layer of text")
	for i := range s.Words {
		s.Words[i].Invisible = true
	}
	p := Analyze(s.PageInput, Options{})
	if got := p.Text(); got != "an old layer of text\n" {
		t.Errorf("got %q", got)
	}
}

// Hostile pages end soon, with a warning, and lose nothing.
func TestAnalyzeHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("pages of 200,000 words take seconds")
	}
	many := func(f func(i int) Rect) PageInput {
		in := PageInput{Number: 1, Size: Size{612, 792}, Source: SourceNative}
		for i := range 200_000 {
			in.Words = append(in.Words, Word{Text: fmt.Sprint("w", i), Box: f(i), Font: Font{Size: 10}})
		}
		return in
	}
	rulings := PageInput{Number: 1, Size: Size{612, 792}}
	for i := range 100_000 {
		v := float64(i%50_000) * 0.015
		if i%2 == 0 {
			rulings.Rulings = append(rulings.Rulings, Ruling{Box: Rect{0, v, 612, v}})
		} else {
			rulings.Rulings = append(rulings.Rulings, Ruling{Box: Rect{v, 0, v, 792}})
		}
	}
	for i := range 1000 {
		x, y := float64(i%30)*20, float64(i/30)*20
		rulings.Words = append(rulings.Words, Word{Text: "w", Box: Rect{x, y, x + 9, y + 9}, Font: Font{Size: 9}})
	}
	drawn := PageInput{Number: 1, Size: Size{612, 792}, Words: rulings.Words, Rulings: rulings.Rulings}
	for i := range 100_000 {
		x, y := float64(i%600), float64(i/130)
		drawn.Images = append(drawn.Images, Image{Box: Rect{x, y, x + 30, y + 30}})
		drawn.Fills = append(drawn.Fills, Fill{Box: Rect{x, y, x + 30, y + 9}, Color: "#cccccc"})
		drawn.Marks = append(drawn.Marks, Mark{Box: Rect{x, y, x + 9, y + 9}, Kind: "checkbox"})
		drawn.Ticks = append(drawn.Ticks, Rect{x, y, x + 9, y + 9})
	}
	for name, in := range map[string]PageInput{
		"drawn": drawn,
		"grid": many(func(i int) Rect {
			x, y := float64(i%1000)*0.6, float64(i/1000)*0.79
			return Rect{x, y, x + 0.5, y + 0.7}
		}),
		"one row": many(func(i int) Rect { x := float64(i) * 0.0006; return Rect{x, 100, x + 5, 110} }),
		"pile":    many(func(i int) Rect { return Rect{100, 100, 110, 110} }),
		"nan":     many(func(i int) Rect { return Rect{math.NaN(), 100, 110, 110} }),
		"rulings": rulings,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			p := Analyze(in, Options{})
			took := time.Since(start)
			t.Logf("%v, %d lines, %d blocks, warnings %q", took, len(p.Lines), len(p.Blocks), p.Warnings)
			if len(p.Words) != len(in.Words) {
				t.Errorf("%d words of %d", len(p.Words), len(in.Words))
			}
			if took > time.Minute { // of a busy machine; a quiet one takes a second
				t.Errorf("took %v", took)
			}
			checkPage(t, &p)
		})
	}
}

func TestAnalyzeDeterministic(t *testing.T) {
	s := newSketch(612, 792)
	s.bold(150, 80, 20, "Two columns of news")
	s.paragraph(50, 120, 240, 10, lorem)
	s.paragraph(320, 120, 240, 10, lorem)
	want := Analyze(s.PageInput, Options{})
	for range 20 {
		if d := cmp.Diff(want, Analyze(s.PageInput, Options{})); d != "" {
			t.Fatal(d)
		}
	}
}

func TestDocumentJSON(t *testing.T) {
	s := newSketch(612, 792)
	s.paragraph(50, 120, 240, 10, lorem)
	d := &Document{Name: "x.pdf", Converted: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Languages: []string{"en"}}
	d.Pages = append(d.Pages, Analyze(s.PageInput, Options{}))
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back Document
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, &back); diff != "" {
		t.Error(diff)
	}
}

func TestFurniture(t *testing.T) {
	d := &Document{}
	for i := range 3 {
		s := newSketch(612, 792)
		s.Number = i + 1
		s.text(50, 30, 9, "Annual report of the harbour")
		s.paragraph(50, 120, 400, 10, fmt.Sprint("body ", i, " ", lorem))
		s.text(300, 770, 9, fmt.Sprint(i+7))
		d.Pages = append(d.Pages, Analyze(s.PageInput, Options{}))
	}
	AnalyzeDocument(d, Options{})
	for i := range d.Pages {
		p := &d.Pages[i]
		roles := map[Role]int{}
		for _, b := range p.Blocks {
			roles[b.Role]++
		}
		if roles[RolePageHeader] != 1 || roles[RolePageNumber] != 1 || roles[RoleText] != 1 {
			t.Errorf("page %d: %v", i+1, roles)
		}
	}
	var b strings.Builder
	if err := WriteMarkdown(&b, d, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "Annual") || !strings.Contains(b.String(), "body 1") {
		t.Errorf("Markdown is %q", b.String())
	}
}
