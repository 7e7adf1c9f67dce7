package llm

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A StatusError is an answer of the server that is no success. It matches
// ErrServer.
type StatusError struct {
	Status int
	Body   string // its beginning
}

func (e *StatusError) Error() string { return fmt.Sprintf("llm: server says %d: %s", e.Status, e.Body) }

// Is makes errors.Is(err, ErrServer) true.
func (e *StatusError) Is(target error) bool { return target == ErrServer }

const maxAnswer = 8 << 20

// HTTP is what the clients have in common. The zero value is useful.
type HTTP struct {
	Client  *http.Client  // default http.DefaultClient
	Retries int           // attempts after 408, 409, 429, 5xx and lost connections, default 2; negative = none
	Backoff time.Duration // before the first retry, doubled each time, default 500 ms; Retry-After is obeyed up to a minute

	// Body is merged into each request, over what the client puts there; nil
	// removes a member. Models differ: some want max_completion_tokens instead
	// of max_tokens, or no temperature.
	Body map[string]any
}

func (h *HTTP) client() *http.Client {
	if h.Client != nil {
		return h.Client
	}
	return http.DefaultClient
}

// post sends body as JSON until it succeeds and decodes the answer into out.
func (h *HTTP) post(ctx context.Context, url string, header http.Header, body map[string]any, out any) error {
	for k, v := range h.Body {
		if v == nil {
			delete(body, k)
			continue
		}
		body[k] = v
	}
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	retries, wait := h.Retries, h.Backoff
	if retries == 0 {
		retries = 2
	}
	if wait == 0 {
		wait = 500 * time.Millisecond
	}
	for n := 0; ; n++ {
		after, err := h.once(ctx, url, header, data, out)
		if err == nil || ctx.Err() != nil || n >= retries || !again(err) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(wait<<n, after)):
		}
	}
}

// again reports whether trying again may help.
func again(err error) bool {
	var s *StatusError
	if !errors.As(err, &s) {
		return errors.Is(err, ErrServer)
	}
	return s.Status == 408 || s.Status == 409 || s.Status == 429 || s.Status >= 500
}

func (h *HTTP) once(ctx context.Context, url string, header http.Header, data []byte, out any) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	for k, v := range header {
		req.Header[k] = v
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := h.client().Do(req)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrServer, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrServer, err)
	}
	if len(body) > maxAnswer {
		return 0, fmt.Errorf("%w: the answer is larger than %d bytes", ErrAnswer, maxAnswer)
	}
	if resp.StatusCode/100 != 2 {
		return retryAfter(resp.Header.Get("Retry-After"), time.Now()), &StatusError{resp.StatusCode, string(body[:min(len(body), 300)])}
	}
	if err := json.Unmarshal(body, out); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	return 0, nil
}

// retryAfter reads the header of that name, seconds or a date, at most a
// minute.
func retryAfter(s string, now time.Time) time.Duration {
	if sec, err := strconv.Atoi(s); err == nil {
		return time.Duration(max(0, min(sec, 60))) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, min(at.Sub(now), time.Minute))
	}
	return 0
}

// OpenAI is a model behind the chat completions API of OpenAI, which most
// local servers speak too.
type OpenAI struct {
	HTTP
	BaseURL   string // such as http://localhost:11434/v1; default https://api.openai.com/v1
	Key       string // sent as bearer token unless empty
	Model     string
	MaxTokens int  // of the answer, default 4096; a row of a table takes about 25 for each of its cells
	NoSchema  bool // for servers that refuse response_format: the schema goes into the prompt
}

// Complete implements Model.
func (m *OpenAI) Complete(ctx context.Context, r Request) (Response, error) {
	base := strings.TrimRight(m.BaseURL, "/")
	if base == "" {
		base = "https://api.openai.com/v1"
	}
	header := http.Header{}
	if m.Key != "" {
		header.Set("Authorization", "Bearer "+m.Key)
	}
	body := map[string]any{"model": m.Model, "max_tokens": orDefault(m.MaxTokens), "temperature": 0}
	system := r.System
	if m.NoSchema {
		system += "\nSchema of the answer:\n" + string(r.Schema)
	} else {
		body["response_format"] = map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "answer", "strict": true, "schema": r.Schema}}
	}
	body["messages"] = []any{map[string]any{"role": "system", "content": system}, map[string]any{"role": "user", "content": openAIContent(r)}}
	var out struct {
		Choices []struct {
			Message struct {
				Content string `json:"content"`
				Refusal string `json:"refusal"`
			} `json:"message"`
			Finish string `json:"finish_reason"`
		} `json:"choices"`
		Usage struct {
			In  int `json:"prompt_tokens"`
			Out int `json:"completion_tokens"`
		} `json:"usage"`
	}
	if err := m.post(ctx, base+"/chat/completions", header, body, &out); err != nil {
		return Response{}, err
	}
	if len(out.Choices) == 0 {
		return Response{}, fmt.Errorf("%w: no choice", ErrAnswer)
	}
	if s := out.Choices[0].Message.Refusal; s != "" {
		return Response{}, fmt.Errorf("%w: refused: %s", ErrAnswer, s)
	}
	c := out.Choices[0]
	return Response{Text: c.Message.Content, InputTokens: out.Usage.In, OutputTokens: out.Usage.Out, Truncated: c.Finish == "length"}, nil
}

func openAIContent(r Request) any {
	if len(r.Images) == 0 {
		return r.Text
	}
	parts := []any{map[string]any{"type": "text", "text": r.Text}}
	for _, img := range r.Images {
		url := "data:" + img.MediaType + ";base64," + base64.StdEncoding.EncodeToString(img.Data)
		parts = append(parts, map[string]any{"type": "image_url", "image_url": map[string]any{"url": url}})
	}
	return parts
}

func orDefault(n int) int {
	if n == 0 {
		return 4096
	}
	return n
}

// Anthropic is a model behind the messages API of Anthropic.
type Anthropic struct {
	HTTP
	BaseURL   string // default https://api.anthropic.com
	Key       string
	Model     string
	Version   string // anthropic-version, default 2023-06-01
	MaxTokens int    // of the answer, default 4096; a row of a table takes about 25 for each of its cells
	NoSchema  bool   // for models without structured output: the schema goes into the prompt
}

// unbounded returns schema without the limits of lists, which the API refuses;
// they are checked when the answer is read.
func unbounded(schema json.RawMessage) any {
	var v any
	if json.Unmarshal(schema, &v) != nil {
		return schema
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if v["type"] == "array" {
				delete(v, "maxItems")
			}
			for _, m := range v {
				walk(m)
			}
		case []any:
			for _, m := range v {
				walk(m)
			}
		}
	}
	walk(v)
	return v
}

// Complete implements Model.
func (m *Anthropic) Complete(ctx context.Context, r Request) (Response, error) {
	base := strings.TrimRight(m.BaseURL, "/")
	if base == "" {
		base = "https://api.anthropic.com"
	}
	version := m.Version
	if version == "" {
		version = "2023-06-01"
	}
	header := http.Header{"X-Api-Key": {m.Key}, "Anthropic-Version": {version}}
	content := []any{}
	for _, img := range r.Images {
		content = append(content, map[string]any{"type": "image", "source": map[string]any{"type": "base64", "media_type": img.MediaType, "data": base64.StdEncoding.EncodeToString(img.Data)}})
	}
	content = append(content, map[string]any{"type": "text", "text": r.Text})
	system := r.System
	body := map[string]any{"model": m.Model, "max_tokens": orDefault(m.MaxTokens), "messages": []any{map[string]any{"role": "user", "content": content}}}
	if m.NoSchema {
		system += "\nSchema of the answer:\n" + string(r.Schema)
	} else {
		body["output_config"] = map[string]any{"format": map[string]any{"type": "json_schema", "schema": unbounded(r.Schema)}}
	}
	body["system"] = system
	var out struct {
		Content []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		} `json:"content"`
		Stop  string `json:"stop_reason"`
		Usage struct {
			In  int `json:"input_tokens"`
			Out int `json:"output_tokens"`
		} `json:"usage"`
	}
	if err := m.post(ctx, base+"/v1/messages", header, body, &out); err != nil {
		return Response{}, err
	}
	var b strings.Builder
	for _, c := range out.Content {
		if c.Type == "text" {
			b.WriteString(c.Text)
		}
	}
	if out.Stop == "refusal" {
		return Response{}, fmt.Errorf("%w: refused: %s", ErrAnswer, b.String())
	}
	return Response{Text: b.String(), InputTokens: out.Usage.In, OutputTokens: out.Usage.Out, Truncated: out.Stop == "max_tokens"}, nil
}
