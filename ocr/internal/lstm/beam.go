package lstm

import "math"

// The decoder is Tesseract's beam search over the softmax rows
// (RecodeBeamSearch). Besides the plain path it keeps paths that add the
// probability of the blank to a symbol at its edges (onlyDup: the symbol itself
// must follow, noDup: it must not), and paths inside dictionary words, whose
// log probability is not multiplied by dictRatio.
const (
	anything = iota
	onlyDup
	noDup
	conts

	maxLen     = maxCode + 1 // prefixes of a code sequence, the empty one included
	nBeams     = 2 * conts * maxLen
	dictRatio  = 2.25
	certOffset = -0.085
	minCert    = -20
	worstDict  = float32(-25) / 7
	noChar     = int32(-1)
	space      = int32(0)
)

func beamWidth(length int) int {
	switch length {
	case 0:
		return 5
	case 1:
		return 10
	}
	return 16
}

// node is a path that ends at a time step.
type node struct {
	prev        *node
	words       []pos // where the word stands in the dictionary; nil outside of it
	hash        uint64
	cert, score float32 // log probability of the step and of the path
	code, id    int32   // network output, and the character that it ends or noChar
	perm        uint8
	dawgStart   bool // the next character may start a dictionary word
	wordStart   bool // the character starts a word
	wordEnd     bool
	dup         bool // repeats the symbol of the step before
}

// step is the beams after one row of the network's output: for every way to
// go on, in and outside the dictionary, and every length of an unfinished code
// sequence, a heap of the best paths.
type step struct {
	beams   [nBeams]heap
	used    []int32
	initial [conts]node // best places to start a dictionary word
}

func (s *step) reset() {
	for _, i := range s.used {
		s.beams[i] = s.beams[i][:0]
	}
	s.used = s.used[:0]
	for i := range s.initial {
		s.initial[i] = node{code: -1}
	}
}

// heap is a binary heap of paths, the worst on top.
type heap []node

func (h heap) up(i int, score float32) int {
	for i > 0 {
		p := (i+1)/2 - 1
		if score >= h[p].score {
			break
		}
		h[i] = h[p]
		i = p
	}
	return i
}

func (h heap) down(i int, score float32) int {
	for {
		c := 2*i + 1
		if c >= len(h) {
			return i
		}
		if c+1 < len(h) && h[c+1].score < h[c].score {
			c++
		}
		if h[c].score >= score {
			return i
		}
		h[i] = h[c]
		i = c
	}
}

// full reports whether a path of the given score has no place in the heap.
func (h heap) full(width int, score float32) bool {
	return len(h) >= width && score <= h[0].score
}

// decoder finds the best path through the output of the network for one line.
type decoder struct {
	m       *Model
	dict    *dict  // the model's, with words of the user
	off     []bool // characters not to be read; nil where there are none
	useDict bool
	steps   []*step
	n       int // steps of the line
	cur     *step
	flag    []uint8    // rank of every code: rankTop, rankGood or rankRest
	lists   [2][]int32 // codes that complete a character from nothing, by rank
	top     int32      // the two most probable codes
	second  int32
	cert    []float32 // log probability of a code, where known
	known   []bool
	tmp     []pos
	arena   []pos
	prefix  []int32
}

// The codes of a step are tried by rank; the next rank only where nothing was
// found.
const (
	rankTop  = iota // the two most probable codes and the blank
	rankGood        // the rest of the five most probable
	rankRest
)

func newDecoder(m *Model) *decoder {
	n := m.nClasses
	return &decoder{
		m: m, dict: m.dict, flag: make([]uint8, n), cert: make([]float32, n), known: make([]bool, n),
		prefix: make([]int32, maxLen),
	}
}

var minProb = float32(math.Exp(minCert))

func logProb(p float32) float32 {
	if p > minProb {
		return float32(math.Log(float64(p)))
	}
	return minCert
}

func offset(c float32) float32 { return float32(float64(c) + certOffset) }

// code is the log probability of code c in row p.
func (d *decoder) code(p []float32, c int32) float32 {
	if !d.known[c] {
		d.known[c], d.cert[c] = true, offset(logProb(p[c]))
	}
	return d.cert[c]
}

// rank finds the five most probable codes.
func (d *decoder) rank(p []float32) {
	type ranked struct {
		p float32
		c int32
	}
	var h [5]ranked
	n := 0
	clear(d.known)
	for i, v := range p {
		if n == len(h) && v <= h[n-1].p {
			continue
		}
		n = min(n+1, len(h))
		j := n - 1
		for ; j > 0 && v > h[j-1].p; j-- {
			h[j] = h[j-1]
		}
		h[j] = ranked{v, int32(i)}
	}
	for i := range d.flag {
		d.flag[i] = rankRest
	}
	for i, r := range h[:n] {
		d.flag[r.c] = rankGood
		if i < 2 {
			d.flag[r.c] = rankTop
		}
	}
	d.top, d.second = h[0].c, h[1].c
	d.flag[d.m.null] = rankTop
	d.lists[0], d.lists[1] = d.lists[0][:0], d.lists[1][:0]
	for _, c := range d.m.codes.final[""] {
		if f := d.flag[c]; f < rankRest {
			d.lists[f] = append(d.lists[f], c)
		}
	}
}

// decode runs the search over rows of the given number of classes. It stops
// early when stop says so.
func (d *decoder) decode(prob []float32, useDict bool, stop func() bool) {
	classes := d.m.nClasses
	d.n, d.arena, d.useDict = 0, d.arena[:0], useDict && d.dict != nil
	for t := range len(prob) / classes {
		if t%stepBlock == 0 && stop() {
			return
		}
		p := prob[t*classes : (t+1)*classes]
		d.rank(p)
		if t == len(d.steps) {
			d.steps = append(d.steps, &step{})
		}
		s := d.steps[t]
		s.reset()
		d.n, d.cur = t+1, s
		if t == 0 {
			d.extend(nil, 0, p, rankTop)
			if d.useDict {
				d.extend(nil, conts*maxLen, p, rankTop)
			}
			continue
		}
		d.advance(d.steps[t-1], p)
	}
}

// advance extends every path of prev by a step.
func (d *decoder) advance(prev *step, p []float32) {
	total := 0
	for rank := uint8(rankTop); rank <= rankRest && total == 0; rank++ {
		for index := range prev.beams {
			h := prev.beams[index]
			for i := len(h) - 1; i >= 0; i-- {
				d.extend(&h[i], index, p, rank)
			}
		}
		for index := range d.cur.beams {
			if index/maxLen%conts == anything {
				total += len(d.cur.beams[index])
			}
		}
	}
	for c := range d.cur.initial {
		if n := &d.cur.initial[c]; n.code >= 0 {
			d.push(beamWidth(0), n, (conts+c)*maxLen)
		}
	}
}

// add completes score and hash of n and pushes it.
func (d *decoder) add(width int, n *node, index int) {
	n.score = n.cert
	if n.prev != nil {
		n.score += n.prev.score
	}
	if d.cur.beams[index].full(width, n.score) {
		return
	}
	n.hash = d.hash(n.code, n.dup, n.prev)
	d.push(width, n, index)
}

// hash identifies the codes of a path without blanks and repetitions.
func (d *decoder) hash(code int32, dup bool, prev *node) uint64 {
	var h uint64
	if prev != nil {
		h = prev.hash
	}
	if !dup && code != d.m.null {
		n := uint64(d.m.codes.count)
		carry := (h >> 32) * n >> 32
		h = h*n + carry + uint64(code)
	}
	return h
}

// push puts n into a heap of at most width paths, in the place of one with the
// same codes where there is one.
func (d *decoder) push(width int, n *node, index int) {
	h := d.cur.beams[index]
	if h.full(width, n.score) {
		return
	}
	for i := range h {
		o := &h[i]
		if o.code == n.code && o.hash == n.hash && o.perm == n.perm && o.dawgStart == n.dawgStart {
			if n.score > o.score {
				j := h.down(i, n.score)
				j = h.up(j, n.score)
				h[j] = *n
				h[j].words = d.keep(n.words)
			}
			return
		}
	}
	if len(h) == 0 {
		d.cur.used = append(d.cur.used, int32(index))
	}
	h = append(h, node{})
	i := h.up(len(h)-1, n.score)
	h[i] = *n
	h[i].words = d.keep(n.words)
	if len(h) > width { // drop the worst; never the newcomer
		x := h[len(h)-1]
		h = h[:len(h)-1]
		h[h.down(0, x.score)] = x
	}
	d.cur.beams[index] = h
}

// keep copies temporary readings into the arena of the line.
func (d *decoder) keep(v []pos) []pos {
	if len(v) == 0 || &v[0] == &d.dict.start[0] {
		return v
	}
	if len(d.arena)+len(v) > cap(d.arena) {
		d.arena = make([]pos, 0, max(4096, len(v))) // earlier chunks stay alive through the nodes
	}
	o := len(d.arena)
	d.arena = append(d.arena, v...)
	return d.arena[o:len(d.arena):len(d.arena)]
}
