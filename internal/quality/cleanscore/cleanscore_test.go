package cleanscore

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/docket-go/docket/internal/quality/measure"
)

var update = flag.Bool("update", false, "write the figures of this run as the golden ones")

const (
	golden = "testdata/clean.tsv"
	slack  = 0.02 // other processors round differently
)

// TestGenerated holds cleaning to what it was worth on spoiled pages, and to
// leaving good ones alone.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("left out of short tests: it reads nine pages")
	}
	ms, err := Generated(context.Background(), measure.Env{}, []string{"good", "photo", "shadow", "fax", "curved"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		var b bytes.Buffer
		if err := measure.WriteTable(&b, ms); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, m := range ms {
		got[m.Name] = m.Value
	}
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		want, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := got[f[1]]; !ok || v < want-slack || strings.HasSuffix(f[1], "_changed") && v != want {
			t.Errorf("%s is %v, was %v", f[1], v, want)
		}
	}
	for _, kind := range []string{"photo", "shadow", "fax", "curved"} {
		if raw, clean := got[kind+"_raw_word_f1"], got[kind+"_word_f1"]; clean < raw {
			t.Errorf("%s: cleaning made %v of %v", kind, clean, raw)
		}
	}
}
