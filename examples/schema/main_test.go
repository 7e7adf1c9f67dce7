package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestSample(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), nil, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Customer:C-204417 Meter:88120034 Used:143 Read:2026-03-12", "Total:287.4}", `page 1 at 240,`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
