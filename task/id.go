package task

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"sync"
	"time"
)

// idAlphabet is Crockford's base 32, whose order is that of the bytes.
var idAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// ids makes IDs of 26 characters: 48 bits of milliseconds and 80 random bits,
// as a ULID has. Within one process they rise, even when the clock is set back.
type ids struct {
	mu   sync.Mutex
	last [16]byte
}

func (g *ids) next(now time.Time) ID {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	rand.Read(b[6:])
	b[6] &= 0x7f // room to count up
	g.mu.Lock()
	defer g.mu.Unlock()
	if string(b[:6]) <= string(g.last[:6]) {
		b = g.last
		for i := 15; i >= 0; i-- {
			if b[i]++; b[i] != 0 {
				break
			}
		}
	}
	g.last = b
	return ID(idAlphabet.EncodeToString(b[:]))
}

// Valid reports whether id has the form of an ID. Whether there is such a task
// only the Manager knows.
func (id ID) Valid() bool {
	if len(id) != 26 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}
