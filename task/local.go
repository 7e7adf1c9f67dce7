package task

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"
)

// A Table keeps the records of a Backend made by NewLocal. Apply is called by
// one goroutine at a time, the other methods by many.
type Table interface {
	// Apply puts and deletes records, all or none; it is durable on return.
	Apply(put []Record, del []ID) error
	// Get returns a record; the error matches NotFound where there is none.
	Get(ctx context.Context, id ID) (Record, error)
	// KeyHolder returns the record of owner for which HoldsKey is true for key;
	// the error matches NotFound where there is none.
	KeyHolder(ctx context.Context, owner, key string) (Record, error)
	// List and Count are those of Backend.
	List(ctx context.Context, q Query) ([]Record, error)
	Count(ctx context.Context, q Query) (map[State]int, error)
	// Close releases the table.
	Close() error
}

// NewLocal returns the Backend of one process: a scheduler in memory that
// writes every change through to t before anybody sees it. Changes that come
// while t is busy are written together. t must belong to this process alone:
// a record that t says is processing is taken for one whose worker died. The
// Backend closes t.
func NewLocal(t Table) (Backend, error) {
	l := &local{
		table: t, reqs: make(chan *request, 256), kick: make(chan struct{}, 1), closed: make(chan struct{}),
		live: map[ID]*Record{}, running: map[ID]*run{}, topics: map[ID]*topic{},
	}
	for _, internal := range []bool{false, true} {
		rs, err := t.List(context.Background(), Query{States: []State{Pending, Processing}, Internal: internal})
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			l.live[r.ID] = &r
		}
	}
	l.done.Go(l.loop)
	return l, nil
}

// local owns all changes: one goroutine (loop) applies them in batches, so
// that a batch costs one write of the table.
type local struct {
	table  Table
	reqs   chan *request
	kick   chan struct{} // look for runnable tasks
	closed chan struct{}
	close  sync.Once
	done   sync.WaitGroup

	mu      sync.Mutex
	live    map[ID]*Record // what is not final; records are replaced, never edited
	running map[ID]*run
	topics  map[ID]*topic
	worker  *Worker
	base    context.Context // of runs
	runs    sync.WaitGroup
	lanes   [2]lane
}

// Lanes keep docket's own work, such as deliveries, and the tasks of hosts
// from waiting for each other.
const (
	laneTasks = iota
	laneInternal
)

type lane struct {
	queue   queue
	running int
}

// A run is one attempt under way on this machine.
type run struct {
	attempt int
	cancel  context.CancelCauseFunc
	stored  time.Time // when progress was last written
}

// A topic wakes the watchers of one task.
type topic struct {
	refs int
	ch   chan struct{}
}

// A request is one change that waits for the loop.
type request struct {
	stage  func(*batch) error
	err    error
	record Record
	exists bool
	done   chan struct{} // nil where nobody waits
}

// do hands a change to the loop and waits until it is durable.
func (l *local) do(ctx context.Context, r *request) error {
	r.done = make(chan struct{})
	select {
	case <-l.closed:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	case l.reqs <- r:
	}
	select {
	case <-r.done:
		return r.err
	case <-l.closed:
		l.done.Wait()
		select {
		case <-r.done:
			return r.err
		default:
			return ErrClosed
		}
	}
}

// Insert implements Backend.
func (l *local) Insert(ctx context.Context, records ...Record) (Record, bool, error) {
	if len(records) == 0 {
		return Record{}, false, Errorf(Internal, "nothing to insert")
	}
	req := &request{}
	req.stage = func(b *batch) error {
		if records[0].Key != "" {
			old, err := b.keyHolder(records[0].Owner, records[0].Key)
			if err == nil {
				req.record, req.exists = old, true
				return nil
			}
			if !errors.Is(err, NotFound) {
				return err
			}
		}
		for _, r := range records {
			if err := b.insert(r); err != nil {
				return err
			}
		}
		var err error
		req.record, err = b.get(records[0].ID)
		return err
	}
	err := l.do(ctx, req)
	return req.record.Clone(), req.exists, err
}

// Get implements Backend.
func (l *local) Get(ctx context.Context, id ID) (Record, error) {
	if isClosed(l.closed) {
		return Record{}, ErrClosed
	}
	l.mu.Lock()
	r, ok := l.live[id]
	l.mu.Unlock()
	if ok {
		return r.Clone(), nil
	}
	return l.table.Get(ctx, id)
}

// Update implements Backend.
func (l *local) Update(ctx context.Context, id ID, change Change) (Record, error) {
	req := &request{}
	req.stage = func(b *batch) error {
		r, err := b.get(id)
		if err != nil {
			return err
		}
		req.record, err = b.update(r, change)
		return err
	}
	err := l.do(ctx, req)
	return req.record.Clone(), err
}

// Delete implements Backend.
func (l *local) Delete(ctx context.Context, id ID) error {
	return l.do(ctx, &request{stage: func(b *batch) error {
		b.delete(id)
		return nil
	}})
}

// List implements Backend.
func (l *local) List(ctx context.Context, q Query) ([]Record, error) {
	if isClosed(l.closed) {
		return nil, ErrClosed
	}
	rs, err := l.table.List(ctx, q)
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range rs {
		if r, ok := l.live[rs[i].ID]; ok && r.Seq == rs[i].Seq { // fresher progress
			rs[i].Progress = r.Progress
		}
	}
	return rs, err
}

// Count implements Backend.
func (l *local) Count(ctx context.Context, q Query) (map[State]int, error) {
	if isClosed(l.closed) {
		return nil, ErrClosed
	}
	return l.table.Count(ctx, q)
}

// Watch implements Backend.
func (l *local) Watch(ctx context.Context, id ID) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		t := l.subscribe(id)
		defer l.unsubscribe(id, t)
		for {
			l.mu.Lock()
			wake := t.ch
			l.mu.Unlock()
			r, err := l.Get(ctx, id)
			if errors.Is(err, ErrClosed) {
				r, err = l.last(id)
			}
			if err != nil {
				yield(Record{}, err)
				return
			}
			if !yield(r, nil) || r.State.IsFinal() {
				return
			}
			select {
			case <-wake:
			case <-l.closed:
				yield(l.last(id))
				return
			case <-ctx.Done():
				yield(Record{}, context.Cause(ctx))
				return
			}
		}
	}
}

// last is what a watcher is told when the Backend is closed: the final state
// where that can still be read, otherwise ErrClosed.
func (l *local) last(id ID) (Record, error) {
	l.done.Wait() // what was being published is
	if r, err := l.table.Get(context.Background(), id); err == nil && r.State.IsFinal() {
		return r, nil
	}
	return Record{}, ErrClosed
}

func (l *local) subscribe(id ID) *topic {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[id]
	if t == nil {
		t = &topic{ch: make(chan struct{})}
		l.topics[id] = t
	}
	t.refs++
	return t
}

func (l *local) unsubscribe(id ID, t *topic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.refs--; t.refs == 0 {
		delete(l.topics, id)
	}
}

// notify wakes the watchers of id. l.mu is held.
func (l *local) notify(id ID) {
	if t := l.topics[id]; t != nil {
		close(t.ch)
		t.ch = make(chan struct{})
	}
}

// Close implements Backend.
func (l *local) Close() error {
	var err error
	l.close.Do(func() {
		close(l.closed)
		l.done.Wait()
		l.mu.Lock()
		for _, r := range l.running {
			r.cancel(ErrShutdown)
		}
		l.mu.Unlock()
		l.runs.Wait()
		err = l.table.Close()
	})
	return err
}
