//go:build !((linux || darwin) && (amd64 || arm64))

package tesseract

import (
	"context"
	"fmt"
	"image"
	"runtime"

	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/internal/tess"
)

// On these systems the library cannot be loaded without cgo.

type library struct{}

func openLibrary(string) (*library, error) {
	return nil, fmt.Errorf("tesseract: %w: not on %s/%s, use ocr/gosseract or ocr/embedded", ocr.ErrNotConfigured, runtime.GOOS, runtime.GOARCH)
}

func (*library) newClient(string, string, []byte, map[string]string) (*client, error) {
	return nil, ocr.ErrNotConfigured
}

func (*library) name() string { return "" }

type client struct{ key string }

func (*client) load(*image.Gray, float64)       {}
func (*client) Forget()                         {}
func (*client) Close()                          {}
func (c *client) Key() string                   { return c.key }
func (*client) folder() string                  { return "" }
func (*client) orient() (ocr.Orientation, bool) { return ocr.Orientation{}, false }
func (*client) read(context.Context, pageMode, image.Rectangle, bool) ([]tess.Line, error) {
	return nil, ocr.ErrNotConfigured
}
