package adapters

import (
	"encoding/json"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
	"github.com/docket-go/docket/task"
)

// SubmitBody is what the service answers to a submit that worked and has no
// result yet, with SubmitStatus(false): the ID, or the task.
func (v Service) SubmitBody(s task.Snapshot) any {
	switch v {
	case ExpertAI:
		return map[string]task.ID{"taskId": s.ID}
	case Typless:
		return map[string]task.ID{"extraction_id": s.ID}
	}
	return v.PollBody(s, nil)
}

// PollBody is what the service answers to a question for a task, with
// PollStatus: Task, in the envelope that the service uses, or ErrorBody where
// it has no word for the state.
func (v Service) PollBody(s task.Snapshot, result any) any {
	if v.Word(s.State) == "" {
		return v.ErrorBody(task.Errorf(task.ExpiredCode, "task %s has expired", s.ID))
	}
	t := v.Task(s, result)
	if v == Docmap {
		return DocmapBody{t}
	}
	return t
}

// ErrorBody is what the service answers to a call that failed with err, with
// ErrorStatus. expert.ai does not publish a form; it gets an object with the
// message.
func (v Service) ErrorBody(err error) any {
	e := task.AsError(err)
	if e == nil {
		return struct{}{}
	}
	switch v {
	case Typless:
		return typlessError(e)
	case Natif:
		return natifError(e)
	case ScanDocs:
		return scanDocsProblem(e)
	case Docmap:
		return docmapError(e)
	}
	return map[string]string{"message": e.Message}
}

// Result returns the service's JSON of the result of a task: layout for
// expert.ai, values for typless, natif.ai and Docmap, files, detections and
// text for Scan Documents. What it does not know it returns as it is.
func (v Service) Result(s task.Snapshot, result any) any {
	doc, values := parts(result)
	switch {
	case v == ExpertAI && doc != nil:
		return ExpertAILayout(doc)
	case v == Typless && values != nil:
		return TyplessResult(s, values, TyplessDPI)
	case v == Natif && values != nil:
		return NatifExtractions(values)
	case v == Docmap && values != nil:
		return DocmapData(values)
	case v == ScanDocs:
		switch r := result.(type) {
		case *task.Files:
			return scanDocsFiles(r.Files)
		case *task.Detection:
			return ScanDocsDocuments(r)
		}
	}
	return result
}

// parts returns the document and the values in a result, nil where it has none.
func parts(result any) (*layout.Document, *extract.Result) {
	switch r := result.(type) {
	case *layout.Document:
		return r, nil
	case *extract.Result:
		return nil, r
	case *task.SearchablePDF:
		return r.Document, nil
	case *task.Extraction:
		return r.Document, &r.Result
	case *task.Processed:
		return r.Document, r.Values
	case *task.Pile:
		return r.Document, nil
	}
	return nil, nil
}

// schemaOf returns the definitions that a task works with, as its result or its
// parameters say, zero where neither does.
func schemaOf(s task.Snapshot, result any) extract.Schema {
	if _, values := parts(result); values != nil {
		return values.Schema
	}
	var p struct{ Schema extract.Schema }
	if json.Unmarshal(s.Params, &p) != nil {
		return extract.Schema{} // parameters of another kind
	}
	return p.Schema
}
