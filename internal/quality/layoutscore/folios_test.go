package layoutscore

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/docket-go/docket/internal/folio"
	"github.com/docket-go/docket/internal/quality/measure"
)

// goldenFolios is how many documents of each kind the golden figures are of.
const goldenFolios = 2

// TestFolios holds the figures on typeset documents of every kind to those
// they had: none may be worse.
func TestFolios(t *testing.T) {
	var ms []measure.Measure
	for _, kind := range folio.Kinds() {
		by := map[string]*mean{}
		for i := range goldenFolios {
			got, err := scoreFolio(context.Background(), folio.Make(kind, judgedSeeds+uint64(i)))
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range got {
				if by[v.Name] == nil {
					by[v.Name] = &mean{}
				}
				by[v.Name].add(v.Value, true)
			}
		}
		ms = append(ms, folioMeasures(kind, by)...)
	}
	const golden = "testdata/folios.txt"
	if *update {
		var b bytes.Buffer
		for _, m := range ms {
			fmt.Fprintf(&b, "%s\t%.3f\n", m.Name, m.Value)
		}
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{}
	for _, l := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var name string
		var v float64
		if _, err := fmt.Sscanf(l, "%s\t%f", &name, &v); err != nil {
			t.Fatalf("%s: %q: %v", golden, l, err)
		}
		want[name] = v
	}
	if len(ms) != len(want) {
		t.Errorf("%d figures, %d are golden: run with -update", len(ms), len(want))
	}
	for _, m := range ms {
		if v, ok := want[m.Name]; !ok || m.Value < v-0.002 {
			t.Errorf("%s is %.3f, was %.3f", m.Name, m.Value, v)
		}
	}
}
