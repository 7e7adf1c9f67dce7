package adapters

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/docket-go/docket/task"
)

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
		CreatedAt: moment(s.Created), UpdatedAt: moment(s.Updated),
	}
	if len(s.Callbacks) > 0 {
		t.CallbackURL = &s.Callbacks[0]
	}
	switch {
	case s.State == task.Failed || s.State == task.Canceled:
		e := failure(s)
		d := details(e)
		d["code"] = e.Code
		t.Result = ScanDocsFailure{e.Message, d}
	case s.State == task.Completed && result == nil:
		t.Result = scanDocsFiles(s.Outputs)
	}
	return t
}

// A ScanDocsFailure is the result of a task that failed.
type ScanDocsFailure struct {
	Error   string         `json:"error"`
	Details map[string]any `json:"details"` // code, and what else is known
}

// ScanDocsFiles is the result of operations that make files.
type ScanDocsFiles struct {
	Files []ScanDocsFile `json:"generated_files"`
}

func scanDocsFiles(list []task.Artifact) ScanDocsFiles {
	out := ScanDocsFiles{[]ScanDocsFile{}}
	for _, a := range list {
		out.Files = append(out.Files, File(a))
	}
	return out
}

// ScanDocsProblem is the body of an answer that says what went wrong (RFC
// 7807), or of one that says which parameters are wrong: then it has Errors
// and nothing else.
type ScanDocsProblem struct {
	Type    string              `json:"type,omitempty"`
	Title   string              `json:"title,omitempty"`
	Status  int                 `json:"status,omitempty"`
	Message string              `json:"message,omitempty"`
	Errors  map[string][]string `json:"errors,omitempty"`
}

func scanDocsProblem(e *task.Error) ScanDocsProblem {
	if len(e.Fields) > 0 {
		return ScanDocsProblem{Errors: e.Fields}
	}
	status := ScanDocs.ErrorStatus(e)
	return ScanDocsProblem{Type: "about:blank", Title: http.StatusText(status), Status: status, Message: e.Message}
}

// A ScanDocsEvent is an event as the service's webhooks and list tell of it.
type ScanDocsEvent struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"` // a ScanDocsTask or ScanDocsFile
}

// ScanDocsEventOf returns Scan Documents' JSON of an event. A task that was
// canceled has failed there; ok is false for events that the service does not
// have.
func ScanDocsEventOf(e task.Event) (out ScanDocsEvent, ok bool) {
	out = ScanDocsEvent{ID: e.ID, Type: string(e.Type), Timestamp: moment(e.Time)}
	switch e.Type {
	case task.FileCreated, task.FileDeleted:
		if e.File == nil {
			return out, false
		}
		out.Data = File(*e.File)
		return out, true
	case task.TaskCanceled:
		out.Type = string(task.TaskFailed)
	case task.TaskCreated, task.TaskCompleted, task.TaskFailed, task.TaskDeleted:
	default:
		return out, false
	}
	if e.Task == nil {
		return out, false
	}
	out.Data = scanDocs(*e.Task, nil)
	return out, true
}

// File returns Scan Documents' JSON of an artifact.
func File(a task.Artifact) ScanDocsFile {
	f := ScanDocsFile{ID: a.Key, Name: a.Name, Type: a.MediaType, CreatedAt: moment(a.Created), Properties: map[string]any{"size": a.Size}}
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

// A ScanDocsDetection is the result of Scan Documents' detect-documents.
type ScanDocsDetection struct {
	Documents []ScanDocsDocument `json:"documents"`
}

// A ScanDocsDocument is one document in a photograph, in pixels.
type ScanDocsDocument struct {
	Box      ScanDocsBox     `json:"bounding_box"`
	Vertices []ScanDocsPoint `json:"vertices"`
}

// A ScanDocsBox is an upright rectangle.
type ScanDocsBox struct {
	Left   float64 `json:"left"`
	Top    float64 `json:"top"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// A ScanDocsPoint is a corner.
type ScanDocsPoint struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// ScanDocsDocuments returns Scan Documents' JSON of what DetectDocuments found.
func ScanDocsDocuments(d *task.Detection) ScanDocsDetection {
	out := ScanDocsDetection{Documents: []ScanDocsDocument{}}
	for _, f := range d.Documents {
		doc := ScanDocsDocument{Box: ScanDocsBox(f.Box)}
		for _, v := range f.Vertices {
			doc.Vertices = append(doc.Vertices, ScanDocsPoint{v.X, v.Y})
		}
		out.Documents = append(out.Documents, doc)
	}
	return out
}
