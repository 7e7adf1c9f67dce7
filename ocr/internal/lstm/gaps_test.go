package lstm

import (
	"image"
	"image/draw"
	"slices"
	"strings"
	"testing"
)

// gapLine draws a stroke for each character of a word, gaps columns apart, and
// returns the glyphs that the network would report.
func gapLine(t *testing.T, m *Model, word string, gaps []int) ([]run, *ink) {
	t.Helper()
	ids := m.encode(word)
	if len(ids) != len(gaps)+1 {
		t.Fatalf("%d characters and %d gaps", len(ids), len(gaps))
	}
	g := image.NewGray(image.Rect(0, 0, 400, 40))
	draw.Draw(g, g.Rect, image.White, image.Point{}, draw.Src)
	x := 10
	var gs []glyph
	for i, id := range ids {
		draw.Draw(g, image.Rect(x, 10, x+9, 30), image.Black, image.Point{}, draw.Src)
		gs = append(gs, glyph{id: id, x0: x, x1: x + 9})
		if x += 9; i < len(gaps) {
			x += gaps[i]
		}
	}
	return []run{{glyphs: gs, conf: 1}}, newInk(g, 0)
}

func TestSplitAtGaps(t *testing.T) {
	m := englishModel(t)
	for _, c := range []struct {
		word, want string
		gaps       []int
		spaced     float32 // what the network gave a space at each place
	}{
		{"invoicel", "invoice 1", []int{2, 2, 2, 2, 2, 2, 5}, 0}, // no word ends so
		{"invoicel", "invoicel", []int{2, 2, 2, 2, 2, 2, 3}, 0},  // too narrow for a space
		{"pages", "pages", []int{2, 2, 2, 5}, 0},                 // a word as a whole
		{"page12", "page 12", []int{2, 2, 2, 6, 2}, 0},           // a word and a number
		{"pqge12", "pqge12", []int{2, 2, 2, 6, 2}, 0},            // what stands before is no word
		{"offrom", "of from", []int{2, 5, 2, 2, 2}, 0},
		{"offrom", "offrom", []int{4, 5, 4, 4, 4}, 0}, // letter-spaced
		{"0,79%", "0,79 %", []int{2, 4, 2, 7}, 0},
		{"0,79%", "0,79%", []int{2, 4, 2, 5}, 0},
		{"1.00L", "1.00 L", []int{3, 3, 2, 8}, 0.05},
		{"1.00L", "1.00L", []int{3, 3, 2, 8}, 0}, // perhaps a code
	} {
		rs, k := gapLine(t, m, c.word, c.gaps)
		for i := range rs[0].glyphs {
			rs[0].glyphs[i].spaced = c.spaced
		}
		var got []string
		for _, w := range m.NewRecognizer().splitAtGaps(rs, k, 0) {
			var b strings.Builder
			for _, g := range w.glyphs {
				b.WriteString(m.chars[g.id].text)
			}
			got = append(got, b.String())
		}
		if !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s with gaps %v: %q, want %q", c.word, c.gaps, got, c.want)
		}
	}
}

// The place of a faint space in the network's output is noted at the glyph
// behind it; a denied digit is not put in.
func TestMarkSpaces(t *testing.T) {
	m := englishModel(t)
	prob := make([]float32, 9*m.nClasses)
	code := slices.Index(m.codes.single, space)
	prob[4*m.nClasses+code] = 0.25
	gs := []glyph{{step: 0}, {step: 2}, {step: 7}}
	m.markSpaces(gs, prob)
	if gs[1].spaced != 0 || gs[2].spaced != 0.25 {
		t.Errorf("spaces %v and %v, want 0 and 0.25", gs[1].spaced, gs[2].spaced)
	}
	r := m.NewRecognizer()
	r.Options.Deny = "1"
	r.restrict()
	l := []glyph{{id: m.encode("l")[0]}}
	if r.makeOne(l); m.chars[l[0].id].text != "l" {
		t.Error("a denied 1 was read")
	}
}
