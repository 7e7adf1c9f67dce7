package adapters

import (
	"math"
	"time"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/task"
)

// TyplessDPI is the resolution of the places that Service.Result gives.
const TyplessDPI = 200

// A TyplessTask is the answer of typless' poll.
type TyplessTask struct {
	Error  TyplessError `json:"error"`
	Result any          `json:"result"` // {} until it is there
	Status string       `json:"status"`
}

// A TyplessError says what went wrong; it is {} where nothing did.
type TyplessError struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Details any    `json:"details,omitempty"`
}

func typless(s task.Snapshot, result any) TyplessTask {
	t := TyplessTask{Status: Typless.Word(s.State), Result: empty(result)}
	if s.State == task.Failed || s.State == task.Canceled {
		t.Error = typlessError(failure(s))
	}
	return t
}

func typlessError(e *task.Error) TyplessError {
	return TyplessError{Code: string(e.Code), Message: e.Message, Details: details(e)}
}

// A TyplessExtraction is the result of typless' extraction.
type TyplessExtraction struct {
	Customer  string           `json:"customer,omitempty"` // the owner of the task
	FileName  string           `json:"file_name"`
	ObjectID  string           `json:"object_id"` // the task, for feedback
	Fields    []TyplessField   `json:"extracted_fields"`
	LineItems [][]TyplessField `json:"line_items"`
	VATRates  [][]TyplessField `json:"vat_rates"`
}

// A TyplessField is one field with its candidates, best first.
type TyplessField struct {
	Name   string         `json:"name"`
	Type   string         `json:"data_type"` // STRING, NUMBER, DATE or AUTHOR
	Values []TyplessValue `json:"values"`
}

// A TyplessValue is one candidate. Places are in pixels; -1 stands for none.
type TyplessValue struct {
	Value      *string `json:"value"` // numbers with four decimals; null = not found
	Confidence float64 `json:"confidence_score"`
	X          int     `json:"x"`
	Y          int     `json:"y"`
	Width      int     `json:"width"`
	Height     int     `json:"height"`
	Page       int     `json:"page_number"` // from 0
}

// TyplessResult returns typless' JSON of values that were found by task s, with
// places in pixels at dpi.
func TyplessResult(s task.Snapshot, r *extract.Result, dpi float64) TyplessExtraction {
	out := TyplessExtraction{
		Customer: s.Owner, ObjectID: string(s.ID), Fields: []TyplessField{}, LineItems: [][]TyplessField{}, VATRates: [][]TyplessField{},
	}
	if len(s.Inputs) > 0 {
		out.FileName = s.Inputs[0].Name
	}
	for _, f := range r.Schema.Fields {
		switch {
		case f.Name == extract.FieldVATRates:
		case f.Kind == extract.KindTable:
			for _, row := range r.Tables[f.Name].Rows {
				out.LineItems = append(out.LineItems, typlessRow(f, row, dpi))
			}
		case f.Kind == extract.KindObject:
			for _, member := range f.Fields {
				member.Name = f.Name + "." + member.Name
				out.Fields = append(out.Fields, typlessField(member, r, dpi))
			}
		default:
			out.Fields = append(out.Fields, typlessField(f, r, dpi))
		}
	}
	for _, v := range r.VATRates {
		out.VATRates = append(out.VATRates, typlessRate(v, dpi))
	}
	return out
}

func typlessField(f extract.Field, r *extract.Result, dpi float64) TyplessField {
	t := TyplessField{Name: f.Name, Type: typlessType(f)}
	if v, ok := r.Values[f.Name]; ok {
		t.Values = typlessValues(f, v, dpi)
	}
	for _, v := range r.Lists[f.Name] {
		t.Values = append(t.Values, typlessValue(f, v, dpi))
	}
	if len(t.Values) == 0 {
		t.Values = []TyplessValue{{X: -1, Y: -1, Width: -1, Height: -1, Page: -1}}
	}
	return t
}

func typlessType(f extract.Field) string {
	switch {
	case f.Name == extract.FieldSupplierName:
		return "AUTHOR"
	case f.Kind == extract.KindMoney || f.Kind == extract.KindNumber:
		return "NUMBER"
	case f.Kind == extract.KindDate:
		return "DATE"
	}
	return "STRING"
}

// typlessValues lists a value and its alternatives, five at most.
func typlessValues(f extract.Field, v extract.Value, dpi float64) []TyplessValue {
	out := []TyplessValue{typlessValue(f, v, dpi)}
	for _, a := range v.Alternatives[:min(len(v.Alternatives), 4)] {
		out = append(out, typlessValue(f, a, dpi))
	}
	return out
}

func typlessValue(f extract.Field, v extract.Value, dpi float64) TyplessValue {
	norm := v.Norm
	if d, err := v.Decimal(); typlessType(f) == "NUMBER" && err == nil {
		norm = d.StringFixed(4)
	}
	out := TyplessValue{Value: &norm, Confidence: v.Confidence, X: -1, Y: -1, Width: -1, Height: -1, Page: -1}
	if e := v.Evidence; e != nil {
		px := func(x float64) int { return int(math.Round(x * dpi / 72)) }
		out.X, out.Y, out.Width, out.Height = px(e.Box.X0), px(e.Box.Y0), px(e.Box.Width()), px(e.Box.Height())
		out.Page = e.Page - 1
	}
	return out
}

func typlessRow(f extract.Field, row extract.Row, dpi float64) []TyplessField {
	out := []TyplessField{}
	for _, c := range f.Fields {
		t := TyplessField{Name: c.Name, Type: typlessType(c), Values: []TyplessValue{{X: -1, Y: -1, Width: -1, Height: -1, Page: -1}}}
		if v, ok := row.Cells[c.Name]; ok {
			t.Values = typlessValues(c, v, dpi)
		}
		out = append(out, t)
	}
	return out
}

// typlessRate is a VAT rate, whose percentage has no place, and its net.
func typlessRate(r extract.VATRate, dpi float64) []TyplessField {
	number := extract.Field{Kind: extract.KindNumber}
	rate := typlessValue(number, extract.Value{Norm: r.Rate, Confidence: r.Confidence}, dpi)
	net := typlessValue(number, extract.Value{Norm: r.Net, Confidence: r.Confidence, Evidence: r.Evidence}, dpi)
	return []TyplessField{
		{Name: "vat_rate_percentage", Type: "NUMBER", Values: []TyplessValue{rate}},
		{Name: "vat_rate_net", Type: "NUMBER", Values: []TyplessValue{net}},
	}
}

// A TyplessEvent is what the service's webhooks send.
type TyplessEvent struct {
	ID   string    `json:"event_id"`
	Time time.Time `json:"event_time"`
	Type string    `json:"type"` // extraction.finished
	Data struct {
		ID      string `json:"id"`
		Message string `json:"message"`
	} `json:"data"`
}

// TyplessEventOf returns typless' JSON of the end of a task; ok is false for
// other events.
func TyplessEventOf(e task.Event) (out TyplessEvent, ok bool) {
	if e.Task == nil || e.Type != task.TaskCompleted && e.Type != task.TaskFailed && e.Type != task.TaskCanceled {
		return out, false
	}
	out = TyplessEvent{ID: e.ID, Time: moment(e.Time), Type: "extraction.finished"}
	out.Data.ID, out.Data.Message = string(e.Task.ID), Typless.Word(e.Task.State)
	return out, true
}
