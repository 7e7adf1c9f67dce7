package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/docket-go/docket/task/webhook"
)

func TestSample(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), nil, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"sample.png completed 100 % complete\n", "webhook: task.completed of sample.png\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestForged(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(`{"type":"task.completed"}`))
	r.Header.Set("webhook-id", "evt_1")
	receive(t.Context(), webhook.NewSecret(), nil)(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("a call without a signature is answered %d", w.Code)
	}
}
