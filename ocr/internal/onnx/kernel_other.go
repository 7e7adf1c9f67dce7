//go:build !amd64 || purego

package onnx

const useAsm = false

// Never called: useAsm is false.
func gemm6x16(*tileRun)                                   {}
func gemm4x24(*tileRun)                                   {}
func dw8x8(*tileRun)                                      {}
func axpy8(int, float32, *float32, *float32)              {}
func affine8(int, float32, float32, *float32, *float32)   {}
func muladd8(int, *float32, *float32, *float32, *float32) {}
func sigmoid8(int, *float32, *float32)                    {}
