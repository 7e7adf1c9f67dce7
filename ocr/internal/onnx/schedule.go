package onnx

import "slices"

// pairTransposed joins a transposed convolution and one that makes one channel
// of its output, which nothing else reads, to one node.
func (g *graph) pairTransposed() {
	r := &rewriter{graph: g}
	r.index()
	for i := range r.nodes {
		n := &r.nodes[i]
		k, ok := r.only(n.out)
		if !ok || n.op != "ConvTranspose" || r.nodes[k].op != "ConvTranspose" || n.then != nil {
			continue
		}
		next := r.nodes[k]
		if w := g.consts[next.in[1]]; next.in[0] != n.out || w == nil || len(w.shape) != 4 || w.shape[1] != 1 || next.then != nil {
			continue
		}
		n.then, n.out = &next, next.out
		r.dead[k] = true
	}
	r.sweep()
}

// hoist moves convolutions that make a smaller map of a larger one right behind
// the node that makes that one: the larger map is then needed for a shorter
// time.
func (g *graph) hoist() {
	for i := range g.nodes {
		n := g.nodes[i]
		if n.op != "Conv" || n.group != 1 {
			continue
		}
		w := g.consts[n.in[1]]
		made := slices.IndexFunc(g.nodes, func(m node) bool { return m.out == n.in[0] })
		if w == nil || len(w.shape) != 4 || w.shape[0] >= w.shape[1] || made < 0 || made >= i-1 {
			continue
		}
		g.nodes = slices.Insert(slices.Delete(g.nodes, i, i+1), made+1, n)
	}
}
