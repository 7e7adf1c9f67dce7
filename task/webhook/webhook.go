// Package webhook tells HTTP receivers of a Manager's events, in the way of
// Standard Webhooks (https://www.standardwebhooks.com).
//
//	hook, err := webhook.New(webhook.Config{URL: "https://example.com/hook", Secrets: []string{secret}})
//	m, err := task.NewManager(task.Config{Notifiers: []task.Notifier{hook}})
//
// A request is a POST of JSON {"type", "timestamp", "data"} with the headers
// webhook-id (the event's ID, the same on every try), webhook-timestamp and
// webhook-signature. An answer of 2xx ends the delivery. 410 ends it too, and
// nothing more is sent to that URL, also after a restart and by other processes
// on the same Store, until Hook.Resume is called. Everything else, redirects included, is
// tried again by the Manager, for up to 48 hours; Retry-After is obeyed.
// Receivers in Go check requests with Verify.
//
// URLs are not trusted: unless Config allows more, only public addresses are
// called, only with TLS, without proxy, whatever names resolve to.
package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/docket-go/docket/task"
)

// A Config says whom to tell of what. Secrets are required.
type Config struct {
	Name    string           // of the Notifier; default "webhook"
	URL     string           // the receiver; empty = only callbacks of tasks
	Secrets []string         // whsec_ and base64 of 24 to 64 bytes; requests carry a signature for each, so that receivers can change over
	Types   []task.EventType // what to tell; default all but task.progress, file.created and file.deleted
	Timeout time.Duration    // of one request; default 15 s

	AllowPrivate bool          // also loopback, private and other addresses inside
	AllowHTTP    bool          // also without TLS
	Resolver     *net.Resolver // default net.DefaultResolver
	UserAgent    string        // default "docket-webhook"

	// Body, where set, returns what is sent as JSON in place of a Payload, such
	// as adapters.ScanDocsEventOf does; ok false leaves the event untold.
	Body func(e task.Event) (body any, ok bool)
	// Gone, where set, is called when a receiver has answered 410.
	Gone func(url string)
}

// Limits of what is sent and read.
const (
	defaultTimeout = 15 * time.Second
	maxPayload     = 20 << 10 // beyond it lists are left out
	maxAnswer      = 1 << 10  // of a refusing answer, for the log
	maxHeader      = 16 << 10
)

// A Hook is a task.Notifier that POSTs events. It is safe for concurrent use.
type Hook struct {
	config Config
	keys   [][]byte
	client *http.Client
	gone   gone
}

var (
	_ task.CallbackNotifier = (*Hook)(nil)
	_ task.KeepingNotifier  = (*Hook)(nil)
)

// New checks c and returns its Hook.
func New(c Config) (*Hook, error) {
	if c.Name == "" {
		c.Name = "webhook"
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.UserAgent == "" {
		c.UserAgent = "docket-webhook"
	}
	if len(c.Secrets) == 0 {
		return nil, errors.New("webhook: a secret is required; NewSecret makes one")
	}
	h := &Hook{config: c, gone: gone{name: c.Name, urls: map[string]bool{}}}
	for _, s := range c.Secrets {
		k, err := key(s)
		if err != nil {
			return nil, err
		}
		h.keys = append(h.keys, k)
	}
	if c.URL != "" {
		if err := h.CheckCallback(c.URL); err != nil {
			return nil, err
		}
	}
	h.client = newClient(c)
	return h, nil
}

// Name implements task.Notifier.
func (h *Hook) Name() string { return h.config.Name }

// Wants implements task.Notifier.
func (h *Hook) Wants(t task.EventType) bool {
	return h.config.URL != "" && h.WantsCallback(t) && !h.gone.seen(h.config.URL)
}

// WantsCallback implements task.CallbackNotifier.
func (h *Hook) WantsCallback(t task.EventType) bool {
	if len(h.config.Types) > 0 {
		return slices.Contains(h.config.Types, t)
	}
	return t != task.TaskProgress && t != task.FileCreated && t != task.FileDeleted
}

// CheckCallback implements task.CallbackNotifier.
func (h *Hook) CheckCallback(url string) error {
	_, err := checkURL(url, h.config)
	return err
}

// Notify implements task.Notifier.
func (h *Hook) Notify(ctx context.Context, e task.Event) error {
	return h.NotifyCallback(ctx, h.config.URL, e)
}

// NotifyCallback implements task.CallbackNotifier.
func (h *Hook) NotifyCallback(ctx context.Context, url string, e task.Event) error {
	if is, err := h.gone.is(ctx, url); err != nil {
		return task.Retry(task.Errorf(task.EngineFailed, "whether the receiver is gone: %w", err))
	} else if is {
		return task.Permanent(task.Errorf(task.NotFound, "the receiver has answered 410 Gone before"))
	}
	if err := h.CheckCallback(url); err != nil {
		return task.Permanent(task.Errorf(task.Denied, "%w", err))
	}
	body, err := h.body(e)
	if err != nil {
		return task.Permanent(err)
	}
	if body == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, h.config.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return task.Permanent(task.Errorf(task.Invalid, "%w", err))
	}
	now := time.Now()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", h.config.UserAgent)
	req.Header.Set(headerID, e.ID)
	req.Header.Set(headerTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(headerSignature, signatures(h.keys, e.ID, now, body))
	res, err := h.client.Do(req)
	if err != nil {
		var blocked *BlockedError
		if errors.As(err, &blocked) {
			return task.Permanent(task.Errorf(task.Denied, "%w", err))
		}
		return task.Retry(task.Errorf(task.EngineFailed, "no answer: %w", err))
	}
	defer res.Body.Close()
	return h.judge(ctx, url, res)
}

// body is what is sent of e, nil for nothing.
func (h *Hook) body(e task.Event) ([]byte, error) {
	if h.config.Body == nil {
		return payload(e)
	}
	v, ok := h.config.Body(e)
	if !ok {
		return nil, nil
	}
	return json.Marshal(v)
}

// judge says what an answer means.
func (h *Hook) judge(ctx context.Context, url string, res *http.Response) error {
	if res.StatusCode/100 == 2 {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer)) // only for the log
	err := task.Errorf(task.EngineFailed, "the receiver answers %s: %q", res.Status, text)
	if res.StatusCode == http.StatusGone {
		if e := h.markGone(ctx, url); e != nil {
			return task.Retry(task.Errorf(task.EngineFailed, "keep that the receiver is gone: %w", e))
		}
		return task.Permanent(err)
	}
	err.Retryable = true
	err.RetryAfter = retryAfter(res.Header.Get("Retry-After"), time.Now())
	return err
}

// maxRetryAfter bounds what a receiver may ask for.
const maxRetryAfter = 12 * time.Hour

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(v string, now time.Time) time.Duration {
	d := time.Duration(0)
	if n, err := strconv.ParseInt(v, 10, 32); err == nil {
		d = time.Duration(n) * time.Second
	} else if t, err := http.ParseTime(v); err == nil {
		d = t.Sub(now)
	}
	return max(0, min(d, maxRetryAfter))
}

// A Payload is the body of a request.
type Payload struct {
	Type      task.EventType `json:"type"`
	Timestamp time.Time      `json:"timestamp"`
	Data      task.Event     `json:"data"`
}

// payload encodes e. What makes it longer than receivers like, lists of
// artifacts above all, is left out: they fetch the task instead.
func payload(e task.Event) ([]byte, error) {
	p := Payload{Type: e.Type, Timestamp: e.Time.UTC(), Data: e}
	b, err := json.Marshal(p)
	if err != nil || len(b) <= maxPayload || e.Task == nil {
		return b, err
	}
	s := *e.Task
	s.Inputs, s.Outputs, s.Params, s.Labels = nil, nil, nil, nil
	if s.Err != nil {
		s.Err = &task.Error{Code: s.Err.Code, Message: fmt.Sprintf("%.2000s", s.Err.Message), Page: s.Err.Page}
	}
	p.Data.Task = &s
	return json.Marshal(p)
}
