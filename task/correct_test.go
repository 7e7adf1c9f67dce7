package task_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
)

// unclear is an invoice whose supplier nobody can tell from the page alone.
func unclear(number, date string) []byte {
	return typedPDF(strings.NewReplacer("RE-2024-0815", number, "14.03.2024", date, "Nordwind Handels GmbH", "nordwind handels", "Hafenstr. 12, 20457 Hamburg", "das Haus am Hafen").Replace(invoiceA))
}

func extractOf(t *testing.T, m *task.Manager, b []byte, o ...task.Options) (task.ID, *task.Extraction) {
	t.Helper()
	h, err := task.Submit(t.Context(), m, task.Extract{Input: task.Bytes("invoice.pdf", b), Schema: extract.Invoice()}, o...)
	if err != nil {
		t.Fatal(err)
	}
	x, err := h.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h.ID(), x
}

func TestCorrect(t *testing.T) {
	events := make(chan task.Event, 10)
	m := newManager(t, task.Config{Notifiers: []task.Notifier{task.Channel("c", events, task.TaskCorrected)}})
	ctx := t.Context()
	id, x := extractOf(t, m, typedPDF(invoiceA))
	if x.Values[extract.FieldGross].Norm != "595.00" {
		t.Fatalf("read %+v", x.Values[extract.FieldGross])
	}
	got, err := m.Correct(ctx, id, task.Correction{
		Values: map[string]string{extract.FieldGross: "1.595,00 EUR", extract.FieldIssueDate: "15. März 2024", extract.FieldVAT: ""},
		Tables: map[string][]map[string]string{extract.FieldLineItems: {{extract.ColAmount: "1595", extract.ColQuantity: "2"}}},
		By:     "anna",
	})
	if err != nil {
		t.Fatal(err)
	}
	gross, date := got.Values[extract.FieldGross], got.Values[extract.FieldIssueDate]
	if gross.Norm != "1595.00" || gross.Currency != "EUR" || gross.Origin != extract.OriginCorrected || len(gross.Alternatives) != 1 || gross.Alternatives[0].Norm != "595.00" {
		t.Errorf("gross %+v", gross)
	}
	if date.Norm != "2024-03-15" {
		t.Errorf("date %+v", date)
	}
	if v, ok := got.Values[extract.FieldVAT]; ok {
		t.Errorf("VAT is still %+v", v)
	}
	if rows := got.Tables[extract.FieldLineItems].Rows; len(rows) != 1 || rows[0].Cells[extract.ColAmount].Norm != "1595.00" || rows[0].Cells[extract.ColAmount].Origin != extract.OriginCorrected ||
		rows[0].Cells[extract.ColQuantity].Origin == extract.OriginCorrected {
		t.Errorf("rows %+v", rows)
	}
	// A second call adds to the first, and what was read is not forgotten.
	if got, err = m.Correct(ctx, id, task.Correction{Values: map[string]string{extract.FieldGross: "1600", extract.FieldCurrency: "CHF"}, Class: extract.ClassReceipt}); err != nil {
		t.Fatal(err)
	}
	gross = got.Values[extract.FieldGross]
	if gross.Norm != "1600.00" || got.Values[extract.FieldIssueDate].Norm != "2024-03-15" || got.Class != extract.ClassReceipt || got.ClassConfidence != 1 {
		t.Errorf("after the second call: gross %+v, %s", gross, got.Class)
	}
	kept, s, err := task.Result[*task.Extraction](ctx, m, id)
	if err != nil || s.Review != task.ReviewCorrected {
		t.Fatalf("%s, %v", s.Review, err)
	}
	if d := cmp.Diff(got, &kept.Result); d != "" {
		t.Errorf("what is kept (-returned +kept)\n%s", d)
	}
	if kept.Document == nil || len(kept.Document.Pages) != 1 {
		t.Error("the document is gone")
	}
	list, err := m.Corrections(ctx, id)
	if err != nil || len(list) != 2 || list[0].By != "anna" || list[1].Time.IsZero() {
		t.Errorf("corrections %+v, %v", list, err)
	}
	for range 2 {
		if e := <-events; e.Type != task.TaskCorrected || e.Task.ID != id || e.Task.Review != task.ReviewCorrected {
			t.Errorf("event %+v", e)
		}
	}
}

func TestCorrectRefuses(t *testing.T) {
	m := newManager(t, task.Config{})
	ctx := t.Context()
	id, _ := extractOf(t, m, typedPDF(invoiceA))
	_, err := m.Correct(ctx, id, task.Correction{
		Values: map[string]string{"colour": "red", extract.FieldGross: "a lot", extract.FieldIssueDate: "03/04/2024", extract.FieldLineItems: "x"},
		Lists:  map[string][]string{extract.FieldGross: {"1"}}, Tables: map[string][]map[string]string{extract.FieldLineItems: {{"weight": "1"}}},
		VATRates: []extract.VATRate{{Rate: "many"}},
	})
	var e *task.Error
	if !errors.As(err, &e) || e.Code != task.Invalid {
		t.Fatalf("got %v", err)
	}
	for _, f := range []string{"Values[colour]", "Values[gross_total]", "Values[issue_date]", "Values[line_items]", "Lists[gross_total]", "Tables[line_items][0].weight", "VATRates[0].Rate"} {
		if len(e.Fields[f]) != 1 {
			t.Errorf("nothing is said of %s: %v", f, e.Fields)
		}
	}
	if list, err := m.Corrections(ctx, id); err != nil || len(list) > 0 {
		t.Errorf("a refused correction is kept: %v, %v", list, err)
	}
	if s, _ := m.Get(ctx, id); s.Review != task.ReviewNone {
		t.Errorf("review %s", s.Review)
	}
	h, err := task.Submit(ctx, m, upper{Input: hello()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Correct(ctx, h.ID(), task.Correction{}); !errors.Is(err, task.Invalid) {
		t.Errorf("a task without values: %v", err)
	}
	if _, err := m.Correct(ctx, "NONE", task.Correction{}); !errors.Is(err, task.NotFound) {
		t.Errorf("no task: %v", err)
	}
	if _, err := m.Correct(ctx, id, task.Correction{Part: 2}); !errors.Is(err, task.NotFound) {
		t.Errorf("no such part: %v", err)
	}
}

// TestLearning: what a person says of one invoice helps with the next one of
// the same supplier, after a restart and for this owner only.
func TestLearning(t *testing.T) {
	dir, err := store.OpenDir(t.TempDir(), store.DirConfig{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	const name = "Nordwind Handels GmbH"
	supplier := func(m *task.Manager, number, owner string) string {
		t.Helper()
		_, x := extractOf(t, m, unclear(number, "20.04.2024"), task.Options{Owner: owner})
		return x.Values[extract.FieldSupplierName].Norm
	}
	first := newManager(t, task.Config{Store: dir})
	id, _ := extractOf(t, first, unclear("RE-1", "14.03.2024"), task.Options{Owner: "me"})
	if got := supplier(first, "RE-2", "me"); got == name {
		t.Fatalf("knows %q before anybody said so", got)
	}
	if _, err := first.Correct(ctx, id, task.Correction{Values: map[string]string{extract.FieldSupplierName: name}}); err != nil {
		t.Fatal(err)
	}
	second := newManager(t, task.Config{Store: dir})
	for i, m := range []*task.Manager{first, second} {
		if got := supplier(m, "RE-3", "me"); got != name {
			t.Errorf("manager %d reads %q", i+1, got)
		}
		if got := supplier(m, "RE-3", "somebody else"); got == name {
			t.Errorf("manager %d tells others", i+1)
		}
	}
	data, err := second.ExportMemory(ctx, "me")
	if err != nil || !strings.Contains(string(data), name) {
		t.Fatalf("exported %s, %v", data, err)
	}
	if n, err := second.Forget(ctx, "me", name); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	for i, m := range []*task.Manager{first, second} {
		if got := supplier(m, "RE-4", "me"); got == name {
			t.Errorf("manager %d has not forgotten", i+1)
		}
	}
	if err := first.ImportMemory(ctx, "me", data); err != nil {
		t.Fatal(err)
	}
	if got := supplier(second, "RE-5", "me"); got != name {
		t.Errorf("after the import it reads %q", got)
	}
	if n, err := first.Forget(ctx, "me", string(id)); n != 1 || err != nil {
		t.Errorf("forgot %d of the task, %v", n, err)
	}
	if err := first.ImportMemory(ctx, "me", []byte("{")); !errors.Is(err, task.Invalid) {
		t.Errorf("import of nonsense: %v", err)
	}
}

// TestCorrectPart corrects one document of a pile, and a host's own memory
// learns it.
func TestCorrectPart(t *testing.T) {
	mem := &extract.Memory{}
	m := newManager(t, task.Config{Memory: mem})
	ctx := t.Context()
	h, err := task.Submit(ctx, m, task.Process{Input: task.Bytes("mail.pdf", typedPDF(pile()...)), Parts: true, Fields: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Correct(ctx, h.ID(), task.Correction{Values: map[string]string{}}); !errors.Is(err, task.Invalid) {
		t.Errorf("three documents and nobody says which: %v", err)
	}
	if _, err := m.Correct(ctx, h.ID(), task.Correction{Part: 1, NoLearn: true}); err != nil {
		t.Fatal(err)
	}
	if s, _ := h.Snapshot(ctx); s.Review != task.ReviewApproved || mem.Len() != 0 {
		t.Errorf("review %q, learnt %d", s.Review, mem.Len())
	}
	if _, err := m.Correct(ctx, h.ID(), task.Correction{Part: 2, Values: map[string]string{extract.FieldNumber: "RE-7"}}); err != nil {
		t.Fatal(err)
	}
	parts, err := m.Parts(ctx, h.ID())
	if err != nil || parts[1].Values.Values[extract.FieldNumber].Norm != "RE-7" || parts[0].Values.Values[extract.FieldNumber].Norm != "RE-2024-0815" {
		t.Errorf("parts %+v, %v", parts, err)
	}
	if mem.Len() != 1 {
		t.Errorf("learnt from %d documents", mem.Len())
	}
	if n, err := m.Forget(ctx, "", string(h.ID())); n != 1 || err != nil || mem.Len() != 0 {
		t.Errorf("forgot %d, %v", n, err)
	}
}

// TestCorrectTogether has several people correct one task at once.
func TestCorrectTogether(t *testing.T) {
	m := newManager(t, task.Config{})
	id, _ := extractOf(t, m, typedPDF(invoiceA))
	fields := []string{extract.FieldNumber, extract.FieldSupplierName, extract.FieldGross, extract.FieldNet}
	var wg sync.WaitGroup
	for _, f := range fields {
		wg.Go(func() {
			if _, err := m.Correct(context.Background(), id, task.Correction{Values: map[string]string{f: "77"}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	list, err := m.Corrections(t.Context(), id)
	if err != nil || len(list) != len(fields) {
		t.Fatalf("%d corrections, %v", len(list), err)
	}
	got, err := m.Correct(t.Context(), id, task.Correction{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if v := got.Values[f]; !strings.HasPrefix(v.Norm, "77") {
			t.Errorf("%s is %q", f, v.Norm)
		}
	}
}
