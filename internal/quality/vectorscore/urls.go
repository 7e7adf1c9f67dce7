package vectorscore

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/docket-go/docket/internal/fakedns"
	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/webhook"
)

// urls counts addresses that are blocked or allowed as the file says. Plain
// HTTP is allowed for that, so that it is not what stops them.
func urls(ctx context.Context, e measure.Env, file string) (right, all int, err error) {
	rs, err := rows(file)
	if err != nil {
		return 0, 0, err
	}
	for _, r := range rs {
		var ok bool
		switch r[1] {
		case "allow":
			ok = check(r[0], webhook.Config{}) == nil
		case "allow-with-option":
			ok = check(r[0], webhook.Config{AllowHTTP: true}) != nil && check(r[0], webhook.Config{AllowHTTP: true, AllowPrivate: true}) == nil
		default:
			ok = blocked(ctx, r[0])
		}
		if all++; ok {
			right++
		} else {
			e.Logf("url %q: not %s", r[0], r[1])
		}
	}
	return right, all, nil
}

// check asks whether a task may name url as its callback.
func check(url string, c webhook.Config) error {
	h, err := newHook(c)
	if err != nil {
		return err
	}
	return h.CheckCallback(url)
}

func newHook(c webhook.Config) (*webhook.Hook, error) {
	c.Secrets, c.Timeout = []string{webhook.NewSecret()}, time.Second
	return webhook.New(c)
}

// blocked reports whether url is refused: when it is given, or when it is
// called and its name turns out to be that of an address inside, alone or
// beside a public one, or it answers with a redirect to one.
func blocked(ctx context.Context, url string) bool {
	if check(url, webhook.Config{AllowHTTP: true}) != nil {
		return true
	}
	if strings.Contains(url, "/redirect") {
		return !followed(ctx)
	}
	for _, addrs := range [][]string{{"127.0.0.1"}, {"127.0.0.1", "192.0.2.1"}} {
		h, err := newHook(webhook.Config{AllowHTTP: true, Resolver: fakedns.Resolver(addrs...)})
		if err != nil {
			return false
		}
		var inside *webhook.BlockedError
		if err := h.NotifyCallback(ctx, url, event()); !errors.As(err, &inside) {
			return false
		}
	}
	return true
}

// followed reports whether a redirect is followed, or taken for an answer.
func followed(ctx context.Context) bool {
	var inside atomic.Bool
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside.Store(true) }))
	defer target.Close()
	srv := httptest.NewServer(http.RedirectHandler(target.URL, http.StatusTemporaryRedirect))
	defer srv.Close()
	h, err := newHook(webhook.Config{AllowHTTP: true, AllowPrivate: true})
	if err != nil {
		return true
	}
	return h.NotifyCallback(ctx, srv.URL, event()) == nil || inside.Load()
}

func event() task.Event {
	return task.Event{ID: "evt_1", Type: task.TaskCompleted, Time: time.Now(), Seq: 1}
}
