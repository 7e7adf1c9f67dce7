package gosseract

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/ocr"
)

func TestConfig(t *testing.T) {
	if _, err := (Config{TessdataDir: t.TempDir()}).withDefaults(); !errors.Is(err, ocr.ErrNotConfigured) {
		t.Errorf("folder without models: error %v, want ErrNotConfigured", err)
	}
	dir := t.TempDir()
	for _, n := range []string{"eng", "deu", "osd"} {
		if err := os.WriteFile(filepath.Join(dir, n+".traineddata"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Config{TessdataDir: dir}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	in := c.installed()
	if d := cmp.Diff([]string{"deu", "eng"}, in); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for _, l := range []struct {
		languages []string
		want      string
		err       error
	}{
		{nil, "eng", nil},
		{[]string{"de-AT", "en"}, "deu+eng", nil},
		{[]string{"deu+eng", "de"}, "deu+eng", nil},
		{[]string{"osd"}, "", ocr.ErrLanguage},
		{[]string{"../eng"}, "", ocr.ErrLanguage},
	} {
		got, err := c.models(in, l.languages)
		if got != l.want || !errors.Is(err, l.err) {
			t.Errorf("%v: %q, error %v; want %q, %v", l.languages, got, err, l.want, l.err)
		}
	}
}
