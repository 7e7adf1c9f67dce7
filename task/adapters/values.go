package adapters

import (
	"math"
	"slices"
	"strconv"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/task"
)

// A TyplessExtraction is the result of typless' extraction.
type TyplessExtraction struct {
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
	out := TyplessExtraction{ObjectID: string(s.ID), Fields: []TyplessField{}, LineItems: [][]TyplessField{}, VATRates: [][]TyplessField{}}
	if len(s.Inputs) > 0 {
		out.FileName = s.Inputs[0].Name
	}
	for _, f := range r.Schema.Fields {
		switch {
		case f.Kind == extract.KindTable:
			for _, row := range r.Tables[f.Name].Rows {
				out.LineItems = append(out.LineItems, typlessRow(f, row, dpi))
			}
		case f.Name != extract.FieldVATRates && f.Kind != extract.KindObject:
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
			out.Fields = append(out.Fields, t)
		}
	}
	for _, v := range r.VATRates {
		out.VATRates = append(out.VATRates, typlessRate(v, dpi))
	}
	return out
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

// A NatifLeaf is one value of natif.ai's extractions.
type NatifLeaf struct {
	Value any        `json:"value"`
	Refs  []NatifRef `json:"bbox_refs"`
}

// A NatifRef names a word: its page, from 1, and its index in Page.Words.
type NatifRef struct {
	Page int `json:"page_num"`
	Box  int `json:"bbox_id"`
}

// NatifExtractions returns natif.ai's extractions: an object of leaves, with
// lists for tables, and the class as document_type.
func NatifExtractions(r *extract.Result) map[string]any {
	out := map[string]any{"document_type": r.Class}
	for name, v := range r.Values {
		out[name] = natifLeaf(v)
	}
	for name, vs := range r.Lists {
		list := []NatifLeaf{}
		for _, v := range vs {
			list = append(list, natifLeaf(v))
		}
		out[name] = list
	}
	for name, t := range r.Tables {
		rows := []map[string]NatifLeaf{}
		for _, row := range t.Rows {
			cells := map[string]NatifLeaf{}
			for column, v := range row.Cells {
				cells[column] = natifLeaf(v)
			}
			rows = append(rows, cells)
		}
		out[name] = rows
	}
	return out
}

func natifLeaf(v extract.Value) NatifLeaf {
	l := NatifLeaf{Value: v.Norm, Refs: []NatifRef{}}
	if d, err := strconv.ParseFloat(v.Norm, 64); err == nil && (v.Kind == extract.KindMoney || v.Kind == extract.KindNumber) {
		l.Value = d
	}
	if v.Evidence != nil {
		for _, w := range v.Evidence.Words {
			l.Refs = append(l.Refs, NatifRef{v.Evidence.Page, w})
		}
	}
	return l
}

// A NatifPart is one document of a pile. The service does not publish the form
// of its document splitting; this one has what its description tells of.
type NatifPart struct {
	Pages      []int   `json:"page_nums"` // from 1
	Class      string  `json:"document_type"`
	Confidence float64 `json:"confidence"`
	SubPDF     string  `json:"sub_pdf"` // path
}

// NatifSplitting returns the parts that task id has found.
func NatifSplitting(id task.ID, parts []task.Part) []NatifPart {
	out := []NatifPart{}
	for _, p := range parts {
		out = append(out, NatifPart{p.Pages, p.Class, p.Confidence * p.ClassConfidence, natifSubPDF(id, p)})
	}
	return out
}

// NatifSubPDFs returns the paths of the sub-PDFs by their first page. The host
// answers a path with Manager.SubPDF of NatifPartOf.
func NatifSubPDFs(id task.ID, parts []task.Part) map[string]string {
	out := map[string]string{}
	for _, p := range parts {
		if len(p.Pages) > 0 {
			out[strconv.Itoa(p.Pages[0])] = natifSubPDF(id, p)
		}
	}
	return out
}

func natifSubPDF(id task.ID, p task.Part) string {
	first := 0
	if len(p.Pages) > 0 {
		first = p.Pages[0]
	}
	return "/processing/results/" + string(id) + "/sub-pdfs/" + strconv.Itoa(first)
}

// NatifPartOf returns which part, from 1, a page belongs to; 0 for none.
func NatifPartOf(parts []task.Part, page int) int {
	return slices.IndexFunc(parts, func(p task.Part) bool { return slices.Contains(p.Pages, page) }) + 1
}

// DocmapData returns Docmap's extractedData: an object by the name of the
// variable, with real numbers.
func DocmapData(r *extract.Result) map[string]any { return r.Map() }

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
