// Package river keeps tasks in PostgreSQL and lets any number of processes on
// any number of machines work on them. River (https://riverqueue.com) hands
// them out.
//
//	pool, err := pgxpool.New(ctx, url)
//	err = river.Migrate(ctx, pool, river.Config{})
//	backend, err := river.Open(ctx, pool, river.Config{})
//	m, err := task.NewManager(task.Config{Backend: backend, Store: shared})
//
// The Store must be one that all processes share.
//
// A record is a row of the table task; the states of rows are what counts, and
// River's jobs are tickets: a job says that a task can be started, and is
// completed in the transaction that starts it. A process that works holds one
// advisory lock of PostgreSQL. When it dies, PostgreSQL drops the lock, and the
// others see at their next look, at most Config.LookEvery later, that its tasks
// are lost. No clocks are compared for that. The outcome of a run is applied
// only while the row is still in the same attempt of the same worker.
//
// When the connection that holds the lock breaks, as in a restart or failover of
// PostgreSQL, the process interrupts what it runs, takes a new lock and goes on.
//
// Everything lives in a schema of its own, beside a host's own River. The lock
// and LISTEN need connections that stay: a pooler in transaction mode cannot be
// between.
package river

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/docket-go/docket/task"
)

// A Config says where and how. The zero Config is useful.
type Config struct {
	Schema    string        // of all tables, made by Migrate; default docket
	LookEvery time.Duration // how often lost workers are looked for; default 2 s
	Logger    *slog.Logger  // of River; default one that drops everything below warnings
}

func (c Config) withDefaults() Config {
	c.Schema = cmp.Or(c.Schema, "docket")
	c.LookEvery = cmp.Or(max(c.LookEvery, 0), 2*time.Second)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Migrate makes the schema and its tables, or brings them up to date. It may be
// called by several processes at once, and at every start.
func Migrate(ctx context.Context, pool *pgxpool.Pool, c Config) error {
	c = c.withDefaults()
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("river: %w", err)
	}
	defer conn.Release()
	// One at a time: River's migrations do not wait for each other.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", "docket migrate "+c.Schema); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	defer conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(hashtext($1))", "docket migrate "+c.Schema) // or it goes with the connection
	schema := pgx.Identifier{c.Schema}.Sanitize()
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: c.Schema, Logger: c.Logger})
	if err != nil {
		return fmt.Errorf("river: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	return migrate(ctx, conn.Conn(), schema)
}

// migrations bring our own tables from one version to the next; %s is the schema.
var migrations = []string{
	`CREATE TABLE %[1]s.task (
		id       text COLLATE "C" PRIMARY KEY,
		internal boolean NOT NULL,
		state    text NOT NULL,
		kind     text NOT NULL,
		owner    text NOT NULL,
		run      text NOT NULL,
		key      text,                 -- set while it is taken
		fetched  boolean NOT NULL,
		created  timestamptz NOT NULL,
		expires  timestamptz,
		labels   jsonb,
		worker   bigint,               -- advisory lock of the process that works on it
		body     json NOT NULL         -- task.Record
	);
	CREATE UNIQUE INDEX task_key ON %[1]s.task (owner, key) WHERE key IS NOT NULL;
	CREATE INDEX task_state ON %[1]s.task (internal, state, id);
	CREATE INDEX task_run ON %[1]s.task (run, state) WHERE run <> '';
	CREATE INDEX task_owner ON %[1]s.task (owner, id) WHERE owner <> '' AND NOT internal;
	CREATE INDEX task_expires ON %[1]s.task (expires) WHERE expires IS NOT NULL AND state <> 'expired';
	CREATE INDEX task_worker ON %[1]s.task (worker) WHERE worker IS NOT NULL;
	CREATE TABLE %[1]s.task_wait (
		dep text COLLATE "C" NOT NULL, -- must be final before
		id  text COLLATE "C" NOT NULL, -- this one may start
		PRIMARY KEY (dep, id)
	);
	CREATE INDEX task_wait_id ON %[1]s.task_wait (id);`,
}

func migrate(ctx context.Context, conn *pgx.Conn, schema string) error {
	if _, err := conn.Exec(ctx, "CREATE TABLE IF NOT EXISTS "+schema+".task_version (version int NOT NULL)"); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	var version int
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM "+schema+".task_version").Scan(&version); err != nil {
		return fmt.Errorf("river: %w", err)
	}
	if version > len(migrations) {
		return fmt.Errorf("river: schema %s is of version %d, this program knows %d", schema, version, len(migrations))
	}
	for i, m := range migrations[version:] {
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, fmt.Sprintf(m, schema)); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "INSERT INTO "+schema+".task_version VALUES ($1)", version+i+1)
			return err
		})
		if err != nil {
			return fmt.Errorf("river: migration %d: %w", version+i+1, err)
		}
	}
	return nil
}

// backend is a task.Backend on PostgreSQL.
type backend struct {
	config Config
	pool   *pgxpool.Pool
	schema string
	insert *river.Client[pgx.Tx] // cannot work
	closed chan struct{}
	once   sync.Once
	bg     sync.WaitGroup
	base   context.Context
	cancel context.CancelFunc
	due    *dueList

	mu      sync.Mutex
	topics  map[task.ID]*topic
	running map[task.ID]*run
	working chan struct{} // closed when Work returns; nil where it does not run
}

type topic struct {
	refs int
	ch   chan struct{}
}

// Open returns the Backend. Closing it leaves the pool open.
func Open(ctx context.Context, pool *pgxpool.Pool, c Config) (task.Backend, error) {
	c = c.withDefaults()
	b := &backend{
		config: c, pool: pool, schema: pgx.Identifier{c.Schema}.Sanitize(), closed: make(chan struct{}),
		topics: map[task.ID]*topic{}, running: map[task.ID]*run{}, due: newDueList(),
	}
	var n int
	if err := pool.QueryRow(ctx, "SELECT max(version) FROM "+b.schema+".task_version").Scan(&n); err != nil {
		return nil, fmt.Errorf("river: the schema %s is not there; call Migrate: %w", c.Schema, err)
	}
	var err error
	if b.insert, err = river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: c.Schema, Logger: c.Logger, FetchCooldown: cooldown}); err != nil {
		return nil, fmt.Errorf("river: %w", err)
	}
	b.base, b.cancel = context.WithCancel(context.Background())
	b.bg.Go(b.listenLoop)
	b.bg.Go(b.dueLoop)
	return b, nil
}

// Close implements task.Backend.
func (b *backend) Close() error {
	b.once.Do(func() {
		close(b.closed)
		b.cancel()
		b.mu.Lock()
		w := b.working
		b.mu.Unlock()
		if w != nil {
			<-w
		}
		b.bg.Wait()
	})
	return nil
}

func (b *backend) isClosed() bool {
	select {
	case <-b.closed:
		return true
	default:
		return false
	}
}

// listenLoop hears of changes, made by whichever process, until Close.
func (b *backend) listenLoop() {
	for b.base.Err() == nil {
		if err := b.listen(); err != nil && b.base.Err() == nil {
			b.config.Logger.Warn("river: the connection that listens is lost", "err", err)
			sleep(b.base, 100*time.Millisecond+rand.N(time.Second))
		}
	}
}

func (b *backend) listen() error {
	conn, err := b.pool.Acquire(b.base)
	if err != nil {
		return err
	}
	own := conn.Hijack() // what listens must not go back to the pool
	defer own.Close(context.Background())
	if _, err := own.Exec(b.base, "LISTEN "+pgx.Identifier{b.channel()}.Sanitize()); err != nil {
		return err
	}
	b.wakeAll() // what was missed before
	for {
		n, err := own.WaitForNotification(b.base)
		if err != nil {
			return err
		}
		id, end := strings.CutSuffix(n.Payload, endMark)
		b.heard(task.ID(id), end)
	}
}

func (b *backend) channel() string { return b.config.Schema + "_task" }

// heard reacts to a change of a record; end says that it may end a run.
func (b *backend) heard(id task.ID, end bool) {
	b.mu.Lock()
	t, r := b.topics[id], b.running[id]
	if t != nil {
		close(t.ch)
		t.ch = make(chan struct{})
	}
	b.mu.Unlock()
	if r != nil && end {
		b.bg.Go(func() { b.checkRun(id, r) })
	}
}

// checkRun ends a run whose record is to be canceled, gone, or no longer its.
func (b *backend) checkRun(id task.ID, r *run) {
	ctx, cancel := context.WithTimeout(b.base, 5*time.Second)
	defer cancel()
	rec, err := b.stored(ctx, id)
	switch {
	case errors.Is(err, task.NotFound),
		err == nil && (rec.Cancel || rec.State != task.Processing || rec.Attempt != r.attempt):
		r.cancel(task.ErrCanceled)
	}
}

func (b *backend) wakeAll() {
	b.mu.Lock()
	ids := make(map[task.ID]bool)
	for id := range b.topics {
		ids[id] = true
	}
	for id := range b.running {
		ids[id] = true
	}
	b.mu.Unlock()
	for id := range ids {
		b.heard(id, true)
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
