package onnx

import (
	"math"
	"testing"
)

// array is a tensor of the reference: four dimensions, row-major.
type array struct {
	s [4]int
	f []float32
}

func newArray(n, c, h, w int) array { return array{[4]int{n, c, h, w}, make([]float32, n*c*h*w)} }

func (a array) at(c, y, x int) float32 {
	if y < 0 || x < 0 || y >= a.s[2] || x >= a.s[3] {
		return 0
	}
	return a.f[(c*a.s[2]+y)*a.s[3]+x]
}

// reference runs the graph as it is stored, one operator after the other, by
// the letter of the ONNX specification.
func reference(t *testing.T, g *graph, in array) array {
	vals := map[string]array{g.in: in}
	operand := func(name string) array {
		if v, ok := vals[name]; ok {
			return v
		}
		c := g.consts[name]
		if c == nil || c.f == nil {
			t.Fatalf("no value %q", name)
		}
		a := array{[4]int{1, 1, 1, 1}, c.f}
		switch len(c.shape) {
		case 4:
			a.s = [4]int(c.shape)
		case 1:
			a.s[3] = c.shape[0]
		}
		return a
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		var x []array
		for _, name := range n.in {
			if name != "" && !(n.op == "Resize" && g.consts[name] != nil && g.consts[name].f == nil) {
				x = append(x, operand(name))
			}
		}
		vals[n.out] = n.reference(t, x)
	}
	return vals[g.out]
}

func (n *node) reference(t *testing.T, x []array) array {
	each := func(f func(v float32) float32) array {
		o := array{x[0].s, make([]float32, len(x[0].f))}
		for i, v := range x[0].f {
			o.f[i] = f(v)
		}
		return o
	}
	switch n.op {
	case "Conv":
		return n.convReference(x)
	case "ConvTranspose":
		return transposedReference(x)
	case "Relu":
		return each(func(v float32) float32 { return max(v, 0) })
	case "HardSigmoid":
		return each(func(v float32) float32 { return min(1, max(0, n.alpha*v+n.beta)) })
	case "Sigmoid":
		return each(func(v float32) float32 { return float32(1 / (1 + math.Exp(-float64(v)))) })
	case "Clip":
		return each(func(v float32) float32 { return min(x[2].f[0], max(x[1].f[0], v)) })
	case "BatchNormalization":
		o, hw := array{x[0].s, make([]float32, len(x[0].f))}, x[0].s[2]*x[0].s[3]
		for i, v := range x[0].f {
			c := i / hw
			o.f[i] = x[1].f[c]*(v-x[3].f[c])/float32(math.Sqrt(float64(x[4].f[c]+n.epsilon))) + x[2].f[c]
		}
		return o
	case "GlobalAveragePool":
		o, hw := newArray(1, x[0].s[1], 1, 1), x[0].s[2]*x[0].s[3]
		for i, v := range x[0].f {
			o.f[i/hw] += v / float32(hw)
		}
		return o
	case "Resize":
		u := int(x[len(x)-1].f[2])
		o := newArray(1, x[0].s[1], x[0].s[2]*u, x[0].s[3]*u)
		for i := range o.f {
			o.f[i] = x[0].at(i/(o.s[2]*o.s[3]), i/o.s[3]%o.s[2]/u, i%o.s[3]/u)
		}
		return o
	case "Concat":
		o := newArray(1, 0, x[0].s[2], x[0].s[3])
		for _, a := range x {
			o.s[1] += a.s[1]
			o.f = append(o.f, a.f...)
		}
		return o
	case "Add", "Sub", "Mul", "Div":
		return n.broadcast(x[0], x[1])
	}
	t.Fatalf("no reference for %s", n.op)
	return array{}
}

func (n *node) broadcast(a, b array) array {
	o := array{s: a.s}
	for d := range o.s {
		o.s[d] = max(a.s[d], b.s[d])
	}
	o.f = make([]float32, o.s[1]*o.s[2]*o.s[3])
	pick := func(v array, c, y, x int) float32 { return v.at(c%v.s[1], y%v.s[2], x%v.s[3]) }
	for i := range o.f {
		c, y, x := i/(o.s[2]*o.s[3]), i/o.s[3]%o.s[2], i%o.s[3]
		p, q := pick(a, c, y, x), pick(b, c, y, x)
		switch n.op {
		case "Add":
			o.f[i] = p + q
		case "Sub":
			o.f[i] = p - q
		case "Mul":
			o.f[i] = p * q
		default:
			o.f[i] = p / q
		}
	}
	return o
}

func (n *node) convReference(x []array) array {
	in, w := x[0], x[1]
	st, pad := n.strides, n.pads
	oh := (in.s[2]+int(pad[0]+pad[2])-w.s[2])/int(st[0]) + 1
	ow := (in.s[3]+int(pad[1]+pad[3])-w.s[3])/int(st[1]) + 1
	o := newArray(1, w.s[0], oh, ow)
	perGroup := w.s[0] / int(n.group)
	for i := range o.f {
		m, y, xx := i/(oh*ow), i/ow%oh, i%ow
		var sum float32
		if len(x) > 2 {
			sum = x[2].f[m]
		}
		for c := range w.s[1] {
			for ky := range w.s[2] {
				for kx := range w.s[3] {
					sum += w.f[((m*w.s[1]+c)*w.s[2]+ky)*w.s[3]+kx] *
						in.at(m/perGroup*w.s[1]+c, y*int(st[0])+ky-int(pad[0]), xx*int(st[1])+kx-int(pad[1]))
				}
			}
		}
		o.f[i] = sum
	}
	return o
}

func transposedReference(x []array) array {
	in, w := x[0], x[1]
	o := newArray(1, w.s[1], 2*in.s[2], 2*in.s[3])
	for i := range o.f {
		m, y, xx := i/(o.s[2]*o.s[3]), i/o.s[3]%o.s[2], i%o.s[3]
		for c := range w.s[0] {
			o.f[i] += w.f[((c*w.s[1]+m)*2+y%2)*2+xx%2] * in.at(c, y/2, xx/2)
		}
		if len(x) > 2 {
			o.f[i] += x[2].f[m]
		}
	}
	return o
}
