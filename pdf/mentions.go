package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
)

// mentions reports whether found is true for the bytes of the file or for
// those of one of its object streams, or whether these cannot be looked into.
// It tells quickly that a file has nothing of a kind, where parsing it would
// take long.
func mentions(data []byte, found func([]byte) bool) bool {
	if found(data) {
		return true
	}
	key := []byte("ObjStm")
	if !bytes.Contains(data, key) {
		return false
	}
	if bytes.Contains(data, []byte("/Encrypt")) {
		return true
	}
	for rest := data; ; {
		i := bytes.Index(rest, key)
		if i < 0 {
			return false
		}
		rest = rest[i+len(key):]
		begin := bytes.Index(rest, []byte("stream"))
		if begin < 0 {
			return false
		}
		if in, ok := inObjectStream(bytes.TrimLeft(rest[begin+len("stream"):], "\r\n"), found); in || !ok {
			return true
		}
	}
}

// longestMention is how far what mentions looks for may reach.
const longestMention = 64

// inObjectStream looks at the deflated data at the beginning of stream, piece
// by piece; ok is false where it is not such data.
func inObjectStream(stream []byte, found func([]byte) bool) (in, ok bool) {
	z, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return false, false
	}
	defer z.Close()
	buf := make([]byte, 0, 256<<10)
	for total := 0; total < maxContent; {
		n, err := io.ReadFull(z, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if found(buf) {
			return true, true
		}
		if err != nil {
			return false, err == io.EOF || err == io.ErrUnexpectedEOF
		}
		total += n
		buf = buf[:copy(buf, buf[len(buf)-longestMention:])]
	}
	return false, false
}
