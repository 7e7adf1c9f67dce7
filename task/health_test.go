package task_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// brokenStore answers nothing.
type brokenStore struct{ store.Store }

var errBroken = errors.New("no connection")

func (brokenStore) Stat(context.Context, string) (store.Info, error) { return store.Info{}, errBroken }

func TestHealth(t *testing.T) {
	m := newManager(t, task.Config{})
	if err := m.Health(t.Context()); err != nil {
		t.Errorf("a new Manager: %v", err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := m.Health(t.Context()); !errors.Is(err, task.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	m = newManager(t, task.Config{Store: brokenStore{store.NewMemory(store.MemoryConfig{})}})
	if err := m.Health(t.Context()); !errors.Is(err, errBroken) {
		t.Errorf("with a Store that does not answer: %v", err)
	}
}

func TestHealthOfBackend(t *testing.T) {
	b := task.NewMemory()
	first := newManager(t, task.Config{Backend: b})
	second := newManager(t, task.Config{Backend: b}) // a Backend has one worker
	for limit := time.Now().Add(10 * time.Second); first.Health(t.Context()) == nil && second.Health(t.Context()) == nil; {
		if time.Now().After(limit) {
			t.Fatal("a Manager whose worker could not start is healthy")
		}
		time.Sleep(time.Millisecond)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := first.Health(t.Context()); !errors.Is(err, task.ErrClosed) {
		t.Errorf("with a Backend that is closed: %v", err)
	}
}
