package onnx

import "fmt"

// dense is a 1x1 convolution of a vector (squeeze and excitation).
func (b *builder) dense(n *node, x *value) error {
	w, err := b.s.g.weights(n.in[1])
	if err != nil {
		return err
	}
	outs, ins := w.shape[0], w.shape[1]
	if ins != x.c || w.shape[2]*w.shape[3] != 1 || n.group != 1 || outs > maxChannels {
		return corrupt("weights %v over a vector of %d", w.shape, x.c)
	}
	bias, err := b.s.g.vector(n.optional(2), outs)
	if err != nil {
		return err
	}
	q := b.s.packWeights(n.in[1]+">"+n.out, packing{outs, outs, outs, ins, ins, 1}, bias,
		func(m, c, _ int) float32 { return w.f[m*ins+c] })
	o := b.result(n, value{kind: vector, c: outs, h: 1, w: 1})
	act := n.act
	b.step(func(a []float32) {
		d := o.of(a)[:outs]
		copy(d, q.b)
		for c, v := range x.of(a)[:ins] {
			axpy(v, q.w[c*outs:(c+1)*outs], d)
		}
		for i, v := range d {
			d[i] = act.apply(v)
		}
	})
	return nil
}

func (b *builder) onVector(n *node) error {
	x, err := b.operand(n, 0, vector)
	if err != nil {
		return err
	}
	o := b.result(n, *x)
	relu, alpha, beta := n.op == "Relu", n.alpha, n.beta
	b.step(func(a []float32) {
		d := o.of(a)[:x.c]
		for i, v := range x.of(a)[:x.c] {
			if relu {
				d[i] = max(v, 0)
			} else {
				d[i] = min(1, max(0, alpha*v+beta))
			}
		}
	})
	return nil
}

func (b *builder) sigmoid(n *node) error {
	x, err := b.operand(n, 0, plane)
	if err != nil {
		return err
	}
	o := b.result(n, *x)
	b.step(func(a []float32) {
		sigmoid(x.of(a)[:x.w*x.h], o.of(a)[:x.w*x.h])
	})
	return nil
}

// mean is GlobalAveragePool.
func (b *builder) mean(n *node) error {
	x, err := b.operand(n, 0, feature)
	if err != nil {
		return err
	}
	sums := b.temp(9 * x.cs)
	o := b.result(n, value{kind: vector, c: x.c, h: 1, w: 1})
	b.step(func(a []float32) {
		f, s, d := x.of(a), sums.of(a), o.of(a)
		total, row := s[8*x.cs:9*x.cs], s[:8*x.cs]
		clear(total)
		for y := range x.h { // sums of rows first: single precision suffices
			src := f[x.pix(y, 0):][:x.w*x.cs]
			clear(row)
			i := 0
			for ; i+len(row) <= len(src); i += len(row) {
				axpy(1, src[i:i+len(row)], row)
			}
			for ; i < len(src); i += x.cs {
				axpy(1, src[i:i+x.cs], row[:x.cs])
			}
			for i := 0; i < len(row); i += x.cs {
				axpy(1/float32(x.w), row[i:i+x.cs], total)
			}
		}
		scaleTo(1/float32(x.h), total[:x.c], d[:x.c])
	})
	return nil
}

// scale multiplies a map by a vector, or by one plus it.
func (b *builder) scale(n *node) error {
	i := 0
	if v := b.vals[n.in[0]]; v != nil && v.kind == vector {
		i = 1
	}
	x, err := b.operand(n, i, feature)
	if err != nil {
		return err
	}
	s, err := b.operand(n, 1-i, vector)
	if err != nil {
		return err
	}
	if s.c != x.c {
		return corrupt("%d factors for %d channels", s.c, x.c)
	}
	var plus float32
	if n.op == "MulPlus" {
		plus = 1
	}
	factors, zero := b.temp(x.w*x.cs), b.temp(x.w*x.cs)
	o := b.result(n, value{c: x.c, h: x.h, w: x.w, cs: x.cs})
	b.step(func(a []float32) {
		f, d, row, z := x.of(a), o.of(a), factors.of(a)[:x.w*x.cs], zero.of(a)[:x.w*x.cs]
		o.border(d)
		clear(z)
		clear(row)
		for c, v := range s.of(a)[:x.c] {
			row[c] = v + plus
		}
		for i := x.cs; i < len(row); i += x.cs {
			copy(row[i:i+x.cs], row)
		}
		for y := range x.h {
			muladd(row, f[x.pix(y, 0):], z, d[o.pix(y, 0):][:len(row)])
		}
	})
	return nil
}

// add sums two maps; the second may be smaller by a whole factor.
func (b *builder) add(n *node) error {
	x, err := b.operand(n, 0, feature)
	if err != nil {
		return err
	}
	v, err := b.operand(n, 1, feature)
	if err != nil {
		return err
	}
	up := 1
	if len(n.up) == 2 {
		up = n.up[1]
	}
	if v.h*up != x.h || v.w*up != x.w || x.cs != v.cs {
		return fmt.Errorf("%w: sum of maps of %dx%d and %dx%d", ErrSize, x.w, x.h, v.w*up, v.h*up)
	}
	wide, ones := b.temp(x.w*x.cs), b.temp(x.w*x.cs)
	o := b.result(n, value{c: x.c, h: x.h, w: x.w, cs: x.cs})
	b.step(func(a []float32) {
		f, g, d := x.of(a), v.of(a), o.of(a)
		row, one := wide.of(a)[:x.w*x.cs], ones.of(a)[:x.w*x.cs]
		for i := range one {
			one[i] = 1
		}
		o.border(d)
		for y := range x.h {
			r := g[v.pix(y/up, 0):]
			if up > 1 {
				if y%up == 0 {
					widen(row, r, x.cs, up)
				}
				r = row
			}
			muladd(one, f[x.pix(y, 0):], r, d[o.pix(y, 0):][:len(row)])
		}
	})
	return nil
}

// widen repeats each pixel of src up times.
func widen(dst, src []float32, cs, up int) {
	for i, j := 0, 0; i < len(dst); j += cs {
		for range up {
			i += copy(dst[i:i+cs], src[j:j+cs])
		}
	}
}

func (b *builder) concat(n *node) error {
	var parts []*value
	var up []int
	total := 0
	for i := range n.in {
		v, err := b.operand(n, i, feature)
		if err != nil {
			return err
		}
		u := 1
		if i < len(n.up) {
			u = n.up[i]
		}
		if n.axis != 1 || v.c != v.cs {
			return fmt.Errorf("%w: Concat of %d channels on axis %d", ErrUnsupported, v.c, n.axis)
		}
		if i > 0 && (v.h*u != parts[0].h*up[0] || v.w*u != parts[0].w*up[0]) {
			return fmt.Errorf("%w: Concat of maps of different size", ErrSize)
		}
		parts, up = append(parts, v), append(up, u)
		total += v.cs
	}
	if total > maxChannels {
		return fmt.Errorf("%w: %d channels", ErrUnsupported, total)
	}
	o := b.result(n, value{c: total, h: parts[0].h * up[0], w: parts[0].w * up[0], cs: total})
	b.step(func(a []float32) {
		d := o.of(a)
		o.border(d)
		for y := range o.h {
			row, c := d[o.pix(y, 0):][:o.w*o.cs], 0
			for i, v := range parts {
				r := v.of(a)[v.pix(y/up[i], 0):]
				for x := range o.w {
					copy(row[x*o.cs+c:][:v.cs], r[x/up[i]*v.cs:])
				}
				c += v.cs
			}
		}
	})
	return nil
}
