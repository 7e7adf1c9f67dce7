package task_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// memos is a Converter of files that begin with MEMO.
func memos(calls *atomic.Int32) task.Converter {
	return task.ConverterFunc(func(_ context.Context, name, _ string, data []byte) ([]byte, error) {
		calls.Add(1)
		text, ok := bytes.CutPrefix(data, []byte("MEMO "))
		switch {
		case !ok:
			return nil, task.Errorf(task.Unsupported, "%s is no memo", name)
		case string(text) == "garbled":
			return text, nil
		case string(text) == "broken":
			return nil, errors.New("broken")
		}
		return typedPDF(string(text)), nil
	})
}

func TestConverter(t *testing.T) {
	var calls atomic.Int32
	m := newManager(t, task.Config{Converters: []task.Converter{memos(&calls)}, MaxAttempts: 1})
	ctx := t.Context()
	h, err := task.Submit(ctx, m, task.Recognize{Input: task.Bytes("a.memo", []byte("MEMO to all"))})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := h.Wait(ctx)
	if err != nil || doc.Text() != "to all\n" || doc.Name != "a.memo" {
		t.Errorf("read %+v, %v", doc, err)
	}
	if img, err := m.PageImage(ctx, h.ID(), 1, 100, 0); err != nil || img.Width != 100 {
		t.Errorf("page image %+v, %v", img, err)
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("converted %d times, want once a task", n)
	}
	files, err := task.Do(ctx, m, task.Merge{Inputs: []task.Input{task.Bytes("a", []byte("MEMO a")), task.Bytes("b.pdf", typedPDF("b", "c"))}})
	if err != nil || files.Files[0].Pages != 3 {
		t.Errorf("merged %+v, %v", files, err)
	}
	for text, want := range map[string]task.Code{"MEMO garbled": task.BadOutput, "MEMO broken": task.EngineFailed, "<html>": task.Unsupported} {
		for name, op := range map[string]func(in task.Input) error{
			"recognize": func(in task.Input) error { _, err := task.Do(ctx, m, task.Recognize{Input: in}); return err },
			"extract":   func(in task.Input) error { _, err := task.Do(ctx, m, task.Extract{Input: in}); return err },
		} {
			if err := op(task.Bytes("x", []byte(text))); !errors.Is(err, want) {
				t.Errorf("%s of %q: %v, want %s", name, text, err, want)
			}
		}
	}
}

// grey is a Renderer that draws nothing.
type grey struct{ calls atomic.Int32 }

func (g *grey) RenderPage(_ context.Context, r pdf.RenderRequest) (image.Image, error) {
	g.calls.Add(1)
	if r.Gray {
		return image.NewGray(image.Rectangle{Max: r.Size}), nil
	}
	return image.NewNRGBA(image.Rectangle{Max: r.Size}), nil
}

func TestRenderer(t *testing.T) {
	g := &grey{}
	m := newManager(t, task.Config{Renderer: g})
	files, err := task.Do(t.Context(), m, task.Render{Input: task.Bytes("a.pdf", typedPDF("a", "b")), DPI: 72})
	if err != nil || len(files.Files) != 2 || g.calls.Load() != 2 {
		t.Errorf("%+v, %v after %d calls of the renderer", files, err, g.calls.Load())
	}
}

// heads is a Detector that takes the upper part of each page for a header.
type heads struct {
	mu   sync.Mutex
	seen []image.Point
	err  error
}

func (h *heads) Detect(_ context.Context, in layout.ModelInput) ([]layout.Detection, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = append(h.seen, in.Image.Bounds().Size())
	return []layout.Detection{{Role: layout.RolePageHeader, Box: layout.Rect{X1: in.Page.Size.W, Y1: 60}, Confidence: .9}}, h.err
}

func TestModels(t *testing.T) {
	d := &heads{}
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "one two three"}, Models: layout.Models{Detector: d, Below: 2}, MaxAttempts: 1})
	for name, c := range map[string]struct {
		in   task.Input
		size image.Point
	}{
		"native": {task.Bytes("a.pdf", typedPDF("one two three")), image.Pt(1240, 1755)},
		"scan":   {task.Bytes("a.png", encoded(t, blank(400, 300), imageops.PNG)), image.Pt(400, 300)},
	} {
		d.seen = nil
		doc, err := task.Do(t.Context(), m, task.Recognize{Input: c.in})
		if err != nil || len(d.seen) != 1 || d.seen[0] != c.size {
			t.Errorf("%s: the model saw %v, want %v; %v", name, d.seen, c.size, err)
			continue
		}
		if b := doc.Pages[0].Blocks; len(b) != 1 || b[0].Role != layout.RolePageHeader {
			t.Errorf("%s: blocks %+v, want the header of the model", name, b)
		}
	}
	d.err = errors.New("out of memory")
	if _, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("a.pdf", typedPDF("one"))}); !errors.Is(err, task.EngineFailed) {
		t.Errorf("a model that fails: %v", err)
	}
}

func TestOwnClasses(t *testing.T) {
	const bill = "Stadtwerke Jahresablesung\nZaehlerstand alt 4711 neu 4812\nVerbrauch Kilowattstunden 101\nZaehlernummer 99887766"
	read := func(m *task.Manager) *layout.Document {
		doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("a.pdf", typedPDF(bill))})
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	var own extract.OwnClasses
	own.Add("meter", read(newManager(t, task.Config{})))
	schema := extract.Schema{Name: "meter", Fields: []extract.Field{{Name: "meter", Labels: []string{"Zaehlernummer"}, Pattern: "[0-9]{8}"}}}
	c := task.Config{Classes: &own, Schemas: map[string]extract.Schema{"meter": schema}}
	m := newManager(t, c)
	x, err := task.Do(t.Context(), m, task.Extract{Input: task.Bytes("a.pdf", typedPDF(bill))})
	if err != nil || x.Class != "meter" || x.Values["meter"].Norm != "99887766" {
		t.Errorf("extracted class %s, %v, %v", x.Class, x.Values, err)
	}
	p, err := task.Do(t.Context(), m, task.Process{Input: task.Bytes("a.pdf", typedPDF(bill)), Fields: true, Parts: true})
	if err != nil || p.Classes[0].Class != "meter" || p.Parts[0].Class != "meter" || p.Values.Values["meter"].Norm != "99887766" {
		t.Errorf("processed as %v with %v, %v", p.Classes, p.Values, err)
	}
	c.Schemas = map[string]extract.Schema{"meter": {Fields: []extract.Field{{}}}}
	if _, err := task.NewManager(c); !errors.Is(err, task.Invalid) || !strings.Contains(err.Error(), "Schemas[meter]") {
		t.Errorf("a schema with a field without a name: %v", err)
	}
}

func TestDuplicates(t *testing.T) {
	var seen []extract.Fingerprint
	c := task.Config{Earlier: func(context.Context, task.Snapshot) ([]extract.Fingerprint, error) { return seen, nil }, MaxAttempts: 1}
	m := newManager(t, c)
	invoice := typedPDF("ACME GmbH\nInvoice number: 4711\nDate: 2026-03-14\nTotal: EUR 119.00")
	again := func() bool {
		h, err := task.Submit(t.Context(), m, task.Extract{Input: task.Bytes("a.pdf", invoice), Schema: extract.Invoice()})
		if err != nil {
			t.Fatal(err)
		}
		x, err := h.Wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, x.Fingerprint(string(h.ID())))
		return slices.ContainsFunc(x.Failed(), func(c extract.Check) bool { return c.ID == "duplicate" })
	}
	if again() || !again() {
		t.Error("the second one is a duplicate, the first is not")
	}
	c.Earlier = func(context.Context, task.Snapshot) ([]extract.Fingerprint, error) {
		return nil, errors.New("no database")
	}
	if _, err := task.Do(t.Context(), newManager(t, c), task.Extract{Input: task.Bytes("a.pdf", invoice)}); !errors.Is(err, task.Internal) {
		t.Errorf("earlier documents that cannot be had: %v", err)
	}
}

// twice reads two inputs, and fails once behind the first attempt's reading.
type twice struct{ A, B task.Input }

func (twice) Kind() string { return "test.twice" }

func (o twice) Run(ctx context.Context, env *task.Env) (string, error) {
	out := ""
	for _, in := range []task.Input{o.A, o.B} {
		doc, err := task.Recognize{Input: in}.Run(ctx, env)
		if err != nil {
			return "", err
		}
		out += doc.Text()
	}
	if env.Task().Attempt == 1 {
		return "", task.Retry(errors.New("as asked"))
	}
	return out, nil
}

func TestCheckpointsOfSeveralInputs(t *testing.T) {
	engine := &fakeOCR{text: "word", sleep: slow}
	m := newManager(t, task.Config{OCR: engine, Operations: []task.Definition{task.Define(twice{})}, Backoff: quickly})
	page := task.Bytes("a.png", encoded(t, blank(400, 300), imageops.PNG))
	got, err := task.Do(t.Context(), m, twice{page, task.Bytes("b.pdf", typedPDF("typed"))})
	if got != "word\ntyped\n" || err != nil || engine.calls.Load() != 1 {
		t.Errorf("read %q in %d calls, %v; want each input once", got, engine.calls.Load(), err)
	}
	st := store.NewMemory(store.MemoryConfig{})
	m = newManager(t, task.Config{OCR: engine, Store: st, Operations: []task.Definition{task.Define(twice{})}, Backoff: quickly})
	if got, err := task.Do(t.Context(), m, twice{page, task.Bytes("c.png", encoded(t, blank(600, 300), imageops.PNG))}); got != "word\nword\n" || err != nil {
		t.Errorf("two scans: %q, %v", got, err)
	}
	kept, err := st.List(t.Context(), "")
	if n := len(slices.DeleteFunc(kept, func(i store.Info) bool { return !strings.Contains(i.Key, "/checkpoints/") })); n != 2 || err != nil {
		t.Errorf("%d checkpoints, %v; want one for each input", n, err)
	}
}
