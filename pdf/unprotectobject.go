package pdf

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// An objectReader reads an object of an encrypted file.
type objectReader struct {
	data    []byte
	at      int // offset, advanced
	end     int // where the next object begins
	c       *cos.Decrypter
	offsets map[int]int
	number  int
	gen     int
	out     []byte
}

// read returns the object decrypted, or nil where there is none to keep.
func (r *objectReader) read() []byte {
	begin := bytes.Index(r.data[r.at:r.end], []byte("obj"))
	if begin < 0 {
		return nil
	}
	gen, _ := lastNumber(r.data[r.at : r.at+begin])
	r.gen = max(gen, 0)
	r.at += begin + len("obj")
	if !r.head() {
		return r.out
	}
	if xrefType.Match(r.out) {
		return nil
	}
	raw := r.stream()
	plain := raw
	switch {
	case hasKey(r.out, "/Crypt"):
	case r.c.PlainMetadata() && metadataType.Match(r.out):
	default:
		plain = r.c.Stream(raw, r.number, r.gen)
	}
	if m := streamLength.FindIndex(r.out); m != nil {
		r.out = append(fmt.Appendf(bytes.Clone(r.out[:m[0]]), "/Length %d", len(plain)), r.out[m[1]:]...)
	}
	r.out = append(append(r.out, "stream\n"...), plain...)
	return append(r.out, "\nendstream"...)
}

var (
	metadataType = regexp.MustCompile(`/Type\s*/Metadata\b`)
	streamLength = regexp.MustCompile(`/Length\s+(\d+)(\s+\d+\s+R\b)?`)
	plainInteger = regexp.MustCompile(`^\s*\d+\s+\d+\s+obj\s*(\d+)\s*endobj`)
)

// head copies what stands before the stream or end of the object, its strings
// decrypted. It reports whether a stream follows, whose data begins at r.at.
func (r *objectReader) head() bool {
	for r.at < r.end {
		rest := r.data[r.at:r.end]
		switch c := rest[0]; {
		case c == '(':
			r.literal(rest)
		case bytes.HasPrefix(rest, []byte("<<")):
			r.copy(2)
		case c == '<':
			r.hex(rest)
		case c == '%':
			r.at += lineEnd(rest)
		case c == '/':
			r.copy(1 + tokenEnd(rest[1:]))
		default:
			n := max(tokenEnd(rest), 1)
			switch string(rest[:n]) {
			case "endobj":
				return false
			case "stream":
				r.at += n
				if bytes.HasPrefix(r.data[r.at:], []byte("\r\n")) {
					r.at++
				}
				r.at = min(r.at+1, len(r.data))
				return true
			}
			r.copy(n)
		}
	}
	return false
}

func (r *objectReader) copy(n int) {
	r.out = append(r.out, r.data[r.at:r.at+n]...)
	r.at += n
}

// tokenEnd returns where the regular characters at the beginning of b end.
func tokenEnd(b []byte) int {
	if i := bytes.IndexAny(b, "\x00\t\n\f\r ()<>[]{}/%"); i >= 0 {
		return i
	}
	return len(b)
}

func lineEnd(b []byte) int {
	if i := bytes.IndexAny(b, "\r\n"); i >= 0 {
		return i
	}
	return len(b)
}

// literal copies the string (...) at the beginning of rest.
func (r *objectReader) literal(rest []byte) {
	depth, end := 0, len(rest)
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				end = i + 1
			}
		}
		if end <= i+1 {
			break
		}
	}
	r.at += end
	b, err := types.Unescape(string(rest[1:max(end-1, 1)]))
	if err != nil {
		b = nil
	}
	r.str(b)
}

// hex copies the string <...> at the beginning of rest.
func (r *objectReader) hex(rest []byte) {
	end := bytes.IndexByte(rest, '>')
	if end < 0 {
		end = len(rest) - 1
	}
	r.at += end + 1
	digits := bytes.Join(bytes.Fields(rest[1:max(end, 1)]), nil)
	if len(digits)%2 != 0 {
		digits = append(digits, '0')
	}
	b := make([]byte, len(digits)/2)
	if _, err := hex.Decode(b, digits); err != nil {
		b = nil
	}
	r.str(b)
}

func (r *objectReader) str(b []byte) {
	r.out = cos.Append(r.out, types.NewHexLiteral(r.c.String(b, r.number, r.gen)))
}

// stream returns the data of the stream at r.at: as long as its dictionary
// says, where it ends there.
func (r *objectReader) stream() []byte {
	rest := r.data[r.at:]
	if n := r.length(); n >= 0 && n <= len(rest) && bytes.HasPrefix(bytes.TrimLeft(rest[n:min(n+32, len(rest))], "\r\n\t "), []byte("endstream")) {
		return rest[:n]
	}
	rest = r.data[r.at:max(r.end, r.at)]
	end := bytes.Index(rest, []byte("endstream"))
	if end < 0 {
		return rest
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(rest[:end], []byte("\n")), []byte("\r"))
}

// length returns what the dictionary says of the length of the stream, or -1.
func (r *objectReader) length() int {
	m := streamLength.FindSubmatch(r.out)
	if m == nil {
		return -1
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return -1
	}
	if len(m[2]) == 0 {
		return n
	}
	at, ok := r.offsets[n]
	if !ok {
		return -1
	}
	m = plainInteger.FindSubmatch(r.data[at:min(at+64, len(r.data))])
	if m == nil {
		return -1
	}
	if n, err = strconv.Atoi(string(m[1])); err != nil {
		return -1
	}
	return n
}
