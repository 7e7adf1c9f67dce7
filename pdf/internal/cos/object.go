package cos

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Append writes o to b in PDF syntax, keys sorted. Nil and unknown objects are
// null. Objects are trees of at most maxNesting levels (references are leaves),
// so recursion is bounded.
func Append(b []byte, o types.Object) []byte {
	switch o := o.(type) {
	case types.Dict:
		return appendDict(b, o)
	case types.Array:
		b = append(b, '[')
		for _, v := range o {
			b = Append(b, v)
		}
		return append(b, ']')
	case types.Name:
		return append(append(b, '/'), types.EncodeName(string(o))...)
	case types.StringLiteral:
		return append(append(append(b, '('), o...), ')')
	case types.HexLiteral:
		return append(append(append(b, '<'), o...), '>')
	}
	b = space(b)
	switch o := o.(type) {
	case types.IndirectRef:
		return appendRef(b, o)
	case *types.IndirectRef:
		return appendRef(b, *o)
	case types.Integer:
		return strconv.AppendInt(b, int64(o), 10)
	case types.Float:
		return appendFloat(b, float64(o))
	case types.Boolean:
		return strconv.AppendBool(b, bool(o))
	}
	return append(b, "null"...)
}

func appendDict(b []byte, d types.Dict) []byte {
	b = append(b, "<<"...)
	for _, k := range sortedKeys(d) {
		b = append(append(b, '/'), types.EncodeName(k)...)
		b = Append(b, d[k])
	}
	return append(b, ">>"...)
}

// sortedKeys returns the keys of d that are not null.
func sortedKeys(d types.Dict) []string {
	keys := make([]string, 0, len(d))
	for k, v := range d {
		if v != nil {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// space separates two tokens where the syntax needs it.
func space(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	switch b[len(b)-1] {
	case '[', ']', '<', '>', '(', ')', ' ', '\n':
		return b
	}
	return append(b, ' ')
}

func appendRef(b []byte, r types.IndirectRef) []byte {
	b = strconv.AppendInt(b, int64(r.ObjectNumber), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(r.GenerationNumber), 10)
	return append(b, " R"...)
}

func appendFloat(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, '0')
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// Numbers returns v as an array.
func Numbers(v ...float64) types.Array {
	a := make(types.Array, len(v))
	for i, f := range v {
		if f == math.Trunc(f) && math.Abs(f) < 1e15 {
			a[i] = types.Integer(f)
		} else {
			a[i] = types.Float(math.Round(f*1e6) / 1e6)
		}
	}
	return a
}

// Text returns s as a text string: PDFDocEncoding's ASCII part, else UTF-16.
func Text(s string) types.Object {
	b := make([]byte, 0, 2*len(s)+2)
	ascii := true
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			ascii = false
			break
		}
	}
	if ascii {
		b = append(b, s...)
	} else {
		b = append(b, 0xfe, 0xff)
		for _, r := range s {
			if r >= 0x10000 {
				r -= 0x10000
				b = append(b, 0xd8|byte(r>>18), byte(r>>10), 0xdc|byte(r>>8&3), byte(r))
				continue
			}
			b = append(b, byte(r>>8), byte(r))
		}
	}
	return Literal(b)
}

// Literal returns b as a string object.
func Literal(b []byte) types.StringLiteral {
	out := make([]byte, 0, len(b)+8)
	for _, c := range b {
		switch c {
		case '(', ')', '\\':
			out = append(out, '\\', c)
		case '\r': // unescaped it would be read as a line feed
			out = append(out, '\\', 'r')
		default:
			out = append(out, c)
		}
	}
	return types.StringLiteral(out)
}

// Date returns t as a date string, in the time zone of t.
func Date(t time.Time) types.Object {
	s := t.Format("D:20060102150405Z0700") // Z, or +0100
	if i := len(s) - 2; s[len(s)-1] != 'Z' {
		s = s[:i] + "'" + s[i:] + "'"
	}
	return types.StringLiteral(s)
}

// DecodeText returns the text of the bytes of a text string.
func DecodeText(b []byte) string {
	if len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff {
		u := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
		}
		return string(utf16.Decode(u))
	}
	if rest, ok := bytes.CutPrefix(b, []byte("\xef\xbb\xbf")); ok {
		return strings.ToValidUTF8(string(rest), "\ufffd")
	}
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c) // PDFDocEncoding is Latin-1 but for a few signs
		if c >= 0x80 && c <= 0xa0 {
			out[i] = docEncoding[c-0x80]
		}
	}
	return string(out)
}

// docEncoding is PDFDocEncoding from 0x80 to 0xa0.
var docEncoding = []rune("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€")
