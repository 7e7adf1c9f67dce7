package adapters

import (
	"cmp"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/task"
)

// A DocmapTask is an extraction of Docmap.
type DocmapTask struct {
	ID               string           `json:"id"`
	UserID           string           `json:"userId"`       // the owner of the task
	TemplateID       string           `json:"templateId"`   // the label template of the task
	TemplateName     string           `json:"templateName"` // the name of the schema
	FileName         string           `json:"fileName"`
	Status           string           `json:"status"`
	ExtractedData    any              `json:"extractedData"` // null until it is there
	Error            *string          `json:"error"`
	Variables        []DocmapVariable `json:"variables"` // the fields of the schema
	Source           string           `json:"source"`
	RunID            *string          `json:"runId"`
	ProcessingTimeMS *int64           `json:"processingTimeMs"` // null while it runs
	CreatedAt        time.Time        `json:"createdAt"`
}

// A DocmapVariable is the definition of a value. Of the types the service
// publishes string alone; the others are those of JSON, and date.
type DocmapVariable struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description"`
}

func docmapVariables(fields []extract.Field) []DocmapVariable {
	out := []DocmapVariable{}
	for _, f := range fields {
		out = append(out, DocmapVariable{f.Name, docmapType(f), f.Description})
	}
	return out
}

func docmapType(f extract.Field) string {
	switch {
	case f.Many, f.Kind == extract.KindTable:
		return "array"
	case f.Kind == extract.KindMoney, f.Kind == extract.KindNumber:
		return "number"
	case f.Kind == extract.KindBool:
		return "boolean"
	case f.Kind == extract.KindDate, f.Kind == extract.KindObject:
		return string(f.Kind)
	}
	return "string"
}

// LabelTemplate is the label under which a host keeps Docmap's template ID.
const LabelTemplate = "template"

func docmap(s task.Snapshot, result any, schema extract.Schema) DocmapTask {
	t := DocmapTask{
		ID: string(s.ID), UserID: s.Owner, TemplateID: s.Labels[LabelTemplate], TemplateName: schema.Name, Status: Docmap.Word(s.State),
		Source: s.Source, ExtractedData: result, Variables: docmapVariables(schema.Fields), CreatedAt: moment(s.Created),
	}
	if len(s.Inputs) > 0 {
		t.FileName = s.Inputs[0].Name
	}
	if s.RunID != "" {
		t.RunID = &s.RunID
	}
	if s.State == task.Failed || s.State == task.Canceled {
		t.Error = &failure(s).Message
	}
	if s.State.IsFinal() {
		ms := s.Took.Milliseconds()
		t.ProcessingTimeMS = &ms
	}
	return t
}

// DocmapData returns Docmap's extractedData: an object by the name of the
// variable, with real numbers.
func DocmapData(r *extract.Result) map[string]any { return r.Map() }

// DocmapBody is the body of an answer of Docmap: one extraction, or several.
type DocmapBody struct {
	Data any `json:"data"`
}

// DocmapError is the body of an answer that says what went wrong.
type DocmapError struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

var docmapCodes = map[task.Code]string{
	task.Invalid: "VALIDATION_ERROR", task.Unsupported: "INVALID_MIME_TYPE", task.TooLarge: "FILE_TOO_LARGE", task.NotFound: "NOT_FOUND",
	task.ExpiredCode: "NOT_FOUND", task.Denied: "FORBIDDEN", task.Limit: "USAGE_LIMIT_EXCEEDED", task.NotConfigured: "NOT_CONFIGURED",
	task.BadOutput: "EXTRACTION_PARSE_ERROR", task.EngineFailed: "EXTRACTION_FAILED", task.Timeout: "EXTRACTION_FAILED",
	task.Encrypted: "EXTRACTION_FAILED", task.Corrupt: "EXTRACTION_FAILED", task.CanceledCode: "EXTRACTION_FAILED",
}

func docmapError(e *task.Error) DocmapError {
	var out DocmapError
	out.Error.Code, out.Error.Message = cmp.Or(docmapCodes[e.Code], "INTERNAL_ERROR"), e.Message
	return out
}
