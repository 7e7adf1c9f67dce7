// Backends submits documents to a Manager whose Backend is chosen by one line:
// in memory, or in an SQLite file that outlives the program. (PostgreSQL, for
// many machines, is a third one: package task/river, a module of its own, with
// a Store that all machines share: package store/cloud.)
//
//	go run ./examples/backends [-db tasks.db] FILE…
//
// With -db, stop it at any moment and start it again with the same -db: what
// was not finished goes on.
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

	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/sqlite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "backends:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("backends", flag.ContinueOnError)
	db := flags.String("db", "", "SQLite file for tasks; its artifacts go into a folder beside it. Default: in memory")
	if err := flags.Parse(args); err != nil {
		return err
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	config := task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)}
	if *db != "" {
		if config.Backend, err = sqlite.Open(*db); err != nil { // the one line
			return err
		}
		defer config.Backend.Close()
		if config.Store, err = store.OpenDir(*db+".store", store.DirConfig{}); err != nil {
			return err
		}
	}
	m, err := task.NewManager(config)
	if err != nil {
		return err
	}
	defer m.Close()
	for _, f := range flags.Args() {
		if _, err := task.Submit(ctx, m, task.ExtractText{Input: task.File(f)}, task.Options{RunID: "example"}); err != nil {
			return err
		}
	}
	if _, err := m.WaitRun(ctx, "example"); err != nil {
		return err
	}
	return list(ctx, m, out)
}

// list prints the tasks of this run of the program and of earlier ones.
func list(ctx context.Context, m *task.Manager, out io.Writer) error {
	l, err := m.List(ctx, task.Query{RunID: "example", Ascending: true})
	if err != nil {
		return err
	}
	for _, s := range l.Tasks {
		text, _, err := task.Result[*task.Text](ctx, m, s.ID)
		var failed *task.Error
		if errors.As(err, &failed) {
			fmt.Fprintf(out, "%s %s: %v\n", s.Inputs[0].Name, s.State, failed)
			continue
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s %s: %d characters\n", s.Inputs[0].Name, s.State, len([]rune(text.Content)))
	}
	return nil
}
