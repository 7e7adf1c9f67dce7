package task_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/ocr"
	"github.com/docket-go/docket/ocr/embedded"
	"github.com/docket-go/docket/ocr/ocrtest"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// textPDF is a PDF with one page for each text, in Helvetica.
func textPDF(texts ...string) []byte {
	return fontPDF("Helvetica", "0 0 400 300", texts, func(t string) string { return fmt.Sprintf("BT /F 12 Tf 50 200 Td (%s) Tj ET", t) })
}

// fontPDF is a PDF with one page for each text: draw makes the content of a
// page, in which F is the font.
func fontPDF(font, box string, texts []string, draw func(string) string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range texts {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object("<</Type/Pages/Count %d/Kids[%s]>>", len(texts), kids.String())
	object("<</Type/Font/Subtype/Type1/BaseFont/%s>>", font)
	for i, t := range texts {
		object("<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>", box, 5+2*i)
		s := draw(t)
		object("<</Length %d>>stream\n%s\nendstream", len(s), s)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

// scanPDF is a PDF of page images with something on them.
func scanPDF(t *testing.T, pages int) []byte {
	t.Helper()
	var b bytes.Buffer
	out := pdf.NewImagePDF(&b, pdf.ImagePDFOptions{})
	for i := range pages {
		img := blank(400, 300).(*image.Gray)
		for x := range 50 + i {
			img.Pix[100*400+100+x] = 0
		}
		if err := out.AddPage(t.Context(), pdf.ImagePage{Image: img, DPIX: 100, DPIY: 100}); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func words(d *layout.Document) []string {
	var out []string
	for i := range d.Pages {
		out = append(out, strings.Join(strings.Fields(d.Pages[i].Text()), " "))
	}
	return out
}

func TestBornDigitalNeedsNoOCR(t *testing.T) {
	m := newManager(t, task.Config{}) // no engine
	data := textPDF("The quick brown fox jumps", "over the lazy dog and more")
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("text.pdf", data)})
	if err != nil {
		t.Fatal(err)
	}
	if got := words(doc); len(got) != 2 || got[0] != "The quick brown fox jumps" || doc.Pages[0].Source != layout.SourceNative {
		t.Errorf("got %q, %s", got, doc.Pages[0].Source)
	}
	res, err := task.Do(t.Context(), m, task.Searchable{Input: task.Bytes("text.pdf", data)})
	if err != nil {
		t.Fatal(err)
	}
	if res.File.Role != task.RoleSearchablePDF || res.File.Pages != 2 {
		t.Errorf("file %+v", res.File)
	}
	one, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("text.pdf", data), Pages: "2"})
	if err != nil || len(one.Pages) != 1 || one.Pages[0].Number != 2 {
		t.Errorf("page 2: %+v, %v", one, err)
	}
	if _, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("scan.pdf", scanPDF(t, 1))}); !errors.Is(err, task.NotConfigured) {
		t.Errorf("a scan without engine: %v", err)
	}
	if _, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("text.pdf", data), OCR: task.OCRAlways}); !errors.Is(err, task.NotConfigured) {
		t.Errorf("OCRAlways without engine: %v", err)
	}
	if doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("scan.pdf", scanPDF(t, 1)), OCR: task.OCRNever}); err != nil || len(doc.Pages) != 1 {
		t.Errorf("OCRNever: %v", err)
	}
}

func TestSearchableScan(t *testing.T) {
	m := newManager(t, task.Config{OCR: &fakeOCR{text: "alpha beta gamma"}})
	for name, data := range map[string][]byte{"scan.pdf": scanPDF(t, 3), "scan.png": encoded(t, blank(400, 300), imageops.PNG), "scan.jpg": encoded(t, blank(400, 300), imageops.JPEG)} {
		res, err := task.Do(t.Context(), m, task.Searchable{Input: task.Bytes(name, data), Want: []task.Role{task.RoleText}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, err := m.Bytes(t.Context(), res.File)
		if err != nil {
			t.Fatal(err)
		}
		back, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("back.pdf", b), OCR: task.OCRNever})
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range words(back) {
			if got != "alpha beta gamma" {
				t.Errorf("%s: page %d reads back as %q", name, i+1, got)
			}
		}
		w, was := back.Pages[0].Words[0].Box, res.Document.Pages[0].Words[0].Box
		if w.IoU(was) < 0.9 {
			t.Errorf("%s: a word put at %v comes back at %v", name, was, w)
		}
	}
}

func TestOnePageFails(t *testing.T) {
	engine := &fakeOCR{text: "fine", fail: func(call int) error {
		if call == 2 {
			return fmt.Errorf("page is odd: %w", ocr.ErrImage)
		}
		return nil
	}}
	m := newManager(t, task.Config{OCR: engine, Workers: 1})
	h, err := task.Submit(t.Context(), m, task.Searchable{Input: task.Bytes("scan.pdf", scanPDF(t, 3))})
	if err != nil {
		t.Fatal(err)
	}
	res, err := h.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	doc := res.Document
	if len(doc.PageErrors) != 1 || doc.PageErrors[0].Page != 2 || doc.PageErrors[0].Code != string(task.Unsupported) || doc.PageErrors[0].Phase != task.PhaseRead {
		t.Errorf("page errors %+v", doc.PageErrors)
	}
	if len(doc.Pages) != 3 || doc.Pages[1].State != layout.PageFailed || words(doc)[2] != "fine" {
		t.Errorf("pages %+v", doc.Pages)
	}
	if s, err := h.Snapshot(t.Context()); err != nil || !s.Partial || s.State != task.Completed {
		t.Errorf("partial %v, %s, %v", s.Partial, s.State, err)
	}
}

func TestCheckpoints(t *testing.T) {
	engine := &fakeOCR{text: "x", sleep: 60 * time.Millisecond}
	st := &failingStore{Store: store.NewMemory(store.MemoryConfig{}), failures: 1}
	m := newManager(t, task.Config{OCR: engine, Store: st, Backoff: func(int) time.Duration { return time.Millisecond }})
	h, err := task.Submit(t.Context(), m, task.Searchable{Input: task.Bytes("scan.pdf", scanPDF(t, 3))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, _ := h.Snapshot(t.Context()); s.Attempt != 2 {
		t.Errorf("%d attempts, want 2", s.Attempt)
	}
	if n := engine.calls.Load(); n != 3 {
		t.Errorf("%d pages were read for a document of 3", n)
	}
}

// failingStore fails to keep the first outputs.
type failingStore struct {
	store.Store
	failures int
}

func (s *failingStore) Put(ctx context.Context, key string, r io.Reader, o store.PutOptions) (store.Info, error) {
	if strings.Contains(key, "/out/") && s.failures > 0 {
		s.failures--
		return store.Info{}, errors.New("the disk hiccups")
	}
	return s.Store.Put(ctx, key, r, o)
}

// TestCancelInTheMiddleOfAPage uses the real engine.
func TestCancelInTheMiddleOfAPage(t *testing.T) {
	engine, err := embedded.New(embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	m := newManager(t, task.Config{OCR: engine})
	letter := ocrtest.Letter()
	img, _, err := letter.Render()
	if err != nil {
		t.Fatal(err)
	}
	png := encoded(t, img.Pix, imageops.PNG)
	h, err := task.Submit(t.Context(), m, task.Recognize{Input: task.Bytes("letter.png", png)})
	if err != nil {
		t.Fatal(err)
	}
	for s, err := range h.Watch(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Progress.Phase == task.PhaseRead {
			break
		}
	}
	start := time.Now()
	if err := h.Cancel(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(t.Context()); !errors.Is(err, task.CanceledCode) {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("Cancel took %s", took)
	}
}

func TestErrorCodes(t *testing.T) {
	for err, want := range map[error]task.Code{
		pdf.ErrEncrypted: task.Encrypted, pdf.ErrCorrupt: task.Corrupt, pdf.ErrTooLarge: task.TooLarge, pdf.ErrUnsupported: task.Unsupported, pdf.ErrPage: task.NotFound,
		imageops.ErrTooLarge: task.TooLarge, imageops.ErrCorrupt: task.Corrupt, imageops.ErrUnsupported: task.Unsupported, imageops.ErrEmpty: task.Corrupt,
		ocr.ErrLanguage: task.NotConfigured, ocr.ErrNotConfigured: task.NotConfigured, ocr.ErrImage: task.Unsupported,
		store.ErrFull: task.Limit, store.ErrKey: task.Invalid, fs.ErrNotExist: task.NotFound,
		context.Canceled: task.CanceledCode, context.DeadlineExceeded: task.Timeout, errors.New("?"): task.Internal,
	} {
		e := task.AsError(fmt.Errorf("around: %w", err))
		if e.Code != want || !errors.Is(e, err) || !errors.Is(e, want) {
			t.Errorf("%v has code %s, want %s", err, e.Code, want)
		}
	}
	if task.AsError(nil) != nil {
		t.Error("no error became one")
	}
	e := task.Errorf(task.Timeout, "x")
	if !errors.Is(e, context.DeadlineExceeded) || errors.Is(e, context.Canceled) || !e.Retryable {
		t.Errorf("%#v", e)
	}
	if p := task.AsError(task.Permanent(e)); p.Retryable || !e.Retryable {
		t.Error("Permanent must not change what it is given")
	}
}
