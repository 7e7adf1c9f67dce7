package pdf

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf/internal/pdfium"
)

// Codes by which PDFium marks a hyphen at the end of a line.
const (
	hyphenMark    = 0xFFFE
	oldHyphenMark = 0x0002
)

// A wordReader gathers the words of a page from its characters.
type wordReader struct {
	view   view
	page   *pdfium.Page
	bounds layout.Rect

	words   []layout.Word
	text    []byte
	glyph   int // where in text the characters of the last glyph begin
	box     pdfium.Rect
	first   pdfium.Char // of the word being gathered
	last    pdfium.Char
	style   style
	high    uint16 // first half of a surrogate pair
	joined  bool   // the word being gathered follows the one before without a space
	guessed bool   // PDFium put a space after it that is not in the file
	rtl     bool   // it has a letter of a right-to-left script
	object  uint32 // whose style is current
	current style
	faces   map[*pdfium.Font]layout.Font

	tagged bool  // the document is
	marks  []int // marked-content ids of words, where it is
	mark   int   // of the current object
	begun  int   // of the word being gathered

	foreign map[string]bool // fonts that are not embedded, with text that no built-in font can draw
	loose   bool            // the current font is not embedded

	letters, unmapped, hidden int // runes of visible or hidden words
}

// A style is the look of a word.
type style struct {
	font   layout.Font
	hidden bool
}

// readWords returns the words of p in the order of its content.
func readWords(p *pdfium.Page, v view) (*wordReader, error) {
	s := v.size()
	r := &wordReader{view: v, page: p, bounds: layout.Rect{X1: s.W, Y1: s.H}, faces: map[*pdfium.Font]layout.Font{}, tagged: p.Tagged(), mark: -1}
	r.words = make([]layout.Word, 0, p.LoadText()/5)
	if err := p.Chars(r.add); err != nil {
		return nil, err
	}
	r.flush()
	return r, nil
}

func (r *wordReader) add(c pdfium.Char) {
	if c.Object != 0 && c.Object != r.object {
		r.object = c.Object
		r.current = r.styleOf(c.Object)
		if r.tagged {
			r.mark = r.page.Mark(c.Object)
		}
	}
	ch := rune(c.Code)
	switch {
	case utf16.IsSurrogate(ch) && ch < 0xDC00:
		r.high = c.Code
		return
	case utf16.IsSurrogate(ch):
		ch = utf16.DecodeRune(rune(r.high), ch)
	}
	r.high = 0
	if c.Unmapped && unicode.IsControl(ch) {
		ch = utf8.RuneError
	}
	if c.Hyphen || ch == hyphenMark || ch == oldHyphenMark {
		r.append('-', c)
		r.flush()
		return
	}
	if ch <= ' ' || ch == 0x7F || unicode.IsSpace(ch) || ch == 0x200B || ch == 0xFEFF {
		if r.guessed = c.Generated && len(r.text) > 0; !r.guessed {
			r.flush()
		}
		return
	}
	ends, joined := r.breaks(c)
	if ends {
		r.flush()
	}
	r.guessed = false
	r.append(ch, c)
	r.joined = r.joined || joined
}

// breaks reports whether c does not continue the word being gathered, and if so
// whether it follows without a space all the same, as a footnote mark does.
func (r *wordReader) breaks(c pdfium.Char) (ends, joined bool) {
	if len(r.text) == 0 || c.Generated {
		return false, false
	}
	if math.Abs(c.Angle-r.last.Angle) > 0.1 || r.current.hidden != r.style.hidden {
		return true, false
	}
	dx, dy := c.X-r.last.X, c.Y-r.last.Y
	sin, cos := 0.0, 1.0
	if c.Angle != 0 {
		sin, cos = math.Sincos(c.Angle)
	}
	along, across := dx*cos-dy*sin, math.Abs(dx*sin+dy*cos)
	em := max(r.style.font.Size, r.current.font.Size) / r.view.unit
	advance := math.Abs(cos)*(r.last.Box.X1-r.last.Box.X0) + math.Abs(sin)*(r.last.Box.Y1-r.last.Box.Y0)
	if across <= raised {
		wide := wordGap
		if unicode.IsLetter(rune(c.Code)) && unicode.IsLetter(rune(r.last.Code)) {
			wide = letterGap
		}
		if r.guessed { // by PDFium, at times between neighbours
			return math.Abs(along-advance) > adjacent*em, false
		}
		return along-advance > wide*em, false
	}
	if r.guessed {
		return true, false
	}
	return true, across < 0.8*em && along > -em && along < 3*em
}

// Gaps, in units of the font size, that end a word although the file has no
// space there: letters may be spaced out, marks are not.
const (
	wordGap   = 0.1
	letterGap = 0.3
	adjacent  = 0.03 // no gap at all, whatever PDFium made of it
)

// raised is by how many units of user space the baseline of a character may
// differ from that of the one before within a word: more is a superscript, a
// subscript or another line.
const raised = 0.5

func (r *wordReader) append(ch rune, c pdfium.Char) {
	if len(r.text) == 0 {
		r.first, r.style, r.begun = c, r.current, r.mark
		r.box = c.Box
	} else if c.Box != (pdfium.Rect{}) {
		r.box = pdfium.Rect{
			X0: min(r.box.X0, c.Box.X0), Y0: min(r.box.Y0, c.Box.Y0),
			X1: max(r.box.X1, c.Box.X1), Y1: max(r.box.Y1, c.Box.Y1),
		}
	}
	same := len(r.text) > 0 && isRTL(ch) && c.Box == r.last.Box && c.X == r.last.X && c.Object == r.last.Object
	r.last = c
	if c.Unmapped || ch == utf8.RuneError || unicode.Is(unicode.Co, ch) {
		r.unmapped++
	}
	r.letters++
	if r.loose && ch >= firstForeign && !r.current.hidden {
		if r.foreign == nil {
			r.foreign = map[string]bool{}
		}
		r.foreign[r.current.font.Name] = true
	}
	r.rtl = r.rtl || ch >= firstRTL && isRTL(ch)
	if r.style.hidden {
		r.hidden++
	}
	if same { // PDFium turns the letters of a right-to-left ligature (lam-alef) around
		r.text = slices.Insert(r.text, r.glyph, []byte(string(ch))...)
		return
	}
	r.glyph = len(r.text)
	r.text = utf8.AppendRune(r.text, ch)
}

// flush ends the word being gathered.
func (r *wordReader) flush() {
	if len(r.text) == 0 {
		return
	}
	w := layout.Word{
		Text: string(r.text), Box: r.view.rect(r.box), Confidence: 1, Font: r.style.font,
		Direction: r.direction(r.first.Angle), Invisible: r.style.hidden, Joined: r.joined,
	}
	r.joined = false
	r.text, r.guessed = r.text[:0], false
	w.RTL = r.rtl
	r.rtl = false
	if origin := r.view.point(r.first.X, r.first.Y); w.Direction == 0 && r.first.Box != (pdfium.Rect{}) {
		w.Baseline = origin.Y
	}
	if r.style.hidden {
		w.Source = layout.SourceHidden
	}
	if c := w.Box.Center(); !r.bounds.Contains(c) {
		w.Invisible = true
	}
	r.words = append(r.words, w)
	if r.tagged {
		r.marks = append(r.marks, r.begun)
	}
}

// direction returns the reading direction on the page as shown, from the
// clockwise angle in user space.
func (r *wordReader) direction(angle float64) int {
	turned := int(math.Round(angle*180/math.Pi/90)) * 90
	return ((turned+r.view.rot)%360 + 360) % 360
}

// firstForeign is from where on PDFium's built-in fonts, which are Latin, have
// no glyphs.
const firstForeign = 0x0370

// warnings says which fonts are missing where the page is drawn.
func (r *wordReader) warnings() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(r.foreign)) {
		if name == "Symbol" || name == "ZapfDingbats" {
			continue
		}
		out = append(out, fmt.Sprintf("font %q is not embedded: its text is read, but may be missing from images of the page", name))
	}
	return out
}

const firstRTL = 0x0590

func isRTL(c rune) bool {
	return unicode.In(c, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

func (r *wordReader) styleOf(object uint32) style {
	t := r.page.Style(object)
	var s style
	r.loose = t.Font != nil && !t.Font.Embedded
	if t.Font != nil {
		face, ok := r.faces[t.Font]
		if !ok {
			face = faceOf(t.Font)
			r.faces[t.Font] = face
		}
		s.font = face
	}
	s.font.Size = math.Round(t.Size*r.view.unit*100) / 100
	if t.HasColor && (t.R|t.G|t.B) != 0 {
		s.font.Color = fmt.Sprintf("#%02x%02x%02x", t.R, t.G, t.B)
	}
	const invisible, clipOnly = 3, 7
	s.hidden = t.Mode == invisible || t.Mode == clipOnly || t.HasColor && t.Alpha == 0
	return s
}

// Flags of a font descriptor.
const (
	flagItalic    = 1 << 6
	flagForceBold = 1 << 18
)

// faceOf turns what the file says of a font into a name without subset prefix
// and its weight and slope, which the name often tells best.
func faceOf(f *pdfium.Font) layout.Font {
	name := f.Name
	if len(name) > 7 && name[6] == '+' && strings.IndexFunc(name[:6], func(c rune) bool { return c < 'A' || c > 'Z' }) < 0 {
		name = name[7:]
	}
	lower := strings.ToLower(name)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(lower, s) })
	}
	return layout.Font{
		Name:   name,
		Bold:   f.Weight >= 600 || f.Flags&flagForceBold != 0 || has("bold", "black", "heavy", "semibold", "demi"),
		Italic: f.Angle != 0 || f.Flags&flagItalic != 0 || has("italic", "oblique", "slanted"),
	}
}
