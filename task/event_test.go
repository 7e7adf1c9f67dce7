package task_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docket-go/docket/task"
)

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
