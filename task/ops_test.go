package task_test

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/task"
)

// photo shows a white sheet, turned a little, on a dark table.
func photo() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 800, 600))
	draw.Draw(img, img.Rect, image.NewUniform(color.NRGBA{60, 50, 40, 255}), image.Point{}, draw.Src)
	for y := 80; y < 520; y++ {
		for x := 200 + y/12; x < 520+y/12; x++ {
			img.Set(x, y, color.NRGBA{240, 240, 235, 255})
		}
	}
	return img
}

func TestImageOperations(t *testing.T) {
	m := newManager(t, task.Config{})
	ctx := t.Context()
	in := task.Bytes("photo.png", encoded(t, photo(), imageops.PNG))
	check := func(name string, f *task.Files, err error, media string, fits func(a task.Artifact) bool) {
		t.Helper()
		if err != nil || len(f.Files) != 1 {
			t.Errorf("%s: %+v, %v", name, f, err)
			return
		}
		a := f.Files[0]
		b, err := m.Bytes(ctx, a)
		if err != nil || imageops.Sniff(b) != media || a.MediaType != media || !fits(a) {
			t.Errorf("%s: %+v holds %s, %v", name, a, imageops.Sniff(b), err)
		}
	}
	whole := func(a task.Artifact) bool { return a.Width == 800 && a.Height == 600 }
	sheet := func(a task.Artifact) bool { return a.Width > 280 && a.Width < 360 && a.Height > 400 && a.Height < 480 }
	f, err := task.Do(ctx, m, task.Convert{Input: in, Format: "image/jpeg", Quality: 60, Name: "small.jpg"})
	check("convert", f, err, "image/jpeg", func(a task.Artifact) bool { return whole(a) && a.Name == "small.jpg" })
	f, err = task.Do(ctx, m, task.ApplyEffect{Input: in, Effect: "grayscale"})
	check("effect", f, err, "image/png", whole)
	f, err = task.Do(ctx, m, task.Scan{Input: in, Effect: "original"})
	check("scan", f, err, "image/png", sheet)
	f, err = task.Do(ctx, m, task.Thumbnail{Input: in})
	check("thumbnail", f, err, "image/png", func(a task.Artifact) bool { return a.Width == 256 && a.Height == 192 })
	d, err := task.Do(ctx, m, task.DetectDocuments{Input: in})
	if err != nil || len(d.Documents) != 1 || d.Width != 800 {
		t.Fatalf("detect: %+v, %v", d, err)
	}
	if b := d.Documents[0].Box; b.Left < 200 || b.Left > 215 || b.Top < 75 || b.Top > 85 {
		t.Errorf("detected %+v", b)
	}
	f, err = task.Do(ctx, m, task.Warp{Input: in, Vertices: d.Documents[0].Vertices})
	check("warp", f, err, "image/png", sheet)
}

func TestRenderAndText(t *testing.T) {
	m := newManager(t, task.Config{})
	ctx := t.Context()
	in := task.Bytes("text.pdf", textPDF("One fine day in spring", "Two", "Three"))
	f, err := task.Do(ctx, m, task.Render{Input: in, Pages: "3,1", DPI: 72, Format: "jpeg"})
	if err != nil || len(f.Files) != 2 || f.Files[0].Page != 3 || f.Files[0].Name != "text-3.jpg" || f.Files[0].Width != 400 {
		t.Errorf("render: %+v, %v", f, err)
	}
	for format, want := range map[string]string{"": "One fine day", "markdown": "One fine day", "html": "<", "hocr": "ocrx_word", "alto": "<String", "docling": "DoclingDocument", "json": `"words"`} {
		got, err := task.Do(ctx, m, task.ExtractText{Input: in, Format: format})
		if err != nil || !strings.Contains(got.Content, want) {
			t.Errorf("%q: %v, %.200v", format, err, got)
		}
	}
}

func TestOperationParameters(t *testing.T) {
	m := newManager(t, task.Config{})
	in := hello()
	submit := func(field string, err error) {
		t.Helper()
		var e *task.Error
		if !errors.As(err, &e) || e.Code != task.Invalid || len(e.Fields[field]) == 0 {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := task.Submit(t.Context(), m, task.Convert{Input: in, Format: "doc"})
	submit("Format", err)
	_, err = task.Submit(t.Context(), m, task.Convert{Input: in, Format: "jpeg", Quality: 101})
	submit("Quality", err)
	_, err = task.Submit(t.Context(), m, task.ApplyEffect{Input: in, Effect: "sparkle"})
	submit("Effect", err)
	_, err = task.Submit(t.Context(), m, task.Scan{Input: in, Max: -1})
	submit("Max", err)
	_, err = task.Submit(t.Context(), m, task.Warp{Input: in})
	submit("Vertices", err)
	_, err = task.Submit(t.Context(), m, task.Render{Input: in, DPI: -1})
	submit("DPI", err)
	_, err = task.Submit(t.Context(), m, task.ExtractText{Input: in, Format: "xls"})
	submit("Format", err)
	_, err = task.Submit(t.Context(), m, task.Extract{Input: in, Schema: extract.Schema{Name: "bad", Fields: []extract.Field{{}}}})
	submit("Schema", err)
	if _, err := task.Do(t.Context(), m, task.Convert{Input: task.Bytes("a.pdf", textPDF("x")), Format: "png"}); !errors.Is(err, task.Unsupported) {
		t.Errorf("convert a PDF: %v", err)
	}
}

func TestExtract(t *testing.T) {
	m := newManager(t, task.Config{})
	in := task.Bytes("invoice.pdf", textPDF("Invoice number: 4711-2026   Invoice date: 2026-03-14"))
	x, err := task.Do(t.Context(), m, task.Extract{Input: in, Schema: extract.Invoice()})
	if err != nil {
		t.Fatal(err)
	}
	if x.Document == nil || len(x.Document.Pages) != 1 || x.Schema.Name != extract.Invoice().Name {
		t.Errorf("extraction %+v", x)
	}
	if v := x.Values["document_number"]; v.Norm != "4711-2026" {
		t.Errorf("document number %+v of %v", v, x.Values)
	}
	p, err := task.Do(t.Context(), m, task.Process{Input: in, Fields: true, Want: []task.Role{task.RoleText, task.RoleThumbnail}})
	if err != nil || p.Values == nil || p.Document == nil {
		t.Errorf("process: %+v, %v", p, err)
	}
}

func TestPDFOperations(t *testing.T) {
	m := newManager(t, task.Config{})
	ctx := t.Context()
	three := task.Bytes("three.pdf", textPDF("One", "Two", "Three"))
	read := func(a task.Artifact) []string {
		t.Helper()
		doc, err := task.Do(ctx, m, task.Recognize{Input: task.Stored(a.Key), OCR: task.OCRNever})
		if err != nil {
			t.Fatal(err)
		}
		return words(doc)
	}
	f, err := task.Do(ctx, m, task.Split{Input: three})
	if err != nil || len(f.Files) != 3 || f.Files[1].Name != "three-2.pdf" || f.Files[1].Role != task.RoleSubPDF {
		t.Fatalf("split: %+v, %v", f, err)
	}
	if got := read(f.Files[1]); len(got) != 1 || got[0] != "Two" {
		t.Errorf("second part: %q", got)
	}
	f, err = task.Do(ctx, m, task.ExtractPages{Input: three, Pages: "3,1"})
	if err != nil || len(f.Files) != 1 || f.Files[0].Pages != 2 {
		t.Fatalf("extract pages: %+v, %v", f, err)
	}
	if got := read(f.Files[0]); !slices.Equal(got, []string{"Three", "One"}) {
		t.Errorf("pages 3,1: %q", got)
	}
	h, err := task.Submit(ctx, m, task.Merge{Inputs: []task.Input{three, task.Bytes("page.png", encoded(t, blank(40, 30), imageops.PNG)), task.Bytes("scan.tiff", encoded(t, blank(40, 30), imageops.TIFF))}, Bookmarks: true})
	if err != nil {
		t.Fatal(err)
	}
	if f, err = h.Wait(ctx); err != nil || f.Files[0].Pages != 5 || f.Files[0].Name != "merged.pdf" {
		t.Fatalf("merge: %+v, %v", f, err)
	}
	last, err := task.Do(ctx, m, task.ExtractPages{Input: task.Output(h), Pages: "1"}) // of another task's output
	if err != nil {
		t.Fatal(err)
	}
	if got := read(last.Files[0]); !slices.Equal(got, []string{"One"}) {
		t.Errorf("first page of the merged file: %q", got)
	}
	for field, op := range map[string]task.Operation[*task.Files]{
		"Pages": task.ExtractPages{Input: three}, "Every": task.Split{Input: three, Every: 1, OutlineLevel: 1}, "Inputs": task.Merge{},
	} {
		_, err := task.Submit(ctx, m, op)
		if e := task.AsError(err); e == nil || len(e.Fields[field]) == 0 {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := task.Do(ctx, m, task.ExtractPages{Input: three, Pages: "4"}); !errors.Is(err, task.Invalid) {
		t.Errorf("page 4 of 3: %v", err)
	}
	if _, err := task.Do(ctx, m, task.Split{Input: task.Bytes("a.png", encoded(t, blank(40, 30), imageops.PNG))}); !errors.Is(err, task.Unsupported) {
		t.Errorf("split an image: %v", err)
	}
}
