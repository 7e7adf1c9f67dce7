package main

import "slices"

// A batchFunc is an export that is added to the module: it runs over a range
// and writes a record for each element, so that the host crosses into the
// guest once for many elements instead of several times for each. Its
// parameters are (handle, start, end, out i32).
type batchFunc struct {
	name string
	size int64 // of a record
	body func(b *batchBody)
}

var batchType = hostFunc{params: []byte{i32, i32, i32, i32}}

// batchFuncs are the added exports.
//
// docket_chars describes the characters of a text page:
//
//	 0 u32    UTF-16 code unit (FPDFText_GetUnicode)
//	 4 u32    text object (FPDFText_GetTextObject)
//	 8 4xf32  left, top, right, bottom (FPDFText_GetLooseCharBox)
//	24 i32    1 = made up by PDFium (FPDFText_IsGenerated)
//	28 f32    clockwise angle in radians (FPDFText_GetCharAngle)
//	32 2xf64  origin (FPDFText_GetCharOrigin)
//	48 i32    1 = no Unicode known (FPDFText_HasUnicodeMapError)
//	52 i32    1 = hyphen at the end of a line (FPDFText_IsHyphen)
//
// docket_objects and docket_form_objects describe the objects of a page and of
// a form object:
//
//	 0 u32    object (FPDFPage_GetObject, FPDFFormObj_GetObject)
//	 4 i32    kind (FPDFPageObj_GetType)
//	 8 6xf32  matrix (FPDFPageObj_GetMatrix), at 64 1 = it has one
//	32 f32    font size (FPDFTextObj_GetFontSize)
//	36 i32    text rendering mode (FPDFTextObj_GetTextRenderMode)
//	40 u32    font (FPDFTextObj_GetFont)
//	44 4xu32  red, green, blue, alpha (FPDFPageObj_GetFillColor), at 60 1 = it has one
//	68 i32    marks (FPDFPageObj_CountMarks)
//
// docket_font describes a font; its range is of one element:
//
//	0 u32    the font as CPDF_CIDFont, 0 = another kind
//	4 f32    ascent of size 1 (FPDFFont_GetAscent)
//	8 f32    descent of size 1 (FPDFFont_GetDescent)
//
// docket_glyphs describes glyphs of a font; its range is that of their codes in
// memory, in units of four bytes:
//
//	0 i32    advance width in thousandths (CPDF_Font::GetCharWidthF)
//	4 u32    its text, a string that the caller owns (CPDF_Font::UnicodeFromCharCode)
//	8 4xi32  left, top, right, bottom in thousandths (CPDF_Font::GetCharBBox)
//
// docket_path describes the segments of a path object:
//
//	 0 2xf32  end point (FPDFPathSegment_GetPoint)
//	 8 i32    kind (FPDFPathSegment_GetType)
//	12 i32    1 = closes the subpath (FPDFPathSegment_GetClose)
var batchFuncs = []batchFunc{
	{"docket_objects", 72, func(b *batchBody) { b.object("FPDFPage_GetObject") }},
	{"docket_form_objects", 72, func(b *batchBody) { b.object("FPDFFormObj_GetObject") }},
	{"docket_font", 12, (*batchBody).font},
	{"docket_glyphs", 24, (*batchBody).glyph},
	{"docket_chars", 64, func(b *batchBody) {
		for _, f := range []struct {
			name   string
			offset byte
			store  byte
		}{
			{"FPDFText_GetUnicode", 0, storeI32},
			{"FPDFText_GetTextObject", 4, storeI32},
			{"FPDFText_IsGenerated", 24, storeI32},
			{"FPDFText_GetCharAngle", 28, storeF32},
			{"FPDFText_HasUnicodeMapError", 48, storeI32},
			{"FPDFText_IsHyphen", 52, storeI32},
		} {
			b.get(outLocal)
			b.get(handleLocal)
			b.get(startLocal)
			b.call(f.name)
			b.store(f.store, f.offset)
		}
		b.get(handleLocal)
		b.get(startLocal)
		b.add(outLocal, 8)
		b.call("FPDFText_GetLooseCharBox")
		b.drop()
		b.get(handleLocal)
		b.get(startLocal)
		b.add(outLocal, 32)
		b.add(outLocal, 40)
		b.call("FPDFText_GetCharOrigin")
		b.drop()
	}},
	{"docket_path", 16, func(b *batchBody) {
		b.get(handleLocal)
		b.get(startLocal)
		b.call("FPDFPath_GetPathSegment")
		b.set(extraLocal)
		b.get(extraLocal)
		b.get(outLocal)
		b.add(outLocal, 4)
		b.call("FPDFPathSegment_GetPoint")
		b.drop()
		b.get(outLocal)
		b.get(extraLocal)
		b.call("FPDFPathSegment_GetType")
		b.store(storeI32, 8)
		b.get(outLocal)
		b.get(extraLocal)
		b.call("FPDFPathSegment_GetClose")
		b.store(storeI32, 12)
	}},
}

// The locals of a batch function: its parameters and one more.
const (
	handleLocal = iota
	startLocal
	endLocal
	outLocal
	extraLocal
)

const (
	storeI32 = 0x36
	storeF32 = 0x38
)

// The places of virtual functions in the table of class CPDF_Font, in bytes.
// The blob's digest is fixed, and so are they.
const (
	fontAsCIDFont  = 52
	fontUnicode    = 84
	fontCharWidth  = 96
	fontCharBounds = 100
)

// object writes a record of docket_objects.
func (b *batchBody) object(get string) {
	b.get(handleLocal)
	b.get(startLocal)
	b.call(get)
	b.set(extraLocal)
	b.get(outLocal)
	b.get(extraLocal)
	b.store(storeI32, 0)
	for _, f := range []struct {
		name   string
		offset byte
	}{{"FPDFPageObj_GetType", 4}, {"FPDFTextObj_GetTextRenderMode", 36}, {"FPDFTextObj_GetFont", 40}, {"FPDFPageObj_CountMarks", 68}} {
		b.get(outLocal)
		b.get(extraLocal)
		b.call(f.name)
		b.store(storeI32, f.offset)
	}
	b.get(outLocal)
	b.get(extraLocal)
	b.add(outLocal, 8)
	b.call("FPDFPageObj_GetMatrix")
	b.store(storeI32, 64)
	b.get(extraLocal)
	b.add(outLocal, 32)
	b.call("FPDFTextObj_GetFontSize")
	b.drop()
	b.get(outLocal)
	b.get(extraLocal)
	for at := int64(44); at < 60; at += 4 {
		b.add(outLocal, at)
	}
	b.call("FPDFPageObj_GetFillColor")
	b.store(storeI32, 60)
}

// font writes a record of docket_font.
func (b *batchBody) font() {
	b.get(outLocal)
	b.get(handleLocal)
	b.virtual(fontAsCIDFont, "\x7f:\x7f")
	b.store(storeI32, 0)
	for i, name := range []string{"FPDFFont_GetAscent", "FPDFFont_GetDescent"} {
		b.get(handleLocal)
		b.emit(0x43, 0, 0, 0x80, 0x3f) // f32.const 1
		b.add(outLocal, int64(4+4*i))
		b.call(name)
		b.drop()
	}
}

// glyph writes a record of docket_glyphs.
func (b *batchBody) glyph() {
	code := func() {
		b.get(startLocal)
		b.emit(0x41, 2, 0x74, 0x28, 2, 0) // shift left by 2, load
	}
	b.get(outLocal)
	b.get(handleLocal)
	code()
	b.virtual(fontCharWidth, "\x7f\x7f:\x7f")
	b.store(storeI32, 0)
	b.get(outLocal)
	b.get(handleLocal)
	code()
	b.virtual(fontUnicode, "\x7f\x7f:\x7f")
	b.store(storeI32, 4)
	b.add(outLocal, 8)
	b.get(handleLocal)
	code()
	b.virtual(fontCharBounds, "\x7f\x7f\x7f:")
}

// virtual calls a virtual function of the object handleLocal, with the arguments
// on the stack.
func (b *batchBody) virtual(slot byte, kind string) {
	at := slices.Index(b.p.kinds, kind)
	if at < 0 {
		panic(decodeError("no type for a virtual function"))
	}
	b.get(handleLocal)
	b.emit(0x28, 2, 0, 0x28, 2, slot) // the table, the function
	b.buf = append(appendUint(append(b.buf, 0x11), uint64(at)), 0)
}

// A batchBody assembles the instructions of a batch function.
type batchBody struct {
	p   *patcher
	buf []byte
}

func (b *batchBody) get(local byte)     { b.buf = append(b.buf, 0x20, local) }
func (b *batchBody) set(local byte)     { b.buf = append(b.buf, 0x21, local) }
func (b *batchBody) drop()              { b.buf = append(b.buf, 0x1a) }
func (b *batchBody) store(op, off byte) { b.buf = append(b.buf, op, 2, off) }
func (b *batchBody) add(l byte, n int64) {
	b.get(l)
	b.buf = append(appendInt(append(b.buf, 0x41), n), 0x6a)
}
func (b *batchBody) emit(code ...byte) { b.buf = append(b.buf, code...) }

func (b *batchBody) call(name string) {
	idx, ok := b.p.exports[name]
	if !ok {
		panic(decodeError("no export " + name))
	}
	b.p.kept[name] = true
	b.buf = appendUint(append(b.buf, 0x10), b.p.shift(idx))
}

// code returns the function body of f: for start < end { record; start++; out += size }.
func (f batchFunc) code(p *patcher) []byte {
	b := &batchBody{p: p, buf: []byte{1, 1, i32}} // one more local
	b.emit(0x02, 0x40, 0x03, 0x40)                // block, loop
	b.get(startLocal)
	b.get(endLocal)
	b.emit(0x4e, 0x0d, 1) // start >= end: leave the block
	f.body(b)
	b.add(startLocal, 1)
	b.set(startLocal)
	b.add(outLocal, f.size)
	b.set(outLocal)
	b.emit(0x0c, 0, 0x0b, 0x0b, 0x0b) // again; end of loop, block and function
	return b.buf
}
