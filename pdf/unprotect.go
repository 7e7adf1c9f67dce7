package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/docket-go/docket/pdf/internal/cos"
	"github.com/docket-go/docket/pdf/internal/pdfium"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	maxEncryption  = 16 << 10 // bytes of an encryption dictionary
	maxEncryptions = 8        // places in a file that name one
)

var (
	encryptKey   = regexp.MustCompile(`/Encrypt\s*(?:(\d+)\s+\d+\s+R|<<)`)
	identifiers  = regexp.MustCompile(`/ID\s*\[`)
	documentRefs = regexp.MustCompile(`/(?:Root|Info)\s+\d+\s+\d+\s+R`)
)

// unprotect decrypts a file as a whole, for the cases that the renderer or the
// parser gets wrong: see needsUnprotect. The result has a new cross-reference
// table. Without error and result the file is not encrypted.
func unprotect(data []byte, password string) ([]byte, error) {
	var err error
	offsets := findObjects(data)
	for _, at := range lastMatches(encryptKey, data) {
		dict, number := encryptionAt(data, at, offsets)
		if dict == nil {
			continue
		}
		for _, id := range identifiersOf(data) {
			var c *cos.Decrypter
			if c, err = cos.NewDecrypter(dict, id, password); err == nil {
				delete(offsets, number)
				return plainFile(data, offsets, c), nil
			}
		}
	}
	return nil, err
}

// lastMatches returns the last few matches of r, the last first.
func lastMatches(r *regexp.Regexp, data []byte) [][]int {
	found := r.FindAllSubmatchIndex(data, -1)
	slices.Reverse(found)
	return found[:min(len(found), maxEncryptions)]
}

// encryptionAt returns the encryption dictionary that a match of encryptKey names
// or begins, with its object number, 0 = none.
func encryptionAt(data []byte, at []int, offsets map[int]int) (types.Dict, int) {
	number, begin := 0, at[1]-len("<<")
	if at[2] >= 0 {
		number, _ = strconv.Atoi(string(data[at[2]:at[3]]))
		offset, ok := offsets[number]
		if !ok {
			return nil, 0
		}
		begin = offset + bytes.Index(data[offset:], []byte("obj")) + len("obj")
	}
	d, _ := parseObject(data, begin).(types.Dict)
	return d, number
}

// parseObject parses a small object at a place of a file, nil where it cannot.
func parseObject(data []byte, at int) (o types.Object) {
	defer func() {
		if recover() != nil {
			o = nil
		}
	}()
	text := string(data[at:min(len(data), at+maxEncryption)])
	o, err := model.ParseObjectContext(context.Background(), &text, 0, 8)
	if err != nil {
		return nil
	}
	return o
}

// identifiersOf returns the first identifiers that a file has, the empty one for
// those that have none.
func identifiersOf(data []byte) [][]byte {
	var out [][]byte
	for _, at := range lastMatches(identifiers, data) {
		a, _ := parseObject(data, at[1]-1).(types.Array)
		if len(a) == 0 {
			continue
		}
		var b []byte
		var err error
		switch s := a[0].(type) {
		case types.HexLiteral:
			b, err = s.Bytes()
		case types.StringLiteral:
			b, err = types.Unescape(string(s))
		}
		if err == nil && !slices.ContainsFunc(out, func(o []byte) bool { return bytes.Equal(o, b) }) {
			out = append(out, b)
		}
	}
	return append(out, nil)
}

// plainFile writes the objects of a file decrypted.
func plainFile(data []byte, offsets map[int]int, c *cos.Decrypter) []byte {
	out := bytes.NewBuffer(make([]byte, 0, len(data)+len(data)/8))
	out.WriteString("%PDF-1.7\n")
	numbers := slices.SortedFunc(maps.Keys(offsets), func(a, b int) int { return offsets[a] - offsets[b] })
	for i, n := range numbers {
		end := len(data)
		if i+1 < len(numbers) {
			end = offsets[numbers[i+1]]
		}
		o := objectReader{data: data, at: offsets[n], end: end, c: c, offsets: offsets, number: n}
		if body := o.read(); body != nil {
			fmt.Fprintf(out, "%d 0 obj\n", n)
			out.Write(body)
			out.WriteString("\nendobj\n")
		}
	}
	out.WriteString("trailer\n<<")
	entries := map[string]bool{}
	for _, m := range slices.Backward(documentRefs.FindAll(data, -1)) {
		if key := string(m[:5]); !entries[key] {
			entries[key] = true
			out.Write(append([]byte(" "), m...))
		}
	}
	out.WriteString(" >>\n")
	return out.Bytes()
}

var (
	directEncrypt = regexp.MustCompile(`/Encrypt\s*<<`)
	anyEncrypt    = []byte("/Encrypt")
)

// needsUnprotect reports whether a file is encrypted in a way that the renderer
// or the parser gets wrong without noticing: its encryption dictionary stands in
// the trailer itself, or its keys are shorter than its version of encryption
// wants.
func needsUnprotect(data []byte) bool {
	if !bytes.Contains(data, anyEncrypt) {
		return false
	}
	if directEncrypt.Match(data) {
		return true
	}
	found := encryptKey.FindAllSubmatchIndex(data, -1)
	if len(found) == 0 {
		return false
	}
	dict, _ := encryptionAt(data, found[len(found)-1], findObjects(data))
	return cos.ShortKey(dict)
}

// takePlain replaces a file that needsUnprotect by one that is not encrypted.
func (d *Document) takePlain() error {
	plain, err := unprotect(d.data, d.password)
	if err != nil {
		return wrapUnprotect(err)
	}
	if plain = mend(plain, false); plain != nil {
		d.src, d.repaired = pdfium.NewSource(plain, ""), plain
	}
	return nil
}

// openUnprotected opens a file that the renderer cannot, decrypted. It returns
// ErrEncrypted where the password is wrong.
func (d *Document) openUnprotected(ctx context.Context, rt *Runtime) error {
	plain, err := unprotect(d.data, d.password)
	if err != nil {
		return wrapUnprotect(err)
	}
	for _, tree := range []bool{false, true} {
		mended := mend(plain, tree)
		if mended == nil {
			continue
		}
		rt.rt.Forget(d.src)
		d.src, d.repaired = pdfium.NewSource(mended, ""), mended
		if err := d.begin(ctx); err == nil {
			return nil
		}
	}
	return ErrCorrupt
}

// wrapUnprotect turns errors of unprotect into those of this package.
func wrapUnprotect(err error) error {
	if errors.Is(err, cos.ErrEncrypted) {
		return ErrEncrypted
	}
	return wrapGraph(err)
}
