package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/sqlite"
	"github.com/docket-go/docket/task/tasktest"
)

func BenchmarkBackend(b *testing.B) {
	for name, c := range map[string]sqlite.Config{"sync": {}, "nosync": {NoSync: true}} {
		b.Run(name, func(b *testing.B) {
			tasktest.BenchmarkBackend(b, func(b *testing.B) task.Backend {
				backend, err := sqlite.OpenConfig(filepath.Join(b.TempDir(), "tasks.db"), c)
				if err != nil {
					b.Fatal(err)
				}
				return backend
			}, 8)
		})
	}
}

// fill inserts 100,000 finished tasks.
func fill(b *testing.B, backend task.Backend) {
	b.Helper()
	now := time.Now()
	for i := 0; i < 100_000; i += 2000 {
		var rs []task.Record
		for n := range 2000 {
			rs = append(rs, task.Record{Snapshot: task.Snapshot{
				ID: task.ID(fmt.Sprintf("%026d", i+n)), Kind: "a", State: task.Completed, Created: now, Updated: now, Finished: now,
			}})
		}
		if _, _, err := backend.Insert(b.Context(), rs...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFull is BenchmarkBackend on a file with 100,000 finished tasks.
func BenchmarkFull(b *testing.B) {
	name := filepath.Join(b.TempDir(), "tasks.db")
	backend := open(b, name)
	fill(b, backend)
	if err := backend.Close(); err != nil {
		b.Fatal(err)
	}
	tasktest.BenchmarkBackend(b, func(b *testing.B) task.Backend { return open(b, name) }, 8)
}

// BenchmarkList measures one page of a list of 100,000 finished tasks.
func BenchmarkList(b *testing.B) {
	backend := open(b, filepath.Join(b.TempDir(), "tasks.db"))
	defer backend.Close()
	fill(b, backend)
	for name, q := range map[string]task.Query{
		"newest": {Limit: 50}, "middle": {Limit: 50, After: "00000000000000000000050000"}, "state": {Limit: 50, States: []task.State{task.Completed}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if rs, err := backend.List(b.Context(), q); err != nil || len(rs) != 50 {
					b.Fatal(len(rs), err)
				}
			}
		})
	}
}
