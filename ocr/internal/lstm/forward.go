package lstm

import "context"

// plane is a grid of int8 feature vectors (row-major); a value v stands for v/127.
type plane struct {
	dims
	v []int8
}

func (p *plane) at(t int) []int8 { return p.v[t*p.n : (t+1)*p.n : (t+1)*p.n] }

// scratch owns the buffers of one recogniser, so that a line allocates almost nothing.
type scratch struct {
	k     kernel
	free  [][]int8
	acc   []int32
	src   []int8
	cols  []uint64
	cells []int8
	st    []float32
	prob  []float32 // softmax output, one row a step
	rnd   uint64
	done  <-chan struct{} // of the context; when closed, forward may return anything
}

// stopped reports whether the context of the line has ended.
func (s *scratch) stopped() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

func (s *scratch) start(ctx context.Context, seed uint64) {
	s.done = ctx.Done()
	s.seed(seed)
	s.prob = s.prob[:0]
}

func (s *scratch) plane(d dims) *plane {
	need := d.w * d.h * d.n
	for i, b := range s.free {
		if cap(b) >= need {
			s.free[i] = s.free[len(s.free)-1]
			s.free = s.free[:len(s.free)-1]
			return &plane{d, b[:need]}
		}
	}
	return &plane{d, make([]int8, need)}
}

func (s *scratch) give(p *plane) { s.free = append(s.free, p.v) }

// seed and noise give the values outside the image. They are the minimal
// standard generator that Tesseract 5.0 to 5.5 has (48271 mod 2^31-1).
func (s *scratch) seed(v uint64) {
	const mod = 1<<31 - 1
	if s.rnd = v % mod; s.rnd == 0 {
		s.rnd = 1
	}
	s.rnd = s.rnd * 48271 % mod
}

func (s *scratch) noise(d []int8) {
	const mod = 1<<31 - 1
	for i := range d {
		s.rnd = s.rnd * 48271 % mod
		d[i] = int8(roundAway(254*float64(s.rnd)/mod - 127))
	}
}

func grow[T any](b *[]T, n int) []T {
	if cap(*b) < n {
		*b = make([]T, n)
	}
	*b = (*b)[:n]
	return *b
}

func (l *input) forward(_ *scratch, in *plane) *plane { return in }

func (l *series) forward(s *scratch, in *plane) *plane {
	cur := in
	for _, x := range l.l {
		nx := x.forward(s, cur)
		if cur != in && nx != cur {
			s.give(cur)
		}
		cur = nx
		if s.stopped() {
			break
		}
	}
	return cur
}

func (l *parallel) forward(s *scratch, in *plane) *plane {
	var ps []*plane
	d := dims{}
	for _, x := range l.l {
		p := x.forward(s, in)
		ps = append(ps, p)
		d = dims{p.w, p.h, d.n + p.n}
	}
	out := s.plane(d)
	o := 0
	for _, p := range ps {
		for t := range min(p.w*p.h, d.w*d.h) { // they differ when stopped
			copy(out.at(t)[o:], p.at(t))
		}
		o += p.n
		s.give(p)
	}
	return out
}

func (l *reversed) forward(s *scratch, in *plane) *plane {
	a := l.flip(s, in)
	b := l.l.forward(s, a)
	if b != a {
		s.give(a)
	}
	c := l.flip(s, b)
	s.give(b)
	return c
}

func (l *reversed) flip(s *scratch, p *plane) *plane {
	d := p.dims
	if l.mode == transpose {
		d.w, d.h = p.h, p.w
	}
	o := s.plane(d)
	for y := range p.h {
		for x := range p.w {
			t := y*o.w + o.w - 1 - x
			switch l.mode {
			case flipY:
				t = (p.h-1-y)*o.w + x
			case transpose:
				t = x*o.w + y
			}
			copy(o.at(t), p.at(y*p.w+x))
		}
	}
	return o
}

func (l *convolve) forward(s *scratch, in *plane) *plane {
	kx, ky := 2*l.hx+1, 2*l.hy+1
	o := s.plane(dims{in.w, in.h, in.n * kx * ky})
	for y := range in.h {
		for x := range in.w {
			d := o.at(y*in.w + x)
			for dx := -l.hx; dx <= l.hx; dx++ {
				if x+dx < 0 || x+dx >= in.w {
					s.noise(d[:ky*in.n])
					d = d[ky*in.n:]
					continue
				}
				for dy := -l.hy; dy <= l.hy; dy++ {
					if y+dy < 0 || y+dy >= in.h {
						s.noise(d[:in.n])
					} else {
						copy(d, in.at((y+dy)*in.w+x+dx))
					}
					d = d[in.n:]
				}
			}
		}
	}
	return o
}

func (l *pool) forward(s *scratch, in *plane) *plane {
	shape, _ := l.shape(in.dims)
	o := s.plane(shape)
	for y := range o.h {
		for x := range o.w {
			d := o.at(y*o.w + x)
			if !l.stack {
				copy(d, in.at(y*l.sy*in.w+x*l.sx))
			}
			for dx := range l.sx {
				for dy := range l.sy {
					c := in.at((y*l.sy+dy)*in.w + x*l.sx + dx)
					if l.stack {
						copy(d[(dx*l.sy+dy)*in.n:], c)
						continue
					}
					for i, v := range c {
						d[i] = max(d[i], v)
					}
				}
			}
		}
	}
	return o
}

const stepBlock = 64 // feature vectors a matrix product

func (l *dense) forward(s *scratch, in *plane) *plane {
	steps, w := in.w*in.h, l.w
	acc := grow(&s.acc, w.pad*min(steps, stepBlock))
	d := dims{in.w, in.h, w.no}
	if l.kind == actSoftmax {
		grow(&s.prob, steps*w.no)
		d = dims{}
	}
	o := s.plane(d)
	for t0 := 0; t0 < steps && !s.stopped(); t0 += stepBlock {
		nb := min(stepBlock, steps-t0)
		s.k.mul(w, s.rows(in, t0, nb, w.nk*4), nb, acc)
		for i := range nb {
			a, t := acc[i*w.pad:i*w.pad+w.no], t0+i
			if l.kind == actSoftmax {
				softmax(a, w.scale, s.prob[t*w.no:(t+1)*w.no])
			} else {
				s.k.activate(l.kind, a, w.scale, o.at(t))
			}
		}
	}
	return o
}

// rows gives n feature vectors from t on, each filled up to a length of row.
func (s *scratch) rows(in *plane, t, n, row int) []int8 {
	if in.n == row {
		return in.v[t*row : (t+n)*row]
	}
	b := grow(&s.src, n*row)
	for i := range n {
		d := b[i*row : (i+1)*row]
		clear(d[copy(d, in.at(t+i)):])
	}
	return b
}

// forward runs all rows of a plane; rows are independent sequences. They
// advance together, so that one pass over the weights serves many of them (a
// summarising layer has a row an image column).
func (l *recurrent) forward(s *scratch, in *plane) *plane {
	w, ns := l.w, l.ns
	row := w.nk * 4
	shape, _ := l.shape(in.dims)
	o := s.plane(shape)
	block := min(in.h, stepBlock)
	acc := grow(&s.acc, block*w.pad)
	st := grow(&s.st, block*ns)
	src := grow(&s.src, block*row)
	for r0 := 0; r0 < in.h; r0 += block {
		nr := min(block, in.h-r0)
		clear(st)
		clear(src)
		for x := range in.w {
			if x%stepBlock == 0 && s.stopped() {
				return o
			}
			for i := range nr {
				copy(src[i*row:], in.at((r0+i)*in.w+x))
			}
			s.k.mul(w, src, nr, acc)
			for i := range nr {
				h := src[i*row+l.ni : i*row+l.ni+ns]
				s.k.gates(acc[i*w.pad:(i+1)*w.pad], w.scale, st[i*ns:(i+1)*ns], h)
				if !l.summary {
					copy(o.at((r0+i)*in.w+x), h)
				} else if x == in.w-1 {
					copy(o.at(r0+i), h)
				}
			}
		}
	}
	return o
}
