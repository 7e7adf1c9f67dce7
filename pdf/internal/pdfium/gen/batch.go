package main

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
// docket_path describes the segments of a path object:
//
//	 0 2xf32  end point (FPDFPathSegment_GetPoint)
//	 8 i32    kind (FPDFPathSegment_GetType)
//	12 i32    1 = closes the subpath (FPDFPathSegment_GetClose)
var batchFuncs = []batchFunc{
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
