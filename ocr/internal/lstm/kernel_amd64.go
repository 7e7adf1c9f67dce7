//go:build amd64 && !purego

package lstm

import "golang.org/x/sys/cpu"

//go:generate go run ./kernelgen -out kernel_amd64.s

//go:noescape
func mul64AVX2(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mul16AVX2(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mul64VNNI(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mul16VNNI(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mulMaxAVX2(w, x *int8, acc, bias *int32, nk, group, n int)

//go:noescape
func mulMaxVNNI(w, x *int8, acc, bias *int32, nk, group, n int)

//go:noescape
func gatesAVX2(acc *int32, sc, st *float32, h *int8, n int, tab *float32)

//go:noescape
func tanhAVX2(acc *int32, sc *float32, d *int8, n int, tab *float32)

// kernels lists what the machine runs beside the portable code, the fastest
// last.
func kernels() []kernel {
	switch {
	case cpu.X86.HasAVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512VNNI:
		return []kernel{kernelAVX2, kernelVNNI}
	case cpu.X86.HasAVX2:
		return []kernel{kernelAVX2}
	}
	return nil
}

// mul is acc[t] = W x[t] + bias for n rows of 4*nk inputs.
func (k kernel) mul(w *weights, x []int8, n int, acc []int32) {
	if n == 0 {
		return
	}
	_, _ = x[n*w.nk*4-1], acc[n*w.pad-1]
	switch {
	case k == kernelGo:
		w.mulGo(x, n, acc)
	case k == kernelVNNI && w.blk == 64:
		mul64VNNI(&w.v[0], &x[0], &acc[0], &w.biasU[0], w.nk, w.pad/64, n)
	case k == kernelVNNI:
		mul16VNNI(&w.v[0], &x[0], &acc[0], &w.biasU[0], w.nk, w.pad/16, n)
	case w.blk == 64:
		mul64AVX2(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, w.pad/64, n)
	default:
		mul16AVX2(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, w.pad/16, n)
	}
}

// mulMax is the product of 16-output weights with the maximum taken over each
// group of rows, for n groups.
func (k kernel) mulMax(w *weights, x []int8, group, n int, acc []int32) {
	if n == 0 {
		return
	}
	_, _ = x[n*group*w.nk*4-1], acc[n*16-1]
	switch k {
	case kernelGo:
		w.mulMaxGo(x, group, n, acc)
	case kernelVNNI:
		mulMaxVNNI(&w.v[0], &x[0], &acc[0], &w.biasU[0], w.nk, group, n)
	default:
		mulMaxAVX2(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, group, n)
	}
}

// gates does one LSTM step: see gatesGo.
func (k kernel) gates(a []int32, sc, st []float32, h []int8) {
	n := len(h)
	if k == kernelGo || n%8 != 0 || n == 0 {
		gatesGo(a, sc, st, h)
		return
	}
	_, _, _ = a[4*n-1], sc[4*n-1], st[n-1]
	gatesAVX2(&a[0], &sc[0], &st[0], &h[0], n, &tables[0])
}

func (k kernel) tanh(a []int32, sc []float32, d []int8) {
	if k == kernelGo || len(a)%8 != 0 || len(a) == 0 {
		tanhGo(a, sc, d)
		return
	}
	_, _ = sc[len(a)-1], d[len(a)-1]
	tanhAVX2(&a[0], &sc[0], &d[0], len(a), &tables[0])
}
