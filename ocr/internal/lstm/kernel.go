package lstm

// kernel selects an implementation of the inner loops. All give the same
// results bit for bit.
type kernel uint8

const (
	kernelGo   kernel = iota // portable
	kernelAVX2               // amd64 with AVX2
	kernelVNNI               // amd64 with AVX-512F and AVX-512 VNNI
	kernelNEON               // arm64
	kernelDot                // arm64 with SDOT
)

func (k kernel) String() string { return [...]string{"go", "avx2", "vnni", "neon", "dot"}[k] }

// bestKernel is the fastest kernel that the machine runs.
func bestKernel() kernel {
	if ks := kernels(); len(ks) > 0 {
		return ks[len(ks)-1]
	}
	return kernelGo
}

// mulGo is the portable product: acc[t] = W x[t] + bias for n rows of 4*nk inputs.
func (w *weights) mulGo(x []int8, n int, acc []int32) {
	w.once.Do(w.pairUp)
	ni := w.nk * 4
	for t := range n {
		xs, a := x[t*ni:(t+1)*ni], acc[t*w.pad:(t+1)*w.pad]
		for o := 0; o < w.no; o += 8 {
			p := w.pairs[o/2*ni : (o/2+4)*ni]
			var s0, s1, s2, s3 int64
			for _, v := range xs {
				if len(p) < 4 {
					break // never; it tells the compiler the bounds
				}
				f := int64(v)
				s0 += f * p[0]
				s1 += f * p[1]
				s2 += f * p[2]
				s3 += f * p[3]
				p = p[4:]
			}
			d, c := a[o:o+8:o+8], w.bias[o:o+8:o+8]
			for i, s := range [4]int64{s0, s1, s2, s3} {
				lo := int32(s)
				d[2*i] = lo + c[2*i]
				d[2*i+1] = int32((s-int64(lo))>>32) + c[2*i+1]
			}
		}
	}
}

// mulMaxGo is the product of 16-output weights with the maximum taken over
// each group of rows.
func (w *weights) mulMaxGo(x []int8, group, n int, acc []int32) {
	row := w.nk * 4
	var buf [16]int32
	tmp := buf[:]
	for c := range n {
		a := acc[c*w.pad : (c+1)*w.pad]
		w.mulGo(x[c*group*row:], 1, a)
		for g := 1; g < group; g++ {
			w.mulGo(x[(c*group+g)*row:], 1, tmp)
			for i, v := range tmp {
				a[i] = max(a[i], v)
			}
		}
	}
}

// gatesGo does one LSTM step from the four gate sums; st is the cell state, h
// the new output.
func gatesGo(a []int32, sc, st []float32, h []int8) {
	n := len(h)
	for i := range h {
		ci := tanh(float32(a[i]) * sc[i])
		gi := logistic(float32(a[n+i]) * sc[n+i])
		gf := logistic(float32(a[2*n+i]) * sc[2*n+i])
		g := logistic(float32(a[3*n+i]) * sc[3*n+i])
		s := float32(st[i]*gf) + float32(ci*gi) // the conversions forbid fused multiply-add
		s = min(100, max(-100, s))
		st[i] = s
		h[i] = quant(tanh(s) * g)
	}
}

func tanhGo(a []int32, sc []float32, d []int8) {
	for i, v := range a {
		d[i] = quant(tanh(float32(v) * sc[i]))
	}
}

// activate turns sums into the int8 outputs of a layer.
func (k kernel) activate(f activation, a []int32, sc []float32, d []int8) {
	if f == actTanh {
		k.tanh(a, sc, d)
		return
	}
	for i, v := range a {
		x := float32(v) * sc[i]
		switch f {
		case actLogistic:
			x = logistic(x)
		case actRelu:
			x = max(0, x)
		}
		d[i] = quant(x)
	}
}
