package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/extract/llm"
)

// A step is one answer of a server.
type step = func(http.ResponseWriter)

// An api is one of the clients and the form of its server's answers.
type api struct {
	name   string
	model  func(url string, h llm.HTTP) llm.Model
	say    func(text string) step
	cutOff func(text string) step // by the limit of tokens
	refuse step
}

func anthropic(text, stop string) step {
	return func(w http.ResponseWriter) {
		_ = json.NewEncoder(w).Encode(map[string]any{"content": []any{map[string]any{"type": "text", "text": text}}, "stop_reason": stop, "usage": map[string]any{"output_tokens": 7}})
	}
}

var apis = []api{
	{
		"OpenAI", func(url string, h llm.HTTP) llm.Model { return &llm.OpenAI{HTTP: h, BaseURL: url, Model: "m"} }, openAI,
		func(text string) step {
			return func(w http.ResponseWriter) {
				_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": text}, "finish_reason": "length"}}, "usage": map[string]any{"completion_tokens": 7}})
			}
		},
		func(w http.ResponseWriter) { fmt.Fprint(w, `{"choices":[{"message":{"refusal":"I may not"}}]}`) },
	},
	{
		"Anthropic", func(url string, h llm.HTTP) llm.Model { return &llm.Anthropic{HTTP: h, BaseURL: url, Model: "m"} },
		func(text string) step { return anthropic(text, "end_turn") }, func(text string) step { return anthropic(text, "max_tokens") },
		anthropic("I may not", "refusal"),
	},
}

// hangUp ends a chunked answer in the middle of a chunk.
func hangUp(w http.ResponseWriter) {
	c, rw, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = rw.WriteString("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n{\"choices\":[{\"mess")
	_ = rw.Flush()
	_ = c.Close()
}

// busy asks for patience, in seconds or until a time.
func busy(after string) step {
	return func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", after)
		http.Error(w, "slow down", http.StatusTooManyRequests)
	}
}

// raw answers with a body of the server itself.
func raw(body string) step { return func(w http.ResponseWriter) { fmt.Fprint(w, body) } }

type mischief struct {
	name  string
	steps []step
	want  error // nil: recovers
	calls int
}

// mischiefs are what servers and models do wrong.
func mischiefs(a api) []mischief {
	fine := a.say(good)
	deep := strings.Repeat("[", 20000) + strings.Repeat("]", 20000)
	return []mischief{
		{"busy, then fine", []step{status(429), status(503), fine}, nil, 3},
		{"busy for a time not given right", []step{busy("soon"), busy("-5"), fine}, nil, 3},
		{"prose, then fine", []step{a.say("I cannot do that"), fine}, nil, 2},
		{"cut off, then fine", []step{a.say(good[:60]), fine}, nil, 2},
		{"cut off by the limit of tokens", []step{a.cutOff(good[:60])}, llm.ErrAnswer, 1},
		{"whole, though the limit was reached", []step{a.cutOff(good)}, nil, 1},
		{"wrong types, then fine", []step{a.say(`{"tenant":"Ada"}`), fine}, nil, 2},
		{"a list for a value, then fine", []step{a.say(`{"tenant":{"value":["Ada"],"quote":"Ada","lines":[1]}}`), fine}, nil, 2},
		{"a text for lines, then fine", []step{a.say(`{"tenant":{"value":"Ada","quote":"Ada","lines":"1"}}`), fine}, nil, 2},
		{"a value without end, then fine", []step{a.say(`{"tenant":{"value":"` + strings.Repeat("A", 50000) + `","quote":"","lines":[]}}`), fine}, nil, 2},
		{"unknown field for ever", []step{a.say(`{"landlord":null}`)}, llm.ErrAnswer, 2},
		{"bad key", []step{status(401)}, llm.ErrServer, 1},
		{"always down", []step{status(500)}, llm.ErrServer, 3},
		{"no JSON at all", []step{raw("<html>")}, llm.ErrAnswer, 1},
		{"no answer at all", []step{raw("")}, llm.ErrAnswer, 1},
		{"JSON of another kind", []step{raw("[1,2]")}, llm.ErrAnswer, 1},
		{"busy for ever", []step{status(429)}, llm.ErrServer, 3},
		{"connection cut in the middle, then fine", []step{cut, fine}, nil, 2},
		{"connection cut in the middle of a chunk, then fine", []step{hangUp, fine}, nil, 2},
		{"a giant answer", []step{giant}, llm.ErrAnswer, 1},
		{"two objects", []step{a.say(good + good), fine}, nil, 2},
		{"nested far too deep", []step{a.say(`{"tenant":` + deep + "}"), fine}, nil, 2},
		{"refused", []step{a.refuse}, llm.ErrAnswer, 1},
	}
}

func TestMisbehaving(t *testing.T) {
	for _, a := range apis {
		for _, c := range mischiefs(a) {
			t.Run(a.name+"/"+c.name, func(t *testing.T) {
				s, n := script(t, c.steps...)
				got, _, err := propose(t, a.model(s.URL, fast()))
				if !errors.Is(err, c.want) || c.want == nil && err != nil {
					t.Errorf("error %v, want %v", err, c.want)
				}
				if int(n.Load()) != c.calls {
					t.Errorf("%d calls, want %d", n.Load(), c.calls)
				}
				if c.want == nil {
					checkGood(t, got)
				}
			})
		}
	}
}

// TestNoChoice: an answer of OpenAI's form without any choice.
func TestNoChoice(t *testing.T) {
	s, n := script(t, raw("{}"))
	if _, _, err := propose(t, apis[0].model(s.URL, fast())); !errors.Is(err, llm.ErrAnswer) || n.Load() != 1 {
		t.Errorf("error %v after %d calls", err, n.Load())
	}
}

// TestRetryAfter: the server's wish is obeyed, and does not keep a caller who
// has no more time.
func TestRetryAfter(t *testing.T) {
	for _, a := range apis {
		s, _ := script(t, busy("1"), a.say(good))
		start := time.Now()
		if _, _, err := propose(t, a.model(s.URL, fast())); err != nil || time.Since(start) < time.Second {
			t.Errorf("%s: error %v after %v, want one second at least", a.name, err, time.Since(start))
		}
		s, n := script(t, busy(time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)))
		p, err := llm.New(llm.Config{Model: a.model(s.URL, fast())})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		_, err = p.Propose(ctx, doc, schema)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || n.Load() != 1 {
			t.Errorf("%s: error %v after %d calls, want the deadline's after one", a.name, err, n.Load())
		}
	}
}

// TestBody: members of the request are added, replaced and removed.
func TestBody(t *testing.T) {
	for _, a := range apis {
		var got map[string]any
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			_ = json.Unmarshal(b, &got)
			a.say(good)(w)
		}))
		h := fast()
		h.Body = map[string]any{"max_tokens": nil, "max_completion_tokens": 9000, "temperature": 0.3}
		_, _, err := propose(t, a.model(s.URL, h))
		s.Close()
		_, has := got["max_tokens"]
		if err != nil || has || got["max_completion_tokens"] != 9000.0 || got["temperature"] != 0.3 || got["model"] != "m" {
			t.Errorf("%s: error %v, request %v", a.name, err, got)
		}
	}
}
