// Package adapters tells of tasks in the words of five services whose jobs
// docket does, so that a host can serve their APIs: the states both ways, the
// HTTP status, and the JSON of a task and of its result.
//
// The states of the services are poorer than docket's: they have no word for
// canceled tasks, some none for waiting or expired ones. Word gives the nearest
// word, State the state that a word stands for; State(Word(s)) is s wherever
// the service has a word of its own for it.
package adapters

import (
	"maps"
	"net/http"
	"time"

	"github.com/docket-go/docket/task"
)

// A Service is one of the five.
type Service string

// The services.
const (
	ExpertAI Service = "expert.ai"
	Typless  Service = "typless"
	Natif    Service = "natif.ai"
	ScanDocs Service = "scan-documents"
	Docmap   Service = "docmap"
)

// Services lists all.
var Services = []Service{ExpertAI, Typless, Natif, ScanDocs, Docmap}

// words are the services' names of the states. An empty word means that the
// service then answers as if the task were not there.
var words = map[Service]map[task.State]string{
	ExpertAI: {task.Pending: "PENDING", task.Processing: "PROGRESS", task.Completed: "SUCCESS", task.Failed: "FAILURE", task.Canceled: "ABORTED"},
	Typless:  {task.Pending: "IN_PROGRESS", task.Processing: "IN_PROGRESS", task.Completed: "SUCCESS", task.Failed: "ERROR", task.Canceled: "ERROR", task.Expired: "EXPIRED"},
	Natif:    {task.Pending: "pending", task.Processing: "pending", task.Completed: "success", task.Failed: "failed", task.Canceled: "failed"},
	ScanDocs: {task.Pending: "pending", task.Processing: "processing", task.Completed: "completed", task.Failed: "failed", task.Canceled: "failed"},
	Docmap:   {task.Pending: "processing", task.Processing: "processing", task.Completed: "completed", task.Failed: "failed", task.Canceled: "failed"},
}

// Word returns the service's word for s, empty where it has none.
func (v Service) Word(s task.State) string { return words[v][s] }

// State returns the state that a word of the service stands for: where it
// stands for several, the one that hosts see most. ok is false for words that
// the service does not have.
func (v Service) State(word string) (s task.State, ok bool) {
	for _, s := range []task.State{task.Processing, task.Completed, task.Failed, task.Pending, task.Canceled, task.Expired} {
		if w := words[v][s]; w != "" && w == word {
			return s, true
		}
	}
	return "", false
}

// PollStatus is the HTTP status with which the service answers a question
// about the result of a task in the state of s.
func (v Service) PollStatus(s task.Snapshot) int {
	switch {
	case v.Word(s.State) == "":
		return http.StatusNotFound
	case v != Natif:
		return http.StatusOK
	case !s.State.IsFinal():
		return http.StatusAccepted
	case s.State == task.Completed:
		return http.StatusOK
	}
	return http.StatusInternalServerError
}

// SubmitStatus is the HTTP status with which the service answers a submit that
// worked: done says that the result goes with the answer.
func (v Service) SubmitStatus(done bool) int {
	switch v {
	case ExpertAI:
		return http.StatusAccepted
	case Natif:
		if done {
			return http.StatusCreated
		}
		return http.StatusAccepted
	case Docmap, Typless:
		if done {
			return http.StatusOK
		}
		return http.StatusAccepted
	}
	return http.StatusOK
}

// statuses are the HTTP status of errors, with the exceptions of services.
var statuses = map[task.Code]int{
	task.Invalid: 422, task.Unsupported: 422, task.TooLarge: 413, task.Encrypted: 422, task.Corrupt: 422,
	task.NotFound: 404, task.Denied: 403, task.Limit: 429, task.Timeout: 504, task.CanceledCode: 409, task.ExpiredCode: 404,
	task.NotConfigured: 501, task.EngineFailed: 502, task.BadOutput: 502, task.Internal: 500,
}

var exceptions = map[Service]map[task.Code]int{
	ExpertAI: {task.Invalid: 400, task.Unsupported: 400, task.Encrypted: 400, task.Corrupt: 400},
	Typless:  {task.Invalid: 400},
	Natif:    {task.TooLarge: 429, task.Encrypted: 500, task.Corrupt: 500, task.EngineFailed: 500, task.BadOutput: 500, task.Timeout: 500},
	Docmap:   {task.Invalid: 400, task.Unsupported: 400, task.TooLarge: 400, task.Timeout: 502, task.Encrypted: 502, task.Corrupt: 502},
}

// ErrorStatus is the HTTP status with which the service answers a call that
// failed with err.
func (v Service) ErrorStatus(err error) int {
	if err == nil {
		return http.StatusOK
	}
	code := task.AsError(err).Code
	if s, ok := exceptions[v][code]; ok {
		return s
	}
	if s, ok := statuses[code]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Task returns the service's JSON of a task. result is what stands under its
// name of the result when the task is completed: the result of the task, such
// as a *layout.Document or *task.Extraction, of which Result makes the
// service's JSON, or that JSON itself; nil leaves it empty.
func (v Service) Task(s task.Snapshot, result any) any {
	if s.State != task.Completed {
		result = nil
	}
	definitions := schemaOf(s, result)
	result = v.Result(s, result)
	switch v {
	case ExpertAI:
		return expertAI(s, result)
	case Typless:
		return typless(s, result)
	case Natif:
		return natif(s, result)
	case ScanDocs:
		return scanDocs(s, result)
	}
	return docmap(s, result, definitions)
}

// empty is {} in place of a result that is not there.
func empty(result any) any {
	if result == nil {
		return struct{}{}
	}
	return result
}

// failure is why a task has no result.
func failure(s task.Snapshot) *task.Error {
	if s.Err != nil {
		return s.Err
	}
	return &task.Error{Code: task.CanceledCode, Message: "canceled"}
}

// details is what an error tells beside its text.
func details(e *task.Error) map[string]any {
	out := map[string]any{}
	maps.Copy(out, e.Details)
	if len(e.Fields) > 0 {
		out["fields"] = e.Fields
	}
	if e.Page > 0 {
		out["page"] = e.Page
	}
	return out
}

// moment is a time as the services write it: UTC, in milliseconds.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
