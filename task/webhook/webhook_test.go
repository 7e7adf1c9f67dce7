package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/task"
)

// The signature of the reference implementation: standard-webhooks, MIT,
// libraries/go/webhook_test.go.
const (
	refSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	refID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	refTime      = 1614265330
	refBody      = `{"test": 2432232314}`
	refSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

func TestSignature(t *testing.T) {
	got, err := Sign(refSecret, refID, time.Unix(refTime, 0), []byte(refBody))
	if err != nil || got != refSignature {
		t.Errorf("got %q, %v; want %q", got, err, refSignature)
	}
}

func TestVerify(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(h http.Header)
		now     int64 // seconds after the timestamp
		secrets []string
		want    error
	}{
		{name: "as it should be"},
		{name: "a little late", now: 299},
		{name: "without prefix", secrets: []string{strings.TrimPrefix(refSecret, "whsec_")}},
		{name: "rotated secret", secrets: []string{NewSecret(), refSecret}},
		{name: "one good signature of several", change: func(h http.Header) {
			h.Set(headerSignature, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,abc "+refSignature)
		}},
		{name: "no id", change: func(h http.Header) { h.Del(headerID) }, want: ErrHeader},
		{name: "no timestamp", change: func(h http.Header) { h.Del(headerTimestamp) }, want: ErrHeader},
		{name: "no signature", change: func(h http.Header) { h.Del(headerSignature) }, want: ErrHeader},
		{name: "timestamp is no number", change: func(h http.Header) { h.Set(headerTimestamp, "now") }, want: ErrHeader},
		{name: "wrong signature", change: func(h http.Header) { h.Set(headerSignature, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=") }, want: ErrSignature},
		{name: "empty signature", change: func(h http.Header) { h.Set(headerSignature, "v1,") }, want: ErrSignature},
		{name: "5 min old", now: 300, want: ErrTimestamp},
		{name: "5 min 1 s ahead", now: -301, want: ErrTimestamp},
		{name: "other secret", secrets: []string{NewSecret()}, want: ErrSignature},
		{name: "empty secret", secrets: []string{""}, want: ErrSecret},
		{name: "prefix alone", secrets: []string{"whsec_"}, want: ErrSecret},
		{name: "no secret", secrets: []string{}, want: ErrSecret},
	} {
		h := http.Header{}
		h.Set(headerID, refID)
		h.Set(headerTimestamp, "1614265330")
		h.Set(headerSignature, refSignature)
		if c.change != nil {
			c.change(h)
		}
		if c.secrets == nil {
			c.secrets = []string{refSecret}
		}
		if err := verify(h, []byte(refBody), time.Unix(refTime+c.now, 0), c.secrets); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// event is one to be told.
func event() task.Event {
	return task.Event{ID: "evt_1", Type: task.TaskCompleted, Time: time.Now(), Seq: 3, Task: &task.Snapshot{ID: "T1", State: task.Completed}}
}

// hook tells a receiver on this machine.
func hook(t *testing.T, c Config) *Hook {
	t.Helper()
	c.AllowPrivate, c.AllowHTTP = true, true
	if c.Secrets == nil {
		c.Secrets = []string{refSecret}
	}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestNotify(t *testing.T) {
	secrets := []string{NewSecret(), NewSecret()}
	var got Payload
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for _, s := range secrets {
			if err := Verify(r.Header, body, s); err != nil {
				t.Errorf("Verify: %v", err)
			}
		}
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("webhook-id") != "evt_1" {
			t.Errorf("request %s %v", r.Method, r.Header)
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer srv.Close()
	h := hook(t, Config{URL: srv.URL, Secrets: secrets})
	if err := h.Notify(t.Context(), event()); err != nil {
		t.Fatal(err)
	}
	if got.Type != task.TaskCompleted || got.Data.Task.ID != "T1" || got.Data.Seq != 3 {
		t.Errorf("payload %+v", got)
	}
}

// hang waits until the sender gives up, which a server sees once the body is
// read.
func hang(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func TestAnswers(t *testing.T) {
	var answer atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer.Load().(http.HandlerFunc)(w, r) }))
	defer srv.Close()
	status := func(code int, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
		}
	}
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		retry  bool
		after  time.Duration
	}{
		{"server error", status(500), true, 0},
		{"not found", status(404), true, 0},
		{"throttled", status(429, "Retry-After", "120"), true, 2 * time.Minute},
		{"throttled for ever", status(503, "Retry-After", "99999999"), true, maxRetryAfter},
		{"redirect", status(302, "Location", "http://169.254.169.254/"), true, 0},
		{"hanging", func(_ http.ResponseWriter, r *http.Request) { hang(r) }, true, 0},
		{"huge", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			for range 1000 {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		}, true, 0},
		{"huge header", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) }, true, 0},
		{"gone", status(410), false, 0},
		{"gone before", status(200), false, 0},
	} {
		answer.Store(c.answer)
		h := hook(t, Config{URL: srv.URL, Timeout: 200 * time.Millisecond})
		if c.name == "gone before" {
			if err := h.markGone(t.Context(), srv.URL); err != nil {
				t.Fatal(err)
			}
		}
		err := h.Notify(t.Context(), event())
		var e *task.Error
		if !errors.As(err, &e) || e.Retryable != c.retry || e.RetryAfter != c.after {
			t.Errorf("%s: %#v", c.name, err)
		}
		if strings.HasPrefix(c.name, "gone") && h.Wants(task.TaskCompleted) {
			t.Errorf("%s: wants more", c.name)
		}
	}
}

func TestLargePayload(t *testing.T) {
	e := event()
	for range 500 {
		e.Task.Outputs = append(e.Task.Outputs, task.Artifact{Key: "tasks/T1/out/page-image-page-7", Name: "seven.png"})
	}
	b, err := payload(e)
	if err != nil || len(b) > maxPayload {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if len(e.Task.Outputs) != 500 {
		t.Error("the event itself was changed")
	}
}

func TestConfigErrors(t *testing.T) {
	for name, c := range map[string]Config{
		"no secret":    {URL: "https://example.com"},
		"short secret": {URL: "https://example.com", Secrets: []string{"whsec_YWJj"}},
		"http":         {URL: "http://example.com", Secrets: []string{refSecret}},
		"private":      {URL: "https://10.0.0.1", Secrets: []string{refSecret}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestDownForAWhile lets a Manager tell a receiver that refuses, hangs and then
// takes what it is sent: every event arrives, once, and tasks do not wait.
func TestDownForAWhile(t *testing.T) {
	var calls atomic.Int32
	got := make(chan string, 10)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch calls.Add(1) {
		case 1:
			w.WriteHeader(http.StatusBadGateway)
		case 2:
			hang(r)
		default:
			got <- r.Header.Get("webhook-id")
		}
	}))
	defer srv.Close()
	h := hook(t, Config{URL: srv.URL, Timeout: 100 * time.Millisecond, Types: []task.EventType{task.TaskCompleted}})
	m, err := task.NewManager(task.Config{Notifiers: []task.Notifier{h}, Operations: []task.Definition{task.Define(nothing{})}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	start := time.Now()
	if _, err := task.Do(t.Context(), m, nothing{}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("the task waited for its receiver: %s", took)
	}
	select {
	case <-got:
	case <-time.After(30 * time.Second):
		t.Fatal("the event does not arrive")
	}
	select {
	case id := <-got:
		t.Errorf("event %s arrived again", id)
	case <-time.After(100 * time.Millisecond):
	}
}

type nothing struct{}

func (nothing) Kind() string                                     { return "test.nothing" }
func (nothing) Run(context.Context, *task.Env) (struct{}, error) { return struct{}{}, nil }

func TestOwnBody(t *testing.T) {
	var got []string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if err := Verify(r.Header, b, refSecret); err != nil {
			t.Error(err)
		}
		got = append(got, string(b))
	}))
	defer srv.Close()
	h := hook(t, Config{URL: srv.URL, Body: func(e task.Event) (any, bool) {
		return map[string]task.EventType{"told": e.Type}, e.Type == task.TaskCompleted
	}})
	e := event()
	for _, e.Type = range []task.EventType{task.TaskCreated, task.TaskCompleted} {
		if err := h.Notify(t.Context(), e); err != nil {
			t.Error(err)
		}
	}
	if d := cmp.Diff([]string{`{"told":"task.completed"}`}, got); d != "" {
		t.Errorf("sent (-want +got)\n%s", d)
	}
}
