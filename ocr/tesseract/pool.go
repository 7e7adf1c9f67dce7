package tesseract

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/docket-go/docket/ocr"
)

// pool keeps at most n instances, each made for a set of languages.
type pool struct {
	open  func(key string) (*client, error)
	n     int64
	slots *semaphore.Weighted

	mu     sync.Mutex
	idle   []*client // the one used last at the end
	closed bool
}

func newPool(n int, open func(string) (*client, error)) *pool {
	return &pool{open: open, n: int64(n), slots: semaphore.NewWeighted(int64(n))}
}

// get waits for a free place and returns an instance for key.
func (p *pool) get(ctx context.Context, key string) (*client, error) {
	if p.isClosed() {
		return nil, ocr.ErrClosed
	}
	if err := p.slots.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	c, err := p.take(key)
	if c == nil && err == nil {
		c, err = p.open(key)
	}
	if err != nil {
		p.slots.Release(1)
		return nil, err
	}
	return c, nil
}

// take returns an idle instance for key, or nil; then there is room for a new
// one, for which the instance that was idle longest is ended.
func (p *pool) take(key string) (*client, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ocr.ErrClosed
	}
	for i := len(p.idle) - 1; i >= 0; i-- {
		if c := p.idle[i]; c.key == key {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			return c, nil
		}
	}
	if len(p.idle) >= int(p.n) {
		p.idle[0].close()
		p.idle = p.idle[1:]
	}
	return nil, nil
}

// add puts a new instance among the idle ones.
func (p *pool) add(c *client) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
}

// put gives an instance back that get has returned.
func (p *pool) put(c *client) {
	p.add(c)
	p.slots.Release(1)
}

func (p *pool) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// close waits for the instances in use and ends all.
func (p *pool) close() {
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
		c.close()
	}
	p.idle = nil
}
