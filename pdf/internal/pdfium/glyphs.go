package pdfium

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode"
	"unicode/utf16"
)

// Where a CPDF_TextObject keeps its character codes and their positions, and
// what stands for a code where the position is a gap of a TJ array. The blob's
// digest is fixed, and so are they; TestTextObject holds them to it.
const (
	textCodes     = 104 // begin and end
	textPositions = 116 // of all but the first, in units of the text's matrix
	noCode        = 0xFFFFFFFF
)

// Where a CPDF_CIDFont keeps its CMap, and a CMap whether it writes downwards.
const (
	fontCMap     = 156
	cmapVertical = 9
)

const (
	glyphSize   = 24  // of the records of docket_glyphs
	maxText     = 64  // characters that one glyph may stand for
	maxCodes    = 1e6 // of one text object
	sameGlyph   = 0.07
	lookBack    = 7 // glyphs among which one that was printed twice is looked for
	maxGlyphSet = 70_000

	// Text printed twice, the second time shifted by so many ems.
	shadowNear  = 0.1
	shadowFar   = 0.2
	shadowTexts = 5
)

// A face is what the text of a page needs to know of a font.
type face struct {
	vertical        bool
	ascent, descent float64 // of size 1
	glyphs          glyphSet
}

// A glyph is a character code of a font.
type glyph struct {
	text     []rune
	width    float64 // of size 1
	box      Rect
	unmapped bool
}

// A glyphSet is the glyphs of a font by their codes.
type glyphSet struct {
	rows  [256]*[256]*glyph // codes of up to two bytes
	high  map[uint32]*glyph // longer ones
	count int
}

func (s *glyphSet) get(code uint32) *glyph {
	if code >= 1<<16 {
		return s.high[code]
	}
	if row := s.rows[code>>8]; row != nil {
		return row[code&255]
	}
	return nil
}

func (s *glyphSet) put(code uint32, g *glyph) {
	s.count++
	if code >= 1<<16 {
		if s.high == nil {
			s.high = map[uint32]*glyph{}
		}
		s.high[code] = g
		return
	}
	row := &s.rows[code>>8]
	if *row == nil {
		*row = new([256]*glyph)
	}
	(*row)[code&255] = g
}

// A GlyphReader reads the characters of text objects out of the guest's
// memory.
type GlyphReader struct {
	page  *Page
	faces map[uint32]*face
	last  [lookBack]placed // that were read last, a ring
	read  int              // how many were
	texts []placed         // text objects that were read last; code is a digest of theirs
	char  Char             // that is handed out

	// The text object being read.
	codes  []uint32
	at     []float64
	glyphs []*glyph // of codes; nil = unknown
}

// Glyphs returns a reader of the characters of the page.
func (p *Page) Glyphs() *GlyphReader { return &GlyphReader{page: p, faces: map[uint32]*face{}} }

// placed is a glyph where it was printed.
type placed struct {
	font, code uint32
	x, y       float64
}

// Read calls yield for each character of a text object, in the order of the
// content, but for those printed twice to look bold. It reports false where
// the text is of a kind that only Chars reads right: written downwards, or
// replaced by an ActualText.
func (r *GlyphReader) Read(o Object, yield func(*Char)) bool {
	in := o.page.in
	if o.rec.font == 0 || !r.load(o) {
		return true
	}
	f := r.face(o.rec.font)
	if f.vertical || o.rec.marks > 0 && r.replaced(o) {
		return false
	}
	r.learn(f, o.rec.font)
	if in.err != nil || r.shadow(o) {
		return true
	}
	r.place(o, f, yield)
	return true
}

// load reads the codes and positions of o; gaps of TJ arrays are left out.
func (r *GlyphReader) load(o Object) bool {
	in := o.page.in
	var head [16]byte
	copy(head[:], in.read(uint32(o.h)+textCodes, 16))
	begin, end, positions := u32At(head[:], 0), u32At(head[:], 4), u32At(head[:], textPositions-textCodes)
	n := int(end-begin) / 4
	if in.err != nil || begin == 0 || end < begin || n < 1 || n > maxCodes {
		return false
	}
	codes, at := in.read(begin, 4*n), []byte(nil)
	if n > 1 {
		at = in.read(positions, 4*(n-1))
	}
	r.codes, r.at = r.codes[:0], r.at[:0]
	for i := range n {
		code := u32At(codes, 4*i)
		if code == noCode {
			continue
		}
		x := 0.0
		if i > 0 {
			x = f32At(at, 4*(i-1))
		}
		r.codes, r.at = append(r.codes, code), append(r.at, x)
	}
	return in.err == nil && len(r.codes) > 0
}

// face returns what is known of the font with handle h.
func (r *GlyphReader) face(h uint32) *face {
	if f, ok := r.faces[h]; ok {
		return f
	}
	in := r.page.in
	f := &face{}
	r.faces[h] = f
	in.call("docket_font", uint64(h), 0, 1, uint64(in.batch))
	b := in.read(in.batch, 12)
	cid := u32At(b, 0)
	f.ascent, f.descent = f32At(b, 4), f32At(b, 8)
	if cid != 0 {
		if cmap := u32At(in.read(cid+fontCMap, 4), 0); cmap != 0 {
			f.vertical = in.read(cmap+cmapVertical, 1)[0]&1 != 0
		}
	}
	return f
}

// learn sets r.glyphs, and asks for those of r.codes that f does not know.
func (r *GlyphReader) learn(f *face, h uint32) {
	in := r.page.in
	const batch = scratchSize / glyphSize
	var unknown []byte
	var codes []uint32
	r.glyphs = r.glyphs[:0]
	for _, c := range r.codes {
		g := f.glyphs.get(c)
		if g == nil && f.glyphs.count < maxGlyphSet {
			g = &glyph{}
			f.glyphs.put(c, g)
			codes = append(codes, c)
			unknown = binary.LittleEndian.AppendUint32(unknown, c)
		}
		r.glyphs = append(r.glyphs, g)
	}
	for len(codes) > 0 && in.err == nil {
		n := min(len(codes), batch)
		in.write(in.scratch, unknown[:4*n])
		first := uint64(in.scratch / 4)
		in.call("docket_glyphs", uint64(h), first, first+uint64(n), uint64(in.batch))
		records := slices.Clone(in.read(in.batch, glyphSize*n))
		for i, c := range codes[:n] {
			if in.err != nil {
				return
			}
			*f.glyphs.get(c) = r.glyph(records[glyphSize*i:], c)
		}
		codes, unknown = codes[n:], unknown[4*n:]
	}
}

// glyph decodes a record of docket_glyphs, and frees its string.
func (r *GlyphReader) glyph(b []byte, code uint32) glyph {
	const thousandth = 1e-3
	i := func(at int) float64 { return float64(int32(u32At(b, at))) * thousandth }
	g := glyph{width: i(0), box: Rect{i(8), i(20), i(16), i(12)}}
	if s := u32At(b, 4); s != 0 {
		g.text = r.page.in.takeString(s)
	}
	if len(g.text) == 0 {
		g.unmapped = true
		if code != 0 {
			g.text = []rune{rune(code)}
		}
	}
	return g
}

// takeString reads a WideString and gives it back: its count of owners, its
// length, its capacity, its characters.
func (in *Instance) takeString(s uint32) []rune {
	head := in.read(s, 12)
	owners, n := u32At(head, 0), min(u32At(head, 4), maxText)
	text := make([]rune, 0, n)
	for b := in.read(s+12, 4*int(n)); len(b) >= 4 && in.err == nil; b = b[4:] {
		if c := rune(u32At(b, 0)); c != 0 {
			text = append(text, c)
		}
	}
	if owners <= 1 {
		in.free(s)
	} else {
		in.write(s, binary.LittleEndian.AppendUint32(nil, owners-1))
	}
	return joinSurrogates(text)
}

// place yields the characters of r.codes.
func (r *GlyphReader) place(o Object, f *face, yield func(*Char)) {
	m := o.Matrix()
	size := o.rec.size
	along := math.Hypot(m.A, m.B)
	if size == 0 || along == 0 {
		return
	}
	c := &r.char
	*c = Char{Object: uint32(o.h), Angle: angle(m, size), Spread: r.spread(size) * along}
	near := sameGlyph * math.Abs(size) * along
	for i, code := range r.codes {
		g := r.glyphs[i]
		if g == nil {
			continue
		}
		x := r.at[i]
		c.X, c.Y = m.Apply(x, 0)
		if r.twice(placed{o.rec.font, code, c.X, c.Y}, near) {
			continue
		}
		box := Rect{x, f.descent * size, x + g.width*size, f.ascent * size}
		if f.ascent == f.descent {
			box.Y0, box.Y1 = g.box.Y0*size, g.box.Y1*size
		}
		c.Box, c.Advance, c.Unmapped = m.Rect(box), math.Abs(g.width*size)*along, g.unmapped
		for k, ch := range g.text {
			c.Rune, c.Part = ch, k > 0
			yield(c)
		}
	}
}

// angle returns the clockwise angle at which a text with matrix m and that font
// size runs.
func angle(m Matrix, size float64) float64 {
	if m.B == 0 && m.A*size > 0 {
		return 0
	}
	sign := math.Copysign(1, size)
	return math.Mod(2*math.Pi-math.Atan2(m.B*sign, m.A*sign), 2*math.Pi)
}

// spread returns the gap that stands between all neighbours of the text: its
// letters are spaced out. Text coordinates.
func (r *GlyphReader) spread(size float64) float64 {
	if len(r.codes) < 3 {
		return 0
	}
	least := math.Inf(1)
	for i := range len(r.codes) - 1 {
		if g := r.glyphs[i]; g != nil {
			least = min(least, r.at[i+1]-r.at[i]-g.width*size)
		}
	}
	return max(least, 0)
}

// twice reports whether the same glyph was printed just before at the same
// place.
func (r *GlyphReader) twice(p placed, near float64) bool {
	for i := range min(r.read, lookBack) {
		if q := &r.last[i]; q.code == p.code && q.font == p.font && math.Abs(q.x-p.x) < near && math.Abs(q.y-p.y) < near {
			return true
		}
	}
	r.last[r.read%lookBack] = p
	r.read++
	return false
}

// shadow reports whether the same text was printed just before at nearly the
// same place: it throws a shadow, or is to look bold.
func (r *GlyphReader) shadow(o Object) bool {
	m := o.Matrix()
	hash := uint32(2166136261) // FNV-1a
	for _, c := range r.codes {
		hash = (hash ^ c) * 16777619
	}
	p := placed{font: o.rec.font, code: hash}
	p.x, p.y = m.Apply(r.at[0], 0)
	em := math.Abs(o.rec.size) * math.Hypot(m.A, m.B)
	for _, q := range r.texts {
		dx, dy := math.Abs(p.x-q.x), math.Abs(p.y-q.y)
		if q.code == p.code && q.font == p.font && min(dx, dy) < shadowNear*em && max(dx, dy) < shadowFar*em {
			return true
		}
	}
	if len(r.texts) >= shadowTexts {
		copy(r.texts, r.texts[1:])
		r.texts = r.texts[:shadowTexts-1]
	}
	r.texts = append(r.texts, p)
	return false
}

// replaced reports whether a mark of o gives its text another meaning.
func (r *GlyphReader) replaced(o Object) bool {
	in := r.page.in
	for i := range o.rec.marks {
		mark := in.call("FPDFPageObj_GetMark", o.h, uint64(i))
		if mark == 0 {
			continue
		}
		known, ok := r.page.actual[mark]
		if !ok {
			key := in.putString("ActualText")
			known = in.callInt("FPDFPageObjMark_GetParamValueType", mark, uint64(key)) != 0
			in.free(key)
			if r.page.actual == nil {
				r.page.actual = map[uint64]bool{}
			}
			r.page.actual[mark] = known
		}
		if known {
			return true
		}
	}
	return false
}

// joinSurrogates joins the halves of characters that were given in UTF-16.
func joinSurrogates(text []rune) []rune {
	if !slices.ContainsFunc(text, utf16.IsSurrogate) {
		return text
	}
	var out []rune
	for i := 0; i < len(text); i++ {
		c := text[i]
		if utf16.IsSurrogate(c) && i+1 < len(text) {
			if pair := utf16.DecodeRune(c, text[i+1]); pair != unicode.ReplacementChar {
				c = pair
				i++
			}
		}
		out = append(out, c)
	}
	return out
}
