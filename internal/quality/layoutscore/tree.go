package layoutscore

import "slices"

// A node of an ordered tree.
type node struct {
	tag      string
	col, row int // spans of a cell
	text     string
	kids     []*node
}

func (n *node) size() int {
	s := 1
	for _, k := range n.kids {
		s += k.size()
	}
	return s
}

// postorder lists the nodes of a tree, the leftmost leaf below each, and the
// key roots of Zhang and Shasha.
func postorder(root *node) (nodes []*node, left, keys []int) {
	var visit func(n *node) int
	visit = func(n *node) int {
		first := -1
		for _, k := range n.kids {
			if f := visit(k); first < 0 {
				first = f
			}
		}
		if first < 0 {
			first = len(nodes)
		}
		nodes = append(nodes, n)
		left = append(left, first)
		return first
	}
	visit(root)
	seen := map[int]bool{}
	for i := len(nodes) - 1; i >= 0; i-- {
		if !seen[left[i]] {
			seen[left[i]] = true
			keys = append(keys, i)
		}
	}
	slices.Reverse(keys)
	return nodes, left, keys
}

// treeDistance is the edit distance of two ordered trees with unit costs of
// insertion and deletion (K. Zhang and D. Shasha, 1989).
func treeDistance(a, b *node, rename func(x, y *node) float64) float64 {
	na, la, ka := postorder(a)
	nb, lb, kb := postorder(b)
	n, m := len(na), len(nb)
	cost := make([]float64, n*m)
	for i := range cost {
		cost[i] = -1
	}
	tree := make([]float64, n*m)
	forest := make([]float64, (n+1)*(m+1))
	at := func(x, y int) *float64 { return &forest[x*(m+1)+y] }
	for _, i := range ka {
		for _, j := range kb {
			*at(0, 0) = 0
			for x := la[i]; x <= i; x++ {
				*at(x-la[i]+1, 0) = *at(x-la[i], 0) + 1
			}
			for y := lb[j]; y <= j; y++ {
				*at(0, y-lb[j]+1) = *at(0, y-lb[j]) + 1
			}
			for x := la[i]; x <= i; x++ {
				for y := lb[j]; y <= j; y++ {
					d := min(*at(x-la[i], y-lb[j]+1), *at(x-la[i]+1, y-lb[j])) + 1
					if la[x] == la[i] && lb[y] == lb[j] {
						c := &cost[x*m+y]
						if *c < 0 {
							*c = rename(na[x], nb[y])
						}
						d = min(d, *at(x-la[i], y-lb[j])+*c)
						tree[x*m+y] = d
					} else {
						d = min(d, *at(la[x]-la[i], lb[y]-lb[j])+tree[x*m+y])
					}
					*at(x-la[i]+1, y-lb[j]+1) = d
				}
			}
		}
	}
	return tree[n*m-1]
}
