package imageops

import (
	"container/heap"
	"math/bits"
)

// prefixCode splits a length or distance into its code and extra bits.
func prefixCode(v int) (code int, extra uint32, n int) {
	v--
	if v < 4 {
		return v, 0, 0
	}
	top := bits.Len(uint(v)) - 1
	n = top - 1
	return 2*top + v>>n&1, uint32(v) & (1<<n - 1), n
}

// prefixCodes writes a set of canonical codes for symbols that occur as often
// as counted, and returns them with their bits in writing order.
func (w *lsbWriter) prefixCodes(counts []int) []bitCode {
	var used []int
	for s, n := range counts {
		if n > 0 {
			used = append(used, s)
		}
	}
	codes := make([]bitCode, len(counts))
	if len(used) <= 2 && (len(used) == 0 || used[len(used)-1] < 256) {
		first, second := 0, 0
		if len(used) > 0 {
			first = used[0]
		}
		w.write(1, 1)
		w.write(uint32(max(len(used), 1)-1), 1)
		w.write(1, 1)
		w.write(uint32(first), 8)
		if len(used) == 2 {
			second = used[1]
			w.write(uint32(second), 8)
			codes[first], codes[second] = bitCode{0, 1}, bitCode{1, 1}
		}
		return codes
	}
	lengths := codeLengths(counts, 15)
	w.write(0, 1)
	w.codeLengths(lengths)
	return canonicalCodes(lengths)
}

// codeLengths writes the lengths of codes, themselves prefix coded; runs of
// unused symbols are shortened.
func (w *lsbWriter) codeLengths(lengths []int) {
	type item struct{ symbol, extra, bits int }
	var items []item
	for i := 0; i < len(lengths); {
		n := 0
		for i+n < len(lengths) && lengths[i+n] == 0 && n < 138 {
			n++
		}
		switch {
		case n >= 11:
			items = append(items, item{18, n - 11, 7})
		case n >= 3:
			items = append(items, item{17, n - 3, 3})
		default:
			items, n = append(items, item{lengths[i], 0, 0}), 1
		}
		i += n
	}
	counts := make([]int, 19)
	for _, it := range items {
		counts[it.symbol]++
	}
	second := codeLengths(counts, 7)
	order := [19]int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	n := len(order)
	for n > 4 && second[order[n-1]] == 0 {
		n--
	}
	w.write(uint32(n-4), 4)
	for _, s := range order[:n] {
		w.write(uint32(second[s]), 3)
	}
	w.write(0, 1) // lengths of all symbols follow
	codes := canonicalCodes(second)
	for _, it := range items {
		w.write(codes[it.symbol].bits, codes[it.symbol].n)
		w.write(uint32(it.extra), it.bits)
	}
}

// huffmanHeap orders trees by weight, and by age for equal weights so that the
// result is always the same.
type huffmanHeap []huffmanTree

type huffmanTree struct{ weight, node int }

func (h huffmanHeap) Len() int { return len(h) }

func (h huffmanHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h huffmanHeap) Less(i, j int) bool {
	if h[i].weight != h[j].weight {
		return h[i].weight < h[j].weight
	}
	return h[i].node < h[j].node
}

func (h *huffmanHeap) Push(x any) { *h = append(*h, x.(huffmanTree)) }

func (h *huffmanHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// codeLengths returns the lengths of Huffman codes of at most limit bits; a
// limit that is exceeded flattens the counts. At least two symbols get a code.
func codeLengths(counts []int, limit int) []int {
	n := len(counts)
	counts = append([]int(nil), counts...)
	used := 0
	for _, c := range counts {
		if c > 0 {
			used++
		}
	}
	for i := 0; used < 2; i++ { // a code of no bits is written another way
		if counts[i] == 0 {
			counts[i], used = 1, used+1
		}
	}
	for {
		var h huffmanHeap
		for s, c := range counts {
			if c > 0 {
				h = append(h, huffmanTree{c, s})
			}
		}
		heap.Init(&h)
		parent := make([]int, n, 2*n)
		for h.Len() > 1 {
			a, b := heap.Pop(&h).(huffmanTree), heap.Pop(&h).(huffmanTree)
			parent = append(parent, 0)
			node := len(parent) - 1
			parent[a.node], parent[b.node] = node, node
			heap.Push(&h, huffmanTree{a.weight + b.weight, node})
		}
		root := len(parent) - 1
		depth := make([]int, len(parent))
		longest := 0
		lengths := make([]int, n)
		for i := root - 1; i >= 0; i-- {
			if i < n && counts[i] == 0 {
				continue
			}
			depth[i] = depth[parent[i]] + 1
			if i < n {
				lengths[i] = depth[i]
				longest = max(longest, depth[i])
			}
		}
		if longest <= limit {
			return lengths
		}
		for i, c := range counts {
			if c > 0 {
				counts[i] = (c + 1) / 2
			}
		}
	}
}

// canonicalCodes assigns the codes to lengths, bits reversed for writing from
// the lowest up.
func canonicalCodes(lengths []int) []bitCode {
	codes := make([]bitCode, len(lengths))
	var next uint32
	for n := 1; n <= 15; n++ {
		next <<= 1
		for s, l := range lengths {
			if l == n {
				codes[s] = bitCode{bits.Reverse32(next) >> (32 - n), n}
				next++
			}
		}
	}
	return codes
}
