package onnx

import "fmt"

// A deconvolution is a 2x2 transposed convolution with stride 2: one matrix
// product per output phase.
type deconvolution struct {
	x, o, tmp *value
	q         [4]packed
	nr        int
	act       activation
}

func (b *builder) transposed(n *node) error {
	x, err := b.operand(n, 0, feature)
	if err != nil {
		return err
	}
	w, err := b.s.g.weights(n.in[1])
	if err != nil {
		return err
	}
	if w.shape[2] != 2 || w.shape[3] != 2 || !all(n.strides, 2) || n.group != 1 || len(n.pads) > 0 && !all(n.pads, 0) || w.shape[1] > maxChannels {
		return fmt.Errorf("%w: transposed convolution of weights %v, strides %v", ErrUnsupported, w.shape, n.strides)
	}
	if w.shape[0] != x.c {
		return corrupt("weights %v over %d channels", w.shape, x.c)
	}
	bias, err := b.s.g.vector(n.optional(2), w.shape[1])
	if err != nil {
		return err
	}
	d := &deconvolution{x: x, act: n.act}
	key := n.in[1] + ">" + n.out
	if w.shape[1] == 1 {
		return b.toPlane(n, d, w, bias[0], key)
	}
	outs := w.shape[1]
	cs, nr := channels(outs)
	d.nr = nr
	for t := range d.q {
		d.q[t] = b.s.packWeights(fmt.Sprint(key, t), packing{outs, cs, nr, x.c, x.cs, 1}, bias,
			func(m, c, _ int) float32 { return w.f[(c*outs+m)*4+t] })
	}
	d.tmp = b.temp(24 * 8)
	d.o = b.result(n, value{c: outs, h: 2 * x.h, w: 2 * x.w, cs: cs})
	b.step(d.run)
	return nil
}

func (d *deconvolution) run(a []float32) {
	x, o, tmp, cs := d.x.of(a), d.o.of(a), d.tmp.of(a), d.o.cs
	d.o.border(o)
	mr := rows(d.nr)
	k := tileRun{as: uintptr(d.x.cs * 4), cs: uintptr(2 * cs * 4), nt: 1, kc: uintptr(d.x.cs / 4)}
	k.steps(mr)
	k.setAct(d.act)
	for y := range d.x.h {
		for t, q := range d.q {
			for m := 0; m < cs; m += d.nr {
				k.b, k.bias = at(q.w, m*d.x.cs), at(q.b, m)
				ai, ci := d.x.pix(y, 0), d.o.pix(2*y+t/2, t%2)+m
				k.a, k.c, k.tiles = at(x, ai), at(o, ci), uintptr(d.x.w/mr)
				k.matrix(d.nr)
				if r := d.x.w % mr; r > 0 {
					k.a, k.tiles = at(x, ai+(d.x.w-r)*d.x.cs), 1
					k.viaTemp(d.nr, tmp, o[ci+2*(d.x.w-r)*cs:], 2*cs, r)
				}
			}
		}
	}
}

// toPlane makes a map of one channel: its four phases are four output channels
// of one product.
func (b *builder) toPlane(n *node, d *deconvolution, w *tensor, bias float32, key string) error {
	if d.x.pad != 0 {
		return fmt.Errorf("%w: padded input", ErrUnsupported)
	}
	d.q[0] = b.s.packWeights(key, packing{4, 16, 16, d.x.c, d.x.cs, 1}, []float32{bias, bias, bias, bias},
		func(m, c, _ int) float32 { return w.f[c*4+m] })
	d.tmp = b.temp((d.x.w + 6) * 16)
	d.o = b.result(n, value{kind: plane, c: 1, h: 2 * d.x.h, w: 2 * d.x.w})
	b.step(d.runPlane)
	return nil
}

func (d *deconvolution) runPlane(a []float32) {
	x, o, row, w := d.x.of(a), d.o.of(a), d.tmp.of(a), d.x.w
	k := tileRun{as: uintptr(d.x.cs * 4), cs: 64, nt: 1, kc: uintptr(d.x.cs / 4)}
	k.steps(rows(16))
	k.setAct(d.act)
	k.b, k.bias = at(d.q[0].w, 0), at(d.q[0].b, 0)
	for y := range d.x.h {
		k.a, k.c, k.tiles = at(x, y*w*d.x.cs), at(row, 0), uintptr((w+5)/6)
		k.matrix(16)
		d0, d1 := o[4*y*w:][:2*w], o[4*y*w+2*w:][:2*w]
		for i := range w {
			r := row[16*i : 16*i+4 : 16*i+4]
			d0[2*i], d0[2*i+1], d1[2*i], d1[2*i+1] = r[0], r[1], r[2], r[3]
		}
	}
}
