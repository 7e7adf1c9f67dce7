package lstm

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
)

func randomWeights(r *rand.Rand, no, ni int) *weights {
	m := &matrix{no: no, ni: ni, v: make([]int8, no*(ni+1)), scale: make([]float64, no)}
	for i := range m.v {
		m.v[i] = int8(r.IntN(255) - 127)
	}
	for i := range m.scale {
		m.scale[i] = r.Float64() / 1000
	}
	return pack(m)
}

func randomInt8(r *rand.Rand, n int) []int8 {
	x := make([]int8, n)
	for i := range x {
		x[i] = int8(r.IntN(255) - 127)
	}
	return x
}

// The portable product must follow the definition.
func TestProduct(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range [][2]int{{16, 9}, {192, 64}, {111, 192}, {1, 1}, {17, 3}} {
		w := randomWeights(r, c[0], c[1])
		x := randomInt8(r, w.nk*4)
		acc := make([]int32, w.pad)
		w.mulGo(x, 1, acc)
		for o := range w.no {
			want := w.bias[o]
			for j, v := range x {
				want += int32(v) * int32(w.v[w.at(o, j)])
			}
			if acc[o] != want {
				t.Fatalf("%v: output %d is %d, want %d", c, o, acc[o], want)
			}
		}
	}
}

// forKernels runs f for every kernel of the machine beside the portable one.
func forKernels(t *testing.T, f func(t *testing.T, k kernel)) {
	for _, k := range []kernel{kernelAVX2, kernelVNNI, kernelNEON, kernelDot} {
		t.Run(k.String(), func(t *testing.T) {
			if !slices.Contains(kernels(), k) {
				t.Skipf("this machine or build cannot run the %v kernels", k)
			}
			f(t, k)
		})
	}
}

// The assembly must give the very results of the portable code.
func TestKernelProducts(t *testing.T) {
	forKernels(t, func(t *testing.T, k kernel) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, c := range [][3]int{{16, 9, 5}, {192, 64, 7}, {768, 288, 1}, {111, 192, 3}, {384, 144, 2}} {
			w := randomWeights(r, c[0], c[1])
			x := randomInt8(r, c[2]*w.nk*4)
			want, got := make([]int32, c[2]*w.pad), make([]int32, c[2]*w.pad)
			w.mulGo(x, c[2], want)
			k.mul(w, x, c[2], got)
			for i := range want {
				if i%w.pad < w.no && want[i] != got[i] {
					t.Fatalf("%v: sum %d is %d, want %d", c, i, got[i], want[i])
				}
			}
		}
		w := randomWeights(r, 16, 9)
		x := randomInt8(r, 6*5*12)
		want, got := make([]int32, 5*16), make([]int32, 5*16)
		w.mulMaxGo(x, 6, 5, want)
		k.mulMax(w, x, 6, 5, got)
		for i := range want {
			if want[i] != got[i] {
				t.Fatalf("maximum %d is %d, want %d", i, got[i], want[i])
			}
		}
	})
}

func TestKernelFunctions(t *testing.T) {
	forKernels(t, func(t *testing.T, k kernel) {
		r := rand.New(rand.NewPCG(5, 6))
		const n = 96
		a, sc := make([]int32, 4*n), make([]float32, 4*n)
		s1, s2 := make([]float32, n), make([]float32, n)
		h1, h2 := make([]int8, n), make([]int8, n)
		for range 2000 {
			for i := range a {
				a[i], sc[i] = int32(r.IntN(400000)-200000), r.Float32()/10000
			}
			gatesGo(a, sc, s1, h1)
			k.gates(a, sc, s2, h2)
			for i := range h1 {
				if h1[i] != h2[i] || s1[i] != s2[i] {
					t.Fatalf("cell %d: %d %g, want %d %g", i, h2[i], s2[i], h1[i], s1[i])
				}
			}
			tanhGo(a[:n], sc, h1)
			k.tanh(a[:n], sc, h2)
			for i := range h1 {
				if h1[i] != h2[i] {
					t.Fatalf("tanh of %d times %g: %d, want %d", a[i], sc[i], h2[i], h1[i])
				}
			}
		}
	})
}

// The committed assembly must be what the generator writes.
func TestGeneratedAssembly(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("no go command to run the generator: %v", err)
	}
	for _, arch := range []string{"amd64", "arm64"} {
		file := "kernel_" + arch + ".s"
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		run := exec.Command(goTool, "run", "./kernelgen", "-arch", arch)
		run.Env = append(os.Environ(), "GOARCH=") // the machine's, where a test runs in an emulator
		got, err := run.Output()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what kernelgen writes: run go generate", file)
		}
	}
}
