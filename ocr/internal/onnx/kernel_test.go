package onnx

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	f := make([]float32, n)
	for i := range f {
		f[i] = r.Float32()*4 - 2
	}
	return f
}

func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if d := math.Abs(float64(got[i] - want[i])); !(d <= tolerance*(1+math.Abs(float64(want[i])))) {
			t.Fatalf("%s: [%d] = %v, want %v", what, i, got[i], want[i])
		}
	}
}

var activations = []activation{{}, {kind: actRelu}, {actHardSwish, 0.2, -0.3}}

// The assembly kernels agree with the portable ones, for every activation, with
// and without accumulation.
func TestMatrixKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, nr := range []int{16, 24} {
		for _, act := range activations {
			for acc := range uintptr(2) {
				const cin, kw, kh, tiles, width = 8, 3, 3, 3, 200
				mr := rows(nr)
				a, b, bias := random(r, kh*width*cin), random(r, kh*kw*cin*nr), random(r, nr)
				want := random(r, tiles*mr*nr)
				got := append([]float32(nil), want...)
				k := tileRun{a: at(a, 0), as: cin * 4, b: at(b, 0), c: at(got, 0), cs: uintptr(4 * nr), bias: at(bias, 0),
					nt: kh, ts: width * cin * 4, kc: kw * cin / 4, tiles: tiles, acc: acc}
				k.steps(mr)
				k.setAct(act)
				q := k
				k.matrix(nr)
				q.c = at(want, 0)
				q.matrixGo(nr)
				near(t, fmt.Sprint("matrix ", nr, act, acc), got, want, 1e-4)
			}
		}
	}
}

func TestDepthwiseKernel(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, act := range activations {
		for _, ks := range []int{3, 5} {
			const cs, w, tiles = 24, 40, 2
			a, b, bias := random(r, ks*w*cs), random(r, ks*ks*8), random(r, 8)
			got, want := make([]float32, tiles*8*8), make([]float32, tiles*8*8)
			k := tileRun{a: at(a, 8), as: cs * 4, b: at(b, 0), c: at(got, 0), cs: 32, bias: at(bias, 0),
				nt: uintptr(ks), ts: uintptr(w * cs * 4), kc: uintptr(ks), tiles: tiles, xs: cs * 4}
			k.steps(8)
			k.setAct(act)
			q := k
			k.depthwise()
			q.c = at(want, 0)
			q.depthwiseGo()
			near(t, fmt.Sprint("depthwise ", ks, act), got, want, 1e-4)
		}
	}
}

func TestVectorKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{1, 7, 8, 29} {
		s, x, b := random(r, n), random(r, n), random(r, n)
		y, z, m, sg := append([]float32(nil), b...), make([]float32, n), make([]float32, n), make([]float32, n)
		axpy(1.5, x, y)
		scaleTo(-2, x, z)
		muladd(s, x, b, m)
		sigmoid(x, sg)
		for i := range n {
			got := []float32{y[i], z[i], m[i], sg[i]}
			want := []float32{b[i] + 1.5*x[i], -2 * x[i], s[i]*x[i] + b[i], float32(1 / (1 + math.Exp(-float64(x[i]))))}
			near(t, fmt.Sprint("element ", i, " of ", n), got, want, 1e-5)
		}
	}
	extremes := []float32{-200, -20, -3, -0.1, 0, 0.1, 20, 200}
	y := make([]float32, len(extremes))
	sigmoid(extremes, y)
	near(t, "sigmoid", []float32{y[0], y[4], y[7]}, []float32{0, 0.5, 1}, 1e-6)
}

// A 3-tap convolution over an upsampled row equals the one over its phases.
func TestUpTaps(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	w := random(r, 3)
	for _, u := range []int{1, 2, 4, 8} {
		small := append(append([]float32{0}, random(r, 5)...), 0) // zero border
		wide := func(i int) float32 {
			if i < 0 || i >= 5*u {
				return 0
			}
			return small[1+i/u]
		}
		for i := range 5 * u {
			want := w[0]*wide(i-1) + w[1]*wide(i) + w[2]*wide(i+1)
			start, taps := upTaps(u, i%u)
			var got float32
			for k, l := range taps {
				for _, tp := range l {
					got += w[tp] * small[1+i/u+start+k]
				}
			}
			near(t, "upsampled by "+fmt.Sprint(u), []float32{got}, []float32{want}, 1e-4)
		}
	}
}
