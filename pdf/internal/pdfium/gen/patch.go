package main

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
	kinds                                        []string // parameters and results of each type, as bytes
	signatures                                   []uint64 // type of each function that is not imported
	loops                                        int
	live                                         []bool          // functions that are not imported and can be reached
	kept                                         map[string]bool // exports that are kept
}

// patch adds to a module
//   - a counter at the head of every loop, which now and then calls the import
//     docket.yield, where the host looks at its context and the scheduler may
//     take the thread. Without it a guest can be neither cancelled nor preempted;
//   - the imports hostFuncs, callable through the function table;
//   - the exports batchFuncs.
//
// It leaves out the exports whose names used does not hold, and the code that
// only they need. It returns the new module and the number of loops.
func patch(src []byte, used map[string]bool) (out []byte, loops int, err error) {
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
	p.prune(secs, used)
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
				params := string(r.bytes(n))
				p.kinds = append(p.kinds, params+":"+string(r.bytes(r.uint())))
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
