//go:build (!amd64 && !arm64) || purego

package onnx

const useAsm, useVector = false, false

// Never called: useAsm is false.
func gemm6x16(*tileRun) {}
func gemm4x24(*tileRun) {}
func dw8x8(*tileRun)    {}
