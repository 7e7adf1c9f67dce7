//go:build !linux && !darwin

package pdfium

import "github.com/tetratelabs/wazero/experimental"

func allocate(capacity, limit uint64) experimental.LinearMemory {
	return &sliceMemory{buf: make([]byte, 0, capacity), limit: limit}
}
