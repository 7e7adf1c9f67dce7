package task_test

import (
	"testing"

	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/tasktest"
)

func TestMemory(t *testing.T) {
	tasktest.TestBackend(t, func(*testing.T) task.Backend { return task.NewMemory() }, tasktest.Options{})
}

func TestManagerOnMemory(t *testing.T) {
	tasktest.TestManager(t, func(*testing.T) task.Backend { return task.NewMemory() })
}

func BenchmarkMemory(b *testing.B) {
	tasktest.BenchmarkBackend(b, func(*testing.B) task.Backend { return task.NewMemory() }, 8)
}
