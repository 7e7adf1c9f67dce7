package layout

import (
	"strings"
	"testing"
)

// texts returns the text of the blocks of a role.
func texts(p *Page, role Role) []string {
	var out []string
	for i := range p.Blocks {
		if p.Blocks[i].Role == role {
			out = append(out, p.BlockText(i))
		}
	}
	return out
}

func TestSplitParagraphs(t *testing.T) {
	full := "many ships lie in the harbour and wait for the ferry"
	for name, c := range map[string]struct {
		lines []string // "+" in front: half a line more room; ">" indented
		want  int
	}{
		"wider leading":            {[]string{full, full, "+" + full, full}, 2},
		"indented first line":      {[]string{full, full + ".", "> Many ships lie in the harbour and wait for the", full, full}, 2},
		"short last line":          {[]string{full, "They wait.", "Many ships lie in the harbour and wait for the ferry", full}, 2},
		"a name breaks no line":    {[]string{full, "and wait for", "Many ships lie in the harbour and wait for the ferry", full}, 1},
		"a full line ends nothing": {[]string{full, full + ".", "Many ships lie in the harbour and wait for the ferry", full}, 1},
		"verses stay together":     {[]string{"A ship sails.", "It sails far.", "Nobody saw it.", "Nobody will."}, 1},
	} {
		s := newSketch(400, 300)
		y := 60.0
		for _, l := range c.lines {
			x := 40.0
			if t, ok := strings.CutPrefix(l, "+"); ok {
				l, y = t, y+6
			}
			if t, ok := strings.CutPrefix(l, "> "); ok {
				l, x = t, x+14
			}
			s.text(x, y, 10, l)
			y += 12
		}
		p := Analyze(s.PageInput, Options{})
		if got := texts(&p, RoleText); len(got) != c.want {
			t.Errorf("%s: %d paragraphs, want %d: %q", name, len(got), c.want, got)
		}
		checkPage(t, &p)
	}
}

func TestKeyColumns(t *testing.T) {
	s := newSketch(500, 300)
	for i, l := range []string{"Rosa Lind", "Harbour street 4", "4020 Linz"} {
		s.text(40, 60+14*float64(i), 10, l)
	}
	for i, kv := range [][2]string{{"Invoice no.:", "4711"}, {"Date:", "12/03/2021"}, {"Customer:", "88"}} {
		s.text(300, 60+14*float64(i), 10, kv[0])
		s.text(400, 60+14*float64(i), 10, kv[1])
	}
	s.text(400, 102, 10, "of Linz") // the value goes on
	s.paragraph(40, 140, 400, 10, lorem)
	p := Analyze(s.PageInput, Options{})
	if got := strings.Join(texts(&p, RoleKey), "|"); got != "Invoice no.:|Date:|Customer:" {
		t.Errorf("keys are %q", got)
	}
	if got := strings.Join(texts(&p, RoleValue), "|"); got != "4711|12/03/2021|88 of Linz" {
		t.Errorf("values are %q", got)
	}
	if got := texts(&p, RoleText); len(got) != 2 || got[0] != "Rosa Lind Harbour street 4 4020 Linz" {
		t.Errorf("texts are %q", got)
	}
	if len(texts(&p, RoleTable)) > 0 {
		t.Error("a table of address and keys")
	}
	checkPage(t, &p)
}

// Rows that hold more than a key and its value are a table's.
func TestKeysOfATable(t *testing.T) {
	s := newSketch(500, 300)
	for i, row := range []string{"Port: 12 40", "Ships: 3 17", "Tons: 95 11", "Crews: 8 44"} {
		for k, c := range strings.Fields(row) {
			s.text(40+100*float64(k), 60+14*float64(i), 10, c)
		}
	}
	p := Analyze(s.PageInput, Options{})
	if len(texts(&p, RoleTable)) != 1 || len(texts(&p, RoleKey)) > 0 {
		t.Errorf("no table:\n%s", p.Text())
	}
}
