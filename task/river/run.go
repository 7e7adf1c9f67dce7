package river

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/docket-go/docket/task"
)

// A run is one attempt under way in this process.
type run struct {
	attempt  int
	cancel   context.CancelCauseFunc
	progress task.Progress
	reported bool
	stored   time.Time
}

// errOvertaken says that a record has moved on.
var errOvertaken = task.Errorf(task.CanceledCode, "the task is no longer this attempt's")

// tickets is River's worker.
type tickets struct {
	river.WorkerDefaults[ticket]
	k *worker
}

// Work starts the task of a ticket and stays until it has run.
func (t *tickets) Work(ctx context.Context, job *river.Job[ticket]) error {
	k := t.k
	stopping := k.base.Err() != nil
	select {
	case <-k.w.Stop:
		stopping = true
	default:
	}
	if stopping {
		return river.JobSnooze(0)
	}
	if job.Queue == queueTasks && k.w.Paused != nil && k.w.Paused() {
		return river.JobSnooze(notNow)
	}
	ctx, r, err := k.claim(ctx, job)
	switch {
	case errors.Is(err, errNotOurs):
		return river.JobSnooze(notNow + rand.N(notNow))
	case errors.Is(err, errEarly):
		return river.JobSnooze(max(time.Until(r.RunAt), 0))
	case errors.Is(err, errUseless):
		return nil
	case err != nil:
		return err // River offers the ticket again
	}
	k.run(ctx, r)
	return nil
}

var (
	errUseless = errors.New("river: the ticket is for nothing")
	errNotOurs = errors.New("river: the operation is not known here")
	errEarly   = errors.New("river: the task is to start later")
)

// claim makes a record processing and completes its ticket, in one step. The
// run is known before that can be seen, so that no call to cancel it is missed.
func (k *worker) claim(ctx context.Context, job *river.Job[ticket]) (runs context.Context, r task.Record, err error) {
	runs, cancel := context.WithCancelCause(k.base)
	id, mine := job.Args.ID, &run{cancel: cancel}
	err = k.b.inTx(ctx, func(tx *unit) error {
		r, err = k.b.one(ctx, tx, "id = $1 FOR UPDATE", string(id))
		switch {
		case errors.Is(err, task.NotFound), err == nil && r.State != task.Pending:
			return errUseless
		case err != nil:
			return err
		case !slices.Contains(k.w.Kinds, r.Kind):
			return errNotOurs
		case early(&r, time.Now()): // the ticket is of an earlier delay
			return errEarly
		}
		r = r.Claim(time.Now())
		if err := k.b.save(ctx, tx, &r, &k.lock); err != nil {
			return err
		}
		if _, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx.Tx, job); err != nil {
			return err
		}
		k.b.mu.Lock()
		mine.attempt = r.Attempt
		k.b.running[id] = mine
		k.b.mu.Unlock()
		return nil
	})
	if err != nil {
		k.forget(id, mine)
	}
	return runs, r, err
}

// early reports whether r is not to start yet. A clock that is behind the one
// by which r was written cannot tell; then the ticket counts.
func early(r *task.Record, now time.Time) bool {
	return r.RunAt.After(now) && !r.Updated.After(now)
}

// forget ends what claim has begun. Another run of the task, for which a
// second ticket was issued, is left alone.
func (k *worker) forget(id task.ID, mine *run) {
	mine.cancel(nil)
	k.b.mu.Lock()
	defer k.b.mu.Unlock()
	if k.b.running[id] == mine {
		delete(k.b.running, id)
	}
}

// run does one attempt and applies what it comes to.
func (k *worker) run(ctx context.Context, r task.Record) {
	k.b.mu.Lock()
	mine := k.b.running[r.ID]
	k.b.mu.Unlock()
	defer k.forget(r.ID, mine)
	change := k.w.Run(ctx, r.Clone(), func(p task.Progress) { k.report(r.ID, r.Attempt, p) })
	k.finish(r.ID, r.Attempt, change)
}

// finish applies a change as soon as the database takes it. When the database
// stays away, others find the task lost.
func (k *worker) finish(id task.ID, attempt int, change task.Change) {
	for {
		err := k.b.commit(context.Background(), func(tx *unit) error {
			_, err := k.b.updateTx(context.Background(), tx, id, k.lock, func(r *task.Record) ([]task.Record, error) {
				if r.State != task.Processing || r.Attempt != attempt {
					return nil, errOvertaken
				}
				return change(r)
			})
			return err
		})
		if err == nil || errors.Is(err, errOvertaken) || errors.Is(err, task.NotFound) || k.b.isClosed() {
			return
		}
		k.b.config.Logger.Warn("river: the outcome of a task cannot be kept yet", "task", id, "err", err)
		select {
		case <-k.b.closed:
			return
		case <-time.After(failedWrite):
		}
	}
}

// report shows progress to watchers here at once, and to others now and then.
func (k *worker) report(id task.ID, attempt int, p task.Progress) {
	k.b.mu.Lock()
	r := k.b.running[id]
	if r == nil || r.attempt != attempt {
		k.b.mu.Unlock()
		return
	}
	r.progress, r.reported = p, true
	due := time.Since(r.stored) >= progressPeriod
	if due {
		r.stored = time.Now()
	}
	if t := k.b.topics[id]; t != nil {
		close(t.ch)
		t.ch = make(chan struct{})
	}
	k.b.mu.Unlock()
	if !due {
		return
	}
	ctx, cancel := context.WithTimeout(k.base, progressPeriod)
	defer cancel()
	_, err := k.b.Update(ctx, id, func(r *task.Record) ([]task.Record, error) {
		if r.State != task.Processing || r.Attempt != attempt {
			return nil, errOvertaken
		}
		r.Progress = p
		return nil, nil
	})
	if err != nil && !errors.Is(err, errOvertaken) && ctx.Err() == nil {
		k.b.config.Logger.Debug("river: progress is not written", "task", id, "err", err)
	}
}
