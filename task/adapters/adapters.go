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
	"encoding/json"
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
// name of the result when the task is completed; nil leaves it empty.
func (v Service) Task(s task.Snapshot, result any) any {
	if s.State != task.Completed {
		result = nil
	}
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
	return docmap(s, result)
}

// message is what to tell people of a task that went wrong.
func message(s task.Snapshot) string {
	switch {
	case s.Err != nil:
		return s.Err.Message
	case s.State == task.Canceled:
		return "canceled"
	}
	return ""
}

// empty is {} in place of a result that is not there.
func empty(result any) any {
	if result == nil {
		return struct{}{}
	}
	return result
}

// An ExpertAITask is the status of a task of expert.ai's layout API.
type ExpertAITask struct {
	Current int    `json:"current"` // percent; 0 after a failure
	Message string `json:"message"` // the phase, or why it failed
	State   string `json:"state"`
	Result  any    `json:"result,omitempty"`
}

func expertAI(s task.Snapshot, result any) ExpertAITask {
	t := ExpertAITask{Current: s.Progress.Percent, Message: s.Progress.Phase, State: ExpertAI.Word(s.State), Result: result}
	switch s.State {
	case task.Completed:
		t.Message = "completed"
	case task.Failed, task.Canceled:
		t.Current, t.Message = 0, message(s)
	}
	return t
}

// A TyplessTask is the answer of typless' poll.
type TyplessTask struct {
	Error  TyplessError `json:"error"`
	Result any          `json:"result"` // {} until it is there
	Status string       `json:"status"`
}

// A TyplessError says what went wrong; all fields are empty where nothing did.
type TyplessError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details any    `json:"details"`
}

func typless(s task.Snapshot, result any) TyplessTask {
	t := TyplessTask{Status: Typless.Word(s.State), Result: empty(result)}
	t.Error.Details = map[string]any{}
	if s.State == task.Failed || s.State == task.Canceled {
		t.Error.Message, t.Error.Code = message(s), string(s.State)
		if s.Err != nil {
			t.Error.Code = string(s.Err.Code)
			if s.Err.Details != nil {
				t.Error.Details = s.Err.Details
			}
		}
	}
	return t
}

// A NatifTask is a processing of natif.ai.
type NatifTask struct {
	ProcessingID     string            `json:"processing_id"`
	ProcessingStatus string            `json:"processing_status"`
	Postprocessing   string            `json:"postprocessing_status,omitempty"` // Reviewed where a person has corrected or approved the values
	Detail           string            `json:"detail,omitempty"`                // why it failed
	AvailableResults map[string]string `json:"available_results,omitempty"`     // paths by name
	Extractions      any               `json:"extractions,omitempty"`
}

// natifPaths are the sub-results of /processing/results/{id}.
var natifPaths = map[task.Role][]string{
	task.RoleHOCR: {"hocr"}, task.RolePageImage: {"page-images"}, task.RoleThumbnail: {"thumbnail"}, task.RoleSearchablePDF: {"pdf-overlay"},
	task.RoleSubPDF: {"sub-pdfs", "document-splitting"},
}

func natif(s task.Snapshot, result any) NatifTask {
	t := NatifTask{ProcessingID: string(s.ID), ProcessingStatus: Natif.Word(s.State), Extractions: result}
	if s.State != task.Completed {
		t.Detail = message(s)
		return t
	}
	if s.Review != task.ReviewNone {
		t.Postprocessing = "Reviewed"
	}
	t.AvailableResults = map[string]string{}
	for _, a := range s.Outputs {
		for _, p := range natifPaths[a.Role] {
			t.AvailableResults[p] = "/processing/results/" + string(s.ID) + "/" + p
		}
	}
	return t
}

// A ScanDocsTask is a task of Scan Documents.
type ScanDocsTask struct {
	ID          string          `json:"id"`
	Operation   string          `json:"operation"`
	Status      string          `json:"status"`
	Parameters  json.RawMessage `json:"parameters"`
	Result      any             `json:"result"` // {} until it is there; error and details after a failure
	CreatedAt   time.Time       `json:"created_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
	CallbackURL *string         `json:"callback_url"`
}

// A ScanDocsFile is a file of Scan Documents.
type ScanDocsFile struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Type       string         `json:"type"` // media type
	Properties map[string]any `json:"properties"`
	TaskID     *string        `json:"task_id"`
	CreatedAt  time.Time      `json:"created_at"`
}

func scanDocs(s task.Snapshot, result any) ScanDocsTask {
	t := ScanDocsTask{
		ID: string(s.ID), Operation: s.Kind, Status: ScanDocs.Word(s.State), Parameters: s.Params, Result: empty(result),
		CreatedAt: s.Created, UpdatedAt: s.Updated,
	}
	switch {
	case s.State == task.Failed || s.State == task.Canceled:
		details := ""
		if s.Err != nil {
			details = string(s.Err.Code)
		}
		t.Result = map[string]string{"error": message(s), "details": details}
	case s.State == task.Completed && result == nil:
		files := []ScanDocsFile{}
		for _, a := range s.Outputs {
			files = append(files, File(a))
		}
		t.Result = map[string]any{"generated_files": files}
	}
	return t
}

// File returns Scan Documents' JSON of an artifact.
func File(a task.Artifact) ScanDocsFile {
	f := ScanDocsFile{ID: a.Key, Name: a.Name, Type: a.MediaType, CreatedAt: a.Created, Properties: map[string]any{"size": a.Size}}
	if a.Width > 0 {
		f.Properties["width"], f.Properties["height"] = a.Width, a.Height
	}
	if a.Pages > 0 {
		f.Properties["page_count"] = a.Pages
	}
	if a.Task != "" {
		id := string(a.Task)
		f.TaskID = &id
	}
	return f
}

// A DocmapTask is an extraction of Docmap.
type DocmapTask struct {
	ID               string    `json:"id"`
	UserID           string    `json:"userId,omitempty"`
	TemplateID       string    `json:"templateId,omitempty"` // the label template of the task
	FileName         string    `json:"fileName"`
	Status           string    `json:"status"`
	Error            *string   `json:"error"`
	Source           string    `json:"source,omitempty"`
	RunID            *string   `json:"runId"`
	ProcessingTimeMS *int64    `json:"processingTimeMs"` // null while it runs
	ExtractedData    any       `json:"extractedData"`    // null until it is there
	CreatedAt        time.Time `json:"createdAt"`
}

// LabelTemplate is the label under which a host keeps Docmap's template ID.
const LabelTemplate = "template"

func docmap(s task.Snapshot, result any) DocmapTask {
	t := DocmapTask{
		ID: string(s.ID), UserID: s.Owner, TemplateID: s.Labels[LabelTemplate], Status: Docmap.Word(s.State), Source: s.Source,
		ExtractedData: result, CreatedAt: s.Created,
	}
	if len(s.Inputs) > 0 {
		t.FileName = s.Inputs[0].Name
	}
	if s.RunID != "" {
		t.RunID = &s.RunID
	}
	if s.State == task.Failed || s.State == task.Canceled {
		m := message(s)
		t.Error = &m
	}
	if s.State.IsFinal() {
		ms := s.Took.Milliseconds()
		t.ProcessingTimeMS = &ms
	}
	return t
}
