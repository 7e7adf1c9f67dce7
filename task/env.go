package task

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
)

// An Env is what a running operation may use. It is safe for concurrent use
// and good until Run returns.
type Env struct {
	m      *Manager
	record Record
	logger *slog.Logger
	report func(Progress)

	mu       sync.Mutex
	progress Progress
	outputs  []Artifact
	used     map[string]int // outputs so far, by role
	failures []layout.PageError
	result   json.RawMessage
}

func newEnv(m *Manager, r Record, report func(Progress), log *slog.Logger) *Env {
	return &Env{m: m, record: r, logger: log, report: report, progress: Progress{Phase: PhaseOpen}, used: map[string]int{}}
}

// Task returns the task as it stood when the attempt began.
func (e *Env) Task() Snapshot { return e.record.Snapshot.clone() }

// Log returns a logger that names the task.
func (e *Env) Log() *slog.Logger { return e.logger }

// Limits returns the Manager's limits.
func (e *Env) Limits() Limits { return e.m.config.Limits }

// OCR returns the Manager's engine; the error is NotConfigured without one.
func (e *Env) OCR() (ocr.Engine, error) {
	if e.m.config.OCR == nil {
		return nil, Errorf(NotConfigured, "this needs OCR, and the Manager has no engine: set Config.OCR")
	}
	return e.m.config.OCR, nil
}

// Artifact returns what in refers to.
func (e *Env) Artifact(ctx context.Context, in Input) (Artifact, error) {
	if in.Task != "" {
		return e.m.outputOf(ctx, in)
	}
	for _, a := range e.record.Inputs {
		if a.Key == in.Key {
			return a, nil
		}
	}
	info, err := e.m.store.Stat(ctx, in.Key)
	if err != nil {
		return Artifact{}, AsError(fmt.Errorf("input %s: %w", in.Name, err))
	}
	return Artifact{Key: in.Key, Name: in.Name, Role: RoleInput, MediaType: info.MediaType, Size: info.Size, SHA256: info.SHA256}, nil
}

// Bytes returns the bytes of an input.
func (e *Env) Bytes(ctx context.Context, in Input) ([]byte, error) {
	a, err := e.Artifact(ctx, in)
	if err != nil {
		return nil, err
	}
	if a.Size > e.m.config.Limits.Bytes {
		return nil, Errorf(TooLarge, "%s has %d bytes, the limit is %d", a.Name, a.Size, e.m.config.Limits.Bytes)
	}
	b, err := store.Bytes(ctx, e.m.store, a.Key, e.m.config.Limits.Bytes)
	return b, asError(err)
}

// Open returns an input for reading. The caller closes it.
func (e *Env) Open(ctx context.Context, in Input) (store.Reader, error) {
	a, err := e.Artifact(ctx, in)
	if err != nil {
		return nil, err
	}
	r, err := e.m.store.Open(ctx, a.Key)
	return r, asError(err)
}

// Password returns what opens an input, empty where nothing was given.
func (e *Env) Password(in Input) string { return e.record.Secrets[in.id()] }

// OpenPDF opens an input as a PDF, with its password and the Manager's limits.
// The caller closes it.
func (e *Env) OpenPDF(ctx context.Context, in Input) (*pdf.Document, error) {
	b, err := e.Bytes(ctx, in)
	if err != nil {
		return nil, err
	}
	return e.openPDF(ctx, b, in, false)
}

// openPDF opens a PDF; lazy is for operations on whole pages, which need no
// renderer.
func (e *Env) openPDF(ctx context.Context, b []byte, in Input, lazy bool) (*pdf.Document, error) {
	l := e.m.config.Limits
	d, err := pdf.Open(ctx, b, pdf.OpenOptions{
		Password: e.Password(in), Runtime: e.m.config.PDF, Renderer: e.m.config.Renderer,
		Limits: pdf.Limits{Bytes: l.Bytes, Pages: l.Pages, Pixels: l.Pixels}, Lazy: lazy,
	})
	return d, asError(err)
}

// Save keeps an artifact of the task: what write writes, under a key made from
// a.Role and a.Page. Set Role, Name and MediaType, and Page, Pages, Width and
// Height where they mean something; the rest is filled in.
func (e *Env) Save(ctx context.Context, a Artifact, write func(w io.Writer) error) (Artifact, error) {
	a.Key = e.outputKey(a)
	a, err := e.m.save(ctx, e.record.ID, a, write)
	if err != nil {
		return a, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.outputs = append(slices.DeleteFunc(e.outputs, func(o Artifact) bool { return o.Key == a.Key }), a)
	return a, nil
}

// outputKey is the same for the same output of every attempt, so that a later
// one replaces what an earlier one left.
func (e *Env) outputKey(a Artifact) string {
	if a.Page > 0 {
		return pageKey(e.record.ID, a.Role, a.Page)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.used[string(a.Role)]++
	return fmt.Sprintf("%sout/%s-%d", prefix(e.record.ID), a.Role, e.used[string(a.Role)])
}

// forget drops the outputs of a role, so that they can be made once more.
func (e *Env) forget(role Role) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.used[string(role)] = 0
	e.outputs = slices.DeleteFunc(e.outputs, func(a Artifact) bool { return a.Role == role })
}

func pageKey(id ID, role Role, page int) string {
	return fmt.Sprintf("%sout/%s-page-%d", prefix(id), role, page)
}

// save streams one artifact into the Store.
func (m *Manager) save(ctx context.Context, id ID, a Artifact, write func(w io.Writer) error) (Artifact, error) {
	pr, pw := io.Pipe()
	var wg sync.WaitGroup
	var failed error
	wg.Go(func() {
		failed = func() (err error) {
			defer recovered("writing "+a.Name, &err)
			return write(pw)
		}()
		pw.CloseWithError(failed)
	})
	info, err := m.store.Put(ctx, a.Key, pr, store.PutOptions{MediaType: a.MediaType})
	pr.CloseWithError(err)
	wg.Wait()
	if failed != nil && !errors.Is(failed, io.ErrClosedPipe) {
		err = failed
	}
	if err != nil {
		return a, AsError(err)
	}
	a.Size, a.SHA256, a.Task, a.Created = info.Size, info.SHA256, id, info.Modified
	return a, nil
}

// sorted returns the outputs in an order that does not depend on which page
// was ready first.
func (e *Env) sorted() []Artifact {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := slices.Clone(e.outputs)
	slices.SortStableFunc(out, func(a, b Artifact) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), strings.Compare(a.Key, b.Key))
	})
	return out
}

// Progress tells how far the operation is: percent of the whole, the phase and
// the pages. The percentage never falls and stays below 100 until the task is
// completed, whatever is reported.
func (e *Env) Progress(p Progress) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p.Percent = min(max(p.Percent, e.progress.Percent), 99)
	if p.PagesTotal == 0 {
		p.PagesTotal = e.progress.PagesTotal
	}
	p.PagesDone = max(p.PagesDone, e.progress.PagesDone)
	if p == e.progress {
		return
	}
	e.progress = p
	e.report(p)
	e.m.progressEvent(&e.record, p)
}

// PageFailed notes that a page could not be done although the operation goes
// on: the task becomes Partial.
func (e *Env) PageFailed(page int, phase string, err error) {
	f := AsError(err)
	e.logger.Warn("task: page failed", append(logged(err), "page", page, "phase", phase)...)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failures = append(e.failures, layout.PageError{Page: page, Phase: cmp.Or(f.Phase, phase), Code: string(f.Code), Message: f.Message})
}

// pageErrors returns what PageFailed was told, in the order of pages.
func (e *Env) pageErrors() []layout.PageError {
	e.mu.Lock()
	defer e.mu.Unlock()
	slices.SortStableFunc(e.failures, func(a, b layout.PageError) int { return a.Page - b.Page })
	return slices.Clone(e.failures)
}

func (e *Env) partial() bool { return len(e.pageErrors()) > 0 }

// done logs how an attempt ended.
func (e *Env) done(err error, took time.Duration) {
	switch {
	case err == nil:
		e.logger.Info("task: completed", "took", took, "partial", e.partial())
	case errors.Is(err, ErrShutdown), errors.Is(err, ErrCanceled):
		e.logger.Info("task: interrupted", "took", took, "cause", err)
	default:
		e.logger.Warn("task: attempt failed", append(logged(err), "took", took)...)
	}
}
