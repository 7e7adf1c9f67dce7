package embedded_test

import (
	"strings"
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

// TestDoubtIsPointedOut reads scripts for which there is no model: the words
// that come of it must not pass for read.
func TestDoubtIsPointedOut(t *testing.T) {
	e, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for tag, want := range map[string]bool{"en": false, "de": false, "el": true, "ru": true} {
		page := ocrtest.LanguagePage(tag)
		img, _, err := page.Render()
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Recognize(t.Context(), img, ocr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(p.Warnings, "\n"), "hardly a word is sure"); got != want {
			t.Errorf("%s: warnings %q, want doubt: %v", tag, p.Warnings, want)
		}
	}
}
