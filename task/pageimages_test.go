package task_test

import (
	"errors"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/task"
)

// TestPageImages lists what PageImage can give before and after it was asked.
func TestPageImages(t *testing.T) {
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "x"}})
	ctx := t.Context()
	for name, c := range map[string]struct {
		in            task.Input
		pages         int
		width, height int // as listed before the image is made
	}{
		"PDF":  {task.Bytes("a.pdf", typedPDF("one", "two")), 2, 1240, 1755},
		"TIFF": {task.Bytes("a.tiff", sheets(t, 3)), 3, 0, 0},
		"PNG":  {task.Bytes("a.png", encoded(t, blank(30, 20), imageops.PNG)), 1, 0, 0},
	} {
		h, err := task.Submit(ctx, m, task.Recognize{Input: c.in})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		list, err := m.PageImages(ctx, h.ID())
		if err != nil || len(list) != c.pages || list[0].Key != "" || list[0].Width != c.width || list[0].Height != c.height {
			t.Errorf("%s: %+v, %v", name, list, err)
			continue
		}
		made, err := m.PageImage(ctx, h.ID(), 1, 0, 0)
		if err != nil || c.width > 0 && (made.Width != c.width || made.Height != c.height) {
			t.Errorf("%s: made %+v, %v", name, made, err)
		}
		if list, err = m.PageImages(ctx, h.ID()); err != nil || list[0].Key != made.Key || list[0].SHA256 != made.SHA256 || list[0].Width != made.Width {
			t.Errorf("%s: listed %+v, made %+v, %v", name, list[0], made, err)
		}
	}
	if _, err := m.PageImages(ctx, "NONE"); !errors.Is(err, task.NotFound) {
		t.Errorf("no task: %v", err)
	}
}
