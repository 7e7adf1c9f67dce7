package task

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"
)

// sweepPage is how many records the sweeper takes at a time.
const sweepPage = 200

// sweepLoop expires what is over, until the Manager is closed.
func (m *Manager) sweepLoop(ctx context.Context) {
	t := time.NewTicker(m.config.SweepEvery)
	defer t.Stop()
	for {
		if _, err := m.Sweep(ctx); err != nil && ctx.Err() == nil {
			m.log.Error("task: sweep", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Sweep expires tasks whose time is over, deletes their results and artifacts,
// and removes the records of those that expired long ago. It returns how many
// tasks it has expired. The Manager does this on its own every
// Config.SweepEvery; several Managers may do it at once.
func (m *Manager) Sweep(ctx context.Context) (expired int, err error) {
	now := m.clock.now()
	q := Query{States: []State{Completed, Failed, Canceled}, ExpiresBy: now, Ascending: true, Limit: sweepPage}
	err = m.each(ctx, q, func(r Record) error {
		if !m.clock.over(r.Finished, r.ExpiresAt) {
			return nil
		}
		expired++
		return m.expire(ctx, r)
	})
	if err != nil {
		return expired, err
	}
	remove := func(after time.Duration) func(Record) error {
		return func(r Record) error {
			if !m.clock.over(r.Finished, r.ExpiresAt.Add(after)) {
				return nil
			}
			return m.backend.Delete(ctx, r.ID)
		}
	}
	q.Internal = true
	err = m.each(ctx, q, remove(0))
	if err != nil || m.config.Tombstones < 0 {
		return expired, err
	}
	q = Query{States: []State{Expired}, ExpiresBy: now.Add(-m.config.Tombstones), Ascending: true, Limit: sweepPage}
	return expired, m.each(ctx, q, remove(m.config.Tombstones))
}

// each calls f with every record that q selects, page by page. Records that
// cannot be handled are skipped; their errors are returned together.
func (m *Manager) each(ctx context.Context, q Query, f func(Record) error) error {
	var failed error
	for {
		rs, err := m.backend.List(ctx, q)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, r := range rs {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			failed = errors.Join(failed, f(r))
		}
		if len(rs) < q.Limit {
			return failed
		}
		q.After = rs[len(rs)-1].ID
	}
}

// expire deletes what a task has left and marks it. Until it is marked it is
// shown as expired anyway (see snapshot), so that a crash in between does no
// harm and the next sweep goes on.
func (m *Manager) expire(ctx context.Context, r Record) error {
	if err := m.purge(ctx, r.ID); err != nil {
		return err
	}
	_, err := m.backend.Update(ctx, r.ID, func(r *Record) ([]Record, error) {
		if !r.State.CanMove(Expired) {
			return nil, errUnchanged
		}
		files := m.fileEvents(r, FileDeleted)
		r.State, r.Outputs, r.Result, r.Secrets = Expired, nil, nil, nil
		return append(m.events(r, TaskExpired), files...), nil
	})
	if errors.Is(err, errUnchanged) || errors.Is(err, NotFound) {
		return nil
	}
	if err == nil {
		m.stats.expired.Add(1)
	}
	return err
}

// stats counts since the start of the Manager.
type stats struct {
	submitted, completed, failed, canceled, expired, retried, delivered, undelivered atomic.Int64
}

// Stats is what a Manager is doing and has done since it was made.
type Stats struct {
	Pending     int   `json:"pending"`    // tasks on the Backend now
	Processing  int   `json:"processing"` // tasks on the Backend now
	Deliveries  int   `json:"deliveries"` // events that wait for a Notifier
	Submitted   int64 `json:"submitted"`  // by this Manager, as all below
	Completed   int64 `json:"completed"`
	Failed      int64 `json:"failed"`
	Canceled    int64 `json:"canceled"`
	Expired     int64 `json:"expired"`
	Retried     int64 `json:"retried"`     // attempts that failed and were not the last
	Delivered   int64 `json:"delivered"`   // events
	Undelivered int64 `json:"undelivered"` // events given up
	Paused      bool  `json:"paused"`
}

// Stats returns counts for dashboards and autoscaling.
func (m *Manager) Stats(ctx context.Context) (Stats, error) {
	open := Query{States: []State{Pending, Processing}}
	n, err := m.backend.Count(ctx, open)
	if err != nil {
		return Stats{}, AsError(err)
	}
	open.Internal = true
	d, err := m.backend.Count(ctx, open)
	if err != nil {
		return Stats{}, AsError(err)
	}
	s := &m.stats
	return Stats{
		Pending: n[Pending], Processing: n[Processing], Deliveries: d[Pending] + d[Processing],
		Submitted: s.submitted.Load(), Completed: s.completed.Load(), Failed: s.failed.Load(), Canceled: s.canceled.Load(),
		Expired: s.expired.Load(), Retried: s.retried.Load(),
		Delivered: s.delivered.Load(), Undelivered: s.undelivered.Load(), Paused: m.paused.Load(),
	}, nil
}

// A List is one page of tasks.
type List struct {
	Tasks []Snapshot `json:"tasks"`
	Next  ID         `json:"next,omitempty"` // cursor of the next page; empty at the end
}

// MaxList is the largest page of a List, and the default of Query.Limit there.
const MaxList = 1000

// List returns tasks, newest first unless q says otherwise. Pass List.Next as
// Query.After to go on: tasks that come or go meanwhile make nothing else
// appear twice or be missed.
func (m *Manager) List(ctx context.Context, q Query) (List, error) {
	if q.After != "" && !q.After.Valid() {
		return List{}, invalid("after", "%q is no cursor", q.After)
	}
	if i := slices.IndexFunc(q.States, func(s State) bool { return !s.Valid() }); i >= 0 {
		return List{}, invalid("states", "%q is no state", q.States[i])
	}
	q.Internal = false
	limit := min(positive(q.Limit, MaxList), MaxList)
	q.Limit = limit + 1
	rs, err := m.backend.List(ctx, q)
	if err != nil {
		return List{}, AsError(err)
	}
	l := List{Tasks: make([]Snapshot, 0, min(len(rs), limit))}
	for i, r := range rs {
		if i == limit {
			l.Next = l.Tasks[i-1].ID
			break
		}
		l.Tasks = append(l.Tasks, m.snapshot(r))
	}
	return l, nil
}

// A RunStatus is how far a batch of tasks is.
type RunStatus struct {
	RunID  string        `json:"runId"`
	Total  int           `json:"total"`
	Done   int           `json:"done"` // in a final state
	States map[State]int `json:"states"`
}

// Run counts the tasks of a batch.
func (m *Manager) Run(ctx context.Context, runID string) (RunStatus, error) {
	if runID == "" {
		return RunStatus{}, invalid("runId", "is empty")
	}
	n, err := m.backend.Count(ctx, Query{RunID: runID})
	if err != nil {
		return RunStatus{}, AsError(err)
	}
	s := RunStatus{RunID: runID, States: n}
	for state, c := range n {
		s.Total += c
		if state.IsFinal() {
			s.Done += c
		}
	}
	return s, nil
}

// WaitRun waits until all tasks that a batch has at the moment are final.
func (m *Manager) WaitRun(ctx context.Context, runID string) (RunStatus, error) {
	if runID == "" {
		return RunStatus{}, invalid("runId", "is empty")
	}
	q := Query{RunID: runID, States: []State{Pending, Processing}, Ascending: true, Limit: 1}
	for {
		rs, err := m.backend.List(ctx, q)
		if err != nil {
			return RunStatus{}, AsError(err)
		}
		if len(rs) == 0 {
			return m.Run(ctx, runID)
		}
		for _, err := range m.backend.Watch(ctx, rs[0].ID) {
			if err != nil && !errors.Is(err, NotFound) {
				return RunStatus{}, AsError(err)
			}
		}
	}
}
