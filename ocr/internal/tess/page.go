// Package tess is what the engines on libtesseract share: the way to instances
// of the library, and from its results to a page.
package tess

import (
	"image"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/langname"
)

// What the library says of a page, in pixels from the top left of the image.
type (
	// Line is a line of text.
	Line struct {
		Box      image.Rectangle
		Baseline [2]image.Point // zero where it is not known
		Words    []Word
	}
	// Word is a word as the library splits them.
	Word struct {
		Text     string
		Box      image.Rectangle
		Conf     float64 // 0 to 1
		Language string  // Tesseract's name
		Turn     int     // reading direction, degrees clockwise
		Chars    []Char
	}
	// Char is a symbol of a word.
	Char struct {
		Text string
		Box  image.Rectangle
		Conf float64
	}
)

// Sureness is the mean confidence of the words, by their length.
func Sureness(lines []Line) float64 {
	var sum, n float64
	for _, l := range lines {
		for _, w := range l.Words {
			k := float64(utf8.RuneCountInString(w.Text))
			sum, n = sum+k*w.Conf, n+k
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// Fill puts lines on p, whose DPI is set: pixels become points. key is the
// languages that were read; chars says whether to keep the characters.
func Fill(p *ocr.Page, lines []Line, key string, chars bool) {
	for _, l := range lines {
		line := ocr.Line{Quad: rect(l.Box, p.DPI).Quad()}
		for i, b := range l.Baseline {
			line.Baseline[i] = layout.Point{X: float64(b.X) * 72 / p.DPI, Y: float64(b.Y) * 72 / p.DPI}
		}
		for _, w := range l.Words {
			if word, ok := l.word(w, p.DPI, chars); ok {
				if n := len(line.Words); n > 0 {
					word.Joined = joined(line.Words[n-1], word)
				}
				line.Words = append(line.Words, word)
				line.Confidence += word.Confidence
			}
		}
		if n := len(line.Words); n > 0 {
			line.Confidence /= float64(n)
			p.Lines = append(p.Lines, line)
		}
	}
	if len(p.Lines) > 0 && !strings.Contains(key, "+") {
		p.Language = langname.Tag(key)
	}
}

func (l *Line) word(w Word, dpi float64, chars bool) (layout.Word, bool) {
	text := plain(w.Text)
	if text == "" || w.Box.Empty() {
		return layout.Word{}, false
	}
	out := layout.Word{
		Text: text, Box: rect(w.Box, dpi), Confidence: min(1, max(0, w.Conf)),
		Language: langname.Tag(w.Language), Direction: w.Turn, RTL: rightToLeft(text),
	}
	if a, b := l.Baseline[0], l.Baseline[1]; w.Turn == 0 && b.X > a.X {
		y := float64(a.Y) + float64(b.Y-a.Y)*float64(w.Box.Min.X-a.X)/float64(b.X-a.X)
		out.Baseline = y * 72 / dpi
	}
	if chars {
		for _, c := range w.Chars {
			out.Chars = append(out.Chars, layout.Char{Text: plain(c.Text), Box: rect(c.Box, dpi), Confidence: min(1, max(0, c.Conf))})
		}
	}
	return out, true
}

func rect(r image.Rectangle, dpi float64) layout.Rect {
	k := 72 / dpi
	return layout.Rect{X0: float64(r.Min.X) * k, Y0: float64(r.Min.Y) * k, X1: float64(r.Max.X) * k, Y1: float64(r.Max.Y) * k}
}

// plain takes spaces and the marks of direction away that the library writes
// around runs of the other direction.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\u200e' || r == '\u200f' {
			return -1
		}
		return r
	}, s))
}

var rightScripts = []*unicode.RangeTable{unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko}

func rightToLeft(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, rightScripts...) })
}

// joined reports whether there is no space between two words: the library
// makes words of the parts of text that is written without spaces.
func joined(a, b layout.Word) bool {
	x, _ := utf8.DecodeLastRuneInString(a.Text)
	y, _ := utf8.DecodeRuneInString(b.Text)
	solid := func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	}
	gap := math.Max(b.Box.X0-a.Box.X1, a.Box.X0-b.Box.X1)
	return (solid(x) || solid(y)) && gap < (a.Box.Y1-a.Box.Y0)/2
}
