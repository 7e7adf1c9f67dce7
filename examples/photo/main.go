// Photo makes a scan of photographs: each sheet in them is found, cut out
// upright and freed from shadows, and all of them become one PDF whose text can
// be searched. The steps are tasks of their own; each waits for the one before.
//
//	go run ./examples/photo [-out scan.pdf] [-effect scanner] [PHOTO…]
//
// Without PHOTO it takes one that it draws itself.
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
	"github.com/docket-go/docket/task"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "photo:", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("photo", flag.ContinueOnError)
	name := flags.String("out", "scan.pdf", "file to write")
	effect := flags.String("effect", "scanner", "original, grayscale, scanner, black-and-white or black-background")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var photos []task.Input
	for _, f := range flags.Args() {
		photos = append(photos, task.File(f))
	}
	if len(photos) == 0 {
		sample, err := drawSample()
		if err != nil {
			return err
		}
		photos = []task.Input{task.Bytes("sample.jpg", sample)}
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	m, err := task.NewManager(task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer m.Close()
	pdf, err := scan(ctx, m, photos, *effect, out)
	if err != nil {
		return err
	}
	return save(ctx, m, pdf, *name)
}

// scan makes one searchable PDF of the sheets in photos.
func scan(ctx context.Context, m *task.Manager, photos []task.Input, effect string, out io.Writer) (task.Artifact, error) {
	var sheets []task.Input
	for _, photo := range photos {
		h, err := task.Submit(ctx, m, task.Scan{Input: photo, Effect: effect, Format: "jpeg"})
		if err != nil {
			return task.Artifact{}, err
		}
		found, err := h.Wait(ctx) // how many there are is not known before
		if err != nil {
			return task.Artifact{}, err
		}
		for i, f := range found.Files {
			fmt.Fprintf(out, "%s: sheet %d, %d x %d pixels\n", photo.Name, i+1, f.Width, f.Height)
			sheets = append(sheets, task.Output(h).Pick(task.RoleGenerated, i+1))
		}
	}
	merged, err := task.Submit(ctx, m, task.Merge{Inputs: sheets})
	if err != nil {
		return task.Artifact{}, err
	}
	read, err := task.Do(ctx, m, task.Searchable{Input: task.Output(merged)})
	if err != nil {
		return task.Artifact{}, err
	}
	fmt.Fprint(out, read.Document.Text())
	return read.File, nil
}

// save copies an artifact into a file.
func save(ctx context.Context, m *task.Manager, a task.Artifact, file string) error {
	r, err := m.Open(ctx, a)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
