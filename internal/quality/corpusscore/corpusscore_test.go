package corpusscore

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docket-go/docket/internal/quality/measure"
)

// TestMain lets the test binary stand in for the program that probes a file.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "-probe" {
		if strings.Contains(os.Args[2], "crash") {
			panic("as asked")
		}
		if err := Probe(context.Background(), os.Args[2], os.Stdout); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestScore(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, "corpus", name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("labels-pdf.tsv", "dev/a.pdf\tbroken\tE\tE\tE\ndev/crash.pdf\tbroken\tE\tE\tE\ndev/b.pdf\tok:1\t1\t1\t1\n")
	write("hostile.tsv", "path\texpect\twhy\npdf/c.pdf\terr\tno PDF\n")
	for _, name := range []string{"dev/a.pdf", "dev/b.pdf", "dev/crash.pdf", "dev/hostile/pdf/c.pdf"} {
		write(name, "no PDF")
	}
	var log bytes.Buffer
	ms, err := PDF(context.Background(), measure.Env{Data: dir, Log: &log, Errors: 9})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, m := range ms {
		got[m.Name] = m.Value
	}
	for name, want := range map[string]float64{"broken_right": 0.5, "ok_right": 0, "hostile_right": 1, "crashes": 1, "wrong_page_counts": 0} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if !strings.Contains(log.String(), "as asked") {
		t.Errorf("the log does not tell how a process ended:\n%s", log.String())
	}
}
