//go:build (!amd64 && !arm64) || purego

package lstm

func kernels() []kernel { return nil }

// mul is acc[t] = W x[t] + bias for n rows of 4*nk inputs.
func (kernel) mul(w *weights, x []int8, n int, acc []int32) { w.mulGo(x, n, acc) }

// mulMax is the product of 16-output weights with the maximum taken over each
// group of rows, for n groups.
func (kernel) mulMax(w *weights, x []int8, group, n int, acc []int32) { w.mulMaxGo(x, group, n, acc) }

func (kernel) gates(a []int32, sc, st []float32, h []int8) { gatesGo(a, sc, st, h) }

func (kernel) tanh(a []int32, sc []float32, d []int8) { tanhGo(a, sc, d) }
