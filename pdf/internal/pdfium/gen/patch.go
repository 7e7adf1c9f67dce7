package main

import "fmt"

// The host is called each yieldEvery rounds of loops that call functions or
// hold loops themselves, and each leafEvery rounds of one run of a loop that
// does neither. Leaf loops count in a local variable, that is in a register:
// counting in memory would make the tight ones half as slow again. In the worst
// case yieldEvery x leafEvery short rounds go by between two calls, some 20 ms.
const (
	yieldEvery = 5_000
	leafEvery  = 4_096 // a power of two
)

// The WebAssembly value types.
const (
	i32 = 0x7f
	f32 = 0x7d
	f64 = 0x7c
)

// A hostFunc is a function that the patched module imports from module
// "docket".
type hostFunc struct {
	name    string
	params  []byte
	results []byte
}

// hostFuncs are the added imports. All but the first are also put into the
// function table, in this order, starting at the exported global
// docket_table: these are the callbacks that PDFium takes by pointer.
var hostFuncs = []hostFunc{
	{"yield", nil, nil},
	{"get_block", []byte{i32, i32, i32, i32}, []byte{i32}},               // FPDF_FILEACCESS.m_GetBlock
	{"write_block", []byte{i32, i32, i32}, []byte{i32}},                  // FPDF_FILEWRITE.WriteBlock
	{"font_release", []byte{i32}, nil},                                   // FPDF_SYSFONTINFO.Release
	{"font_enum", []byte{i32, i32}, nil},                                 // .EnumFonts
	{"font_map", []byte{i32, i32, i32, i32, i32, i32, i32}, []byte{i32}}, // .MapFont
	{"font_get", []byte{i32, i32}, []byte{i32}},                          // .GetFont
	{"font_data", []byte{i32, i32, i32, i32, i32}, []byte{i32}},          // .GetFontData
	{"font_face", []byte{i32, i32, i32, i32}, []byte{i32}},               // .GetFaceName
	{"font_charset", []byte{i32, i32}, []byte{i32}},                      // .GetFontCharset
	{"font_delete", []byte{i32, i32}, nil},                               // .DeleteFont
}

// A section is one section of a module: its id and its payload.
type section struct {
	id   byte
	data []byte
}

// A patcher holds what is known of the module while its sections are rewritten.
type patcher struct {
	types, imports, functions, globals, tableMin uint64 // counts before the patch
	exports                                      map[string]uint64
	params                                       []uint64 // number of parameters of each type
	signatures                                   []uint64 // type of each function that is not imported
	loops                                        int
}

// patch adds to a module
//   - a counter at the head of every loop, which now and then calls the import
//     docket.yield, where the host looks at its context and the scheduler may
//     take the thread. Without it a guest can be neither cancelled nor preempted;
//   - the imports hostFuncs, callable through the function table;
//   - the exports batchFuncs.
//
// It returns the new module and the number of loops.
func patch(src []byte) (out []byte, loops int, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(decodeError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	secs := split(src)
	p := &patcher{exports: map[string]uint64{}}
	p.survey(secs)
	out = append(out, src[:8]...)
	for _, s := range secs {
		if s.id == 0 {
			continue // names and debug data
		}
		data := p.rewrite(s)
		out = append(out, s.id)
		out = appendUint(out, uint64(len(data)))
		out = append(out, data...)
	}
	return out, p.loops, nil
}

func split(src []byte) []section {
	r := &reader{b: src, i: 8}
	var secs []section
	for r.i < len(r.b) {
		id := r.byte()
		secs = append(secs, section{id, r.bytes(r.uint())})
	}
	return secs
}

// survey reads the counts and the exports.
func (p *patcher) survey(secs []section) {
	for _, s := range secs {
		r := &reader{b: s.data}
		switch s.id {
		case 1:
			p.types = r.uint()
			for range p.types {
				if r.byte() != 0x60 {
					r.fail("type that is no function")
				}
				n := r.uint()
				p.params = append(p.params, n)
				r.bytes(n)
				r.bytes(r.uint())
			}
		case 2:
			p.imports = r.uint()
			for range p.imports {
				r.bytes(r.uint())
				r.bytes(r.uint())
				if k := r.byte(); k != 0 {
					r.fail("import that is no function")
				}
				r.uint()
			}
		case 3:
			p.functions = r.uint()
			for range p.functions {
				p.signatures = append(p.signatures, r.uint())
			}
		case 4:
			if n, kind, flags := r.uint(), r.byte(), r.byte(); n != 1 || kind != 0x70 || flags != 0 {
				r.fail("want one function table without maximum")
			}
			p.tableMin = r.uint()
		case 6:
			p.globals = r.uint()
		case 7:
			for range r.uint() {
				name := string(r.bytes(r.uint()))
				kind, idx := r.byte(), r.uint()
				if kind == 0 {
					p.exports[name] = idx
				}
			}
		}
	}
}

// shift returns the index that function idx has after the imports were added.
func (p *patcher) shift(idx uint64) uint64 {
	if idx < p.imports {
		return idx
	}
	return idx + uint64(len(hostFuncs))
}

func (p *patcher) rewrite(s section) []byte {
	r := &reader{b: s.data}
	switch s.id {
	case 1:
		return p.typeSection(r)
	case 2:
		b := appendUint(nil, r.uint()+uint64(len(hostFuncs)))
		b = append(b, r.rest()...)
		for i, f := range hostFuncs {
			b = appendName(b, "docket")
			b = appendName(b, f.name)
			b = append(b, 0)
			b = appendUint(b, p.types+uint64(i))
		}
		return b
	case 3:
		b := appendUint(nil, r.uint()+uint64(len(batchFuncs)))
		b = append(b, r.rest()...)
		for range batchFuncs {
			b = appendUint(b, p.types+uint64(len(hostFuncs)))
		}
		return b
	case 4:
		b := []byte{1, 0x70, 0}
		return appendUint(b, p.tableMin+uint64(len(hostFuncs)-1))
	case 6:
		b := appendUint(nil, r.uint()+2)
		b = append(b, r.rest()...)
		b = appendInt(append(b, i32, 1, 0x41), yieldEvery) // the counter
		b = append(b, 0x0b)
		b = appendInt(append(b, i32, 0, 0x41), int64(p.tableMin)) // docket_table
		return append(b, 0x0b)
	case 7:
		return p.exportSection(r)
	case 9:
		return p.elementSection(r)
	case 10:
		return p.codeSection(r)
	}
	return s.data
}

func (p *patcher) typeSection(r *reader) []byte {
	b := appendUint(nil, r.uint()+uint64(len(hostFuncs))+1)
	b = append(b, r.rest()...)
	for _, f := range append(hostFuncs[:len(hostFuncs):len(hostFuncs)], batchType) {
		b = appendUint(append(b, 0x60), uint64(len(f.params)))
		b = append(b, f.params...)
		b = appendUint(b, uint64(len(f.results)))
		b = append(b, f.results...)
	}
	return b
}

func (p *patcher) exportSection(r *reader) []byte {
	n := r.uint()
	b := appendUint(nil, n+1+uint64(len(batchFuncs)))
	for range n {
		b = appendName(b, string(r.bytes(r.uint())))
		kind, idx := r.byte(), r.uint()
		if kind == 0 {
			idx = p.shift(idx)
		}
		b = appendUint(append(b, kind), idx)
	}
	b = appendUint(append(appendName(b, "docket_table"), 3), p.globals+1)
	for i, f := range batchFuncs {
		b = appendUint(append(appendName(b, f.name), 0), p.imports+uint64(len(hostFuncs))+p.functions+uint64(i))
	}
	return b
}

func (p *patcher) elementSection(r *reader) []byte {
	n := r.uint()
	b := appendUint(nil, n+1)
	for range n {
		if r.byte() != 0 || r.byte() != 0x41 {
			r.fail("element segment of another kind")
		}
		b = append(b, 0, 0x41)
		b = appendInt(b, r.int())
		if r.byte() != 0x0b {
			r.fail("offset of an element segment")
		}
		k := r.uint()
		b = appendUint(append(b, 0x0b), k)
		for range k {
			b = appendUint(b, p.shift(r.uint()))
		}
	}
	b = appendInt(append(b, 0, 0x41), int64(p.tableMin))
	b = appendUint(append(b, 0x0b), uint64(len(hostFuncs)-1))
	for i := 1; i < len(hostFuncs); i++ {
		b = appendUint(b, p.imports+uint64(i))
	}
	return b
}

func (p *patcher) codeSection(r *reader) []byte {
	n := r.uint()
	b := appendUint(nil, n+uint64(len(batchFuncs)))
	for i := range n {
		body := p.function(i, &reader{b: r.bytes(r.uint())})
		b = append(appendUint(b, uint64(len(body))), body...)
	}
	for _, f := range batchFuncs {
		body := f.code(p)
		b = append(appendUint(b, uint64(len(body))), body...)
	}
	return b
}

// counter returns the instructions at the head of a loop:
// if --counter == 0 { counter = yieldEvery; yield() }.
func (p *patcher) counter() []byte {
	b := appendUint([]byte{0x23}, p.globals)
	b = appendUint(append(b, 0x41, 1, 0x6b, 0x24), p.globals)
	b = appendUint(append(b, 0x23), p.globals)
	b = appendInt(append(b, 0x45, 0x04, 0x40, 0x41), yieldEvery)
	b = appendUint(append(b, 0x24), p.globals)
	b = appendUint(append(b, 0x10), p.imports)
	return append(b, 0x0b)
}

// leafCounter returns the instructions at the head of a leaf loop:
// if ++local % leafEvery == 0 { yield() }.
func (p *patcher) leafCounter(local uint64) []byte {
	b := appendUint([]byte{0x20}, local)
	b = appendUint(append(b, 0x41, 1, 0x6a, 0x22), local)
	b = appendInt(append(b, 0x41), leafEvery-1)
	b = appendUint(append(b, 0x71, 0x45, 0x04, 0x40, 0x10), p.imports)
	return append(b, 0x0b)
}

// function rewrites the body of function i of those that are not imported:
// calls are renumbered, loops counted.
func (p *patcher) function(i uint64, r *reader) []byte {
	if i >= uint64(len(p.signatures)) || p.signatures[i] >= uint64(len(p.params)) {
		r.fail("function without a type")
	}
	local := p.params[p.signatures[i]] // the first free one
	groups := r.uint()
	declared := r.i
	for range groups {
		local += r.uint()
		r.byte()
	}
	leaves := leafLoops(&reader{b: r.b, i: r.i})
	out := appendUint(nil, groups+1)
	out = append(append(out, r.b[declared:r.i]...), 1, i32)
	head, leafHead := p.counter(), p.leafCounter(local)
	done := r.i // r.b[:done] is in out
	for r.i < len(r.b) {
		start := r.i
		switch op := r.byte(); op {
		case 0x03: // loop
			r.int()
			out = append(out, r.b[done:r.i]...)
			if leaves[start] {
				out = append(out, leafHead...)
			} else {
				out = append(out, head...)
			}
			done = r.i
			p.loops++
		case 0x10, 0x12, 0xd2: // call, return_call, ref.func
			out = append(append(out, r.b[done:start]...), op)
			out = appendUint(out, p.shift(r.uint()))
			done = r.i
		default:
			r.skipOperands(op)
		}
	}
	return append(out, r.b[done:]...)
}

// leafLoops returns where the loops begin that neither call functions nor hold
// other loops.
func leafLoops(r *reader) map[int]bool {
	leaves := map[int]bool{}
	var open []int // where the enclosing blocks begin; -1 = no loop, or no leaf
	notLeaf := func() {
		for i := range open {
			open[i] = -1
		}
	}
	for r.i < len(r.b) {
		start := r.i
		switch op := r.byte(); op {
		case 0x02, 0x04: // block, if
			r.int()
			open = append(open, -1)
		case 0x03: // loop
			r.int()
			notLeaf()
			open = append(open, start)
		case 0x0b: // end
			if n := len(open); n > 0 {
				if open[n-1] >= 0 {
					leaves[open[n-1]] = true
				}
				open = open[:n-1]
			}
		case 0x10, 0x11, 0x12, 0x13: // calls
			r.skipOperands(op)
			notLeaf()
		default:
			r.skipOperands(op)
		}
	}
	return leaves
}

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
