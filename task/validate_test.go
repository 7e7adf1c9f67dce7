package task_test

import (
	"errors"
	"testing"

	"github.com/docket-go/docket/task"
)

// TestAllParameters: what is wrong with several parameters is told at once,
// when the operation is submitted.
func TestAllParameters(t *testing.T) {
	m := newManager(t, task.Config{})
	in := task.Bytes("a.pdf", typedPDF("x"))
	for name, c := range map[string]struct {
		submit func() error
		fields []string
	}{
		"recognize": {func() error {
			_, err := task.Submit(t.Context(), m, task.Recognize{Input: in, Pages: "3-x", DPI: 7, OCR: "maybe", Want: []task.Role{task.RoleInput}})
			return err
		}, []string{"Pages", "DPI", "OCR", "Want"}},
		"render": {func() error {
			_, err := task.Submit(t.Context(), m, task.Render{Input: in, Pages: "1,,2", DPI: 1e6, Width: -1, Height: -1, Format: "bmp", Quality: 101})
			return err
		}, []string{"Pages", "DPI", "Width", "Height", "Format", "Quality"}},
		"split": {func() error {
			_, err := task.Submit(t.Context(), m, task.Split{Input: in, Every: -1, MaxBytes: -1, Ranges: []string{"1-2", "0"}})
			return err
		}, []string{"Every", "MaxBytes", "Ranges[1]"}},
	} {
		var e *task.Error
		if err := c.submit(); !errors.As(err, &e) || e.Code != task.Invalid || len(e.Fields) != len(c.fields) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, f := range c.fields {
			if len(e.Fields[f]) == 0 {
				t.Errorf("%s: nothing is said of %s", name, f)
			}
		}
	}
}
