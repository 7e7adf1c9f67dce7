package tesseract

import (
	"context"
	"image"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/langname"
)

// pageMode is a page segmentation mode of the library.
type pageMode int32

const (
	modeAuto   pageMode = 3
	modeBlock  pageMode = 6
	modeLine   pageMode = 7
	modeSparse pageMode = 11
	modeRaw    pageMode = 13
)

// mode is the one for a layout; a layout that is not known is looked for.
func (c *Config) mode(l ocr.Layout) pageMode {
	switch l {
	case ocr.LayoutBlock:
		return modeBlock
	case ocr.LayoutSparse:
		return modeSparse
	case ocr.LayoutLine:
		if c.RawLines {
			return modeRaw
		}
		return modeLine
	}
	return modeAuto
}

// What the library says of a page, in pixels from the top left of the image.
type (
	textLine struct {
		box      image.Rectangle
		baseline [2]image.Point
		words    []textWord
	}
	textWord struct {
		text     string
		box      image.Rectangle
		conf     float64
		language string // Tesseract's name
		turn     int    // reading direction, degrees clockwise
		chars    []textChar
	}
	textChar struct {
		text string
		box  image.Rectangle
		conf float64
	}
)

// minSide is the side of an image, in pixels, below which no text can stand in
// it. The library does not take images of a pixel or two well.
const minSide = 5

// weak is the mean confidence below which a page may lie on a side.
const weak = 0.75

// Recognize reads in; see ocr.Engine. A page whose text is read badly, or not
// at all, is tried as orientation detection says, where it has its model.
func (e *Engine) Recognize(ctx context.Context, in ocr.Image, o ocr.Options) (*ocr.Page, error) {
	if e.pool.isClosed() {
		return nil, ocr.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := in.Check(e.config.MaxPixels); err != nil {
		return nil, err
	}
	key, err := e.models(o.Languages)
	if err != nil {
		return nil, err
	}
	if in.DPI <= 0 {
		in.DPI = ocr.DefaultDPI
	}
	g := in.Gray()
	lines, err := e.page(ctx, g, in.DPI, key, o)
	if err != nil {
		return nil, err
	}
	p := &ocr.Page{DPI: in.DPI}
	if !o.Upright && o.Layout == ocr.LayoutAuto && len(o.Regions) == 0 && e.canOrient() {
		if lines, p.Orientation, err = e.turned(ctx, g, in.DPI, key, o, lines); err != nil {
			return nil, err
		}
	}
	size := g.Rect.Size()
	if p.Orientation.Rotation%180 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	p.Size = layout.Size{W: float64(size.X) * 72 / in.DPI, H: float64(size.Y) * 72 / in.DPI}
	fill(p, lines, key, o.Chars)
	if o.Progress != nil {
		o.Progress(len(p.Lines), len(p.Lines))
	}
	return p, nil
}

// page reads an image as it lies.
func (e *Engine) page(ctx context.Context, g *image.Gray, dpi float64, key string, o ocr.Options) ([]textLine, error) {
	size := g.Rect.Size()
	if min(size.X, size.Y) < minSide {
		return nil, nil
	}
	regions := []image.Rectangle{{}}
	if len(o.Regions) > 0 {
		regions = regions[:0]
		for _, r := range o.Regions {
			if r = r.Intersect(image.Rectangle{Max: size}); min(r.Dx(), r.Dy()) >= minSide {
				regions = append(regions, r)
			}
		}
	}
	mode := e.config.mode(o.Layout)
	return with(ctx, e, key, func(c *client) ([]textLine, error) {
		c.load(g, dpi)
		var out []textLine
		for _, r := range regions {
			lines, err := c.read(ctx, mode, r, o.Chars)
			if err != nil {
				return nil, err
			}
			out = append(out, lines...)
		}
		return out, nil
	})
}

// turned reads the image again where it seems to lie on a side or upside down,
// and returns what is surer, that or upright. The library itself reads lines on
// a side, where it finds them; the page is turned then all the same, because
// boxes are those of the upright page.
func (e *Engine) turned(ctx context.Context, g *image.Gray, dpi float64, key string, o ocr.Options, upright []textLine) ([]textLine, ocr.Orientation, error) {
	none := ocr.Orientation{Confidence: sureness(upright)}
	or := ocr.Orientation{Rotation: (360 - mainTurn(upright)) % 360, Confidence: none.Confidence}
	if none.Confidence < weak {
		var err error
		if or, err = e.orientation(ctx, g, dpi); err != nil || or.Rotation == 0 {
			return upright, or, err
		}
	}
	if or.Rotation == 0 {
		return upright, none, nil
	}
	lines, err := e.page(ctx, ocr.Turn(g, or.Rotation).(*image.Gray), dpi, key, o)
	if err != nil || sureness(lines) < none.Confidence-0.1 {
		return upright, none, err
	}
	return lines, or, nil
}

// mainTurn is the reading direction of most of the text.
func mainTurn(lines []textLine) int {
	n := map[int]int{}
	sum := 0
	for _, l := range lines {
		for _, w := range l.words {
			n[w.turn] += len(w.text)
			sum += len(w.text)
		}
	}
	for turn, k := range n {
		if 2*k > sum {
			return turn
		}
	}
	return 0
}

// sureness is the mean confidence of the words, by their length.
func sureness(lines []textLine) float64 {
	var sum, n float64
	for _, l := range lines {
		for _, w := range l.words {
			k := float64(utf8.RuneCountInString(w.text))
			sum, n = sum+k*w.conf, n+k
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// fill turns pixels into points.
func fill(p *ocr.Page, lines []textLine, key string, chars bool) {
	for _, l := range lines {
		line := ocr.Line{Quad: rect(l.box, p.DPI).Quad()}
		for i, b := range l.baseline {
			line.Baseline[i] = layout.Point{X: float64(b.X) * 72 / p.DPI, Y: float64(b.Y) * 72 / p.DPI}
		}
		for _, w := range l.words {
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

func (l *textLine) word(w textWord, dpi float64, chars bool) (layout.Word, bool) {
	text := plain(w.text)
	if text == "" || w.box.Empty() {
		return layout.Word{}, false
	}
	out := layout.Word{
		Text: text, Box: rect(w.box, dpi), Confidence: min(1, max(0, w.conf)),
		Language: langname.Tag(w.language), Direction: w.turn, RTL: rightToLeft(text),
	}
	if a, b := l.baseline[0], l.baseline[1]; w.turn == 0 && b.X > a.X {
		y := float64(a.Y) + float64(b.Y-a.Y)*float64(w.box.Min.X-a.X)/float64(b.X-a.X)
		out.Baseline = y * 72 / dpi
	}
	if chars {
		for _, c := range w.chars {
			out.Chars = append(out.Chars, layout.Char{Text: plain(c.text), Box: rect(c.box, dpi), Confidence: min(1, max(0, c.conf))})
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
