package river

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/docket-go/docket/task"
)

// A ticket is River's job: it says that a task can be started.
type ticket struct {
	ID task.ID `json:"id"`
}

// Kind implements river.JobArgs.
func (ticket) Kind() string { return "docket" }

// The queues of tickets.
const (
	queueTasks    = "docket"
	queueInternal = "docket_internal"
)

// priority maps ours, where higher goes first, to River's 1 (first) to 4.
func priority(p int) int { return min(max(3-p, 1), 4) }

// wait notes what r waits for. The rows that it waits for are locked, so that
// none of them becomes final unseen.
func (b *backend) wait(ctx context.Context, tx *unit, r *task.Record) (bool, error) {
	if len(r.After) == 0 {
		return false, nil
	}
	rows, err := tx.Query(ctx, "SELECT id FROM "+b.schema+".task WHERE id = ANY($1) AND state IN ('pending','processing') ORDER BY id FOR SHARE", texts(r.After))
	if err != nil {
		return false, err
	}
	deps, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(deps) == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, "INSERT INTO "+b.schema+".task_wait (dep, id) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING", deps, string(r.ID))
	return true, err
}

// issue inserts the ticket of r.
func (b *backend) issue(ctx context.Context, tx *unit, r *task.Record) error {
	opts := &river.InsertOpts{Queue: queueTasks, Priority: priority(r.Priority)}
	if r.Internal {
		opts.Queue = queueInternal
	}
	now := time.Now()
	if wait := r.Due(now).Sub(now); wait > 0 {
		// By the clock of PostgreSQL, which is River's: ours may be wrong.
		if err := tx.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&opts.ScheduledAt); err != nil {
			return err
		}
		opts.ScheduledAt = opts.ScheduledAt.Add(wait)
		if wait < soon {
			tx.delayed = append(tx.delayed, delayed{at: now.Add(wait), id: r.ID, opts: opts})
		}
	}
	_, err := b.insert.InsertTx(ctx, tx.Tx, ticket{r.ID}, opts)
	return err
}

// release issues tickets to those that waited for a record that is final or
// gone, and now wait for nothing more.
func (b *backend) release(ctx context.Context, tx *unit, dep task.ID) error {
	rows, err := tx.Query(ctx, "DELETE FROM "+b.schema+".task_wait WHERE dep = $1 RETURNING id", string(dep))
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	slices.Sort(ids)
	for _, id := range ids {
		r, err := b.one(ctx, tx, "id = $1 FOR UPDATE", id) // locked: two that end at once must see each other
		if errors.Is(err, task.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		var more bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+b.schema+".task_wait WHERE id = $1)", id).Scan(&more); err != nil {
			return err
		}
		if !more && r.State == task.Pending {
			if err := b.issue(ctx, tx, &r); err != nil {
				return err
			}
		}
	}
	return nil
}
