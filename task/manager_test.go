package task_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// upper is a host's own operation: it returns its input in capitals and saves
// it as an output too.
type upper struct {
	Input task.Input
	Fail  string `json:",omitempty"` // code of the error to fail with
	Times int    `json:",omitempty"` // fail in so many attempts, 0 = in all
	Sleep time.Duration
	Panic bool
}

func (upper) Kind() string { return "test.upper" }

func (u upper) Validate() error {
	if u.Times < 0 {
		return &task.Error{Code: task.Invalid, Message: "times: is negative", Fields: map[string][]string{"Times": {"is negative"}}}
	}
	return nil
}

func (u upper) Run(ctx context.Context, env *task.Env) (string, error) {
	b, err := env.Bytes(ctx, u.Input)
	if err != nil {
		return "", err
	}
	if u.Panic {
		panic("as asked")
	}
	if u.Fail != "" && (u.Times == 0 || env.Task().Attempt <= u.Times) {
		return "", task.Errorf(task.Code(u.Fail), "as asked")
	}
	for i := range 10 {
		env.Progress(task.Progress{Percent: i * 10, Phase: task.PhaseRead})
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(u.Sleep / 10):
		}
	}
	s := strings.ToUpper(string(b))
	_, err = env.Save(ctx, task.Artifact{Role: task.RoleGenerated, Name: "upper.txt", MediaType: "text/plain"}, func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
	return s, err
}

func newManager(t *testing.T, c task.Config) *task.Manager {
	t.Helper()
	c.Operations = append(c.Operations, task.Define(upper{}))
	m, err := task.NewManager(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

func hello() task.Input { return task.Bytes("hello.txt", []byte("hello")) }

func TestDo(t *testing.T) {
	m := newManager(t, task.Config{})
	file := filepath.Join("testdata", "hello.txt")
	for name, in := range map[string]task.Input{
		"bytes":  hello(),
		"reader": task.Reader("hello", strings.NewReader("hello")),
		"fs":     task.FS(fstest.MapFS{"a/hello.txt": {Data: []byte("hello")}}, "a/hello.txt"),
		"file":   task.File(file),
	} {
		got, err := task.Do(t.Context(), m, upper{Input: in})
		if err != nil || got != "HELLO" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestHandle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{})
		ctx := t.Context()
		h, err := task.Submit(ctx, m, upper{Input: hello(), Sleep: 10 * time.Second}, task.Options{
			RunID: "run-1", Owner: "me", Labels: map[string]string{"a": "b"}, TTL: time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, s, err := h.WaitFor(ctx, time.Second); !errors.Is(err, task.ErrNotDone) || s.State != task.Processing {
			t.Errorf("WaitFor: %v, %v; want ErrNotDone while processing", s.State, err)
		}
		last := task.Progress{}
		var states []task.State
		for s, err := range h.Watch(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if s.Progress.Percent < last.Percent {
				t.Errorf("progress fell from %d to %d", last.Percent, s.Progress.Percent)
			}
			if (s.Progress.Percent == 100) != (s.State == task.Completed) {
				t.Errorf("%d%% while %s", s.Progress.Percent, s.State)
			}
			last = s.Progress
			states = append(states, s.State)
		}
		if n := len(states); n < 5 || states[n-1] != task.Completed {
			t.Errorf("watched %v", states)
		}
		got, s, err := task.Result[string](ctx, m, h.ID())
		if err != nil || got != "HELLO" {
			t.Errorf("Result: %q, %v", got, err)
		}
		if s.Took != 10*time.Second || s.ExpiresAt != s.Finished.Add(time.Hour) || s.RunID != "run-1" || s.Attempt != 1 {
			t.Errorf("snapshot %+v", s)
		}
		if len(s.Inputs) != 1 || len(s.Outputs) != 1 || s.Outputs[0].Name != "upper.txt" {
			t.Errorf("artifacts %+v, %+v", s.Inputs, s.Outputs)
		}
		b, err := m.Bytes(ctx, s.Outputs[0])
		if err != nil || string(b) != "HELLO" {
			t.Errorf("output %q, %v", b, err)
		}
		var params map[string]any
		if err := json.Unmarshal(s.Params, &params); err != nil || params["Sleep"] != float64(10*time.Second) {
			t.Errorf("params %s, %v", s.Params, err)
		}
		synctest.Wait()
		if s, _ := h.Snapshot(ctx); !s.Fetched {
			t.Error("not marked as fetched")
		}
		if _, _, err := task.Result[int](ctx, m, h.ID()); !errors.Is(err, task.Invalid) {
			t.Errorf("result of a wrong type: %v", err)
		}
	})
}

func TestExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := store.NewMemory(store.MemoryConfig{})
		m := newManager(t, task.Config{Store: st, TTL: time.Hour, Tombstones: 24 * time.Hour, SweepEvery: 10 * time.Minute})
		ctx := t.Context()
		h, err := task.Submit(ctx, m, upper{Input: hello()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		_, s, err := task.Result[string](ctx, m, h.ID())
		if s.State != task.Expired || !errors.Is(err, task.ExpiredCode) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after the TTL: %s, %v", s.State, err)
		}
		time.Sleep(11 * time.Minute)
		if left, _ := st.List(ctx, ""); len(left) > 0 {
			t.Errorf("left in the store: %v", left)
		}
		if s, err := h.Snapshot(ctx); err != nil || s.State != task.Expired || len(s.Outputs) > 0 {
			t.Errorf("tombstone %+v, %v", s, err)
		}
		time.Sleep(25 * time.Hour)
		if _, err := h.Snapshot(ctx); !errors.Is(err, task.NotFound) {
			t.Errorf("after the tombstone's time: %v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{Tasks: 1})
		ctx := t.Context()
		running, _ := task.Submit(ctx, m, upper{Input: hello(), Sleep: time.Hour})
		waiting, _ := task.Submit(ctx, m, upper{Input: hello()})
		synctest.Wait()
		start := time.Now()
		for _, h := range []*task.Handle[string]{waiting, running} {
			if err := h.Cancel(ctx); err != nil {
				t.Error(err)
			}
			_, err := h.Wait(ctx)
			if !errors.Is(err, task.CanceledCode) || !errors.Is(err, context.Canceled) {
				t.Errorf("Wait: %v", err)
			}
			if err := h.Cancel(ctx); err != nil {
				t.Errorf("second Cancel: %v", err)
			}
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("took %s", took)
		}
		limited, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if _, err := task.Do(limited, m, upper{Input: hello(), Sleep: time.Hour}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do: %v", err)
		}
		synctest.Wait()
		l, err := m.List(ctx, task.Query{States: []task.State{task.Canceled}})
		if err != nil || len(l.Tasks) != 3 {
			t.Errorf("%d canceled tasks, %v; want 3", len(l.Tasks), err)
		}
	})
}

func TestFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{Limits: task.Limits{Bytes: 10}})
		for _, c := range []struct {
			name     string
			op       upper
			o        task.Options
			code     task.Code
			attempts int // 0 = refused by Submit
		}{
			{"permanent", upper{Input: hello(), Fail: "corrupt"}, task.Options{}, task.Corrupt, 1},
			{"retried in vain", upper{Input: hello(), Fail: "engine_failed"}, task.Options{}, task.EngineFailed, 3},
			{"retried once", upper{Input: hello(), Fail: "engine_failed", Times: 1}, task.Options{}, "", 2},
			{"no retries", upper{Input: hello(), Fail: "engine_failed", Times: 1}, task.Options{MaxAttempts: 1}, task.EngineFailed, 1},
			{"panic", upper{Input: hello(), Panic: true}, task.Options{}, task.Internal, 1},
			{"timeout", upper{Input: hello(), Sleep: time.Hour}, task.Options{Timeout: time.Minute, MaxAttempts: 1}, task.Timeout, 1},
			{"parameter", upper{Input: hello(), Times: -1}, task.Options{}, task.Invalid, 0},
			{"no input", upper{}, task.Options{}, task.Invalid, 0},
			{"no file", upper{Input: task.File("testdata/absent")}, task.Options{}, task.NotFound, 0},
			{"not stored", upper{Input: task.Stored("absent")}, task.Options{}, task.NotFound, 0},
			{"bad key", upper{Input: task.Stored("../x")}, task.Options{}, task.Invalid, 0},
			{"too large", upper{Input: task.Bytes("x", make([]byte, 11))}, task.Options{}, task.TooLarge, 0},
			{"callback", upper{Input: hello()}, task.Options{Callbacks: []string{"https://example.com"}}, task.Invalid, 0},
		} {
			h, err := task.Submit(t.Context(), m, c.op, c.o)
			if (err != nil) != (c.attempts == 0) {
				t.Errorf("%s: Submit: %v", c.name, err)
			}
			if err == nil {
				_, err = h.Wait(t.Context())
				if s, _ := h.Snapshot(t.Context()); s.Attempt != c.attempts {
					t.Errorf("%s: %d attempts, want %d", c.name, s.Attempt, c.attempts)
				}
			}
			if c.code == "" && err != nil || c.code != "" && !errors.Is(err, c.code) {
				t.Errorf("%s: %v, want code %q", c.name, err, c.code)
			}
		}
	})
}

func TestNothingLeftOfRefusedSubmits(t *testing.T) {
	st := store.NewMemory(store.MemoryConfig{})
	m := newManager(t, task.Config{Store: st, Limits: task.Limits{Bytes: 10}})
	if _, err := task.Submit(t.Context(), m, pair{A: hello(), B: []task.Input{hello(), task.File("testdata/absent")}}); !errors.Is(err, task.NotConfigured) {
		t.Errorf("unknown operation: %v", err)
	}
	m2 := newManager(t, task.Config{Store: st, Operations: []task.Definition{task.Define(pair{})}})
	if _, err := task.Submit(t.Context(), m2, pair{A: hello(), B: []task.Input{hello(), task.File("testdata/absent")}}); !errors.Is(err, task.NotFound) {
		t.Errorf("missing file: %v", err)
	}
	if left, _ := st.List(t.Context(), ""); len(left) > 0 {
		t.Errorf("left in the store: %v", left)
	}
}

// pair has several inputs.
type pair struct {
	A task.Input
	B []task.Input
	C task.Input `docket:"optional"`
}

func (pair) Kind() string { return "test.pair" }

func (p pair) Run(ctx context.Context, env *task.Env) (string, error) {
	var sum string
	for _, in := range append([]task.Input{p.A}, p.B...) {
		b, err := env.Bytes(ctx, in)
		if err != nil {
			return "", err
		}
		sum += string(b) + env.Password(in)
	}
	return sum, nil
}

func TestChain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{Tasks: 4, Operations: []task.Definition{task.Define(pair{})}})
		ctx := t.Context()
		slow, _ := task.Submit(ctx, m, upper{Input: hello(), Sleep: time.Minute})
		op := pair{A: task.Bytes("x", []byte("1")).WithPassword("secret"), B: []task.Input{task.Output(slow), task.Output(slow).Pick(task.RoleGenerated, 1)}}
		both, err := task.Submit(ctx, m, op)
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if s, _ := both.Snapshot(ctx); s.State != task.Pending {
			t.Errorf("started before its input was there: %s", s.State)
		} else if strings.Contains(fmt.Sprintf("%s%v", s.Params, s), "secret") {
			t.Errorf("the password shows: %s", s.Params)
		}
		if got, err := both.Wait(ctx); got != "1secretHELLOHELLO" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		bad, _ := task.Submit(ctx, m, upper{Input: hello(), Fail: "corrupt"})
		after, err := task.Submit(ctx, m, upper{Input: task.Output(bad)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := after.Wait(ctx); !errors.Is(err, task.Corrupt) {
			t.Errorf("after a failed task: %v", err)
		}
		if _, err := task.Submit(ctx, m, upper{Input: task.Output(task.Find[string](m, "NONE"))}); !errors.Is(err, task.NotFound) {
			t.Errorf("output of no task: %v", err)
		}
	})
}

func TestIdempotencyKey(t *testing.T) {
	st := store.NewMemory(store.MemoryConfig{})
	m := newManager(t, task.Config{Store: st, Operations: []task.Definition{task.Define(pair{})}})
	ctx := t.Context()
	var wg sync.WaitGroup
	ids := make([]task.ID, 20)
	for i := range ids {
		wg.Go(func() {
			h, err := task.Submit(ctx, m, upper{Input: hello()}, task.Options{Key: "k"})
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = h.ID()
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one key, several tasks: %v", ids)
		}
	}
	if _, err := task.Find[string](m, ids[0]).Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if infos, _ := st.List(ctx, ""); len(infos) != 2 {
		t.Errorf("store holds %v, want one input and one output", infos)
	}
	if h, err := task.Submit(ctx, m, upper{Input: hello()}, task.Options{Key: "k", Owner: "other"}); err != nil || h.ID() == ids[0] {
		t.Errorf("another owner got the same task (%v)", err)
	}
	if _, err := task.Submit(ctx, m, pair{A: hello()}, task.Options{Key: "k"}); !errors.Is(err, task.Invalid) {
		t.Errorf("the key of another operation: %v", err)
	}
	bad, _ := task.Submit(ctx, m, upper{Input: hello(), Fail: "corrupt"}, task.Options{Key: "bad"})
	_, _ = bad.Wait(ctx)
	if h, err := task.Submit(ctx, m, upper{Input: hello()}, task.Options{Key: "bad"}); err != nil || h.ID() == bad.ID() {
		t.Errorf("a failed task holds its key (%v)", err)
	}
}

func TestBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{Tasks: 3})
		ctx := t.Context()
		for i := range 7 {
			op := upper{Input: hello(), Sleep: time.Duration(i) * time.Second}
			if i == 3 {
				op.Fail = "corrupt"
			}
			if _, err := task.Submit(ctx, m, op, task.Options{RunID: "r"}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := m.WaitRun(ctx, "r")
		want := task.RunStatus{RunID: "r", Total: 7, Done: 7, States: map[task.State]int{task.Completed: 6, task.Failed: 1}}
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%v, (-want +got)\n%s", err, d)
		}
		var seen []task.ID
		q := task.Query{RunID: "r", Limit: 3}
		for {
			l, err := m.List(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range l.Tasks {
				seen = append(seen, s.ID)
			}
			if l.Next == "" {
				break
			}
			q.After = l.Next
		}
		if len(seen) != 7 {
			t.Errorf("listed %d tasks in pages, want 7", len(seen))
		}
		for i := 1; i < len(seen); i++ {
			if seen[i] >= seen[i-1] {
				t.Errorf("not newest first: %v", seen)
			}
		}
	})
}

func TestPauseAndPriority(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{Tasks: 1})
		ctx := t.Context()
		m.Pause()
		var hs []*task.Handle[string]
		for _, p := range []int{0, 5, 1} {
			h, err := task.Submit(ctx, m, upper{Input: hello(), Sleep: time.Second}, task.Options{Priority: p})
			if err != nil {
				t.Fatal(err)
			}
			hs = append(hs, h)
		}
		time.Sleep(time.Minute)
		if s, _ := m.Stats(ctx); s.Pending != 3 || !s.Paused {
			t.Errorf("paused: %+v", s)
		}
		m.Resume()
		var ends []time.Time
		for _, h := range hs {
			if _, err := h.Wait(ctx); err != nil {
				t.Fatal(err)
			}
			s, _ := h.Snapshot(ctx)
			ends = append(ends, s.Finished)
		}
		if !ends[1].Before(ends[2]) || !ends[2].Before(ends[0]) {
			t.Errorf("priorities 0, 5, 1 ended at %v", ends)
		}
	})
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []task.Event
		var refuse atomic.Int32
		refuse.Store(2)
		m := newManager(t, task.Config{Notifiers: []task.Notifier{
			task.Func("log", func(_ context.Context, e task.Event) error {
				if refuse.Add(-1) >= 0 {
					return errors.New("not now")
				}
				mu.Lock()
				defer mu.Unlock()
				got = append(got, e)
				return nil
			}),
		}, TTL: time.Hour})
		ctx := t.Context()
		ok, _ := task.Submit(ctx, m, upper{Input: hello()})
		_, _ = ok.Wait(ctx)
		bad, _ := task.Submit(ctx, m, upper{Input: hello(), Fail: "corrupt"})
		_, _ = bad.Wait(ctx)
		time.Sleep(2 * time.Hour)
		mu.Lock()
		defer mu.Unlock()
		types := map[task.ID][]task.EventType{}
		seqs := map[task.ID]int64{}
		ids := map[string]bool{}
		for _, e := range got {
			types[e.Task.ID] = append(types[e.Task.ID], e.Type)
			if ids[e.ID] {
				t.Errorf("event %s twice", e.ID)
			}
			ids[e.ID] = true
			seqs[e.Task.ID] = max(seqs[e.Task.ID], e.Seq)
		}
		if n := len(types[ok.ID()]); n != 5 { // created, completed, file.created, expired, file.deleted
			t.Errorf("events of a completed task: %v", types[ok.ID()])
		}
		if n := len(types[bad.ID()]); n != 3 { // created, failed, expired
			t.Errorf("events of a failed task: %v", types[bad.ID()])
		}
		if s, _ := m.Stats(ctx); s.Delivered != 8 || s.Deliveries != 0 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestCloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := task.NewManager(task.Config{Tasks: 1, DrainFor: time.Minute, Operations: []task.Definition{task.Define(upper{})}})
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		short, _ := task.Submit(ctx, m, upper{Input: hello(), Sleep: 30 * time.Second})
		never, _ := task.Submit(ctx, m, upper{Input: hello()})
		synctest.Wait()
		results := make(chan error, 2)
		go func() { _, err := short.Wait(ctx); results <- err }()
		go func() { _, err := never.Wait(ctx); results <- err }()
		synctest.Wait()
		start := time.Now()
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("Close took %s", took)
		}
		a, b := <-results, <-results
		if (a == nil) == (b == nil) || !errors.Is(errors.Join(a, b), task.CanceledCode) {
			t.Errorf("the running task ended with %v, the waiting one with %v", a, b)
		}
		if _, err := task.Submit(ctx, m, upper{Input: hello()}); !errors.Is(err, task.ErrClosed) {
			t.Errorf("Submit after Close: %v", err)
		}
		if err := m.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}
	})
}

func TestConfigErrors(t *testing.T) {
	for name, c := range map[string]task.Config{
		"twice":    {Operations: []task.Definition{task.Define(upper{}), task.Define(upper{})}},
		"pointer":  {Operations: []task.Definition{task.Define(&upper{})}},
		"empty":    {Operations: []task.Definition{{}}},
		"notifier": {Notifiers: []task.Notifier{task.Func("", nil)}},
	} {
		if m, err := task.NewManager(c); !errors.Is(err, task.Invalid) {
			t.Errorf("%s: %v", name, err)
			_ = m.Close()
		}
	}
}
