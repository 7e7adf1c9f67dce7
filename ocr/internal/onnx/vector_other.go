//go:build !amd64 || purego

package onnx

// Never called: useVector is false.
func axpy8(int, float32, *float32, *float32)              {}
func affine8(int, float32, float32, *float32, *float32)   {}
func muladd8(int, *float32, *float32, *float32, *float32) {}
func sigmoid8(int, *float32, *float32)                    {}
