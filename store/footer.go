package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// An artifact of a Dir is one file: the bytes, then this footer. One file is
// replaced by one rename, so the bytes and what is known of them never part;
// the footer stands last because the sum is known last; and most viewers show
// the file as what it is.
//
//	bytes | JSON of footer | length of the JSON, 4 bytes big endian | magic
type footer struct {
	Key       string `json:"key"`
	Size      int64  `json:"size"`
	MediaType string `json:"mediaType,omitempty"`
	SHA256    string `json:"sha256"`
}

const (
	footerMagic = "\ndocket1"
	footerTail  = 4 + len(footerMagic)
	maxFooter   = 64 << 10
)

// maxMediaType keeps a footer below maxFooter, whatever it is given.
const maxMediaType = 1024

func (f footer) append(b []byte) ([]byte, error) {
	j, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	b = append(b, j...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(j)))
	return append(b, footerMagic...), nil
}

// readFooter reads the footer of a file of the given size. Every flaw of it is
// ErrCorrupt.
func readFooter(r io.ReaderAt, size int64) (footer, error) {
	var f footer
	var tail [footerTail]byte
	if size < int64(footerTail) {
		return f, fmt.Errorf("%w: no footer", ErrCorrupt)
	}
	if _, err := r.ReadAt(tail[:], size-int64(footerTail)); err != nil {
		return f, err
	}
	n := int64(binary.BigEndian.Uint32(tail[:4]))
	if string(tail[4:]) != footerMagic || n > maxFooter || n > size-int64(footerTail) {
		return f, fmt.Errorf("%w: no footer", ErrCorrupt)
	}
	j := make([]byte, n)
	if _, err := r.ReadAt(j, size-int64(footerTail)-n); err != nil {
		return f, err
	}
	if err := json.Unmarshal(j, &f); err != nil {
		return f, fmt.Errorf("%w: footer: %v", ErrCorrupt, err)
	}
	if f.Size != size-int64(footerTail)-n || !ValidKey(f.Key) {
		return f, fmt.Errorf("%w: footer does not fit the file", ErrCorrupt)
	}
	return f, nil
}
