package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the figures of this run as the golden ones")

const golden = "testdata/generated.tsv"

// slack is how far a figure may fall behind the golden one: the kernels of
// other processors round differently, and a word of a small page weighs much.
const slack = 0.01

// TestGenerated holds the library to the figures it had on the project's own
// pages.
func TestGenerated(t *testing.T) {
	var out, log bytes.Buffer
	if err := run(context.Background(), []string{"-set", "generated"}, &out, &log); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got := figures(t, out.Bytes())
	for name, w := range figures(t, want) {
		g, ok := got[name]
		if !ok {
			t.Errorf("%s is no longer measured", name)
			continue
		}
		delete(got, name)
		worse := w - g
		if strings.HasSuffix(name, "lost") { // less is better
			worse = g - w
		}
		if worse > slack {
			t.Errorf("%s is %v, was %v", name, g, w)
		}
	}
	for name := range got {
		t.Errorf("%s has no golden figure: run with -update", name)
	}
}

func figures(t *testing.T, table []byte) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	s := bufio.NewScanner(bytes.NewReader(table))
	for s.Scan() {
		f := strings.Split(s.Text(), "\t")
		if len(f) != 3 {
			t.Fatalf("line %q does not hold set, measure and figure", s.Text())
		}
		v, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[f[0]+" "+f[1]] = v
	}
	return out
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"-set", "nothing"}, {"-set", "ocr"}, {"-data", t.TempDir(), "-set", "ocr"}} {
		var out, log bytes.Buffer
		if err := run(context.Background(), args, &out, &log); err == nil {
			t.Errorf("%v: no error, want one: there is nothing to score", args)
		}
	}
}
