package task

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/store"
)

// A Page is one page that an operation works on.
type Page struct {
	Number int // 1-based
	env    *Env
	work   *pageWork
	image  *imageops.Image // of an image file
	failed error           // why there is no image
}

// pageWork is the progress of one Pages call.
type pageWork struct {
	phase    string
	from, to float64 // percent
	mu       sync.Mutex
	shares   map[int]float64 // of pages under way, 0 to 1
	done     int
	total    int
}

// A Span is the part of an operation's progress that one phase takes.
type Span struct {
	Phase    string
	From, To int // percent of the whole
}

// Pages calls work for each of pages, several at a time: all operations of the
// Manager together work on at most Config.Workers pages at once, so that as
// many page images are alive. Each page has Config.PageTimeout. A page that
// fails is noted with PageFailed and the others go on, except that NotConfigured
// ends all. Pages returns an error when ctx ends, or when no page succeeded.
func (e *Env) Pages(ctx context.Context, s Span, pages []int, work func(ctx context.Context, p *Page) error) error {
	return e.eachPage(ctx, s, pages, nil, work)
}

// eachPage is Pages with a function that is called for one page after the
// other, in order, when a worker is free for it.
func (e *Env) eachPage(ctx context.Context, s Span, pages []int, prepare func(p *Page), work func(ctx context.Context, p *Page) error) error {
	w := &pageWork{phase: s.Phase, from: float64(s.From), to: float64(s.To), shares: map[int]float64{}, total: len(pages)}
	e.Progress(Progress{Percent: s.From, Phase: s.Phase, PagesTotal: len(pages)})
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	failed := 0
	note := func(n int, err error) {
		if err == nil || ctx.Err() != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		failed++
		if first == nil {
			first = err
		}
		if errors.Is(err, NotConfigured) {
			stop(err)
			return
		}
		e.PageFailed(n, s.Phase, err)
	}
	for _, n := range pages {
		if e.m.pages.Acquire(ctx, 1) != nil {
			break
		}
		p := &Page{Number: n, env: e, work: w}
		if prepare != nil {
			prepare(p)
		}
		wg.Go(func() {
			defer e.m.pages.Release(1)
			err := Permanent(Errorf(Internal, "the work on page %d ended its goroutine", n)) // unless it returns
			defer func() {
				w.finish(e, n)
				note(n, err)
			}()
			err = e.page(ctx, p, work)
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if failed > 0 && failed == len(pages) {
		return first
	}
	return nil
}

// page does one page, and once again where that may help.
func (e *Env) page(ctx context.Context, p *Page, work func(ctx context.Context, p *Page) error) (err error) {
	if begin := e.m.config.Hooks.Page; begin != nil {
		var end func(error)
		ctx, end = begin(ctx, e.record.ID, p.Number)
		defer func() { end(err) }()
	}
	for range 2 {
		limited, cancel := context.WithTimeoutCause(ctx, e.m.config.PageTimeout,
			Errorf(Timeout, "page %d was not finished within %s", p.Number, e.m.config.PageTimeout))
		err = func() (err error) {
			defer recovered(fmt.Sprintf("page %d", p.Number), &err)
			return untyped(work(limited, p))
		}()
		if err != nil && limited.Err() != nil {
			err = context.Cause(limited)
		}
		cancel()
		if err == nil {
			return nil
		}
		f := *AsError(err)
		f.Page, err = p.Number, &f
		if ctx.Err() != nil || !f.Retryable || f.Code == Timeout {
			return err
		}
	}
	return err
}

// Share tells how much of the page is done, 0 to 1.
func (p *Page) Share(done float64) {
	w := p.work
	w.mu.Lock()
	w.shares[p.Number] = max(w.shares[p.Number], min(done, 1))
	w.mu.Unlock()
	w.tell(p.env)
}

func (w *pageWork) finish(e *Env, page int) {
	w.mu.Lock()
	delete(w.shares, page)
	w.done++
	w.mu.Unlock()
	w.tell(e)
}

func (w *pageWork) tell(e *Env) {
	w.mu.Lock()
	sum, done := float64(w.done), w.done
	for _, s := range w.shares {
		sum += s
	}
	w.mu.Unlock()
	percent := w.from + (w.to-w.from)*sum/float64(max(w.total, 1))
	e.Progress(Progress{Percent: int(percent), Phase: w.phase, PagesDone: done, PagesTotal: w.total})
}

// costly is the work from which on a checkpoint is worth its write.
const costly = 50 * time.Millisecond

// checkpoint keeps what one page came to, so that a later attempt need not do
// it again, where it took long enough for that to pay.
func (e *Env) checkpoint(ctx context.Context, name string, page int, took time.Duration, v any) error {
	if took < costly {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = e.m.store.Put(ctx, e.checkpointKey(name, page), bytes.NewReader(b), store.PutOptions{MediaType: "application/json"})
	return err
}

// restore finds what an earlier attempt has kept.
func (e *Env) restore(ctx context.Context, name string, page int, v any) bool {
	if e.record.Seq <= 2 { // inserted, claimed: this is the first time
		return false
	}
	b, err := store.Bytes(ctx, e.m.store, e.checkpointKey(name, page), maxResult)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			e.logger.Warn("task: cannot read a checkpoint", "page", page, "err", err)
		}
		return false
	}
	return json.Unmarshal(b, v) == nil
}

func (e *Env) checkpointKey(name string, page int) string {
	return fmt.Sprintf("%scheckpoints/%s-%d", prefix(e.record.ID), name, page)
}
