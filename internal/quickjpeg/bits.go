package quickjpeg

import "encoding/binary"

// bitReader reads the bits of a scan. After a marker, or the end of the file, it
// gives zeros; overrun tells whether any of them were used.
type bitReader struct {
	src []byte
	pos int    // of the next byte to take in
	acc uint64 // the next bits, from the top
	n   int    // how many of them count
	pad int    // how many zeros were taken in behind the data
}

// fill makes n at least 56.
func (b *bitReader) fill() {
	if b.pos+8 <= len(b.src) && b.pad == 0 {
		x := binary.BigEndian.Uint64(b.src[b.pos:])
		if !hasFF(x) {
			b.acc |= x >> uint(b.n&63)
			k := (63 - b.n) >> 3
			b.pos += k
			b.n += 8 * k
			return
		}
	}
	b.fillBytes()
}

// hasFF reports whether a byte of x has all bits set.
func hasFF(x uint64) bool { return (^x-0x0101010101010101)&x&0x8080808080808080 != 0 }

// fillBytes is fill where stuffed zeros or a marker may come.
func (b *bitReader) fillBytes() {
	for b.n <= 56 {
		var v byte
		switch {
		case b.pad > 0 || b.pos >= len(b.src):
			b.pad += 8
		case b.src[b.pos] != 0xff:
			v = b.src[b.pos]
			b.pos++
		case b.pos+1 < len(b.src) && b.src[b.pos+1] == 0:
			v = 0xff
			b.pos += 2
		default:
			b.pad += 8
		}
		b.acc |= uint64(v) << uint((56-b.n)&63)
		b.n += 8
	}
}

// overrun reports whether bits were used that the file does not have.
func (b *bitReader) overrun() bool { return b.n < b.pad }

// align drops the bits that were not used of the last byte, and gives back the
// bytes behind it.
func (b *bitReader) align() {
	for k := (b.n - b.pad) / 8; k > 0; k-- {
		b.pos--
		if b.src[b.pos] == 0 && b.src[b.pos-1] == 0xff {
			b.pos--
		}
	}
	b.acc, b.n, b.pad = 0, 0, 0
}

// take returns the next n bits, at most 16.
func (b *bitReader) take(n int) int {
	if b.n < n {
		b.fill()
	}
	v := int(b.acc >> 1 >> uint(63-n))
	b.acc <<= uint(n)
	b.n -= n
	return v
}

// symbol reads a Huffman code of t; ok is false where there is none such.
func (b *bitReader) symbol(t *table) (sym byte, ok bool) {
	if b.n < 16 {
		b.fill()
	}
	e := t.fast[b.acc>>(64-fastBits)]
	if e == 0 {
		if e = t.long(b.acc); e == 0 {
			return 0, false
		}
	}
	n := e.code()
	b.acc <<= uint(n)
	b.n -= n
	return e.symbol(), true
}

// extend makes the signed value of s bits, T.81 F.2.2.1.
func extend(v, s int) int {
	if v < 1<<(s-1) {
		v += -1<<s + 1
	}
	return v
}

// fastBits is how many bits are looked up at once.
const fastBits = 10

// entry is what the next bits begin with: a symbol, the bits of its code and,
// where the bits of the value behind it were seen as well, that value. No entry
// is zero.
//
//	bits 0-4   length of the code
//	bits 5-9   length of code and value
//	bits 10-13 size of the value in bits, low half of the symbol
//	bits 14-17 run of zeros before it, high half of the symbol
//	bits 18-31 the value, zero where it was not seen; it is never zero itself
type entry int32

func (e entry) code() int    { return int(e & 31) }
func (e entry) all() int     { return int(e >> 5 & 31) }
func (e entry) size() int    { return int(e >> 10 & 15) }
func (e entry) run() int     { return int(e >> 14 & 15) }
func (e entry) value() int32 { return int32(e >> 18) }
func (e entry) symbol() byte { return byte(e >> 10) }

func makeEntry(sym byte, length int) entry {
	return entry(length | (length+int(sym&15))<<5 | int(sym)<<10)
}

// table is a Huffman table.
type table struct {
	fast    [1 << fastBits]entry
	symbols []byte
	limit   [17]uint32 // first code that is too large for a length, from the top of 16 bits
	offset  [17]int    // number of the symbol less the code, by length
}

// long looks a code up that is longer than fastBits; it returns 0 where there is
// none such.
func (t *table) long(acc uint64) entry {
	top := uint32(acc >> 48)
	for n := fastBits + 1; n <= 16; n++ {
		if top < t.limit[n] {
			if i := int(top>>(16-n)) + t.offset[n]; i >= 0 && i < len(t.symbols) {
				return makeEntry(t.symbols[i], n)
			}
			return 0
		}
	}
	return 0
}

// newTable makes a table of how many codes there are of each length from 1 to
// 16, and their symbols in order; nil where there are too many.
func newTable(counts []byte, symbols []byte) *table {
	t := &table{symbols: symbols}
	code, k := 0, 0
	for n := 1; n <= 16; n++ {
		t.offset[n] = k - code
		for range counts[n-1] {
			if code >= 1<<n {
				return nil
			}
			if n <= fastBits {
				t.enter(symbols[k], code, n)
			}
			code++
			k++
		}
		t.limit[n] = uint32(code) << (16 - n)
		code <<= 1
	}
	return t
}

// enter fills in all entries that begin with a code.
func (t *table) enter(sym byte, code, n int) {
	free := fastBits - n
	for i := range 1 << free {
		e := makeEntry(sym, n)
		if s := int(sym & 15); s > 0 && s <= free {
			e |= entry(extend(i>>(free-s), s)) << 18
		}
		t.fast[code<<free|i] = e
	}
}

func (d *decoder) huffmanTables(body []byte) error {
	for len(body) > 0 {
		if len(body) < 17 {
			return left("Huffman table")
		}
		class, slot := body[0]>>4, body[0]&15
		n := 0
		for _, c := range body[1:17] {
			n += int(c)
		}
		if class > 1 || slot > 3 || n == 0 || n > 256 || len(body) < 17+n {
			return left("Huffman table")
		}
		t := newTable(body[1:17], body[17:17+n])
		if t == nil {
			return left("Huffman table")
		}
		if class == 0 {
			d.dc[slot] = t
		} else {
			d.ac[slot] = t
		}
		body = body[17+n:]
	}
	return nil
}
