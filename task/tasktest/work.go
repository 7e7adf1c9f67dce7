package tasktest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/task"
)

// short is long enough for something that must not happen to happen.
const short = 150 * time.Millisecond

func runOne(s *suite) {
	r := s.record("a")
	s.insert(r)
	started := make(chan [2]task.Record, 1)
	s.work(task.Worker{Run: func(ctx context.Context, r task.Record, _ func(task.Progress)) task.Change {
		stored, err := s.b.Get(ctx, r.ID)
		if err != nil {
			s.Errorf("Get: %v", err)
		}
		started <- [2]task.Record{r, stored}
		return func(r *task.Record) ([]task.Record, error) {
			r.Result = []byte(`"done"`)
			return to(task.Completed)(r)
		}
	}})
	got := receive(s, started, "start of a task")
	for i, r := range got {
		if r.State != task.Processing || r.Attempt != 1 || r.Started.IsZero() {
			s.Errorf("record %d at the start: %s, attempt %d, started %v", i, r.State, r.Attempt, r.Started)
		}
	}
	if got := s.waitState(r.ID, task.Completed); string(got.Result) != `"done"` {
		s.Errorf("result %s", got.Result)
	}
}

func concurrency(s *suite) {
	var now, most atomic.Int32
	var mu sync.Mutex
	runs := map[task.ID]int{}
	var ids []task.ID
	for range 40 {
		r := s.record("a")
		ids = append(ids, r.ID)
		s.insert(r)
	}
	s.work(task.Worker{Concurrency: 4, Run: func(_ context.Context, r task.Record, _ func(task.Progress)) task.Change {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(10 * time.Millisecond)
		now.Add(-1)
		mu.Lock()
		defer mu.Unlock()
		runs[r.ID]++
		return to(task.Completed)
	}})
	for _, id := range ids {
		s.waitState(id, task.Completed)
	}
	if most.Load() != 4 {
		s.Errorf("%d tasks ran at once, want 4", most.Load())
	}
	for id, n := range runs {
		if n != 1 {
			s.Errorf("task %s ran %d times", id, n)
		}
	}
}

func order(s *suite) {
	var ids []task.ID
	for _, p := range []int{0, 5, 0, -1, 5} {
		r := s.record("a")
		r.Priority = p
		s.insert(r)
		ids = append(ids, r.ID)
	}
	ran := make(chan task.ID, len(ids))
	s.work(task.Worker{Run: func(_ context.Context, r task.Record, _ func(task.Progress)) task.Change {
		ran <- r.ID
		return to(task.Completed)
	}})
	var got []task.ID
	for range ids {
		got = append(got, receive(s, ran, "start of a task"))
	}
	if d := cmp.Diff([]task.ID{ids[1], ids[4], ids[0], ids[2], ids[3]}, got); d != "" {
		s.Errorf("order (-want +got)\n%s", d)
	}
}

func runAt(s *suite) {
	r := s.record("a")
	r.RunAt = time.Now().Add(time.Second)
	s.insert(r)
	ran := make(chan time.Time, 1)
	s.work(task.Worker{Run: func(context.Context, task.Record, func(task.Progress)) task.Change {
		ran <- time.Now()
		return to(task.Completed)
	}})
	if at := receive(s, ran, "start of a delayed task"); at.Before(r.RunAt) {
		s.Errorf("started %s too early", r.RunAt.Sub(at))
	}
}

func clock(s *suite) {
	for _, years := range []int{-10, 10} {
		r := s.record("a")
		r.Created = r.Created.AddDate(years, 0, 0)
		r.Updated, r.RunAt = r.Created, r.Created.Add(short)
		s.insert(r)
		defer func() {
			if got := s.waitState(r.ID, task.Completed); got.Attempt != 1 {
				s.Errorf("a clock that is %d years off: completed in attempt %d", years, got.Attempt)
			}
		}()
	}
	if s.o.Reopen != nil {
		s.b = s.o.Reopen(s.T, s.b)
	}
	s.work(task.Worker{Run: func(context.Context, task.Record, func(task.Progress)) task.Change { return to(task.Completed) }})
}

func after(s *suite) {
	a, b, dep := s.record("other"), s.record("other"), s.record("a")
	s.insert(a)
	s.insert(b)
	dep.After = []task.ID{a.ID, b.ID}
	s.insert(dep)
	ran := make(chan task.ID, 2)
	s.work(task.Worker{Run: func(_ context.Context, r task.Record, _ func(task.Progress)) task.Change {
		ran <- r.ID
		return to(task.Completed)
	}})
	s.finish(a.ID, task.Failed)
	select {
	case <-ran:
		s.Error("started although one task is not final")
	case <-time.After(short):
	}
	s.finish(b.ID, task.Canceled)
	receive(s, ran, "start of a task after what it waits for")
	late := s.record("a")
	late.After = []task.ID{a.ID, b.ID, "gone"}
	s.insert(late)
	receive(s, ran, "start of a task that waits for nothing any more")
}

func kinds(s *suite) {
	unknown, known := s.record("b"), s.record("a")
	s.insert(unknown)
	s.insert(known)
	s.work(task.Worker{Run: func(context.Context, task.Record, func(task.Progress)) task.Change { return to(task.Completed) }})
	s.waitState(known.ID, task.Completed)
	time.Sleep(short)
	if got := s.get(unknown.ID); got.State != task.Pending || got.Attempt != 0 {
		s.Errorf("unknown kind: %s, attempt %d", got.State, got.Attempt)
	}
}

func retry(s *suite) {
	r := s.record("a")
	s.insert(r)
	s.work(task.Worker{Run: func(_ context.Context, r task.Record, _ func(task.Progress)) task.Change {
		if r.Attempt < 3 {
			return func(r *task.Record) ([]task.Record, error) {
				r.State, r.RunAt = task.Pending, time.Now().Add(10*time.Millisecond)
				return nil, nil
			}
		}
		return to(task.Completed)
	}})
	if got := s.waitState(r.ID, task.Completed); got.Attempt != 3 {
		s.Errorf("completed in attempt %d, want 3", got.Attempt)
	}
}

func progress(s *suite) {
	r := s.record("a")
	s.insert(r)
	resume := make(chan struct{})
	s.work(task.Worker{Run: func(_ context.Context, _ task.Record, report func(task.Progress)) task.Change {
		report(task.Progress{Percent: 42, Phase: "read"})
		<-resume
		return to(task.Completed)
	}})
	ctx, cancel := context.WithTimeout(s.Context(), s.o.Patience)
	defer cancel()
	seen := false
	for r, err := range s.b.Watch(ctx, r.ID) {
		if err != nil {
			s.Fatalf("Watch: %v", err)
		}
		if r.Progress.Percent == 42 && !seen {
			seen = true
			close(resume)
		}
	}
	if !seen {
		s.Error("the progress was not shown")
	}
}

// hang runs a task until its context ends and then returns change.
func hang(started chan<- struct{}, causes chan<- error, change task.Change) func(context.Context, task.Record, func(task.Progress)) task.Change {
	return func(ctx context.Context, _ task.Record, _ func(task.Progress)) task.Change {
		started <- struct{}{}
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return change
	}
}

func cancelRunning(s *suite) {
	r := s.record("a")
	s.insert(r)
	started, causes := make(chan struct{}, 1), make(chan error, 1)
	s.work(task.Worker{Run: hang(started, causes, to(task.Canceled))})
	receive(s, started, "start of a task")
	at := time.Now()
	s.update(r.ID, func(r *task.Record) { r.Cancel = true })
	if cause := receive(s, causes, "end of a canceled run"); !errors.Is(cause, task.ErrCanceled) {
		s.Errorf("cause %v, want ErrCanceled", cause)
	}
	if took := time.Since(at); took > time.Second {
		s.Errorf("took %s, want at most 1 s", took)
	}
	s.waitState(r.ID, task.Canceled)
}

func deleteRunning(s *suite) {
	r := s.record("a")
	s.insert(r)
	started, causes := make(chan struct{}, 1), make(chan error, 1)
	end := s.work(task.Worker{Run: hang(started, causes, to(task.Completed))})
	receive(s, started, "start of a task")
	if err := s.b.Delete(s.Context(), r.ID); err != nil {
		s.Fatalf("Delete: %v", err)
	}
	receive(s, causes, "end of the run of a deleted record")
	end()
	if _, err := s.b.Get(s.Context(), r.ID); !errors.Is(err, task.NotFound) {
		s.Errorf("the record is back: %v", err)
	}
}

func overtaken(s *suite) {
	r := s.record("a")
	s.insert(r)
	started, resume := make(chan struct{}, 1), make(chan struct{})
	end := s.work(task.Worker{Run: func(context.Context, task.Record, func(task.Progress)) task.Change {
		started <- struct{}{}
		<-resume
		return to(task.Completed)
	}})
	receive(s, started, "start of a task")
	s.update(r.ID, func(r *task.Record) { r.State = task.Failed })
	close(resume)
	end()
	if got := s.get(r.ID); got.State != task.Failed {
		s.Errorf("the record went from failed to %s", got.State)
	}
}

func stop(s *suite) {
	a, b := s.record("a"), s.record("a")
	s.insert(a)
	stop, started, resume, done := make(chan struct{}), make(chan struct{}, 2), make(chan struct{}), make(chan struct{})
	go func() {
		_ = s.b.Work(s.Context(), task.Worker{
			Concurrency: 2, Internal: 1, Kinds: []string{"a"}, Lost: to(task.Pending), Stop: stop,
			Run: func(context.Context, task.Record, func(task.Progress)) task.Change {
				started <- struct{}{}
				<-resume
				return to(task.Completed)
			},
		})
		close(done)
	}()
	receive(s, started, "start of a task")
	close(stop)
	s.insert(b)
	select {
	case <-started:
		s.Error("a task was started after Stop")
	case <-done:
		s.Error("Work returned while a task was running")
	case <-time.After(short):
	}
	close(resume)
	receive(s, done, "end of Work after Stop")
	if got := s.get(a.ID); got.State != task.Completed {
		s.Errorf("the running task is %s", got.State)
	}
	if got := s.get(b.ID); got.State != task.Pending {
		s.Errorf("the waiting task is %s", got.State)
	}
}

func shutdown(s *suite) {
	r := s.record("a")
	s.insert(r)
	started, causes := make(chan struct{}, 1), make(chan error, 1)
	end := s.work(task.Worker{Run: hang(started, causes, func(r *task.Record) ([]task.Record, error) {
		r.State = task.Pending
		r.Attempt--
		return nil, nil
	})})
	receive(s, started, "start of a task")
	end()
	if cause := receive(s, causes, "end of a run"); !errors.Is(cause, task.ErrShutdown) {
		s.Errorf("cause %v, want ErrShutdown", cause)
	}
	if got := s.get(r.ID); got.State != task.Pending || got.Attempt != 0 {
		s.Errorf("the task is %s in attempt %d", got.State, got.Attempt)
	}
	s.work(task.Worker{Run: func(context.Context, task.Record, func(task.Progress)) task.Change { return to(task.Completed) }})
	s.waitState(r.ID, task.Completed)
}

func pause(s *suite) {
	r := s.record("a")
	s.insert(r)
	var paused atomic.Bool
	paused.Store(true)
	wake := make(chan struct{}, 1)
	s.work(task.Worker{Paused: paused.Load, Wake: wake,
		Run: func(context.Context, task.Record, func(task.Progress)) task.Change { return to(task.Completed) }})
	time.Sleep(short)
	if got := s.get(r.ID); got.State != task.Pending {
		s.Errorf("a paused worker started a task: %s", got.State)
	}
	paused.Store(false)
	wake <- struct{}{}
	s.waitState(r.ID, task.Completed)
}

func internal(s *suite) {
	busy, quick := s.record("a"), s.record("quick")
	quick.Internal = true
	s.insert(busy)
	resume := make(chan struct{})
	started := make(chan struct{}, 1)
	s.work(task.Worker{Kinds: []string{"a", "quick"}, Run: func(_ context.Context, r task.Record, _ func(task.Progress)) task.Change {
		if !r.Internal {
			started <- struct{}{}
			<-resume
		}
		return to(task.Completed)
	}})
	receive(s, started, "start of a task")
	s.insert(quick)
	s.waitState(quick.ID, task.Completed)
	close(resume)
	s.waitState(busy.ID, task.Completed)
}

func closed(s *suite) {
	r := s.record("a")
	s.insert(r)
	for range 2 {
		if err := s.b.Close(); err != nil {
			s.Errorf("Close: %v", err)
		}
	}
	if _, err := s.b.Get(s.Context(), r.ID); !errors.Is(err, task.ErrClosed) {
		s.Errorf("Get after Close: %v", err)
	}
	if _, _, err := s.b.Insert(s.Context(), s.record("a")); !errors.Is(err, task.ErrClosed) {
		s.Errorf("Insert after Close: %v", err)
	}
}

func reopen(s *suite) {
	ids := library(s)
	before, err := s.b.List(s.Context(), task.Query{})
	if err != nil {
		s.Fatal(err)
	}
	s.b = s.o.Reopen(s.T, s.b)
	afterwards, err := s.b.List(s.Context(), task.Query{})
	if err != nil {
		s.Fatal(err)
	}
	if d := cmp.Diff(before, afterwards, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); d != "" {
		s.Errorf("after a restart (-before +after)\n%s", d)
	}
	s.work(task.Worker{Kinds: []string{"a", "b", "c"}, Run: func(context.Context, task.Record, func(task.Progress)) task.Change { return to(task.Completed) }})
	for _, id := range ids[3:] {
		s.waitState(id, task.Completed)
	}
}

func lost(s *suite) {
	r := s.record("a")
	s.insert(r)
	s.update(r.ID, func(r *task.Record) { *r = r.Claim(time.Now().Add(-time.Hour)); r.Seq-- })
	s.b = s.o.Reopen(s.T, s.b)
	asked := make(chan int, 10)
	s.work(task.Worker{
		Lost: func(r *task.Record) ([]task.Record, error) {
			asked <- r.Attempt
			return to(task.Pending)(r)
		},
		Run: func(context.Context, task.Record, func(task.Progress)) task.Change { return to(task.Completed) },
	})
	if n := receive(s, asked, "Lost"); n != 1 {
		s.Errorf("Lost was asked about attempt %d, want 1", n)
	}
	if got := s.waitState(r.ID, task.Completed); got.Attempt != 2 {
		s.Errorf("completed in attempt %d, want 2", got.Attempt)
	}
}
