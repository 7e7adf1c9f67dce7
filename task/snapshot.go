package task

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// An ID names a task. IDs sort in the order of creation and hold only digits
// and capital letters, so that they fit URLs and file names.
type ID string

// A Progress says how far a task is.
type Progress struct {
	Percent    int    `json:"percent"`              // 0 to 100; never falls within one attempt, 100 only with Completed
	Phase      string `json:"phase,omitempty"`      // what is being done, such as read or write
	PagesDone  int    `json:"pagesDone,omitempty"`  // pages finished, failed ones too
	PagesTotal int    `json:"pagesTotal,omitempty"` // pages to do, 0 while unknown
}

// The phases of the built-in operations.
const (
	PhaseQueued   = "queued"
	PhaseOpen     = "open"
	PhaseRead     = "read" // native text, rendering and OCR, page by page
	PhaseLayout   = "layout"
	PhaseExtract  = "extract"
	PhaseWrite    = "write"
	PhaseComplete = "complete"
)

// A Role says what an artifact is.
type Role string

// The roles of artifacts.
const (
	RoleInput         Role = "input"          // what was submitted
	RoleResult        Role = "result"         // the typed result as JSON
	RolePageImage     Role = "page-image"     // Page says which
	RoleThumbnail     Role = "thumbnail"      // of the first page
	RoleHOCR          Role = "hocr"           // text/html
	RoleALTO          Role = "alto"           // application/xml
	RoleText          Role = "text"           // text/plain
	RoleMarkdown      Role = "markdown"       // text/markdown
	RoleHTML          Role = "html"           // text/html
	RoleDocling       Role = "docling"        // DoclingDocument JSON
	RoleJSON          Role = "json"           // the document model
	RoleSearchablePDF Role = "searchable-pdf" // the input with a text layer
	RoleSubPDF        Role = "sub-pdf"        // a part of the input
	RoleGenerated     Role = "generated"      // what an operation on images or PDFs made
)

// An Artifact describes bytes in the Store that belong to a task.
type Artifact struct {
	Key       string    `json:"key"`              // in the Store
	Name      string    `json:"name"`             // for people, such as invoice.hocr.html
	Role      Role      `json:"role"`             //
	MediaType string    `json:"mediaType"`        //
	Size      int64     `json:"size"`             // bytes
	SHA256    string    `json:"sha256,omitempty"` // lower-case hex
	Page      int       `json:"page,omitempty"`   // 1-based; 0 = the whole document
	Pages     int       `json:"pages,omitempty"`  // of a document, where known
	Width     int       `json:"width,omitempty"`  // pixels of an image
	Height    int       `json:"height,omitempty"` // pixels of an image
	Task      ID        `json:"task,omitempty"`   // that owns it
	Created   time.Time `json:"created,omitzero"`
}

// A Snapshot is a task as it stood at one moment. It is a value: nothing
// changes it later, and changing it changes nothing else.
type Snapshot struct {
	ID        ID                `json:"id"`
	Kind      string            `json:"kind"`              // of the operation
	Params    json.RawMessage   `json:"params,omitempty"`  // the operation as submitted; inputs refer to the Store
	Inputs    []Artifact        `json:"inputs,omitempty"`  // what was submitted
	Outputs   []Artifact        `json:"outputs,omitempty"` // what was made, at most MaxOutputs; see Manager.Artifacts
	State     State             `json:"state"`             //
	Progress  Progress          `json:"progress"`          //
	Partial   bool              `json:"partial,omitempty"` // completed, but some pages failed
	Err       *Error            `json:"error,omitempty"`   // of failed and canceled tasks, and of the last attempt of a pending one
	RunID     string            `json:"runId,omitempty"`   // the batch it belongs to
	Key       string            `json:"idempotencyKey,omitempty"`
	Owner     string            `json:"owner,omitempty"`     // whom it belongs to, as the host says
	Source    string            `json:"source,omitempty"`    // where it came from, as the host says
	Labels    map[string]string `json:"labels,omitempty"`    //
	Callbacks []string          `json:"callbacks,omitempty"` // URLs that are told of its events; left out of Events
	Priority  int               `json:"priority,omitempty"`  // higher goes first
	Attempt   int               `json:"attempt"`             // 1 = the first; 0 = not started
	Fetched   bool              `json:"fetched,omitempty"`   // the result has been collected
	Review    Review            `json:"review,omitempty"`    // what a person has made of the result; see Manager.Correct
	Created   time.Time         `json:"created"`
	Started   time.Time         `json:"started,omitzero"` // of the current or last attempt
	Updated   time.Time         `json:"updated"`
	Finished  time.Time         `json:"finished,omitzero"`
	ExpiresAt time.Time         `json:"expiresAt,omitzero"` // zero while unfinished, and for ever where the TTL is negative
	Took      time.Duration     `json:"took,omitempty"`     // from Created to Finished, in nanoseconds
}

// MaxOutputs is the number of outputs that a Snapshot lists. Manager.Artifacts
// lists all.
const MaxOutputs = 100

// clone returns a copy that shares nothing mutable with s.
func (s Snapshot) clone() Snapshot {
	s.Params = slices.Clone(s.Params)
	s.Inputs = slices.Clone(s.Inputs)
	s.Outputs = slices.Clone(s.Outputs)
	s.Labels = maps.Clone(s.Labels)
	s.Callbacks = slices.Clone(s.Callbacks)
	if s.Err != nil {
		e := *s.Err
		e.Details, e.Fields = maps.Clone(e.Details), maps.Clone(e.Fields)
		s.Err = &e
	}
	return s
}
