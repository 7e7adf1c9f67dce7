package pdfium

import (
	"math"
	"strings"
	"unicode/utf16"
)

// A Char is a character of a page's text.
type Char struct {
	Rune      rune
	Object    uint32  // the text object; changes where font, size or colour may change
	Box       Rect    // advance width times ascent and descent of the font
	Generated bool    // a space or line end that PDFium found by the positions
	Angle     float64 // clockwise, in radians
	X, Y      float64 // origin on the baseline
	Advance   float64 // to where the next character of the text would stand, without spacing
	Spread    float64 // by which all characters of its text are spaced out
	Part      bool    // of the glyph that the character before it is the first of
	Unmapped  bool    // the file does not say which character the glyph is
	Hyphen    bool    // a hyphen at the end of a line
}

// charSize is the size of the records of docket_chars, see gen/batch.go.
const charSize = 64

// LoadText finds the characters of the page and returns their number.
func (p *Page) LoadText() int {
	if p.text == 0 {
		p.text = p.in.call("FPDFText_LoadPage", p.h)
	}
	if p.text == 0 {
		return 0
	}
	return max(p.in.callInt("FPDFText_CountChars", p.text), 0)
}

// CloseText frees what LoadText made.
func (p *Page) CloseText() {
	if p.text != 0 {
		p.in.call("FPDFText_ClosePage", p.text)
		p.text = 0
	}
}

// Chars calls yield for each character of the page, in the order of PDFium's
// analysis of its text: mostly that of the content. A Char is valid until the
// next.
func (p *Page) Chars(yield func(*Char)) error {
	in := p.in
	n := p.LoadText()
	var high rune // first half of a surrogate pair
	const batch = scratchSize / charSize
	for at := 0; at < n && in.err == nil; at += batch {
		end := min(at+batch, n)
		in.call("docket_chars", p.text, uint64(at), uint64(end), uint64(in.batch))
		for b := append([]byte(nil), in.read(in.batch, charSize*(end-at))...); len(b) >= charSize && in.err == nil; b = b[charSize:] {
			c := charAt(b)
			if utf16.IsSurrogate(c.Rune) {
				if c.Rune < 0xDC00 {
					high = c.Rune
					continue
				}
				c.Rune = utf16.DecodeRune(high, c.Rune)
			}
			high = 0
			yield(&c)
		}
	}
	return in.err
}

// charAt decodes a record of docket_chars.
func charAt(b []byte) Char {
	c := Char{
		Rune: rune(uint16(u32At(b, 0))), Object: u32At(b, 4),
		Box:       Rect{f32At(b, 8), f32At(b, 20), f32At(b, 16), f32At(b, 12)},
		Generated: int32(u32At(b, 24)) == 1, Angle: f32At(b, 28),
		X: f64At(b, 32), Y: f64At(b, 40),
		Unmapped: int32(u32At(b, 48)) == 1, Hyphen: int32(u32At(b, 52)) == 1,
	}
	sin, cos := 0.0, 1.0
	if c.Angle != 0 {
		sin, cos = math.Sincos(c.Angle)
	}
	c.Advance = math.Abs(cos)*(c.Box.X1-c.Box.X0) + math.Abs(sin)*(c.Box.Y1-c.Box.Y0)
	return c
}

// A TextStyle is how the characters of a text object look.
type TextStyle struct {
	Font     *Font   // nil = unknown
	Size     float64 // height of the em in user space
	Mode     int     // text rendering mode; 3 = invisible
	R, G, B  uint8   // fill colour
	Alpha    uint8
	HasColor bool
}

// A Font is what PDFium knows of a font.
type Font struct {
	Name     string // BaseFont, subset prefix included
	Weight   int    // 400 = regular, 700 = bold, 0 = unknown
	Angle    int    // ItalicAngle in degrees
	Flags    int    // of the font descriptor
	Embedded bool
}

// Style returns the style of a text object.
func (o Object) Style() TextStyle {
	r := o.rec
	t := TextStyle{Mode: r.mode, Size: r.size * math.Hypot(r.matrix.C, r.matrix.D), HasColor: r.filled, R: r.fill.R, G: r.fill.G, B: r.fill.B, Alpha: r.fill.A}
	if r.font != 0 {
		t.Font = o.page.font(uint64(r.font))
	}
	return t
}

// Style returns the style of a text object of the page by the number in
// Char.Object.
func (p *Page) Style(object uint32) TextStyle {
	in, o, s := p.in, uint64(object), uint64(p.in.scratch)
	r := record{object: object, mode: in.callInt("FPDFTextObj_GetTextRenderMode", o), matrix: Matrix{A: 1, D: 1}}
	if in.callBool("FPDFTextObj_GetFontSize", o, s) {
		r.size = f32At(in.read(in.scratch, 4), 0)
	}
	if in.callBool("FPDFPageObj_GetMatrix", o, s) {
		b := in.read(in.scratch, 24)
		r.matrix.C, r.matrix.D = f32At(b, 8), f32At(b, 12)
	}
	if r.filled = in.callBool("FPDFPageObj_GetFillColor", o, s, s+4, s+8, s+12); r.filled {
		b := in.read(in.scratch, 16)
		r.fill = Color{b[0], b[4], b[8], b[12]}
	}
	r.font = uint32(in.call("FPDFTextObj_GetFont", o))
	return Object{page: p, h: o, rec: r}.Style()
}

// font returns what is known of the font with handle h.
func (p *Page) font(h uint64) *Font {
	if f, ok := p.fonts[h]; ok {
		return f
	}
	in := p.in
	name := in.bytesResult(func(buf, size uint64) uint64 {
		return in.call("FPDFFont_GetBaseFontName", h, buf, size)
	})
	f := &Font{Name: strings.TrimRight(string(name), "\x00")}
	f.Weight = in.callInt("FPDFFont_GetWeight", h)
	if in.callBool("FPDFFont_GetItalicAngle", h, uint64(in.scratch)) {
		f.Angle = int(int32(u32At(in.read(in.scratch, 4), 0)))
	}
	f.Flags = in.callInt("FPDFFont_GetFlags", h)
	f.Embedded = in.callInt("FPDFFont_GetIsEmbedded", h) == 1
	if p.fonts == nil {
		p.fonts = map[uint64]*Font{}
	}
	p.fonts[h] = f
	return f
}
