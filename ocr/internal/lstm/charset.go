package lstm

import (
	"fmt"
	"strconv"
	"strings"
)

// char is one entry of the character set: a character, a ligature or a cluster.
type char struct {
	text        string
	digit       bool
	undelimited bool // of a script that is written without spaces
	dir         direction
	mirror      int32 // id of the mirror image, such as ) of (
}

// direction says how a character behaves where text runs in two directions.
type direction uint8

const (
	dirNeutral direction = iota
	dirLeft              // left to right
	dirRight             // right to left
	dirNumber            // digits: left to right, whatever is around them
)

// The bidirectional classes of the unicharset file, as numbers of ICU.
func directionOf(class string) direction {
	switch class {
	case "0":
		return dirLeft
	case "1", "13":
		return dirRight
	case "2", "5":
		return dirNumber
	}
	return dirNeutral
}

func readCharset(s string) ([]char, error) {
	lines := strings.Split(s, "\n")
	n, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || n <= 0 || n >= len(lines) || n > 1<<16 {
		return nil, fmt.Errorf("%w: character set without a count", ErrFormat)
	}
	cs := make([]char, n)
	for i := range cs {
		if cs[i], err = readChar(lines[i+1], i); err != nil {
			return nil, err
		}
		if int(cs[i].mirror) >= n || cs[i].mirror < 0 {
			cs[i].mirror = int32(i)
		}
	}
	return cs, nil
}

// readChar parses a line: text, properties (hexadecimal), optional metrics (with
// commas), script, other case, direction, mirror, normal form.
func readChar(line string, id int) (char, error) {
	f := strings.Fields(line)
	if len(f) < 2 {
		return char{}, fmt.Errorf("%w: character %d", ErrFormat, id)
	}
	props, err := strconv.ParseUint(f[1], 16, 32)
	if err != nil {
		return char{}, fmt.Errorf("%w: properties of character %d", ErrFormat, id)
	}
	c := char{text: f[0], digit: props&8 != 0, mirror: int32(id)}
	if c.text == "NULL" {
		c.text = " "
	}
	rest := f[2:]
	if len(rest) > 0 && strings.Contains(rest[0], ",") {
		rest = rest[1:]
	}
	if len(rest) > 0 {
		switch rest[0] {
		case "Han", "Hiragana", "Katakana", "Thai":
			c.undelimited = true
		}
	}
	if len(rest) > 2 {
		c.dir = directionOf(rest[2])
	}
	if len(rest) > 3 {
		if v, err := strconv.ParseInt(rest[3], 10, 32); err == nil {
			c.mirror = int32(v)
		}
	}
	return c, nil
}

// codeTable maps sequences of network outputs to characters. In most models a
// character has one code; in those of large character sets it has several.
type codeTable struct {
	decode map[string]int32   // code sequence -> character
	final  map[string][]int32 // prefix -> codes that complete a character
	next   map[string][]int32 // prefix -> codes that need more after them
	single []int32            // code -> character for sequences of length one, else noChar
	count  int                // codes in use: the highest and one
	multi  bool               // some sequence is longer than one
}

const maxCode = 9 // parts of a code sequence at most

// codeKey makes a code sequence a map key.
func codeKey(c []int32) string {
	var b [2 * (maxCode + 1)]byte
	for i, v := range c {
		b[2*i], b[2*i+1] = byte(v), byte(v>>8)
	}
	return string(b[:2*len(c)])
}

func readRecoder(b []byte, chars, classes int) (codeTable, error) {
	r := &reader{b: b}
	n := int(r.i32())
	if n <= 0 || n > chars {
		return codeTable{}, fmt.Errorf("%w: recoder for %d of %d characters", ErrFormat, n, chars)
	}
	t := codeTable{
		decode: map[string]int32{}, final: map[string][]int32{}, next: map[string][]int32{},
		single: make([]int32, classes),
	}
	for i := range t.single {
		t.single[i] = noChar
	}
	for i := range n {
		r.u8() // sequence normalised
		l := int(r.i32())
		if r.err == nil && (l < 1 || l > maxCode) {
			return codeTable{}, fmt.Errorf("%w: code of %d parts", ErrFormat, l)
		}
		c := make([]int32, max(l, 0))
		for j := range c {
			if c[j] = r.i32(); c[j] < 0 || int(c[j]) >= classes || c[j] > 0xffff {
				return codeTable{}, fmt.Errorf("%w: code outside the network's output", ErrFormat)
			}
		}
		if r.err != nil {
			return codeTable{}, r.err
		}
		t.add(c, int32(i))
	}
	return t, nil
}

func (t *codeTable) add(c []int32, id int32) {
	for _, v := range c {
		t.count = max(t.count, int(v)+1)
	}
	last := len(c) - 1
	t.decode[codeKey(c)] = id
	addOnce(t.final, codeKey(c[:last]), c[last])
	for j := last - 1; j >= 0; j-- {
		t.multi = true
		addOnce(t.next, codeKey(c[:j]), c[j])
	}
	if last == 0 {
		t.single[c[0]] = id
	}
}

func addOnce(m map[string][]int32, k string, v int32) {
	for _, x := range m[k] {
		if x == v {
			return
		}
	}
	m[k] = append(m[k], v)
}
