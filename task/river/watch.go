package river

import (
	"context"
	"iter"
	"time"

	"github.com/docket-go/docket/task"
)

// pollEvery is how often a watcher looks without having been woken.
const pollEvery = time.Second

// Watch implements task.Backend.
func (b *backend) Watch(ctx context.Context, id task.ID) iter.Seq2[task.Record, error] {
	return func(yield func(task.Record, error) bool) {
		t := b.subscribe(id)
		defer b.unsubscribe(id, t)
		timer := time.NewTicker(pollEvery)
		defer timer.Stop()
		last := task.Record{}
		for first := true; ; first = false {
			b.mu.Lock()
			wake := t.ch
			b.mu.Unlock()
			r, err := b.Get(ctx, id)
			if err != nil {
				yield(task.Record{}, err)
				return
			}
			if first || r.Seq != last.Seq || r.Progress != last.Progress {
				if !yield(r, nil) || r.State.IsFinal() {
					return
				}
				last = r
			}
			select {
			case <-wake:
			case <-timer.C:
			case <-b.closed:
				yield(task.Record{}, task.ErrClosed)
				return
			case <-ctx.Done():
				yield(task.Record{}, context.Cause(ctx))
				return
			}
		}
	}
}

func (b *backend) subscribe(id task.ID) *topic {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.topics[id]
	if t == nil {
		t = &topic{ch: make(chan struct{})}
		b.topics[id] = t
	}
	t.refs++
	return t
}

func (b *backend) unsubscribe(id task.ID, t *topic) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t.refs--; t.refs == 0 {
		delete(b.topics, id)
	}
}
