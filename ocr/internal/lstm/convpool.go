package lstm

// convPool is a 3x3 convolution of grey input with 16 tanh outputs and the
// maximum pool after it, as in all of Tesseract's models. Tanh grows with its
// argument, so the maximum can be taken first and the function is needed once
// a pooled cell; the result is the same.
type convPool struct {
	w      *weights
	sx, sy int
}

// fuse puts a convPool in the place of the layers that it stands for.
func fuse(ls []layer) []layer {
	for i := 0; i+1 < len(ls); i++ {
		c, ok1 := ls[i].(*series)
		p, ok2 := ls[i+1].(*pool)
		if !ok1 || !ok2 || p.stack || len(c.l) != 2 {
			continue
		}
		v, ok1 := c.l[0].(*convolve)
		d, ok2 := c.l[1].(*dense)
		if !ok1 || !ok2 || v.hx != 1 || v.hy != 1 || d.kind != actTanh || d.w.ni != 9 || d.w.no != 16 {
			continue
		}
		rising := true
		for _, x := range d.w.scale {
			rising = rising && x >= 0
		}
		if rising {
			return append(append(append([]layer{}, ls[:i]...), &convPool{d.w, p.sx, p.sy}), ls[i+2:]...)
		}
	}
	return ls
}

const cellRow = 12 // nine inputs in whole groups of four

func (l *convPool) forward(s *scratch, in *plane) *plane {
	o := s.plane(dims{in.w / l.sx, in.h / l.sy, 16})
	buf := grow(&s.cells, o.w*l.sx*l.sy*cellRow)
	acc := grow(&s.acc, o.w*16)
	for y := range in.h {
		if s.stopped() {
			return o
		}
		l.gather(s, in, y, o.w*l.sx, buf)
		if y%l.sy == l.sy-1 {
			s.k.mulMax(l.w, buf, l.sx*l.sy, o.w, acc)
			for x := range o.w {
				s.k.activate(actTanh, acc[x*16:x*16+16], l.w.scale, o.at(y/l.sy*o.w+x))
			}
		}
	}
	return o
}

// gather puts the neighbourhoods of the pixels of row y, but for those that no
// pool covers, to their places in buf, where the rows of a pool stand together.
func (l *convPool) gather(s *scratch, in *plane, y, covered int, buf []int8) {
	inner := y > 0 && y+1 < in.h
	cols := grow(&s.cols, in.w)
	if inner {
		a, b, c := in.v[(y-1)*in.w:y*in.w], in.v[y*in.w:(y+1)*in.w], in.v[(y+1)*in.w:(y+2)*in.w]
		for x := range cols {
			cols[x] = uint64(uint8(a[x])) | uint64(uint8(b[x]))<<8 | uint64(uint8(c[x]))<<16
		}
	}
	var edge [9]int8
	at, step := y%l.sy*l.sx*cellRow, 0
	for x := range in.w {
		switch {
		case !inner || x == 0 || x+1 == in.w:
			s.edge(in, x, y, edge[:]) // also where nothing is covered: the noise goes on
			if x < covered {
				d := buf[at : at+cellRow]
				clear(d[copy(d, edge[:]):])
			}
		case x < covered:
			putCell(buf[at:at+cellRow:at+cellRow], cols[x-1]|cols[x]<<24|cols[x+1]<<48, cols[x+1]>>16)
		}
		if at, step = at+cellRow, step+1; step == l.sx {
			at, step = at+(l.sy-1)*l.sx*cellRow, 0
		}
	}
}

// putCell writes eight bytes of lo, one of hi, and zeros.
func putCell(d []int8, lo, hi uint64) {
	_ = d[11]
	d[0], d[1], d[2], d[3] = int8(lo), int8(lo>>8), int8(lo>>16), int8(lo>>24)
	d[4], d[5], d[6], d[7] = int8(lo>>32), int8(lo>>40), int8(lo>>48), int8(lo>>56)
	d[8], d[9], d[10], d[11] = int8(hi), 0, 0, 0
}

// edge collects the neighbourhood of a border pixel, column by column, with
// noise outside.
func (s *scratch) edge(in *plane, x, y int, d []int8) {
	for dx := -1; dx <= 1; dx++ {
		if x+dx < 0 || x+dx >= in.w {
			s.noise(d[:3])
			d = d[3:]
			continue
		}
		for dy := -1; dy <= 1; dy++ {
			if y+dy < 0 || y+dy >= in.h {
				s.noise(d[:1])
			} else {
				d[0] = in.v[(y+dy)*in.w+x+dx]
			}
			d = d[1:]
		}
	}
}
