package pdfium

import (
	"math"
	"strings"
)

// A Char is one UTF-16 code unit of a page's text, in the order of the content.
type Char struct {
	Code      uint16
	Object    uint32  // the text object; changes where font, size or colour may change
	Box       Rect    // advance width times ascent and descent of the font
	Generated bool    // a space or line end that PDFium found by the positions
	Angle     float64 // clockwise, in radians
	X, Y      float64 // origin on the baseline
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

// Chars calls yield for each character of the page.
func (p *Page) Chars(yield func(Char)) error {
	in := p.in
	n := p.LoadText()
	const batch = scratchSize / charSize
	for at := 0; at < n && in.err == nil; at += batch {
		end := min(at+batch, n)
		in.call("docket_chars", p.text, uint64(at), uint64(end), uint64(in.batch))
		b := in.read(in.batch, charSize*(end-at))
		for ; len(b) >= charSize && in.err == nil; b = b[charSize:] {
			yield(Char{
				Code: uint16(u32At(b, 0)), Object: u32At(b, 4),
				Box:       Rect{f32At(b, 8), f32At(b, 20), f32At(b, 16), f32At(b, 12)},
				Generated: int32(u32At(b, 24)) == 1, Angle: f32At(b, 28),
				X: f64At(b, 32), Y: f64At(b, 40),
				Unmapped: int32(u32At(b, 48)) == 1, Hyphen: int32(u32At(b, 52)) == 1,
			})
		}
	}
	return in.err
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

// Style returns the style of a text object of the page.
func (p *Page) Style(object uint32) TextStyle {
	in, o, s := p.in, uint64(object), uint64(p.in.scratch)
	st := TextStyle{Mode: in.callInt("FPDFTextObj_GetTextRenderMode", o)}
	if in.callBool("FPDFTextObj_GetFontSize", o, s) {
		st.Size = f32At(in.read(in.scratch, 4), 0)
	}
	if in.callBool("FPDFPageObj_GetMatrix", o, s) {
		b := in.read(in.scratch, 24)
		st.Size *= math.Hypot(f32At(b, 8), f32At(b, 12))
	}
	if st.HasColor = in.callBool("FPDFPageObj_GetFillColor", o, s, s+4, s+8, s+12); st.HasColor {
		b := in.read(in.scratch, 16)
		st.R, st.G, st.B, st.Alpha = b[0], b[4], b[8], b[12]
	}
	if h := in.call("FPDFTextObj_GetFont", o); h != 0 {
		st.Font = p.font(h)
	}
	return st
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
