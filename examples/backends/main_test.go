package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// page is a PDF that says Hello, with a broken table of contents, which readers
// mend.
const page = `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 40>>stream
BT /F 12 Tf 20 100 Td (Hello, you) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R/Size 6>>
`

func TestBackends(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "hello.pdf")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{file}, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasPrefix(got, "hello.pdf completed: 10 characters") && !strings.HasPrefix(got, "hello.pdf completed: 11 characters") {
		t.Errorf("in memory: %q", got)
	}
	db := filepath.Join(dir, "tasks.db")
	for n := range 2 { // the second time it also knows the first task
		out.Reset()
		if err := run(t.Context(), []string{"-db", db, file}, &out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), "completed"); got != n+1 {
			t.Errorf("run %d lists %d tasks: %q", n+1, got, out.String())
		}
	}
}
