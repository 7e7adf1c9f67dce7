package task_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// fakeOCR says the same of every page and counts how many images are alive.
type fakeOCR struct {
	text  string
	sleep time.Duration
	fail  func(call int) error

	calls, alive, most atomic.Int32
}

func (f *fakeOCR) Info() ocr.Info                 { return ocr.Info{Name: "fake"} }
func (f *fakeOCR) Capabilities() ocr.Capabilities { return ocr.Capabilities{Words: true} }
func (f *fakeOCR) Close() error                   { return nil }

func (f *fakeOCR) Recognize(ctx context.Context, in ocr.Image, o ocr.Options) (*ocr.Page, error) {
	call := int(f.calls.Add(1))
	n := f.alive.Add(1)
	defer f.alive.Add(-1)
	for m := f.most.Load(); n > m && !f.most.CompareAndSwap(m, n); m = f.most.Load() {
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(f.sleep):
	}
	if f.fail != nil {
		if err := f.fail(call); err != nil {
			return nil, err
		}
	}
	dpi := in.DPI
	if dpi == 0 {
		dpi = 300
	}
	size := in.Pix.Bounds().Size()
	p := &ocr.Page{DPI: dpi, Size: layout.Size{W: float64(size.X) * 72 / dpi, H: float64(size.Y) * 72 / dpi}}
	line := ocr.Line{Confidence: 0.9}
	for i, w := range strings.Fields(f.text) {
		x := 10 + float64(i)*30
		line.Words = append(line.Words, layout.Word{Text: w, Box: layout.Rect{X0: x, Y0: 10, X1: x + 25, Y1: 20}, Confidence: 0.9})
		if o.Progress != nil {
			o.Progress(i+1, len(strings.Fields(f.text)))
		}
	}
	if len(line.Words) > 0 {
		p.Lines = []ocr.Line{line}
	}
	return p, nil
}

func encoded(t *testing.T, img image.Image, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := imageops.Encode(&b, img, imageops.EncodeOptions{Format: format, DPI: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// encodedAt is encoded with another resolution.
func encodedAt(t *testing.T, img image.Image, format string, dpi float64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := imageops.Encode(&b, img, imageops.EncodeOptions{Format: format, DPI: dpi}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func blank(w, h int) image.Image {
	g := image.NewGray(image.Rect(0, 0, w, h))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	return g
}

func TestRecognizeImage(t *testing.T) {
	engine := &fakeOCR{text: "one two three"}
	m := newManager(t, task.Config{OCR: engine})
	h, err := task.Submit(t.Context(), m, task.Recognize{
		Input: task.Bytes("page.png", encoded(t, blank(400, 300), imageops.PNG)),
		Want:  []task.Role{task.RoleText, task.RoleHOCR, task.RoleMarkdown, task.RoleJSON, task.RolePageImage, task.RoleThumbnail},
	})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := h.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Pages) != 1 || strings.TrimSpace(doc.Text()) != "one two three" || doc.MediaType != "image/png" {
		t.Errorf("document %+v", doc)
	}
	if got := doc.Pages[0]; got.DPI != 100 || got.Size.W != 288 || got.Source != layout.SourceOCR {
		t.Errorf("page: %g dpi, %+v, %s", got.DPI, got.Size, got.Source)
	}
	s, err := h.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	roles := map[task.Role]task.Artifact{}
	for _, a := range s.Outputs {
		roles[a.Role] = a
	}
	for role, want := range map[task.Role]string{task.RoleText: "one two", task.RoleHOCR: "ocrx_word", task.RoleMarkdown: "one two", task.RoleJSON: `"words"`} {
		b, err := m.Bytes(t.Context(), roles[role])
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: %.100s, %v", role, b, err)
		}
	}
	if a := roles[task.RolePageImage]; a.Width != 400 || a.Page != 1 {
		t.Errorf("page image %+v", a)
	}
	if a := roles[task.RoleThumbnail]; a.Width != 256 || a.Height != 192 {
		t.Errorf("thumbnail %+v", a)
	}
}

func TestOnDemand(t *testing.T) {
	st := store.NewMemory(store.MemoryConfig{})
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "one two"}, Store: st})
	ctx := t.Context()
	h, err := task.Submit(ctx, m, task.Recognize{Input: task.Bytes("page.png", encoded(t, blank(400, 300), imageops.PNG))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is there already
		a, err := m.PageImage(ctx, h.ID(), 1, 100, 0)
		if err != nil || a.Width != 100 || a.Height != 75 {
			t.Errorf("page image %+v, %v", a, err)
		}
		if b, err := m.Bytes(ctx, a); err != nil || imageops.Sniff(b) != "image/png" {
			t.Errorf("page image: %d bytes, %v", len(b), err)
		}
	}
	if a, err := m.PageImage(ctx, h.ID(), 1, 4000, 0); err != nil || a.Width != 400 {
		t.Errorf("page image is not to be scaled up: %+v, %v", a, err)
	}
	if _, err := m.PageImage(ctx, h.ID(), 2, 0, 0); !errors.Is(err, task.NotFound) {
		t.Errorf("page 2 of 1: %v", err)
	}
	if _, err := m.PageImage(ctx, h.ID(), 0, 0, 0); !errors.Is(err, task.Invalid) {
		t.Errorf("page 0: %v", err)
	}
	if a, err := m.Thumbnail(ctx, h.ID()); err != nil || a.Width != 256 {
		t.Errorf("thumbnail %+v, %v", a, err)
	}
	a, err := m.Export(ctx, h.ID(), task.RoleHOCR)
	if b, e := m.Bytes(ctx, a); err != nil || e != nil || !bytes.Contains(b, []byte("ocrx_word")) {
		t.Errorf("hOCR %+v, %v, %v", a, err, e)
	}
	if _, err := m.Export(ctx, h.ID(), task.RoleInput); !errors.Is(err, task.Invalid) {
		t.Errorf("export of a role that is none: %v", err)
	}
	if err := m.Delete(ctx, h.ID()); err != nil {
		t.Fatal(err)
	}
	if left, _ := st.List(ctx, ""); len(left) > 0 {
		t.Errorf("left in the store: %v", left)
	}
}

func TestRecognizeErrors(t *testing.T) {
	png := encoded(t, blank(40, 30), imageops.PNG)
	with := newManager(t, task.Config{OCR: &fakeOCR{}, Limits: task.Limits{Pixels: 10_000, Bytes: 1 << 20}})
	without := newManager(t, task.Config{})
	for _, c := range []struct {
		name string
		m    *task.Manager
		file string
		b    []byte
		code task.Code
	}{
		{"no engine", without, "a.png", png, task.NotConfigured},
		{"empty", with, "a.png", nil, task.Corrupt},
		{"garbage", with, "a.bin", []byte("this is nothing"), task.Unsupported},
		{"garbage that claims to be a PDF", with, "a.pdf", []byte("this is nothing"), task.Corrupt},
		{"truncated", with, "a.png", png[:len(png)/2], task.Corrupt},
		{"too many pixels", with, "a.png", encoded(t, blank(400, 300), imageops.PNG), task.TooLarge},
		{"header of a PDF", with, "a", []byte("%PDF-1.7\n"), task.Corrupt},
	} {
		_, err := task.Do(t.Context(), c.m, task.Recognize{Input: task.Bytes(c.file, c.b)}, task.Options{MaxAttempts: 1})
		if !errors.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
	for name, op := range map[string]task.Recognize{
		"mode": {OCR: "sometimes"}, "dpi": {DPI: 7}, "want": {Want: []task.Role{task.RoleSubPDF}},
	} {
		op.Input = task.Bytes("a.png", png)
		_, err := task.Submit(t.Context(), with, op)
		var e *task.Error
		if !errors.As(err, &e) || e.Code != task.Invalid || len(e.Fields) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := task.Do(t.Context(), with, task.Recognize{Input: task.Bytes("a.png", png), Pages: "2"})
	if !errors.Is(err, task.Invalid) {
		t.Errorf("page 2 of 1: %v", err)
	}
}

func TestSearchableMemoryBound(t *testing.T) {
	engine := &fakeOCR{text: "page", sleep: 5 * time.Millisecond}
	m := newManager(t, task.Config{OCR: engine, Workers: 2, Tasks: 8})
	png := encoded(t, blank(40, 30), imageops.PNG)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("a.png", png)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := engine.most.Load(); n > 2 {
		t.Errorf("%d page images alive with 2 workers", n)
	}
}

func TestPageTimeout(t *testing.T) {
	m := newManager(t, task.Config{OCR: &fakeOCR{sleep: time.Hour}, PageTimeout: 20 * time.Millisecond})
	_, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("a.png", encoded(t, blank(40, 30), imageops.PNG))}, task.Options{MaxAttempts: 1})
	var e *task.Error
	if !errors.As(err, &e) || e.Code != task.Timeout || e.Page != 1 {
		t.Errorf("got %v", err)
	}
}

func TestEngineFailsOnce(t *testing.T) {
	engine := &fakeOCR{text: "x", fail: func(call int) error {
		if call == 1 {
			return errors.New("hiccup")
		}
		return nil
	}}
	m := newManager(t, task.Config{OCR: engine})
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("a.png", encoded(t, blank(40, 30), imageops.PNG))})
	if err != nil || len(doc.PageErrors) > 0 || engine.calls.Load() != 2 {
		t.Errorf("%v, %d calls", err, engine.calls.Load())
	}
}
