package extractscore

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"testing"

	"github.com/docket-go/docket/internal/quality/measure"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the figures of this run as the golden ones")

// TestMade holds the figures on made invoices, in seven languages and all
// layouts, to those they had.
func TestMade(t *testing.T) {
	ms, err := scoreMade(context.Background(), measure.Env{Log: io.Discard}, MadeCases(2))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := measure.WriteTable(&got, ms); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/made.txt"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Errorf("figures changed; run with -update where they are better (-was +is)\n%s", d)
	}
}
