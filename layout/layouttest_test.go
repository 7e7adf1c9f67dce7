package layout

import (
	"strings"
	"unicode/utf8"
)

// sketch builds pages for tests: words of a fixed pitch of half the font size.
type sketch struct{ PageInput }

func newSketch(w, h float64) *sketch {
	return &sketch{PageInput{Number: 1, Size: Size{w, h}, Source: SourceNative}}
}

// text sets s at x with its baseline at y and returns the right end.
func (s *sketch) text(x, y, size float64, text string) float64 {
	return s.font(x, y, Font{Size: size}, text)
}

func (s *sketch) bold(x, y, size float64, text string) float64 {
	return s.font(x, y, Font{Size: size, Bold: true}, text)
}

func (s *sketch) font(x, y float64, f Font, text string) float64 {
	pitch := f.Size / 2
	for _, w := range strings.Fields(text) {
		n := float64(utf8.RuneCountInString(w)) * pitch
		s.Words = append(s.Words, Word{Text: w, Box: Rect{x, y - 0.7*f.Size, x + n, y + 0.2*f.Size}, Confidence: 1, Font: f, Baseline: y})
		x += n + 0.3*f.Size
	}
	return x - 0.3*f.Size
}

// paragraph sets text in lines of at most width and returns the next baseline.
func (s *sketch) paragraph(x, y, width, size float64, text string) float64 {
	line := ""
	for _, w := range strings.Fields(text) {
		if line != "" && float64(utf8.RuneCountInString(line+" "+w))*size/2 > width {
			s.text(x, y, size, line)
			y += 1.2 * size
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	if line != "" {
		s.text(x, y, size, line)
		y += 1.2 * size
	}
	return y
}

func (s *sketch) hline(x0, x1, y float64) {
	s.Rulings = append(s.Rulings, Ruling{Box: Rect{x0, y - 0.25, x1, y + 0.25}, Width: 0.5})
}

func (s *sketch) vline(x, y0, y1 float64) {
	s.Rulings = append(s.Rulings, Ruling{Box: Rect{x - 0.25, y0, x + 0.25, y1}, Width: 0.5})
}

const lorem = `the harbour lay still under a pale sky and no boat had moved since the night before ` +
	`while the men on the quay mended nets and spoke of the storm that was said to come from the north`
