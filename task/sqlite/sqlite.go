// Package sqlite keeps the tasks of one process in an SQLite file, without cgo:
// the durable Backend for programs on one machine.
//
//	backend, err := sqlite.Open("/var/lib/app/tasks.db")
//	m, err := task.NewManager(task.Config{Backend: backend, Store: dir})
//
// Every change is on disk (WAL, synchronous=FULL) before anybody sees it;
// changes that come at the same time share one commit. So what Submit has
// returned outlives a crash of the program and a power cut, as far as the disk
// keeps what it says is written. Config.NoSync gives up the second half of that
// for speed. After a crash, tasks that were under way are started again, as
// their next attempt.
//
// One process at a time can have a file open; a second one gets ErrLocked.
// Several processes on one queue need package task/river. SQLite's locks do not
// work on network file systems: keep the file on a local disk.
package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"github.com/docket-go/docket/task"
)

// ErrLocked means that the file is open already, in this process or another.
var ErrLocked = errors.New("sqlite: the file is in use")

// ErrNewer means that a newer version of docket has written the file.
var ErrNewer = errors.New("sqlite: the file was written by a newer version")

// A Config tunes a file. The zero Config is what Open uses.
type Config struct {
	// NoSync leaves it to the operating system when commits reach the disk. A
	// crash of the program still loses nothing. A power cut may lose the changes
	// of the last moments: tasks that were submitted then are gone, tasks that
	// ended then run again. The file itself stays consistent.
	NoSync bool
}

// Open opens the file name, which is made where it does not exist, beside
// name-wal, name-shm and name.lock.
func Open(name string) (task.Backend, error) { return OpenConfig(name, Config{}) }

// OpenConfig is Open with a Config.
func OpenConfig(name string, c Config) (task.Backend, error) {
	lock, err := acquire(name + ".lock")
	if err != nil {
		return nil, err
	}
	t := &table{lock: lock}
	if err := t.open(name, c); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	b, err := task.NewLocal(t)
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return b, nil
}

// acquire takes the lock on a file by a transaction that never ends; the
// system ends it with the process, however that dies.
func acquire(name string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(name, "locking_mode(EXCLUSIVE)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, q := range []string{"CREATE TABLE IF NOT EXISTS lock (x)", "BEGIN EXCLUSIVE"} {
		if _, err := db.Exec(q); err != nil {
			_ = db.Close()
			if strings.Contains(err.Error(), "locked") || strings.Contains(err.Error(), "SQLITE_BUSY") {
				return nil, fmt.Errorf("%w: %s", ErrLocked, name)
			}
			return nil, fmt.Errorf("sqlite: lock %s: %w", name, err)
		}
	}
	return db, nil
}

// dsn names a file with pragmas for each connection.
func dsn(name string, pragmas ...string) string {
	v := url.Values{"_txlock": {"immediate"}, "_pragma": pragmas}
	return "file:" + (&url.URL{Path: name}).EscapedPath() + "?" + v.Encode()
}

// migrations bring a file from one version to the next.
var migrations = []string{
	`CREATE TABLE task (
		id       TEXT PRIMARY KEY,
		internal INTEGER NOT NULL,
		state    TEXT NOT NULL,
		kind     TEXT NOT NULL,
		owner    TEXT NOT NULL,
		run      TEXT NOT NULL,
		key      TEXT,             -- set while it is taken
		fetched  INTEGER NOT NULL,
		created  INTEGER NOT NULL, -- microseconds since 1970
		expires  INTEGER,          -- microseconds since 1970
		body     BLOB NOT NULL     -- task.Record as JSON
	) WITHOUT ROWID;
	CREATE UNIQUE INDEX task_key ON task (owner, key) WHERE key IS NOT NULL;
	CREATE INDEX task_state ON task (internal, state, id);
	CREATE INDEX task_run ON task (run, state, id) WHERE run <> '';
	CREATE INDEX task_owner ON task (owner, id) WHERE owner <> '' AND internal = 0;
	CREATE INDEX task_expires ON task (expires) WHERE expires IS NOT NULL AND state <> 'expired';`,
}

// table is a task.Table in an SQLite file.
type table struct {
	lock  *sql.DB
	write *sql.DB // one connection
	read  *sql.DB
	put   *sql.Stmt
	del   *sql.Stmt
}

func (t *table) open(name string, c Config) (err error) {
	pragmas := []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)"}
	if c.NoSync {
		pragmas[2] = "synchronous(NORMAL)" // in WAL: only when the log is moved into the file
	}
	if t.write, err = sql.Open("sqlite", dsn(name, pragmas...)); err != nil {
		return err
	}
	t.write.SetMaxOpenConns(1)
	if err := t.migrate(); err != nil {
		return fmt.Errorf("sqlite: %s: %w", name, err)
	}
	if t.read, err = sql.Open("sqlite", dsn(name, append(pragmas, "query_only(1)")...)); err != nil {
		return err
	}
	t.read.SetMaxOpenConns(4)
	if t.put, err = t.write.Prepare(`INSERT OR REPLACE INTO task
		(id, internal, state, kind, owner, run, key, fetched, created, expires, body) VALUES (?,?,?,?,?,?,?,?,?,?,?)`); err != nil {
		return err
	}
	t.del, err = t.write.Prepare("DELETE FROM task WHERE id = ?")
	return err
}

func (t *table) migrate() error {
	var version int
	if err := t.write.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("%w: %d, this one knows %d", ErrNewer, version, len(migrations))
	}
	for i, m := range migrations[version:] {
		tx, err := t.write.Begin()
		if err != nil {
			return err
		}
		_, err = tx.Exec(m)
		if err == nil {
			_, err = tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", version+i+1))
		}
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// Close implements task.Table. The lock goes last.
func (t *table) Close() error {
	var err error
	for _, db := range []*sql.DB{t.read, t.write, t.lock} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return err
}

// Apply implements task.Table.
func (t *table) Apply(put []task.Record, del []task.ID) error {
	tx, err := t.write.Begin()
	if err != nil {
		return err
	}
	if err := t.apply(tx, put, del); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (t *table) apply(tx *sql.Tx, put []task.Record, del []task.ID) error {
	erase, insert := tx.Stmt(t.del), tx.Stmt(t.put)
	for _, id := range del {
		if _, err := erase.Exec(string(id)); err != nil {
			return err
		}
	}
	for i := range put {
		r := &put[i]
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, err = insert.Exec(string(r.ID), r.Internal, string(r.State), r.Kind, r.Owner, r.RunID,
			sql.NullString{String: r.Key, Valid: r.HoldsKey()}, r.Fetched,
			r.Created.UnixMicro(), sql.NullInt64{Int64: r.ExpiresAt.UnixMicro(), Valid: !r.ExpiresAt.IsZero()}, body)
		if err != nil {
			return err
		}
	}
	return nil
}

// Get implements task.Table.
func (t *table) Get(ctx context.Context, id task.ID) (task.Record, error) {
	return t.one(ctx, "SELECT body FROM task WHERE id = ?", string(id))
}

// KeyHolder implements task.Table.
func (t *table) KeyHolder(ctx context.Context, owner, key string) (task.Record, error) {
	return t.one(ctx, "SELECT body FROM task WHERE owner = ? AND key = ?", owner, key)
}

func (t *table) one(ctx context.Context, query string, args ...any) (r task.Record, err error) {
	var body []byte
	err = t.read.QueryRowContext(ctx, query, args...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return r, task.Errorf(task.NotFound, "no task %q", args[len(args)-1])
	}
	if err != nil {
		return r, fmt.Errorf("sqlite: %w", err)
	}
	return r, json.Unmarshal(body, &r)
}

// List implements task.Table.
func (t *table) List(ctx context.Context, q task.Query) ([]task.Record, error) {
	where, args := condition(q)
	if len(q.States) == 0 && q.RunID == "" && q.Owner == "" && q.ExpiresBy.IsZero() {
		where = "+" + where // walk the primary key in the order asked for: the index on internal and state would have to be sorted
	}
	order := "DESC"
	if q.Ascending {
		order = "ASC"
	}
	if q.After != "" {
		where += " AND id " + map[bool]string{true: ">", false: "<"}[q.Ascending] + " ?"
		args = append(args, string(q.After))
	}
	query := "SELECT body FROM task WHERE " + where + " ORDER BY id " + order
	if q.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	rows, err := t.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	defer rows.Close()
	var out []task.Record
	for rows.Next() {
		var body sql.RawBytes
		var r task.Record
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("sqlite: %w", err)
		}
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, fmt.Errorf("sqlite: a record does not parse: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Count implements task.Table.
func (t *table) Count(ctx context.Context, q task.Query) (map[task.State]int, error) {
	where, args := condition(q)
	rows, err := t.read.QueryContext(ctx, "SELECT state, count(*) FROM task WHERE "+where+" GROUP BY state", args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	defer rows.Close()
	counts := map[task.State]int{}
	for rows.Next() {
		var s string
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			return nil, fmt.Errorf("sqlite: %w", err)
		}
		counts[task.State(s)] = n
	}
	return counts, rows.Err()
}

// condition is q as SQL, but for After and Limit.
func condition(q task.Query) (string, []any) {
	where, args := []string{"internal = ?"}, []any{q.Internal}
	add := func(cond string, a ...any) {
		where = append(where, cond)
		args = append(args, a...)
	}
	if len(q.States) > 0 {
		add("state IN (?"+strings.Repeat(",?", len(q.States)-1)+")", anys(q.States)...)
	}
	if len(q.Kinds) > 0 {
		add("kind IN (?"+strings.Repeat(",?", len(q.Kinds)-1)+")", anys(q.Kinds)...)
	}
	if q.RunID != "" {
		add("run <> '' AND run = ?", q.RunID)
	}
	if q.Owner != "" {
		add("owner <> '' AND owner = ?", q.Owner)
	}
	if q.Key != "" {
		add("json_extract(body, '$.idempotencyKey') = ?", q.Key)
	}
	if q.Fetched != nil {
		add("fetched = ?", *q.Fetched)
	}
	if !q.From.IsZero() {
		add("created >= ?", q.From.UnixMicro())
	}
	if !q.To.IsZero() {
		add("created < ?", q.To.UnixMicro())
	}
	if !q.ExpiresBy.IsZero() {
		add("expires IS NOT NULL AND expires <= ?", q.ExpiresBy.UnixMicro())
		if len(q.States) > 0 && !slices.Contains(q.States, task.Expired) {
			add("state <> 'expired'")
		}
	}
	for k, v := range q.Labels {
		add("EXISTS (SELECT 1 FROM json_each(body, '$.labels') WHERE json_each.key = ? AND json_each.value = ?)", k, v)
	}
	return strings.Join(where, " AND "), args
}

func anys[S ~string](list []S) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

var _ task.Table = (*table)(nil)
