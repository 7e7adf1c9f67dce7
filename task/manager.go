package task

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/docket-go/docket/store"
)

// A Manager is the TaskManager: it takes operations, runs them as tasks,
// reports on them and keeps what they make until it expires. Make one with
// NewManager and close it. It is safe for concurrent use.
type Manager struct {
	config  Config
	backend Backend
	store   store.Store
	log     *slog.Logger
	defs    map[string]Definition
	ids     ids
	pages   *semaphore.Weighted // page work over all tasks
	notify  *notifiers

	stop    chan struct{} // no new tasks are started
	wake    chan struct{}
	paused  atomic.Bool
	closing sync.Once
	closed  error
	base    context.Context // of everything in the background
	cancel  context.CancelFunc
	work    sync.WaitGroup // the worker

	workerEnded atomic.Pointer[error] // why the worker has ended before its time
	tidyMu      sync.Mutex            // guards the start of tidy's goroutines
	tidy        sync.WaitGroup        // the sweeper and small writes
	stats       stats
	clock       clock // decides what has expired
	learnt      learnt
}

// NewManager starts a Manager. Close it to end its work.
func NewManager(c Config) (*Manager, error) {
	c = c.withDefaults()
	defs, err := define(c.Operations)
	if err != nil {
		return nil, err
	}
	for class, schema := range c.Schemas {
		if err := validateSchema("Config.Schemas["+class+"]", schema); err != nil {
			return nil, err
		}
	}
	notify, err := newNotifiers(c.Notifiers)
	if err != nil {
		return nil, err
	}
	m := &Manager{
		config: c, backend: c.Backend, store: c.Store, log: c.Logger, defs: defs, notify: notify,
		pages: semaphore.NewWeighted(int64(c.Workers)),
		stop:  make(chan struct{}), wake: make(chan struct{}, 1),
	}
	if m.backend == nil {
		m.backend = NewMemory()
	}
	notify.keep(m.store)
	m.learnt = learnt{store: c.Store, fixed: c.Memory}
	m.clock.now()
	m.base, m.cancel = context.WithCancel(context.Background())
	if !c.SubmitOnly {
		m.work.Go(m.runWorker)
		m.inBackground(m.sweepLoop)
	}
	return m, nil
}

// runWorker lets the Backend run tasks until the Manager is closed.
func (m *Manager) runWorker() {
	kinds := []string{kindDelivery, kindRunCheck}
	for k := range m.defs {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	err := m.backend.Work(m.base, Worker{
		Concurrency: m.config.Tasks, Internal: deliveriesAtOnce, Kinds: kinds,
		Run: m.run, Lost: m.lost, Stop: m.stop, Paused: m.paused.Load, Wake: m.wake,
	})
	if err != nil && !errors.Is(err, ErrClosed) && m.base.Err() == nil {
		m.workerEnded.Store(&err)
		m.log.Error("task: the worker has ended", "err", err)
	}
}

// Close lets running tasks go on for up to Config.DrainFor, then interrupts
// them, and ends everything that the Manager has started. With a durable
// Backend what is unfinished goes on when another Manager opens it; without
// one, unfinished tasks end as canceled, so that nobody waits for ever. The
// Store, the engine and a Backend of Config stay open.
func (m *Manager) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), m.config.DrainFor)
	defer cancel()
	return m.Shutdown(ctx)
}

// Shutdown is Close with ctx in place of Config.DrainFor: when ctx ends,
// running tasks are interrupted. Calling it, or Close, again is harmless.
func (m *Manager) Shutdown(ctx context.Context) error {
	m.closing.Do(func() {
		close(m.stop)
		drained := make(chan struct{})
		go func() { m.work.Wait(); close(drained) }()
		select {
		case <-drained:
		case <-ctx.Done():
		}
		m.tidyMu.Lock()
		m.cancel()
		m.tidyMu.Unlock()
		<-drained
		m.tidy.Wait()
		if m.config.Backend == nil {
			m.closed = errors.Join(m.abandon(), m.backend.Close())
		}
	})
	return m.closed
}

// abandon cancels what the memory Backend would forget.
func (m *Manager) abandon() error {
	ctx := context.Background()
	rs, err := m.backend.List(ctx, Query{States: []State{Pending, Processing}})
	for _, r := range rs {
		_, e := m.backend.Update(ctx, r.ID, func(r *Record) ([]Record, error) {
			return m.finish(r, Canceled, Errorf(CanceledCode, "the manager was closed"))
		})
		err = errors.Join(err, e)
	}
	return err
}

// isClosed reports whether the Manager takes no more work.
func (m *Manager) isClosed() bool { return isClosed(m.stop) }

// Get returns a task as it stands now.
func (m *Manager) Get(ctx context.Context, id ID) (Snapshot, error) {
	r, err := m.backend.Get(ctx, id)
	if err != nil {
		return Snapshot{}, AsError(err)
	}
	return m.snapshot(r), nil
}

// snapshot is r as hosts see it: a task whose time is over is expired, whether
// the sweeper has been there or not.
func (m *Manager) snapshot(r Record) Snapshot {
	s := r.Snapshot
	if s.State.IsFinal() && s.State != Expired && !s.ExpiresAt.IsZero() && m.clock.over(s.Finished, s.ExpiresAt) {
		s.State, s.Outputs = Expired, nil
	}
	return s
}

// Cancel ends a task: one that waits at once, one that is being worked on
// within a second. A task that is final already stays as it is.
func (m *Manager) Cancel(ctx context.Context, id ID) error {
	_, err := m.backend.Update(ctx, id, func(r *Record) ([]Record, error) {
		switch r.State {
		case Pending:
			return m.finish(r, Canceled, ErrCanceled)
		case Processing:
			r.Cancel = true
			return nil, nil
		}
		return nil, errUnchanged
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return asError(err)
}

// errUnchanged lets a Change leave the record alone.
var errUnchanged = errors.New("task: unchanged")

// asError is AsError for results of type error: nil stays nil.
func asError(err error) error {
	if err == nil {
		return nil
	}
	return AsError(err)
}

// Delete removes a task at once: its record, its result and its artifacts. One
// that is being worked on is canceled. That there is none is no error.
func (m *Manager) Delete(ctx context.Context, id ID) error {
	r, err := m.backend.Get(ctx, id)
	if errors.Is(err, NotFound) {
		return nil
	}
	if err != nil {
		return AsError(err)
	}
	if err := m.backend.Delete(ctx, id); err != nil {
		return AsError(err)
	}
	if err := m.purge(ctx, id); err != nil {
		return AsError(err)
	}
	if also := m.events(&r, TaskDeleted); len(also) > 0 {
		_, _, err = m.backend.Insert(ctx, also...)
	}
	return asError(err)
}

// purge deletes the artifacts of a task.
func (m *Manager) purge(ctx context.Context, id ID) error {
	infos, err := m.store.List(ctx, prefix(id))
	if err != nil {
		return err
	}
	for _, in := range infos {
		err = errors.Join(err, m.store.Delete(ctx, in.Key))
	}
	return err
}

// discard is purge for what nobody will know of, after a failed Submit.
func (m *Manager) discard(ctx context.Context, id ID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := m.purge(ctx, id); err != nil {
		m.log.Warn("task: cannot delete inputs of a submit that failed", "task", id, "err", err)
	}
}

// inBackground runs f unless the Manager is being closed; Close waits for it.
func (m *Manager) inBackground(f func(ctx context.Context)) {
	m.tidyMu.Lock()
	defer m.tidyMu.Unlock()
	if m.base.Err() == nil {
		m.tidy.Go(func() { f(m.base) })
	}
}

// Pause starts no more tasks until Resume; running ones go on.
func (m *Manager) Pause() { m.paused.Store(true) }

// Resume undoes Pause.
func (m *Manager) Resume() {
	m.paused.Store(false)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}
