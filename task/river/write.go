package river

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/docket-go/docket/task"
)

// A unit is a transaction, and what is to be done when it is committed.
type unit struct {
	pgx.Tx
	delayed []delayed
}

// inTx runs f in a transaction, again when PostgreSQL asks for that.
func (b *backend) inTx(ctx context.Context, f func(tx *unit) error) error {
	if b.isClosed() {
		return task.ErrClosed
	}
	for try := 0; ; try++ {
		err := b.commit(ctx, f)
		var pg *pgconn.PgError
		if errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01") && try < 10 { // serialization failure, deadlock
			sleep(ctx, time.Duration(try+1)*5*time.Millisecond)
			continue
		}
		return err
	}
}

// commit runs f in a transaction once.
func (b *backend) commit(ctx context.Context, f func(tx *unit) error) error {
	u := &unit{}
	err := pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		u.Tx = tx
		return f(u)
	})
	if err == nil {
		b.due.add(u.delayed)
	}
	return err
}

// Insert implements task.Backend.
func (b *backend) Insert(ctx context.Context, records ...task.Record) (kept task.Record, existed bool, err error) {
	if len(records) == 0 {
		return kept, false, task.Errorf(task.Internal, "nothing to insert")
	}
	for range 10 { // the holder of a key may go away between two statements
		var there bool
		err = b.inTx(ctx, func(tx *unit) error {
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
func (b *backend) insertOne(ctx context.Context, tx *unit, r task.Record) (how int, err error) {
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

// Update implements task.Backend.
func (b *backend) Update(ctx context.Context, id task.ID, change task.Change) (next task.Record, err error) {
	err = b.inTx(ctx, func(tx *unit) error {
		next, err = b.updateTx(ctx, tx, id, anyWorker, change)
		return err
	})
	return next, b.fail(err)
}

// anyWorker lets updateTx change a record whoever works on it.
const anyWorker = 0

// updateTx changes a record within a transaction, if its worker is the given one.
func (b *backend) updateTx(ctx context.Context, tx *unit, id task.ID, worker int64, change task.Change) (task.Record, error) {
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
func (b *backend) save(ctx context.Context, tx *unit, r *task.Record, worker *int64) error {
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
func (b *backend) tell(ctx context.Context, tx *unit, id task.ID, end bool) error {
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
	return b.fail(b.inTx(ctx, func(tx *unit) error {
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
