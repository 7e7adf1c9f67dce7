package ocr_test

import (
	"context"
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/docket-go/docket/ocr"
)

// single is an engine that breaks when it is called twice at a time.
type single struct {
	busy   atomic.Bool
	closed *atomic.Int32
	gate   chan struct{}
}

func (s *single) Info() ocr.Info                 { return ocr.Info{Name: "single", Version: "1"} }
func (s *single) Capabilities() ocr.Capabilities { return ocr.Capabilities{MaxConcurrency: 1} }
func (s *single) Close() error                   { s.closed.Add(1); return nil }
func (s *single) Recognize(ctx context.Context, _ ocr.Image, _ ocr.Options) (*ocr.Page, error) {
	if !s.busy.CompareAndSwap(false, true) {
		return nil, errors.New("called twice at a time")
	}
	defer s.busy.Store(false)
	select {
	case <-s.gate:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return &ocr.Page{}, nil
}

func TestLimit(t *testing.T) {
	var opened, closed atomic.Int32
	gate := make(chan struct{})
	e := ocr.Limit(3, func() (ocr.Engine, error) {
		opened.Add(1)
		return &single{closed: &closed, gate: gate}, nil
	})
	if e.Info().Name != "single" || e.Capabilities().MaxConcurrency != 3 || opened.Load() != 1 {
		t.Errorf("%+v, %+v, %d opened", e.Info(), e.Capabilities(), opened.Load())
	}
	in := ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 1, 1))}
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if _, err := e.Recognize(t.Context(), in, ocr.Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	for range 12 {
		gate <- struct{}{}
	}
	wg.Wait()
	if n := opened.Load(); n > 3 {
		t.Errorf("%d engines were opened", n)
	}
	if e.Close() != nil || e.Close() != nil || closed.Load() != opened.Load() {
		t.Errorf("%d of %d engines were closed", closed.Load(), opened.Load())
	}
	if _, err := e.Recognize(t.Context(), in, ocr.Options{}); !errors.Is(err, ocr.ErrClosed) {
		t.Errorf("after Close: error %v", err)
	}
}

func TestLimitWaitsNoLongerThanContext(t *testing.T) {
	var closed atomic.Int32
	gate := make(chan struct{})
	e := ocr.Limit(1, func() (ocr.Engine, error) { return &single{closed: &closed, gate: gate}, nil })
	in := ocr.Image{Pix: image.NewGray(image.Rect(0, 0, 1, 1))}
	first, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = e.Recognize(first, in, ocr.Options{}) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Recognize(ctx, in, ocr.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting: error %v", err)
	}
	stop()
	wg.Wait()
	broken := errors.New("broken")
	e = ocr.Limit(1, func() (ocr.Engine, error) { return nil, broken })
	if _, err := e.Recognize(t.Context(), in, ocr.Options{}); !errors.Is(err, broken) || e.Close() != nil {
		t.Errorf("engine that does not open: error %v", err)
	}
}
