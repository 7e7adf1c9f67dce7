package task_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

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
