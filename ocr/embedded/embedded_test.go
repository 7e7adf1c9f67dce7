package embedded_test

import (
	"testing"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
)

func TestEngine(t *testing.T) {
	ocrtest.TestEngine(t, func(t *testing.T) ocr.Engine {
		e, err := embedded.New(embedded.Config{})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}, ocrtest.Options{})
}
