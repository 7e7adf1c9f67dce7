package river

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/docket-go/docket/task"
)

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
