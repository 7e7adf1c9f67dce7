//go:build unix

package onnx

import "syscall"

// mapMemory returns size bytes outside the Go heap, or nil.
func mapMemory(size int) []byte {
	b, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return b
}

func unmapMemory(b []byte) { syscall.Munmap(b) }
