//go:build !unix

package onnx

func mapMemory(int) []byte { return nil }

func unmapMemory([]byte) {}
