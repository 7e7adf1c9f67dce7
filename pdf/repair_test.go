package pdf_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/docket-go/docket/pdf"
)

// TestRepair opens files that lack what every reader looks for first.
func TestRepair(t *testing.T) {
	good := file(testPage{content: "BT /F1 12 Tf 50 200 Td (Hello) Tj ET"}, testPage{})
	cut := func(at string) []byte { return bytes.Clone(good[:bytes.Index(good, []byte(at))]) }
	replace := func(old, new string) []byte { return bytes.ReplaceAll(good, []byte(old), []byte(new)) }
	for name, data := range map[string][]byte{
		"no header":      good[9:],
		"junk before":    append(bytes.Repeat([]byte("junk "), 300), good...),
		"no trailer":     cut("trailer"),
		"no table":       cut("xref"),
		"trailer hurt":   replace("trailer", "traiIer"),
		"offsets hurt":   replace("00000 n", "00000 f"),
		"huge number":    append(cut("xref"), "2147483647 0 obj << /Root 1 0 R >> endobj"...),
		"end of a line":  replace("\n", "\r"),
		"nothing after":  append(bytes.Clone(good), bytes.Repeat([]byte{0}, 4096)...),
		"startxref hurt": replace("startxref\n", "startxref\n9"),
	} {
		t.Run(name, func(t *testing.T) {
			d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			in, err := d.Input(t.Context(), 1)
			if d.PageCount() != 2 || err != nil || texts(in) != "Hello" {
				t.Errorf("%d pages, %v", d.PageCount(), err)
			}
		})
	}
	for name, data := range map[string][]byte{
		"only head": good[:200],
	} {
		if _, err := pdf.Open(t.Context(), data, pdf.OpenOptions{}); !errors.Is(err, pdf.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
