//go:build !purego

package onnx

import "golang.org/x/sys/cpu"

// useAsm is whether the convolutions run in assembly, useVector whether the
// other loops do.
var (
	useAsm    = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	useVector = useAsm
)

//go:noescape
func gemm6x16(a *tileRun)

//go:noescape
func gemm4x24(a *tileRun)

//go:noescape
func dw8x8(a *tileRun)

//go:noescape
func axpy8(n int, a float32, x, y *float32)

//go:noescape
func affine8(n int, s, b float32, x, y *float32)

//go:noescape
func muladd8(n int, s, x, b, y *float32)

//go:noescape
func sigmoid8(n int, x, y *float32)
