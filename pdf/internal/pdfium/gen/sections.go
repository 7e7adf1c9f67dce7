package main

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
	var kept []byte
	n := uint64(0)
	for range r.uint() {
		name := string(r.bytes(r.uint()))
		kind, idx := r.byte(), r.uint()
		if kind == 0 {
			if !p.kept[name] {
				continue
			}
			idx = p.shift(idx)
		}
		kept = appendUint(append(appendName(kept, name), kind), idx)
		n++
	}
	b := append(appendUint(nil, n+1+uint64(len(batchFuncs))), kept...)
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
		b = append(b, 0, 0x41)
		b = appendInt(b, elementHead(r))
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

// elementHead reads the beginning of an element segment and returns its offset.
func elementHead(r *reader) int64 {
	if r.byte() != 0 || r.byte() != 0x41 {
		r.fail("element segment of another kind")
	}
	offset := r.int()
	if r.byte() != 0x0b {
		r.fail("offset of an element segment")
	}
	return offset
}

// unreachable is the body of a function that nobody calls.
var unreachable = []byte{0, 0x00, 0x0b}

func (p *patcher) codeSection(r *reader) []byte {
	n := r.uint()
	b := appendUint(nil, n+uint64(len(batchFuncs)))
	for i := range n {
		body := r.bytes(r.uint())
		if i < uint64(len(p.live)) && p.live[i] {
			body = p.function(i, &reader{b: body})
		} else {
			body = unreachable
		}
		b = append(appendUint(b, uint64(len(body))), body...)
	}
	for _, f := range batchFuncs {
		body := f.code(p)
		b = append(appendUint(b, uint64(len(body))), body...)
	}
	return b
}
