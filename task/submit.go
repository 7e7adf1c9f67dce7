package task

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/docket-go/docket/store"
)

// Options tune one Submit. The zero value is useful.
type Options struct {
	Key         string            // idempotency key: the same Owner and Key give the same task, as long as that is neither failed, canceled nor expired
	RunID       string            // the batch that the task belongs to
	Priority    int               // higher goes first; default 0
	TTL         time.Duration     // default Config.TTL; negative = for ever
	Timeout     time.Duration     // of one attempt; default Config.TaskTimeout
	MaxAttempts int               // default Config.MaxAttempts
	NotBefore   time.Time         // earliest start
	Owner       string            // whom it belongs to
	Source      string            // where it came from
	Labels      map[string]string // to find it again
	Callbacks   []string          // URLs to be told of this task's events; needs a Notifier that can, such as task/webhook
}

// Submit hands op to m and returns at once. The inputs are in the Store, and
// with a durable Backend nothing is lost any more, when it returns. An op with
// wrong parameters fails here, with Invalid and a message a field.
func Submit[R any](ctx context.Context, m *Manager, op Operation[R], o ...Options) (*Handle[R], error) {
	id, err := m.submit(ctx, op.Kind(), op, merge(o))
	if err != nil {
		return nil, err
	}
	return &Handle[R]{m: m, id: id}, nil
}

// Do submits op and waits for the result. When ctx ends the task is canceled.
func Do[R any](ctx context.Context, m *Manager, op Operation[R], o ...Options) (R, error) {
	var none R
	h, err := Submit(ctx, m, op, o...)
	if err != nil {
		return none, err
	}
	r, err := h.Wait(ctx)
	if err != nil && ctx.Err() != nil {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if e := h.Cancel(stop); e != nil {
			err = errors.Join(err, e)
		}
	}
	return r, err
}

// merge returns the one Options that may be given.
func merge(o []Options) Options {
	if len(o) == 0 {
		return Options{}
	}
	return o[0]
}

// submit stages and inserts one operation.
func (m *Manager) submit(ctx context.Context, kind string, op any, o Options) (ID, error) {
	if m.isClosed() {
		return "", ErrClosed
	}
	if _, ok := m.defs[kind]; !ok {
		return "", Errorf(NotConfigured, "no operation %q: add it to Config.Operations", kind)
	}
	if err := together(validate(op), m.notify.check(o.Callbacks)); err != nil {
		return "", AsError(err)
	}
	id := m.ids.next(time.Now())
	s, err := m.stage(ctx, id, op)
	if err != nil {
		return "", AsError(err)
	}
	r, err := m.newRecord(id, kind, s, o)
	if err != nil {
		m.discard(ctx, id)
		return "", AsError(err)
	}
	kept, existed, err := m.backend.Insert(ctx, append([]Record{r}, m.events(&r, TaskCreated)...)...)
	if err != nil || existed {
		m.discard(ctx, id)
	}
	switch {
	case err != nil:
		return "", AsError(err)
	case existed && kept.Kind != kind:
		return "", invalid("key", "%q belongs to task %s, which is another operation (%s)", o.Key, kept.ID, kept.Kind)
	case !existed:
		m.stats.submitted.Add(1)
	}
	return kept.ID, nil
}

// newRecord is what is kept of a submitted operation.
func (m *Manager) newRecord(id ID, kind string, s staged, o Options) (Record, error) {
	params, err := json.Marshal(s.op)
	if err != nil {
		return Record{}, Errorf(Invalid, "the parameters of %s do not survive JSON: %w", kind, err)
	}
	now := time.Now()
	return Record{
		Snapshot: Snapshot{
			ID: id, Kind: kind, Params: params, Inputs: s.artifacts, State: Pending, Progress: Progress{Phase: PhaseQueued},
			RunID: o.RunID, Key: o.Key, Owner: o.Owner, Source: o.Source, Labels: maps.Clone(o.Labels), Priority: o.Priority,
			Callbacks: slices.Clone(o.Callbacks), Created: now, Updated: now,
		},
		Seq: 1, RunAt: o.NotBefore, After: s.after, Secrets: s.secrets,
		Timeout:     positive(o.Timeout, m.config.TaskTimeout),
		MaxAttempts: positive(o.MaxAttempts, m.config.MaxAttempts),
		TTL:         cmp.Or(o.TTL, ttlOf(s.op), m.config.TTL),
	}, nil
}

// ttlOf is the TTL that an operation asks for itself, by a method TTL.
func ttlOf(op any) time.Duration {
	if t, ok := op.(interface{ TTL() time.Duration }); ok {
		return t.TTL()
	}
	return 0
}

// A Handle is a submitted task whose result is an R.
type Handle[R any] struct {
	m  *Manager
	id ID
}

// Find returns a Handle of a task that was submitted before, maybe by another
// process. R must be the result type of its operation.
func Find[R any](m *Manager, id ID) *Handle[R] { return &Handle[R]{m: m, id: id} }

// ID returns the task's ID.
func (h *Handle[R]) ID() ID { return h.id }

// Snapshot returns the task as it stands now.
func (h *Handle[R]) Snapshot(ctx context.Context) (Snapshot, error) { return h.m.Get(ctx, h.id) }

// Cancel ends the task; see Manager.Cancel.
func (h *Handle[R]) Cancel(ctx context.Context) error { return h.m.Cancel(ctx, h.id) }

// Watch yields the task as it is now and after each change; what changes
// faster than it is read is skipped, the last never is. It ends after a final
// state, or with an error.
func (h *Handle[R]) Watch(ctx context.Context) iter.Seq2[Snapshot, error] {
	return h.m.Watch(ctx, h.id)
}

// Watch is Handle.Watch for any task.
func (m *Manager) Watch(ctx context.Context, id ID) iter.Seq2[Snapshot, error] {
	return func(yield func(Snapshot, error) bool) {
		for r, err := range m.backend.Watch(ctx, id) {
			if !yield(m.snapshot(r), asError(err)) || err != nil {
				return
			}
		}
	}
}

// Wait waits for the result. The error is the task's, or ctx's.
func (h *Handle[R]) Wait(ctx context.Context) (R, error) {
	var none R
	for r, err := range h.m.backend.Watch(ctx, h.id) {
		if err != nil {
			return none, AsError(err)
		}
		if r.State.IsFinal() {
			out, _, err := resultOf[R](ctx, h.m, r)
			return out, err
		}
	}
	return none, Errorf(Internal, "the backend stopped watching task %s", h.id)
}

// WaitFor waits up to d. When that is over the error is ErrNotDone, and the
// Snapshot tells how far the task is.
func (h *Handle[R]) WaitFor(ctx context.Context, d time.Duration) (R, Snapshot, error) {
	limited, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	r, err := h.Wait(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return Result[R](ctx, h.m, h.id) // it may have ended at this very moment
	}
	s, e := h.Snapshot(ctx)
	if err == nil {
		err = e
	}
	return r, s, err
}

// Result returns the result of a task and the task, any time after its end,
// also in another process. The error is ErrNotDone before the end, the task's
// own where it failed or was canceled, Expired after its time.
func Result[R any](ctx context.Context, m *Manager, id ID) (R, Snapshot, error) {
	r, err := m.backend.Get(ctx, id)
	if err != nil {
		var none R
		return none, Snapshot{}, AsError(err)
	}
	return resultOf[R](ctx, m, r)
}

// resultOf is Result of a record at hand.
func resultOf[R any](ctx context.Context, m *Manager, r Record) (R, Snapshot, error) {
	var out R
	var err error
	s, id := m.snapshot(r), r.ID
	switch {
	case !s.State.IsFinal():
		return out, s, ErrNotDone
	case s.State == Expired:
		return out, s, Errorf(ExpiredCode, "task %s expired at %s", id, s.ExpiresAt.Format(time.RFC3339))
	case s.State != Completed && s.Err != nil:
		return out, s, s.Err
	case s.State != Completed:
		return out, s, Errorf(Internal, "task %s is %s", id, s.State)
	}
	data := []byte(r.Result)
	if len(data) == 0 {
		if data, err = store.Bytes(ctx, m.store, resultKey(id), maxResult); err != nil {
			return out, s, AsError(err)
		}
	}
	if err := json.Unmarshal(data, &out); err != nil {
		return out, s, Errorf(Invalid, "the result of task %s (%s) is no %T: %w", id, s.Kind, out, err)
	}
	if !s.Fetched {
		m.markFetched(id)
	}
	return out, s, nil
}

// markFetched notes that somebody has collected the result. Nobody waits for it.
func (m *Manager) markFetched(id ID) {
	m.inBackground(func(ctx context.Context) {
		_, err := m.backend.Update(ctx, id, func(r *Record) ([]Record, error) {
			if r.Fetched || r.State != Completed {
				return nil, errUnchanged
			}
			r.Fetched = true
			return nil, nil
		})
		if err != nil && !errors.Is(err, errUnchanged) && ctx.Err() == nil {
			m.log.Debug("task: cannot mark the result as fetched", "task", id, "err", err)
		}
	})
}
