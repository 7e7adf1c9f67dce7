package task_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docket-go/docket/task"
)

// A receiver keeps what it is told unless it is down.
type receiver struct {
	mu   sync.Mutex
	down bool
	got  []task.Event
}

func (r *receiver) notify(_ context.Context, e task.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return errors.New("down")
	}
	r.got = append(r.got, e)
	return nil
}

func (r *receiver) setDown(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

// events returns what was received.
func (r *receiver) events() []task.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func TestRunCompletedAndDeliveries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := &receiver{down: true}
		m := newManager(t, task.Config{Tasks: 4, Notifiers: []task.Notifier{
			task.Func("runs", runs.notify, task.RunCompleted, task.TaskFailed),
		}})
		ctx := t.Context()
		for i := range 6 {
			op := upper{Input: hello(), Sleep: time.Second}
			if i == 2 {
				op.Fail = "corrupt"
			}
			if _, err := task.Submit(ctx, m, op, task.Options{RunID: "r"}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := m.WaitRun(ctx, "r"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		list, next, err := m.Deliveries(ctx, task.DeliveryQuery{Notifier: "runs", Type: task.RunCompleted})
		if err != nil || next != "" || len(list) != 1 || list[0].State != task.Pending || list[0].Attempts < 2 || list[0].Err == nil || list[0].Next.IsZero() {
			t.Fatalf("deliveries while the receiver is down: %+v, %v", list, err)
		}
		runs.setDown(false)
		time.Sleep(time.Hour)
		got := runs.events()
		if len(got) != 2 {
			t.Errorf("told of %d events, want run.completed and task.failed", len(got))
		}
		for _, e := range got {
			if e.Type == task.RunCompleted && (e.Run.Total != 6 || e.Run.States[task.Failed] != 1) {
				t.Errorf("run %+v", e.Run)
			}
		}
		if n, err := m.Replay(ctx, task.DeliveryQuery{Notifier: "runs"}); n != 2 || err != nil {
			t.Errorf("replayed %d, %v", n, err)
		}
		time.Sleep(time.Minute)
		got = runs.events()
		if len(got) != 4 || got[2].ID != got[0].ID && got[2].ID != got[1].ID {
			t.Errorf("after the replay: %d events", len(got))
		}
		if _, err := m.Redeliver(ctx, "NONE"); !errors.Is(err, task.NotFound) {
			t.Errorf("Redeliver of nothing: %v", err)
		}
	})
}
