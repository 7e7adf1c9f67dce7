package tess

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/docket-go/docket/ocr"
)

// Instance is an instance of the library that serves one call at a time.
type Instance interface {
	comparable
	Key() string // the languages it was made for
	Forget()     // lets the last image and its results go
	Close()
}

// Pool keeps at most n instances, each made for a set of languages.
type Pool[C Instance] struct {
	open  func(key string) (C, error)
	n     int64
	slots *semaphore.Weighted

	mu     sync.Mutex
	idle   []C // the one used last at the end
	closed bool
}

// NewPool returns a pool of instances that open makes.
func NewPool[C Instance](n int, open func(key string) (C, error)) *Pool[C] {
	return &Pool[C]{open: open, n: int64(n), slots: semaphore.NewWeighted(int64(n))}
}

// get waits for a free place and returns an instance for key.
func (p *Pool[C]) get(ctx context.Context, key string) (C, error) {
	var none C
	if p.Closed() {
		return none, ocr.ErrClosed
	}
	if err := p.slots.Acquire(ctx, 1); err != nil {
		return none, err
	}
	c, err := p.take(key)
	if c == none && err == nil {
		c, err = p.open(key)
	}
	if err != nil {
		p.slots.Release(1)
		return none, err
	}
	return c, nil
}

// take returns an idle instance for key, or none; then there is room for a new
// one, for which the instance that was idle longest is ended.
func (p *Pool[C]) take(key string) (none C, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return none, ocr.ErrClosed
	}
	for i := len(p.idle) - 1; i >= 0; i-- {
		if c := p.idle[i]; c.Key() == key {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			return c, nil
		}
	}
	if len(p.idle) >= int(p.n) {
		p.idle[0].Close()
		p.idle = p.idle[1:]
	}
	return none, nil
}

// Add puts a new instance among the idle ones.
func (p *Pool[C]) Add(c C) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
}

// put gives an instance back that get has returned.
func (p *Pool[C]) put(c C) {
	p.Add(c)
	p.slots.Release(1)
}

// Closed reports whether Close was called.
func (p *Pool[C]) Closed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// Close waits for the instances in use and ends all.
func (p *Pool[C]) Close() {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return
	}
	p.closed = true
	p.mu.Unlock()
	if err := p.slots.Acquire(context.Background(), p.n); err != nil {
		return // cannot be: the context does not end
	}
	defer p.slots.Release(p.n)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.Close()
	}
	p.idle = nil
}

// grace is how long a call waits for the library to notice the end of its
// context; then the instance finishes behind the call's back and is used again.
const grace = 300 * time.Millisecond

// With runs f with an instance for languages. f may go on for a moment after
// With has returned the error of ctx, and its result is dropped then.
func With[T any, C Instance](ctx context.Context, p *Pool[C], key string, f func(c C) (T, error)) (T, error) {
	var none T
	c, err := p.get(ctx, key)
	if err != nil {
		return none, err
	}
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		v, err := f(c)
		c.Forget()
		p.put(c)
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
	}
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
	return none, ctx.Err()
}
