package river

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
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

// inTx runs f in a transaction, again when PostgreSQL asks for that.
func (b *backend) inTx(ctx context.Context, f func(tx pgx.Tx) error) error {
	if b.isClosed() {
		return task.ErrClosed
	}
	for try := 0; ; try++ {
		err := pgx.BeginFunc(ctx, b.pool, f)
		var pg *pgconn.PgError
		if errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01") && try < 10 { // serialization failure, deadlock
			sleep(ctx, time.Duration(try+1)*5*time.Millisecond)
			continue
		}
		return err
	}
}

// Insert implements task.Backend.
func (b *backend) Insert(ctx context.Context, records ...task.Record) (kept task.Record, existed bool, err error) {
	if len(records) == 0 {
		return kept, false, task.Errorf(task.Internal, "nothing to insert")
	}
	for range 10 { // the holder of a key may go away between two statements
		var there bool
		err = b.inTx(ctx, func(tx pgx.Tx) error {
			existed, there = false, false
			for i, r := range records {
				how, err := b.insertOne(ctx, tx, r)
				if err != nil {
					return err
				}
				if i == 0 {
					existed, there = how == keyTaken, how == wasThere
				}
				if existed {
					return nil
				}
			}
			return nil
		})
		if err != nil {
			return kept, false, b.fail(err)
		}
		if !existed && !there {
			kept = records[0].Clone()
			kept.Seq = max(kept.Seq, 1)
			return kept, false, nil
		}
		if !existed {
			kept, err = b.stored(ctx, records[0].ID)
			return kept, false, err
		}
		kept, err = b.one(ctx, b.pool, "owner = $1 AND key = $2", records[0].Owner, records[0].Key)
		if !errors.Is(err, task.NotFound) {
			return kept, true, err
		}
	}
	return kept, false, err
}

// What insertOne has done.
const (
	inserted = iota
	wasThere // the ID was there already, nothing has changed
	keyTaken // by another record, nothing has changed
)

// insertOne inserts a record, and a ticket where it can be started.
func (b *backend) insertOne(ctx context.Context, tx pgx.Tx, r task.Record) (how int, err error) {
	r.Seq = max(r.Seq, 1)
	c, err := columnsOf(&r)
	if err != nil {
		return inserted, err
	}
	tag, err := tx.Exec(ctx, "INSERT INTO "+b.schema+`.task
		(id, internal, state, kind, owner, run, key, fetched, created, expires, labels, body)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) ON CONFLICT DO NOTHING`, c...)
	if err != nil {
		return inserted, err
	}
	if tag.RowsAffected() == 0 {
		var there bool
		err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+b.schema+".task WHERE id = $1)", string(r.ID)).Scan(&there)
		if there {
			return wasThere, err
		}
		return keyTaken, err
	}
	if r.State != task.Pending {
		return inserted, nil
	}
	waits, err := b.wait(ctx, tx, &r)
	if err != nil || waits {
		return inserted, err
	}
	return inserted, b.issue(ctx, tx, &r)
}

// wait notes what r waits for. The rows that it waits for are locked, so that
// none of them becomes final unseen.
func (b *backend) wait(ctx context.Context, tx pgx.Tx, r *task.Record) (bool, error) {
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
func (b *backend) issue(ctx context.Context, tx pgx.Tx, r *task.Record) error {
	queue := queueTasks
	if r.Internal {
		queue = queueInternal
	}
	_, err := b.insert.InsertTx(ctx, tx, ticket{r.ID}, &river.InsertOpts{Queue: queue, Priority: priority(r.Priority), ScheduledAt: r.RunAt})
	return err
}

// release issues tickets to those that waited for a record that is final or
// gone, and now wait for nothing more.
func (b *backend) release(ctx context.Context, tx pgx.Tx, dep task.ID) error {
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

// Update implements task.Backend.
func (b *backend) Update(ctx context.Context, id task.ID, change task.Change) (next task.Record, err error) {
	err = b.inTx(ctx, func(tx pgx.Tx) error {
		next, err = b.updateTx(ctx, tx, id, anyWorker, change)
		return err
	})
	return next, b.fail(err)
}

// anyWorker lets updateTx change a record whoever works on it.
const anyWorker = 0

// updateTx changes a record within a transaction, if its worker is the given one.
func (b *backend) updateTx(ctx context.Context, tx pgx.Tx, id task.ID, worker int64, change task.Change) (task.Record, error) {
	r, err := b.one(ctx, tx, "id = $1 AND ($2::bigint = 0 OR worker = $2) FOR UPDATE", string(id), worker)
	if err != nil {
		return r, err
	}
	next, also, err := r.Apply(change, time.Now())
	if err != nil {
		return r, err
	}
	if err := b.save(ctx, tx, &next, nil); err != nil {
		return r, err
	}
	for _, a := range also {
		if _, err := b.insertOne(ctx, tx, a); err != nil {
			return r, err
		}
	}
	switch {
	case next.State == task.Pending && r.State != task.Pending:
		err = b.issue(ctx, tx, &next)
	case next.State.IsFinal() && !r.State.IsFinal():
		err = b.release(ctx, tx, id)
	}
	return next, err
}

// save writes a record that is there, and tells of it. A processing record
// keeps its worker unless it gets another one.
func (b *backend) save(ctx context.Context, tx pgx.Tx, r *task.Record, worker *int64) error {
	c, err := columnsOf(r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE "+b.schema+`.task SET internal=$2, state=$3, kind=$4, owner=$5, run=$6, key=$7, fetched=$8,
		created=$9, expires=$10, labels=$11, body=$12, worker = CASE WHEN $3 = 'processing' THEN coalesce($13, worker) END WHERE id = $1`, append(c, worker)...)
	if err != nil {
		return err
	}
	return b.tell(ctx, tx, r.ID, r.Cancel || r.State != task.Processing)
}

// endMark follows the ID in a notification of what may end a run.
const endMark = "!"

// tell notifies watchers, and the worker where its run may have to end.
func (b *backend) tell(ctx context.Context, tx pgx.Tx, id task.ID, end bool) error {
	payload := string(id)
	if end {
		payload += endMark
	}
	_, err := tx.Exec(ctx, "SELECT pg_notify($1, $2)", b.channel(), payload)
	return err
}

// columnsOf are the columns of a row, body last.
func columnsOf(r *task.Record) ([]any, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var key *string
	if r.HoldsKey() {
		key = &r.Key
	}
	var expires *time.Time
	if !r.ExpiresAt.IsZero() {
		expires = &r.ExpiresAt
	}
	return []any{
		string(r.ID), r.Internal, string(r.State), r.Kind, r.Owner, r.RunID, key, r.Fetched, r.Created, expires, r.Labels, string(body),
	}, nil
}

// Delete implements task.Backend.
func (b *backend) Delete(ctx context.Context, id task.ID) error {
	return b.fail(b.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM "+b.schema+".task WHERE id = $1", string(id)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM "+b.schema+".task_wait WHERE id = $1", string(id)); err != nil {
			return err
		}
		if err := b.release(ctx, tx, id); err != nil {
			return err
		}
		return b.tell(ctx, tx, id, true)
	}))
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// one returns the record that a condition selects.
func (b *backend) one(ctx context.Context, q querier, where string, args ...any) (r task.Record, err error) {
	rows, err := q.Query(ctx, "SELECT body FROM "+b.schema+".task WHERE "+where, args...)
	if err != nil {
		return r, err
	}
	body, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[json.RawMessage])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, task.Errorf(task.NotFound, "no task %v", args[0])
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(body, &r)
}

// stored returns a record as it is in the table.
func (b *backend) stored(ctx context.Context, id task.ID) (task.Record, error) {
	r, err := b.one(ctx, b.pool, "id = $1", string(id))
	return r, b.fail(err)
}

// Get implements task.Backend. Progress of what runs here is fresher than the
// table.
func (b *backend) Get(ctx context.Context, id task.ID) (task.Record, error) {
	if b.isClosed() {
		return task.Record{}, task.ErrClosed
	}
	r, err := b.stored(ctx, id)
	b.overlay(&r)
	return r, err
}

func (b *backend) overlay(r *task.Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if run := b.running[r.ID]; run != nil && run.attempt == r.Attempt && r.State == task.Processing && run.reported {
		r.Progress = run.progress
	}
}

// fail wraps what is not an error of package task.
func (b *backend) fail(err error) error {
	var e *task.Error
	if err == nil || errors.As(err, &e) || errors.Is(err, task.ErrClosed) {
		return err
	}
	if b.isClosed() {
		return task.ErrClosed
	}
	return fmt.Errorf("river: %w", err)
}

// List implements task.Backend.
func (b *backend) List(ctx context.Context, q task.Query) ([]task.Record, error) {
	where, args := condition(q)
	order, op := "DESC", "<"
	if q.Ascending {
		order, op = "ASC", ">"
	}
	if q.After != "" {
		args = append(args, string(q.After))
		where += fmt.Sprintf(" AND id %s $%d", op, len(args))
	}
	sql := "SELECT body FROM " + b.schema + ".task WHERE " + where + " ORDER BY id " + order
	if q.Limit > 0 {
		sql += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	rows, err := b.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, b.fail(err)
	}
	rs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r task.Record, err error) {
		var body json.RawMessage
		if err := row.Scan(&body); err != nil {
			return r, err
		}
		err = json.Unmarshal(body, &r)
		b.overlay(&r)
		return r, err
	})
	return rs, b.fail(err)
}

// Count implements task.Backend.
func (b *backend) Count(ctx context.Context, q task.Query) (map[task.State]int, error) {
	where, args := condition(q)
	rows, err := b.pool.Query(ctx, "SELECT state, count(*) FROM "+b.schema+".task WHERE "+where+" GROUP BY state", args...)
	if err != nil {
		return nil, b.fail(err)
	}
	counts := map[task.State]int{}
	var state string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		counts[task.State(state)] = n
		return nil
	})
	return counts, b.fail(err)
}

// condition is q as SQL, but for After and Limit.
func condition(q task.Query) (string, []any) {
	var where []string
	var args []any
	add := func(cond string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(cond, len(args)))
	}
	add("internal = $%d", q.Internal)
	if len(q.States) > 0 {
		add("state = ANY($%d)", texts(q.States))
	}
	if len(q.Kinds) > 0 {
		add("kind = ANY($%d)", q.Kinds)
	}
	if q.RunID != "" {
		add("run <> '' AND run = $%d", q.RunID)
	}
	if q.Owner != "" {
		add("owner <> '' AND owner = $%d", q.Owner)
	}
	if q.Key != "" {
		add("body->>'idempotencyKey' = $%d", q.Key)
	}
	if q.Fetched != nil {
		add("fetched = $%d", *q.Fetched)
	}
	if !q.From.IsZero() {
		add("created >= $%d", q.From)
	}
	if !q.To.IsZero() {
		add("created < $%d", q.To)
	}
	if !q.ExpiresBy.IsZero() {
		add("expires <= $%d", q.ExpiresBy)
		if len(q.States) > 0 && !slices.Contains(q.States, task.Expired) {
			where = append(where, "state <> 'expired'")
		}
	}
	if len(q.Labels) > 0 {
		add("labels @> $%d", q.Labels)
	}
	return strings.Join(where, " AND "), args
}

func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

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
