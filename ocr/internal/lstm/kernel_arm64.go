//go:build arm64 && !purego

package lstm

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

//go:generate go run ./kernelgen -arch arm64 -out kernel_arm64.s

//go:noescape
func mul64DOT(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mul16DOT(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mulMaxDOT(w, x *int8, acc, bias *int32, nk, group, n int)

//go:noescape
func mul64NEON(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mul16NEON(w, x *int8, acc, bias *int32, nk, nblk, n int)

//go:noescape
func mulMaxNEON(w, x *int8, acc, bias *int32, nk, group, n int)

// kernels lists what the machine runs beside the portable code, the fastest
// last. Every processor of Apple's has SDOT; package cpu cannot ask there.
func kernels() []kernel {
	if cpu.ARM64.HasASIMDDP || runtime.GOOS == "darwin" {
		return []kernel{kernelNEON, kernelDot}
	}
	return []kernel{kernelNEON}
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
	case k == kernelDot && w.blk == 64:
		mul64DOT(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, w.pad/64, n)
	case k == kernelDot:
		mul16DOT(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, w.pad/16, n)
	case w.blk == 64:
		mul64NEON(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, w.pad/64, n)
	default:
		mul16NEON(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, w.pad/16, n)
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
	case kernelDot:
		mulMaxDOT(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, group, n)
	default:
		mulMaxNEON(&w.v[0], &x[0], &acc[0], &w.bias[0], w.nk, group, n)
	}
}

func (kernel) gates(a []int32, sc, st []float32, h []int8) { gatesGo(a, sc, st, h) }

func (kernel) tanh(a []int32, sc []float32, d []int8) { tanhGo(a, sc, d) }
