package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestShort is the command with few documents.
func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("left out of short tests: it waits for tasks to expire")
	}
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-documents", "120", "-samples", "3", "-keep", "3s"}, &out); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	for _, want := range []string{"memory: 120 documents", "sqlite: 120 documents"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no line %q in\n%s", want, out.String())
		}
	}
}

func TestFlat(t *testing.T) {
	calm := sample{goroutines: 10, open: 8, heap: 20, files: 3}
	for name, edit := range map[string]func(*sample){
		"goroutines": func(s *sample) { s.goroutines += 50 }, "open files": func(s *sample) { s.open += 50 }, "heap": func(s *sample) { s.heap += 50 },
		"disk": func(s *sample) { s.files += 50 }, "expired": func(s *sample) { s.tasks++ }, "deleted": func(s *sample) { s.artifacts++ },
	} {
		later := calm
		if edit(&later); flat([]sample{calm, later}) == nil || !strings.Contains(flat([]sample{calm, later}).Error(), name) {
			t.Errorf("a leak is not seen: %s", name)
		}
	}
	if err := flat([]sample{calm, calm}); err != nil {
		t.Error(err)
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"-documents", "1"}, {"-backend", "none", "-documents", "20"}, {"-x"}} {
		if err := run(context.Background(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
