package task_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/docket-go/docket/task"
)

// upper is a host's own operation: it returns its input in capitals and saves
// it as an output too.
type upper struct {
	Input task.Input
	Fail  string `json:",omitempty"` // code of the error to fail with
	Times int    `json:",omitempty"` // fail in so many attempts, 0 = in all
	Sleep time.Duration
	Panic bool
}

func (upper) Kind() string { return "test.upper" }

func (u upper) Validate() error {
	if u.Times < 0 {
		return &task.Error{Code: task.Invalid, Message: "times: is negative", Fields: map[string][]string{"Times": {"is negative"}}}
	}
	return nil
}

func (u upper) Run(ctx context.Context, env *task.Env) (string, error) {
	b, err := env.Bytes(ctx, u.Input)
	if err != nil {
		return "", err
	}
	if u.Panic {
		panic("as asked")
	}
	if u.Fail != "" && (u.Times == 0 || env.Task().Attempt <= u.Times) {
		return "", task.Errorf(task.Code(u.Fail), "as asked")
	}
	for i := range 10 {
		env.Progress(task.Progress{Percent: i * 10, Phase: task.PhaseRead})
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(u.Sleep / 10):
		}
	}
	s := strings.ToUpper(string(b))
	_, err = env.Save(ctx, task.Artifact{Role: task.RoleGenerated, Name: "upper.txt", MediaType: "text/plain"}, func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
	return s, err
}

func newManager(t *testing.T, c task.Config) *task.Manager {
	t.Helper()
	c.Operations = append(c.Operations, task.Define(upper{}))
	m, err := task.NewManager(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

func hello() task.Input { return task.Bytes("hello.txt", []byte("hello")) }

func TestDo(t *testing.T) {
	m := newManager(t, task.Config{})
	file := filepath.Join("testdata", "hello.txt")
	for name, in := range map[string]task.Input{
		"bytes":  hello(),
		"reader": task.Reader("hello", strings.NewReader("hello")),
		"fs":     task.FS(fstest.MapFS{"a/hello.txt": {Data: []byte("hello")}}, "a/hello.txt"),
		"file":   task.File(file),
	} {
		got, err := task.Do(t.Context(), m, upper{Input: in})
		if err != nil || got != "HELLO" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestHandle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{})
		ctx := t.Context()
		h, err := task.Submit(ctx, m, upper{Input: hello(), Sleep: 10 * time.Second}, task.Options{
			RunID: "run-1", Owner: "me", Labels: map[string]string{"a": "b"}, TTL: time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, s, err := h.WaitFor(ctx, time.Second); !errors.Is(err, task.ErrNotDone) || s.State != task.Processing {
			t.Errorf("WaitFor: %v, %v; want ErrNotDone while processing", s.State, err)
		}
		last := task.Progress{}
		var states []task.State
		for s, err := range h.Watch(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if s.Progress.Percent < last.Percent {
				t.Errorf("progress fell from %d to %d", last.Percent, s.Progress.Percent)
			}
			if (s.Progress.Percent == 100) != (s.State == task.Completed) {
				t.Errorf("%d%% while %s", s.Progress.Percent, s.State)
			}
			last = s.Progress
			states = append(states, s.State)
		}
		if n := len(states); n < 5 || states[n-1] != task.Completed {
			t.Errorf("watched %v", states)
		}
		got, s, err := task.Result[string](ctx, m, h.ID())
		if err != nil || got != "HELLO" {
			t.Errorf("Result: %q, %v", got, err)
		}
		if s.Took != 10*time.Second || s.ExpiresAt != s.Finished.Add(time.Hour) || s.RunID != "run-1" || s.Attempt != 1 {
			t.Errorf("snapshot %+v", s)
		}
		if len(s.Inputs) != 1 || len(s.Outputs) != 1 || s.Outputs[0].Name != "upper.txt" {
			t.Errorf("artifacts %+v, %+v", s.Inputs, s.Outputs)
		}
		b, err := m.Bytes(ctx, s.Outputs[0])
		if err != nil || string(b) != "HELLO" {
			t.Errorf("output %q, %v", b, err)
		}
		var params map[string]any
		if err := json.Unmarshal(s.Params, &params); err != nil || params["Sleep"] != float64(10*time.Second) {
			t.Errorf("params %s, %v", s.Params, err)
		}
		synctest.Wait()
		if s, _ := h.Snapshot(ctx); !s.Fetched {
			t.Error("not marked as fetched")
		}
		if _, _, err := task.Result[int](ctx, m, h.ID()); !errors.Is(err, task.Invalid) {
			t.Errorf("result of a wrong type: %v", err)
		}
	})
}

func TestCloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := task.NewManager(task.Config{Tasks: 1, DrainFor: time.Minute, Operations: []task.Definition{task.Define(upper{})}})
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		short, _ := task.Submit(ctx, m, upper{Input: hello(), Sleep: 30 * time.Second})
		never, _ := task.Submit(ctx, m, upper{Input: hello()})
		synctest.Wait()
		results := make(chan error, 2)
		go func() { _, err := short.Wait(ctx); results <- err }()
		go func() { _, err := never.Wait(ctx); results <- err }()
		synctest.Wait()
		start := time.Now()
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("Close took %s", took)
		}
		a, b := <-results, <-results
		if (a == nil) == (b == nil) || !errors.Is(errors.Join(a, b), task.CanceledCode) {
			t.Errorf("the running task ended with %v, the waiting one with %v", a, b)
		}
		if _, err := task.Submit(ctx, m, upper{Input: hello()}); !errors.Is(err, task.ErrClosed) {
			t.Errorf("Submit after Close: %v", err)
		}
		if err := m.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}
	})
}

func TestConfigErrors(t *testing.T) {
	for name, c := range map[string]task.Config{
		"twice":    {Operations: []task.Definition{task.Define(upper{}), task.Define(upper{})}},
		"pointer":  {Operations: []task.Definition{task.Define(&upper{})}},
		"empty":    {Operations: []task.Definition{{}}},
		"notifier": {Notifiers: []task.Notifier{task.Func("", nil)}},
	} {
		if m, err := task.NewManager(c); !errors.Is(err, task.Invalid) {
			t.Errorf("%s: %v", name, err)
			_ = m.Close()
		}
	}
}
