package storetest

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/docket-go/docket/store"
)

// BenchmarkStore times Put, Open with a full read, and Stat, so that stores
// can be compared.
func BenchmarkStore(b *testing.B, open func(b *testing.B) store.Store) {
	for _, size := range []int{1 << 10, 1 << 20} {
		data := bytes.Repeat([]byte("docket "), size/7+1)[:size]
		b.Run(fmt.Sprintf("Put/%d", size), func(b *testing.B) {
			s := open(b)
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i++ {
				if _, err := s.Put(b.Context(), fmt.Sprintf("b/%d", i%100), bytes.NewReader(data), store.PutOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("Open/%d", size), func(b *testing.B) {
			s := open(b)
			if _, err := s.Put(b.Context(), "b", bytes.NewReader(data), store.PutOptions{}); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(size))
			for b.Loop() {
				r, err := s.Open(b.Context(), "b")
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
				if err := r.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
