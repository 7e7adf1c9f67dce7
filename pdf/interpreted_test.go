package pdf

import (
	"runtime"
	"testing"
)

// SkipInterpreted leaves a test out of short runs where wazero has no compiler:
// PDFium takes ten times as long there.
func SkipInterpreted(t *testing.T) {
	t.Helper()
	if testing.Short() && runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("PDFium is interpreted on this architecture, and this test takes long: -short leaves it out")
	}
}
