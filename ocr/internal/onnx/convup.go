package onnx

import "fmt"

// upTaps says, for phase ph of an upsampling by u, where the small pixels under
// a kernel of three taps start (relative to the cell) and which taps fall on
// each.
func upTaps(u, ph int) (start int, taps [][]int) {
	switch {
	case u == 1:
		return -1, [][]int{{0}, {1}, {2}}
	case ph == 0:
		return -1, [][]int{{0}, {1, 2}}
	case ph == u-1:
		return 0, [][]int{{0, 1}, {2}}
	}
	return 0, [][]int{{0, 1, 2}}
}

// phaseClass maps the phases of u to at most three classes with equal taps.
func phaseClass(ph, u int) int {
	switch {
	case ph == 0:
		return 0
	case ph == u-1:
		return min(u, 3) - 1
	}
	return 1
}

// An upPhase is the small convolution of one class of output phases.
type upPhase struct {
	sy, sx, ny, nx int
	w              []float32 // packed; nil where the weights are mixed at run time
}

// An upSource is one of the maps that a ConvUp sums over.
type upSource struct {
	v      *value
	u      int
	phases []upPhase
}

type upConvolution struct {
	sources []upSource
	bias    []float32
	o, tmp  *value
	nr      int
	act     activation
	mix     *mixing
}

// A mixing combines the weights of source 0 at run time.
type mixing struct {
	first   []float32 // 1x1 weights in front: [mid][input]
	factors *value    // 1 + these scale the mid channels
	wide    []float32 // 3x3 weights: [mid][tap][stored output]
	mids    int
	weights *value // packed result
	row     *value
}

func (b *builder) convUp(n *node) error {
	w, err := b.s.g.weights(n.pyramid.weights)
	if err != nil {
		return err
	}
	outs := w.shape[0]
	if outs > maxChannels || w.shape[1] > maxChannels {
		return fmt.Errorf("%w: weights %v", ErrUnsupported, w.shape)
	}
	bias, err := b.s.g.vector(n.pyramid.bias, outs)
	if err != nil {
		return err
	}
	cs, nr := channels(outs)
	c := &upConvolution{nr: nr, act: n.act, bias: append(append([]float32(nil), bias...), make([]float32, cs-outs)...)}
	for i, u := range n.up {
		v, err := b.operand(n, i, feature)
		if err != nil {
			return err
		}
		if x := v; v.pad < 1 || i > 0 && (v.h*u != c.sources[0].v.h || v.w*u != c.sources[0].v.w) || i == 0 && u != 1 {
			return fmt.Errorf("%w: sum over maps of different size (%dx%d)", ErrSize, x.w, x.h)
		}
		mixed := i == 0 && n.pyramid.mix != ""
		if !mixed && n.pyramid.first[i]+v.c > w.shape[1] {
			return corrupt("weights %v over more channels", w.shape)
		}
		c.sources = append(c.sources, b.upSource(n, i, v, u, w, mixed))
	}
	if n.pyramid.mix != "" {
		if err := b.mixing(n, c, w); err != nil {
			return err
		}
	}
	c.tmp = b.temp(24 * 8)
	x := c.sources[0].v
	c.o = b.result(n, value{c: outs, h: x.h, w: x.w, cs: cs})
	b.step(c.run)
	return nil
}

func (b *builder) upSource(n *node, i int, v *value, u int, w *tensor, mixed bool) upSource {
	src := upSource{v: v, u: u}
	outs, ins, c0 := w.shape[0], w.shape[1], n.pyramid.first[i]
	cs, nr := channels(outs)
	classes := min(u, 3)
	phase := func(class int) int {
		if class == classes-1 {
			return u - 1
		}
		return class
	}
	for cy := range classes {
		for cx := range classes {
			var ph upPhase
			var ty, tx [][]int
			ph.sy, ty = upTaps(u, phase(cy))
			ph.sx, tx = upTaps(u, phase(cx))
			ph.ny, ph.nx = len(ty), len(tx)
			if !mixed {
				key := fmt.Sprint(n.pyramid.weights, ">", n.out, " ", i, u, cy, cx)
				ph.w = b.s.packWeights(key, packing{outs, cs, nr, v.c, v.cs, ph.ny * ph.nx}, nil, func(m, c, t int) float32 {
					var s float32
					for _, y := range ty[t/ph.nx] {
						for _, x := range tx[t%ph.nx] {
							s += w.f[((m*ins+c0+c)*3+y)*3+x]
						}
					}
					return s
				}).w
			}
			src.phases = append(src.phases, ph)
		}
	}
	return src
}

func (b *builder) mixing(n *node, c *upConvolution, w *tensor) error {
	x := c.sources[0].v
	outs, mids := w.shape[0], w.shape[1]
	first, err := b.s.g.weights(n.pyramid.mix)
	if err != nil {
		return err
	}
	f, err := b.operand(n, 2, vector)
	if err != nil {
		return err
	}
	if first.shape[0] != mids || first.shape[1] != x.c || len(first.f) != mids*x.c || f.c != mids {
		return corrupt("weights %v behind %v and %d factors", w.shape, first.shape, f.c)
	}
	cs, _ := channels(outs)
	m := &mixing{first: first.f, factors: f, mids: mids, weights: b.temp(cs * 9 * x.cs), row: b.temp(cs)}
	m.wide = b.s.packWeights(n.pyramid.weights+">wide", packing{mids, mids, 1, 9 * cs, 9 * cs, 1}, nil, byMiddle(w, outs, mids, cs)).w
	c.mix = m
	return nil
}

// byMiddle reads 3x3 weights as [mid][tap][stored output].
func byMiddle(w *tensor, outs, mids, cs int) func(m, c, t int) float32 {
	return func(mid, c, _ int) float32 {
		if tap, o := c/cs, c%cs; o < outs {
			return w.f[(o*mids+mid)*9+tap]
		}
		return 0
	}
}

// combine computes the weights of source 0 for this run.
func (m *mixing) combine(a []float32, x *value, cs, nr int) []float32 {
	w, row, f := m.weights.of(a), m.row.of(a)[:cs], m.factors.of(a)
	clear(w)
	for mid := range m.mids {
		for t := range 9 {
			scaleTo(1+f[mid], m.wide[(mid*9+t)*cs:][:cs], row)
			for c := range x.c {
				for p := 0; p < cs; p += nr {
					axpy(m.first[mid*x.c+c], row[p:p+nr], w[((p/nr*9+t)*x.cs+c)*nr:][:nr])
				}
			}
		}
	}
	return w
}

func (c *upConvolution) run(a []float32) {
	o := c.o.of(a)
	c.o.border(o)
	var mixed []float32
	if c.mix != nil {
		mixed = c.mix.combine(a, c.sources[0].v, c.o.cs, c.nr)
	}
	var k tileRun
	k.setAct(c.act)
	for y := range c.o.h {
		for i := range c.sources {
			s := &c.sources[i]
			k.acc, k.act = uintptr(min(i, 1)), actNone
			if i == len(c.sources)-1 {
				k.act = c.act.kind
			}
			k.as, k.ts = uintptr(4*s.v.cs), uintptr(4*s.v.row())
			k.cs = uintptr(4 * c.o.cs * s.u)
			k.steps(rows(c.nr))
			for px := range s.u {
				ph := s.phases[phaseClass(y%s.u, s.u)*min(s.u, 3)+phaseClass(px, s.u)]
				if ph.w == nil {
					ph.w = mixed
				}
				c.phase(&k, a, o, s, &ph, y, px)
			}
		}
	}
}

// phase adds the part of source s to every u-th pixel of output row y.
func (c *upConvolution) phase(k *tileRun, a, o []float32, s *upSource, ph *upPhase, y, px int) {
	x, tmp, mr, cs := s.v.of(a), c.tmp.of(a), rows(c.nr), c.o.cs
	k.nt, k.kc = uintptr(ph.ny), uintptr(ph.nx*s.v.cs/4)
	ai, ci := s.v.pix(y/s.u+ph.sy, ph.sx), c.o.pix(y, px)
	size, w := ph.ny*ph.nx*s.v.cs, c.o.w/s.u
	for m := 0; m < cs; m += c.nr {
		k.b, k.bias = at(ph.w, m*size), at(c.bias, m)
		k.a, k.c, k.tiles = at(x, ai), at(o, ci+m), uintptr(w/mr)
		k.matrix(c.nr)
		r := w % mr
		if r == 0 {
			continue
		}
		dst := o[ci+m+(w-r)*s.u*cs:]
		for j := range r {
			copy(tmp[j*c.nr:(j+1)*c.nr], dst[j*s.u*cs:])
		}
		k.a, k.tiles = at(x, ai+(w-r)*s.v.cs), 1
		k.viaTemp(c.nr, tmp, dst, s.u*cs, r)
	}
}
