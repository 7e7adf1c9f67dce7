package layout

import (
	"strings"
	"testing"
)

func TestDropCap(t *testing.T) {
	for first, want := range map[string]string{"O": "Once upon a time there was a", "A": "A time ago there was a"} {
		s := newSketch(400, 300)
		s.text(40, 82, 36, first)
		rest := "nce upon a time there was a"
		if first == "A" {
			rest = "time ago there was a"
		}
		x := 61.0
		if first == "A" {
			x = 63
		}
		s.text(x, 66, 10, rest)
		s.text(61, 78, 10, "harbour in which no boat lay")
		s.paragraph(40, 90, 180, 10, lorem)
		if first == "O" {
			s.Words[1].Box.X0 -= 2 // a word that goes on stands close
		}
		p := Analyze(s.PageInput, Options{})
		if len(p.Blocks) != 1 || !strings.HasPrefix(p.BlockText(0), want+" harbour in which") {
			t.Errorf("%d blocks, the first reads %q", len(p.Blocks), p.BlockText(0))
		}
	}
}

// A large letter beside nothing, such as the label of a figure, is none.
func TestLoneLetterIsNoDropCap(t *testing.T) {
	s := newSketch(400, 300)
	s.text(40, 82, 36, "A")
	s.paragraph(40, 130, 320, 10, lorem)
	if p := Analyze(s.PageInput, Options{}); len(p.Blocks) != 2 {
		t.Errorf("%d blocks, want the letter and the paragraph:\n%s", len(p.Blocks), p.Text())
	}
}

// A running header lower than most is told by the page number beside it.
func TestHeaderBesideItsNumber(t *testing.T) {
	s := newSketch(400, 600)
	s.Number = 3
	s.text(60, 70, 9, "Optimized harbour rules")
	s.text(330, 70, 9, "9")
	s.paragraph(60, 100, 280, 10, lorem)
	p := Analyze(s.PageInput, Options{})
	if len(p.Blocks) != 3 || p.Blocks[0].Role != RolePageHeader || p.Blocks[1].Role != RolePageNumber {
		t.Errorf("%d blocks, first %s: %q", len(p.Blocks), p.Blocks[0].Role, p.Text())
	}
}
