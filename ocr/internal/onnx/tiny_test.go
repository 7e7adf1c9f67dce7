package onnx

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
)

func number(dst []byte, num int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(num<<3)), v)
}

func message(dst []byte, num int, data []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(num<<3|2))
	return append(binary.AppendUvarint(dst, uint64(len(data))), data...)
}

func tinyTensor(r *rand.Rand, name string, dims ...int) []byte {
	var t, raw []byte
	for _, d := range dims {
		t = number(t, 1, uint64(d))
	}
	for range numel(dims) {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(r.Float32()-0.5))
	}
	return message(nil, 5, message(message(number(t, 2, typeFloat), 8, []byte(name)), 9, raw))
}

func tinyNode(op, out string, in []string, lists map[string][]uint64) []byte {
	var n []byte
	for _, i := range in {
		n = message(n, 1, []byte(i))
	}
	n = message(message(n, 2, []byte(out)), 4, []byte(op))
	for name, l := range lists {
		a := message(nil, 1, []byte(name))
		for _, v := range l {
			a = number(a, 8, v)
		}
		n = message(n, 5, a)
	}
	return message(nil, 1, n)
}

// tinyModel is a network of few hundred weights with most operators.
func tinyModel() []byte {
	r := rand.New(rand.NewPCG(1, 2))
	k3 := map[string][]uint64{"kernel_shape": {3, 3}, "strides": {2, 2}, "pads": {1, 1, 1, 1}}
	k1 := map[string][]uint64{"kernel_shape": {1, 1}, "strides": {1, 1}, "pads": {0, 0, 0, 0}}
	k2 := map[string][]uint64{"kernel_shape": {2, 2}, "strides": {2, 2}}
	var g []byte
	for _, p := range [][]byte{
		tinyNode("Conv", "x1", []string{"x", "w1", "b1"}, k3), tinyNode("Relu", "x2", []string{"x1"}, nil),
		tinyNode("Conv", "a", []string{"x2", "w4"}, k3), tinyNode("Relu", "b", []string{"a"}, nil),
		tinyNode("GlobalAveragePool", "m", []string{"b"}, nil), tinyNode("Conv", "s", []string{"m", "w2"}, k1),
		tinyNode("HardSigmoid", "h", []string{"s"}, nil), tinyNode("Mul", "c", []string{"b", "h"}, nil),
		tinyNode("Add", "d", []string{"b", "c"}, nil), tinyNode("ConvTranspose", "e", []string{"d", "w3"}, k2),
		tinyNode("Sigmoid", "y", []string{"e"}, nil),
		tinyTensor(r, "w1", 16, 3, 3, 3), tinyTensor(r, "b1", 16), tinyTensor(r, "w2", 16, 16, 1, 1), tinyTensor(r, "w3", 16, 1, 2, 2),
		tinyTensor(r, "w4", 16, 16, 3, 3),
		message(nil, 11, message(nil, 1, []byte("x"))), message(nil, 12, message(nil, 1, []byte("y"))),
	} {
		g = append(g, p...)
	}
	return message(nil, 7, g)
}
