// Server serves documents over HTTP in the way of natif.ai's processing API:
// post a file, wait for it or ask later, and fetch what it came to piece by
// piece. What is not asked for is not made.
//
//	go run ./examples/server [-addr :8080] [-data DIR]
//	curl -F file=@scan.pdf 'localhost:8080/processing?wait_for=30'
//	curl localhost:8080/processing/results/ID/hocr
//
// With -data tasks and files outlive the program. Who may call it, how often
// and with how much is for the host to say.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/sqlite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	addr := flags.String("addr", "localhost:8080", "where to listen")
	data := flags.String("data", "", "folder for tasks and files; default in memory")
	if err := flags.Parse(args); err != nil {
		return err
	}
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	config := task.Config{OCR: engine, Limits: task.Limits{Bytes: 20 << 20, Pages: 500}}
	if *data != "" {
		if config.Store, err = store.OpenDir(filepath.Join(*data, "files"), store.DirConfig{}); err != nil {
			return err
		}
		if config.Backend, err = sqlite.Open(filepath.Join(*data, "tasks.db")); err != nil {
			return err
		}
		defer config.Backend.Close()
	}
	m, err := task.NewManager(config)
	if err != nil {
		return err
	}
	defer m.Close()
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Println("listening on", l.Addr())
	return serve(ctx, l, newAPI(m))
}

// serve answers requests until ctx ends.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if srv.Shutdown(grace) != nil { // somebody still waits for a result
			_ = srv.Close()
		}
	})
	defer stopped()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
