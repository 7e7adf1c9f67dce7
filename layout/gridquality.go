package layout

import (
	"strings"
	"unicode/utf8"
)

// evidence is what speaks for a table besides its cells.
type evidence struct {
	rules   int  // rules of equal extent above, within and below
	caption bool // a line "Table n" beside it
	shaded  bool // rows stand on fills
	striped bool // every other row does
	head    bool // the first row is bold, the others are not
	wide    bool // the cells are complete, long ones included
}

// quality tells whether a table without vertical rulings looks like one.
func (g *grid) quality(e evidence) bool {
	if g.cols < 2 || g.rows < 2 {
		return false
	}
	s := g.statistics()
	if s.filled < 3 || g.cols == 2 && s.leaders*4 > float64(g.rows) {
		return false
	}
	switch {
	case e.rules >= 2:
		if s.mean >= 60 || s.wordy >= 0.3 {
			return false
		}
		return s.filled >= 4 && s.multi >= 0.5 && s.full > 0.3 || (e.rules >= 3 || e.caption) && s.first >= 2
	case e.wide:
		return s.multi >= 0.5 && s.mean < 70
	case s.filled < 4, g.rows < 3 && !(g.cols >= 3 && (e.caption || e.shaded || e.head)):
		return false
	case e.head && g.cols == 2:
		return g.rows >= 4 && s.multi >= 0.85 && s.mean < 30
	case (e.caption || e.head) && g.cols >= 3:
		return s.multi >= 0.5 && s.mean < 45 && s.wordy < 0.15 && s.full > 0.4
	case e.striped && g.cols == 2:
		return g.rows >= 4 && s.multi >= 0.7 && s.mean < 40 && s.wordy < 0.1
	case g.cols == 2:
		return s.multi >= 0.7 && s.mean < 30 && s.figures > 0.25 && s.wordy == 0
	}
	return s.multi >= 0.6 && s.mean < 40 && s.wordy < 0.1 && s.full > 0.35 && (s.figures > 0.1 || s.full > 0.6)
}

// gridStatistics sums up the text of a grid; all but filled and first are shares.
type gridStatistics struct {
	filled, first, mean                  float64 // cells with text, those of the first row, letters a cell
	multi, figures, wordy, full, leaders float64
}

func (g *grid) statistics() gridStatistics {
	var s gridStatistics
	per := make([]float64, g.rows)
	chars := 0
	for i := range g.cells {
		c := &g.cells[i]
		if len(c.lines) == 0 {
			continue
		}
		t := c.text()
		s.filled++
		per[c.r]++
		if strings.Contains(t, "....") || strings.Contains(t, ". . . .") || strings.HasSuffix(t, "..") {
			s.leaders++
			t = strings.TrimRight(t, ".… ") // they lead to the figures beside
		}
		chars += utf8.RuneCountInString(t)
		if numeric(t) {
			s.figures++
		}
		if len(strings.Fields(t)) > 14 {
			s.wordy++
		}
	}
	for _, n := range per {
		if n >= 2 {
			s.multi++
		}
	}
	s.first = per[0]
	s.full = s.filled / float64(g.rows*g.cols)
	s.mean = float64(chars) / max(s.filled, 1)
	s.multi /= float64(g.rows)
	s.figures /= max(s.filled, 1)
	s.wordy /= max(s.filled, 1)
	return s
}
