package onnx

import (
	"fmt"
	"slices"
)

type valueKind int

const (
	feature valueKind = iota // pixel by pixel: channels padded to cs, a zero border of pad pixels
	vector                   // one number a channel
	plane                    // one channel, row by row, no border
)

// A value is a tensor of a plan and its place in the arena, in elements.
type value struct {
	kind    valueKind
	c, h, w int
	cs, pad int
	off, sz int
}

func (v *value) of(a []float32) []float32 { return a[v.off : v.off+v.sz] }
func (v *value) row() int                 { return (v.w + 2*v.pad) * v.cs }
func (v *value) pix(y, x int) int         { return (y+v.pad)*v.row() + (x+v.pad)*v.cs }

// border clears the zero frame of f, the value's memory: arena memory is
// reused, so this happens on every run.
func (v *value) border(f []float32) {
	if v.pad == 0 {
		return
	}
	r, p := v.row(), v.pad*v.cs
	clear(f[:v.pad*r+p])
	for y := v.pad; y < v.pad+v.h; y++ {
		clear(f[(y+1)*r-p : (y+1)*r+p])
	}
	clear(f[(v.pad+v.h)*r:])
}

// A plan is a model compiled for one input size. It is immutable.
type plan struct {
	first   *head // makes the first map from the image; nil = the image is put into in
	steps   []func(arena []float32)
	in, out *value
	size    int // of the arena, elements
}

// slack is what kernels may read, never write, past the last pixel of a row.
const slack = 1 << 16

// Limits that keep reads within slack and sums within memory.
const (
	maxChannels = 1 << 10
	maxKernel   = 11
	maxStride   = 4
	maxArena    = 1 << 28 // elements
)

type builder struct {
	*plan
	s       *Session
	vals    map[string]*value
	pad     map[string]int // border that the readers of a value need
	left    map[string]int // readers to come
	live    []*value       // by offset
	scratch []*value       // of the node at hand
}

func newBuilder(s *Session) *builder {
	return &builder{plan: &plan{}, s: s, vals: map[string]*value{}, pad: map[string]int{}, left: map[string]int{}}
}

func (s *Session) compile(w, h int) (*plan, error) {
	b := newBuilder(s)
	for i := range s.g.nodes {
		b.count(&s.g.nodes[i])
	}
	b.left[s.g.out]++
	done, err := b.head(w, h)
	if err != nil {
		return nil, err
	}
	if done == 0 {
		b.in = b.place(&value{c: 3, h: h, w: w, cs: 4, pad: b.pad[s.g.in]})
		b.vals[s.g.in] = b.in
	}
	for i := range s.g.nodes[done:] {
		n := &s.g.nodes[done+i]
		if err := b.node(n); err != nil {
			return nil, fmt.Errorf("%s %q: %w", n.op, n.out, err)
		}
		if b.size > maxArena {
			return nil, fmt.Errorf("%w: too much memory", ErrSize)
		}
		b.release(n)
	}
	b.out = b.vals[s.g.out]
	if b.out == nil || b.out.kind != plane {
		return nil, fmt.Errorf("%w: output is no map of one channel", ErrUnsupported)
	}
	b.size += slack
	return b.plan, nil
}

func (b *builder) count(n *node) {
	for _, in := range n.in {
		b.left[in]++
	}
	border := func(name string, v int64) { b.pad[name] = max(b.pad[name], int(min(max(v, 0), maxKernel))) }
	switch n.op {
	case "ConvUp":
		for k := range n.up {
			border(n.in[k], 1)
		}
	case "Conv":
		for _, v := range n.pads {
			border(n.in[0], v)
		}
	}
}

func (b *builder) release(n *node) {
	for _, in := range n.in {
		if b.left[in]--; b.left[in] == 0 && b.vals[in] != nil {
			b.free(b.vals[in])
		}
	}
	for _, v := range b.scratch {
		b.free(v)
	}
	b.scratch = b.scratch[:0]
}

// place finds the smallest gap between the living values.
func (b *builder) place(v *value) *value {
	switch v.kind {
	case feature:
		v.sz = (v.h + 2*v.pad) * v.row()
	case vector:
		v.sz = v.c
	case plane:
		v.sz = v.h * v.w
	}
	v.sz = (v.sz + 15) &^ 15
	best, gap, end := -1, 0, 0
	for _, l := range b.live {
		if g := l.off - end; g >= v.sz && (best < 0 || g < gap) {
			best, gap = end, g
		}
		end = max(end, l.off+l.sz)
	}
	if best < 0 {
		best = end
	}
	v.off = best
	b.size = max(b.size, best+v.sz)
	i, _ := slices.BinarySearchFunc(b.live, v.off, func(l *value, off int) int { return l.off - off })
	b.live = slices.Insert(b.live, i, v)
	return v
}

func (b *builder) free(v *value) {
	if i := slices.Index(b.live, v); i >= 0 {
		b.live = slices.Delete(b.live, i, i+1)
	}
}

// temp is memory for the steps of the node at hand.
func (b *builder) temp(n int) *value {
	v := b.place(&value{kind: plane, h: 1, w: n})
	b.scratch = append(b.scratch, v)
	return v
}

// result declares the output of n.
func (b *builder) result(n *node, v value) *value {
	if v.kind == feature {
		v.pad = b.pad[n.out]
	}
	b.vals[n.out] = b.place(&v)
	return b.vals[n.out]
}

func (b *builder) step(f func(arena []float32)) { b.steps = append(b.steps, f) }

// operand returns a computed input of the wanted kind.
func (b *builder) operand(n *node, i int, kind valueKind) (*value, error) {
	v := b.vals[n.in[i]]
	if v == nil {
		return nil, corrupt("nothing makes its input %q", n.in[i])
	}
	if v.kind != kind {
		return nil, fmt.Errorf("%w: input %q is of another kind", ErrUnsupported, n.in[i])
	}
	return v, nil
}

func (b *builder) node(n *node) error {
	switch n.op {
	case "Conv":
		if v := b.vals[n.in[0]]; v != nil && v.kind == vector {
			return b.dense(n, v)
		}
		return b.conv(n)
	case "ConvUp":
		return b.convUp(n)
	case "ConvTranspose":
		return b.transposed(n)
	case "GlobalAveragePool":
		return b.mean(n)
	case "Mul", "MulPlus":
		return b.scale(n)
	case "Add", "AddUp":
		return b.add(n)
	case "Concat":
		return b.concat(n)
	case "Relu", "HardSigmoid":
		return b.onVector(n)
	case "Sigmoid":
		return b.sigmoid(n)
	}
	return fmt.Errorf("%w: operator %s in this place", ErrUnsupported, n.op)
}

// channels returns the stored channels of a map of c, and the width of the
// weight panels that make it.
func channels(c int) (cs, nr int) {
	r := (c + 7) &^ 7
	switch {
	case r%16 == 0:
		return r, 16
	case r%24 == 0:
		return r, 24
	}
	return (c + 15) &^ 15, 16
}

// packed weights: panels of nr output channels, [panel][tap][stored input channel][nr].
type packed struct {
	w, b []float32
}

// packing says how pack lays weights out: outs of stored cs channels in panels
// of nr, ins of stored csIn, taps a kernel.
type packing struct {
	outs, cs, nr, ins, csIn, taps int
}

// packWeights lays weights out once for all plans.
func (s *Session) packWeights(key string, l packing, bias []float32, at func(m, c, t int) float32) packed {
	if q, ok := s.pack[key]; ok {
		return q
	}
	q := packed{w: make([]float32, l.cs*l.taps*l.csIn), b: make([]float32, l.cs)}
	copy(q.b, bias)
	i := 0
	for m0 := 0; m0 < l.cs; m0 += l.nr {
		for t := range l.taps {
			for c := range l.csIn {
				for m := m0; m < m0+l.nr; m++ {
					if m < l.outs && c < l.ins {
						q.w[i] = at(m, c, t)
					}
					i++
				}
			}
		}
	}
	s.pack[key] = q
	return q
}
