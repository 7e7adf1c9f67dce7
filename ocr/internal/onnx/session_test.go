package onnx

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
)

// detector is the network of package dbnet, the one that this package is for.
func detector(t testing.TB) []byte {
	f, err := os.Open("../dbnet/det.onnx.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func noise(w, h int) (Input, array) {
	a := newArray(1, 3, h, w)
	copy(a.f, random(rand.New(rand.NewPCG(9, uint64(w))), len(a.f)))
	return Input{W: w, H: h, Row: func(y int, dst []float32) {
		for x := range w {
			for c := range 3 {
				dst[4*x+c] = a.at(c, y, x)
			}
			dst[4*x+3] = 0
		}
	}}, a
}

// The fused and rewritten network gives what the stored one does.
func TestRunEqualsReference(t *testing.T) {
	model := detector(t)
	s, err := Load(model)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := parseModel(model)
	if err != nil {
		t.Fatal(err)
	}
	sizes := [][2]int{{32, 32}, {96, 64}, {32, 128}} // the last in two bands
	if !testing.Short() {
		sizes = append(sizes, [2]int{32, 320}) // and this in four
	}
	for _, size := range sizes {
		in, a := noise(size[0], size[1])
		var m Map
		if err := s.Run(t.Context(), in, &m); err != nil {
			t.Fatal(err)
		}
		near(t, "output", m.Pix, reference(t, plain, a).f, 2e-5)
	}
}

func TestRunConcurrently(t *testing.T) {
	s, err := Load(detector(t))
	if err != nil {
		t.Fatal(err)
	}
	sizes := [][2]int{{64, 64}, {96, 32}, {64, 96}}
	want := make([]Map, len(sizes))
	for i, z := range sizes {
		in, _ := noise(z[0], z[1])
		if err := s.Run(t.Context(), in, &want[i]); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			in, _ := noise(sizes[g%3][0], sizes[g%3][1])
			var m Map
			for range 3 {
				if err := s.Run(t.Context(), in, &m); err != nil {
					t.Error(err)
					return
				}
				near(t, "output", m.Pix, want[g%3].Pix, 0)
			}
		})
	}
	wg.Wait()
}

func TestRunFails(t *testing.T) {
	s, err := Load(detector(t))
	if err != nil {
		t.Fatal(err)
	}
	var m Map
	for _, size := range [][2]int{{0, 32}, {32, -1}, {33, 32}, {1 << 20, 32}, {1 << 13, 1 << 13}} {
		in, _ := noise(1, 1)
		in.W, in.H = size[0], size[1]
		if err := s.Run(t.Context(), in, &m); !errors.Is(err, ErrSize) {
			t.Errorf("size %v: error %v, want ErrSize", size, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, _ := noise(32, 32)
	if err := s.Run(ctx, in, &m); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

func TestRunDoesNotAllocateMaps(t *testing.T) {
	s, err := Load(detector(t))
	if err != nil {
		t.Fatal(err)
	}
	in, _ := noise(64, 64)
	var m Map
	if n := testing.AllocsPerRun(5, func() { _ = s.Run(t.Context(), in, &m) }); n > 40 {
		t.Errorf("%v allocations a run, want few small ones", n)
	}
}

func TestLoadRefuses(t *testing.T) {
	model := detector(t)
	unsupported := bytes.ReplaceAll(model, []byte("HardSigmoid"), []byte("HardSigmoix"))
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, ErrCorrupt},
		{"text", []byte("this is no model"), ErrCorrupt},
		{"half", model[:len(model)/2], ErrCorrupt},
		{"unknown operator", unsupported, ErrUnsupported},
	} {
		if _, err := Load(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
}

// Whatever the bytes, loading and running end with a result or an error.
func FuzzLoad(f *testing.F) {
	model := tinyModel()
	if s, err := Load(model); err != nil {
		f.Fatal(err)
	} else if err := tinyRun(f.Context(), s); err != nil {
		f.Fatal(err)
	}
	f.Add(model)
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		b := append([]byte(nil), model...)
		for range 1 + r.IntN(3) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		f.Add(b[:len(b)-r.IntN(2)*r.IntN(len(b))])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Load(b)
		if err != nil {
			return
		}
		_ = tinyRun(t.Context(), s) // an error is as good
	})
}

func tinyRun(ctx context.Context, s *Session) error {
	in, _ := noise(22, 130) // high enough for bands
	return s.Run(ctx, in, new(Map))
}

func BenchmarkRun(b *testing.B) {
	s, err := Load(detector(b))
	if err != nil {
		b.Fatal(err)
	}
	in, _ := noise(480, 640)
	var m Map
	for b.Loop() {
		if err := s.Run(b.Context(), in, &m); err != nil {
			b.Fatal(err)
		}
	}
}
