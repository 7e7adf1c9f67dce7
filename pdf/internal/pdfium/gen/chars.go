package main

// charsType is the added export
//
//	docket_chars(textPage, start, end, out i32)
//
// which writes a record of charSize bytes to out for each character from
// start to end of a text page, so that the host crosses into the guest once
// for many characters instead of six times for each:
//
//	 0 u32    UTF-16 code unit (FPDFText_GetUnicode)
//	 4 u32    text object (FPDFText_GetTextObject)
//	 8 4xf32  left, top, right, bottom (FPDFText_GetLooseCharBox)
//	24 i32    1 = made up by PDFium (FPDFText_IsGenerated)
//	28 f32    angle in radians (FPDFText_GetCharAngle)
//	32 2xf64  origin (FPDFText_GetCharOrigin)
//	48 i32    1 = no Unicode known (FPDFText_HasUnicodeMapError)
//	52 i32    1 = hyphen at the end of a line (FPDFText_IsHyphen)
var charsType = hostFunc{"docket_chars", []byte{i32, i32, i32, i32}, nil}

const charSize = 64

// charsFunc returns the body of docket_chars.
func (p *patcher) charsFunc() []byte {
	const textPage, start, end, out = 0, 1, 2, 3
	b := []byte{0} // no locals
	get := func(l byte) { b = append(b, 0x20, l) }
	add := func(l byte, n int64) { // l + n
		get(l)
		b = append(appendInt(append(b, 0x41), n), 0x6a)
	}
	call := func(name string) {
		idx, ok := p.exports[name]
		if !ok {
			panic(decodeError("no export " + name))
		}
		b = appendUint(append(b, 0x10), p.shift(idx))
	}
	field := func(name string, offset byte, store, align byte) { // out[offset] = name(textPage, start)
		get(out)
		get(textPage)
		get(start)
		call(name)
		b = append(b, store, align, offset)
	}
	b = append(b, 0x02, 0x40, 0x03, 0x40) // block, loop
	get(start)
	get(end)
	b = append(b, 0x4e, 0x0d, 1) // start >= end: leave
	field("FPDFText_GetUnicode", 0, 0x36, 2)
	field("FPDFText_GetTextObject", 4, 0x36, 2)
	field("FPDFText_IsGenerated", 24, 0x36, 2)
	field("FPDFText_GetCharAngle", 28, 0x38, 2)
	field("FPDFText_HasUnicodeMapError", 48, 0x36, 2)
	field("FPDFText_IsHyphen", 52, 0x36, 2)
	get(textPage)
	get(start)
	add(out, 8)
	call("FPDFText_GetLooseCharBox")
	b = append(b, 0x1a)
	get(textPage)
	get(start)
	add(out, 32)
	add(out, 40)
	call("FPDFText_GetCharOrigin")
	b = append(b, 0x1a)
	add(start, 1)
	b = append(b, 0x21, start)
	add(out, charSize)
	b = append(b, 0x21, out)
	return append(b, 0x0c, 0, 0x0b, 0x0b, 0x0b) // again; end loop, block, function
}
