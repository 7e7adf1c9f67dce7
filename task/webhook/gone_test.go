package webhook

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// TestGoneOverRestart has a receiver answer 410: nothing more is sent to it, by
// this Manager or a later one on the same Store, until the host says so.
func TestGoneOverRestart(t *testing.T) {
	var calls, told atomic.Int32
	status := atomic.Int32{}
	status.Store(http.StatusGone)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(int(status.Load()))
	}))
	defer srv.Close()
	s := store.NewMemory(store.MemoryConfig{})
	run := func(name string) *Hook {
		t.Helper()
		h := hook(t, Config{Name: name, URL: srv.URL, Types: []task.EventType{task.TaskCompleted}, Gone: func(string) { told.Add(1) }})
		m, err := task.NewManager(task.Config{Store: s, Notifiers: []task.Notifier{h}, Operations: []task.Definition{task.Define(nothing{})}})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if _, err := task.Do(t.Context(), m, nothing{}); err != nil {
			t.Fatal(err)
		}
		for start := time.Now(); ; time.Sleep(time.Millisecond) {
			stats, err := m.Stats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if stats.Deliveries == 0 {
				return h
			}
			if time.Since(start) > 20*time.Second {
				t.Fatalf("the delivery does not end: %+v", stats)
			}
		}
	}
	for range 2 {
		run("a")
	}
	if calls.Load() != 1 || told.Load() != 1 {
		t.Errorf("%d calls, the host was told %d times; want 1, 1", calls.Load(), told.Load())
	}
	status.Store(http.StatusOK)
	h := run("a")
	if h.Wants(task.TaskCompleted) {
		t.Error("a hook that has noticed wants more")
	}
	if err := h.Resume(t.Context(), srv.URL); err != nil || !h.Wants(task.TaskCompleted) {
		t.Errorf("after Resume: wants %v, %v", h.Wants(task.TaskCompleted), err)
	}
	run("a")
	run("b") // another notifier has its own list
	if calls.Load() != 3 {
		t.Errorf("%d calls, want 3", calls.Load())
	}
}
