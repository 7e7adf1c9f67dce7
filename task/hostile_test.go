package task_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// rude is an operation that does what it must not.
type rude struct{ Does string }

func (rude) Kind() string { return "test.rude" }

func (r rude) Run(ctx context.Context, env *task.Env) (any, error) {
	switch r.Does {
	case "panics":
		panic("as asked")
	case "ends its goroutine":
		runtime.Goexit()
	case "returns what panics in JSON":
		return marshalPanics{}, nil
	case "returns a nil *Error":
		return "done", task.AsError(nil)
	case "ends the goroutine of a page":
		return "done", env.Pages(ctx, task.Span{}, []int{1, 2}, func(ctx context.Context, p *task.Page) error {
			if p.Number == 2 {
				runtime.Goexit()
			}
			return task.AsError(nil)
		})
	}
	return "done", nil
}

type marshalPanics struct{}

func (marshalPanics) MarshalJSON() ([]byte, error) { panic("as asked") }

// quickly is a Backoff for tests, slow what makes a page worth a checkpoint.
func quickly(int) time.Duration { return time.Millisecond }

const slow = 80 * time.Millisecond

func TestRudeOperations(t *testing.T) {
	m := newManager(t, task.Config{Operations: []task.Definition{task.Define(rude{})}, Backoff: quickly})
	for does, want := range map[string]string{
		"panics":                       "panicked: as asked",
		"ends its goroutine":           "ended its goroutine",
		"returns what panics in JSON":  "panicked: as asked",
		"returns a nil *Error":         "",
		"ends the goroutine of a page": "",
	} {
		h, err := task.Submit(t.Context(), m, rude{does})
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Wait(t.Context())
		switch {
		case want == "" && (err != nil || got != "done"):
			t.Errorf("an operation that %s: %v, %v", does, got, err)
		case want != "" && (!errors.Is(err, task.Internal) || !strings.Contains(err.Error(), want)):
			t.Errorf("an operation that %s: %v, want an internal error with %q", does, err, want)
		}
		if s, err := h.Snapshot(t.Context()); err != nil || s.Partial != strings.Contains(does, "of a page") {
			t.Errorf("an operation that %s: partial %v, %v", does, s.Partial, err)
		}
	}
}

func TestRudeHooks(t *testing.T) {
	m := newManager(t, task.Config{Hooks: task.Hooks{
		Start: func(context.Context, task.Snapshot) context.Context { panic("start") },
		End:   func(context.Context, task.Snapshot) { panic("end") },
		Page:  func(context.Context, task.ID, int) (context.Context, func(error)) { panic("page") },
	}, Operations: []task.Definition{task.Define(rude{})}})
	if got, err := task.Do(t.Context(), m, upper{Input: hello()}); got != "HELLO" || err != nil {
		t.Errorf("with hooks that panic: %q, %v", got, err)
	}
	nilled := newManager(t, task.Config{Hooks: task.Hooks{
		Start: func(context.Context, task.Snapshot) context.Context { return nil },
		Page:  func(context.Context, task.ID, int) (context.Context, func(error)) { return nil, nil },
	}, Operations: []task.Definition{task.Define(rude{})}})
	if got, err := task.Do(t.Context(), nilled, rude{"ends the goroutine of a page"}); got != "done" || err != nil {
		t.Errorf("with hooks that return nothing: %v, %v", got, err)
	}
}

func TestRudeNotifier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		m := newManager(t, task.Config{Notifiers: []task.Notifier{task.Func("rude", func(_ context.Context, e task.Event) error {
			if told = append(told, e.ID); len(told) == 1 {
				panic("as asked")
			}
			return task.AsError(nil)
		}, task.TaskCompleted)}})
		if _, err := task.Do(t.Context(), m, upper{Input: hello()}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(told) != 2 || told[0] != told[1] {
			t.Errorf("told %v, want one event twice", told)
		}
	})
}

// places holds inputs in every way that an operation may.
type places struct {
	Pointer *task.Input
	Map     map[string]task.Input
	Deep    map[string]*struct{ List [][]task.Input }
	Array   [2]task.Input
	None    *task.Input `json:",omitempty"`
}

func (places) Kind() string { return "test.places" }

func (p places) Run(ctx context.Context, env *task.Env) ([]string, error) {
	var out []string
	for _, in := range []task.Input{*p.Pointer, p.Map["a"], p.Map["b"], p.Deep["x"].List[1][0], p.Array[0], p.Array[1]} {
		b, err := env.Bytes(ctx, in)
		if err != nil {
			return nil, err
		}
		out = append(out, string(b)+env.Password(in))
	}
	return out, nil
}

func TestInputsAtAnyDepth(t *testing.T) {
	m := newManager(t, task.Config{Operations: []task.Definition{task.Define(places{})}})
	in := func(s string) task.Input { return task.Bytes(s, []byte(s)) }
	pointed := in("pointer").WithPassword("!")
	op := places{
		Pointer: &pointed, Map: map[string]task.Input{"a": in("a"), "b": in("b")}, Array: [2]task.Input{in("1"), in("2")},
		Deep: map[string]*struct{ List [][]task.Input }{"x": {List: [][]task.Input{nil, {in("deep")}}}},
	}
	for range 2 { // the caller's values are left alone
		got, err := task.Do(t.Context(), m, op)
		if d := cmp.Diff([]string{"pointer!", "a", "b", "deep", "1", "2"}, got); err != nil || d != "" {
			t.Errorf("%v (-want +got)\n%s", err, d)
		}
	}
	if got, err := task.Do(t.Context(), m, &op); err != nil || len(got) != 6 {
		t.Errorf("a pointer to an operation: %v, %v", got, err)
	}
	op.Map["a"] = task.Input{}
	if _, err := task.Submit(t.Context(), m, op); !errors.Is(err, task.Invalid) || !strings.Contains(err.Error(), "Map[a]") {
		t.Errorf("an Input of nothing: %v", err)
	}
}

// ring is an operation that can point at itself.
type ring struct {
	In   task.Input
	Next *ring `json:",omitempty"`
}

func (ring) Kind() string { return "test.ring" }

func (r ring) Run(context.Context, *task.Env) (bool, error) { return r.Next != nil, nil }

func TestOperationsInACircle(t *testing.T) {
	m := newManager(t, task.Config{Operations: []task.Definition{task.Define(ring{})}})
	op := ring{In: hello(), Next: &ring{In: hello()}}
	if got, err := task.Do(t.Context(), m, op); !got || err != nil {
		t.Errorf("two of them: %v, %v", got, err)
	}
	op.Next.Next = op.Next
	if _, err := task.Submit(t.Context(), m, op); !errors.Is(err, task.Invalid) {
		t.Errorf("a circle: %v", err)
	}
}

// never is a reader that hangs until it is let go.
type never chan struct{}

func (n never) Read([]byte) (int, error) {
	<-n
	return 0, io.EOF
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("as asked") }

func TestInputsThatCannotBeRead(t *testing.T) {
	st := store.NewMemory(store.MemoryConfig{})
	m := newManager(t, task.Config{Store: st})
	for name, c := range map[string]struct {
		in   task.Input
		code task.Code
		text string
	}{
		"folder":           {task.File("testdata"), task.Invalid, "input testdata: is a folder"},
		"absent file":      {task.File("testdata/absent"), task.NotFound, "input absent: "},
		"reader of nil":    {task.Reader("a.pdf", nil), task.Invalid, "input a.pdf: "},
		"file system nil":  {task.FS(nil, "a.pdf"), task.Invalid, "input a.pdf: "},
		"reader that dies": {task.Reader("a.pdf", panics{}), task.Internal, "input a.pdf: reading panicked: as asked"},
		"bad key":          {task.Stored("../a"), task.Invalid, "input ../a: "},
	} {
		_, err := task.Submit(t.Context(), m, upper{Input: c.in})
		if !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %s with %q", name, err, c.code, c.text)
		}
	}
	if left, err := st.List(t.Context(), ""); len(left) > 0 || err != nil {
		t.Errorf("left in the store: %v, %v", left, err)
	}
}

func TestSubmitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, task.Config{})
		hangs := make(never)
		defer close(hangs)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := task.Submit(ctx, m, upper{Input: task.Reader("a.pdf", hangs)})
		if took := time.Since(start); !errors.Is(err, task.Timeout) || took != time.Minute {
			t.Errorf("after %s: %v, want a timeout after a minute", took, err)
		}
	})
}
