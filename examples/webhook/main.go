// Webhook reads documents as tasks, prints their progress, and tells an HTTP
// receiver of their end, which checks that the call is genuine. Here the
// receiver is a part of the program.
//
//	go run ./examples/webhook [FILE…]
//
// Without FILE it reads a page that it draws itself.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/webhook"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "webhook:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, files []string, out io.Writer) error {
	secret := webhook.NewSecret() // sender and receiver share it
	events := make(chan task.Event)
	receiver := httptest.NewServer(receive(ctx, secret, events))
	defer receiver.Close()
	hook, err := webhook.New(webhook.Config{
		URL: receiver.URL, Secrets: []string{secret}, Types: []task.EventType{task.TaskCompleted, task.TaskFailed},
		AllowPrivate: true, AllowHTTP: true, // only because the receiver is on this machine
	})
	if err != nil {
		return err
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	m, err := task.NewManager(task.Config{OCR: engine, Notifiers: []task.Notifier{hook}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer m.Close()
	inputs, err := inputsOf(files)
	if err != nil {
		return err
	}
	for _, in := range inputs {
		if err := read(ctx, m, in, events, out); err != nil {
			return err
		}
	}
	return nil
}

// read submits a file, watches its task and waits for the call of its end.
func read(ctx context.Context, m *task.Manager, in task.Input, events <-chan task.Event, out io.Writer) error {
	h, err := task.Submit(ctx, m, task.Recognize{Input: in})
	if err != nil {
		return err
	}
	for s, err := range h.Watch(ctx) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s %s %d %% %s\n", in.Name, s.State, s.Progress.Percent, s.Progress.Phase)
	}
	select {
	case e := <-events:
		fmt.Fprintf(out, "webhook: %s of %s\n", e.Type, e.Task.Inputs[0].Name)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// receive is the receiver. What it answers other than 2xx is told again later,
// with the same event ID: what was seen before is to be left out.
func receive(ctx context.Context, secret string, events chan<- task.Event) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			return
		}
		if err := webhook.Verify(r.Header, body, secret); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		var p webhook.Payload
		if err := json.Unmarshal(body, &p); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		go func() { // the answer must not wait for the work
			select {
			case events <- p.Data:
			case <-ctx.Done():
			}
		}()
		w.WriteHeader(http.StatusNoContent)
	}
}

// inputsOf returns the files, or a page drawn here.
func inputsOf(files []string) ([]task.Input, error) {
	var inputs []task.Input
	for _, f := range files {
		inputs = append(inputs, task.File(f))
	}
	if len(files) > 0 {
		return inputs, nil
	}
	page := ocrtest.Letter()
	img, _, err := page.Render()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = imageops.Encode(&b, img.Pix, imageops.EncodeOptions{DPI: img.DPI})
	return []task.Input{task.Bytes("sample.png", b.Bytes())}, err
}
