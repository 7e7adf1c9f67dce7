package onnx

import (
	"context"
	"slices"
)

// bandRows is how many rows of its output a head makes at a time: enough that
// the rows computed twice, at the edges of bands, do not matter.
const bandRows = 24

// headStride is the stride at which a head ends: its output has a sixteenth of
// the image's pixels.
const headStride = 4

// A head is the first convolutions of a network, computed band by band from the
// image to the first small map. The maps in between are the largest of all; in
// bands they take a tenth of the memory and stay in the cache.
type head struct {
	band   *plan   // of one band: a step for each convolution
	area   *value  // its memory in the arena of the whole
	stages []stage // the image, then the output of each convolution
	out    *value  // the whole map
}

// A stage is a map of which a band holds some rows.
type stage struct {
	v        *value // the rows
	h        int    // rows of the whole map
	mul, add int    // for output rows from y on, the first row held is mul*y+add
}

// headNodes returns how many nodes from the first on are a head: convolutions
// in a chain that nothing else reads from, as far as headStride.
func (b *builder) headNodes() int {
	stride, last := int64(1), b.s.g.in
	for i := range b.s.g.nodes {
		n := &b.s.g.nodes[i]
		step := int64(1)
		if len(n.strides) == 2 {
			step = n.strides[0]
		}
		if n.op != "Conv" || n.in[0] != last || b.left[last] != 1 || len(n.pads) != 4 || stride*step > headStride {
			if stride < headStride {
				return 0
			}
			return i
		}
		stride, last = stride*step, n.out
	}
	return 0
}

// head compiles the first nodes for an image of w x h pixels, and returns how
// many they are; none where they are no head or the image is small.
func (b *builder) head(w, h int) (int, error) {
	k := b.headNodes()
	if k == 0 {
		return 0, nil
	}
	nodes := b.s.g.nodes[:k]
	stages := make([]stage, k+1)
	stages[k] = stage{mul: 1}
	rows := bandRows // of the band, at each stage from the last to the image
	stages[0].h = h
	for i, width := 0, w; i < k; i++ {
		n := &nodes[i]
		t, err := b.s.g.weights(n.in[1])
		if err != nil {
			return 0, err
		}
		g, err := n.window(&value{h: stages[i].h, w: width}, t)
		if err != nil {
			return 0, nil // too small; the ordinary way says so
		}
		stages[i+1].h, width = g.h, g.w
	}
	if stages[k].h < bandRows {
		return 0, nil
	}
	for i := k - 1; i >= 0; i-- {
		t, _ := b.s.g.weights(nodes[i].in[1])
		st, err := list(nodes[i].strides, 2, 1)
		if err != nil {
			return 0, err
		}
		stages[i].mul = st[0] * stages[i+1].mul
		stages[i].add = st[0]*stages[i+1].add - int(nodes[i].pads[0])
		rows = (rows-1)*st[0] + t.shape[2]
	}
	return k, b.bands(nodes, stages, w, rows)
}

// bands compiles the head for bands that begin with this many rows of the image.
func (b *builder) bands(nodes []node, stages []stage, w, rows int) error {
	sub := newBuilder(b.s)
	chain := slices.Clone(nodes)
	for i := range chain {
		p := chain[i].pads
		chain[i].pads = []int64{0, p[1], 0, p[3]} // rows beyond the image are rows of zeros
		sub.count(&chain[i])
	}
	sub.in = sub.place(&value{c: 3, h: rows, w: w, cs: 4, pad: sub.pad[b.s.g.in]})
	sub.vals[b.s.g.in], stages[0].v = sub.in, sub.in
	for i := range chain {
		if err := sub.node(&chain[i]); err != nil {
			return err
		}
		stages[i+1].v = sub.vals[chain[i].out]
	}
	last := *stages[len(nodes)].v
	area := b.place(&value{kind: plane, h: 1, w: sub.size})
	out := b.result(&nodes[len(nodes)-1], value{c: last.c, h: stages[len(nodes)].h, w: last.w, cs: last.cs})
	b.free(area)
	b.first = &head{band: sub.plan, area: area, stages: stages, out: out}
	return nil
}

// run computes the map from the image.
func (h *head) run(ctx context.Context, a []float32, in Input) error {
	area, o := a[h.area.off:], h.out.of(a)
	h.out.border(o)
	last := h.stages[len(h.stages)-1].v
	for y := 0; y < h.out.h; y += bandRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		y = min(y, h.out.h-bandRows)
		h.stages[0].read(area, y, in)
		for i, step := range h.band.steps {
			step(area)
			h.stages[i+1].clear(area, y)
		}
		f := last.of(area)
		for r := range bandRows {
			copy(o[h.out.pix(y+r, 0):][:h.out.w*h.out.cs], f[last.pix(r, 0):])
		}
	}
	return nil
}

// read fills the band of the image for output rows from y on.
func (s *stage) read(area []float32, y int, in Input) {
	f := s.v.of(area)
	s.v.border(f)
	for r := range s.v.h {
		row := f[s.v.pix(r, 0):][:4*s.v.w]
		if at := s.mul*y + s.add + r; at >= 0 && at < s.h {
			in.Row(at, row)
		} else {
			clear(row)
		}
	}
}

// clear makes the rows that lie beyond the map zero, as its border is.
func (s *stage) clear(area []float32, y int) {
	f, first := s.v.of(area), s.mul*y+s.add
	for r := range s.v.h {
		if at := first + r; at < 0 || at >= s.h {
			clear(f[s.v.pix(r, 0):][:s.v.w*s.v.cs])
		}
	}
}
