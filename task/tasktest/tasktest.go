// Package tasktest is the conformance suite of task.Backend.
package tasktest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/docket-go/docket/task"
)

// Options say what TestBackend may expect.
type Options struct {
	// Reopen closes b, as far as that is needed, and opens what it has kept, as
	// after a restart of the program. Nil = nothing outlives the Backend.
	Reopen func(t *testing.T, b task.Backend) task.Backend
	// Patience is how long a task may take to be started. Default 10 s.
	Patience time.Duration
}

// TestBackend checks that what open returns keeps the contract of
// task.Backend. Each case opens a Backend of its own, which must be empty, and
// closes it.
func TestBackend(t *testing.T, open func(t *testing.T) task.Backend, o Options) {
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.durable && o.Reopen == nil {
				t.Skip("this Backend forgets everything when it is closed, by design")
			}
			s := &suite{T: t, o: o, b: open(t)}
			t.Cleanup(func() { _ = s.b.Close() })
			c.run(s)
			if t.Failed() {
				t.Logf("a Backend must: %s", c.expects)
			}
		})
	}
}

// A testCase is one demand on a Backend.
type testCase struct {
	name    string
	expects string // completes "a Backend must: "
	durable bool
	run     func(s *suite)
}

var cases = []testCase{
	{"Insert", "keep a record as it was given and return it with Get", false, insert},
	{"InsertTwice", "leave records alone whose ID is there already, and insert all records of a call or none", false, insertTwice},
	{"Key", "give one task to an Owner and Key, also to concurrent callers, until it fails, is canceled or expires", false, key},
	{"Update", "change a record and insert what comes with it in one step, raise Seq, and refuse illegal moves", false, update},
	{"UpdateConcurrently", "let concurrent changes of one record follow each other without loss", false, updateConcurrently},
	{"Delete", "forget a deleted record, and not mind when there is none", false, remove},
	{"List", "select records by every field of Query, in the order of IDs, either way, from any place", false, list},
	{"Count", "count what a Query selects, by state", false, count},
	{"Watch", "show a watcher the record as it is, its changes, and its last state, and then end", false, watch},
	{"WatchGone", "end a Watch with NotFound when there is no record or it is deleted", false, watchGone},
	{"Run", "store a record as processing, with Attempt and Started, before its Run, and apply what Run returns", false, runOne},
	{"Concurrency", "run as many tasks at once as the Worker says, and never one task twice at once", false, concurrency},
	{"Order", "start tasks by priority, then in the order of IDs", false, order},
	{"RunAt", "not start a task before its time, and then soon", false, runAt},
	{"Clock", "start a task soon that was delayed for a moment by a clock that was years ahead or behind", false, clock},
	{"After", "not start a task before all it depends on are final, however they end", false, after},
	{"Kinds", "leave tasks alone whose kind the Worker does not know", false, kinds},
	{"Retry", "start a task again that goes back to pending, as the next attempt", false, retry},
	{"Progress", "show progress of a running task to watchers", false, progress},
	{"Cancel", "end the context of a run with ErrCanceled within a second after Cancel is set", false, cancelRunning},
	{"DeleteRunning", "end the context of a run whose record is deleted, and not bring the record back", false, deleteRunning},
	{"Overtaken", "not apply the outcome of a run whose record has moved on", false, overtaken},
	{"Stop", "start nothing after Stop is closed, and return from Work when what runs has ended", false, stop},
	{"Shutdown", "end runs with ErrShutdown when the context of Work ends, and apply what they return", false, shutdown},
	{"Pause", "start no tasks while Paused, and go on after Wake", false, pause},
	{"Internal", "run internal records beside tasks, not in their place, and not list them with tasks", false, internal},
	{"Close", "fail with ErrClosed after Close, and not mind a second Close", false, closed},
	{"Reopen", "keep everything over a restart", true, reopen},
	{"Lost", "ask Lost about records that are processing with nobody at work, and start what it makes pending", true, lost},
}

// A suite is one case on one Backend.
type suite struct {
	*testing.T
	o Options
	b task.Backend
	n int
}

// record returns a new pending record.
func (s *suite) record(kind string) task.Record {
	s.n++
	now := time.Now().UTC().Truncate(time.Millisecond)
	return task.Record{
		Snapshot: task.Snapshot{
			ID: task.ID(fmt.Sprintf("%026d", s.n)), Kind: kind, State: task.Pending,
			Params: []byte(`{"a":1}`), Created: now, Updated: now,
		},
		Seq: 1, MaxAttempts: 3, Timeout: time.Minute,
	}
}

func (s *suite) insert(rs ...task.Record) {
	s.Helper()
	if _, _, err := s.b.Insert(s.Context(), rs...); err != nil {
		s.Fatalf("Insert: %v", err)
	}
}

func (s *suite) get(id task.ID) task.Record {
	s.Helper()
	r, err := s.b.Get(s.Context(), id)
	if err != nil {
		s.Fatalf("Get %s: %v", id, err)
	}
	return r
}

func (s *suite) update(id task.ID, change func(r *task.Record)) task.Record {
	s.Helper()
	r, err := s.b.Update(s.Context(), id, func(r *task.Record) ([]task.Record, error) {
		change(r)
		return nil, nil
	})
	if err != nil {
		s.Fatalf("Update %s: %v", id, err)
	}
	return r
}

// to is a change to a state.
func to(state task.State) task.Change {
	return func(r *task.Record) ([]task.Record, error) {
		r.State = state
		if state.IsFinal() {
			r.Finished = time.Now()
		}
		return nil, nil
	}
}

// finish brings a pending record to a final state.
func (s *suite) finish(id task.ID, state task.State) {
	s.Helper()
	if state == task.Completed {
		s.update(id, func(r *task.Record) { r.State = task.Processing })
	}
	s.update(id, func(r *task.Record) { r.State = state })
}

// work starts a worker and returns a function that ends it.
func (s *suite) work(w task.Worker) (end func()) {
	s.Helper()
	if w.Concurrency == 0 {
		w.Concurrency = 1
	}
	if w.Internal == 0 {
		w.Internal = 1
	}
	if w.Kinds == nil {
		w.Kinds = []string{"a"}
	}
	if w.Lost == nil {
		w.Lost = to(task.Pending)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.Context()))
	done := make(chan error, 1)
	b := s.b
	go func() { done <- b.Work(ctx, w) }()
	var once sync.Once
	end = func() {
		once.Do(func() {
			cancel()
			select {
			case err := <-done:
				if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, task.ErrClosed) {
					s.Errorf("Work: %v", err)
				}
			case <-time.After(s.o.Patience):
				s.Error("Work does not return after its context has ended")
			}
		})
	}
	s.Cleanup(end)
	return end
}

// wait waits for a record to reach a state.
func (s *suite) wait(id task.ID, want func(r task.Record) bool) task.Record {
	s.Helper()
	for limit := time.Now().Add(s.o.Patience); time.Now().Before(limit); time.Sleep(2 * time.Millisecond) {
		if r, err := s.b.Get(s.Context(), id); err == nil && want(r) {
			return r
		}
	}
	r, err := s.b.Get(s.Context(), id)
	s.Fatalf("task %s does not get there: %s, attempt %d, %v", id, r.State, r.Attempt, err)
	return r
}

func (s *suite) waitState(id task.ID, state task.State) task.Record {
	s.Helper()
	return s.wait(id, func(r task.Record) bool { return r.State == state })
}

// receive takes one value from c.
func receive[V any](s *suite, c <-chan V, what string) V {
	s.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(s.o.Patience):
		s.Fatalf("%s: nothing happens within %s", what, s.o.Patience)
	}
	panic("not reached")
}
