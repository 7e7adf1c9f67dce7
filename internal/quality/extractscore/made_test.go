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
	golden(t, "testdata/made.txt", "invoices", MadeCases(2))
}

// TestFamilies does the same for other kinds of documents: a hotel's folio, a
// QR-bill, credit notes with negative amounts and more.
func TestFamilies(t *testing.T) {
	golden(t, "testdata/families.txt", "families", FamilyCases(families, 0, 1))
}

// TestJudging does the same for the kinds that nothing was changed for.
func TestJudging(t *testing.T) {
	golden(t, "testdata/judging.txt", "families_judging", FamilyCases(judges, 0, 1))
}

// TestClasses does the same for the classes of documents that are no invoices.
func TestClasses(t *testing.T) {
	compare(t, "testdata/classes.txt", scoreClasses(ClassCases(2000, 1), measure.Env{Log: io.Discard}))
}

func golden(t *testing.T, file, set string, cases []Case) {
	t.Helper()
	ms, err := scoreMade(context.Background(), measure.Env{Log: io.Discard}, cases, set)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, file, ms)
}

func compare(t *testing.T, file string, ms []measure.Measure) {
	t.Helper()
	var got bytes.Buffer
	if err := measure.WriteTable(&got, ms); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Errorf("figures changed; run with -update where they are better (-was +is)\n%s", d)
	}
}
