package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// layoutText returns the words of the page on a grid of characters, so that
// columns and tables keep their place in a fixed-width font.
func (p *Page) layoutText(o ExportOptions) string {
	var words []glyphRun
	var widths []float64
	skip := p.furnitureLines(o)
	for i, l := range p.Lines {
		if skip[i] {
			continue
		}
		base := l.Baseline
		for k := l.Words.Start; k < l.Words.End; k++ {
			w := &p.Words[k]
			if w.Direction != 0 {
				continue
			}
			if base == 0 {
				base = l.Box.Y1
			}
			n := utf8.RuneCountInString(w.Text)
			words = append(words, glyphRun{Rect: w.Box, text: w.Text, size: max(w.Box.Height()*0.8, 1), base: base, letter: n})
			widths = append(widths, w.Box.Width()/float64(max(n, 1)))
		}
	}
	if len(words) == 0 {
		return ""
	}
	slices.Sort(widths)
	pitch := max(widths[len(widths)/2], 0.5)
	rows := textRows(words)
	left := math.Inf(1)
	var leads []float64
	for i, r := range rows {
		left = min(left, r[0].X0)
		if i > 0 {
			leads = append(leads, r[0].base-rows[i-1][0].base)
		}
	}
	slices.Sort(leads)
	var b strings.Builder
	for i, r := range rows {
		if i > 0 {
			lead := cmp.Or(leads[len(leads)/2], 1)
			for range min(max(int(math.Round((r[0].base-rows[i-1][0].base)/lead)), 1), 4) - 1 {
				b.WriteByte('\n')
			}
		}
		writeRow(&b, r, left, pitch)
	}
	return b.String()
}

// writeRow writes one row of words at their columns.
func writeRow(b *strings.Builder, r []glyphRun, left, pitch float64) {
	at := 0
	for i := range r {
		w := &r[i]
		col := min(int(math.Round((w.X0-left)/pitch)), 1000)
		switch gap := w.X0 - r[max(i-1, 0)].X1; {
		case i == 0:
		case gap <= 0.1*w.size:
			col = at
		case gap < 0.6*w.size: // a space, not a gutter
			col = at + 1
		default:
			col = max(col, at+2)
		}
		for ; at < col; at++ {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
		at += w.letter
	}
	b.WriteByte('\n')
}

// furnitureLines returns the lines that o leaves out.
func (p *Page) furnitureLines(o ExportOptions) map[int]bool {
	skip := map[int]bool{}
	if o.Furniture {
		return skip
	}
	for i := range p.Blocks {
		if b := &p.Blocks[i]; b.Role.IsFurniture() {
			for k := b.Lines.Start; k < b.Lines.End; k++ {
				skip[k] = true
			}
		}
	}
	return skip
}
