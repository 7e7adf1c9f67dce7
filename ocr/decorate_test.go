package ocr_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
)

// scripted is an engine that fails so many times.
type scripted struct {
	name   string
	fail   []error
	calls  int
	closed int
}

func (s *scripted) Info() ocr.Info                 { return ocr.Info{Name: s.name, Version: "1"} }
func (s *scripted) Capabilities() ocr.Capabilities { return ocr.Capabilities{} }
func (s *scripted) Close() error                   { s.closed++; return nil }
func (s *scripted) Recognize(context.Context, ocr.Image, ocr.Options) (*ocr.Page, error) {
	s.calls++
	if s.calls <= len(s.fail) {
		return nil, s.fail[s.calls-1]
	}
	return &ocr.Page{Lines: []ocr.Line{{Words: []layout.Word{{Text: s.name}}}}}, nil
}

var (
	errBusy = errors.New("busy")
	one     = ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 4, 4))}
)

func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &scripted{name: "a", fail: []error{errBusy, errBusy}}
		if _, err := ocr.Retry(s, 3, time.Second).Recognize(t.Context(), one, ocr.Options{}); err != nil || s.calls != 3 || time.Since(start) != 3*time.Second {
			t.Errorf("error %v after %d calls and %v", err, s.calls, time.Since(start))
		}
		s = &scripted{name: "a", fail: []error{errBusy, errBusy, errBusy}}
		if _, err := ocr.Retry(s, 2, time.Second).Recognize(t.Context(), one, ocr.Options{}); !errors.Is(err, errBusy) || s.calls != 2 {
			t.Errorf("error %v after %d calls", err, s.calls)
		}
		s = &scripted{name: "a", fail: []error{ocr.ErrLanguage}}
		if _, err := ocr.Retry(s, 5, time.Second).Recognize(t.Context(), one, ocr.Options{}); !errors.Is(err, ocr.ErrLanguage) || s.calls != 1 {
			t.Errorf("permanent: error %v after %d calls", err, s.calls)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		s = &scripted{name: "a", fail: []error{errBusy, errBusy}}
		if _, err := ocr.Retry(s, 3, time.Hour).Recognize(ctx, one, ocr.Options{}); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errBusy) {
			t.Errorf("deadline: error %v", err)
		}
	})
}

func TestFallback(t *testing.T) {
	a, b := &scripted{name: "a", fail: []error{errBusy}}, &scripted{name: "b"}
	e := ocr.Fallback(a, b)
	p, err := e.Recognize(t.Context(), one, ocr.Options{})
	if err != nil || text(p) != "b" || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "busy") {
		t.Errorf("page %+v, error %v", p, err)
	}
	if p, err = e.Recognize(t.Context(), one, ocr.Options{}); err != nil || text(p) != "a" || len(p.Warnings) != 0 {
		t.Errorf("page %+v, error %v", p, err)
	}
	broken := &scripted{name: "b", fail: []error{ocr.ErrNotConfigured}}
	_, err = ocr.Fallback(&scripted{name: "a", fail: []error{errBusy}}, broken).Recognize(t.Context(), one, ocr.Options{})
	if !errors.Is(err, errBusy) || !errors.Is(err, ocr.ErrNotConfigured) {
		t.Errorf("both fail: error %v", err)
	}
	if e.Close(); a.closed != 1 || b.closed != 1 {
		t.Errorf("closed %d and %d times", a.closed, b.closed)
	}
}

func TestLog(t *testing.T) {
	var out bytes.Buffer
	e := ocr.Log(&scripted{name: "a", fail: []error{errBusy}}, slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for range 2 {
		_, _ = e.Recognize(t.Context(), one, ocr.Options{}) // the log tells the error
	}
	for _, want := range []string{"level=WARN msg=\"ocr failed\" engine=a", "width=4 height=4 error=busy", "level=DEBUG msg=ocr engine=a", "lines=1 words=1"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("log lacks %q:\n%s", want, out.String())
		}
	}
}

func TestCache(t *testing.T) {
	s := &scripted{name: "a"}
	e := ocr.Cache(s, 2)
	read := func(shade uint8, o ocr.Options) *ocr.Page {
		g := image.NewGray(image.Rect(0, 0, 4, 4))
		g.Pix[5] = shade
		p, err := e.Recognize(t.Context(), ocr.Image{Pix: g}, o)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	read(1, ocr.Options{}).Lines[0].Words[0].Text = "changed"
	for i, c := range []struct {
		shade uint8
		o     ocr.Options
		calls int
	}{
		{1, ocr.Options{}, 1}, {1, ocr.Options{Languages: []string{"de"}}, 2}, {1, ocr.Options{}, 2},
		{2, ocr.Options{}, 3}, {1, ocr.Options{}, 3}, {1, ocr.Options{Languages: []string{"de"}}, 4},
	} {
		if p := read(c.shade, c.o); s.calls != c.calls || text(p) != "a" {
			t.Errorf("read %d: %d calls, want %d; text %q", i, s.calls, c.calls, text(p))
		}
	}
	if err := e.Close(); err != nil || s.closed != 1 {
		t.Errorf("closed %d times, error %v", s.closed, err)
	}
}
