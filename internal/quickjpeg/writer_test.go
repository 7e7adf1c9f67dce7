package quickjpeg

import (
	"bytes"
	"math/bits"
	"math/rand/v2"
)

// plan says how a test file is written.
type plan struct {
	w, h        int
	sampling    [][2]int // of each component
	progressive bool
	apart       bool // one scan a component
	interval    int  // units between restart markers
	wide        bool // steps of 16 bits
	seed        uint64
}

// writer writes JPEG files of random coefficients, progressive ones by every
// kind of scan.
type writer struct {
	plan
	bytes.Buffer
	acc    uint64
	n      int
	blocks [][][64]int // by component, row by row, in zigzag order
	across []int
	codes  [2][256][2]int // code and length by class and symbol
	run    int            // blocks that end
	later  []int          // bits of correction that follow the end of these blocks
}

// counts are those of a table of 256 codes of all lengths.
var counts = [16]byte{0, 1, 0, 2, 0, 4, 0, 0, 50, 20, 60, 0, 0, 60, 0, 59}

func (p plan) write() []byte {
	w := &writer{plan: p}
	rnd := rand.New(rand.NewPCG(p.seed, 7))
	w.Write([]byte{0xff, soi})
	w.marker(app0, append([]byte("JFIF\x00"), make([]byte, 9)...))
	steps := []byte{0}
	for k := range 64 {
		if p.wide {
			steps[0] = 0x10
			steps = append(steps, 0)
		}
		steps = append(steps, byte(3+k/4))
	}
	w.marker(dqt, steps)
	w.frame(rnd)
	for class := range 2 {
		w.table(class, rnd)
	}
	if p.interval > 0 {
		w.marker(dri, []byte{byte(p.interval >> 8), byte(p.interval)})
	}
	w.Write([]byte{0xff, 0xff}) // fill bytes are allowed
	w.scans()
	w.Write([]byte{0xff, eoi})
	return w.Bytes()
}

func (w *writer) marker(m byte, body []byte) {
	w.Write([]byte{0xff, m, byte((len(body) + 2) >> 8), byte(len(body) + 2)})
	w.Write(body)
}

func (w *writer) frame(rnd *rand.Rand) {
	kind, n := byte(sof0), len(w.sampling)
	if w.progressive {
		kind = sof2
	}
	head := []byte{8, byte(w.h >> 8), byte(w.h), byte(w.w >> 8), byte(w.w), byte(n)}
	for i, s := range w.sampling {
		head = append(head, byte(i+1), byte(s[0]<<4|s[1]), 0)
		across, down := over(w.w, 8*w.sampling[0][0])*s[0], over(w.h, 8*w.sampling[0][1])*s[1]
		blocks := make([][64]int, across*down)
		for j := range blocks {
			blocks[j][0] = rnd.IntN(200) - 100
			for k := 1; k < 64 && rnd.IntN(12) > 0; k += 1 + rnd.IntN(3)*rnd.IntN(12) {
				blocks[j][k] = (rnd.IntN(41) - 20) / (1 + k/8)
			}
		}
		w.across, w.blocks = append(w.across, across), append(w.blocks, blocks)
	}
	w.marker(kind, head)
}

// table writes a table with the symbols in random order, the frequent ones not
// even first.
func (w *writer) table(class int, rnd *rand.Rand) {
	symbols := rnd.Perm(256)
	body := append([]byte{byte(class << 4)}, counts[:]...)
	code, k := 0, 0
	for i, c := range counts {
		for range c {
			w.codes[class][symbols[k]] = [2]int{code, i + 1}
			body = append(body, byte(symbols[k]))
			code++
			k++
		}
		code <<= 1
	}
	w.marker(dht, body)
}

func (w *writer) scans() {
	var all []int
	for c := range w.sampling {
		all = append(all, c)
	}
	if !w.progressive {
		if !w.apart {
			w.scan(all, 0, 63, 0, 0)
			return
		}
		for c := range all {
			w.scan([]int{c}, 0, 63, 0, 0)
		}
		return
	}
	w.scan(all, 0, 0, 0, 1)
	for c := range all {
		w.scan([]int{c}, 1, 5, 0, 2)
		w.scan([]int{c}, 6, 63, 0, 2)
		w.scan([]int{c}, 1, 63, 2, 1)
	}
	w.scan(all, 0, 0, 1, 0)
	for c := range all {
		w.scan([]int{c}, 1, 63, 1, 0)
	}
}

func (w *writer) scan(of []int, start, end, high, low int) {
	body := []byte{byte(len(of))}
	for _, c := range of {
		body = append(body, byte(c+1), 0)
	}
	w.marker(sos, append(body, byte(start), byte(end), byte(high<<4|low)))
	pred := make([]int, len(w.sampling))
	unit := 0
	next := func() {
		if w.interval > 0 && unit > 0 && unit%w.interval == 0 {
			w.flush()
			w.Write([]byte{0xff, byte(rst0 + (unit/w.interval-1)%8)})
			clear(pred)
		}
		unit++
	}
	y0 := w.sampling[0]
	if len(of) == 1 {
		c := of[0]
		s := w.sampling[c]
		if len(w.sampling) == 1 {
			s, y0 = [2]int{1, 1}, [2]int{1, 1}
		}
		for y := range over(over(w.h*s[1], y0[1]), 8) {
			for x := range over(over(w.w*s[0], y0[0]), 8) {
				next()
				w.block(c, y*w.across[c]+x, &pred[c], start, end, high, low)
			}
		}
	} else {
		for y := range over(w.h, 8*y0[1]) {
			for x := range over(w.w, 8*y0[0]) {
				next()
				for _, c := range of {
					s := w.sampling[c]
					for i := range s[0] * s[1] {
						w.block(c, (y*s[1]+i/s[0])*w.across[c]+x*s[0]+i%s[0], &pred[c], start, end, high, low)
					}
				}
			}
		}
	}
	w.flush()
}

func (w *writer) block(c, at int, pred *int, start, end, high, low int) {
	b := &w.blocks[c][at]
	if start == 0 {
		if high > 0 {
			w.put(b[0]>>low&1, 1)
			return
		}
		v := b[0] >> low
		w.value(0, 0, v-*pred)
		*pred = v
		start = 1
	}
	if end == 0 {
		return
	}
	if high > 0 {
		w.refine(b, start, end, low)
		return
	}
	zeros := 0
	for k := start; k <= end; k++ {
		v := toZero(b[k], low)
		if v == 0 {
			zeros++
			continue
		}
		w.endRun()
		for ; zeros > 15; zeros -= 16 {
			w.code(1, 0xf0)
		}
		w.value(1, zeros, v)
		zeros = 0
	}
	if zeros > 0 {
		w.run++
		if !w.progressive || w.run == 0x7fff {
			w.endRun()
		}
	}
}

// toZero divides by a power of two, towards zero.
func toZero(v, low int) int {
	if v < 0 {
		return -(-v >> low)
	}
	return v >> low
}

// refine writes one more bit of a band, T.81 G.1.2.3.
func (w *writer) refine(b *[64]int, start, end, low int) {
	last := start - 1 // coefficient that is new in this scan
	for k := start; k <= end; k++ {
		if v := toZero(b[k], low); v == 1 || v == -1 {
			last = k
		}
	}
	zeros := 0
	var fixes []int
	for k := start; k <= end; k++ {
		v := toZero(b[k], low)
		if v == 0 {
			if zeros++; zeros == 16 && k < last {
				w.endRun()
				w.code(1, 0xf0)
				w.putAll(fixes)
				zeros, fixes = 0, nil
			}
			continue
		}
		if v != 1 && v != -1 {
			fixes = append(fixes, max(v, -v)&1)
			continue
		}
		w.endRun()
		w.code(1, zeros<<4|1)
		w.put((v+1)/2, 1)
		w.putAll(fixes)
		zeros, fixes = 0, nil
	}
	if zeros > 0 || len(fixes) > 0 {
		w.run++
		w.later = append(w.later, fixes...)
		if len(w.later) > 900 {
			w.endRun()
		}
	}
}

// endRun writes how many blocks have ended, and what corrects them.
func (w *writer) endRun() {
	if w.run > 0 {
		size := bits.Len(uint(w.run)) - 1
		w.code(1, size<<4)
		w.put(w.run&(1<<size-1), size)
	}
	w.putAll(w.later)
	w.run, w.later = 0, nil
}

func (w *writer) putAll(fixes []int) {
	for _, bit := range fixes {
		w.put(bit, 1)
	}
}

// value writes a code and the bits of a number.
func (w *writer) value(class, run, v int) {
	size := bits.Len(uint(max(v, -v)))
	w.code(class, run<<4|size)
	if v < 0 {
		v += 1<<size - 1
	}
	w.put(v, size)
}

func (w *writer) code(class, sym int) {
	c := w.codes[class][sym]
	w.put(c[0], c[1])
}

func (w *writer) put(v, n int) {
	w.acc, w.n = w.acc<<n|uint64(v), w.n+n
	for w.n >= 8 {
		w.n -= 8
		b := byte(w.acc >> w.n)
		if w.WriteByte(b); b == 0xff {
			w.WriteByte(0)
		}
	}
}

// flush ends the data before a marker.
func (w *writer) flush() {
	w.endRun()
	if w.n > 0 {
		w.put(1<<(8-w.n)-1, 8-w.n)
	}
	w.acc, w.n = 0, 0
}
