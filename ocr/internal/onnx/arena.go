package onnx

import (
	"runtime"
	"unsafe"
)

// An arena is the memory of one run. It lies outside the Go heap where the
// system has a way: tens of MiB that live from page to page would else let the
// garbage of the whole program grow by as much again before it is collected.
type arena struct {
	f []float32
}

// newArena returns n numbers, all zero. They are freed some time after the last
// use of the arena; who holds only the slice must keep the arena alive.
func newArena(n int) *arena {
	b := mapMemory(4 * n)
	if b == nil {
		return &arena{f: make([]float32, n)}
	}
	a := &arena{f: unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(b))), n)}
	runtime.AddCleanup(a, unmapMemory, b)
	return a
}
