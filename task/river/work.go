package river

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/docket-go/docket/task"
)

// Times of a worker.
const (
	cooldown       = 5 * time.Millisecond // between two fetches of River
	pollTickets    = time.Second          // where a notification was missed
	rescueTickets  = time.Minute          // of a process that died between fetch and start
	keepTickets    = time.Hour            // completed ones
	notNow         = time.Second          // until a ticket that cannot be used now is offered again
	progressPeriod = time.Second          // progress is written at most this often a task
	failedWrite    = 200 * time.Millisecond
	restart        = 500 * time.Millisecond // of a worker that lost its lock
)

// A worker is a Work call for as long as it keeps its lock.
type worker struct {
	b      *backend
	w      task.Worker
	lock   int64           // its advisory lock
	base   context.Context // of runs
	cancel context.CancelCauseFunc
	lost   chan struct{}  // closed when the lock is
	again  map[int64]bool // tickets that were issued again
}

// name is what River calls the worker; it tells the others of its lock.
func (k *worker) name() string { return fmt.Sprintf("docket %d", k.lock) }

// Work implements task.Backend. When the connection that holds the lock breaks,
// as when PostgreSQL is started anew, it begins again with another lock.
func (b *backend) Work(ctx context.Context, w task.Worker) error {
	done := make(chan struct{})
	b.mu.Lock()
	if b.working != nil {
		b.mu.Unlock()
		return task.Errorf(task.Internal, "the backend has a worker already")
	}
	b.working = done
	b.mu.Unlock()
	defer func() {
		close(done)
		b.mu.Lock()
		b.working = nil
		b.mu.Unlock()
	}()
	if b.isClosed() {
		return task.ErrClosed
	}
	for {
		err := b.workOnce(ctx, w)
		if err == nil || ctx.Err() != nil || b.isClosed() || isClosed(w.Stop) {
			return nil
		}
		b.config.Logger.Error("river: the worker begins anew", "err", err)
		sleep(ctx, restart+rand.N(restart))
	}
}

// isClosed reports whether c is closed; a nil channel is not.
func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// errLockLost says that PostgreSQL may have given the tasks of this worker to
// others.
var errLockLost = errors.New("river: the connection that holds the worker's lock is lost")

// workOnce works until the worker has to stop, then it returns nil, or cannot
// go on.
func (b *backend) workOnce(ctx context.Context, w task.Worker) error {
	k := &worker{b: b, w: w, lock: rand.Int64(), lost: make(chan struct{}), again: map[int64]bool{}}
	k.base, k.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	defer k.cancel(nil)
	release, err := k.hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	return k.work(ctx)
}

// work runs River until the worker has to stop.
func (k *worker) work(ctx context.Context) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &tickets{k: k})
	client, err := river.NewClient(riverpgxv5.New(k.b.pool), &river.Config{
		ID: k.name(), Schema: k.b.config.Schema, Logger: k.b.config.Logger, Workers: workers,
		Queues: map[string]river.QueueConfig{
			queueTasks:    {MaxWorkers: max(k.w.Concurrency, 1)},
			queueInternal: {MaxWorkers: max(k.w.Internal, 1)},
		},
		FetchCooldown: cooldown, FetchPollInterval: pollTickets, JobTimeout: -1,
		RescueStuckJobsAfter: rescueTickets, CompletedJobRetentionPeriod: keepTickets, MaxAttempts: 1000,
	})
	if err != nil {
		return fmt.Errorf("river: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	k.attend(ctx, client)
	if err := client.Stop(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	if isClosed(k.lost) {
		return errLockLost
	}
	return nil
}

// attend looks after lost workers until it is time to stop; then it lets what
// runs go on, or interrupts it where ctx has ended.
func (k *worker) attend(ctx context.Context, client *river.Client[pgx.Tx]) {
	look := time.NewTicker(k.b.config.LookEvery)
	defer look.Stop()
	lookNow := func() {
		if err := errors.Join(k.findLost(ctx), k.findTickets(ctx, client)); err != nil && ctx.Err() == nil {
			k.b.config.Logger.Warn("river: look for lost workers", "err", err)
		}
	}
	lookNow()
	for {
		select {
		case <-look.C:
			lookNow()
		case <-k.w.Wake:
		case <-k.w.Stop:
			stopped := make(chan struct{})
			go func() {
				_ = client.Stop(context.Background()) // waits for what runs
				close(stopped)
			}()
			select {
			case <-stopped:
				return
			case <-ctx.Done():
			case <-k.b.closed:
			case <-k.lost:
			}
			k.cancel(task.ErrShutdown)
			<-stopped
			return
		case <-k.lost:
			return // the runs have been ended
		case <-ctx.Done():
			k.cancel(task.ErrShutdown)
			return
		case <-k.b.closed:
			k.cancel(task.ErrShutdown)
			return
		}
	}
}

// hold takes the advisory lock that says that this worker lives, on a
// connection of its own. When that connection breaks, PostgreSQL has dropped
// the lock and others take over what runs here: the runs are ended.
func (k *worker) hold(ctx context.Context) (release func(), err error) {
	conn, err := k.b.pool.Acquire(ctx)
	if err != nil {
		return nil, k.b.fail(err)
	}
	own := conn.Hijack()
	if _, err := own.Exec(ctx, "SELECT pg_advisory_lock($1)", k.lock); err != nil {
		return nil, errors.Join(k.b.fail(err), own.Close(ctx))
	}
	watch, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		// Nothing is ever notified here: this returns when the connection breaks.
		if _, err := own.WaitForNotification(watch); err != nil && watch.Err() == nil {
			k.cancel(task.ErrShutdown)
			close(k.lost)
		}
	}()
	return func() {
		stop()
		<-ended
		_ = own.Close(context.Background())
	}, nil
}

// findLost asks Lost about the records of workers that are no more.
func (k *worker) findLost(ctx context.Context) error {
	rows, err := k.b.pool.Query(ctx, "SELECT DISTINCT coalesce(worker, 0) FROM "+k.b.schema+".task WHERE state = 'processing' AND coalesce(worker, 0) <> $1", k.lock)
	if err != nil {
		return err
	}
	locks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, lock := range locks {
		err = errors.Join(err, k.takeOver(ctx, lock))
	}
	return err
}

// takeOver handles the records of one worker if its lock is free.
func (k *worker) takeOver(ctx context.Context, lock int64) error {
	return k.b.inTx(ctx, func(tx *unit) error {
		var dead bool
		if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1)", lock).Scan(&dead); err != nil || !dead {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT id FROM "+k.b.schema+".task WHERE state = 'processing' AND coalesce(worker, 0) = $1 ORDER BY id", lock)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, id := range ids {
			_, err := k.b.updateTx(ctx, tx, task.ID(id), anyWorker, func(r *task.Record) ([]task.Record, error) {
				if r.State != task.Processing {
					return nil, errOvertaken
				}
				return k.w.Lost(r)
			})
			if err != nil && !errors.Is(err, errOvertaken) && !errors.Is(err, task.NotFound) {
				return err
			}
		}
		return nil
	})
}

// findTickets issues tickets again that a process took and died before it
// could start their tasks. River would notice only after minutes. A ticket too
// many does no harm.
func (k *worker) findTickets(ctx context.Context, client *river.Client[pgx.Tx]) error {
	jobs, err := client.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateRunning).Queues(queueTasks, queueInternal).First(100))
	if err != nil {
		return err
	}
	running := map[int64]bool{}
	for _, job := range jobs.Jobs {
		running[job.ID] = k.again[job.ID]
		var lock int64
		if n := len(job.AttemptedBy); n == 0 || k.again[job.ID] {
			continue
		} else if _, err := fmt.Sscanf(job.AttemptedBy[n-1], "docket %d", &lock); err != nil || lock == k.lock {
			continue
		}
		issued, e := k.issueAgain(ctx, lock, job)
		running[job.ID] = issued
		err = errors.Join(err, e)
	}
	k.again = running // forgets those that River has dealt with
	return err
}

// issueAgain issues a new ticket where the holder of the old one is dead.
func (k *worker) issueAgain(ctx context.Context, lock int64, job *rivertype.JobRow) (issued bool, err error) {
	var t ticket
	if err := json.Unmarshal(job.EncodedArgs, &t); err != nil {
		return false, err
	}
	err = k.b.inTx(ctx, func(tx *unit) error {
		if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1)", lock).Scan(&issued); err != nil || !issued {
			return err
		}
		r, err := k.b.one(ctx, tx, "id = $1 FOR UPDATE", string(t.ID))
		if errors.Is(err, task.NotFound) || err == nil && r.State != task.Pending {
			return nil
		}
		if err != nil {
			return err
		}
		return k.b.issue(ctx, tx, &r)
	})
	return issued, err
}
