package layout

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A glyphRun is a word as the engine sees it: one or more input words without
// space between them, with the vertical extent that its font size and baseline
// give it, whatever ink it has. Coordinates are those of the frame.
type glyphRun struct {
	Rect
	ids    []int // of the input words, left to right
	text   string
	size   float64 // font size in points, measured or estimated
	base   float64 // y of the baseline
	letter int     // runes
	bold   bool
	italic bool
	mono   bool
	font   string
	rtl    bool
	ocr    bool
	conf   float64 // of what an engine read, 0 to 1
	inkTop float64 // upper border of its box
	line   int     // the line on which an engine read it, -1 = unknown
	led    bool    // a leader, or what it leads to
	apart  bool    // its words have spaces between them
	sign   bool    // a sign that the font tells no character for
}

// prepared is the sanitised input of the engine.
type prepared struct {
	frame   frame
	size    Size       // of the page in the frame
	runs    []glyphRun // words to lay out, in the frame
	aside   []sideText // words of other directions
	rest    []int      // input words that stand on no line
	hr, vr  []segment
	fills   []Fill
	images  []Image
	fields  []Field // of the page, in the frame
	marks   []Mark
	ticks   []Rect
	body    float64 // most frequent font size
	rtl     bool    // most letters are of right-to-left script
	warning []string

	listed   []*region // columns that are no tables: keys and values, contents
	captions []*phrase // lines that begin like a table's caption, nil until asked for
	byHeight []int     // indexes of runs by the height of their centres
}

// sideText is the text of a direction that is not the page's main one.
type sideText struct {
	frame frame
	runs  []glyphRun
}

// maxCoordinate bounds what a coordinate may be, in points: beyond it (a page
// of 3.5 km) a box is taken as broken.
const maxCoordinate = 1e7

// usable reports whether every border of r is a number within bounds.
func usable(r Rect) bool {
	for _, v := range [4]float64{r.X0, r.Y0, r.X1, r.Y1} {
		if !(math.Abs(v) <= maxCoordinate) {
			return false
		}
	}
	return true
}

// upright returns r with its borders in order.
func upright(r Rect) Rect {
	return Rect{min(r.X0, r.X1), min(r.Y0, r.Y1), max(r.X0, r.X1), max(r.Y0, r.Y1)}
}

// pageSize returns the page's size or, where it is unusable, the extent of its words.
func pageSize(in *PageInput) Size {
	s := in.Size
	if s.W > 0 && s.H > 0 && s.W <= maxCoordinate && s.H <= maxCoordinate {
		return s
	}
	s = Size{1, 1}
	for i := range in.Words {
		if b := in.Words[i].Box; usable(b) {
			s.W, s.H = max(s.W, b.X0, b.X1), max(s.H, b.Y0, b.Y1)
		}
	}
	return s
}

// prepare sorts the words of in by what can be done with them. words is the
// page's own copy: boxes are put in order, unusable ones removed.
func prepare(in *PageInput, words []Word, o Options) *prepared {
	p := &prepared{frame: frame{page: pageSize(in)}}
	hidden := takeHidden(in, words, p.frame.page) || o.Invisible
	seen := map[overprint]bool{}
	var letters [4]int
	var use []int
	broken, mute := 0, 0
	for i := range words {
		w := &words[i]
		if !usable(w.Box) {
			w.Box, w.Quad = Rect{}, Quad{}
			broken++
			p.rest = append(p.rest, i)
			continue
		}
		w.Box = upright(w.Box)
		w.Direction = normalDirection(w.Direction)
		w.Text = plainSign(letterforms.Replace(w.Text), w.Font.Name)
		blank := strings.TrimSpace(w.Text) == ""
		if !blank && mutilated(w.Text) {
			mute++
			blank = true
		}
		if blank || (!hidden && (w.Invisible || offPage(w.Box, p.frame.page))) || len(words) <= o.MaxWords && overprinted(w, seen) {
			p.rest = append(p.rest, i)
			continue
		}
		letters[w.Direction/90] += utf8.RuneCountInString(w.Text)
		use = append(use, i)
	}
	if broken > 0 {
		p.warning = append(p.warning, fmt.Sprintf("layout: %d words have no usable box", broken))
	}
	if mute > 0 {
		p.warning = append(p.warning, fmt.Sprintf("layout: the font of %d words does not tell their letters", mute))
	}
	main := 0
	for d, n := range letters {
		if n > letters[main] {
			main = d
		}
	}
	p.frame.dir = main * 90
	p.size = p.frame.size()
	p.split(in, words, use)
	p.body = bodySize(p.runs)
	p.shapes(in, o)
	p.drawnBoxes()
	p.turnedHeads()
	return p
}

// takeHidden reports whether the invisible words of a page are its text: an
// OCR layer, or a page with hardly any visible word.
func takeHidden(in *PageInput, words []Word, page Size) bool {
	if in.Source == SourceHidden {
		return true
	}
	shown, hidden := 0, 0
	for i := range words {
		switch {
		case !usable(words[i].Box) || offPage(upright(words[i].Box), page):
		case words[i].Invisible:
			hidden++
		default:
			shown++
		}
	}
	return hidden > 0 && shown*10 < hidden
}

func offPage(b Rect, page Size) bool {
	c := b.Center()
	return c.X < -1 || c.Y < -1 || c.X > page.W+1 || c.Y > page.H+1
}

// An overprint is the key by which text that was drawn twice is found.
type overprint struct {
	text string
	x, y int
}

// overprinted reports whether the same text was seen at nearly the same place,
// as fake bold and drop shadows are drawn.
func overprinted(w *Word, seen map[overprint]bool) bool {
	grid := max(1, 0.12*w.Box.Height())
	x, y := int(math.Floor(w.Box.X0/grid)), int(math.Floor(w.Box.Y0/grid))
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			if seen[overprint{w.Text, x + dx, y + dy}] {
				return true
			}
		}
	}
	seen[overprint{w.Text, x, y}] = true
	return false
}

// split turns the usable words into runs of the main frame and of the others.
func (p *prepared) split(in *PageInput, words []Word, use []int) {
	line := hintOf(in, len(words))
	var by [4][]glyphRun
	faces := faceCache{}
	fixed := fixedPitch(words, use)
	for _, i := range use {
		w := &words[i]
		f := frame{dir: w.Direction, page: p.frame.page}
		look := faces.of(w.Font.Name)
		look.mono = look.mono || fixed[w.Font.Name]
		by[w.Direction/90] = append(by[w.Direction/90], newRun(w, i, f, in.Source, look))
	}
	rtl, all := 0, 0
	for d := range by {
		levelLines(by[d], line)
		by[d] = levelInitials(by[d]) // before they make text beside them look raised
		levelRaised(by[d])
		by[d] = glueLeaders(by[d])
		boldByStroke(by[d], in.Strokes)
		f := frame{dir: d * 90, page: p.frame.page}
		switch {
		case len(by[d]) == 0:
		case d*90 == p.frame.dir:
			p.runs = by[d]
		default:
			p.aside = append(p.aside, sideText{f, by[d]})
		}
	}
	noteLooks(words, by)
	for i := range p.runs {
		all += p.runs[i].letter
		if p.runs[i].rtl {
			rtl += p.runs[i].letter
		}
	}
	p.rtl = rtl*2 > all
}

// levelRaised puts raised and lowered marks, such as the number of a note, on
// the baseline of the word before them in the input, so that they make no rows
// of their own.
func levelRaised(runs []glyphRun) {
	for i := 1; i < len(runs); i++ {
		a, r := &runs[i-1], &runs[i]
		gap, rise := r.X0-a.X1, a.base-r.base
		if r.ocr || r.letter > 6 || r.size > 0.85*a.size || gap > 0.2*a.size || gap < -0.3*a.size || rise < -0.4*a.size || rise > 0.7*a.size {
			continue
		}
		r.base = a.base
		r.Y0, r.Y1 = r.base-ascent*r.size, r.base+descent*r.size
	}
}

// noteLooks gives words that OCR read the font size and weight found for them.
func noteLooks(words []Word, by [4][]glyphRun) {
	for d := range by {
		for i := range by[d] {
			r := &by[d][i]
			if f := &words[r.ids[0]].Font; r.ocr {
				f.Size = cmp.Or(f.Size, math.Round(r.size*10)/10)
				f.Bold = f.Bold || r.bold
			}
		}
	}
}

// hintOf returns for each word the engine line it was read on, or -1.
func hintOf(in *PageInput, n int) []int {
	if len(in.Lines) == 0 {
		return nil
	}
	out := slices.Repeat([]int{-1}, n)
	for k, r := range in.Lines {
		for i := max(r.Start, 0); i < min(r.End, n); i++ {
			out[i] = k
		}
	}
	return out
}

// Shares of the font size that letters reach above and below the baseline.
const (
	ascent  = 0.76
	descent = 0.22
)

func newRun(w *Word, id int, f frame, pageSource TextSource, look face) glyphRun {
	r := glyphRun{
		Rect: f.in(w.Box), ids: []int{id}, text: clean(w.Text), size: w.Font.Size, line: -1, inkTop: f.in(w.Box).Y0,
		letter: utf8.RuneCountInString(w.Text),
		bold:   w.Font.Bold || look.bold, italic: w.Font.Italic, mono: look.mono, font: w.Font.Name,
		rtl: w.RTL || isRTL(w.Text), conf: w.Confidence,
	}
	if signLike(w.Text) {
		r.text, r.sign = "•", true
	}
	src := cmp.Or(w.Source, pageSource)
	r.ocr = src == SourceOCR || src == SourceHidden
	size, base := inkMetrics(r.Rect, r.text)
	if !(r.size > 0.5 && r.size < 5000) {
		r.size = size
	}
	r.base = base
	if h := r.Height(); !r.ocr && h >= r.size && h < 1.5*r.size { // the box of the font, whatever letters the word has
		r.base = r.Y1 - descent/(ascent+descent)*h
	}
	if b := w.Baseline; f.dir == 0 && b > r.Y0 && b < r.Y1+0.5*r.size {
		r.base = b
	}
	if h := r.Height(); h > 2.2*r.size && (r.ocr || r.Width() > 1.2*r.size*float64(r.letter)) {
		r.size = size // its box contradicts the font size; the tall box of some fonts alone does not
	}
	r.Y0, r.Y1 = r.base-ascent*r.size, r.base+descent*r.size
	if r.Width() < 0.1 {
		r.X1 = r.X0 + 0.3*r.size
	}
	return r
}

// inkMetrics estimates font size and baseline from the box of a word's ink and
// the letters in it.
func inkMetrics(b Rect, text string) (size, base float64) {
	up, down := 0.48, 0.0
	for _, r := range text {
		switch {
		case strings.ContainsRune("gjpqyQ,;()[]{}|/_$", r):
			down = 0.21
		}
		switch {
		case strings.ContainsRune("acegmnopqrsuvwxyz.,:;_", r):
		case strings.ContainsRune("-–—~+=", r):
			up = max(up, 0.4)
		case r == 't' || r == 'i' || r == 'j':
			up = max(up, 0.66)
		default:
			up = 0.72
		}
	}
	if strings.Trim(text, ".,-–—_~=:;'\"`•·") == "" { // no letter to measure by
		size = max(b.Height()/0.98, 1)
		return size, b.Y1 - descent*size
	}
	size = max(b.Height()/(up+down), 1)
	return size, b.Y1 - down*size
}

// letterforms dissolves ligatures, which nobody searches for.
var letterforms = strings.NewReplacer("ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

var plainSigns = strings.NewReplacer("\u00a0", " ", "\u00ad", "-", "\u2010", "-", "\u2011", "-", "\u200b", "", "\ufeff", "")

// clean returns the text by which a word is judged: special blanks and hyphens
// made plain.
func clean(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return strings.TrimSpace(plainSigns.Replace(s))
		}
	}
	return strings.TrimSpace(s)
}

// isRTL reports whether the first strong letter of s is of a right-to-left script.
func isRTL(s string) bool {
	for _, r := range s {
		if r < 0x590 {
			if unicode.IsLetter(r) {
				return false
			}
			continue
		}
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) {
			return unicode.IsLetter(r)
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}

// bodySize returns the font size, to half a point, in which most letters are set.
func bodySize(runs []glyphRun) float64 {
	hist := map[int]int{}
	for i := range runs {
		hist[int(math.Round(runs[i].size*2))] += runs[i].letter
	}
	best := 0
	for k, v := range hist {
		if v > hist[best] || v == hist[best] && k < best {
			best = k
		}
	}
	if best <= 0 {
		return 10
	}
	return float64(best) / 2
}
