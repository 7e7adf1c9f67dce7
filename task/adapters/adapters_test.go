package adapters_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/adapters"
)

func TestWords(t *testing.T) {
	for _, v := range adapters.Services {
		seen := map[string]task.State{}
		for _, s := range task.States {
			w := v.Word(s)
			if w == "" {
				continue
			}
			back, ok := v.State(w)
			if !ok {
				t.Errorf("%s: %q is no word", v, w)
			}
			if first, shared := seen[w]; shared {
				if back != first && back != s {
					t.Errorf("%s: %q stands for %s", v, w, back)
				}
			}
			seen[w] = s
		}
		for w, s := range seen {
			n := 0
			for _, x := range task.States {
				if v.Word(x) == w {
					n++
				}
			}
			if back, _ := v.State(w); n == 1 && back != s {
				t.Errorf("%s: %s is %q, which is %s", v, s, w, back)
			}
		}
		if _, ok := v.State("nonsense"); ok {
			t.Errorf("%s knows nonsense", v)
		}
	}
}

func TestStatuses(t *testing.T) {
	pending, done, failed, expired := task.Snapshot{State: task.Pending}, task.Snapshot{State: task.Completed}, task.Snapshot{State: task.Failed}, task.Snapshot{State: task.Expired}
	for _, c := range []struct {
		v                              adapters.Service
		pending, done, failed, expired int
	}{
		{adapters.ExpertAI, 200, 200, 200, 404}, {adapters.Typless, 200, 200, 200, 200}, {adapters.Natif, 202, 200, 500, 404},
		{adapters.ScanDocs, 200, 200, 200, 404}, {adapters.Docmap, 200, 200, 200, 404},
	} {
		got := []int{c.v.PollStatus(pending), c.v.PollStatus(done), c.v.PollStatus(failed), c.v.PollStatus(expired)}
		if d := cmp.Diff([]int{c.pending, c.done, c.failed, c.expired}, got); d != "" {
			t.Errorf("%s (-want +got)\n%s", c.v, d)
		}
	}
	if adapters.Natif.SubmitStatus(true) != 201 || adapters.Natif.SubmitStatus(false) != 202 {
		t.Error("natif answers 201 with the result and 202 without")
	}
	for _, c := range []struct {
		v    adapters.Service
		err  error
		want int
	}{
		{adapters.Natif, task.TooLarge, 429}, {adapters.ExpertAI, task.TooLarge, 413}, {adapters.Docmap, task.TooLarge, 400},
		{adapters.Docmap, task.NotConfigured, 501}, {adapters.Docmap, task.EngineFailed, 502}, {adapters.ScanDocs, task.Invalid, 422},
		{adapters.Typless, task.Denied, 403}, {adapters.Typless, fs.ErrNotExist, 404}, {adapters.Natif, task.Limit, 429}, {adapters.Natif, nil, 200},
	} {
		if got := c.v.ErrorStatus(c.err); got != c.want {
			t.Errorf("%s: %v is %d, want %d", c.v, c.err, got, c.want)
		}
	}
	for _, v := range adapters.Services {
		for _, code := range task.Codes {
			if s := v.ErrorStatus(code); s < 400 || s > 599 {
				t.Errorf("%s: %s is %d", v, code, s)
			}
		}
	}
}

func TestTasks(t *testing.T) {
	at := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	running := task.Snapshot{
		ID: "T1", Kind: "convert", State: task.Processing, Progress: task.Progress{Percent: 42, Phase: "read"}, RunID: "r1", Owner: "u1", Source: "api",
		Params: json.RawMessage(`{"Format":"png"}`), Inputs: []task.Artifact{{Name: "a.pdf"}}, Labels: map[string]string{adapters.LabelTemplate: "tpl"}, Created: at, Updated: at,
	}
	done := running
	done.State, done.Took, done.Progress = task.Completed, 1500*time.Millisecond, task.Progress{Percent: 100, Phase: "complete"}
	done.Outputs = []task.Artifact{{Key: "k", Name: "a.png", Role: task.RoleThumbnail, MediaType: "image/png", Size: 7, Width: 2, Height: 3, Task: "T1", Created: at}}
	failed := running
	failed.State, failed.Took, failed.Err = task.Failed, time.Second, &task.Error{Code: task.Corrupt, Message: "broken"}
	for _, c := range []struct {
		v    adapters.Service
		s    task.Snapshot
		want string
	}{
		{adapters.ExpertAI, running, `{"current":42,"message":"read","state":"PROGRESS"}`},
		{adapters.ExpertAI, done, `{"current":100,"message":"completed","state":"SUCCESS","result":{"x":1}}`},
		{adapters.ExpertAI, failed, `{"current":0,"message":"broken","state":"FAILURE"}`},
		{adapters.Typless, running, `{"error":{},"result":{},"status":"IN_PROGRESS"}`},
		{adapters.Typless, done, `{"error":{},"result":{"x":1},"status":"SUCCESS"}`},
		{adapters.Typless, failed, `{"error":{"code":"corrupt","message":"broken","details":{}},"result":{},"status":"ERROR"}`},
		{adapters.Natif, running, `{"processing_id":"T1","processing_status":"pending"}`},
		{adapters.Natif, done, `{"processing_id":"T1","processing_status":"success","available_results":{"thumbnail":"/processing/results/T1/thumbnail"},"extractions":{"x":1}}`},
		{adapters.ScanDocs, failed, `{"id":"T1","operation":"convert","status":"failed","parameters":{"Format":"png"},"result":{"error":"broken","details":{"code":"corrupt"}},"created_at":"2026-03-14T15:09:26Z","updated_at":"2026-03-14T15:09:26Z","callback_url":null}`},
		{adapters.Docmap, running, `{"id":"T1","userId":"u1","templateId":"tpl","templateName":"","fileName":"a.pdf","status":"processing","extractedData":null,"error":null,"variables":[],"source":"api","runId":"r1","processingTimeMs":null,"createdAt":"2026-03-14T15:09:26Z"}`},
		{adapters.Docmap, done, `{"id":"T1","userId":"u1","templateId":"tpl","templateName":"","fileName":"a.pdf","status":"completed","extractedData":{"x":1},"error":null,"variables":[],"source":"api","runId":"r1","processingTimeMs":1500,"createdAt":"2026-03-14T15:09:26Z"}`},
	} {
		got, err := json.Marshal(c.v.Task(c.s, map[string]int{"x": 1}))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, string(got)); d != "" {
			t.Errorf("%s, %s (-want +got)\n%s", c.v, c.s.State, d)
		}
	}
	got, err := json.Marshal(adapters.ScanDocs.Task(done, nil))
	want := `"result":{"generated_files":[{"id":"k","name":"a.png","type":"image/png","properties":{"height":3,"size":7,"width":2},"task_id":"T1","created_at":"2026-03-14T15:09:26Z"}]}`
	if err != nil || !json.Valid(got) || !strings.Contains(string(got), want) {
		t.Errorf("generated files: %s, %v", got, err)
	}
}
