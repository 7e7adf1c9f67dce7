package layout

import (
	"math"
	"slices"
)

// A readLine is a line as an OCR engine read it.
type readLine struct {
	runs   []int   // indexes of its words
	size   float64 // font size by the height of the ink
	base   float64
	pitch  float64 // mean width of a letter
	letter int
}

// tallLine is how much taller than the width of its letters tells a line may
// be before its height is not believed: ink of the lines above and below it
// makes boxes of words too tall.
const tallLine = 1.18

// levelLines gives the words of each line that an engine read one font size
// and one baseline. line tells the line of each input word; nil without hints.
func levelLines(runs []glyphRun, line []int) {
	if line == nil {
		return
	}
	lines := readLines(runs, line)
	var shapes []float64 // width of a letter by the font size, one for each ten letters
	for _, l := range lines {
		for range l.letter / 10 {
			shapes = append(shapes, l.pitch/l.size)
		}
	}
	if len(shapes) > 0 {
		slices.Sort(shapes)
		usual := shapes[len(shapes)/2]
		for i := range lines {
			if l := &lines[i]; l.letter >= 8 && l.size > tallLine*l.pitch/usual {
				l.size = l.pitch / usual
				l.base = median(l.runs, func(i int) float64 { return runs[i].inkTop }) + 0.72*l.size
			}
		}
	}
	for _, l := range lines {
		l.level(runs)
	}
}

// readLines gathers the words of each line.
func readLines(runs []glyphRun, line []int) []readLine {
	at := map[int]int{}
	var lines []readLine
	for i := range runs {
		r := &runs[i]
		k := line[r.ids[0]]
		if k < 0 || !r.ocr {
			continue
		}
		r.line = k
		n, ok := at[k]
		if !ok {
			n = len(lines)
			at[k] = n
			lines = append(lines, readLine{})
		}
		lines[n].runs = append(lines[n].runs, i)
	}
	for n := range lines {
		l := &lines[n]
		width := 0.0
		for _, i := range l.runs {
			l.letter += runs[i].letter
			width += runs[i].Width()
		}
		l.size = median(l.runs, func(i int) float64 { return runs[i].size })
		l.base = median(l.runs, func(i int) float64 { return runs[i].base })
		l.pitch = width / float64(max(l.letter, 1))
	}
	return lines
}

// level sets size and baseline of the words of l, but for words that differ
// too much.
func (l *readLine) level(runs []glyphRun) {
	for _, i := range l.runs {
		r := &runs[i]
		if r.size > 1.8*l.size && r.letter <= 2 || r.size < 0.4*l.size && r.letter > 2 {
			continue
		}
		r.size = l.size
		if math.Abs(r.base-l.base) < 0.9*l.size {
			r.base = l.base
		}
		r.Y0, r.Y1 = r.base-ascent*r.size, r.base+descent*r.size
	}
}

// boldStroke is how much wider than the page's usual pen, relative to the font
// size, that of bold letters is at least. On 100 pages at 200 dpi 98 % of bold
// words were above 1.25, 98 % of others below 1.14.
const boldStroke = 1.2

// boldByStroke tells bold words by the width of the pen, where that was
// measured in pixels.
func boldByStroke(runs []glyphRun, strokes []float64) {
	rel := func(r *glyphRun) float64 {
		if id := r.ids[0]; id < len(strokes) && r.ocr && r.letter >= 2 && strokes[id] > 0 && strokes[id] < r.size {
			return strokes[id] / r.size
		}
		return 0
	}
	var pens []float64
	for i := range runs {
		if v := rel(&runs[i]); v > 0 && runs[i].letter >= 3 {
			pens = append(pens, v)
		}
	}
	if len(pens) < 10 {
		return
	}
	slices.Sort(pens)
	usual := pens[len(pens)/2]
	for i := range runs {
		if v := rel(&runs[i]); v > boldStroke*usual {
			runs[i].bold = true
		}
	}
}

func median(g []int, f func(int) float64) float64 {
	v := make([]float64, len(g))
	for k, i := range g {
		v[k] = f(i)
	}
	slices.Sort(v)
	return v[len(v)/2]
}
