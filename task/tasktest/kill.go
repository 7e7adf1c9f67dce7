package tasktest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// A KillTest starts a program that submits and runs tasks on a durable Backend,
// kills it at a random moment, and does so again and again. In the end it lets
// the program finish and looks at what has become of every task.
type KillTest struct {
	Dir    string // for the Store and the logs; the same in all processes
	Cycles int    // how often to kill
	// Start makes the command that runs KillChild in Dir; with drain it ends
	// when nothing is left to do.
	Start func(drain bool) *exec.Cmd
	// Life bounds how long a process lives. Default 20 to 250 ms; the first ones
	// live longer where they would die before they have done anything.
	MinLife, MaxLife time.Duration
	// Patience is how long the last process may take. Default 2 min.
	Patience time.Duration
}

// A KillReport is what a KillTest found.
type KillReport struct {
	Kills     int // processes killed
	Submitted int // tasks whose Submit had returned
	Lost      int // of these, not completed in the end
	Twice     int // tasks that became visible as completed more than once
	Unheard   int // completed tasks of which no event told
	Repeated  int // events that were told again, with the same ID, as they may be
	Poison    int // documents that kill the process
	Survived  int // of these, not failed in the end
}

// String is one line of figures.
func (r KillReport) String() string {
	return fmt.Sprintf("kills %d, submitted %d, lost %d, visible twice %d, unheard %d, events repeated %d, poison %d, of these not failed %d",
		r.Kills, r.Submitted, r.Lost, r.Twice, r.Unheard, r.Repeated, r.Poison, r.Survived)
}

// Run does the test and reports what must not be as errors of t.
func (k KillTest) Run(t *testing.T) KillReport {
	t.Helper()
	if k.MaxLife <= 0 {
		k.MinLife, k.MaxLife = 20*time.Millisecond, 250*time.Millisecond
	}
	if k.Patience <= 0 {
		k.Patience = 2 * time.Minute
	}
	killed := 0
	for range k.Cycles {
		cmd := k.Start(false)
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(k.MinLife + rand.N(k.MaxLife-k.MinLife))
		_ = cmd.Process.Kill() // it may have killed itself
		_ = cmd.Wait()
		killed++
		if log, err := os.Stat(filepath.Join(k.Dir, "submitted.log")); err != nil || log.Size() == 0 {
			k.MaxLife = min(2*k.MaxLife, 10*time.Second) // a slow machine: nothing was done yet
		}
	}
	deadline := time.Now().Add(k.Patience)
	for { // poison documents kill the last process too
		cmd := k.Start(true)
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		err := cmd.Run()
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the last process does not end well: %v", err)
		}
	}
	r, err := k.report()
	if err != nil {
		t.Fatal(err)
	}
	r.Kills = killed
	if r.Submitted == 0 || r.Lost+r.Twice+r.Unheard+r.Survived > 0 {
		t.Errorf("%s", r)
	}
	return r
}

// report reads the logs.
func (k KillTest) report() (r KillReport, err error) {
	final := map[string]string{}
	poison := map[string]bool{}
	err = eachLine(filepath.Join(k.Dir, "final.log"), func(f []string) { final[f[0]] = f[1] })
	if err != nil {
		return r, err
	}
	err = eachLine(filepath.Join(k.Dir, "submitted.log"), func(f []string) {
		if f[1] == "poison" {
			poison[f[0]] = true
			if r.Poison++; final[f[0]] != string(task.Failed) {
				r.Survived++
			}
			return
		}
		if r.Submitted++; final[f[0]] != string(task.Completed) {
			r.Lost++
		}
	})
	if err != nil {
		return r, err
	}
	events := map[string]map[string]int{} // task -> event -> times
	err = eachLine(filepath.Join(k.Dir, "events.log"), func(f []string) {
		if events[f[0]] == nil {
			events[f[0]] = map[string]int{}
		}
		events[f[0]][f[1]]++
	})
	for id, state := range final {
		if len(events[id]) > 1 {
			r.Twice++
		}
		if state == string(task.Completed) && len(events[id]) == 0 {
			r.Unheard++
		}
		for _, n := range events[id] {
			r.Repeated += n - 1
		}
	}
	return r, err
}

func eachLine(name string, do func(fields []string)) error {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		if fields := strings.Fields(s.Text()); len(fields) == 2 { // a kill may cut the last line
			do(fields)
		}
	}
	return s.Err()
}

// batch is how many tasks a process submits when it starts.
const batch = 5

// KillChild is the program of a KillTest. It does not return unless drain is
// set; then it returns when all is done.
func KillChild(ctx context.Context, dir string, b task.Backend, s store.Store, drain bool) error {
	appendTo := func(name string) *os.File {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			panic(err)
		}
		return f
	}
	submitted, events := appendTo("submitted.log"), appendTo("events.log")
	m, err := task.NewManager(task.Config{
		Backend: b, Store: s, Tasks: 4, Logger: slog.New(slog.DiscardHandler), Operations: []task.Definition{task.Define(killWork{})},
		Backoff: func(int) time.Duration { return time.Millisecond },
		Notifiers: []task.Notifier{task.Func("log", func(_ context.Context, e task.Event) error {
			_, err := fmt.Fprintf(events, "%s %s\n", e.Task.ID, e.ID)
			return err
		}, task.TaskCompleted)},
	})
	if err != nil {
		return err
	}
	if !drain {
		if info, err := submitted.Stat(); err == nil && info.Size() == 0 {
			if err := submitOne(ctx, m, submitted, killWork{Poison: true}, 2); err != nil {
				return err
			}
		}
		for range batch {
			if err := submitOne(ctx, m, submitted, killWork{Pages: 1 + rand.IntN(4)}, 1_000_000); err != nil {
				return err
			}
		}
		<-ctx.Done()
	}
	return errors.Join(waitAll(ctx, m, dir), m.Close(), b.Close())
}

// submitOne submits a task and writes down that it has.
func submitOne(ctx context.Context, m *task.Manager, log io.Writer, op killWork, attempts int) error {
	op.Input = task.Bytes("input.txt", []byte("some input"))
	h, err := task.Submit(ctx, m, op, task.Options{MaxAttempts: attempts})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(log, "%s %s\n", h.ID(), map[bool]string{true: "poison", false: "work"}[op.Poison])
	return err
}

// waitAll waits until all tasks are final and all events told, and writes down
// the states.
func waitAll(ctx context.Context, m *task.Manager, dir string) error {
	for {
		s, err := m.Stats(ctx)
		if err != nil {
			return err
		}
		if s.Pending+s.Processing+s.Deliveries == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	f, err := os.Create(filepath.Join(dir, "final.log"))
	if err != nil {
		return err
	}
	defer f.Close()
	q := task.Query{}
	for {
		l, err := m.List(ctx, q)
		if err != nil {
			return err
		}
		for _, t := range l.Tasks {
			state := t.State
			if state == task.Completed {
				if got, _, err := task.Result[int](ctx, m, t.ID); err != nil || got == 0 {
					state = "without-result"
				}
			}
			if _, err := fmt.Fprintf(f, "%s %s\n", t.ID, state); err != nil {
				return err
			}
		}
		if q.After = l.Next; l.Next == "" {
			return nil
		}
	}
}

// killWork works on a few pages, or kills the process.
type killWork struct {
	Input  task.Input
	Pages  int
	Poison bool
}

func (killWork) Kind() string { return "tasktest.kill" }

func (w killWork) Run(ctx context.Context, env *task.Env) (int, error) {
	if w.Poison {
		os.Exit(3) // as a crash in foreign code would
	}
	pages := make([]int, w.Pages)
	for i := range pages {
		pages[i] = i + 1
	}
	err := env.Pages(ctx, task.Span{Phase: task.PhaseRead, From: 0, To: 99}, pages, func(ctx context.Context, p *task.Page) error {
		time.Sleep(rand.N(5 * time.Millisecond))
		_, err := env.Save(ctx, task.Artifact{Role: task.RolePageImage, Page: p.Number, Name: "page"}, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "page %d", p.Number)
			return err
		})
		return err
	})
	return len(pages), err
}
