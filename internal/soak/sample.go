package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// A sample is what is in use while nothing is done.
type sample struct {
	goroutines, open        int
	heap, resident          float64 // MiB
	tasks, artifacts, files int
}

const patience = 2 * time.Minute // for the last task to expire

// rest waits until all tasks have expired and looks what is left.
func rest(ctx context.Context, m *task.Manager, st store.Store, dir string) (sample, error) {
	var s sample
	for until := time.Now().Add(patience); ; {
		list, err := m.List(ctx, task.Query{Limit: 10})
		if err != nil {
			return s, err
		}
		left, err := st.List(ctx, "")
		if err != nil {
			return s, err
		}
		if s.tasks, s.artifacts = len(list.Tasks), len(left); s.tasks+s.artifacts == 0 || time.Now().After(until) {
			break
		}
		select {
		case <-ctx.Done():
			return s, context.Cause(ctx)
		case <-time.After(sweepEvery):
		}
	}
	debug.FreeOSMemory()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	s.goroutines, s.heap = runtime.NumGoroutine(), float64(mem.HeapAlloc)/(1<<20)
	s.open, s.resident = openFiles(), resident()
	return s, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() {
			s.files++
		}
		return err
	})
}

// openFiles counts the files that the process has open; 0 where the system
// does not tell.
func openFiles() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}

// resident is the memory of the process in MiB; 0 where the system does not tell.
func resident() float64 {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var total, pages int
	if _, err := fmt.Sscan(string(data), &total, &pages); err != nil {
		return 0
	}
	return float64(pages*os.Getpagesize()) / (1 << 20)
}

// flat compares the first sample, when everything has been started once, with
// the later ones.
func flat(seen []sample) error {
	first, last := seen[0], seen[len(seen)-1]
	var errs []error
	for _, c := range []struct {
		what      string
		was, is   float64
		tolerance float64
	}{
		{"goroutines", float64(first.goroutines), float64(last.goroutines), 8},
		{"open files", float64(first.open), float64(last.open), 4},
		{"MiB of heap", first.heap, last.heap, 8 + first.heap/4},
		{"files on disk", float64(first.files), float64(last.files), 2},
		{"tasks that have not expired", 0, float64(last.tasks), 0},
		{"artifacts that were not deleted", 0, float64(last.artifacts), 0},
	} {
		if c.is > c.was+c.tolerance {
			errs = append(errs, fmt.Errorf("%.0f %s, %.0f before", c.is, c.what, c.was))
		}
	}
	return errors.Join(errs...)
}
