package task

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"time"
)

// A Record is all that a Backend keeps of a task: a small JSON object. Bytes
// live in the Store.
type Record struct {
	Snapshot
	Seq         int64             `json:"seq"`                // counts the stored changes of the record, from 1
	Internal    bool              `json:"internal,omitempty"` // docket's own work, such as a delivery; not listed
	RunAt       time.Time         `json:"runAt,omitzero"`     // not to be started before
	After       []ID              `json:"after,omitempty"`    // not to be started before these are final
	Cancel      bool              `json:"cancel,omitempty"`   // somebody asked to cancel it while it is processing
	Timeout     time.Duration     `json:"timeout,omitempty"`  // of one attempt
	TTL         time.Duration     `json:"ttl,omitempty"`      // from Finished to expired; negative = for ever
	MaxAttempts int               `json:"maxAttempts"`        //
	Secrets     map[string]string `json:"secrets,omitempty"`  // passwords of inputs
	Result      json.RawMessage   `json:"result,omitempty"`   // where it is small; otherwise the Store has it
}

// Clone returns a copy that shares nothing mutable with r.
func (r Record) Clone() Record {
	r.Snapshot = r.Snapshot.clone()
	r.After = slices.Clone(r.After)
	r.Secrets = maps.Clone(r.Secrets)
	r.Result = slices.Clone(r.Result)
	return r
}

// A Change edits a record in place and returns records to be inserted together
// with it, such as deliveries of the event. It is called with the record as it
// is stored now, must be quick, must not call the Backend, and may be called
// again when the Backend has to try its transaction again. An error leaves
// everything as it was and is returned to the caller of Update.
type Change func(r *Record) (also []Record, err error)

// A Query selects records. The zero Query selects all that are not internal.
type Query struct {
	States    []State           // any of these; empty = all
	Kinds     []string          // any of these; empty = all
	RunID     string            //
	Owner     string            //
	Key       string            //
	Labels    map[string]string // all of these
	Fetched   *bool             //
	From, To  time.Time         // Created in [From, To); zero = open
	ExpiresBy time.Time         // ExpiresAt set and not after
	Internal  bool              // internal records instead of the others
	Ascending bool              // oldest first; default newest first
	After     ID                // continue behind this one, in the direction of listing
	Limit     int               // most records to return, 0 = all
}

// A Backend keeps tasks and gives them to workers. Hosts choose one and hand it
// to NewManager; the Manager makes all decisions, a Backend only keeps, orders
// and dispatches. Implementations must be safe for concurrent use and must pass
// tasktest.TestBackend.
type Backend interface {
	// Insert keeps records, all or none; they are durable (as far as the
	// Backend is) on return. Where the first one has a Key and another record
	// of the same Owner and Key is neither failed nor canceled nor expired,
	// nothing is inserted and that one is returned with existed true. Otherwise
	// the first record is returned as kept. Records whose ID is already there
	// are left as they are.
	Insert(ctx context.Context, records ...Record) (r Record, existed bool, err error)
	// Get returns the record; the error matches NotFound where there is none.
	Get(ctx context.Context, id ID) (Record, error)
	// Update changes one record, and inserts what change returns, in one
	// transaction. It raises Seq and returns the record after the change. A
	// processing record whose Cancel becomes true has its Run's context ended
	// with cause ErrCanceled, on whichever machine it runs, within a second.
	// The error matches NotFound where there is no such record.
	Update(ctx context.Context, id ID, change Change) (Record, error)
	// Delete removes the record; that there is none is no error. A Run of it is
	// ended like in Update.
	Delete(ctx context.Context, id ID) error
	// List returns records in the order of their IDs.
	List(ctx context.Context, q Query) ([]Record, error)
	// Count counts what q selects, by state; After and Limit do not matter.
	Count(ctx context.Context, q Query) (map[State]int, error)
	// Watch yields the record as it is now and then after changes; states in
	// between may be skipped, the last never. It ends after a final state, with
	// an error where the record is gone, and when ctx ends (with its error).
	Watch(ctx context.Context, id ID) iter.Seq2[Record, error]
	// Work runs tasks until ctx ends, and returns when its runs have returned.
	// It is called at most once at a time on a Backend value.
	Work(ctx context.Context, w Worker) error
	// Close releases the Backend. Later calls fail with ErrClosed.
	Close() error
}

// A Worker is what a Backend needs to run tasks.
type Worker struct {
	// Concurrency is how many tasks run at a time, at least 1.
	Concurrency int
	// Internal is how many internal records run at a time beside them.
	Internal int
	// Kinds are the operations that this worker knows; others are left alone.
	Kinds []string
	// Run does one attempt of a task. Before the call the record is stored as
	// processing, with Attempt raised and Started set, so that an attempt that
	// kills the process counts. report tells of progress at once to watchers on
	// this machine and at a bounded rate to the storage. The returned Change is
	// applied to the record in one transaction, but only if the record is still
	// processing in the same Attempt.
	//
	// ctx ends with cause ErrCanceled when the task is to be canceled, with
	// ErrShutdown when the worker has to stop. Run then returns within a second.
	Run func(ctx context.Context, r Record, report func(Progress)) Change
	// Lost decides what becomes of a record that is found processing although
	// nobody works on it, after a crash.
	Lost Change
	// Stop is closed when no new tasks may be started; running ones go on until
	// the context of Work ends. Nil = start until then.
	Stop <-chan struct{}
	// Paused, where set, says that no task may be started for the moment;
	// internal records may. It is asked before each start; Wake says that the
	// answer may have changed.
	Paused func() bool
	// Wake makes the Backend look for runnable tasks again.
	Wake <-chan struct{}
}

// Causes for which the context of a run ends.
var (
	// ErrCanceled says that the task was canceled.
	ErrCanceled = Errorf(CanceledCode, "the task was canceled")
	// ErrShutdown says that the worker stops; the task is handed back.
	ErrShutdown = Errorf(Internal, "the worker is shutting down")
)

// Matches reports whether q selects r, not regarding After and Limit.
func (q *Query) Matches(r *Record) bool {
	return r.Internal == q.Internal &&
		has(q.States, r.State) && has(q.Kinds, r.Kind) &&
		(q.RunID == "" || q.RunID == r.RunID) &&
		(q.Owner == "" || q.Owner == r.Owner) &&
		(q.Key == "" || q.Key == r.Key) &&
		(q.Fetched == nil || *q.Fetched == r.Fetched) &&
		(q.From.IsZero() || !r.Created.Before(q.From)) &&
		(q.To.IsZero() || r.Created.Before(q.To)) &&
		(q.ExpiresBy.IsZero() || !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(q.ExpiresBy)) &&
		hasLabels(r.Labels, q.Labels)
}

func has[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

func hasLabels(labels, want map[string]string) bool {
	for k, v := range want {
		if got, ok := labels[k]; !ok || got != v {
			return false
		}
	}
	return true
}

// HoldsKey reports whether r keeps its idempotency key taken: failed, canceled
// and expired tasks free it, so that the work can be asked for again.
func (r *Record) HoldsKey() bool {
	return r.Key != "" && (!r.State.IsFinal() || r.State == Completed)
}

// Apply returns r after change at the moment now, with Seq raised, and what is
// to be inserted with it. It is what a Backend calls to do an Update. The error
// is change's, or Internal where the change of state is not a legal one.
func (r Record) Apply(change Change, now time.Time) (next Record, also []Record, err error) {
	next = r.Clone()
	also, err = change(&next)
	if err != nil {
		return r, nil, err
	}
	if next.State != r.State && !r.State.CanMove(next.State) {
		return r, nil, Errorf(Internal, "task %s cannot go from %s to %s", r.ID, r.State, next.State)
	}
	next.Seq, next.Updated = r.Seq+1, now
	return next, also, nil
}

// Due returns when r may start: RunAt, but where r was written by a clock that
// was ahead of now, as after the clock was set back, the delay that was meant
// then. Backends ask it when they put r in their queue.
func (r *Record) Due(now time.Time) time.Time {
	if r.RunAt.IsZero() || !r.Updated.After(now) {
		return r.RunAt
	}
	return now.Add(r.RunAt.Sub(r.Updated))
}

// Claim returns r as it is stored when a worker takes it at the moment now:
// processing, one attempt more.
func (r Record) Claim(now time.Time) Record {
	r = r.Clone()
	r.State, r.Cancel = Processing, false
	r.Attempt++
	r.Seq++
	r.Started, r.Updated = now, now
	r.Progress = Progress{Phase: PhaseOpen}
	return r
}
