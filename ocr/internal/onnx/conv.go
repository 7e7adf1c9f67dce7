package onnx

import "fmt"

// A window is the geometry of a convolution.
type window struct {
	kh, kw, sh, sw int
	top, left      int
	h, w           int // of the output
}

func list(v []int64, n int, def int64) ([]int, error) {
	out := make([]int, n)
	for i := range out {
		out[i] = int(def)
	}
	if len(v) == 0 {
		return out, nil
	}
	if len(v) != n {
		return nil, corrupt("%d values where %d belong", len(v), n)
	}
	for i, x := range v {
		if x < 0 || x > maxKernel {
			return nil, fmt.Errorf("%w: geometry %v", ErrUnsupported, v)
		}
		out[i] = int(x)
	}
	return out, nil
}

func (n *node) window(x *value, w *tensor) (g window, err error) {
	st, err := list(n.strides, 2, 1)
	if err != nil {
		return g, err
	}
	pd, err := list(n.pads, 4, 0)
	if err != nil {
		return g, err
	}
	if len(n.dilate) > 0 && !all(n.dilate, 1) {
		return g, fmt.Errorf("%w: dilation", ErrUnsupported)
	}
	g = window{kh: w.shape[2], kw: w.shape[3], sh: st[0], sw: st[1], top: pd[0], left: pd[1]}
	if g.sh < 1 || g.sw < 1 || g.sh > maxStride || g.sw > maxStride || g.kh > maxKernel || g.kw > maxKernel ||
		w.shape[0] > maxChannels || w.shape[1] > maxChannels {
		return g, fmt.Errorf("%w: weights %v, strides %v", ErrUnsupported, w.shape, st)
	}
	if len(n.kernel) > 0 && (len(n.kernel) != 2 || n.kernel[0] != int64(g.kh) || n.kernel[1] != int64(g.kw)) {
		return g, corrupt("kernel %v with weights %v", n.kernel, w.shape)
	}
	dh, dw := x.h+pd[0]+pd[2]-g.kh, x.w+pd[1]+pd[3]-g.kw
	if dh < 0 || dw < 0 {
		return g, fmt.Errorf("%w: smaller than a kernel", ErrSize)
	}
	g.h, g.w = dh/g.sh+1, dw/g.sw+1
	return g, nil
}

func (b *builder) conv(n *node) error {
	x, err := b.operand(n, 0, feature)
	if err != nil {
		return err
	}
	w, err := b.s.g.weights(n.in[1])
	if err != nil {
		return err
	}
	g, err := n.window(x, w)
	if err != nil {
		return err
	}
	bias, err := b.s.g.vector(n.optional(2), w.shape[0])
	if err != nil {
		return err
	}
	switch {
	case n.group == 1 && w.shape[1] == x.c:
		b.dense2D(n, x, w, bias, g)
	case n.group == int64(x.c) && w.shape[0] == x.c && w.shape[1] == 1 && x.cs%8 == 0:
		b.depthwise(n, x, w, bias, g)
	case n.group != 1 && n.group != int64(x.c):
		return fmt.Errorf("%w: convolution in groups", ErrUnsupported)
	default:
		return corrupt("weights %v over %d channels", w.shape, x.c)
	}
	return nil
}

// A convolution is what the steps of one Conv node know.
type convolution struct {
	window
	x, o, tmp *value
	q         packed
	nr, k     int // panel width, inputs of one output
	act       activation
}

func (b *builder) dense2D(n *node, x *value, w *tensor, bias []float32, g window) {
	outs, ins, taps := w.shape[0], w.shape[1], g.kh*g.kw
	cs, nr := channels(outs)
	c := &convolution{window: g, x: x, nr: nr, k: taps * x.cs, act: n.act}
	c.q = b.s.packWeights(n.in[1]+">"+n.out, packing{outs, cs, nr, ins, x.cs, taps}, bias,
		func(m, c, t int) float32 { return w.f[(m*ins+c)*taps+t] })
	c.tmp = b.temp(24 * 8)
	c.o = b.result(n, value{c: outs, h: g.h, w: g.w, cs: cs})
	if taps == 1 && g.sh == 1 && g.sw == 1 && x.pad == 0 && g.top+g.left == 0 {
		b.step(c.runFlat)
	} else {
		b.step(c.run)
	}
}

func (c *convolution) kernel() tileRun {
	k := tileRun{as: uintptr(c.sw * c.x.cs * 4), cs: uintptr(c.o.cs * 4), ts: uintptr(c.x.row() * 4),
		nt: uintptr(c.kh), kc: uintptr(c.kw * c.x.cs / 4)}
	k.steps(rows(c.nr))
	k.setAct(c.act)
	return k
}

// run computes row by row, panel by panel.
func (c *convolution) run(a []float32) {
	k, x, o := c.kernel(), c.x.of(a), c.o.of(a)
	c.o.border(o)
	mr := rows(c.nr)
	base := (c.x.pad-c.top)*c.x.row() + (c.x.pad-c.left)*c.x.cs
	// A panel that does not fit into the first-level cache goes row of taps by
	// row of taps.
	split := c.kh > 1 && c.k*c.nr*4 > 24<<10
	for y := range c.h {
		ai, ci := base+y*c.sh*c.x.row(), c.o.pix(y, 0)
		for m := 0; m < c.o.cs; m += c.nr {
			w := c.q.w[m*c.k:]
			k.bias = at(c.q.b, m)
			if t := c.w / mr; t > 0 {
				k.c, k.tiles = at(o, ci+m), uintptr(t)
				if split {
					c.byTapRow(&k, x[ai:], w)
				} else {
					k.a, k.b = at(x, ai), at(w, 0)
					k.matrix(c.nr)
				}
			}
			rest := c.w % mr
			if rest == 0 {
				continue
			}
			k.b, k.tiles = at(w, 0), 1
			if c.w >= mr { // once more over the last full tile
				k.a, k.c = at(x, ai+(c.w-mr)*c.sw*c.x.cs), at(o, ci+(c.w-mr)*c.o.cs+m)
				k.matrix(c.nr)
			} else {
				k.a = at(x, ai)
				k.viaTemp(c.nr, c.tmp.of(a), o[ci+m:], c.o.cs, rest)
			}
		}
	}
}

func (c *convolution) byTapRow(k *tileRun, x, w []float32) {
	k.nt, k.act = 1, actNone
	for ky := range c.kh {
		k.a, k.b = at(x, ky*c.x.row()), at(w, ky*c.kw*c.x.cs*c.nr)
		if ky == c.kh-1 {
			k.act = c.act.kind
		}
		k.matrix(c.nr)
		k.acc = 1
	}
	k.nt, k.acc = uintptr(c.kh), 0
}

// viaTemp computes one tile into tmp and stores its first pixels.
func (k *tileRun) viaTemp(nr int, tmp, dst []float32, cs, pixels int) {
	old := k.cs
	k.c, k.cs = at(tmp, 0), uintptr(nr*4)
	k.matrix(nr)
	k.cs = old
	for i := range pixels {
		copy(dst[i*cs:i*cs+nr], tmp[i*nr:])
	}
}

// runFlat is a 1x1 convolution over a map without border: all pixels as one row.
func (c *convolution) runFlat(a []float32) {
	k, x, o := c.kernel(), c.x.of(a), c.o.of(a)
	k.nt = 1
	c.o.border(o)
	mr, pixels := rows(c.nr), c.h*c.w
	chunk := max(8, (192<<10)/(c.k*4)/mr) * mr
	for p0 := 0; p0 < pixels; p0 += chunk {
		p1 := min(pixels, p0+chunk)
		for m := 0; m < c.o.cs; m += c.nr {
			k.bias = at(c.q.b, m)
			if c.o.pad == 0 {
				c.flatRun(&k, a, x, o, m, p0, p1)
			} else {
				c.flatRows(&k, a, x, o, m, p0, p1)
			}
		}
	}
}

// flatRun writes pixels p0 to p1 of panel m of a map without border.
func (c *convolution) flatRun(k *tileRun, a, x, o []float32, m, p0, p1 int) {
	mr := rows(c.nr)
	block := c.k // inputs at a time: the weight panel stays in the first-level cache
	if bytes := c.nr * 4 * c.k; bytes > 20<<10 {
		parts := bytes>>14 + 1
		block = (c.k/4 + parts - 1) / parts * 4
	}
	if t := (p1 - p0) / mr; t > 0 {
		k.c, k.tiles = at(o, p0*c.o.cs+m), uintptr(t)
		for k0 := 0; k0 < c.k; k0 += block {
			k.a, k.b = at(x, p0*c.x.cs+k0), at(c.q.w, m*c.k+k0*c.nr)
			k.kc, k.act, k.acc = uintptr(min(block, c.k-k0)/4), actNone, uintptr(min(1, k0))
			if k0+block >= c.k {
				k.act = c.act.kind
			}
			k.matrix(c.nr)
		}
	}
	k.b, k.kc, k.act, k.acc = at(c.q.w, m*c.k), uintptr(c.k/4), c.act.kind, 0
	if rest := (p1 - p0) % mr; rest > 0 {
		k.a, k.tiles = at(x, (p1-rest)*c.x.cs), 1
		k.viaTemp(c.nr, c.tmp.of(a), o[(p1-rest)*c.o.cs+m:], c.o.cs, rest)
	}
}

// flatRows does the same for a map with a border, where a tile may cross the
// end of a row.
func (c *convolution) flatRows(k *tileRun, a, x, o []float32, m, p0, p1 int) {
	mr, tmp := rows(c.nr), c.tmp.of(a)
	k.b = at(c.q.w, m*c.k)
	for i := p0; i < p1; {
		y, xx := i/c.w, i%c.w
		k.a = at(x, i*c.x.cs)
		if t := min((c.w-xx)/mr, (p1-i)/mr); t > 0 {
			k.c, k.tiles = at(o, c.o.pix(y, xx)+m), uintptr(t)
			k.matrix(c.nr)
			i += t * mr
			continue
		}
		r := min(mr, p1-i)
		old := k.cs
		k.c, k.cs, k.tiles = at(tmp, 0), uintptr(c.nr*4), 1
		k.matrix(c.nr)
		k.cs = old
		for j := range r {
			copy(o[c.o.pix((i+j)/c.w, (i+j)%c.w)+m:][:c.nr], tmp[j*c.nr:])
		}
		i += r
	}
}

// depthwise convolves every channel with a kernel of its own.
func (b *builder) depthwise(n *node, x *value, w *tensor, bias []float32, g window) {
	taps := g.kh * g.kw
	c := &convolution{window: g, x: x, nr: 8, k: taps, act: n.act}
	c.q = b.s.packWeights(n.in[1]+">"+n.out, packing{x.c, x.cs, 8, taps, taps, 1}, bias,
		func(m, t, _ int) float32 { return w.f[m*taps+t] })
	c.tmp = b.temp(8 * 8)
	c.o = b.result(n, value{c: x.c, h: g.h, w: g.w, cs: x.cs})
	b.step(c.runDepthwise)
}

func (c *convolution) runDepthwise(a []float32) {
	x, o, tmp, cs := c.x.of(a), c.o.of(a), c.tmp.of(a), c.x.cs
	c.o.border(o)
	k := tileRun{as: uintptr(c.sw * cs * 4), cs: uintptr(cs * 4), nt: uintptr(c.kh), kc: uintptr(c.kw),
		ts: uintptr(c.x.row() * 4), xs: uintptr(cs * 4)}
	k.steps(8)
	k.setAct(c.act)
	base := (c.x.pad-c.top)*c.x.row() + (c.x.pad-c.left)*cs
	for y := range c.h {
		ai, ci := base+y*c.sh*c.x.row(), c.o.pix(y, 0)
		for m := 0; m < cs; m += 8 {
			k.b, k.bias = at(c.q.w, m*c.k), at(c.q.b, m)
			k.a, k.c, k.tiles = at(x, ai+m), at(o, ci+m), uintptr(c.w/8)
			k.depthwise()
			rest := c.w % 8
			switch {
			case rest == 0:
			case c.w >= 8:
				k.a, k.c, k.tiles = at(x, ai+(c.w-8)*c.sw*cs+m), at(o, ci+(c.w-8)*cs+m), 1
				k.depthwise()
			default:
				k.a, k.c, k.cs, k.tiles = at(x, ai+m), at(tmp, 0), 32, 1
				k.depthwise()
				k.cs = uintptr(cs * 4)
				for i := range rest {
					copy(o[ci+i*cs+m:][:8], tmp[8*i:])
				}
			}
		}
	}
}
