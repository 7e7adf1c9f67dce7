// Package services writes results in the shapes of extraction services, so
// that a host can serve clients written for them.
package services

import (
	"fmt"
	"math"
	"slices"

	"github.com/docket-go/docket/extract"
	"github.com/docket-go/docket/layout"
)

// A TyplessValue is one candidate of a field as typless writes it: pixels of
// the page image, 0-based page, -1 for what stands nowhere.
type TyplessValue struct {
	X          int     `json:"x"`
	Y          int     `json:"y"`
	Width      int     `json:"width"`
	Height     int     `json:"height"`
	Value      *string `json:"value"`
	Confidence float64 `json:"confidence_score"`
	Page       int     `json:"page_number"`
}

// A TyplessField is a field as typless writes it.
type TyplessField struct {
	Name     string         `json:"name"`
	Type     string         `json:"data_type"`
	Multiple bool           `json:"multiple_values"`
	Values   []TyplessValue `json:"values"`
}

// A Typless is the result of an extraction as typless writes it.
type Typless struct {
	FileName  string           `json:"file_name,omitempty"`
	ObjectID  string           `json:"object_id,omitempty"`
	Fields    []TyplessField   `json:"extracted_fields"`
	LineItems [][]TyplessField `json:"line_items"`
	VATRates  [][]TyplessField `json:"vat_rates"`
}

// ToTypless writes r as typless does. Boxes are pixels at dpi, 0 = 150.
// Dates are ISO, numbers have four decimals, a field without a value has one
// whose value is null.
func ToTypless(r *extract.Result, dpi float64) Typless {
	if dpi == 0 {
		dpi = 150
	}
	out := Typless{LineItems: [][]TyplessField{}, VATRates: [][]TyplessField{}}
	for _, f := range r.Schema.Fields {
		switch {
		case f.Kind == extract.KindTable && f.Name == extract.FieldLineItems:
			for _, row := range r.Tables[f.Name].Rows {
				out.LineItems = append(out.LineItems, typlessRow(f.Fields, row.Cells, dpi))
			}
		case f.Kind == extract.KindTable && f.Name == extract.FieldVATRates:
			for _, v := range r.VATRates {
				out.VATRates = append(out.VATRates, []TyplessField{
					typlessField("vat_rate_percentage", extract.KindNumber, false, []extract.Value{{Kind: extract.KindNumber, Norm: v.Rate, Confidence: v.Confidence}}, dpi),
					typlessField("vat_rate_net", extract.KindNumber, false, []extract.Value{{Kind: extract.KindNumber, Norm: v.Net, Confidence: v.Confidence, Evidence: v.Evidence}}, dpi),
				})
			}
		case f.Kind == extract.KindTable || f.Kind == extract.KindObject:
		case f.Many:
			out.Fields = append(out.Fields, typlessField(f.Name, f.Kind, true, r.Lists[f.Name], dpi))
		default:
			var vs []extract.Value
			if v, ok := r.Values[f.Name]; ok {
				vs = append([]extract.Value{v}, v.Alternatives...)
			}
			out.Fields = append(out.Fields, typlessField(f.Name, f.Kind, false, vs[:min(len(vs), 5)], dpi))
		}
	}
	return out
}

func typlessRow(cols []extract.Field, cells map[string]extract.Value, dpi float64) []TyplessField {
	var out []TyplessField
	for _, c := range cols {
		var vs []extract.Value
		if v, ok := cells[c.Name]; ok {
			vs = []extract.Value{v}
		}
		out = append(out, typlessField(c.Name, c.Kind, false, vs, dpi))
	}
	return out
}

var typlessTypes = map[extract.Kind]string{extract.KindNumber: "NUMBER", extract.KindMoney: "NUMBER", extract.KindDate: "DATE"}

func typlessField(name string, kind extract.Kind, many bool, vs []extract.Value, dpi float64) TyplessField {
	f := TyplessField{Name: name, Type: "STRING", Multiple: many, Values: []TyplessValue{}}
	if t, ok := typlessTypes[kind]; ok {
		f.Type = t
	}
	if name == extract.FieldSupplierName {
		f.Name, f.Type = "supplier_name", "AUTHOR"
	}
	for _, v := range vs {
		text := v.Norm
		if d, err := v.Decimal(); err == nil && f.Type == "NUMBER" {
			text = d.StringFixed(4)
		}
		t := TyplessValue{X: -1, Y: -1, Width: -1, Height: -1, Page: -1, Value: &text, Confidence: v.Confidence}
		if v.Evidence != nil {
			x0, y0, x1, y1 := v.Evidence.Box.Pixels(dpi)
			t.X, t.Y, t.Width, t.Height, t.Page = x0, y0, x1-x0, y1-y0, v.Evidence.Page-1
		}
		f.Values = append(f.Values, t)
	}
	if len(f.Values) == 0 {
		f.Values = []TyplessValue{{X: -1, Y: -1, Width: -1, Height: -1, Page: -1}}
	}
	return f
}

// A NatifBox refers to a piece of text of the OCR result.
type NatifBox struct {
	Page int    `json:"page_num"` // 1-based
	Box  string `json:"bbox_id"`
}

// ToNatif writes r as natif does: an object whose leaves are
// {"value", "bbox_refs"}. The reference of a word is its index on the page.
func ToNatif(r *extract.Result) map[string]any {
	out := map[string]any{"document_type": r.Class}
	for _, f := range r.Schema.Fields {
		switch {
		case f.Kind == extract.KindTable:
			rows := []any{}
			for _, row := range r.Tables[f.Name].Rows {
				m := map[string]any{}
				for col, v := range row.Cells {
					m[col] = natifLeaf(v)
				}
				rows = append(rows, m)
			}
			if f.Name == extract.FieldVATRates {
				for _, v := range r.VATRates {
					rows = append(rows, map[string]any{
						"rate": natifLeaf(extract.Value{Norm: v.Rate}), "net": natifLeaf(extract.Value{Norm: v.Net, Evidence: v.Evidence}), "vat": natifLeaf(extract.Value{Norm: v.VAT, Evidence: v.Evidence}),
					})
				}
			}
			out[f.Name] = rows
		case f.Many:
			list := []any{}
			for _, v := range r.Lists[f.Name] {
				list = append(list, natifLeaf(v))
			}
			out[f.Name] = list
		default:
			if v, ok := r.Values[f.Name]; ok {
				out[f.Name] = natifLeaf(v)
			} else if f.Kind != extract.KindObject {
				out[f.Name] = nil
			}
		}
	}
	return out
}

func natifLeaf(v extract.Value) map[string]any {
	refs := []NatifBox{}
	if v.Evidence != nil {
		for _, w := range v.Evidence.Words {
			refs = append(refs, NatifBox{v.Evidence.Page, fmt.Sprintf("%d_%d", v.Evidence.Page, w)})
		}
	}
	return map[string]any{"value": v.Norm, "bbox_refs": refs}
}

// A TextractItem is a field as Textract's expense analysis writes it.
type TextractItem struct {
	Type  TextractText  `json:"Type"`
	Label *TextractText `json:"LabelDetection,omitempty"`
	Value TextractText  `json:"ValueDetection"`
	Page  int           `json:"PageNumber,omitempty"`
}

// A TextractText is a text with its confidence in percent and its box as
// shares of the page.
type TextractText struct {
	Text       string       `json:"Text"`
	Confidence float64      `json:"Confidence"`
	Box        *layout.Rect `json:"BoundingBox,omitempty"`
}

// ToTextract writes the fields of r as Textract's SummaryFields. d gives the
// sizes of the pages.
func ToTextract(r *extract.Result, d *layout.Document) []TextractItem {
	var out []TextractItem
	for _, f := range r.Schema.Fields {
		v, ok := r.Values[f.Name]
		if !ok {
			continue
		}
		it := TextractItem{Type: TextractText{Text: f.Name, Confidence: 100}, Value: TextractText{Text: v.Raw, Confidence: math.Round(v.Confidence*1e4) / 100}}
		if v.Evidence != nil {
			it.Page = v.Evidence.Page
			it.Value.Box = relative(d, v.Evidence)
		}
		if v.Label != nil {
			it.Label = &TextractText{Text: v.Label.Text, Confidence: it.Value.Confidence, Box: relative(d, v.Label)}
		}
		out = append(out, it)
	}
	return out
}

func relative(d *layout.Document, e *extract.Evidence) *layout.Rect {
	i := slices.IndexFunc(d.Pages, func(p layout.Page) bool { return p.Number == e.Page })
	if i < 0 {
		return nil
	}
	r := e.Box.Relative(d.Pages[i].Size)
	return &r
}
