package lstm

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/internal/rusage"
)

var update = flag.Bool("update", false, "write the golden files")

// Words, boxes and confidences of lines that the project draws itself: the same
// on every processor.
func TestGolden(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	var b bytes.Buffer
	for i, c := range []struct {
		text   string
		size   float64
		fg, bg uint8
	}{
		{"The quick brown fox jumps over the lazy dog", 30, 0, 255},
		{"Account 4711-0815  BIC GENODEF1XXX  EUR 99,90", 22, 90, 230},
		{"small print is small", 11, 30, 250},
		{"HEADLINE", 90, 255, 60},
	} {
		name := filepath.Join("testdata", fmt.Sprintf("line%d.png", i+1))
		if *update {
			save(t, name, line(t, c.text, c.size, c.fg, c.bg))
		}
		res, err := r.Line(context.Background(), load(t, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s (inverted %v)\n", c.text, res.Inverted)
		for _, w := range res.Words {
			fmt.Fprintf(&b, "\t%s\t%v\t%.2f\n", w.Text, w.Box, w.Conf)
		}
	}
	name := filepath.Join("testdata", "lines.golden")
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// save keeps a drawn line: fonts are not drawn alike on all processors.
func save(t *testing.T, name string, g *image.Gray) {
	var b bytes.Buffer
	if err := png.Encode(&b, g); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, name string) *image.Gray {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	g, ok := m.(*image.Gray)
	if !ok {
		t.Fatalf("%s is a %T", name, m)
	}
	return g
}

// A word's box must be its ink: within two pixels of what was drawn.
func TestWordBoxes(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	g := line(t, "left    right", 32, 0, 255)
	res, err := r.Line(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Words) != 2 {
		t.Fatalf("%d words in %q", len(res.Words), res.Text())
	}
	left := newInk(crop(g, image.Rect(0, 0, g.Rect.Dx()/2, g.Rect.Dy())), 0)
	x0, x1 := left.extent()
	want := left.tighten(image.Rect(x0, 0, x1, g.Rect.Dy()))
	if got := res.Words[0].Box; !got.In(want.Inset(-2)) || !want.In(got.Inset(-2)) {
		t.Errorf("box %v, want %v", got, want)
	}
	for _, w := range res.Words {
		at := w.Box.Min.X
		for _, c := range w.Chars {
			if !c.Box.In(w.Box) || c.Box.Min.X < at {
				t.Errorf("character %q at %v in word %v", c.Text, c.Box, w.Box)
			}
			at = c.Box.Min.X
		}
	}
}

// Hyphens and dashes are told by their length, which the model does not see.
func TestDashes(t *testing.T) {
	r := englishModel(t).NewRecognizer()
	for _, size := range []float64{18, 28, 40, 64} {
		for _, text := range []string{"a line-break and well-known words", "one thing — another — and more"} {
			res, err := r.Line(context.Background(), line(t, text, size, 0, 255))
			if err != nil {
				t.Fatal(err)
			}
			if res.Text() != text {
				t.Errorf("size %v: %q, want %q", size, res.Text(), text)
			}
		}
	}
}

// One model serves many goroutines, and a line always reads the same.
func TestConcurrentLines(t *testing.T) {
	m := englishModel(t)
	g := line(t, "Same text everywhere", 26, 0, 255)
	var wg sync.WaitGroup
	got := make([]Result, 4)
	for i := range got {
		wg.Go(func() {
			r := m.NewRecognizer()
			for range 3 {
				res, err := r.Line(context.Background(), g)
				if err != nil {
					t.Error(err)
				}
				got[i] = res
			}
		})
	}
	wg.Wait()
	for _, res := range got[1:] {
		if d := cmp.Diff(got[0], res); d != "" {
			t.Error(d)
		}
	}
}

// The end of the context must stop a line in the middle.
func TestCancelInsideLine(t *testing.T) {
	m := englishModel(t)
	r := m.NewRecognizer()
	r.scratch.k, r.inverted.k = kernelGo, kernelGo // slow: some seconds for this line
	g := noise(5, 20000, 36)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	start, known := rusage.CPUTime()
	_, err := r.Line(ctx, g)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if end, _ := rusage.CPUTime(); known && end-start > time.Second { // how long others have the processor does not count
		t.Errorf("stopped after %v of work", end-start)
	}
}

func BenchmarkLine(b *testing.B) {
	m := englishModel(b)
	g := line(b, "The quick brown fox jumps over the lazy dog", 30, 0, 255)
	for _, k := range append([]kernel{kernelGo}, kernels()...) {
		b.Run(k.String(), func(b *testing.B) {
			r := m.NewRecognizer()
			r.scratch.k, r.inverted.k = k, k
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Line(context.Background(), g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	data := testModel(1, false)
	for b.Loop() {
		if _, err := Load(data); err != nil {
			b.Fatal(err)
		}
	}
}
