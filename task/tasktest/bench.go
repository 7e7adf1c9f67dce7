package tasktest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/docket-go/docket/task"
)

// BenchmarkBackend measures trivial tasks from Insert to their end: how many a
// second, and how long an Insert takes, in the middle (p50) and at its worst
// (p99), with 1 and with 8 callers that each insert the next task as soon as
// the last one is kept, and as many workers as told.
func BenchmarkBackend(b *testing.B, open func(b *testing.B) task.Backend, workers int) {
	for _, submitters := range []int{1, 8} {
		b.Run(fmt.Sprintf("submitters=%d", submitters), func(b *testing.B) {
			backend := open(b)
			defer backend.Close()
			l := &load{b: b, backend: backend, took: make([][]time.Duration, submitters), number: time.Now().UnixMicro() % 1e12}
			l.run(workers)
		})
	}
}

// load is one run of BenchmarkBackend.
type load struct {
	b       *testing.B
	backend task.Backend
	took    [][]time.Duration // of the Inserts of each submitter
	left    sync.WaitGroup    // tasks that have not ended
	number  int64             // of this run, for IDs that no other has
}

func (l *load) run(workers int) {
	ctx, cancel := context.WithCancel(l.b.Context())
	defer cancel()
	var work sync.WaitGroup
	work.Go(func() {
		_ = l.backend.Work(ctx, task.Worker{
			Concurrency: workers, Internal: 1, Kinds: []string{"a"}, Lost: to(task.Pending),
			Run: func(context.Context, task.Record, func(task.Progress)) task.Change {
				return func(r *task.Record) ([]task.Record, error) {
					l.left.Done()
					return to(task.Completed)(r)
				}
			},
		})
	})
	l.left.Add(l.b.N)
	l.b.ResetTimer()
	start := time.Now()
	var submit sync.WaitGroup
	for i := range l.took {
		submit.Go(func() { l.submit(ctx, i) })
	}
	submit.Wait()
	l.left.Wait()
	l.b.StopTimer()
	all := slices.Sorted(slices.Values(slices.Concat(l.took...)))
	l.b.ReportMetric(float64(l.b.N)/time.Since(start).Seconds(), "tasks/s")
	for _, p := range []int{50, 99} {
		l.b.ReportMetric(float64(all[len(all)*p/100].Microseconds()), fmt.Sprintf("p%d-us", p))
	}
	cancel()
	work.Wait()
}

// submit inserts every n-th task, n being the number of submitters.
func (l *load) submit(ctx context.Context, first int) {
	now := time.Now()
	for i := first; i < l.b.N; i += len(l.took) {
		r := task.Record{
			Snapshot: task.Snapshot{
				ID: task.ID(fmt.Sprintf("1%012d%013d", l.number, i)), Kind: "a", State: task.Pending, Params: []byte(`{"a":1}`), Created: now, Updated: now,
			},
			Seq: 1, MaxAttempts: 3, Timeout: time.Minute,
		}
		start := time.Now()
		if _, _, err := l.backend.Insert(ctx, r); err != nil {
			l.b.Error(err)
			l.left.Done()
		}
		l.took[first] = append(l.took[first], time.Since(start))
	}
}
