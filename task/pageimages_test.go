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

// TestPageImageSizes holds PDFs and image files to the same rules.
func TestPageImageSizes(t *testing.T) {
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "x"}})
	ctx := t.Context()
	for name, in := range map[string]task.Input{
		"PDF": task.Bytes("a.pdf", typedPDF("one")),
		"PNG": task.Bytes("a.png", encoded(t, blank(1240, 1755), imageops.PNG)),
	} {
		h, err := task.Submit(ctx, m, task.Recognize{Input: in})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		for _, c := range [][4]int{ // asked for, made
			{0, 0, 1240, 1755}, {124, 0, 124, 176}, {0, 351, 248, 351}, {124, 100, 124, 176}, {124, 351, 248, 351}, {5000, 0, 1240, 1755}, {5000, 9000, 1240, 1755},
		} {
			a, err := m.PageImage(ctx, h.ID(), 1, c[0], c[1])
			if err != nil || abs(a.Width-c[2]) > 1 || abs(a.Height-c[3]) > 1 {
				t.Errorf("%s in %d x %d: %d x %d, %v; want %d x %d", name, c[0], c[1], a.Width, a.Height, err, c[2], c[3])
			}
		}
		if a, err := m.Thumbnail(ctx, h.ID()); err != nil || a.Height != 256 || abs(a.Width-181) > 1 {
			t.Errorf("%s: thumbnail %d x %d, %v; want 181 x 256", name, a.Width, a.Height, err)
		}
		files, err := task.Do(ctx, m, task.Thumbnail{Input: in, Width: 100, Height: 100})
		if err != nil || files.Files[0].Height != 100 || abs(files.Files[0].Width-71) > 1 {
			t.Errorf("%s: thumbnail %+v, %v; want 71 x 100", name, files, err)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// TestSearchableOnDemand makes what the task has not, and returns what it has.
func TestSearchableOnDemand(t *testing.T) {
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "one two"}})
	ctx := t.Context()
	in := task.Bytes("a.png", encoded(t, blank(400, 300), imageops.PNG))
	h, err := task.Submit(ctx, m, task.Recognize{Input: in})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	a, err := m.Export(ctx, h.ID(), task.RoleSearchablePDF)
	if err != nil || a.MediaType != task.PDFType || a.Pages != 1 || a.Name != "a.searchable.pdf" {
		t.Fatalf("%+v, %v", a, err)
	}
	doc, err := task.Do(ctx, m, task.Recognize{Input: task.Stored(a.Key), OCR: task.OCRNever})
	if err != nil || doc.Text() != "one two\n" {
		t.Errorf("its text is %q, %v", doc.Text(), err)
	}
	s, err := task.Submit(ctx, m, task.Searchable{Input: in, Want: []task.Role{task.RoleThumbnail, task.RoleHOCR}})
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.Wait(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := m.Export(ctx, s.ID(), task.RoleSearchablePDF); err != nil || a.Key != made.File.Key {
		t.Errorf("%+v, %v; want the one that was made", a, err)
	}
	text, err := task.Submit(ctx, m, task.ExtractText{Input: in})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := text.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Export(ctx, text.ID(), task.RoleSearchablePDF); !errors.Is(err, task.Invalid) {
		t.Errorf("of a task without a document: %v", err)
	}
}
