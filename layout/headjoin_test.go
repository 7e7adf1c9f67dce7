package layout

import "testing"

func TestHeadingsOverTwoLines(t *testing.T) {
	for name, c := range map[string]struct {
		first, second string
		x             float64 // of the second line
		headings      int
	}{
		"centred":       {"Comparison with harbour commerce", "Recommendation", 100, 1},
		"goes on":       {"The harbour shows the best figures of", "all harbours in the north", 50, 1},
		"two of a kind": {"General rules of the harbour", "Rules for boats", 50, 2},
		"numbered":      {"1 Rules of the harbour office", "2 Boats", 96, 2},
	} {
		s := newSketch(400, 400)
		s.Number = 2
		s.bold(50, 60, 12, c.first)
		s.bold(c.x, 88, 12, c.second)
		s.paragraph(50, 120, 300, 10, lorem)
		p := Analyze(s.PageInput, Options{})
		n := 0
		for _, b := range p.Blocks {
			if b.Role == RoleSectionHeader {
				n++
			}
		}
		if n != c.headings {
			t.Errorf("%s: %d headings, want %d:\n%s", name, n, c.headings, p.Text())
		}
	}
}
