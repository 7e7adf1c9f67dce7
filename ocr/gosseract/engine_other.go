//go:build !(cgo && gosseract)

package gosseract

import (
	"context"
	"fmt"

	"github.com/docket-go/docket/ocr"
)

// An Engine is gosseract. In this build there is none.
type Engine struct{}

var errBuild = fmt.Errorf("gosseract: %w: built without cgo and -tags gosseract; ocr/tesseract and ocr/embedded need neither", ocr.ErrNotConfigured)

// New returns an error that matches ocr.ErrNotConfigured.
func New(Config) (*Engine, error) { return nil, errBuild }

// Recognize returns the error of New.
func (*Engine) Recognize(context.Context, ocr.Image, ocr.Options) (*ocr.Page, error) {
	return nil, errBuild
}

// Info is empty.
func (*Engine) Info() ocr.Info { return ocr.Info{} }

// Capabilities are none.
func (*Engine) Capabilities() ocr.Capabilities { return ocr.Capabilities{} }

// Close does nothing.
func (*Engine) Close() error { return nil }
