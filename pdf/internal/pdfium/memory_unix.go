//go:build linux || darwin

package pdfium

import (
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// allocate reserves address space for the whole of a memory at once, so that
// growing it neither copies nor concerns the garbage collector.
func allocate(capacity, limit uint64) experimental.LinearMemory {
	b, err := syscall.Mmap(-1, 0, int(limit), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	if err != nil {
		return &sliceMemory{buf: make([]byte, 0, capacity), limit: limit}
	}
	return &mappedMemory{b}
}

type mappedMemory struct{ b []byte }

func (m *mappedMemory) Reallocate(size uint64) []byte {
	if size > uint64(len(m.b)) {
		return nil
	}
	return m.b[:size:size]
}

func (m *mappedMemory) Free() {
	if m.b != nil {
		syscall.Munmap(m.b)
		m.b = nil
	}
}
