//go:build !purego

package onnx

// useAsm is whether the convolutions run in assembly, useVector whether the
// other loops do. Every processor has what the former need.
const useAsm, useVector = true, false

//go:noescape
func gemm6x16(a *tileRun)

//go:noescape
func gemm4x24(a *tileRun)

//go:noescape
func dw8x8(a *tileRun)
