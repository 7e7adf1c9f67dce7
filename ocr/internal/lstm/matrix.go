package lstm

import (
	"fmt"
	"math"
	"sync"
)

// matrix is one weight matrix as stored: no rows of ni weights and a bias, in
// int8 with a scale a row.
type matrix struct {
	no, ni int
	v      []int8
	scale  []float64 // times 127
}

// Flags of a stored matrix.
const (
	flagInt8   = 1
	flagDouble = 128 // the present format; without it the file is of an early 4.0
)

func readMatrix(r *reader) (*matrix, error) {
	mode := r.u8()
	m := &matrix{no: int(r.i32()), ni: int(r.i32()) - 1}
	if mode&flagInt8 == 0 {
		r.take(8) // value of an empty cell, a double
	} else {
		r.u8()
	}
	if r.err != nil {
		return nil, r.err
	}
	if mode&flagDouble == 0 {
		return nil, fmt.Errorf("%w: weights in the format of Tesseract 4.0 alpha", ErrUnsupported)
	}
	// Both are below 1<<16, so that sums of products stay below 1<<31.
	if m.no <= 0 || m.ni <= 0 || m.no > math.MaxUint16 || m.ni > math.MaxUint16 {
		return nil, fmt.Errorf("%w: matrix of %d by %d", ErrFormat, m.no, m.ni+1)
	}
	if mode&flagInt8 == 0 {
		return m, m.readFloat(r)
	}
	return m, m.readInt8(r)
}

func (m *matrix) readInt8(r *reader) error {
	b := r.take(m.no * (m.ni + 1))
	n := int(r.i32())
	if r.err != nil {
		return r.err
	}
	if n < m.no || 8*n > len(r.b) {
		return fmt.Errorf("%w: %d scales for %d rows", ErrFormat, n, m.no)
	}
	m.v = make([]int8, len(b))
	for i, v := range b {
		m.v[i] = max(int8(v), -127) // -128 has no counterpart; no tool writes it
	}
	m.scale = make([]float64, m.no)
	for i := range n {
		v := r.f64()
		if i >= m.no {
			continue
		}
		if !finite(v) {
			return fmt.Errorf("%w: scale is not a number", ErrFormat)
		}
		m.scale[i] = v
	}
	return nil
}

// readFloat rounds double weights to int8, a scale a row, the greatest weight
// becoming 127 (WeightMatrix::ConvertToInt).
func (m *matrix) readFloat(r *reader) error {
	n := m.ni + 1
	if 8*m.no*n > len(r.b) {
		return fmt.Errorf("%w: unexpected end of weights", ErrFormat)
	}
	m.v = make([]int8, m.no*n)
	m.scale = make([]float64, m.no)
	row := make([]float32, n)
	for o := range m.no {
		var top float32
		for i := range row {
			v := r.f64()
			if !finite(v) {
				return fmt.Errorf("%w: weight is not a number", ErrFormat)
			}
			row[i] = float32(v)
			top = max(top, row[i], -row[i])
		}
		scale := top / 127
		m.scale[o] = float64(scale)
		if scale == 0 {
			continue
		}
		for i, v := range row {
			m.v[o*n+i] = int8(roundAway(v / scale))
		}
	}
	return nil
}

// roundAway rounds halves away from zero.
func roundAway[T float32 | float64](x T) int {
	if x >= 0 {
		return int(x + 0.5)
	}
	return -int(-x + 0.5)
}

// weights holds stacked matrices in the order the kernels read them: blocks of
// blk outputs, in a block groups of four inputs, in a group four weights an
// output.
type weights struct {
	no, pad int // outputs, and the same rounded up to whole blocks
	ni, nk  int // inputs, and groups of four inputs
	blk     int
	v       []int8
	bias    []int32   // 127 * bias
	biasU   []int32   // the same less 128 * sum of weights, for kernels that read inputs as unsigned (x+128)
	scale   []float32 // 1/127 included

	once  sync.Once
	pairs []int64 // for the portable product: two outputs in one number, see pairUp
}

// at returns the place of the weight of output o and input j in v.
func (w *weights) at(o, j int) int {
	return (o/w.blk*w.nk+j/4)*w.blk*4 + o%w.blk*4 + j%4
}

// pack stacks matrices that have the same number of inputs.
func pack(ms ...*matrix) *weights {
	w := &weights{ni: ms[0].ni, nk: (ms[0].ni + 3) / 4, blk: 64}
	for _, m := range ms {
		w.no += m.no
	}
	if w.no <= 16 {
		w.blk = 16
	}
	w.pad = (w.no + w.blk - 1) / w.blk * w.blk
	w.v = make([]int8, w.pad*w.nk*4)
	w.bias, w.biasU, w.scale = make([]int32, w.pad), make([]int32, w.pad), make([]float32, w.pad)
	o := 0
	for _, m := range ms {
		for i := range m.no {
			row := m.v[i*(m.ni+1) : (i+1)*(m.ni+1)]
			sum := int32(0)
			for j, x := range row[:m.ni] {
				sum += int32(x)
				w.v[w.at(o, j)] = x
			}
			w.bias[o] = 127 * int32(row[m.ni])
			w.biasU[o] = w.bias[o] - 128*sum
			w.scale[o] = float32(m.scale[i] / 127)
			o++
		}
	}
	return w
}

// pairUp puts the weights of outputs o and o+1 into one number, a + b<<32, so
// that one 64-bit multiplication serves both. Sums stay below 1<<31, so the
// halves can be told apart at the end. Order: eight outputs, then inputs, then
// pairs.
func (w *weights) pairUp() {
	ni := w.nk * 4
	w.pairs = make([]int64, w.pad/2*ni)
	for o := 0; o < w.pad; o += 2 {
		for j := range ni {
			w.pairs[(o/8*ni+j)*4+o%8/2] = int64(w.v[w.at(o, j)]) + int64(w.v[w.at(o+1, j)])<<32
		}
	}
}
