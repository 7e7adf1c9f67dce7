package onnx

import (
	"fmt"
	"math"
)

// actKind is what a kernel does with a sum before it stores it. The assembly
// knows the numbers.
type actKind uintptr

const (
	actNone actKind = iota
	actRelu
	actHardSwish // scale*v*clip(v+3, 0, 6) + shift
)

type activation struct {
	kind         actKind
	scale, shift float32
}

func (a activation) apply(v float32) float32 {
	switch a.kind {
	case actRelu:
		return max(v, 0)
	case actHardSwish:
		return a.scale*v*min(6, max(0, v+3)) + a.shift
	}
	return v
}

// A node is one operator. Besides those of ONNX there are the results of the
// rewritings: HardSwish, MulPlus (x*(1+s)), AddUp and ConvUp.
type node struct {
	op      string
	in      []string
	out     string
	kernel  []int64
	strides []int64
	pads    []int64
	dilate  []int64
	group   int64
	axis    int64
	alpha   float32
	beta    float32
	epsilon float32
	lo, hi  float32 // Clip before opset 11
	mode    string  // Resize
	value   *tensor // Constant
	act     activation
	up      []int // AddUp, Concat, ConvUp: nearest upsampling of each input
	pyramid *pyramid
	then    *node // of ConvTranspose: the one that follows
}

// A graph is the network between one input and one output.
type graph struct {
	nodes  []node
	consts map[string]*tensor
	in     string
	out    string
}

func parseModel(b []byte) (*graph, error) {
	g := &graph{consts: map[string]*tensor{}}
	err := fields(b, func(f field) error {
		if f.num != 7 {
			return nil
		}
		return fields(f.data, g.field)
	})
	if err != nil {
		return nil, err
	}
	if g.in == "" || g.out == "" {
		return nil, corrupt("model without input or output")
	}
	return g, g.foldConstants()
}

// field reads one field of a GraphProto.
func (g *graph) field(f field) error {
	switch f.num {
	case 1:
		n, err := parseNode(f.data)
		g.nodes = append(g.nodes, n)
		return err
	case 5:
		name, t, err := parseTensor(f.data)
		g.consts[name] = t
		return err
	case 11, 12:
		return fields(f.data, func(v field) error {
			switch {
			case v.num != 1:
			case f.num == 12 && g.out == "":
				g.out = string(v.data)
			case f.num == 11 && g.in == "" && g.consts[string(v.data)] == nil:
				g.in = string(v.data)
			}
			return nil
		})
	}
	return nil
}

func parseNode(b []byte) (node, error) {
	n := node{group: 1, lo: -math.MaxFloat32, hi: math.MaxFloat32, alpha: 0.2, beta: 0.5, epsilon: 1e-5, axis: 1}
	err := fields(b, func(f field) error {
		switch f.num {
		case 1:
			n.in = append(n.in, string(f.data))
		case 2:
			if n.out == "" {
				n.out = string(f.data)
			}
		case 4:
			n.op = string(f.data)
		case 5:
			return n.attribute(f.data)
		}
		return nil
	})
	if err == nil && n.out == "" {
		err = corrupt("%s without output", n.op)
	}
	return n, err
}

func (n *node) attribute(b []byte) error {
	var name, s string
	var fl float32
	var i int64
	var list []int64
	var t *tensor
	err := fields(b, func(f field) (err error) {
		switch f.num {
		case 1:
			name = string(f.data)
		case 2:
			fl = math.Float32frombits(uint32(f.v))
		case 3:
			i = int64(f.v)
		case 4:
			s = string(f.data)
		case 5:
			_, t, err = parseTensor(f.data)
		case 8:
			list, err = f.ints(list)
		}
		return err
	})
	switch name {
	case "kernel_shape":
		n.kernel = list
	case "strides":
		n.strides = list
	case "pads":
		n.pads = list
	case "dilations":
		n.dilate = list
	case "group":
		n.group = i
	case "axis":
		n.axis = i
	case "alpha":
		n.alpha = fl
	case "beta":
		n.beta = fl
	case "epsilon":
		n.epsilon = fl
	case "min":
		n.lo = fl
	case "max":
		n.hi = fl
	case "mode":
		n.mode = s
	case "value":
		n.value = t
	}
	return err
}

// foldConstants turns Constant and DequantizeLinear nodes into tensors and
// checks the number of inputs of the others.
func (g *graph) foldConstants() error {
	keep := g.nodes[:0]
	for _, n := range g.nodes {
		switch n.op {
		case "Constant":
			if n.value == nil {
				return corrupt("Constant %q without value", n.out)
			}
			g.consts[n.out] = n.value
		case "DequantizeLinear":
			t, err := g.dequantize(&n)
			if err != nil {
				return err
			}
			g.consts[n.out] = t
		default:
			want, known := arity[n.op]
			if !known {
				return fmt.Errorf("%w: operator %q", ErrUnsupported, n.op)
			}
			if len(n.in) < want {
				return corrupt("%s with %d inputs", n.op, len(n.in))
			}
			keep = append(keep, n)
		}
	}
	g.nodes = keep
	return nil
}

// arity is the least number of inputs of each operator.
var arity = map[string]int{
	"Conv": 2, "ConvTranspose": 2, "Relu": 1, "HardSigmoid": 1, "Sigmoid": 1,
	"GlobalAveragePool": 1, "Add": 2, "Sub": 2, "Mul": 2, "Div": 2, "Clip": 1,
	"BatchNormalization": 5, "Concat": 1, "Resize": 2,
}

// dequantize gives the real weights of an int8 constant with one scale an index
// of the axis, or one for all.
func (g *graph) dequantize(n *node) (*tensor, error) {
	if len(n.in) < 2 {
		return nil, corrupt("DequantizeLinear with %d inputs", len(n.in))
	}
	x, s := g.consts[n.in[0]], g.consts[n.in[1]]
	if len(n.in) > 2 || x == nil || x.q == nil || s == nil || s.f == nil {
		return nil, fmt.Errorf("%w: DequantizeLinear of anything but constant int8 around zero", ErrUnsupported)
	}
	inner, count := len(x.q), 1
	if len(s.f) != 1 {
		if n.axis < 0 || int(n.axis) >= len(x.shape) || x.shape[n.axis] != len(s.f) {
			return nil, corrupt("%d scales on axis %d of %v", len(s.f), n.axis, x.shape)
		}
		inner, count = numel(x.shape[n.axis+1:]), len(s.f)
	}
	t := &tensor{shape: x.shape, f: make([]float32, len(x.q))}
	for i, v := range x.q {
		t.f[i] = float32(v) * s.f[i/inner%count]
	}
	return t, nil
}

// weights returns a constant of rank 4 with a last-two-dimensions kernel.
func (g *graph) weights(name string) (*tensor, error) {
	w := g.consts[name]
	if w == nil || w.f == nil || len(w.shape) != 4 || len(w.f) == 0 {
		return nil, fmt.Errorf("%w: weights %q are no constant of four dimensions", ErrUnsupported, name)
	}
	return w, nil
}

// vector returns a constant of n values; an empty name stands for zeros.
func (g *graph) vector(name string, n int) ([]float32, error) {
	if name == "" {
		return make([]float32, n), nil
	}
	if t := g.consts[name]; t != nil && len(t.f) == n {
		return t.f, nil
	}
	return nil, corrupt("%q does not hold %d values", name, n)
}

func (n *node) optional(i int) string {
	if i < len(n.in) {
		return n.in[i]
	}
	return ""
}
