package xobject

import "strings"

// The codes of ITU-T T.4, tables 2 and 3: runs of 0 to 63 pixels, then of 64,
// 128 … 1728, then (the same for both colours) of 1792 … 2560.
var (
	whiteCodes = parseCodes("00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 " +
		"101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 " +
		"0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 " +
		"00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 " +
		"01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011 " +
		"00110010 00110011 00110100" + " " +
		"11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 " +
		"011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 " +
		"010011000 010011001 010011010 011000 010011011" + " " + longRuns)
	blackCodes = parseCodes("0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 " +
		"000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 " +
		"00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 " +
		"000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 " +
		"000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100 " +
		"000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 " +
		"000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 000001011001 " +
		"000000101011 000000101100 000001011010 000001100110 000001100111" + " " +
		"0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 " +
		"0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 " +
		"0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 " +
		"0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 0000001100101" + " " + longRuns)
)

const longRuns = "00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 " +
	"000000010111 000000011100 000000011101 000000011110 000000011111"

// The modes of ITU-T T.6, table 1.
var (
	passMode       = parseCode("0001")
	horizontalMode = parseCode("001")
	// verticalModes[3+d] codes that a1 lies d pixels to the right of b1.
	verticalModes = parseCodes("0000010 000010 010 1 011 000011 0000011")
	endOfBlock    = parseCode("000000000001000000000001")
)

// A code is the n low bits of v.
type code struct {
	v uint32
	n int
}

func parseCodes(s string) []code {
	var out []code
	for f := range strings.FieldsSeq(s) {
		out = append(out, parseCode(f))
	}
	return out
}

func parseCode(s string) code {
	var v uint32
	for _, c := range s {
		v = v<<1 | uint32(c-'0')
	}
	return code{v, len(s)}
}

// A g4 encodes rows of one bit a pixel, 1 = black, by ITU-T T.6 (Group 4).
type g4 struct {
	width    int
	ref, cur []int // where the colour changes, beginning with white
	out      []byte
	acc      uint64
	bits     int
}

func newG4(width int) *g4 { return &g4{width: width} }

// row encodes one row of (width+7)/8 bytes.
func (e *g4) row(packed []byte) {
	e.cur = e.changes(e.cur[:0], packed)
	a0, black := -1, 0 // the imaginary white pixel before the row
	i, k := 0, 0       // changes up to a0 in cur and ref
	for a0 < e.width {
		for i < len(e.cur) && e.cur[i] <= a0 {
			i++
		}
		for k < len(e.ref) && e.ref[k] <= a0 {
			k++
		}
		a1, b1 := i+(i+black)%2, k+(k+black)%2 // the next to the opposite colour
		a1x, b1x, b2x := at(e.cur, a1, e.width), at(e.ref, b1, e.width), at(e.ref, b1+1, e.width)
		switch d := a1x - b1x; {
		case b2x < a1x:
			e.put(passMode)
			a0 = b2x
		case d >= -3 && d <= 3:
			e.put(verticalModes[3+d])
			a0, black = a1x, 1-black
		default:
			a2x := at(e.cur, a1+1, e.width)
			e.put(horizontalMode)
			e.run(a1x-max(a0, 0), black)
			e.run(a2x-a1x, 1-black)
			a0 = a2x
		}
	}
	e.ref, e.cur = e.cur, e.ref
}

// changes appends the positions at which the colour of a row changes.
func (e *g4) changes(out []int, packed []byte) []int {
	last := byte(0)
	for i, b := range packed {
		if b == -last {
			continue // eight pixels of the same colour
		}
		for k := range 8 {
			x := 8*i + k
			if x >= e.width {
				break
			}
			if v := b >> (7 - k) & 1; v != last {
				out = append(out, x)
				last = v
			}
		}
	}
	return out
}

// at returns change i, or the imaginary one behind the row.
func at(changes []int, i, width int) int {
	if i < len(changes) {
		return changes[i]
	}
	return width
}

func (e *g4) run(n, black int) {
	codes := whiteCodes
	if black == 1 {
		codes = blackCodes
	}
	for n >= 2560 {
		e.put(codes[63+2560/64])
		n -= 2560
	}
	if n >= 64 {
		e.put(codes[63+n/64])
		n %= 64
	}
	e.put(codes[n])
}

func (e *g4) put(c code) {
	e.acc = e.acc<<c.n | uint64(c.v)
	e.bits += c.n
	for e.bits >= 8 {
		e.bits -= 8
		e.out = append(e.out, byte(e.acc>>e.bits))
	}
}

// finish ends the block and returns all bytes.
func (e *g4) finish() []byte {
	e.put(endOfBlock)
	if e.bits > 0 {
		e.put(code{0, 8 - e.bits})
	}
	return e.out
}
