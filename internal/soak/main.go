// Command soak pushes many small documents through one Manager and prints what
// it takes of the machine on the way: goroutines, files, memory and what lies in
// the store. At every sample all tasks have expired, so that what is left then
// would be a leak; it fails where something grows.
//
//	go run ./internal/soak -documents 10000 -backend memory,sqlite
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/sqlite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.SetOutput(out)
	documents := flags.Int("documents", 10_000, "documents to push through each backend")
	samples := flags.Int("samples", 10, "how often to look on the way")
	keep := flags.Duration("keep", 10*time.Second, "how long a task is kept after its end; a busy machine may be late to fetch a result")
	backends := flags.String("backend", "memory,sqlite", "backends, separated by commas")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *documents < *samples || *samples < 2 {
		return fmt.Errorf("%d documents cannot be looked at %d times", *documents, *samples)
	}
	docs, err := smallDocuments(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, name := range strings.Split(*backends, ",") {
		failed = errors.Join(failed, soak(ctx, plan{name, docs, *documents, *samples, *keep}, out))
	}
	return failed
}

// A plan is what is pushed through one backend.
type plan struct {
	backend    string
	docs       []document
	n, samples int
	keep       time.Duration
}

// soak runs the documents on one backend.
func soak(ctx context.Context, p plan, out io.Writer) error {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m, st, closeAll, err := open(p, dir)
	if err != nil {
		return fmt.Errorf("%s: %w", p.backend, err)
	}
	defer closeAll()
	fmt.Fprintf(out, "%s: %d documents\n", p.backend, p.n)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "documents\tgoroutines\tfiles open\theap MiB\tresident MiB\ttasks\tartifacts\tfiles on disk\tseconds\t")
	start := time.Now()
	var seen []sample
	for i := range p.samples {
		from, to := p.n*i/p.samples, p.n*(i+1)/p.samples
		if err := push(ctx, m, p.docs, from, to); err != nil {
			return fmt.Errorf("%s: %w", p.backend, err)
		}
		s, err := rest(ctx, m, st, dir)
		if err != nil {
			return fmt.Errorf("%s: %w", p.backend, err)
		}
		fmt.Fprintf(w, "%d\t%d\t%d\t%.1f\t%.0f\t%d\t%d\t%d\t%.0f\t\n", to, s.goroutines, s.open, s.heap, s.resident, s.tasks, s.artifacts, s.files, time.Since(start).Seconds())
		seen = append(seen, s)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := flat(seen); err != nil {
		return fmt.Errorf("%s: %w", p.backend, err)
	}
	return nil
}

const (
	sweepEvery = 250 * time.Millisecond
	atOnce     = 16 // documents under way
)

// open makes a Manager on a backend: in memory altogether, or with all on disk.
func open(p plan, dir string) (m *task.Manager, st store.Store, closeAll func() error, err error) {
	c := task.Config{
		OCR: typist{}, TTL: p.keep, Tombstones: time.Nanosecond, SweepEvery: sweepEvery, Logger: slog.New(slog.DiscardHandler),
	}
	closeAll = func() error { return m.Close() }
	switch p.backend {
	case "memory":
		c.Store = store.NewMemory(store.MemoryConfig{})
	case "sqlite":
		d, err := store.OpenDir(filepath.Join(dir, "store"), store.DirConfig{})
		if err != nil {
			return nil, nil, nil, err
		}
		c.Store = d
		if c.Backend, err = sqlite.Open(filepath.Join(dir, "tasks.db")); err != nil {
			return nil, nil, nil, errors.Join(err, d.Close())
		}
		closeAll = func() error { return errors.Join(m.Close(), c.Backend.Close(), d.Close()) }
	default:
		return nil, nil, nil, fmt.Errorf("no such backend")
	}
	m, err = task.NewManager(c)
	return m, c.Store, closeAll, err
}
