package task_test

import (
	"bytes"
	"errors"
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/pdf"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// sheets is a TIFF file of the pages of a pile.
func sheets(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	err := imageops.EncodeTIFF(&b, func(yield func(image.Image, error) bool) {
		for i := 0; i < n && yield(sheet(i), nil); i++ {
		}
	}, imageops.EncodeOptions{DPI: 50})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// text reads a PDF of the Store back.
func text(t *testing.T, m *task.Manager, a task.Artifact) []string {
	t.Helper()
	b, err := m.Bytes(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := task.Do(t.Context(), m, task.Recognize{Input: task.Bytes("part.pdf", b), OCR: task.OCRNever})
	if err != nil {
		t.Fatal(err)
	}
	return words(doc)
}

func checkPile(t *testing.T, name string, parts []task.Part, separators []int) {
	t.Helper()
	var pages [][]int
	var classes []string
	for _, p := range parts {
		pages, classes = append(pages, p.Pages), append(classes, p.Class)
		if p.ClassConfidence <= 0 || p.Confidence <= 0 || len(p.Classes) == 0 {
			t.Errorf("%s: part %v is %s with %g, cut with %g", name, p.Pages, p.Class, p.ClassConfidence, p.Confidence)
		}
	}
	if d := cmp.Diff([][]int{{1}, {2, 3}, {5}}, pages); d != "" {
		t.Errorf("%s: parts (-want +got)\n%s", name, d)
	}
	if d := cmp.Diff([]string{"invoice", "invoice", "contract"}, classes); d != "" {
		t.Errorf("%s: classes (-want +got)\n%s", name, d)
	}
	if d := cmp.Diff([]int{4}, separators); d != "" {
		t.Errorf("%s: separators (-want +got)\n%s", name, d)
	}
}

// TestSplitDocuments splits the same pile as a PDF, as one image file and as
// several files.
func TestSplitDocuments(t *testing.T) {
	m := newManager(t, task.Config{OCR: typist(pile())})
	png := func(n int) task.Input { return task.Bytes("page.png", encodedAt(t, sheet(n), imageops.PNG, 50)) }
	for name, op := range map[string]task.SplitDocuments{
		"PDF":     {Input: task.Bytes("mail.pdf", typedPDF(pile()...))},
		"TIFF":    {Input: task.Bytes("mail.tiff", sheets(t, 5)), Searchable: true},
		"several": {Input: png(0), More: []task.Input{task.Bytes("b.pdf", typedPDF(pile()[1:4]...)), png(4)}, Searchable: true},
	} {
		h, err := task.Submit(t.Context(), m, op)
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Wait(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkPile(t, name, got.Parts, got.Separators)
		s, err := h.Snapshot(t.Context())
		if err != nil || len(s.Outputs) != 3 || s.Outputs[1].Role != task.RoleSubPDF || s.Outputs[1].Pages != 2 {
			t.Errorf("%s: outputs %+v, %v", name, s.Outputs, err)
		}
		back := text(t, m, *got.Parts[1].File)
		if len(back) != 2 || !strings.Contains(back[0], "RE-2024-0999") || !strings.Contains(back[1], "Anlage") {
			t.Errorf("%s: the second part reads %q", name, back)
		}
	}
}

// TestChainOnParts has another task work on a part, before the pile is split.
func TestChainOnParts(t *testing.T) {
	m := newManager(t, task.Config{Tasks: 2})
	h, err := task.Submit(t.Context(), m, task.SplitDocuments{Input: task.Bytes("mail.pdf", typedPDF(pile()...))})
	if err != nil {
		t.Fatal(err)
	}
	second := task.Output(h).Pick(task.RoleSubPDF, 2)
	x, err := task.Submit(t.Context(), m, task.Extract{Input: second, Schema: extract.Invoice()})
	if err != nil {
		t.Fatal(err)
	}
	got, err := x.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Values[extract.FieldNumber].Norm; n != "RE-2024-0999" || len(got.Document.Pages) != 2 {
		t.Errorf("number %q from %d pages", n, len(got.Document.Pages))
	}
	if a, err := m.PageImage(t.Context(), x.ID(), 2, 100, 0); err != nil || a.Width != 100 {
		t.Errorf("page image of a task on another's output: %+v, %v", a, err)
	}
	if _, err := task.Do(t.Context(), m, task.Extract{Input: task.Output(h).Pick(task.RoleSubPDF, 4)}); !errors.Is(err, task.NotFound) {
		t.Errorf("part 4 of 3: %v", err)
	}
}

// TestSplitFields finds the values of each part.
func TestSplitFields(t *testing.T) {
	m := newManager(t, task.Config{})
	mini := extract.Schema{Name: "mini", Fields: []extract.Field{{Name: extract.FieldNumber, Kind: extract.KindCode}}}
	got, err := task.Do(t.Context(), m, task.SplitDocuments{
		Input: task.Bytes("mail.pdf", typedPDF(pile()...)), Fields: true, Schemas: map[string]extract.Schema{"invoice": mini},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"RE-2024-0815", "RE-2024-0999"} {
		v := got.Parts[i].Values
		if v == nil || v.Schema.Name != "mini" || v.Values[extract.FieldNumber].Norm != want || v.Values[extract.FieldNumber].Evidence.Page != i+1 {
			t.Errorf("values of part %d: %+v", i+1, v)
		}
	}
	if v := got.Parts[2].Values; v == nil || v.Schema.Name != extract.Contract().Name {
		t.Errorf("values of the contract: %+v", v)
	}
}

// TestPartsOnDemand asks tasks that did not split for their parts, one by one.
func TestPartsOnDemand(t *testing.T) {
	st := store.NewMemory(store.MemoryConfig{})
	m := newManager(t, task.Config{OCR: typist(pile()), Store: st})
	ctx := t.Context()
	for name, in := range map[string]task.Input{"PDF": task.Bytes("mail.pdf", typedPDF(pile()...)), "TIFF": task.Bytes("mail.tiff", sheets(t, 5))} {
		h, err := task.Submit(ctx, m, task.Recognize{Input: in})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Parts(ctx, h.ID()); err != nil && !errors.Is(err, task.ErrNotDone) {
			t.Errorf("%s: parts of an unfinished task: %v", name, err)
		}
		if _, err := h.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		parts, err := m.Parts(ctx, h.ID())
		if err != nil {
			t.Fatal(err)
		}
		checkPile(t, name, parts, []int{4})
		first, err := m.SubPDF(ctx, h.ID(), 2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := m.SubPDF(ctx, h.ID(), 2)
		if d := cmp.Diff(first, again); err != nil || d != "" || first.Pages != 2 {
			t.Errorf("%s: the second time %+v, %v", name, again, err)
		}
		b, err := m.Bytes(ctx, first)
		if err != nil {
			t.Fatal(err)
		}
		d, err := pdf.Open(ctx, b, pdf.OpenOptions{})
		if err != nil || d.PageCount() != 2 {
			t.Fatalf("%s: sub-PDF: %v", name, err)
		}
		d.Close()
		if _, err := m.SubPDF(ctx, h.ID(), 9); !errors.Is(err, task.NotFound) {
			t.Errorf("%s: part 9: %v", name, err)
		}
		if err := m.Delete(ctx, h.ID()); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := st.List(ctx, ""); len(left) > 0 {
		t.Errorf("left in the store: %v", left)
	}
}

// TestProcessParts makes everything of a pile in one task.
func TestProcessParts(t *testing.T) {
	m := newManager(t, task.Config{})
	h, err := task.Submit(t.Context(), m, task.Process{
		Input: task.Bytes("mail.pdf", typedPDF(pile()...)), Parts: true, Fields: true, Want: []task.Role{task.RoleSubPDF, task.RoleText},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkPile(t, "process", got.Parts, got.Separators)
	if v := got.Parts[1].Values; v == nil || v.Values[extract.FieldGross].Norm != "119.00" || got.Values != nil {
		t.Errorf("values of the second part %+v, of all %v", v, got.Values)
	}
	a, err := m.SubPDF(t.Context(), h.ID(), 3)
	if err != nil || a != *got.Parts[2].File {
		t.Errorf("sub-PDF %+v, %v", a, err)
	}
	one, err := task.Do(t.Context(), m, task.Process{Input: task.Bytes("a.pdf", typedPDF(invoiceA)), Parts: true, Fields: true})
	if err != nil || len(one.Parts) != 1 || one.Values == nil || one.Values.Values[extract.FieldGross].Norm != "595.00" {
		t.Errorf("one document: %+v, %v", one, err)
	}
}

// TestPileKeepsUnreadPages: a page that OCR fails on stays in a part.
func TestPileKeepsUnreadPages(t *testing.T) {
	p := pile()
	m := newManager(t, task.Config{OCR: typist(p[:3])}) // fails on the last two
	got, err := task.Do(t.Context(), m, task.SplitDocuments{Input: task.Bytes("mail.tiff", sheets(t, 5))})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.Parts); n != 2 || len(got.Separators) > 0 {
		t.Fatalf("%d parts, separators %v", n, got.Separators)
	}
	if d := cmp.Diff([]int{2, 3, 4, 5}, got.Parts[1].Pages); d != "" {
		t.Errorf("pages of the last part (-want +got)\n%s", d)
	}
}
