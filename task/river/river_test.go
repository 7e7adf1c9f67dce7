//go:build linux

package river_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/river"
	"github.com/docket-go/docket/task/tasktest"
)

var cycles = flag.Int("cycles", 5, "how often TestKill kills the process")

var serverURL string

// Variables of the environment by which TestKill's processes know what they are.
const (
	childDir   = "DOCKET_KILL_DIR"
	childDrain = "DOCKET_KILL_DRAIN"
	childURL   = "DOCKET_KILL_URL"
	childWorks = "DOCKET_WORK_SCHEMA" // to work on until it is killed
)

func TestMain(m *testing.M) {
	if schema := os.Getenv(childWorks); schema != "" {
		fmt.Fprintln(os.Stderr, "child:", workOn(schema, os.Getenv(childURL), os.Getenv(childDir)))
		os.Exit(1)
	}
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir, os.Getenv(childURL), os.Getenv(childDrain) != ""); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	url, stop, err := startPostgres()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	serverURL = url
	code := m.Run()
	stop()
	os.Exit(code)
}

var schemas atomic.Int32

// open returns a Backend in a new schema.
func open(tb testing.TB, pool *pgxpool.Pool) (task.Backend, river.Config) {
	tb.Helper()
	c := river.Config{Schema: fmt.Sprintf("t%d_%d", os.Getpid(), schemas.Add(1)), LookEvery: 200 * time.Millisecond}
	if err := river.Migrate(context.Background(), pool, c); err != nil {
		tb.Fatal(err)
	}
	return reopen(tb, pool, c), c
}

func reopen(tb testing.TB, pool *pgxpool.Pool, c river.Config) task.Backend {
	tb.Helper()
	b, err := river.Open(context.Background(), pool, c)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestBackend(t *testing.T) {
	pool := connect(t)
	var c river.Config
	tasktest.TestBackend(t, func(t *testing.T) (b task.Backend) {
		b, c = open(t, pool)
		return b
	}, tasktest.Options{Patience: 20 * time.Second, Reopen: func(t *testing.T, b task.Backend) task.Backend {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		return reopen(t, pool, c)
	}})
}

func TestManager(t *testing.T) {
	pool := connect(t)
	tasktest.TestManager(t, func(t *testing.T) task.Backend {
		b, _ := open(t, pool)
		return b
	})
}

func TestMigrate(t *testing.T) {
	pool := connect(t)
	_, c := open(t, pool)
	if err := river.Migrate(t.Context(), pool, c); err != nil {
		t.Errorf("second Migrate: %v", err)
	}
	if _, err := river.Open(t.Context(), pool, river.Config{Schema: "absent"}); err == nil {
		t.Error("opened a schema that is not there")
	}
}

// slow sleeps, in the process that has it.
type slow struct{ Sleep time.Duration }

func (slow) Kind() string { return "test.slow" }

func (s slow) Run(ctx context.Context, _ *task.Env) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(s.Sleep):
		return "done", nil
	}
}

func manager(t *testing.T, b task.Backend, s store.Store, submitOnly bool) *task.Manager {
	t.Helper()
	m, err := task.NewManager(task.Config{Backend: b, Store: s, Tasks: 4, SubmitOnly: submitOnly, Operations: []task.Definition{task.Define(slow{})}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestTwoProcesses has one Manager submit and cancel what another one does, as
// two processes would on two machines.
func TestTwoProcesses(t *testing.T) {
	pool := connect(t)
	s := store.NewMemory(store.MemoryConfig{})
	b1, c := open(t, pool)
	b2 := reopen(t, connect(t), c)
	front, worker := manager(t, b1, s, true), manager(t, b2, s, false)
	defer func() {
		for _, close := range []func() error{worker.Close, front.Close, b2.Close, b1.Close} {
			if err := close(); err != nil {
				t.Error(err)
			}
		}
	}()
	if got, err := task.Do(t.Context(), front, slow{}); err != nil || got != "done" {
		t.Errorf("got %q, %v", got, err)
	}
	h, err := task.Submit(t.Context(), front, slow{Sleep: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for s, err := range h.Watch(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if s.State == task.Processing {
			break
		}
	}
	start := time.Now()
	if err := h.Cancel(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(t.Context()); task.AsError(err).Code != task.CanceledCode {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("Cancel took %s", took)
	}
}

func child(dir, url string, drain bool) error {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	c := river.Config{Schema: filepath.Base(filepath.Dir(dir)) + "_kill", LookEvery: 200 * time.Millisecond}
	if err := river.Migrate(ctx, pool, c); err != nil {
		return err
	}
	b, err := river.Open(ctx, pool, c)
	if err != nil {
		return err
	}
	s, err := store.OpenDir(filepath.Join(dir, "store"), store.DirConfig{})
	if err != nil {
		return err
	}
	return tasktest.KillChild(ctx, dir, b, s, drain)
}

// TestKill kills processes at random moments:
//
//	go test . -run TestKill -v -cycles 100
func TestKill(t *testing.T) {
	connect(t) // or skip
	dir := t.TempDir()
	k := tasktest.KillTest{Dir: dir, Cycles: *cycles, MinLife: 100 * time.Millisecond, MaxLife: time.Second, Start: func(drain bool) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir, childURL+"="+serverURL)
		if drain {
			cmd.Env = append(cmd.Env, childDrain+"=1")
		}
		return cmd
	}}
	t.Log(k.Run(t))
}

func BenchmarkBackend(b *testing.B) {
	pool := connect(b)
	tasktest.BenchmarkBackend(b, func(b *testing.B) task.Backend {
		backend, _ := open(b, pool)
		return backend
	}, 8)
}

// TestShortDelay has a task run again after a tenth of a second: River's own
// look for what has become due comes every five seconds.
func TestShortDelay(t *testing.T) {
	b, _ := open(t, connect(t))
	var starts []time.Time
	m, err := task.NewManager(task.Config{
		Backend: b, Operations: []task.Definition{task.Define(failing{})}, Backoff: func(int) time.Duration { return 100 * time.Millisecond },
		Hooks: task.Hooks{Start: func(ctx context.Context, _ task.Snapshot) context.Context {
			starts = append(starts, time.Now()) // one attempt after the other
			return ctx
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(m.Close(), b.Close()); err != nil {
			t.Error(err)
		}
	}()
	for range 3 {
		starts = nil
		h, err := task.Submit(t.Context(), m, failing{}, task.Options{MaxAttempts: 4})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Wait(t.Context()); err == nil {
			t.Fatal("it did not fail")
		}
		if len(starts) != 4 {
			t.Fatalf("%d attempts", len(starts))
		}
		for i := range 3 {
			if d := starts[i+1].Sub(starts[i]); d < 100*time.Millisecond || d > 2*time.Second {
				t.Errorf("attempt %d came %s after the one before", i+2, d)
			}
		}
		t.Logf("four attempts took %s", starts[3].Sub(starts[0]))
	}
}

// failing fails each time.
type failing struct{}

func (failing) Kind() string { return "test.failing" }

func (failing) Run(context.Context, *task.Env) (string, error) {
	return "", task.Retry(task.Errorf(task.EngineFailed, "as asked"))
}
