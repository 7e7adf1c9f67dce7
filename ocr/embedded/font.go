package embedded

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// Shares of the font size that letters reach, about the same in all text fonts.
const (
	capHeight = 0.72
	xHeight   = 0.5
	descender = 0.21
)

// inkShare is the share of the font size that the ink of a text takes from top
// to bottom, 0 where its characters do not tell.
func inkShare(text string) float64 {
	up, down := 0.0, 0.0
	for _, r := range text {
		switch {
		case strings.ContainsRune("gpqy", r):
			up, down = max(up, xHeight), descender
		case strings.ContainsRune("acemnorsuvwxz", r):
			up = max(up, xHeight)
		case unicode.IsUpper(r), unicode.IsDigit(r), strings.ContainsRune("bdfhkl", r):
			up = capHeight
		case strings.ContainsRune("it.:-", r):
			up = max(up, xHeight)
		default: // brackets, diacritics and other scripts vary
			return 0
		}
	}
	return up + down
}

// fontSize estimates the font size of a line in points: the median over its
// words, weighted by letters, and of all of them where none tells.
func fontSize(words []layout.Word) float64 {
	var sizes []float64
	for _, w := range words {
		if share := inkShare(w.Text); share > 0 && w.Direction%180 == 0 {
			for range utf8.RuneCountInString(w.Text) {
				sizes = append(sizes, w.Box.Height()/share)
			}
		}
	}
	if len(sizes) == 0 {
		return 0
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

// A word is bold where its strokes are so much thicker, relative to the size
// of the letters, than those of the page's text, and so thick in any case.
const (
	boldRatio = 1.35
	boldLeast = 0.115
)

// strokeWidth is the usual thickness of the upright strokes in a part of a
// line, in pixels of the crop: the median mass of the runs of ink along its
// rows.
func (c *crop) strokeWidth(b image.Rectangle, ground uint8, contrast int) float64 {
	b = b.Intersect(c.img.Rect)
	var runs []float64
	for y := b.Min.Y; y < b.Max.Y; y++ {
		mass, peak := 0, 0
		for x := b.Min.X; x <= b.Max.X; x++ {
			d := 0
			if x < b.Max.X {
				v := c.img.Pix[y*c.img.Stride+x]
				d = int(max(v, ground) - min(v, ground))
			}
			if 4*d > contrast {
				mass, peak = mass+d, max(peak, d)
				continue
			}
			if 2*peak > contrast {
				runs = append(runs, float64(mass)/float64(contrast))
			}
			mass, peak = 0, 0
		}
	}
	if len(runs) == 0 {
		return 0
	}
	slices.Sort(runs)
	return runs[len(runs)/2]
}

// strokes returns for each word of a line the thickness of its strokes as a
// share of the font size, 0 where that is unknown.
func strokes(l *ocr.Line, c *crop, r reading) []float64 {
	out := make([]float64, len(l.Words))
	w := c.img.Rect.Dx() - 2*lineMargin
	if len(l.Words) != len(r.Words) || w <= 0 {
		return out
	}
	ground := c.ground(w)
	contrast := c.contrast(w, ground)
	if contrast == 0 {
		return out
	}
	for i, rw := range r.Words {
		if share := inkShare(rw.Text); share > 0 && utf8.RuneCountInString(rw.Text) > 1 {
			out[i] = c.strokeWidth(rw.Box, ground, contrast) * share / float64(max(1, rw.Box.Dy()))
		}
	}
	return out
}

// markBold says which words of a page are bold; widths are those of strokes,
// line by line.
func markBold(lines []ocr.Line, widths [][]float64) {
	if len(lines) != len(widths) {
		return
	}
	var all []float64
	for i, l := range lines {
		for k, w := range l.Words {
			if widths[i][k] > 0 {
				for range utf8.RuneCountInString(w.Text) {
					all = append(all, widths[i][k])
				}
			}
		}
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	usual := all[len(all)/2]
	for i, l := range lines {
		for k := range l.Words {
			l.Words[k].Font.Bold = widths[i][k] > max(boldLeast, boldRatio*usual)
		}
	}
}
