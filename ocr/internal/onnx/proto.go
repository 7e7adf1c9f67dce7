package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
)

// maxElements bounds a tensor stored in a model.
const maxElements = 1 << 26

// A field is one field of a protocol buffer message.
type field struct {
	num  int
	wire int
	v    uint64 // varint and fixed fields
	data []byte // length-delimited fields
}

func corrupt(format string, a ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrCorrupt}, a...)...)
}

// fields calls f for every field of the message b.
func fields(b []byte, f func(field) error) error {
	for len(b) > 0 {
		k, n := binary.Uvarint(b)
		if n <= 0 {
			return corrupt("bad field key")
		}
		b = b[n:]
		fl := field{num: int(k >> 3), wire: int(k & 7)}
		size := 0
		switch fl.wire {
		case 0:
			if fl.v, size = binary.Uvarint(b); size <= 0 {
				return corrupt("bad varint")
			}
		case 1:
			if size = 8; len(b) >= 8 {
				fl.v = binary.LittleEndian.Uint64(b)
			}
		case 2:
			l, n := binary.Uvarint(b)
			if n <= 0 || l > uint64(len(b)-n) {
				return corrupt("bad length")
			}
			size = n + int(l)
			fl.data = b[n:size]
		case 5:
			if size = 4; len(b) >= 4 {
				fl.v = uint64(binary.LittleEndian.Uint32(b))
			}
		default:
			return corrupt("wire type %d", fl.wire)
		}
		if size > len(b) {
			return corrupt("unexpected end")
		}
		b = b[size:]
		if err := f(fl); err != nil {
			return err
		}
	}
	return nil
}

// ints appends the values of a repeated integer field, packed or not.
func (f field) ints(dst []int64) ([]int64, error) {
	if f.wire == 0 {
		return append(dst, int64(f.v)), nil
	}
	for d := f.data; len(d) > 0; {
		v, n := binary.Uvarint(d)
		if n <= 0 {
			return nil, corrupt("bad varint")
		}
		dst, d = append(dst, int64(v)), d[n:]
	}
	return dst, nil
}

// A tensor is a constant of the model; one of f, i and q is set.
type tensor struct {
	shape []int
	f     []float32
	i     []int64
	q     []int8
}

func numel(shape []int) int {
	n := 1
	for _, v := range shape {
		n *= v
	}
	return n
}

// Element types of ONNX tensors.
const (
	typeFloat = 1
	typeInt8  = 3
	typeInt32 = 6
	typeInt64 = 7
)

// rawTensor is a TensorProto as stored.
type rawTensor struct {
	name   string
	dtype  int
	dims   []int64
	floats []float32
	values []int64
	raw    []byte
}

func parseTensor(b []byte) (string, *tensor, error) {
	var r rawTensor
	err := fields(b, func(f field) (err error) {
		switch f.num {
		case 1:
			r.dims, err = f.ints(r.dims)
		case 2:
			r.dtype = int(f.v)
		case 4:
			if f.wire == 5 {
				r.floats = append(r.floats, math.Float32frombits(uint32(f.v)))
			}
			for d := f.data; len(d) >= 4; d = d[4:] {
				r.floats = append(r.floats, math.Float32frombits(binary.LittleEndian.Uint32(d)))
			}
		case 5, 7:
			r.values, err = f.ints(r.values)
		case 8:
			r.name = string(f.data)
		case 9:
			r.raw = f.data
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	t, err := r.decode()
	return r.name, t, err
}

func (r *rawTensor) decode() (*tensor, error) {
	t := &tensor{}
	n := 1
	for _, d := range r.dims {
		if d < 0 || d > maxElements || int64(n)*d > maxElements {
			return nil, corrupt("tensor %q of shape %v", r.name, r.dims)
		}
		n *= int(d)
		t.shape = append(t.shape, int(d))
	}
	size := map[int]int{typeFloat: 4, typeInt8: 1, typeInt32: 4, typeInt64: 8}[r.dtype]
	if size == 0 {
		return nil, fmt.Errorf("%w: element type %d of tensor %q", ErrUnsupported, r.dtype, r.name)
	}
	have := len(r.raw) / size
	if r.raw == nil {
		have = len(r.floats) + len(r.values)
	}
	if have != n || r.raw != nil && len(r.raw) != n*size {
		return nil, corrupt("tensor %q holds %d values, not %d", r.name, have, n)
	}
	switch r.dtype {
	case typeFloat:
		t.f = r.floats
		for i := 0; i < len(r.raw); i += 4 {
			t.f = append(t.f, math.Float32frombits(binary.LittleEndian.Uint32(r.raw[i:])))
		}
		if len(t.f) != n {
			return nil, corrupt("tensor %q lacks floats", r.name)
		}
	case typeInt8:
		t.q = make([]int8, n)
		for i := range t.q {
			if r.raw != nil {
				t.q[i] = int8(r.raw[i])
			} else if i < len(r.values) {
				t.q[i] = int8(r.values[i])
			}
		}
	default:
		t.i = r.values
		for i := 0; i < len(r.raw); i += size {
			if size == 8 {
				t.i = append(t.i, int64(binary.LittleEndian.Uint64(r.raw[i:])))
			} else {
				t.i = append(t.i, int64(int32(binary.LittleEndian.Uint32(r.raw[i:]))))
			}
		}
	}
	return t, nil
}
