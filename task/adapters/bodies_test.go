package adapters_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/adapters"
)

func TestSubmitBodies(t *testing.T) {
	s := task.Snapshot{ID: "T1", Kind: "convert", State: task.Pending, Created: time.Date(2026, 3, 14, 15, 9, 26, 535_897_932, time.UTC)}
	for v, want := range map[adapters.Service]string{
		adapters.ExpertAI: `{"taskId":"T1"}`,
		adapters.Typless:  `{"extraction_id":"T1"}`,
		adapters.Natif:    `{"processing_id":"T1","processing_status":"pending"}`,
		adapters.ScanDocs: `{"id":"T1","operation":"convert","status":"pending","parameters":null,"result":{},"created_at":"2026-03-14T15:09:26.535Z","updated_at":"0001-01-01T00:00:00Z","callback_url":null}`,
		adapters.Docmap: `{"data":{"id":"T1","userId":"","templateId":"","templateName":"","fileName":"","status":"processing","extractedData":null,"error":null,` +
			`"variables":[],"source":"","runId":null,"processingTimeMs":null,"createdAt":"2026-03-14T15:09:26.535Z"}}`,
	} {
		same(t, string(v), want, v.SubmitBody(s))
	}
}

func TestErrorBodies(t *testing.T) {
	wrong := &task.Error{Code: task.Invalid, Message: "Pages: no", Fields: map[string][]string{"Pages": {"no"}, "DPI": {"low", "odd"}}}
	gone := task.Errorf(task.NotFound, "no task")
	for v, want := range map[adapters.Service][2]string{
		adapters.ExpertAI: {`{"message":"Pages: no"}`, `{"message":"no task"}`},
		adapters.Typless:  {`{"code":"invalid","message":"Pages: no","details":{"fields":{"DPI":["low","odd"],"Pages":["no"]}}}`, `{"code":"not_found","message":"no task","details":{}}`},
		adapters.Natif: {`{"detail":[{"loc":["body","DPI"],"msg":"low","type":"value_error"},{"loc":["body","DPI"],"msg":"odd","type":"value_error"},` +
			`{"loc":["body","Pages"],"msg":"no","type":"value_error"}]}`, `{"detail":"no task"}`},
		adapters.ScanDocs: {`{"errors":{"DPI":["low","odd"],"Pages":["no"]}}`, `{"type":"about:blank","title":"Not Found","status":404,"message":"no task"}`},
		adapters.Docmap:   {`{"error":{"code":"VALIDATION_ERROR","message":"Pages: no"}}`, `{"error":{"code":"NOT_FOUND","message":"no task"}}`},
	} {
		same(t, string(v), want[0], v.ErrorBody(wrong))
		same(t, string(v), want[1], v.ErrorBody(gone))
		same(t, string(v), `{}`, v.ErrorBody(nil))
	}
	same(t, "foreign error", `{"error":{"code":"INTERNAL_ERROR","message":"odd"}}`, adapters.Docmap.ErrorBody(errors.New("odd")))
	for _, v := range adapters.Services {
		if b, err := json.Marshal(v.PollBody(task.Snapshot{ID: "T1", State: task.Expired}, nil)); err != nil || len(b) < 10 {
			t.Errorf("%s: an expired task is %s, %v", v, b, err)
		}
	}
}

// TestResultsOfTasks gives Task the results of docket's operations.
func TestResultsOfTasks(t *testing.T) {
	s := task.Snapshot{ID: "T1", State: task.Completed, Owner: "customer-id", Inputs: []task.Artifact{{Name: "a.pdf"}}}
	doc := &layout.Document{Name: "a.pdf", Pages: []layout.Page{{Number: 1, Size: layout.Size{W: 72, H: 72}, DPI: 100, Words: []layout.Word{{Text: "hi", Box: layout.Rect{X1: 36, Y1: 18}, Confidence: .5}}}}}
	x := &task.Extraction{Document: doc, Result: extract.Result{
		Class:  "invoice",
		Schema: extract.Schema{Name: "S", Fields: []extract.Field{{Name: "supplier", Kind: extract.KindObject, Description: "who", Fields: []extract.Field{{Name: "vat"}}}}},
		Values: map[string]extract.Value{"supplier.vat": {Norm: "DE1"}},
	}}
	same(t, "typless", `{"error":{},"result":{"customer":"customer-id","file_name":"a.pdf","object_id":"T1","extracted_fields":[{"name":"supplier.vat","data_type":"STRING",`+
		`"values":[{"value":"DE1","confidence_score":0,"x":-1,"y":-1,"width":-1,"height":-1,"page_number":-1}]}],"line_items":[],"vat_rates":[]},"status":"SUCCESS"}`,
		adapters.Typless.PollBody(s, x))
	same(t, "Docmap", `{"data":{"id":"T1","userId":"customer-id","templateId":"","templateName":"S","fileName":"a.pdf","status":"completed",`+
		`"extractedData":{"supplier":{"vat":"DE1"}},"error":null,"variables":[{"name":"supplier","type":"object","description":"who"}],"source":"","runId":null,`+
		`"processingTimeMs":0,"createdAt":"0001-01-01T00:00:00Z"}}`, adapters.Docmap.PollBody(s, x))
	running := task.Snapshot{State: task.Processing, Params: json.RawMessage(`{"Schema":{"name":"S","fields":[{"name":"total","kind":"money"}]}}`)}
	if b, _ := json.Marshal(adapters.Docmap.Task(running, nil)); !json.Valid(b) || !contains(b, `"variables":[{"name":"total","type":"number","description":""}]`) {
		t.Errorf("the variables of a running task: %s", b)
	}
	s.Kind = task.Extract{}.Kind()
	got, _ := json.Marshal(adapters.Natif.PollBody(s, x))
	for _, want := range []string{`"hocr":"/processing/results/T1/hocr"`, `"extractions":{"document_type":"invoice","supplier":{"vat":{"value":"DE1","bbox_refs":[]}}}`} {
		if !contains(got, want) {
			t.Errorf("natif: %s lacks %s", got, want)
		}
	}
	if d, ok := adapters.ExpertAI.Result(s, x).(adapters.ExpertAIDocument); !ok || len(d.Layout) != 1 {
		t.Errorf("expert.ai: %+v", d)
	}
	same(t, "OCR", `{"pages":[{"page_num":1,"width":100,"height":100,"dpi":100,"fulltext":"","bboxes":[{"bbox_id":0,"text":"hi","x1":0,"y1":0,"x2":50,"y2":25,"confidence":0.5}],"rotation":0}]}`,
		adapters.NatifOCRResult(doc))
	same(t, "page images", `{"pages":["/processing/results/T1/page-images/1","/processing/results/T1/page-images/2"]}`, adapters.NatifPageImages("T1", 2))
	s.Callbacks = []string{"https://example.com"}
	found, _ := json.Marshal(adapters.ScanDocs.Task(s, &task.Detection{Documents: []task.Detected{{Vertices: imageops.Quad{}}}}))
	for _, want := range []string{`"callback_url":"https://example.com"`, `"result":{"documents":[`} {
		if !contains(found, want) {
			t.Errorf("scan documents: %s lacks %s", found, want)
		}
	}
}

func contains(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }

func TestEvents(t *testing.T) {
	at := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	e := task.Event{ID: "evt_1", Type: task.TaskCanceled, Time: at, Task: &task.Snapshot{ID: "T1", Kind: "merge", State: task.Canceled, Created: at, Updated: at}}
	scan, ok := adapters.ScanDocsEventOf(e)
	if !ok {
		t.Error("Scan Documents has no event for it")
	}
	same(t, "Scan Documents", `{"id":"evt_1","type":"task.failed","timestamp":"2026-03-14T15:09:26Z","data":{"id":"T1","operation":"merge","status":"failed","parameters":null,`+
		`"result":{"error":"canceled","details":{"code":"canceled"}},"created_at":"2026-03-14T15:09:26Z","updated_at":"2026-03-14T15:09:26Z","callback_url":null}}`, scan)
	mine, ok := adapters.TyplessEventOf(e)
	if !ok {
		t.Error("typless has no event for it")
	}
	same(t, "typless", `{"event_id":"evt_1","event_time":"2026-03-14T15:09:26Z","type":"extraction.finished","data":{"id":"T1","message":"ERROR"}}`, mine)
	e.Type, e.File = task.FileCreated, &task.Artifact{Key: "k", Name: "a.pdf"}
	if f, ok := adapters.ScanDocsEventOf(e); !ok || f.Data.(adapters.ScanDocsFile).ID != "k" {
		t.Errorf("a file: %+v", f)
	}
	for _, typ := range []task.EventType{task.TaskProgress, task.TaskExpired, task.RunCompleted} {
		if _, ok := adapters.ScanDocsEventOf(task.Event{Type: typ}); ok {
			t.Errorf("Scan Documents has no %s", typ)
		}
		if _, ok := adapters.TyplessEventOf(task.Event{Type: typ}); ok {
			t.Errorf("typless has no %s", typ)
		}
	}
}
