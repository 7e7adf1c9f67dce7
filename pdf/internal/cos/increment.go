package cos

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// NewIncrement begins an increment of s: the file as given, to which objects
// are appended that are new or replace others. It returns nil where the file
// cannot carry one, because its own cross-reference table had to be repaired
// or its offsets do not count from its first byte; then it must be rewritten.
func NewIncrement(w io.Writer, s *Source) *Writer {
	inc := s.lastSection()
	if inc == nil {
		return nil
	}
	out := newWriter(w)
	out.inc = inc
	out.taken = s.dangling(inc.first)
	out.entries = make([]entry, inc.first)
	if s.Encrypted() {
		if out.crypt = s.crypter(); out.crypt == nil {
			return nil
		}
		out.encrypt = *s.x.Encrypt
	}
	out.raw(s.Data)
	if n := len(s.Data); n > 0 && s.Data[n-1] != '\n' {
		out.raw([]byte("\n"))
	}
	return out
}

// crypter returns what encrypts like s, nil where that is not known.
func (s *Source) crypter() *crypter {
	if s.x.Encrypt == nil || s.x.E == nil || s.x.EncKey == nil {
		return nil
	}
	return &crypter{
		key: s.x.EncKey, revision: s.x.E.R, aesStrings: s.x.AES4Strings, aesStreams: s.x.AES4Streams,
		plainMetadata: !s.x.E.Emd,
	}
}

// EncryptLike makes w encrypt all that is written from now on with the key of
// s, so that its passwords open the new file too. It must be called before the
// first object. A file that is not encrypted changes nothing.
func (w *Writer) EncryptLike(s *Source) error {
	if !s.Encrypted() {
		return nil
	}
	c := s.crypter()
	var d types.Dict
	if c != nil {
		d, _ = s.Dict(*s.x.Encrypt)
	}
	if d == nil {
		return fmt.Errorf("%w: encryption of the file cannot be kept", ErrUnsupported)
	}
	ref := w.Alloc()
	w.encrypt = ref
	if err := w.direct(int(ref.ObjectNumber), 0, d); err != nil {
		return err
	}
	w.crypt = c
	w.id = s.x.ID
	return nil
}

// lastSection finds the cross-reference section that the end of the file
// points to, and reads what of its trailer an increment repeats.
func (s *Source) lastSection() *increment {
	if !bytes.HasPrefix(s.Data, []byte("%PDF-")) {
		return nil
	}
	tail := s.Data[max(0, len(s.Data)-2048):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return nil
	}
	off, ok := leadingInt(tail[i+len("startxref"):])
	if !ok || off <= 0 || off >= int64(len(s.Data)) {
		return nil
	}
	inc := &increment{prev: off, trailer: types.Dict{}, first: s.x.MaxObjNr + 1}
	at := bytes.TrimLeft(s.Data[off:min(int64(len(s.Data)), off+64)], "\x00\t\n\f\r ")
	switch {
	case bytes.HasPrefix(at, []byte("xref")):
		if !soundTable(s.Data[off:]) {
			return nil
		}
		inc.classic = true
	case !objectHeader(at):
		return nil
	}
	if s.x.Root == nil {
		return nil
	}
	if s.x.Size != nil {
		inc.first = max(inc.first, *s.x.Size)
	}
	inc.first = max(inc.first, 1)
	inc.trailer["Root"] = *s.x.Root
	if s.x.Info != nil {
		inc.trailer["Info"] = *s.x.Info
	}
	if s.x.ID != nil {
		inc.trailer["ID"] = s.x.ID
	}
	return inc
}

// dangling returns the object numbers from first on that the file refers to
// without having them. An object that got such a number would come to life
// where the file expects none.
func (s *Source) dangling(first int) map[types.Integer]bool {
	out := map[types.Integer]bool{}
	var visit func(o types.Object)
	visit = func(o types.Object) { // one object: nesting is bounded by the parser
		switch o := o.(type) {
		case types.IndirectRef:
			if int(o.ObjectNumber) >= first {
				out[o.ObjectNumber] = true
			}
		case types.Array:
			for _, v := range o {
				visit(v)
			}
		case types.Dict:
			for _, v := range o {
				visit(v)
			}
		case types.StreamDict:
			visit(o.Dict)
		}
	}
	for nr := range s.x.Table {
		visit(s.Entry(nr))
	}
	return out
}

func leadingInt(b []byte) (int64, bool) {
	b = bytes.TrimLeft(b, "\x00\t\n\f\r ")
	n := 0
	for n < len(b) && n < 18 && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	v, err := strconv.ParseInt(string(b[:n]), 10, 64)
	return v, err == nil
}

// soundTable reports whether the cross-reference table that data begins with
// is one that every reader can follow: what ours mends in it, others may not.
func soundTable(data []byte) bool {
	fields := bytes.TrimLeft(data, "\x00\t\n\f\r ")[len("xref"):]
	next := func() []byte {
		fields = bytes.TrimLeft(fields, "\x00\t\n\f\r ")
		end := bytes.IndexAny(fields[:min(len(fields), 64)], "\x00\t\n\f\r <")
		if end < 0 {
			return nil
		}
		token := fields[:end]
		fields = fields[end:]
		return token
	}
	number := func(token []byte) (int, bool) {
		n, err := strconv.ParseUint(string(token), 10, 40)
		return int(n), err == nil
	}
	for {
		token := next()
		if string(token) == "trailer" {
			return true
		}
		_, ok := number(token)
		count, known := number(next())
		if !ok || !known {
			return false
		}
		for range count {
			_, offset := number(next())
			_, generation := number(next())
			if kind := string(next()); !offset || !generation || kind != "n" && kind != "f" {
				return false
			}
		}
	}
}

// objectHeader reports whether b begins like "12 0 obj".
func objectHeader(b []byte) bool {
	f := bytes.Fields(b)
	if len(f) < 3 || !bytes.HasPrefix(f[2], []byte("obj")) {
		return false
	}
	for _, n := range f[:2] {
		if _, err := strconv.ParseUint(string(n), 10, 32); err != nil {
			return false
		}
	}
	return true
}
