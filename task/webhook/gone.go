package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/docket-go/docket/store"
)

// maxGone is how many URLs are remembered in memory.
const maxGone = 10_000

// gone knows the URLs that have answered 410. What the Store has counts; the
// map spares asking it.
type gone struct {
	name string

	mu    sync.Mutex
	store store.Store
	urls  map[string]bool
}

// A mark is what the Store keeps of a URL.
type mark struct {
	Notifier string    `json:"notifier"`
	URL      string    `json:"url"`
	Time     time.Time `json:"time"`
}

func (g *gone) key(url string) string {
	return fmt.Sprintf("notifiers/gone/%x", sha256.Sum256([]byte(g.name+"\x00"+url)))
}

// seen reports what is known without asking.
func (g *gone) seen(url string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.urls[url]
}

func (g *gone) keeper() store.Store {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.store
}

// remember notes url in memory, and says whether that is news.
func (g *gone) remember(url string) (first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	first = !g.urls[url]
	if len(g.urls) < maxGone {
		g.urls[url] = true
	}
	return first
}

// is asks the Store, so that what another process or an earlier one has heard
// counts too.
func (g *gone) is(ctx context.Context, url string) (bool, error) {
	s := g.keeper()
	if s == nil || g.seen(url) {
		return g.seen(url), nil
	}
	_, err := s.Stat(ctx, g.key(url))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		g.remember(url)
	}
	return err == nil, err
}

// Keep implements task.KeepingNotifier.
func (h *Hook) Keep(s store.Store) {
	h.gone.mu.Lock()
	defer h.gone.mu.Unlock()
	h.gone.store = s
}

// markGone keeps that url has answered 410, and tells the host the first time.
func (h *Hook) markGone(ctx context.Context, url string) error {
	if s := h.gone.keeper(); s != nil {
		b, err := json.Marshal(mark{h.config.Name, url, time.Now().UTC()})
		if err != nil {
			return err
		}
		_, err = s.Put(ctx, h.gone.key(url), bytes.NewReader(b), store.PutOptions{MediaType: "application/json"})
		if err != nil {
			return err
		}
	}
	if h.gone.remember(url) && h.config.Gone != nil {
		h.config.Gone(url)
	}
	return nil
}

// Resume sends to url again although it has answered 410. Other processes that
// have noticed the answer go on without url until they are started anew.
func (h *Hook) Resume(ctx context.Context, url string) error {
	if s := h.gone.keeper(); s != nil {
		if err := s.Delete(ctx, h.gone.key(url)); err != nil {
			return fmt.Errorf("webhook: resume: %w", err)
		}
	}
	h.gone.mu.Lock()
	defer h.gone.mu.Unlock()
	delete(h.gone.urls, url)
	return nil
}
