package onnx

import "fmt"

// A deconvolution is a 2x2 transposed convolution with stride 2: one matrix
// product per output phase.
type deconvolution struct {
	x, o, tmp *value
	w         *tensor
	bias      []float32
	outs      int
	cs, nr    int // stored output channels, panel width
	q         [4]packed
	act       activation
}

func (b *builder) transposed(n *node) error {
	x, err := b.operand(n, 0, feature)
	if err != nil {
		return err
	}
	d, err := b.deconvolution(n, x)
	if err != nil {
		return err
	}
	switch {
	case n.then != nil:
		return b.pair(n, d)
	case d.outs == 1:
		if err := d.toPlane(b, n.in[1]+">"+n.out); err != nil {
			return err
		}
		d.o = b.result(n, value{kind: plane, c: 1, h: 2 * x.h, w: 2 * x.w})
		b.step(func(a []float32) {
			for y := range d.x.h {
				d.planeRow(a, y, y)
			}
		})
	default:
		d.toFeature(b, n.in[1]+">"+n.out)
		d.o = b.result(n, value{c: d.outs, h: 2 * x.h, w: 2 * x.w, cs: d.cs})
		b.step(func(a []float32) {
			d.o.border(d.o.of(a))
			for y := range d.x.h {
				d.row(a, y, y)
			}
		})
	}
	return nil
}

// pair runs n and then n.then, which makes one channel of its output, row by
// row: the map between them is the largest after the first ones.
func (b *builder) pair(n *node, d *deconvolution) error {
	d.toFeature(b, n.in[1]+">"+n.then.in[0])
	d.o = &value{c: d.outs, h: 2, w: 2 * d.x.w, cs: d.cs}
	b.scratch = append(b.scratch, b.place(d.o))
	p, err := b.deconvolution(n.then, d.o)
	if err != nil {
		return err
	}
	if p.outs != 1 {
		return corrupt("%d channels where one was", p.outs)
	}
	if err := p.toPlane(b, n.then.in[1]+">"+n.out); err != nil {
		return err
	}
	p.o = b.result(n, value{kind: plane, c: 1, h: 4 * d.x.h, w: 4 * d.x.w})
	b.step(func(a []float32) {
		for y := range d.x.h {
			d.row(a, y, 0)
			p.planeRow(a, 0, 2*y)
			p.planeRow(a, 1, 2*y+1)
		}
	})
	return nil
}

// deconvolution reads the weights of n, which is applied to x.
func (b *builder) deconvolution(n *node, x *value) (*deconvolution, error) {
	w, err := b.s.g.weights(n.in[1])
	if err != nil {
		return nil, err
	}
	if w.shape[2] != 2 || w.shape[3] != 2 || !all(n.strides, 2) || n.group != 1 || len(n.pads) > 0 && !all(n.pads, 0) || w.shape[1] > maxChannels {
		return nil, fmt.Errorf("%w: transposed convolution of weights %v, strides %v", ErrUnsupported, w.shape, n.strides)
	}
	if w.shape[0] != x.c {
		return nil, corrupt("weights %v over %d channels", w.shape, x.c)
	}
	bias, err := b.s.g.vector(n.optional(2), w.shape[1])
	if err != nil {
		return nil, err
	}
	return &deconvolution{x: x, outs: w.shape[1], w: w, bias: bias, act: n.act}, nil
}

// toFeature packs the weights for the kernels of row.
func (d *deconvolution) toFeature(b *builder, key string) {
	d.cs, d.nr = channels(d.outs)
	for t := range d.q {
		d.q[t] = b.s.packWeights(fmt.Sprint(key, t), packing{d.outs, d.cs, d.nr, d.x.c, d.x.cs, 1}, d.bias,
			func(m, c, _ int) float32 { return d.w.f[(c*d.outs+m)*4+t] })
	}
	d.tmp = b.temp(24 * 8)
}

// row computes the two output rows from row y of the input, at rows 2*to and
// 2*to+1.
func (d *deconvolution) row(a []float32, y, to int) {
	x, o, tmp, cs := d.x.of(a), d.o.of(a), d.tmp.of(a), d.cs
	mr := rows(d.nr)
	k := tileRun{as: uintptr(d.x.cs * 4), cs: uintptr(2 * cs * 4), nt: 1, kc: uintptr(d.x.cs / 4)}
	k.steps(mr)
	k.setAct(d.act)
	for t, q := range d.q {
		for m := 0; m < cs; m += d.nr {
			k.b, k.bias = at(q.w, m*d.x.cs), at(q.b, m)
			ai, ci := d.x.pix(y, 0), d.o.pix(2*to+t/2, t%2)+m
			k.a, k.c, k.tiles = at(x, ai), at(o, ci), uintptr(d.x.w/mr)
			k.matrix(d.nr)
			if r := d.x.w % mr; r > 0 {
				k.a, k.tiles = at(x, ai+(d.x.w-r)*d.x.cs), 1
				k.viaTemp(d.nr, tmp, o[ci+2*(d.x.w-r)*cs:], 2*cs, r)
			}
		}
	}
}

// toPlane packs the weights for planeRow: the four phases of the one channel
// are four output channels of one product.
func (d *deconvolution) toPlane(b *builder, key string) error {
	if d.x.pad != 0 {
		return fmt.Errorf("%w: padded input", ErrUnsupported)
	}
	v := d.bias[0]
	d.q[0] = b.s.packWeights(key, packing{4, 16, 16, d.x.c, d.x.cs, 1}, []float32{v, v, v, v},
		func(m, c, _ int) float32 { return d.w.f[c*4+m] })
	d.tmp = b.temp((d.x.w + 6) * 16)
	return nil
}

// planeRow computes rows 2*to and 2*to+1 of the plane from row y of the input.
func (d *deconvolution) planeRow(a []float32, y, to int) {
	x, o, row, w := d.x.of(a), d.o.of(a), d.tmp.of(a), d.x.w
	k := tileRun{as: uintptr(d.x.cs * 4), cs: 64, nt: 1, kc: uintptr(d.x.cs / 4)}
	k.steps(rows(16))
	k.setAct(d.act)
	k.b, k.bias = at(d.q[0].w, 0), at(d.q[0].b, 0)
	k.a, k.c, k.tiles = at(x, y*w*d.x.cs), at(row, 0), uintptr((w+5)/6)
	k.matrix(16)
	d0, d1 := o[4*to*w:][:2*w], o[4*to*w+2*w:][:2*w]
	for i := range w {
		r := row[16*i : 16*i+4 : 16*i+4]
		d0[2*i], d0[2*i+1], d1[2*i], d1[2*i+1] = r[0], r[1], r[2], r[3]
	}
}
