package ocr

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Limit makes one engine of at most n that open returns, for engines that serve
// one call at a time or hold much memory. Engines are opened when a call needs
// one more, and kept. A call waits for a free engine or the end of its context.
// The first engine is opened at once, so that an error of open shows here, as
// the error of every call.
func Limit(n int, open func() (Engine, error)) Engine {
	n = max(1, n)
	l := &limited{n: int64(n), open: open, slots: semaphore.NewWeighted(int64(n))}
	var first Engine
	if first, l.failed = open(); l.failed == nil {
		l.info, l.capabilities = first.Info(), first.Capabilities()
		l.capabilities.MaxConcurrency = n
		l.idle, l.opened = []Engine{first}, []Engine{first}
	}
	return l
}

type limited struct {
	n            int64
	open         func() (Engine, error)
	slots        *semaphore.Weighted
	info         Info
	capabilities Capabilities
	failed       error

	mu     sync.Mutex
	idle   []Engine
	opened []Engine
	closed bool
}

func (l *limited) Info() Info                 { return l.info }
func (l *limited) Capabilities() Capabilities { return l.capabilities }

func (l *limited) Recognize(ctx context.Context, in Image, o Options) (*Page, error) {
	if l.failed != nil {
		return nil, l.failed
	}
	if err := l.slots.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer l.slots.Release(1)
	e, err := l.take()
	if err != nil {
		return nil, err
	}
	defer l.give(e)
	return e.Recognize(ctx, in, o)
}

func (l *limited) take() (Engine, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, ErrClosed
	}
	if n := len(l.idle); n > 0 {
		e := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return e, nil
	}
	e, err := l.open()
	if err == nil {
		l.opened = append(l.opened, e)
	}
	return e, err
}

func (l *limited) give(e Engine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.idle = append(l.idle, e)
}

// Close waits for running calls and closes every engine.
func (l *limited) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.mu.Unlock()
	if err := l.slots.Acquire(context.Background(), l.n); err != nil {
		return err
	}
	defer l.slots.Release(l.n)
	var errs []error
	for _, e := range l.opened {
		errs = append(errs, e.Close())
	}
	return errors.Join(errs...)
}
