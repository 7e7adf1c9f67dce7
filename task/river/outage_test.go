//go:build linux

package river_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// TestConnectionsBreak cuts every connection, as a restart of PostgreSQL does:
// what runs is interrupted, because others may have taken it over, and goes on
// in the same process; new tasks run as before.
func TestConnectionsBreak(t *testing.T) {
	if os.Getenv(databaseURL) != "" {
		t.Skip("cuts every connection of the database, and " + databaseURL + " may be used by others")
	}
	pool := connect(t)
	b, _ := open(t, connect(t))
	m := manager(t, b, store.NewMemory(store.MemoryConfig{}), false)
	defer func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // interrupt what runs
		if err := m.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	h, err := task.Submit(ctx, m, slow{Sleep: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	started := func(after time.Time) func(s task.Snapshot) bool {
		return func(s task.Snapshot) bool { return s.State == task.Processing && s.Started.After(after) }
	}
	waitFor(ctx, t, h, started(time.Time{}))
	cut := time.Now()
	if _, err := pool.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"); err != nil {
		t.Fatal(err)
	}
	waitFor(ctx, t, h, started(cut))
	if got, err := task.Do(ctx, m, slow{}); err != nil || got != "done" {
		t.Errorf("a task after the break: %q, %v", got, err)
	}
	begin := time.Now()
	if err := h.Cancel(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); task.AsError(err).Code != task.CanceledCode {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("Cancel took %s", took)
	}
}

// waitFor waits until a task is as wanted. A read may fail while connections
// are cut.
func waitFor(ctx context.Context, t *testing.T, h *task.Handle[string], want func(task.Snapshot) bool) {
	t.Helper()
	for ; ; time.Sleep(20 * time.Millisecond) {
		s, err := h.Snapshot(ctx)
		if err == nil && want(s) {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("the task is %s in attempt %d, %v", s.State, s.Attempt, err)
		}
	}
}
