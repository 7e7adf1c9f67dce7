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
	disabled    bool // not to be read
	dir         direction
}

// direction is the bidirectional class of a character, in ICU's numbers.
type direction uint8

// The classes that matter here; every other is neutral.
const (
	dirLeft       direction = 0 // left to right
	dirRight      direction = 1
	dirNumber     direction = 2 // European
	dirSeparator  direction = 3 // of European numbers
	dirTerminator direction = 4 // of European numbers, such as a currency sign
	dirArabNumber direction = 5
	dirCommonSep  direction = 6
	dirNeutral    direction = 10
	dirArabic     direction = 13
)

// charset is the characters of a model.
type charset struct {
	chars     []char
	delimited bool // the language separates its words by spaces
	rtl       bool // has characters of a script that runs from right to left
}

func readCharset(s string) (charset, error) {
	lines := strings.Split(s, "\n")
	n, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || n <= 0 || n >= len(lines) || n > 1<<16 {
		return charset{}, fmt.Errorf("%w: character set without a count", ErrFormat)
	}
	cs := charset{chars: make([]char, n), delimited: true}
	for i := range cs.chars {
		c, script, err := readChar(lines[i+1], i)
		if err != nil {
			return charset{}, err
		}
		switch script {
		case "Han", "Katakana", "Thai":
			c.undelimited, cs.delimited = true, false
		case "Hiragana", "Hangul":
			c.undelimited = true
		}
		cs.rtl = cs.rtl || c.dir == dirRight || c.dir == dirArabic
		cs.chars[i] = c
	}
	return cs, nil
}

// readChar parses a line: text, properties (hexadecimal), optional metrics (with
// commas), script, other case, direction, mirror, normal form.
func readChar(line string, id int) (c char, script string, err error) {
	f := strings.Fields(line)
	if len(f) < 2 {
		return c, "", fmt.Errorf("%w: character %d", ErrFormat, id)
	}
	props, err := strconv.ParseUint(f[1], 16, 32)
	if err != nil {
		return c, "", fmt.Errorf("%w: properties of character %d", ErrFormat, id)
	}
	c = char{text: f[0], digit: props&8 != 0, dir: dirNeutral}
	if c.text == "NULL" {
		c.text = " "
	}
	rest := f[2:]
	if len(rest) > 0 && strings.Contains(rest[0], ",") {
		rest = rest[1:]
	}
	if len(rest) > 0 {
		script = rest[0]
	}
	if len(rest) > 2 {
		if v, err := strconv.ParseUint(rest[2], 10, 8); err == nil {
			c.dir = direction(v)
		}
	}
	return c, script, nil
}

// disable takes characters out that the model's own configuration does not
// want to be read (Hindi, for one, leaves out the digit 1, which looks like its
// full stop).
func (cs *charset) disable(config string) {
	for line := range strings.Lines(config) {
		f := strings.Fields(line)
		if len(f) != 2 || f[0] != "tessedit_char_blacklist" {
			continue
		}
		for i := range cs.chars {
			if i != int(space) && strings.Contains(f[1], cs.chars[i].text) {
				cs.chars[i].disabled = true
			}
		}
	}
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
