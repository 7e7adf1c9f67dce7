package task_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

func TestPrune(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := store.NewMemory(store.MemoryConfig{})
		m := newManager(t, task.Config{Store: st, SweepEvery: 100 * time.Hour})
		ctx := t.Context()
		put := func(key string) {
			if _, err := st.Put(ctx, key, strings.NewReader("x"), store.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		h, err := task.Submit(ctx, m, upper{Input: hello()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		other := task.ID("06H03S6G39GV0G6048DQFCN1MG")
		put("tasks/" + string(other) + "/input-1")
		put("tasks/" + string(other) + "/out/text-1")
		put("tasks/readme/a")
		put("mine/a")
		kept, _ := st.List(ctx, "")
		if n, err := m.Prune(ctx); n != 0 || err != nil {
			t.Errorf("%d young files deleted, %v", n, err)
		}
		time.Sleep(2 * time.Hour)
		put("tasks/06H03S6G39GV0G6048DQFCN1MH/input-1")
		if n, err := m.Prune(ctx); n != 2 || err != nil {
			t.Errorf("%d files deleted, %v; want the 2 of a task that is not there", n, err)
		}
		if left, _ := st.List(ctx, ""); len(left) != len(kept)-2+1 {
			t.Errorf("%d files are left of %d", len(left), len(kept)+1)
		}
		if got, err := h.Wait(ctx); got != "HELLO" || err != nil {
			t.Errorf("the task that is there: %q, %v", got, err)
		}
	})
}
