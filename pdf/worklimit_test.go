package pdf_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/pdf"
)

// TestPageTime draws a page that would take for ever, without a deadline.
func TestPageTime(t *testing.T) {
	pdf.SkipInterpreted(t)
	rt, err := pdf.NewRuntime(t.Context(), pdf.RuntimeConfig{PageTime: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	const lines = "0 0 m 400 300 l 100 7 l S 400 0 m 0 300 l S\n"
	data := file(testPage{content: strings.Repeat(lines, 200_000)}, testPage{content: lines})
	d, err := pdf.Open(t.Context(), data, pdf.OpenOptions{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Render(t.Context(), 1, pdf.RenderOptions{DPI: 72}); !errors.Is(err, pdf.ErrTooLarge) {
		t.Errorf("endless page: %v, want one that matches ErrTooLarge", err)
	}
	if _, err := d.Render(t.Context(), 2, pdf.RenderOptions{DPI: 72}); err != nil {
		t.Errorf("page after it: %v", err)
	}
}
