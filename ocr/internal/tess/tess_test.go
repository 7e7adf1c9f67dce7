package tess

import (
	"context"
	"errors"
	"image"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// fake is an instance that counts how many are open.
type fake struct {
	key  string
	open *atomic.Int32
}

func (f *fake) Key() string { return f.key }
func (f *fake) Forget()     {}
func (f *fake) Close()      { f.open.Add(-1) }

func fakePool(n int) (*Pool[*fake], *atomic.Int32) {
	var open atomic.Int32
	return NewPool(n, func(key string) (*fake, error) {
		if key == "none" {
			return nil, ocr.ErrLanguage
		}
		open.Add(1)
		return &fake{key, &open}, nil
	}), &open
}

func TestPool(t *testing.T) {
	p, open := fakePool(2)
	use := func(key string) (*fake, error) {
		return With(t.Context(), p, key, func(f *fake) (*fake, error) { return f, nil })
	}
	a, err := use("eng")
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := use("eng"); b != a {
		t.Error("an idle instance is not used again")
	}
	for _, key := range []string{"deu", "fra", "eng", "deu"} {
		if f, err := use(key); err != nil || f.key != key {
			t.Errorf("%s: %v, error %v", key, f, err)
		}
		if open.Load() > 2 {
			t.Errorf("%d instances are open, want at most 2", open.Load())
		}
	}
	for range 3 { // an error gives its place back
		if _, err := use("none"); !errors.Is(err, ocr.ErrLanguage) {
			t.Errorf("error %v, want ErrLanguage", err)
		}
	}
	p.Close()
	p.Close()
	if _, err := use("eng"); !errors.Is(err, ocr.ErrClosed) || open.Load() != 0 {
		t.Errorf("after Close: error %v, %d open", err, open.Load())
	}
}

// A call whose context ends returns, though its instance is still at work; the
// place is free when that is done.
func TestPoolCancel(t *testing.T) {
	p, _ := fakePool(1)
	release := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := With(ctx, p, "eng", func(*fake) (int, error) { cancel(); <-release; return 1, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	short, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := With(short, p, "eng", func(*fake) (int, error) { return 1, nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with no place free: error %v", err)
	}
	close(release)
	if n, err := With(t.Context(), p, "eng", func(*fake) (int, error) { return 2, nil }); n != 2 || err != nil {
		t.Errorf("%d, error %v", n, err)
	}
	p.Close()
}

func TestFill(t *testing.T) {
	word := func(text string, x0, x1 int) Word {
		return Word{Text: text, Box: image.Rect(x0, 10, x1, 30), Conf: 1.2, Language: "heb"}
	}
	p := &ocr.Page{DPI: 144}
	Fill(p, []Line{
		{
			Box: image.Rect(0, 10, 100, 30), Baseline: [2]image.Point{{X: 0, Y: 30}, {X: 100, Y: 40}},
			Words: []Word{word("\u200fאב ", 0, 20), word(" ", 20, 30), word("ab", 40, 60)},
		},
		{Words: []Word{word("文", 0, 20), word("字", 22, 40), word("x", 90, 99)}},
		{Words: []Word{word("\u200e", 0, 20)}},
	}, "heb", false)
	if len(p.Lines) != 2 || p.Language != "he" {
		t.Fatalf("%d lines in %q", len(p.Lines), p.Language)
	}
	want := layout.Word{
		Text: "אב", Box: layout.Rect{X0: 0, Y0: 5, X1: 10, Y1: 15}, Confidence: 1, Language: "he", RTL: true, Baseline: 15,
	}
	if d := cmp.Diff(want, p.Lines[0].Words[0]); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if w := p.Lines[0].Words[1]; w.Text != "ab" || w.RTL || w.Baseline != 17 {
		t.Errorf("second word %+v", w)
	}
	if w := p.Lines[1].Words; w[0].Joined || !w[1].Joined || w[2].Joined {
		t.Errorf("joined: %v %v %v, want the second alone", w[0].Joined, w[1].Joined, w[2].Joined)
	}
}
