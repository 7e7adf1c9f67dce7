package tasktest

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docket-go/docket/internal/rusage"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// TestManager checks what a Manager promises on a Backend that outlives it:
// what becomes of running tasks when it is closed, and that waiting for work
// costs nothing. It measures the CPU time of the process: nothing else may run
// beside it. Each case opens a Backend of
// its own and closes it.
func TestManager(t *testing.T, open func(t *testing.T) task.Backend) {
	for name, run := range map[string]func(t *testing.T, b task.Backend){"Drain": drain, "HandBack": handBack, "Idle": idle} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			defer func() {
				if err := b.Close(); err != nil {
					t.Error(err)
				}
			}()
			run(t, b)
		})
	}
}

// hold waits until it may go on.
type hold struct{}

func (hold) Kind() string { return "tasktest.hold" }

// gate is what the runs of hold have in common with the test: operations are
// made anew from their parameters.
type gate struct {
	arrived chan struct{}
	open    chan struct{}
}

type gateKey struct{}

func (hold) Run(ctx context.Context, _ *task.Env) (string, error) {
	g := ctx.Value(gateKey{}).(*gate)
	select {
	case g.arrived <- struct{}{}:
	default:
	}
	select {
	case <-g.open:
		return "done", nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func holdManager(t *testing.T, b task.Backend, s store.Store, g *gate) *task.Manager {
	t.Helper()
	m, err := task.NewManager(task.Config{
		Backend: b, Store: s, Operations: []task.Definition{task.Define(hold{})},
		Hooks: task.Hooks{Start: func(ctx context.Context, _ task.Snapshot) context.Context {
			return context.WithValue(ctx, gateKey{}, g)
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func newGate() *gate {
	return &gate{arrived: make(chan struct{}, 1), open: make(chan struct{})}
}

// start submits a task and waits until it runs.
func start(t *testing.T, m *task.Manager, g *gate) *task.Handle[string] {
	t.Helper()
	h, err := task.Submit(t.Context(), m, hold{})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-g.arrived:
	case <-time.After(30 * time.Second):
		t.Fatal("the task does not start")
	}
	return h
}

// drain: Shutdown waits for what runs, starts nothing new, and the result is
// there.
func drain(t *testing.T, b task.Backend) {
	s, g := store.NewMemory(store.MemoryConfig{}), newGate()
	m := holdManager(t, b, s, g)
	h := start(t, m, g)
	var closed atomic.Bool
	ended := make(chan error, 1)
	go func() {
		err := m.Close()
		closed.Store(true)
		ended <- err
	}()
	time.Sleep(short)
	if closed.Load() {
		t.Error("Close did not wait for the running task")
	}
	if _, err := task.Submit(t.Context(), m, hold{}); !errors.Is(err, task.ErrClosed) {
		t.Errorf("Submit while closing: %v", err)
	}
	close(g.open)
	if err := <-ended; err != nil {
		t.Errorf("Close: %v", err)
	}
	if r, err := b.Get(t.Context(), h.ID()); err != nil || r.State != task.Completed || r.Attempt != 1 {
		t.Errorf("the task is %s in attempt %d, %v", r.State, r.Attempt, err)
	}
}

// handBack: Shutdown with an ended context interrupts what runs within a second
// and hands it back; the attempt does not count, and the next Manager goes on.
func handBack(t *testing.T, b task.Backend) {
	s, g := store.NewMemory(store.MemoryConfig{}), newGate()
	m := holdManager(t, b, s, g)
	h := start(t, m, g)
	now, cancel := context.WithCancel(t.Context())
	cancel()
	begin := time.Now()
	if err := m.Shutdown(now); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("Shutdown took %s", took)
	}
	if r, err := b.Get(t.Context(), h.ID()); err != nil || r.State != task.Pending || r.Attempt != 0 {
		t.Errorf("handed back as %s in attempt %d, %v", r.State, r.Attempt, err)
	}
	close(g.open)
	m = holdManager(t, b, s, g)
	defer func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	got, err := task.Find[string](m, h.ID()).Wait(ctx)
	if err != nil || got != "done" {
		t.Errorf("the next Manager: %q, %v", got, err)
	}
	if r, err := b.Get(t.Context(), h.ID()); err != nil || r.Attempt != 1 {
		t.Errorf("attempt %d, %v", r.Attempt, err)
	}
}

// idle: a Manager with nothing to do uses at most a hundredth of a core. Twice
// that is let pass here, for the process is also a test.
func idle(t *testing.T, b task.Backend) {
	if testing.Short() {
		t.Skip("measures for two seconds, and what a process built for finding races uses says nothing")
	}
	m := holdManager(t, b, store.NewMemory(store.MemoryConfig{}), newGate())
	defer func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}()
	time.Sleep(200 * time.Millisecond) // for what was opened to settle
	runtime.GC()
	before, ok := rusage.CPUTime()
	if !ok {
		t.Skip("the CPU time of a process is not known on this system")
	}
	const wall = 2 * time.Second
	time.Sleep(wall)
	after, _ := rusage.CPUTime()
	share := float64(after-before) / float64(wall)
	t.Logf("idle: %.2f %% of a core", 100*share)
	if share > 0.02 {
		t.Errorf("idle: %.2f %% of a core", 100*share)
	}
}
