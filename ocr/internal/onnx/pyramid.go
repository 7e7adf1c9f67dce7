package onnx

// Exact rewritings for feature pyramids. A 3x3 convolution over a
// nearest-upsampled map is, per output phase, a 2x2, 2x1 or 1x1 convolution over
// the small map with summed taps, so neither the upsampled map nor the
// concatenation is ever built. A convolution over (1+s)*W*y, with s from squeeze
// and excitation, is a convolution over y with weights combined at run time, so
// a map widened from 12 to 96 channels is never built either.

// A pyramid is what a ConvUp node knows beyond its inputs.
type pyramid struct {
	weights, bias string // of the 3x3 convolution
	mix           string // 1x1 weights in front of input 0, scaled by 1 + input 2
	first         []int  // first input channel of weights, for each map
}

func all(a []int64, v int64) bool {
	for _, x := range a {
		if x != v {
			return false
		}
	}
	return len(a) > 0
}

// fusePyramids rewrites
//
//	Conv3x3(Concat(a, up(b), ..))                         -> ConvUp
//	Conv3x3(AddUp(MulPlus(Conv1x1(y), se(mean)), small))  -> ConvUp with run-time weights
func (g *graph) fusePyramids() {
	r := &rewriter{graph: g}
	r.index()
	repl := map[int][]node{}
	for i := range r.nodes {
		n := &r.nodes[i]
		w := r.consts[n.optional(1)]
		if n.op != "Conv" || n.group != 1 || w == nil || len(w.shape) != 4 || !all(n.kernel, 3) || !all(n.strides, 1) || !all(n.pads, 1) {
			continue
		}
		if !r.concatUp(i, w, repl) {
			r.mixedUp(i, repl)
		}
	}
	var out []node
	for i, n := range r.nodes {
		if l, ok := repl[i]; ok {
			out = append(out, l...)
		} else if !r.dead[i] {
			out = append(out, n)
		}
	}
	r.nodes = out
}

// source returns the node that makes name, where it is of the kind op and
// nobody else reads it.
func (r *rewriter) source(name, op string) (*node, int) {
	i, ok := r.made[name]
	if !ok || r.nodes[i].op != op || len(r.uses[name]) != 1 || name == r.out || r.dead[i] {
		return nil, 0
	}
	return &r.nodes[i], i
}

func (r *rewriter) concatUp(i int, w *tensor, repl map[int][]node) bool {
	n := &r.nodes[i]
	c, ci := r.source(n.in[0], "Concat")
	if c == nil || len(c.up) != len(c.in) || w.shape[1]%(8*len(c.in)) != 0 || c.up[len(c.in)-1] != 1 {
		return false
	}
	m := node{op: "ConvUp", out: n.out, act: n.act, pyramid: &pyramid{weights: n.in[1], bias: n.optional(2)}}
	for k := len(c.in) - 1; k >= 0; k-- { // the full-size map first: it starts the sums
		m.in = append(m.in, c.in[k])
		m.up = append(m.up, c.up[k])
		m.pyramid.first = append(m.pyramid.first, w.shape[1]/len(c.in)*k)
	}
	r.dead[ci] = true
	repl[i] = []node{m}
	return true
}

func (r *rewriter) mixedUp(i int, repl map[int][]node) bool {
	n := &r.nodes[i]
	a, ai := r.source(n.in[0], "AddUp")
	if a == nil {
		return false
	}
	p, pi := r.source(a.in[0], "MulPlus")
	if p == nil || len(r.uses[p.in[0]]) != 2 {
		return false
	}
	yi, ok := r.made[p.in[0]]
	if !ok {
		return false
	}
	y := &r.nodes[yi]
	gi := r.uses[y.out][0]
	if gi == pi {
		gi = r.uses[y.out][1]
	}
	w := r.consts[y.optional(1)]
	if y.op != "Conv" || len(y.in) != 2 || y.act.kind != actNone || y.group != 1 || !all(y.kernel, 1) || !all(y.strides, 1) ||
		w == nil || len(w.shape) != 4 || r.nodes[gi].op != "GlobalAveragePool" || len(repl[gi]) > 0 {
		return false
	}
	mean := y.out + ".mean"
	repl[gi] = []node{
		{op: "GlobalAveragePool", in: []string{y.in[0]}, out: mean},
		{op: "Conv", in: []string{mean, y.in[1]}, out: r.nodes[gi].out, group: 1, kernel: y.kernel, strides: y.strides, pads: y.pads},
	}
	repl[i] = []node{{op: "ConvUp", in: []string{y.in[0], a.in[1], p.in[1]}, out: n.out, act: n.act, up: []int{1, a.up[1]},
		pyramid: &pyramid{weights: n.in[1], bias: n.optional(2), mix: y.in[1], first: []int{0, 0}}}}
	r.dead[ai], r.dead[pi], r.dead[yi] = true, true, true
	return true
}
