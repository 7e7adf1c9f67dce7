// Quickstart reads PDFs and images and writes what it finds: plain text,
// Markdown, hOCR, the document model as JSON, and a searchable PDF.
//
//	go run ./examples/quickstart [-out DIR] [-lang deu] [FILE…]
//
// Without FILE it reads a scan of a letter that it draws itself.
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

	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/embedded/european"
	"github.com/docket-go/docket/task"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, terminal(os.Stdout)); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "quickstart:", err)
		}
		os.Exit(1)
	}
}

// run is the program: args as on the command line, out for messages, bar where
// out can show a progress bar.
func run(ctx context.Context, args []string, out io.Writer, bar bool) error {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	dir := flags.String("out", "docket-out", "folder for the results")
	lang := flags.String("lang", "", "languages to read, such as deu+eng; default English")
	tessdata := flags.String("tessdata", "", "folder with traineddata files of languages beside deu, eng, fra, ita, nld, por and spa; default: where Tesseract puts them")
	pages := flags.String("pages", "", "pages to read, such as 1-3,7; default all")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	files := flags.Args()
	if len(files) == 0 {
		sample := filepath.Join(*dir, "sample.png")
		if err := writeSample(sample); err != nil {
			return err
		}
		files = []string{sample}
	}
	var languages []string
	if *lang != "" {
		languages = strings.Split(*lang, "+")
	}
	engine, err := embedded.New(embedded.Config{Models: european.Models(), Languages: languages, TessdataDir: folder(*tessdata)})
	if err != nil {
		return err
	}
	defer engine.Close()
	m, err := task.NewManager(task.Config{OCR: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer m.Close()
	var failed error
	for _, f := range files {
		if err := read(ctx, m, f, *dir, *pages, out, bar); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", f, err))
		}
	}
	return failed
}

// read turns one file into its results.
func read(ctx context.Context, m *task.Manager, file, dir, pages string, out io.Writer, bar bool) error {
	name := filepath.Base(file)
	h, err := task.Submit(ctx, m, task.Searchable{
		Input: task.File(file),
		Want:  []task.Role{task.RoleText, task.RoleMarkdown, task.RoleHOCR, task.RoleJSON},
	})
	if err != nil {
		return err
	}
	for s, err := range h.Watch(ctx) {
		if err != nil {
			return err
		}
		if bar {
			fmt.Fprintf(out, "\r%s %s", name, progress(s))
		}
	}
	if bar {
		fmt.Fprintln(out)
	}
	res, err := h.Wait(ctx)
	if err != nil {
		return err
	}
	words := 0
	for i := range res.Document.Pages {
		words += len(res.Document.Pages[i].Words)
	}
	s, err := h.Snapshot(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d pages, %d words in %.1f s\n", name, len(res.Document.Pages), words, s.Took.Seconds())
	for _, e := range res.Document.PageErrors {
		fmt.Fprintf(out, "  page %d failed: %s\n", e.Page, e.Message)
	}
	for _, a := range s.Outputs {
		if err := save(ctx, m, a, filepath.Join(dir, a.Name)); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s\n", filepath.Join(dir, a.Name))
	}
	return nil
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

// progress draws how far a task is.
func progress(s task.Snapshot) string {
	const width = 30
	n := s.Progress.Percent * width / 100
	pages := ""
	if s.Progress.PagesTotal > 0 {
		pages = fmt.Sprintf(" page %d/%d", s.Progress.PagesDone, s.Progress.PagesTotal)
	}
	return fmt.Sprintf("[%s%s] %3d%% %s%s\x1b[K", strings.Repeat("#", n), strings.Repeat(".", width-n), s.Progress.Percent, s.Progress.Phase, pages)
}

// terminal reports whether f is a terminal rather than a file or pipe.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// folder returns name, or the first of the folders in which Tesseract's
// packages keep their models.
func folder(name string) string {
	if name != "" {
		return name
	}
	for _, pattern := range []string{"/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata", "/opt/homebrew/share/tessdata", "/usr/local/share/tessdata"} {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return found[len(found)-1]
		}
	}
	return ""
}
