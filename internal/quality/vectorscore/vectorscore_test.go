package vectorscore

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/internal/quality/measure"
)

func TestScore(t *testing.T) {
	data := t.TempDir()
	dir := filepath.Join(data, "corpus", "vectors")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"ssrf_urls.tsv":     "url\texpect\nhttp://10.9.8.7/\tblock\nhttp://inside.test/\tblock\nhttps://a.test/redirect\tblock\nhttps://example.com/\tallow\nhttps://10.9.8.7/\tallow\n",
		"artifact_keys.tsv": "key\texpect\n..\\\\x\treject-or-contained\n\\xe4/b.pdf\taccept-and-roundtrip\na\\nb\taccept-and-roundtrip\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Score(t.Context(), measure.Env{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	want := []measure.Measure{
		{Set: "vectors", Name: "urls", Value: 5}, {Set: "vectors", Name: "urls_right", Value: 4}, // the last one is wrong in the file
		{Set: "vectors", Name: "keys", Value: 3}, {Set: "vectors", Name: "keys_right", Value: 2},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}
