package pdf

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
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
	glyph   int          // where in text the characters of the last glyph begin
	starts  []glyphStart // of the glyphs of the word being gathered, where analysed
	box     pdfium.Rect
	first   pdfium.Char // of the word being gathered
	last    pdfium.Char
	style   style
	joined  bool // the word being gathered follows the one before without a space
	guessed bool // PDFium put a space after it that is not in the file
	rtl     bool // it has a letter of a right-to-left script
	anyRTL  bool // a word before has
	current style
	faces   map[*pdfium.Font]layout.Font

	objectNow uint32 // whose style is current
	glyphs    *pdfium.GlyphReader
	analysed  bool  // characters come from PDFium's analysis
	tagged    bool  // the document is
	marks     []int // marked-content ids of words, where it is
	mark      int   // of the current object
	begun     int   // of the word being gathered

	foreign map[string]bool // fonts that are not embedded, with text that no built-in font can draw
	loose   bool            // the current font is not embedded

	letters, unmapped, hidden int // runes of visible or hidden words
}

// A style is the look of a word.
type style struct {
	font   layout.Font
	hidden bool
}

// newWordReader returns a reader of the words of p.
func newWordReader(p *pdfium.Page, v view) *wordReader {
	s := v.size()
	return &wordReader{
		view: v, page: p, bounds: layout.Rect{X1: s.W, Y1: s.H}, faces: map[*pdfium.Font]layout.Font{},
		tagged: p.Tagged(), mark: -1, glyphs: p.Glyphs(), words: *wordBuffers.Get().(*[]layout.Word),
	}
}

// wordBuffers are where the words of a page are gathered whose number is not
// known yet: a page of text would have them moved ten times.
var wordBuffers = sync.Pool{New: func() any { return new([]layout.Word) }}

// take returns the words.
func (r *wordReader) take() []layout.Word {
	if len(r.words) == 0 {
		return nil
	}
	return slices.Clone(r.words)
}

// free ends the use of r.
func (r *wordReader) free() {
	clear(r.words)
	b := r.words[:0]
	r.words = nil
	wordBuffers.Put(&b)
}

// object reads the words of a text object. It reports false where the page needs
// readAgain.
func (r *wordReader) object(o pdfium.Object) bool {
	handle := o.Handle()
	r.begin(handle, o.Style())
	return r.glyphs.Read(o, r.add) && !r.anyRTL
}

// readAgain reads the words of a page by PDFium's own analysis, which knows of
// text that is written downwards or from right to left, and of replaced text.
func readAgain(p *pdfium.Page, v view) (*wordReader, error) {
	r := newWordReader(p, v)
	r.analysed = true
	err := p.Chars(func(c *pdfium.Char) {
		if c.Object != 0 && c.Object != r.objectNow {
			r.begin(c.Object, p.Style(c.Object))
		}
		r.add(c)
	})
	r.flush()
	return r, err
}

// begin makes an object the current one.
func (r *wordReader) begin(object uint32, t pdfium.TextStyle) {
	r.objectNow = object
	r.current = r.styleOf(t)
	if r.tagged {
		r.mark = r.page.Mark(object)
	}
}

func (r *wordReader) add(c *pdfium.Char) {
	ch := c.Rune
	if c.Unmapped && unicode.IsControl(ch) {
		ch = utf8.RuneError
	}
	if c.Hyphen || ch == hyphenMark || ch == oldHyphenMark && r.analysed {
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
	if c.Part && len(r.text) > 0 {
		r.append(ch, c)
		return
	}
	if r.accent(ch, c) {
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

func (r *wordReader) append(ch rune, c *pdfium.Char) {
	if len(r.text) == 0 {
		r.first, r.style, r.begun = *c, r.current, r.mark
		r.box, r.starts = c.Box, r.starts[:0]
	} else if c.Box != (pdfium.Rect{}) {
		r.box = pdfium.Rect{
			X0: min(r.box.X0, c.Box.X0), Y0: min(r.box.Y0, c.Box.Y0),
			X1: max(r.box.X1, c.Box.X1), Y1: max(r.box.Y1, c.Box.Y1),
		}
	}
	same := len(r.text) > 0 && isRTL(ch) && c.Box == r.last.Box && c.X == r.last.X && c.Object == r.last.Object
	r.last = *c
	if c.Unmapped || ch == utf8.RuneError || ch >= firstPrivate && unicode.Is(unicode.Co, ch) {
		r.unmapped++
	}
	r.letters++
	if r.loose && ch >= firstForeign && !r.current.hidden && (builtIn(r.current.font.Name) || !r.page.CanDraw(ch)) {
		if r.foreign == nil {
			r.foreign = map[string]bool{}
		}
		r.foreign[r.current.font.Name] = true
	}
	r.rtl = r.rtl || isRTL(ch)
	if r.style.hidden {
		r.hidden++
	}
	if same { // PDFium turns the letters of a right-to-left ligature (lam-alef) around
		r.text = slices.Insert(r.text, r.glyph, []byte(string(ch))...)
		return
	}
	r.glyph = len(r.text)
	if r.analysed {
		r.starts = append(r.starts, glyphStart{r.glyph, c.X})
	}
	r.text = utf8.AppendRune(r.text, ch)
}

// flush ends the word being gathered.
func (r *wordReader) flush() {
	if len(r.text) == 0 {
		return
	}
	w := layout.Word{
		Text: r.spelled(), Box: r.view.rect(r.box), Confidence: 1, Font: r.style.font,
		Direction: r.direction(r.first.Angle), Invisible: r.style.hidden, Joined: r.joined,
	}
	r.joined = false
	r.text, r.guessed = r.text[:0], false
	w.RTL = r.rtl
	r.anyRTL = r.anyRTL || r.rtl && !r.analysed
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

// builtIn reports whether the renderer has a font of that name: it asks the
// system for none then.
func builtIn(name string) bool {
	return slices.ContainsFunc([]string{"Helvetica", "Arial", "Times", "Courier", "Symbol", "ZapfDingbats"}, func(family string) bool {
		return strings.HasPrefix(name, family)
	})
}

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

// Where the right-to-left scripts stand, and where private use begins.
const (
	firstRTL     = 0x0590
	firstIndic   = 0x0900 // from here on no right-to-left script
	formsRTL     = 0xFB1D // up to here
	firstPrivate = 0xE000
)

func isRTL(c rune) bool {
	if c < firstRTL || firstIndic <= c && c < formsRTL {
		return false
	}
	return unicode.In(c, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

func (r *wordReader) styleOf(t pdfium.TextStyle) style {
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
	s.font.Size = math.Round(math.Abs(t.Size)*r.view.unit*100) / 100
	if t.HasColor && (t.R|t.G|t.B) != 0 {
		s.font.Color = hexColor(t.R, t.G, t.B)
	}
	const invisible, clipOnly = 3, 7
	s.hidden = t.Mode == invisible || t.Mode == clipOnly || t.HasColor && t.Alpha == 0
	return s
}

// hexColor returns #rrggbb.
func hexColor(red, green, blue uint8) string {
	const digits = "0123456789abcdef"
	b := [7]byte{'#'}
	for i, v := range [3]uint8{red, green, blue} {
		b[1+2*i], b[2+2*i] = digits[v>>4], digits[v&15]
	}
	return string(b[:])
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
