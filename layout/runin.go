package layout

import (
	"math"
	"slices"
	"unicode/utf8"
)

// What stands in a column of its own before the first lines of paragraphs: the
// years of a life, the times of a programme.
const (
	mostLabelWords  = 5
	mostLabelRunes  = 26
	mostLabelGap    = 14  // to the text, in font sizes
	leastLabels     = 3   // in a column
	labelledLines   = 1.1 // least lines of text for each
	numberedLines   = 1.4 // the same, where the labels are numbers as lines have them
	labelledWords   = 5   // mean of the lines of text
	mostLabelColumn = 400 // lines up to which columns of labels are looked for
)

// A label is a phrase before the first line of a paragraph.
type label struct {
	mark, text *phrase
}

// joinLabels joins the labels of paragraphs with the lines before which they
// stand, so that they are read together.
func joinLabels(ls []*phrase) []*phrase {
	labels := labelsOf(ls)
	dead := map[*phrase]bool{}
	for len(labels) > 0 {
		first := labels[0]
		var column, rest []label
		for _, l := range labels {
			if math.Abs(l.mark.X0-first.mark.X0) < 2 && math.Abs(l.text.X0-first.text.X0) < 2 {
				column = append(column, l)
			} else {
				rest = append(rest, l)
			}
		}
		labels = rest
		if len(column) < leastLabels || !labelled(column, ls) {
			continue
		}
		for _, l := range column {
			l.text.words = slices.Concat(l.mark.words, l.text.words)
			l.text.Rect = l.text.Rect.Union(l.mark.Rect)
			l.text.labelled = true
			dead[l.mark] = true
		}
	}
	if len(dead) == 0 {
		return ls
	}
	return slices.DeleteFunc(ls, func(l *phrase) bool { return dead[l] })
}

// labelsOf returns the short phrases that stand alone in their column before
// the only other phrase of their line.
func labelsOf(ls []*phrase) []label {
	var out []label
	for i, a := range ls { // sorted by baseline
		if len(a.words) > mostLabelWords || utf8.RuneCountInString(a.text()) > mostLabelRunes {
			continue
		}
		lo, hi := window(ls, i, 1.6*a.size)
		var text *phrase
		alone := true
		for j := lo; j < hi && alone; j++ {
			b := ls[j]
			switch {
			case j == i:
			case math.Abs(b.base-a.base) < 0.3*a.size:
				alone = text == nil && b.X0 > a.X1+a.size && b.X0-a.X1 < mostLabelGap*a.size
				text = b
			default:
				alone = xOverlap(a.Rect, b.Rect) <= 0
			}
		}
		if alone && text != nil && math.Abs(a.size-text.size) < 0.15*text.size {
			out = append(out, label{a, text})
		}
		if len(out) > mostLabelColumn {
			return nil
		}
	}
	return out
}

// labelled reports whether the lines that begin where those of column do, from
// the first label to the last, are running text of more than a line for each.
func labelled(column []label, ls []*phrase) bool {
	first, last := column[0].text, column[len(column)-1].text
	lines, words := 0, 0
	for _, l := range ls {
		if math.Abs(l.X0-first.X0) < 2 && l.base > first.base-1 && l.base < last.base-1 {
			lines++
			words += len(l.words)
		}
	}
	least := labelledLines
	if !slices.ContainsFunc(column, func(l label) bool { return !bareNumber.MatchString(l.mark.text()) || len(l.mark.text()) > 3 }) {
		least = numberedLines
	}
	return float64(lines) >= least*float64(len(column)-1) && words >= labelledWords*lines
}

// joinOptions joins the answers to a question that stand on one line, so that
// they are read before the next question and not column by column.
func joinOptions(ls []*phrase) []*phrase {
	first := func(l *phrase) bool {
		mark, _ := itemMark(l)
		n, kind := ordinal(mark)
		return mark != "" && n == 1 && kind == "letter"
	}
	if !slices.ContainsFunc(ls, first) {
		return ls
	}
	dead := map[*phrase]bool{}
	for _, row := range rowsOf(ls) {
		if len(row.phrases) < 2 || !first(row.phrases[0]) || !options(row.phrases) {
			continue
		}
		for _, x := range row.phrases[1:] {
			for _, w := range x.words {
				row.phrases[0].add(w)
			}
			dead[x] = true
		}
	}
	if len(dead) == 0 {
		return ls
	}
	return slices.DeleteFunc(ls, func(l *phrase) bool { return dead[l] })
}
