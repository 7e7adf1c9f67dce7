//go:build linux

package river_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/river"
)

// workOn is a process that works and never ends.
func workOn(schema, url, dir string) error {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	b, err := river.Open(ctx, pool, river.Config{Schema: schema, LookEvery: 200 * time.Millisecond})
	if err != nil {
		return err
	}
	s, err := store.OpenDir(dir, store.DirConfig{})
	if err != nil {
		return err
	}
	if _, err := task.NewManager(task.Config{Backend: b, Store: s, Operations: []task.Definition{task.Define(slow{})}}); err != nil {
		return err
	}
	select {}
}

// startWorker starts such a process and returns a function that kills it.
func startWorker(t *testing.T, schema, dir string) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childWorks+"="+schema, childURL+"="+serverURL, childDir+"="+dir)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = func() {
		_ = cmd.Process.Kill() // the second time it is dead already
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	return kill
}

// TestRealProcesses has one process submit and cancel, and others work: a task
// of one that is killed goes on in the next one.
func TestRealProcesses(t *testing.T) {
	b, c := open(t, connect(t))
	dir := t.TempDir()
	s, err := store.OpenDir(dir, store.DirConfig{})
	if err != nil {
		t.Fatal(err)
	}
	m := manager(t, b, s, true)
	defer func() {
		for _, end := range []func() error{m.Close, b.Close, s.Close} {
			if err := end(); err != nil {
				t.Error(err)
			}
		}
	}()
	kill := startWorker(t, c.Schema, dir)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if got, err := task.Do(ctx, m, slow{}); err != nil || got != "done" {
		t.Fatalf("%q, %v", got, err)
	}
	h, err := task.Submit(ctx, m, slow{Sleep: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	waitAttempt(ctx, t, h, 1)
	kill()
	startWorker(t, c.Schema, dir)
	waitAttempt(ctx, t, h, 2)
	begin := time.Now()
	if err := h.Cancel(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); task.AsError(err).Code != task.CanceledCode {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("Cancel took %s", took)
	} else {
		t.Logf("Cancel took %s", took)
	}
}

// waitAttempt waits until a task is under way for the n-th time.
func waitAttempt(ctx context.Context, t *testing.T, h *task.Handle[string], n int) {
	t.Helper()
	for s, err := range h.Watch(ctx) {
		if err != nil {
			t.Fatalf("attempt %d does not begin: %v", n, err)
		}
		if s.State == task.Processing && s.Attempt == n {
			return
		}
	}
	t.Fatalf("the task ended before attempt %d", n)
}
