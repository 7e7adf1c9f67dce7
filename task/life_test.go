package task_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

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
