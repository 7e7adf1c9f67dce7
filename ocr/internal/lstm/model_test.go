package lstm

import (
	"context"
	"errors"
	"image"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
)

// noise is an image that makes networks of random weights say something.
func noise(seed uint64, w, h int) *image.Gray {
	r := rand.New(rand.NewPCG(seed, 11))
	g := image.NewGray(image.Rect(0, 0, w, h))
	for i := range g.Pix {
		g.Pix[i] = uint8(r.IntN(256))
	}
	return g
}

func TestLoad(t *testing.T) {
	for _, float := range []bool{false, true} {
		m, err := Load(testModel(1, float))
		if err != nil {
			t.Fatal(err)
		}
		if m.Spec() != "[test]" || m.Version() != "test" || m.xScale != 3 || m.nClasses != testClasses || !m.rtl || m.delimited {
			t.Errorf("spec %q version %q scale %d classes %d rtl %v delimited %v",
				m.Spec(), m.Version(), m.xScale, m.nClasses, m.rtl, m.delimited)
		}
	}
}

// A network must give the same on all kernels, as a whole.
func TestKernelsAgree(t *testing.T) {
	forKernels(t, func(t *testing.T, k kernel) {
		seen := 0
		for seed := range uint64(20) {
			m, err := Load(testModel(seed, seed%2 == 1))
			if err != nil {
				t.Fatal(err)
			}
			a, b := m.NewRecognizer(), m.NewRecognizer()
			a.scratch.k, a.inverted.k = k, k
			b.scratch.k, b.inverted.k = kernelGo, kernelGo
			g := noise(seed, 150, 20)
			x, err1 := a.Line(context.Background(), g)
			y, err2 := b.Line(context.Background(), g)
			if err1 != nil || err2 != nil || x.Text() != y.Text() || x.Conf != y.Conf {
				t.Errorf("seed %d: %q %g %v, want %q %g %v", seed, x.Text(), x.Conf, err1, y.Text(), y.Conf, err2)
			}
			seen += len(x.Words)
		}
		if seen == 0 {
			t.Error("no network read anything")
		}
	})
}

func TestDisabledCharacters(t *testing.T) {
	for seed := range uint64(30) {
		m, err := Load(testModel(seed, false))
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.NewRecognizer().Line(context.Background(), noise(seed, 200, 20))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(r.Text(), "b") {
			t.Fatalf("seed %d: %q holds the blacklisted b", seed, r.Text())
		}
	}
}

func TestLoadErrors(t *testing.T) {
	part := func(i int, b []byte) []byte {
		p := maps.Clone(testParts(1, false))
		p[i] = b
		return container(p)
	}
	replace := func(old, new string) []byte {
		return part(compLSTM, []byte(strings.Replace(string(network(1, false)), old, new, 1)))
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":            {nil, ErrFormat},
		"text":             {[]byte(strings.Repeat("no model at all ", 100)), ErrFormat},
		"truncated":        {testModel(1, false)[:900], ErrFormat},
		"no LSTM":          {part(compLSTM, nil), ErrUnsupported},
		"no charset":       {part(compCharset, nil), ErrUnsupported},
		"charset":          {part(compCharset, []byte("7\na 3\n")), ErrFormat},
		"recoder":          {part(compRecoder, []byte{9, 9}), ErrFormat},
		"word graph":       {part(compWord, []byte("something")), ErrFormat},
		"edge":             {part(compWord, dawgFile([4]uint64{1, 99, 1, 0})), ErrFormat},
		"unknown layer":    {replace("RTLReversed", "RTLReversee"), ErrUnsupported},
		"softmax is tanh":  {replace("Softmax", "Tanhhhh"), ErrUnsupported},
		"misfit of layers": {replace("Maxpool", "Maxpoll"), ErrUnsupported},
	} {
		if _, err := Load(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

// breakAndRead loads data, which may be anything, and reads a line with it.
func breakAndRead(t *testing.T, data []byte) {
	m, err := Load(data)
	if err != nil {
		if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) {
			t.Fatalf("error %v matches neither ErrFormat nor ErrUnsupported", err)
		}
		return
	}
	r := m.NewRecognizer()
	for _, g := range []*image.Gray{noise(1, 45, 20), noise(2, 3, 40)} {
		if _, err := r.Line(context.Background(), g); err != nil && !errors.Is(err, ErrImage) {
			t.Fatalf("error %v does not match ErrImage", err)
		}
	}
}

// Every byte of a model broken, some at a time, must never make a panic.
func TestBrokenModels(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for _, float := range []bool{false, true} {
		data := testModel(3, float)
		for i := range data {
			if i%40 != 0 && (float || i > 400) {
				continue // mostly weights
			}
			b := append([]byte(nil), data...)
			b[i] ^= byte(1 << r.IntN(8))
			if r.IntN(2) == 0 {
				b[r.IntN(len(b))] = byte(r.IntN(256))
			}
			breakAndRead(t, b)
		}
		for n := 0; n < len(data); n += 101 {
			breakAndRead(t, data[:n])
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(testModel(1, false))
	f.Add(testModel(2, true))
	f.Fuzz(func(t *testing.T, data []byte) { breakAndRead(t, data) })
}

func FuzzLine(f *testing.F) {
	m, err := Load(testModel(4, false))
	if err != nil {
		f.Fatal(err)
	}
	r := m.NewRecognizer()
	f.Add([]byte("some pixels of an image"), 10, 12)
	f.Add(noise(1, 60, 24).Pix, 60, 60)
	f.Fuzz(func(t *testing.T, pix []byte, w, stride int) {
		h := 0
		if stride > 0 {
			h = len(pix) / stride
		}
		w = min(w, 1<<12)
		g := &image.Gray{Pix: pix, Stride: stride, Rect: image.Rect(3, -2, 3+w, h-2)}
		res, err := r.Line(context.Background(), g)
		if err != nil {
			if !errors.Is(err, ErrImage) {
				t.Fatal(err)
			}
			return
		}
		for _, word := range res.Words {
			if !word.Box.In(image.Rect(0, 0, g.Rect.Dx(), h)) || word.Conf < 0 || word.Conf > 1 {
				t.Fatalf("word %+v in %v", word, g.Rect)
			}
		}
	})
}
