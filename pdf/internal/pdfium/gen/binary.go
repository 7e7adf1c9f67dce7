package main

import "fmt"

type decodeError string

func (e decodeError) Error() string { return "wasm: " + string(e) }

// A reader reads the binary format. It panics with a decodeError.
type reader struct {
	b []byte
	i int
}

func (r *reader) fail(what string) { panic(decodeError(fmt.Sprintf("%s at %d", what, r.i))) }

func (r *reader) byte() byte {
	if r.i >= len(r.b) {
		r.fail("unexpected end")
	}
	r.i++
	return r.b[r.i-1]
}

func (r *reader) bytes(n uint64) []byte {
	if uint64(len(r.b)-r.i) < n {
		r.fail("unexpected end")
	}
	r.i += int(n)
	return r.b[r.i-int(n) : r.i]
}

func (r *reader) rest() []byte { return r.bytes(uint64(len(r.b) - r.i)) }

func (r *reader) uint() uint64 {
	var v uint64
	for s := 0; ; s += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << s
		if c < 0x80 {
			return v
		}
	}
}

func (r *reader) int() int64 {
	var v int64
	for s := 0; ; {
		c := r.byte()
		v |= int64(c&0x7f) << s
		s += 7
		if c < 0x80 {
			if c&0x40 != 0 && s < 64 {
				v |= -1 << s
			}
			return v
		}
	}
}

// skipOperands skips the immediate operands of op.
func (r *reader) skipOperands(op byte) {
	switch {
	case op == 0x02 || op == 0x04: // block, if
		r.int()
	case op == 0x0c || op == 0x0d || op == 0x10 || op == 0x12 || op == 0xd0 || 0x20 <= op && op <= 0x26: // br, ref.null, locals, globals, tables
		r.uint()
	case op == 0x0e: // br_table
		for range r.uint() + 1 {
			r.uint()
		}
	case op == 0x11 || op == 0x13: // call_indirect
		r.uint()
		r.uint()
	case op == 0x1c: // typed select
		r.bytes(r.uint())
	case 0x28 <= op && op <= 0x3e: // loads and stores
		r.uint()
		r.uint()
	case op == 0x3f || op == 0x40: // memory.size, memory.grow
		r.byte()
	case op == 0x41 || op == 0x42: // constants
		r.int()
	case op == 0x43:
		r.bytes(4)
	case op == 0x44:
		r.bytes(8)
	case op == 0xfc:
		r.skipMisc()
	case op <= 0x01 || op == 0x05 || op == 0x0b || op == 0x0f || op == 0x1a || op == 0x1b || op == 0xd1 || 0x45 <= op && op <= 0xc4:
	default:
		r.fail(fmt.Sprintf("instruction %#x", op))
	}
}

func (r *reader) skipMisc() {
	switch sub := r.uint(); {
	case sub <= 7: // saturating truncation
	case sub == 8 || sub == 10 || sub == 12 || sub == 14:
		r.uint()
		r.uint()
	case sub <= 17:
		r.uint()
	default:
		r.fail(fmt.Sprintf("instruction 0xfc %d", sub))
	}
}

func appendUint(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

func appendInt(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

func appendName(b []byte, s string) []byte {
	return append(appendUint(b, uint64(len(s))), s...)
}
