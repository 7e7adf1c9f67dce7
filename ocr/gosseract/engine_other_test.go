//go:build !(cgo && gosseract)

package gosseract

import (
	"errors"
	"testing"

	"github.com/docket-go/docket/ocr"
)

// A build without the engine says so.
func TestNotBuilt(t *testing.T) {
	var e ocr.Engine = &Engine{}
	if _, err := New(Config{}); !errors.Is(err, ocr.ErrNotConfigured) {
		t.Errorf("New: %v", err)
	}
	if _, err := e.Recognize(t.Context(), ocr.Image{}, ocr.Options{}); !errors.Is(err, ocr.ErrNotConfigured) {
		t.Errorf("Recognize: %v", err)
	}
	if e.Info().Name != "" || e.Capabilities().Words || e.Close() != nil {
		t.Error("there is an engine")
	}
}
