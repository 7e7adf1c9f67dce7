package lstm

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// A dawg is a packed word graph: one 64-bit record an edge = letter | flags
// (last, backward, word end) | next node.
type dawg struct {
	edges   []uint64
	letter  uint64 // mask
	flag    uint   // place of the flags
	root    int    // edges of node 0, sorted
	number  bool   // digits stand for each other
	permute uint8
}

const (
	noEdge      = int32(-1)
	anyLetter   = int32(0) // stands for "a word" in the punctuation graph and for "a digit" in the number graph
	magicDawg   = 42
	dawgFlags   = 3
	flagLast    = 1
	flagWordEnd = 4
)

// How sure a reading of a word is by its graph; greater is better
// (PermuterType).
const (
	permNone   = 0
	permPunc   = 1
	permTop    = 2
	permNumber = 6
	permUser   = 7
	permWord   = 8
)

func readDawg(b []byte, number bool, perm uint8) (*dawg, error) {
	if b == nil {
		return nil, nil
	}
	if len(b) < 10 || binary.LittleEndian.Uint16(b) != magicDawg {
		return nil, fmt.Errorf("%w: word graph without its mark", ErrFormat)
	}
	set, n := binary.LittleEndian.Uint32(b[2:]), int(binary.LittleEndian.Uint32(b[6:]))
	if n < 1 || n > (len(b)-10)/8 || set > 1<<24 {
		return nil, fmt.Errorf("%w: size of a word graph", ErrFormat)
	}
	d := &dawg{number: number, permute: perm, flag: uint(bits.Len32(set)), edges: make([]uint64, n)}
	d.letter = 1<<d.flag - 1
	for i := range d.edges {
		d.edges[i] = binary.LittleEndian.Uint64(b[10+8*i:])
		if e := d.edges[i]; e != d.empty() && e>>(d.flag+dawgFlags) >= uint64(n) {
			return nil, fmt.Errorf("%w: edge out of its word graph", ErrFormat)
		}
	}
	for d.root < n && d.edges[d.root] != d.empty() {
		d.root++
		if d.last(int32(d.root - 1)) {
			break
		}
	}
	return d, nil
}

func (d *dawg) empty() uint64        { return ^uint64(0) << (d.flag + dawgFlags) }
func (d *dawg) last(e int32) bool    { return d.edges[e]>>d.flag&flagLast != 0 }
func (d *dawg) wordEnd(e int32) bool { return e >= 0 && d.edges[e]>>d.flag&flagWordEnd != 0 }

// after gives the node an edge leads to; -1 when nothing follows. Edge -1 is
// the start.
func (d *dawg) after(e int32) int32 {
	if e < 0 {
		return 0
	}
	n := int32(d.edges[e] >> (d.flag + dawgFlags))
	if n == 0 {
		return -1
	}
	return n
}

// find returns the edge of a node for a letter, or noEdge.
func (d *dawg) find(node, ch int32) int32 {
	if node < 0 {
		return noEdge
	}
	if node == 0 {
		return d.findRoot(ch)
	}
	for e := node; int(e) < len(d.edges) && d.edges[e] != d.empty(); e++ {
		if int32(d.edges[e]&d.letter) == ch {
			return e
		}
		if d.last(e) {
			break
		}
	}
	return noEdge
}

func (d *dawg) findRoot(ch int32) int32 {
	lo, hi := 0, d.root-1
	for lo <= hi {
		m := (lo + hi) / 2
		switch l := int32(d.edges[m] & d.letter); {
		case l == ch:
			return int32(m)
		case l < ch:
			lo = m + 1
		default:
			hi = m - 1
		}
	}
	return noEdge
}

func (d *dawg) char(id int32, digit bool) int32 {
	if d.number && digit {
		return anyLetter
	}
	return id
}
