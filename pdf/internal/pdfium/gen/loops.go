package main

// The host is called each yieldEvery rounds of loops that call functions or
// hold loops themselves, and each leafEvery rounds of one run of a loop that
// does neither. Leaf loops count in a local variable, that is in a register:
// counting in memory would make the tight ones half as slow again. In the worst
// case yieldEvery x leafEvery short rounds go by between two calls, some 20 ms.
const (
	yieldEvery = 5_000
	leafEvery  = 4_096 // a power of two
)

// counter returns the instructions at the head of a loop, with a local to work in:
// if --counter == 0 { counter = yieldEvery; yield() }.
func (p *patcher) counter(local uint64) []byte {
	b := appendUint([]byte{0x23}, p.globals)
	b = appendUint(append(b, 0x41, 1, 0x6b, 0x22), local)
	b = appendUint(append(b, 0x24), p.globals)
	b = appendUint(append(b, 0x20), local)
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
	out = append(append(out, r.b[declared:r.i]...), 2, i32)
	head, leafHead := p.counter(local+1), p.leafCounter(local)
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
