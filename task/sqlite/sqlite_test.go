package sqlite_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/sqlite"
	"github.com/docket-go/docket/task/tasktest"
)

func open(tb testing.TB, name string) task.Backend {
	tb.Helper()
	b, err := sqlite.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestBackend(t *testing.T) {
	var name string
	tasktest.TestBackend(t, func(t *testing.T) task.Backend {
		name = filepath.Join(t.TempDir(), "täsks?#%.db")
		return open(t, name)
	}, tasktest.Options{Reopen: func(t *testing.T, b task.Backend) task.Backend {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		return open(t, name)
	}})
}

func TestManager(t *testing.T) {
	tasktest.TestManager(t, func(t *testing.T) task.Backend { return open(t, filepath.Join(t.TempDir(), "tasks.db")) })
}

func TestLocked(t *testing.T) {
	name := filepath.Join(t.TempDir(), "tasks.db")
	b := open(t, name)
	if _, err := sqlite.Open(name); !errors.Is(err, sqlite.ErrLocked) {
		t.Errorf("second Open: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, name).Close(); err != nil {
		t.Error(err)
	}
}

func TestNoSync(t *testing.T) {
	tasktest.TestBackend(t, func(t *testing.T) task.Backend {
		b, err := sqlite.OpenConfig(filepath.Join(t.TempDir(), "tasks.db"), sqlite.Config{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}, tasktest.Options{})
}
