package onnx

import "math"

// A rewriter replaces groups of nodes by fewer ones that compute the same.
type rewriter struct {
	*graph
	dead map[int]bool
	uses map[string][]int // readers of a value
	made map[string]int   // the node that makes a value
}

func (r *rewriter) index() {
	r.dead, r.uses, r.made = map[int]bool{}, map[string][]int{}, map[string]int{}
	for i := range r.nodes {
		for _, in := range r.nodes[i].in {
			r.uses[in] = append(r.uses[in], i)
		}
		r.made[r.nodes[i].out] = i
	}
}

func (r *rewriter) sweep() {
	keep := make([]node, 0, len(r.nodes))
	for i, n := range r.nodes {
		if !r.dead[i] {
			keep = append(keep, n)
		}
	}
	r.nodes = keep
}

// fuse applies the rules until none fits.
func (g *graph) fuse() {
	r := &rewriter{graph: g}
	rules := []func(*rewriter, int) bool{
		(*rewriter).hardSwish, (*rewriter).mulPlus, (*rewriter).upsample, (*rewriter).intoConv,
	}
	for changed := true; changed; {
		changed = false
		r.index()
		for i := range r.nodes {
			for _, rule := range rules {
				if !r.dead[i] && rule(r, i) {
					changed = true
					break
				}
			}
			if changed {
				break
			}
		}
		r.sweep()
	}
}

// only returns the single reader of a value.
func (r *rewriter) only(name string) (int, bool) {
	u := r.uses[name]
	if len(u) != 1 || name == r.out || r.dead[u[0]] {
		return 0, false
	}
	return u[0], true
}

func (r *rewriter) scalar(name string) (float32, bool) {
	t := r.consts[name]
	if t == nil || len(t.f) != 1 {
		return 0, false
	}
	return t.f[0], true
}

// withScalar splits "x op constant".
func (r *rewriter) withScalar(n *node, op string) (v float32, x string, ok bool) {
	if n.op != op {
		return 0, "", false
	}
	if v, ok := r.scalar(n.in[1]); ok {
		return v, n.in[0], true
	}
	if v, ok := r.scalar(n.in[0]); ok && (op == "Mul" || op == "Add") {
		return v, n.in[1], true
	}
	return 0, "", false
}

// hardSwish finds x*clip(x+3, 0, 6)/6.
func (r *rewriter) hardSwish(i int) bool {
	v, x, ok := r.withScalar(&r.nodes[i], "Add")
	if !ok || v != 3 || len(r.uses[x]) != 2 {
		return false
	}
	c, ok := r.only(r.nodes[i].out)
	if !ok || r.nodes[c].op != "Clip" {
		return false
	}
	lo, hi := r.nodes[c].lo, r.nodes[c].hi
	if len(r.nodes[c].in) == 3 {
		lo, _ = r.scalar(r.nodes[c].in[1])
		hi, _ = r.scalar(r.nodes[c].in[2])
	}
	m, ok := r.only(r.nodes[c].out)
	if !ok || lo != 0 || hi != 6 || r.nodes[m].op != "Mul" || r.nodes[m].in[0] != x && r.nodes[m].in[1] != x {
		return false
	}
	d, ok := r.only(r.nodes[m].out)
	if !ok {
		return false
	}
	if dv, _, ok := r.withScalar(&r.nodes[d], "Div"); !ok || dv != 6 {
		return false
	}
	r.nodes[d] = node{op: "HardSwish", in: []string{x}, out: r.nodes[d].out}
	r.dead[i], r.dead[c], r.dead[m] = true, true, true
	return true
}

// mulPlus finds x + x*s.
func (r *rewriter) mulPlus(i int) bool {
	n := &r.nodes[i]
	if n.op != "Add" {
		return false
	}
	for k := range 2 {
		x, m := n.in[k], n.in[1-k]
		j, ok := r.made[m]
		if _, one := r.only(m); !ok || !one || r.nodes[j].op != "Mul" {
			continue
		}
		s := r.nodes[j].in[0]
		if s == x {
			s = r.nodes[j].in[1]
		} else if r.nodes[j].in[1] != x {
			continue
		}
		*n = node{op: "MulPlus", in: []string{x, s}, out: n.out}
		r.dead[j] = true
		return true
	}
	return false
}

// upsample hangs a nearest Resize on the Add or Concat that reads it.
func (r *rewriter) upsample(i int) bool {
	n := &r.nodes[i]
	if n.op != "Resize" || n.mode != "nearest" && n.mode != "" {
		return false
	}
	f := r.consts[n.in[len(n.in)-1]]
	if f == nil || len(f.f) != 4 || f.f[0] != 1 || f.f[1] != 1 || f.f[2] != f.f[3] {
		return false
	}
	up := int(f.f[2])
	j, ok := r.only(n.out)
	if !ok || float32(up) != f.f[2] || up < 1 || up > 64 {
		return false
	}
	m := &r.nodes[j]
	switch {
	case m.op == "Add" && r.consts[m.in[0]] == nil && r.consts[m.in[1]] == nil:
		other := m.in[0]
		if other == n.out {
			other = m.in[1]
		}
		*m = node{op: "AddUp", in: []string{other, n.in[0]}, out: m.out, up: []int{1, up}}
	case m.op == "Concat" && m.axis == 1:
		for len(m.up) < len(m.in) {
			m.up = append(m.up, 1)
		}
		for k, in := range m.in {
			if in == n.out {
				m.in[k], m.up[k] = n.in[0], up
			}
		}
	default:
		return false
	}
	r.dead[i] = true
	return true
}

// intoConv folds the reader of a convolution into it.
func (r *rewriter) intoConv(i int) bool {
	n := &r.nodes[i]
	w := r.consts[n.optional(1)]
	if n.op != "Conv" && n.op != "ConvTranspose" || w == nil || w.f == nil || len(w.shape) != 4 {
		return false
	}
	channels := w.shape[0]
	if n.op == "ConvTranspose" {
		channels = w.shape[1]
	}
	j, ok := r.only(n.out)
	if !ok {
		return false
	}
	m := &r.nodes[j]
	switch n.act.kind {
	case actHardSwish:
		ok = r.afterHardSwish(n, m)
	case actNone:
		ok = r.beforeActivation(n, m, channels)
	default:
		ok = false
	}
	if ok {
		n.out = m.out
		r.dead[j] = true
	}
	return ok
}

// afterHardSwish folds a scalar scale or shift into the activation.
func (r *rewriter) afterHardSwish(n, m *node) bool {
	if v, _, ok := r.withScalar(m, "Mul"); ok {
		n.act.scale, n.act.shift = n.act.scale*v, n.act.shift*v
		return true
	}
	if v, _, ok := r.withScalar(m, "Add"); ok {
		n.act.shift += v
		return true
	}
	return false
}

func (r *rewriter) beforeActivation(n, m *node, channels int) bool {
	var mul, add []float32
	switch m.op {
	case "Relu":
		n.act.kind = actRelu
		return true
	case "HardSwish":
		n.act = activation{actHardSwish, 1. / 6, 0}
		return true
	case "BatchNormalization":
		mul, add = r.normalization(m, channels)
	case "Mul":
		mul = r.perChannel(m, channels)
	case "Add":
		add = r.perChannel(m, channels)
	case "Div":
		if mul = r.perChannel(m, channels); mul != nil {
			for c, v := range mul {
				mul[c] = 1 / v
			}
		}
	case "Sub":
		if add = r.perChannel(m, channels); add != nil {
			for c, v := range add {
				add[c] = -v
			}
		}
	}
	return (mul != nil || add != nil) && r.foldAffine(n, channels, mul, add)
}

func (r *rewriter) normalization(m *node, channels int) (mul, add []float32) {
	var p [4][]float32 // scale, bias, mean, variance
	for k := range p {
		v, err := r.vector(m.in[k+1], channels)
		if err != nil {
			return nil, nil
		}
		p[k] = v
	}
	mul, add = make([]float32, channels), make([]float32, channels)
	for c := range mul {
		mul[c] = float32(float64(p[0][c]) / math.Sqrt(float64(p[3][c])+float64(m.epsilon)))
		add[c] = p[1][c] - p[2][c]*mul[c]
	}
	return mul, add
}

// perChannel spreads the constant operand of m over the channels; nil where
// there is none that fits.
func (r *rewriter) perChannel(m *node, channels int) []float32 {
	for k, name := range m.in[:2] {
		t := r.consts[name]
		if t == nil || t.f == nil || k == 0 && (m.op == "Div" || m.op == "Sub") {
			continue
		}
		o := make([]float32, channels)
		switch {
		case len(t.f) == 1:
			for c := range o {
				o[c] = t.f[0]
			}
			return o
		case len(t.f) == channels && len(t.shape) == 4 && t.shape[1] == channels:
			copy(o, t.f)
			return o
		}
	}
	return nil
}

// foldAffine gives n new weights and bias: mul*conv + add.
func (r *rewriter) foldAffine(n *node, channels int, mul, add []float32) bool {
	w := r.consts[n.in[1]]
	old, err := r.vector(n.optional(2), channels)
	if err != nil || len(w.f) == 0 {
		return false
	}
	bias := append([]float32(nil), old...)
	if mul != nil {
		scaled := &tensor{shape: w.shape, f: append([]float32(nil), w.f...)}
		inner := w.shape[2] * w.shape[3]
		if n.op == "Conv" {
			inner = len(w.f) / channels
		}
		for i := range scaled.f {
			scaled.f[i] *= mul[i/inner%channels]
		}
		for c := range bias {
			bias[c] *= mul[c]
		}
		w = scaled
	}
	for c, v := range add {
		bias[c] += v
	}
	wn, bn := n.out+".weights", n.out+".bias"
	r.consts[wn], r.consts[bn] = w, &tensor{shape: []int{channels}, f: bias}
	n.in = []string{n.in[0], wn, bn}
	return true
}
